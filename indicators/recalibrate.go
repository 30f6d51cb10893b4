package indicators

import (
	"math"
	"slices"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// Recalibration says how goalposts are proposed from what areas had.
type Recalibration struct {
	Level     anlan.Level // of the areas looked at
	Low, High float64     // quantiles, 0.05 and 0.95
	Least     int         // fewest values that a proposal may rest on
}

// Reasons why goalposts are kept.
const (
	KeptFew    = "few values"
	KeptSpread = "no spread"
	KeptSame   = "unchanged"
)

// GoalProposal is what recalibration proposes for one indicator.
type GoalProposal struct {
	Indicator string
	Old, New  Goal
	Values    int    // that it rests on: areas × periods with a scored figure
	Kept      string // why New is Old; "" where it is not
}

// Propose gives goalposts for every scored indicator in the framework's order:
// the worst at the low and the best at the high quantile (linear between order
// statistics, R. J. Hyndman and Y. Fan's type 7, The American Statistician 50
// (1996) 361-365) of the values that were scored, that is after shrinkage and
// adequacy; where less is better the other way round. They are rounded to three
// significant digits. An indicator with fewer values than Least, or with no
// spread between the quantiles, keeps its goalposts: a bar that all clear is
// not moved because all clear it.
func (f *Framework) Propose(scores []anlan.Score, r Recalibration) []GoalProposal {
	values := map[string][]float64{}
	for _, s := range scores {
		if s.Level == r.Level && s.State == anlan.StateOK && s.Adjusted != nil {
			values[s.Indicator] = append(values[s.Indicator], *s.Adjusted)
		}
	}
	var out []GoalProposal
	for _, i := range f.Indicators {
		if i.Goal == nil || i.Direction == anlan.Neutral || i.Weight == 0 || !i.Claims(r.Level) {
			continue
		}
		v := values[i.ID]
		p := GoalProposal{Indicator: i.ID, Old: *i.Goal, New: *i.Goal, Values: len(v)}
		low, high := significant(quantile(v, r.Low)), significant(quantile(v, r.High))
		proposed := Goal{Worst: low, Best: high}
		if i.Direction == anlan.Negative {
			proposed = Goal{Worst: high, Best: low}
		}
		switch {
		case len(v) < r.Least:
			p.Kept = KeptFew
		case low == high:
			p.Kept = KeptSpread
		case proposed == p.Old:
			p.Kept = KeptSame
		default:
			p.New = proposed
		}
		out = append(out, p)
	}
	return out
}

// WithGoals gives the framework with the goalposts proposed.
func (f *Framework) WithGoals(proposals []GoalProposal) *Framework {
	g := *f
	g.Indicators = slices.Clone(f.Indicators)
	for _, p := range proposals {
		for k := range g.Indicators {
			if g.Indicators[k].ID == p.Indicator {
				g.Indicators[k].Goal = &Goal{Worst: p.New.Worst, Best: p.New.Best}
			}
		}
	}
	return &g
}

// significant rounds to three significant digits.
func significant(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	if err != nil || math.IsNaN(r) {
		return v
	}
	return r
}
