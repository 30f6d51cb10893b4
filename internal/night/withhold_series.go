package night

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// withholdSeries takes small cells out of the weekly series before they are
// published: below the city every count of 1 to 4 becomes 1, which readers show
// as "<5", and others of the week are withheld so that it cannot be told.
//
// A series of counties adds up two ways, and both cannot be kept: over its kinds
// to all that a county registered, which the daily flash and the indicators
// show, and over the counties to the city's count of a kind. The first is
// guarded by other kinds of the county, the last codes first (they are what is
// left over); of the second no sum is published over anything withheld. Of
// townships no week is published over all kinds, so a count there is guarded by
// other townships, by code, and the city's sum of the kind stays.
//
// The series of an area of which an indicator withholds the same cases are
// withheld whole.
func withholdSeries(in []edition.SeriesPoint, hidden hiddenCounts) []edition.SeriesPoint {
	summed := map[[2]string]bool{} // series and week that the city has sums of
	for _, p := range in {
		if p.Level == anlan.City {
			summed[[2]string{p.Series, p.Week}] = true
		}
	}
	type line struct{ series, week, of string }
	lines := map[line][]int{}
	for at, p := range in {
		if p.Level <= anlan.City {
			continue
		}
		k := line{p.Series, p.Week, p.Area}
		if p.Level > anlan.County {
			k.of = p.Kind
		}
		if !summed[[2]string{p.Series, p.Week}] { // older weeks of single series: nothing there adds up
			k.of = p.Area + " " + p.Kind
		}
		lines[k] = append(lines[k], at)
	}
	told := map[[3]string]bool{}   // series, week and kind with something withheld in a county
	for k, places := range lines { // each apart from the others: their order is no matter
		slices.SortFunc(places, func(a, b int) int {
			return cmp.Or(cmp.Compare(in[b].Kind, in[a].Kind), cmp.Compare(in[a].Area, in[b].Area))
		})
		withholdLine(in, places, hidden, summed[[2]string{k.series, k.week}])
		for _, at := range places {
			if p := in[at]; p.Level == anlan.County && isHidden(float64(p.Observed)) {
				told[[3]string{p.Series, p.Week, p.Kind}] = true
			}
		}
	}
	return slices.DeleteFunc(in, func(p edition.SeriesPoint) bool {
		return p.Level == anlan.City && told[[3]string{p.Series, p.Week, p.Kind}]
	})
}

// withholdLine withholds among the points of a week that add up to a figure that
// is shown; with nothing they add up to, the small ones alone.
func withholdLine(in []edition.SeriesPoint, places []int, hidden hiddenCounts, adds bool) {
	values, whole := make([]float64, len(places)), make([]bool, len(places))
	for n, at := range places {
		values[n] = float64(in[at].Observed)
		whole[n] = hidden.any(in[at].Area, countsBehind[in[at].Series]...)
	}
	if adds {
		cover(values, whole)
	}
	for n, at := range places {
		switch v := values[n]; {
		case !adds && whole[n]:
			in[at].Observed = anlan.Withheld
		case !adds && smallCount(v):
			in[at].Observed = 1
		default:
			in[at].Observed = int64(v)
		}
	}
}
