package night

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// hiddenCounts are the counts that a build withholds, by name and area.
type hiddenCounts map[[2]string]bool

// any says whether one of the counts is withheld for an area.
func (h hiddenCounts) any(area string, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return h[[2]string{n, area}] })
}

// countsBehind names the counts of indicators that a figure of the daily flash,
// or a weekly series over all its kinds, adds up to in the end: days make
// months. Where one is withheld of an area, so is the figure, on all days.
var countsBehind = map[string][]string{
	"requests_received":    {"hotline_ticket: count(*) [create_time]"},
	"tickets_on_time_rate": {"hotline_ticket: count(*) filter (where not is_direct) [due_time]", "hotline_ticket: count(*) filter (where not is_direct and finish_time <= due_time) [due_time]"},
	"disputes_new":         {"dispute_case: count(*) [register_time]"},
	"disputes_24h_response_rate": {"dispute_case: count(*) [register_time]",
		"dispute_case: count(*) filter (where first_response_time <= register_time + interval '24' hour) [register_time]"},
	"disputes_overdue":   {"dispute_case: count(*) filter (where register_time < :end and (close_time is null or close_time >= :end) and due_time < :end) [@stock]"},
	"petitions_received": {"petition_item: count(*) [receive_date]"},
	"dispute_type":       {"dispute_case: count(*) [register_time]"},
	"hotline_domain":     {"hotline_ticket: count(*) [create_time]"},
}

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
// (indicators.Framework.Cells). Figures of areas whose indicators are withheld
// are withheld with them. The lake keeps the exact figures.
func withholdFlash(in []flashRow, hidden hiddenCounts) []edition.Flash {
	type key struct {
		figure, day string
		level       anlan.Level
	}
	out, beside := make([]edition.Flash, 0, len(in)), map[key][]int{}
	for _, f := range in {
		if below := f.Level > anlan.City; below && f.cases != nil {
			if *f.cases < anlan.SmallCell || hidden.any(f.Area, countsBehind[f.Figure]...) {
				continue
			}
		} else if below {
			k := key{f.Figure, f.Day, f.Level}
			beside[k] = append(beside[k], len(out))
		}
		out = append(out, f.Flash)
	}
	for k, places := range beside { // each apart from the others: their order is no matter
		slices.SortFunc(places, func(a, b int) int { return cmp.Compare(out[a].Area, out[b].Area) })
		values, whole := make([]float64, len(places)), make([]bool, len(places))
		for n, at := range places {
			values[n], whole[n] = out[at].Value, hidden.any(out[at].Area, countsBehind[k.figure]...)
		}
		cover(values, whole)
		for n, at := range places {
			out[at].Value = values[n]
		}
	}
	return out
}

// cover withholds the small ones among counts that add up to a figure that is
// shown: they become 1. With them it withholds, in the order given, as many of
// the others as it takes for each to be anything from 1 to 4; those become
// anlan.Withheld, and so do those marked whole, whatever they are, and small ones
// that there are no others for.
func cover(values []float64, whole []bool) {
	enough := func(n int) bool {
		for at, v := range values {
			if whole[at] || !smallCount(v) {
				continue
			}
			others, sum := 0, 0.0
			for w := range values {
				if w != at && (w < n || whole[w]) {
					others, sum = others+1, sum+values[w]
				}
			}
			if others == 0 || sum < anlan.SmallCell-1-v {
				return false
			}
		}
		return true
	}
	n := 0
	for n < len(values) && !enough(n) {
		n++
	}
	bound := bounded(values, whole, n)
	for at, v := range values {
		switch {
		case whole[at] || bound && smallCount(v):
			values[at] = anlan.Withheld
		case smallCount(v):
			values[at] = 1
		case at < n:
			values[at] = anlan.Withheld
		}
	}
}

// bounded says whether nothing is withheld but small counts, so many that one of
// them could not be 1 if all others were 4: "<5" would then tell of it.
func bounded(values []float64, whole []bool, n int) bool {
	room, most := 0.0, 0.0
	for at, v := range values {
		switch {
		case whole[at] || at < n && !smallCount(v):
			return false // may be anything
		case smallCount(v):
			room, most = room+anlan.SmallCell-1-v, max(most, v)
		}
	}
	return most > 0 && room-(anlan.SmallCell-1-most) < most-1
}

func smallCount(v float64) bool { return v > 0 && v < anlan.SmallCell }

// isHidden says whether a count as an edition holds it is withheld.
func isHidden(v float64) bool { return v == anlan.Withheld || smallCount(v) }
