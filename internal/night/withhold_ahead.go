package night

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// aheadLine is a forecast that is the sum of others: of the areas directly below,
// or of the kinds of its area. All are places in a list of forecasts.
type aheadLine struct {
	sum   int
	parts []int
}

// guardAhead withholds forecasts beside those of few cases, so that no sum tells
// what is expected of these: of each, anything from 1 to 4 must be possible, by
// what the digits of all that is shown leave open and by what else is withheld.
// Parts are taken in an order that no figure has a part in: areas by code, of the
// kinds of an area the last codes first, which are what is left over.
func guardAhead(in []anlan.Forecast, few, shown []bool) {
	for _, l := range aheadLines(in) {
		for next := 0; shown[l.sum] && next < len(l.parts) && !l.keeps(in, few, shown); next++ {
			shown[l.parts[next]] = false
		}
	}
}

// aheadLines finds the sums among forecasts, in order.
func aheadLines(in []anlan.Forecast) []aheadLine {
	type key struct {
		series, kind, area string
		days               int
	}
	at := map[key]int{}
	lengths := map[anlan.Level]int{} // of the codes of a level
	for n, f := range in {
		at[key{f.Series, f.Kind, f.Area, f.Days}] = n
		lengths[f.Level] = len(f.Area)
	}
	levels := slices.Sorted(maps.Keys(lengths))
	below, kinds := map[int][]int{}, map[int][]int{}
	for n, f := range in {
		if up := slices.Index(levels, f.Level) - 1; up >= 0 && len(f.Area) >= lengths[levels[up]] {
			if sum, ok := at[key{f.Series, f.Kind, f.Area[:lengths[levels[up]]], f.Days}]; ok {
				below[sum] = append(below[sum], n)
			}
		}
		if sum, ok := at[key{f.Series, anlan.KindAll, f.Area, f.Days}]; ok && sum != n {
			kinds[sum] = append(kinds[sum], n)
		}
	}
	var out []aheadLine
	for _, sum := range slices.Sorted(maps.Keys(below)) {
		slices.SortFunc(below[sum], func(a, b int) int { return cmp.Compare(in[a].Area, in[b].Area) })
		out = append(out, aheadLine{sum, below[sum]})
	}
	for _, sum := range slices.Sorted(maps.Keys(kinds)) {
		slices.SortFunc(kinds[sum], func(a, b int) int { return cmp.Compare(in[b].Kind, in[a].Kind) })
		out = append(out, aheadLine{sum, kinds[sum]})
	}
	return out
}

// keeps says whether each part of few cases that is withheld can be 1, and 4, as
// far as the line goes.
func (l aheadLine) keeps(in []anlan.Forecast, few, shown []bool) bool {
	up, down := room(*in[l.sum].Mean) // how much more and less the sum can be
	rise, fall := down, up            // how much more and less the parts beside one can be, for it to be less and more
	for _, n := range l.parts {
		u, d := math.Inf(1), *in[n].Mean
		switch {
		case shown[n]:
			u, d = room(*in[n].Mean)
		case few[n]:
			u = anlan.SmallCell - *in[n].Mean
		}
		rise, fall = rise+u, fall+d
	}
	return !slices.ContainsFunc(l.parts, func(n int) bool {
		v := *in[n].Mean
		if shown[n] || !few[n] || v <= 0 {
			return false
		}
		return rise-(anlan.SmallCell-v) < v-1 || fall-v < anlan.SmallCell-1-v
	})
}

// room is how much more and how much less an expected number could be without a
// change in what is shown of it.
func room(v float64) (up, down float64) {
	unit := twoDigits(v)
	shown := math.Round(v/unit) * unit
	return shown + unit/2 - v, v - shown + unit/2
}
