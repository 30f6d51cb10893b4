package indicators

import (
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// WithholdAdequacy takes out of adequacy factors what would tell a small count: the
// requests of an area below the city, with ratio and base, which they can be worked
// out from, where a register of the factor is withheld there as a count of an
// indicator, or is itself a small cell in some period, and all others are shown: the
// sum less these is it. A register that no indicator shows, of as many cases as a
// small one may have or more, keeps it: then nothing is told. So that the city's
// sum less the others' does not tell an area's, at least two are withheld, the
// others by code: an order that no figure has a part in. As everywhere a count is
// withheld in all periods. The factor itself stays: it is in the scores.
//
// measures are those that the rows were made from; rows are changed and given back.
func (f *Framework) WithholdAdequacy(rows []anlan.Adequacy, measures []anlan.Measure, cells *Cells) []anlan.Adequacy {
	hidden, shown := map[[2]string]bool{}, map[string]bool{}
	for _, c := range cells.Counts() {
		hidden[[2]string{bareName(c.Count), c.Area}] = true
	}
	for _, k := range f.shownCounts() {
		shown[bareName(k.name)] = true
	}
	for _, a := range f.Adequacy {
		var areas []string
		for _, r := range rows {
			if r.Factor == a.ID && r.Level > anlan.City && r.Requests != nil {
				areas = append(areas, r.Area)
			}
		}
		slices.Sort(areas)
		areas = slices.Compact(areas)
		tells := map[string]bool{}
		for _, area := range areas {
			tells[area] = a.tellsOne(area, measures, f.SmallCell, func(t Term) bool { return hidden[[2]string{bareName(termName(t)), area}] },
				func(t Term) bool { return shown[bareName(termName(t))] })
		}
		some := 0
		for _, told := range tells {
			if told {
				some++
			}
		}
		for _, area := range areas {
			if some == 1 && !tells[area] {
				tells[area] = true
				some++
			}
		}
		for n := range rows {
			if r := &rows[n]; r.Factor == a.ID && tells[r.Area] && r.Requests != nil {
				r.Requests, r.Ratio, r.Base, r.Withheld = nil, nil, nil, true
			}
		}
	}
	return rows
}

// tellsOne says whether the sum over the registers of an area tells one of them:
// one that is hidden, or small, beside others of which each is shown or too few to
// stand in for it.
func (a AdequacyFactor) tellsOne(area string, measures []anlan.Measure, limit float64, hidden, shown func(Term) bool) bool {
	few, kept := 0, 0
	for n, t := range a.Requests {
		least, is := math.Inf(1), false
		for _, m := range measures {
			if m.Indicator == a.RequestID(n) && m.Area == area && m.Num != nil {
				least, is = min(least, *m.Num), is || small(m.Num, limit)
			}
		}
		switch {
		case is || hidden(t):
			few++
		case !shown(t) && least >= limit && !math.IsInf(least, 1):
			kept++
		}
	}
	return few > 0 && kept == 0
}

// bareName takes from a count's name that a sum of nothing is 0: it is the same count.
func bareName(name string) string {
	return strings.Replace(strings.Replace(name, ": coalesce(", ": ", 1), ", 0) [", " [", 1)
}
