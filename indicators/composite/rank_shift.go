package composite

import (
	"fmt"
	"math"
	"slices"
)

// RankShift builds an index in several ways and compares the ranks of Target
// with those of the first.
type RankShift struct {
	Target    string        `json:"target"`
	Pipelines []Alternative `json:"pipelines"`
}

// Alternative is one way to build the index.
type Alternative struct {
	ID    string `json:"id"`
	Steps Plan   `json:"steps"`
}

// Shifts are scores and ranks by pipeline, then unit in the order of Unit, and
// what of them differs from the first pipeline's ranks.
type Shifts struct {
	Unit          []string
	Scores, Ranks [][]float64
	Shift         [][]float64 // rank less the first pipeline's
	MeanAbs       []float64   // by pipeline
	MaxAbs        []float64
	Spearman      []float64 // correlation of the ranks with the first pipeline's
}

// Run builds the index in every way. Units that the first way has not are left
// out; those that another has not are missing there.
func (r RankShift) Run(in *Inputs, f *Frame) (*Shifts, error) {
	if len(r.Pipelines) == 0 {
		return nil, fmt.Errorf("rank shift: there is no pipeline")
	}
	out := &Shifts{}
	for i, p := range r.Pipelines {
		steps, err := p.Steps.Steps()
		if err != nil {
			return nil, fmt.Errorf("pipeline %s: %w", p.ID, err)
		}
		g, err := Run(steps, in, f)
		if err != nil {
			return nil, fmt.Errorf("pipeline %s: %w", p.ID, err)
		}
		col := g.Column(r.Target)
		if col == nil {
			return nil, fmt.Errorf("pipeline %s: there is no column %s", p.ID, r.Target)
		}
		if i == 0 {
			out.Unit = g.Unit
		} else if !slices.Equal(g.Unit, out.Unit) {
			col = reordered(g.Unit, col, out.Unit)
		}
		out.add(col)
	}
	return out, nil
}

func (s *Shifts) add(scores []float64) {
	ranks := ScoreRanks(scores)
	s.Scores, s.Ranks = append(s.Scores, scores), append(s.Ranks, ranks)
	first := s.Ranks[0]
	shift := make([]float64, len(ranks))
	most := math.NaN()
	for i := range ranks {
		shift[i] = ranks[i] - first[i]
		if a := math.Abs(shift[i]); a == a && !(a <= most) {
			most = a
		}
	}
	s.Shift, s.MaxAbs = append(s.Shift, shift), append(s.MaxAbs, most)
	s.MeanAbs = append(s.MeanAbs, meanAbsDifference(ranks, first))
	rho, _ := Pearson.Of(ranks, first)
	s.Spearman = append(s.Spearman, rho)
}

// reordered gives values in another order of units, NaN for units not there.
func reordered(unit []string, values []float64, order []string) []float64 {
	at := make(map[string]int, len(unit))
	for i, u := range unit {
		at[u] = i
	}
	out := make([]float64, len(order))
	for i, u := range order {
		out[i] = math.NaN()
		if k, ok := at[u]; ok {
			out[i] = values[k]
		}
	}
	return out
}
