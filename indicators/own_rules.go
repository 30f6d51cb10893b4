package indicators

import (
	"fmt"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/composite"
)

// Origin says of a part of a framework whether it is known, and from where, or
// assumed, and why.
type Origin struct {
	Part    Text   `yaml:"part" need:"true" doc:"what it speaks of"`
	Source  string `yaml:"source" doc:"where it is published"`
	Assumed bool   `yaml:"assumed" doc:"true where it is not published and ours"`
	Reason  Text   `yaml:"reason" doc:"of what is assumed: why so"`
}

// Run is what follows when an area has one colour so many periods running.
type Run struct {
	Colour  anlan.Colour `yaml:"colour" need:"true" one:"green,blue,yellow,orange,red" doc:"colour that is counted"`
	Length  int          `yaml:"length" need:"true" doc:"periods running"`
	Measure Text         `yaml:"measure" need:"true" doc:"what follows"`
}

// kinds are the rhythms of a framework.
var kinds = map[string]anlan.PeriodKind{"": anlan.Month, "day": anlan.Day, "week": anlan.Week, "ten_day": anlan.TenDay, "month": anlan.Month, "quarter": anlan.Quarter, "year": anlan.Year}

// Kind gives the kind of period the framework is worked out by.
func (f *Framework) Kind() anlan.PeriodKind { return kinds[f.Rhythm] }

// OwnRules reports whether the framework has rules that the night's index does
// not know: another rhythm than months, comparisons, deductions or runs. Such a
// framework is worked out by itself.
func (f *Framework) OwnRules() bool {
	return f.Kind() != anlan.Month || len(f.Deductions) > 0 || len(f.Runs) > 0 ||
		slices.ContainsFunc(f.Indicators, func(i Indicator) bool { return len(i.Compare) > 0 || i.Deduct != nil })
}

// Running counts how many periods, the last of them included, colours ran
// without a break at the end; what follows is the measure of the longest run
// reached, nil for none. colours are oldest first.
func (f *Framework) Running(colours []anlan.Colour) (length int, follows *Text) {
	if len(colours) == 0 {
		return 0, nil
	}
	last := colours[len(colours)-1]
	for n := len(colours) - 1; n >= 0 && colours[n] == last; n-- {
		length++
	}
	for _, r := range f.Runs {
		if r.Colour == last && length >= r.Length {
			follows = &r.Measure
		}
	}
	return length, follows
}

// LongestRun is how many periods have to be judged to know which measure
// follows: 1 where there is no rule of runs.
func (f *Framework) LongestRun() int {
	n := 1
	for _, r := range f.Runs {
		n = max(n, r.Length)
	}
	return n
}

// weighByJudgement gives categories and indicators the weights that judges give
// them. Weights are in thousandths; the greatest takes what rounding leaves.
func (f *Framework) weighByJudgement(fault say) {
	for _, top := range []bool{true, false} { // categories first: indicators share theirs
		for n, j := range f.Judgements {
			if (j.Parent == "total") != top {
				continue
			}
			at := fmt.Sprintf("judgements[%d]", n)
			w, err := j.Weigh()
			if err != nil {
				fault(at, "%v", err)
				continue
			}
			f.setWeights(j, w, func(format string, args ...any) { fault(at, format, args...) })
		}
	}
	if len(f.Judgements) > 0 {
		f.weighAlone()
	}
}

// weighAlone gives an indicator that stands alone in its category the weight of
// the category: there is nothing to judge it against.
func (f *Framework) weighAlone() {
	in := map[string][]int{}
	for k, i := range f.Indicators {
		if i.Direction != anlan.Neutral {
			in[i.Category] = append(in[i.Category], k)
		}
	}
	for _, c := range f.Categories {
		if of := in[c.Code]; len(of) == 1 && f.Indicators[of[0]].Weight == 0 {
			f.Indicators[of[0]].Weight = c.Weight
		}
	}
}

func (f *Framework) setWeights(j composite.Judgements, w *composite.Weighed, fault func(string, ...any)) {
	whole, places := 100.0, map[string]*float64{}
	if j.Parent == "total" {
		for k := range f.Categories {
			places[f.Categories[k].Code] = &f.Categories[k].Weight
		}
	} else {
		at := slices.IndexFunc(f.Categories, func(c Category) bool { return c.Code == j.Parent })
		if at < 0 {
			fault("judgements: no category %q", j.Parent)
			return
		}
		whole = f.Categories[at].Weight
		for k, i := range f.Indicators {
			if i.Category == j.Parent && i.Direction != anlan.Neutral {
				places[i.ID] = &f.Indicators[k].Weight
			}
		}
	}
	left, most := int64(math.Round(whole*1000)), ""
	for _, code := range j.Criteria {
		p := places[code]
		if p == nil || *p != 0 {
			fault("judgements of %s: %s is not below it, or has a weight of its own", j.Parent, code)
			return
		}
		milli := int64(math.Round(w.Weight[code] * whole * 1000))
		*p = float64(milli) / 1000
		left -= milli
		if most == "" || *p > *places[most] {
			most = code
		}
	}
	if len(places) != len(j.Criteria) {
		fault("judgements of %s: %d criteria are judged and %d are below it", j.Parent, len(j.Criteria), len(places))
		return
	}
	*places[most] = float64(int64(math.Round(*places[most]*1000))+left) / 1000
}
