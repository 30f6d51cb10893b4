package indicators

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/conformal"
)

// sameWeight is how far the shares of weight behind a month's figure on the day
// and at its close may lie apart (0 to 1): beyond, other indicators moved the
// figure than those that were there.
const sameWeight = 0.05

// Nowcast gives the figure that a row of the running month is expected to have
// when the month is closed: the figure so far, and the median of how far the
// figures of the same day moved until their months closed. 80% and 95%
// intervals are conformal ones of those moves (package conformal); the second
// takes 19 months. Left out are past months whose figure closed on another share of
// weight than it had on the day, and those that rest on less than the framework's
// comparable part of the weight that now rests on: past gets Used accordingly.
// A veto that caps the row caps what is expected.
//
// now is the row of the running month and day the last day it holds; past are
// the same area's and category's months.
func (f *Framework) Nowcast(now anlan.IndexRow, day string, past []anlan.PastMonth) anlan.Nowcast {
	out := anlan.Nowcast{Area: now.Area, Level: now.Level, Period: now.Period, Category: now.Category, Day: day, SoFar: now.Score}
	if now.Score == nil {
		out.Reason = anlan.NowcastNoFigure
		return out
	}
	var moves []float64
	for i := range past {
		p := &past[i]
		p.Used = p.Move != nil && math.Abs(p.ClosedCoverage-p.Coverage) <= sameWeight && p.Coverage >= f.Comparable*now.Coverage
		if p.Used {
			moves = append(moves, *p.Move)
		}
	}
	out.Months = len(moves)
	if len(moves) < anlan.NowcastLeastMonths {
		out.Reason = anlan.NowcastFewMonths
		return out
	}
	ceiling := 100.0
	base := *now.Score
	if now.Uncapped != nil && *now.Uncapped > base {
		base, ceiling = *now.Uncapped, f.Veto.Cap
	}
	at := func(move float64) *float64 {
		v := min(max(base+move, 0), ceiling)
		return &v
	}
	median := conformal.Median(moves)
	out.Move, out.Expected = &median, at(median)
	if lower, upper, ok := conformal.Interval(moves, 0.8); ok {
		out.Lower80, out.Upper80 = at(lower), at(upper)
	}
	if lower, upper, ok := conformal.Interval(moves, 0.95); ok {
		out.Lower95, out.Upper95 = at(lower), at(upper)
	}
	return out
}
