package night

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// flashRow is a daily figure with the number of cases a rate rests on.
type flashRow struct {
	edition.Flash
	cases *float64 // nil for a count
}

// withholdFlash takes small cells out of the daily flash before it is
// published: below the city every count of 1 to 4 becomes 1, which readers show
// as "<5", and a rate on fewer than 5 cases is left out. With a count of 1 to 4
// so many others of its figure, level and day are withheld, by code, that it
// cannot be told from the city's; by code and not by size, as for indicators
// (indicators.Framework.Cells). The lake keeps the exact figures.
func withholdFlash(in []flashRow) []edition.Flash {
	type key struct {
		figure, day string
		level       anlan.Level
	}
	out, beside := make([]edition.Flash, 0, len(in)), map[key][]int{}
	for _, f := range in {
		below := f.Level > anlan.City
		if below && f.cases != nil && *f.cases < anlan.SmallCell {
			continue
		}
		if below && f.cases == nil {
			k := key{f.Figure, f.Day, f.Level}
			beside[k] = append(beside[k], len(out))
		}
		out = append(out, f.Flash)
	}
	for _, places := range beside { // each apart from the others: their order is no matter
		slices.SortFunc(places, func(a, b int) int { return cmp.Compare(out[a].Area, out[b].Area) })
		withholdCounts(out, places)
	}
	return out
}

// withholdCounts withholds the small ones among counts that add up to a figure
// that is shown, and of the others as many as it takes.
func withholdCounts(all []edition.Flash, places []int) {
	enough := func(with []int) bool {
		for _, at := range places {
			others, sum := 0, 0.0
			for _, w := range with {
				if w != at {
					others, sum = others+1, sum+all[w].Value
				}
			}
			if v := all[at].Value; smallCount(v) && (others == 0 || sum < anlan.SmallCell-1-v) {
				return false
			}
		}
		return true
	}
	n := 0
	for n < len(places) && !enough(places[:n]) {
		n++
	}
	for i, at := range places {
		switch v := &all[at].Value; {
		case smallCount(*v):
			*v = 1
		case i < n:
			*v = anlan.Withheld
		}
	}
}

// withholdWarnings takes small counts out of warnings before they are
// published: an observed count of 1 to 4 below the city becomes 1, without the
// figures it could be worked out from, and reasons that state such a count go.
func withholdWarnings(in []anlan.Warning) []anlan.Warning {
	for i := range in {
		w := &in[i]
		if w.Level <= anlan.City {
			continue
		}
		w.Reasons = slices.DeleteFunc(w.Reasons, func(r anlan.Reason) bool {
			for _, name := range []string{"observed", "last", "before"} {
				if v, ok := r.Args[name]; ok && smallCount(v) {
					return true
				}
			}
			return false
		})
		if w.Weeks > 1 { // the sum over weeks would give a small one away
			w.Excess = 0
		}
		if smallCount(w.Observed) {
			w.Observed, w.P, w.Exceed, w.Reasons = 1, 0, 0, nil
			w.Excess, w.Chance, w.Harm = 0, 0, 0
		}
	}
	return in
}

// withholdSeries does the same for weekly counts.
func withholdSeries(in []edition.SeriesPoint) []edition.SeriesPoint {
	for i := range in {
		if in[i].Level > anlan.City && smallCount(float64(in[i].Observed)) {
			in[i].Observed = 1
		}
	}
	return in
}

func smallCount(v float64) bool { return v > 0 && v < anlan.SmallCell }
