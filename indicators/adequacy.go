package indicators

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// AdequacyFactor says how one adequacy factor is taken: requests that were
// registered against the need that a survey finds.
type AdequacyFactor struct {
	ID         string  `yaml:"id" need:"true" doc:"as indicators name it: rho_c"`
	Name       Text    `yaml:"name" doc:"what people call it"`
	Window     string  `yaml:"window" doc:"of requests and survey: P12M"`
	Requests   []Term  `yaml:"requests" doc:"added up over the registers"`
	Problem    Term    `yaml:"problem" doc:"survey answers with a problem"`
	Answers    Term    `yaml:"answers" doc:"all survey answers"`
	Population Term    `yaml:"population" doc:"of the area"`
	Tolerance  float64 `yaml:"tolerance" doc:"times the survey's relative standard error: 1.28"`
	Years      int     `yaml:"years" doc:"of the area's own past that make its base"`
	Floor      float64 `yaml:"floor" doc:"quantile of the counties' bases that no base lies below: 0.25"`
}

// adequacyLevels are those that have a factor of their own; below county the
// county's holds.
var adequacyLevels = []string{anlan.City.String(), anlan.County.String()}

// RequestID names the measure of the factor's nth register.
func (a AdequacyFactor) RequestID(n int) string { return fmt.Sprintf("%s.request.%d", a.ID, n+1) }

// SurveyID names the measure of the share of answers with a problem.
func (a AdequacyFactor) SurveyID() string { return a.ID + ".survey" }

// PopulationID names the measure of the population.
func (a AdequacyFactor) PopulationID() string { return a.ID + ".population" }

// DraftAdequacy drafts the terms of the adequacy factors, as Draft does those of
// indicators. The ends have to reach back as far as AdequacyPast
// says; what the registers do not cover has no figure.
func (f *Framework) DraftAdequacy(in CompileInput) (*Draft, error) {
	g := &Framework{ID: f.ID, Facts: f.Facts, Samples: f.Samples}
	for _, a := range f.Adequacy {
		base := Indicator{Scale: 1, Levels: adequacyLevels, Window: a.Window}
		for n, t := range a.Requests {
			i := base
			i.ID, i.Numerator = a.RequestID(n), t
			g.Indicators = append(g.Indicators, i)
		}
		s, p := base, base
		s.ID, s.Numerator, s.Denominator = a.SurveyID(), a.Problem, &a.Answers
		p.ID, p.Numerator = a.PopulationID(), a.Population
		g.Indicators = append(g.Indicators, s, p)
	}
	return g.Draft(in)
}

// AdequacyPast is how many months before a period the bases look back to.
func (f *Framework) AdequacyPast() int {
	months := 0
	for _, a := range f.Adequacy {
		months = max(months, 12*a.Years)
	}
	return months
}

// Adequacies works out the factors of the periods asked for from measures of
// the compiled terms, by factor, period and area. In each:
//
//	need  = share of answers with a problem × population
//	ratio = requests / need
//	base  = the area's own mean ratio over the windows that ended 12 months
//	        and more before, within so many years; without any, the median ratio
//	        of the city's counties; not below their 25th percentile
//	d     = 1.28 × relative standard error of the share
//	rho   = min(1, ratio/base × (1 + d))
//
// The city as a whole has nothing but its own past to be held against. Where a
// register does not cover the window, or there is no survey, no population or
// no base, there is no factor, and the row says what is lacking.
func (f *Framework) Adequacies(measures []anlan.Measure, periods []string) []anlan.Adequacy {
	cells := map[cellKey]anlan.Measure{}
	areas, ids := map[string]anlan.Level{}, map[string]bool{}
	for _, m := range measures {
		cells[cellKey{m.Indicator, m.Area, m.Period}] = m
		areas[m.Area], ids[m.Indicator] = m.Level, true
	}
	periods = slices.Sorted(slices.Values(periods))
	var out []anlan.Adequacy
	for _, a := range f.Adequacy {
		deff := f.designEffect(&Indicator{Numerator: a.Problem, Denominator: &a.Answers})
		at := func(area, period string) anlan.Adequacy { return a.ratio(cells, ids, area, period, deff) }
		for _, period := range periods {
			out = append(out, a.judge(sortedKeys(areas), areas, period, at)...)
		}
	}
	return out
}

// ratio fills in requests, need and their ratio of one area and period.
func (a AdequacyFactor) ratio(cells map[cellKey]anlan.Measure, ids map[string]bool, area, period string, deff float64) anlan.Adequacy {
	r := anlan.Adequacy{Factor: a.ID, Area: area, Period: period}
	sum, any := 0.0, false
	for n := range a.Requests {
		if !ids[a.RequestID(n)] {
			continue // a register that this city does not have
		}
		m := cells[cellKey{a.RequestID(n), area, period}]
		if m.Num == nil {
			r.Lacks = "requests"
			return r
		}
		sum, any = sum+*m.Num, true
	}
	if !any {
		r.Lacks = "requests"
		return r
	}
	r.Requests = &sum
	s, p := cells[cellKey{a.SurveyID(), area, period}], cells[cellKey{a.PopulationID(), area, period}]
	if s.Num == nil || s.Den == nil || !(*s.Num > 0 && *s.Den > 0) {
		r.Lacks = "survey"
		return r
	}
	share, n := *s.Num / *s.Den, *s.Den
	if s.Effective != nil {
		n = *s.Effective
	}
	n /= deff
	d := a.Tolerance * math.Sqrt(max(1-share, 0)/(share*n))
	r.Share, r.Answers, r.Tolerance = &share, &n, &d
	if p.Num == nil || !(*p.Num > 0) {
		r.Lacks = "population"
		return r
	}
	v := sum / (share * *p.Num)
	r.Population, r.Ratio = p.Num, &v
	return r
}

