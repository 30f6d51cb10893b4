package night

import (
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
// as "<5", and a rate on fewer than 5 cases is left out. The lake keeps the
// exact figures.
func withholdFlash(in []flashRow) []edition.Flash {
	out := make([]edition.Flash, 0, len(in))
	for _, f := range in {
		below := f.Level > anlan.City
		switch {
		case below && f.cases != nil && *f.cases < anlan.SmallCell:
			continue
		case below && f.cases == nil && smallCount(f.Value):
			f.Value = 1
		}
		out = append(out, f.Flash)
	}
	return out
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
		if smallCount(w.Observed) {
			w.Observed, w.P, w.Exceed, w.Reasons = 1, 0, 0, nil
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
