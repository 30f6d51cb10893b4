package indicators

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Periods says of which other periods than its own months an index is made
// too, for city and counties: so many that have ended, and the one that runs.
// 0: none of the kind.
type Periods struct {
	Week    int `yaml:"week" doc:"ISO weeks that have ended"`
	TenDay  int `yaml:"ten_day" doc:"ten-day periods that have ended"`
	Quarter int `yaml:"quarter" doc:"quarters that have ended"`
	Year    int `yaml:"year" doc:"years that have ended"`
}

// maxPeriods is how many periods of one kind a framework may ask for.
const maxPeriods = 60

// Of gives how many closed periods of a kind are asked for.
func (p Periods) Of(kind anlan.PeriodKind) int {
	switch kind {
	case anlan.Week:
		return p.Week
	case anlan.TenDay:
		return p.TenDay
	case anlan.Quarter:
		return p.Quarter
	case anlan.Year:
		return p.Year
	}
	return 0
}

func (f *Framework) checkPeriods(fault say) {
	for _, k := range []struct {
		name string
		n    int
	}{{"week", f.Periods.Week}, {"ten_day", f.Periods.TenDay}, {"quarter", f.Periods.Quarter}, {"year", f.Periods.Year}} {
		if k.n < 0 || k.n > maxPeriods {
			fault("periods."+k.name, "periods: %d of %s, allowed are 0 to %d", k.n, k.name, maxPeriods)
		}
	}
}

type longerKey struct{ dataset, period, window string }

// longer holds the windows that reach back to their period's first day.
type longer map[longerKey]float64

func longerWindows(stretches []Stretch) longer {
	out := longer{}
	for _, s := range stretches {
		if s.Longer > 1 {
			out[longerKey{s.Dataset, s.Period, s.Window}] = s.Longer
		}
	}
	return out
}

// nominal gives the indicator as it is scored over a window that reaches back
// to its period's first day. A ratio of two counts over the window needs
// nothing. A count by itself, or over what is no count of the window (residents),
// grows with the days: it is taken as so many in a window of its own length, so
// that goalposts keep their meaning.
func (l longer) nominal(i *Indicator, level anlan.Level, period string) *Indicator {
	times := l[longerKey{i.Numerator.Table, period, i.WindowAt(level)}]
	if times == 0 || !i.grows() {
		return i
	}
	longer := *i
	longer.Scale /= times
	return &longer
}

// grows says whether the figure adds up over days.
func (i Indicator) grows() bool {
	if i.Numerator.Time == Stock || i.Numerator.Time == Latest {
		return false
	}
	if d := i.Denominator; d != nil && d.Time != Stock && d.Time != Latest {
		return false
	}
	f, err := parseFormula(i.Numerator.Expr)
	return err == nil && !strings.Contains(i.Numerator.Expr, "/") && len(f.atoms) > 0 && !slices.ContainsFunc(f.atoms, func(a atom) bool { return !a.additive() })
}
