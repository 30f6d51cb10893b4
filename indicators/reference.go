package indicators

import (
	"fmt"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// Comparison scores a value against a reference: Par where they are equal, and
// Slope points more for each time the reference that the value is better by.
type Comparison struct {
	Of    string  `yaml:"of" need:"true" one:"own,parent,city" doc:"whose value is the reference: the area's own, that of the area above, the city's"`
	When  string  `yaml:"when" need:"true" one:"now,previous,last_year,mean_last_year,mean_years" doc:"of when: this period (not own), the one before, the same of the year before, the mean over the periods of the year before, or the mean over this period's namesakes of some years before"`
	Years int     `yaml:"years" doc:"of mean_years: how many, 1 to 5"`
	Least int     `yaml:"least" doc:"of means: the fewest periods with a value; 0: all of them"`
	Share float64 `yaml:"share" need:"true" doc:"weight among the indicator's comparisons"`
	Par   float64 `yaml:"par" need:"true" doc:"score where value and reference are equal, 0 to 100"`
	Slope float64 `yaml:"slope" need:"true" doc:"points for being better by the whole reference: 50 takes 5 points for being a tenth worse"`
}

// Deduct scores by deduction from a full mark: From less Each for every unit of
// the value, and no less than Floor.
type Deduct struct {
	From  float64 `yaml:"from" need:"true" doc:"full mark, at most 100"`
	Each  float64 `yaml:"each" need:"true" doc:"points for each unit of the value"`
	Floor float64 `yaml:"floor" doc:"least score"`
}

// Deduction takes points off an area's total: Each for every case that an
// indicator counts in the period, at most Most.
type Deduction struct {
	Indicator string  `yaml:"indicator" need:"true" doc:"neutral indicator that counts the cases"`
	Each      float64 `yaml:"each" need:"true" doc:"points a case"`
	Most      float64 `yaml:"most" need:"true" doc:"greatest deduction"`
}

// points gives the score of a value.
func (d Deduct) points(value float64) float64 { return max(d.From-d.Each*max(value, 0), d.Floor) }

// points gives the score of a value against a reference. Nothing is better than
// nothing by no share of it: where both are 0 the score is Par. Where the
// reference alone is 0, it is as far from Par as the scale goes.
func (c Comparison) points(value, reference float64, d anlan.Direction) float64 {
	better := reference - value
	if d == anlan.Positive {
		better = -better
	}
	switch {
	case better == 0:
		return c.Par
	case reference == 0 && better > 0:
		return 100
	case reference == 0:
		return 0
	}
	return min(max(c.Par+c.Slope*better/reference, 0), 100)
}

// periods names the periods that the comparison looks at from a period.
func (c Comparison) periods(p anlan.Period) []anlan.Period {
	before := func(q anlan.Period) anlan.Period { return anlan.NewPeriod(q.Kind, q.Start.AddDate(0, 0, -1)) }
	switch c.When {
	case "previous":
		return []anlan.Period{before(p)}
	case "last_year":
		return []anlan.Period{yearsAgo(p, 1)}
	case "mean_years":
		out := make([]anlan.Period, c.Years)
		for n := range out {
			out[n] = yearsAgo(p, n+1)
		}
		return out
	case "mean_last_year":
		var out []anlan.Period
		year, first, last := p.Start.Year(), 1, 31
		if p.Kind == anlan.Week { // 4 January lies in an ISO year's first week, 28 December in its last
			year, _ = p.Start.ISOWeek()
			first, last = 4, 28
		}
		day := func(m time.Month, d int) time.Time { return time.Date(year-1, m, d, 0, 0, 0, 0, p.Start.Location()) }
		from := anlan.NewPeriod(p.Kind, day(time.January, first)).Start
		for q := anlan.NewPeriod(p.Kind, day(time.December, last)); !q.Start.Before(from); q = before(q) {
			out = append(out, q)
		}
		return out
	}
	return []anlan.Period{p}
}

// yearsAgo gives a period's namesake of some years before; of a 53rd week that a
// year does not have, the week behind its last.
func yearsAgo(p anlan.Period, n int) anlan.Period {
	if p.Kind != anlan.Week {
		return anlan.NewPeriod(p.Kind, p.Start.AddDate(-n, 0, 0))
	}
	year, week := p.Start.ISOWeek() // 4 January lies in the first
	return anlan.NewPeriod(anlan.Week, time.Date(year-n, time.January, 4+7*(week-1), 0, 0, 0, 0, p.Start.Location()))
}

// references finds what values are compared with.
type references struct {
	cells   *measured
	areas   map[string]anlan.Area
	nominal func(i *Indicator, level anlan.Level, period string) *Indicator
	hidden  *Cells
}

// of gives the reference of an indicator for an area and period; ok is false
// where too little of it is there.
func (r references) of(c Comparison, i *Indicator, a anlan.Area, p anlan.Period) (v float64, ok bool) {
	own := a.Code
	switch c.Of {
	case "parent": // or, of one that is withheld, the area above it
		a = r.areas[r.hidden.home(i.ID, a, r.areas)]
	case "city":
		for a.Level > anlan.City && a.Parent != "" {
			a = r.areas[a.Parent]
		}
	}
	if c.When == "now" && a.Code == own {
		return 0, false // the city has nothing above it to be compared with
	}
	sum, n := 0.0, 0
	periods := c.periods(p)
	for _, q := range periods {
		name := q.String()
		m, there := r.cells.at(i.ID, a.Code, name)
		if !there {
			continue
		}
		if x := value(r.nominal(i, a.Level, name), m); x != nil {
			sum, n = sum+*x, n+1
		}
	}
	least := len(periods)
	if c.Least > 0 {
		least = c.Least
	}
	if n == 0 || n < least {
		return 0, false
	}
	return sum / float64(n), true
}

// score gives the score of an indicator that is judged by comparisons or by
// deduction; Goal judges the others. Comparisons without a reference share
// their weight among the rest, and with none there is no score.
func (r references) score(i *Indicator, s *anlan.Score, a anlan.Area, p anlan.Period) {
	if s.State != anlan.StateOK || s.Adjusted == nil {
		return
	}
	if i.Deduct != nil {
		v := i.Deduct.points(*s.Adjusted)
		s.Score = &v
		return
	}
	sum, whole := 0.0, 0.0
	for _, c := range i.Compare {
		if ref, ok := r.of(c, i, a, p); ok {
			sum, whole = sum+c.Share*c.points(*s.Adjusted, ref, i.Direction), whole+c.Share
		}
	}
	if whole > 0 {
		v := sum / whole
		s.Score = &v
	}
}

// deduct takes the framework's deductions off a total, which may fall to 0. An
// area of which a count is not known loses nothing for it.
func (f *Framework) deduct(total *anlan.IndexRow, cells *measured) {
	if total.Score == nil || len(f.Deductions) == 0 {
		return
	}
	off := 0.0
	for _, d := range f.Deductions {
		if m, ok := cells.at(d.Indicator, total.Area, total.Period); ok && m.Num != nil {
			off += min(d.Each**m.Num, d.Most)
		}
	}
	v := max(*total.Score-off, 0)
	total.Score, total.Uncapped = &v, &v
	for _, end := range []**float64{&total.Lower, &total.Upper} {
		if *end != nil {
			x := max(**end-off, 0)
			*end = &x
		}
	}
	if total.Colour != anlan.ColourNone {
		total.Colour = f.colour(v)
	}
}

// Reach gives the periods that judging the periods asked for takes: themselves
// and all that their comparisons look at, oldest first.
func (f *Framework) Reach(asked []anlan.Period) []anlan.Period {
	seen := map[string]bool{}
	var out []anlan.Period
	add := func(p anlan.Period) {
		if !seen[p.String()] {
			seen[p.String()] = true
			out = append(out, p)
		}
	}
	for _, p := range asked {
		add(p)
		for _, i := range f.Indicators {
			for _, c := range i.Compare {
				for _, q := range c.periods(p) {
					add(q)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b anlan.Period) int { return a.Start.Compare(b.Start) })
	return out
}

// checkOwnRules tests comparisons, deductions, runs and origins.
func (f *Framework) checkOwnRules(fault say) {
	for n, i := range f.Indicators {
		at := fmt.Sprintf("indicators[%d]", n)
		for k, c := range i.Compare {
			at := fmt.Sprintf("%s.compare[%d]", at, k)
			if c.Of == "own" && c.When == "now" {
				fault(at, "indicator %s: a value cannot be compared with itself", i.ID)
			}
			if !(c.Share > 0) || !(c.Slope > 0) || c.Par < 0 || c.Par > 100 || c.Least < 0 {
				fault(at, "indicator %s: share and slope above 0, par between 0 and 100 and a least that is not negative are required", i.ID)
			}
			if (c.When == "mean_years") != (c.Years > 0) || c.Years > 5 {
				fault(at, "indicator %s: years, 1 to 5, goes with mean_years", i.ID)
			}
		}
		if d := i.Deduct; d != nil && !(d.From > d.Floor && d.From <= 100 && d.Floor >= 0 && d.Each > 0) {
			fault(at+".deduct", "indicator %s: a full mark of at most 100, a floor below it that is not negative, and points above 0 are required", i.ID)
		}
	}
	for n, d := range f.Deductions {
		at := fmt.Sprintf("deductions[%d]", n)
		if i, ok := f.Indicator(d.Indicator); !ok || i.Direction != anlan.Neutral || i.Numerator.Time == Stock || i.Numerator.Time == Latest {
			fault(at, "deduction: no neutral indicator %q that counts what happened in a period", d.Indicator)
		}
		if !(d.Each > 0 && d.Most >= d.Each) {
			fault(at, "deduction of %s: points above 0, and a greatest deduction of at least as many, are required", d.Indicator)
		}
	}
	for n, r := range f.Runs {
		if r.Length < 2 || r.Measure.Zh == "" || n > 0 && r.Length <= f.Runs[n-1].Length {
			fault(fmt.Sprintf("runs[%d]", n), "runs: lengths of 2 and more, rising, and a measure are required")
		}
	}
	for n, o := range f.Origin {
		if o.Part.Zh == "" || o.Assumed == (o.Source != "") || o.Assumed && o.Reason.Zh == "" {
			fault(fmt.Sprintf("origin[%d]", n), "origin: a part, and either its source or assumed: true with a reason are required")
		}
	}
}
