package indicators

import (
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// peers gives the group an area is ranked in, "" where the framework has none.
func (f *Framework) peers(a anlan.Area) string {
	for _, p := range f.Peers {
		if p.Level == a.Level.String() && (len(p.Types) == 0 || slices.Contains(p.Types, a.Type)) {
			return p.ID
		}
	}
	return ""
}

// rank numbers the index rows of one period within each peer group, total and
// categories apart, best score first, in bands: those that do not differ from
// the head of their band by more than the margin of error, and by more than the
// framework's least difference, share its rank, and the next rank skips them
// (1, 1, 3). Beside it stand the best and worst rank an area can have. Rows
// without a score, and categories without a colour, are not ranked; nor is a
// total that rests on far less weight than its peers' (Comparable): it would
// be the mean of a few indicators among means of many, and loses its colour.
func (f *Framework) rank(index []anlan.IndexRow, areas []anlan.Area) {
	group := map[string]string{}
	for _, a := range areas {
		group[a.Code] = f.peers(a)
	}
	best := map[string]float64{}
	for _, r := range index {
		if r.Category == "" {
			best[group[r.Area]] = max(best[group[r.Area]], r.Coverage)
		}
	}
	type key struct{ peers, category string }
	runs := map[key][]*anlan.IndexRow{}
	for n := range index {
		r := &index[n]
		r.Peers = group[r.Area]
		if r.Category == "" && r.Peers != "" && r.Coverage < f.Comparable*best[r.Peers]-f.Tie {
			r.Colour = anlan.ColourNone
		}
		if r.Peers != "" && r.Score != nil && r.Colour != anlan.ColourNone {
			k := key{r.Peers, r.Category}
			runs[k] = append(runs[k], r)
		}
	}
	for _, rows := range runs {
		values := make([]anlan.IndexRow, len(rows))
		for n, r := range rows {
			values[n] = *r
		}
		ranks, best, worst := f.bands(values)
		for n, r := range rows {
			r.Rank, r.RankBest, r.RankWorst = ranks[n], min(best[n], ranks[n]), max(worst[n], ranks[n])
		}
	}
}

// RevisionTolerance is by how many points a published figure may come to differ
// from what was first published before it counts as revised: a difference that
// decides no rank (least_difference) is let pass.
func (f *Framework) RevisionTolerance() float64 { return max(f.Least, f.Tie) }

// bands gives ranks by band and the range of each, of rows with a score.
func (f *Framework) bands(rows []anlan.IndexRow) (ranks, best, worst []int) {
	of := make([]smallarea.Estimate, len(rows))
	for n, r := range rows {
		of[n], _ = estimate(r.Score, r.Lower, r.Upper)
	}
	least := max(f.Tie, f.Least)
	best, worst = smallarea.RankIntervals(of, least)
	return smallarea.Bands(of, least), best, worst
}