// judge holds the ratios of one period against their bases.
func (a AdequacyFactor) judge(codes []string, areas map[string]anlan.Level, period string, at func(area, period string) anlan.Adequacy) []anlan.Adequacy {
	var rows []anlan.Adequacy
	var now, bases []float64 // of counties
	for _, code := range codes {
		r := at(code, period)
		r.Level = areas[code]
		if past, ok := a.past(code, period, at); ok {
			r.Base, r.Basis = &past, anlan.BasisOwn
		}
		if r.Level == anlan.County {
			if r.Ratio != nil {
				now = append(now, *r.Ratio)
			}
			switch {
			case r.Base != nil:
				bases = append(bases, *r.Base)
			case r.Ratio != nil:
				bases = append(bases, *r.Ratio)
			}
		}
		rows = append(rows, r)
	}
	for n := range rows {
		r := &rows[n]
		if r.Level == anlan.County && r.Ratio != nil {
			if r.Base == nil {
				median := quantile(now, 0.5)
				r.Base, r.Basis = &median, anlan.BasisMedian
			}
			if floor := quantile(bases, a.Floor); *r.Base < floor {
				r.Base, r.Basis = &floor, anlan.BasisFloor
			}
		}
		switch {
		case r.Ratio == nil:
		case r.Base == nil || !(*r.Base > 0):
			r.Lacks = "base"
		default:
			rho := min(1, *r.Ratio / *r.Base * (1+*r.Tolerance))
			r.Rho = &rho
		}
	}
	return rows
}

// past is the mean ratio over the windows of twelve months that lie wholly
// before the period's own, and within so many years; ok is false without any.
func (a AdequacyFactor) past(area, period string, at func(area, period string) anlan.Adequacy) (mean float64, ok bool) {
	p, err := anlan.ParsePeriod(period, time.UTC)
	if err != nil {
		return 0, false
	}
	sum, n := 0.0, 0
	for back := 12; back <= 12*a.Years; back++ {
		before := anlan.NewPeriod(anlan.Month, p.Start.AddDate(0, -back, 0)).String()
		if r := at(area, before); r.Ratio != nil {
			sum, n = sum+*r.Ratio, n+1
		}
	}
	if n == 0 {
		return 0, false
	}
	return sum / float64(n), true
}

// quantile is the linear one between order statistics; of nothing, 0.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	v := slices.Sorted(slices.Values(values))
	h := q * float64(len(v)-1)
	i := min(int(h), max(len(v)-2, 0))
	if len(v) == 1 {
		return v[0]
	}
	return v[i] + (h-float64(i))*(v[i+1]-v[i])
}

// rhos finds the factor that holds for an area: its own, below county that of
// the county.
type rhos map[cellKey]*float64

func newRhos(rows []anlan.Adequacy) rhos {
	out := rhos{}
	for _, r := range rows {
		out[cellKey{r.Factor, r.Area, r.Period}] = r.Rho
	}
	return out
}

func (r rhos) of(factor string, area string, level anlan.Level, period string, parents map[string]string) *float64 {
	for ; level > anlan.County; level-- {
		area = parents[area]
	}
	return r[cellKey{factor, area, period}]
}

// adequate applies a factor to a value: percentages lose what is not
// accounted for, 100 - (100-v) × rho where less is better; times and other
// figures of which less is better are divided by it. Without a factor, or where
// it is 0 and would divide, the value stands.
func adequate(i *Indicator, rho *float64, v float64) float64 {
	switch {
	case rho == nil:
		return v
	case i.Direction != anlan.Negative:
		return v * *rho
	case i.Unit == "%":
		return 100 - (100-v)**rho
	case *rho > 0:
		return v / *rho
	case i.Goal == nil: // compared or deducted
		return v
	}
	return math.Max(v, i.Goal.Worst)
}

// checkAdequacy tests the adequacy factors and the indicators that name one.
func (f *Framework) checkAdequacy(fault say) {
	known := map[string]bool{"": true, "none": true}
	for n, a := range f.Adequacy {
		at := fmt.Sprintf("adequacy[%d]", n)
		if !name.MatchString(a.ID) || known[a.ID] || a.Name.Zh == "" || len(a.Requests) == 0 {
			fault(at, "adequacy %q: an id of its own, name.zh and requests are required", a.ID)
		}
		known[a.ID] = true
		if w, err := anlan.ParseWindow(a.Window); err != nil || w.Months != 12 {
			fault(at+".window", "adequacy %s: window %q: twelve months (P12M) are required", a.ID, a.Window)
		}
		if !(a.Tolerance >= 0) || a.Years < 1 || a.Years > 10 || a.Floor < 0 || a.Floor > 1 {
			fault(at, "adequacy %s: a tolerance that is not negative, 1 to 10 years and a floor between 0 and 1 are required", a.ID)
		}
		for _, t := range append(slices.Clone(a.Requests), a.Problem, a.Answers, a.Population) {
			if err := t.validate(); err != nil {
				fault(at, "adequacy %s: %s: %v", a.ID, t.Table, err)
			}
		}
	}
	for n, i := range f.Indicators {
		if len(f.Adequacy) > 0 && !known[i.Adequacy] {
			fault(fmt.Sprintf("indicators[%d].adequacy", n), "indicator %s: no adequacy factor %q", i.ID, strings.TrimSpace(i.Adequacy))
		}
	}
}
