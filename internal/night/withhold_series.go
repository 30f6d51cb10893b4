package night

import (
	"cmp"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/models"
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

// withholdWarnings takes withheld counts out of warnings before they are
// published, by the series as they are published: an observed count of 1 to 4
// below the city becomes 1, and one that guards another becomes anlan.Withheld,
// both without the figures they could be worked out from. Reasons that state
// such a count, a sum with one in it, or how one lies to others, go.
func withholdWarnings(in []anlan.Warning, series []edition.SeriesPoint) []anlan.Warning {
	shown := weeklyCounts{}
	for _, p := range series {
		shown[[4]string{p.Series, p.Kind, p.Area, p.Week}] = float64(p.Observed)
	}
	for i := range in {
		w := &in[i]
		if w.Level <= anlan.City {
			continue
		}
		week, err := anlan.ParsePeriod(w.Period, time.UTC)
		if err != nil || smallCount(w.Observed) {
			w.Observed, w.P, w.Exceed, w.Reasons = 1, 0, 0, nil
			continue
		}
		if v, there := shown.back(w, week, 0); there && v == anlan.Withheld {
			w.Observed, w.P, w.Exceed, w.Reasons = anlan.Withheld, 0, 0, nil
			continue
		}
		w.Reasons = slices.DeleteFunc(w.Reasons, func(r anlan.Reason) bool { return shown.tells(w, week, r) })
	}
	return in
}

// weeklyCounts are counts as published, by series, kind, area and Monday.
type weeklyCounts map[[4]string]float64

// back gives a warning's count so many weeks before its own.
func (c weeklyCounts) back(w *anlan.Warning, week anlan.Period, weeks int) (v float64, there bool) {
	v, there = c[[4]string{w.Series, w.Kind, w.Area, week.Start.AddDate(0, 0, -7*weeks).Format(anlan.DateFormat)}]
	return v, there
}

// tells says whether a reason gives away a count that is withheld.
func (c weeklyCounts) tells(w *anlan.Warning, week anlan.Period, r anlan.Reason) bool {
	within := func(from, to int, withheld func(float64) bool) bool {
		for k := from; k <= to; k++ {
			if v, there := c.back(w, week, k); there && withheld(v) {
				return true
			}
		}
		return false
	}
	for _, name := range []string{"observed", "last", "before"} {
		if v, ok := r.Args[name]; ok && smallCount(v) {
			return true
		}
	}
	weeks := int(r.Args["weeks"])
	switch r.Code {
	case models.ReasonFourWeeks:
		return within(0, 7, isHidden)
	case models.ReasonRise:
		return within(1, weeks, isHidden)
	case models.ReasonHighest, models.ReasonHighestEver: // of 1 to 4 it says no more than "<5" does
		return within(1, weeks+1, func(v float64) bool { return v == anlan.Withheld })
	case models.ReasonLastYear:
		return within(52, 52, isHidden)
	}
	return false
}
