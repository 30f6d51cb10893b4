package composite

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// LeaveOneOut takes the elements of a level out of an index, one at a time, by
// giving them no weight; nothing else is done anew.
type LeaveOneOut struct {
	Aggregate
	Level  int    `json:"level"`
	Target string `json:"target"`
}

// Removals are scores and score ranks of the target: as it is (Nominal), and
// without each element of the level, by element and then row.
type Removals struct {
	Element           []string
	Nominal, Rank     []float64
	Scores, Ranks     [][]float64
	MeanAbsRankChange []float64 // by element: how far ranks move, on average over units
}

// Run aggregates normalised data with and without each element.
func (l LeaveOneOut) Run(in *Inputs, f *Frame) (*Removals, error) {
	out := &Removals{Element: in.Tree.Level(l.Level)}
	if len(out.Element) == 0 {
		return nil, fmt.Errorf("leave one out: there is no element of level %d", l.Level)
	}
	score := func(in *Inputs) ([]float64, []float64, error) {
		g, err := l.Apply(in, f)
		if err != nil {
			return nil, nil, err
		}
		col := g.Column(l.Target)
		if col == nil {
			return nil, nil, fmt.Errorf("leave one out: there is no column %s", l.Target)
		}
		return col, ScoreRanks(col), nil
	}
	var err error
	if out.Nominal, out.Rank, err = score(in); err != nil {
		return nil, err
	}
	for _, code := range out.Element {
		less, err := in.without(code)
		if err != nil {
			return nil, err
		}
		scores, ranks, err := score(less)
		if err != nil {
			return nil, err
		}
		out.Scores, out.Ranks = append(out.Scores, scores), append(out.Ranks, ranks)
		out.MeanAbsRankChange = append(out.MeanAbsRankChange, meanAbsDifference(ranks, out.Rank))
	}
	return out, nil
}

// without gives inputs in which a node has no weight, whatever weights are used.
func (in *Inputs) without(code string) (*Inputs, error) {
	nodes := slices.Clone(in.Tree.Nodes())
	for i := range nodes {
		if nodes[i].Code == code {
			nodes[i].Weight = 0
		}
	}
	less := *in
	var err error
	if less.Tree, err = NewTree(nodes); err != nil {
		return nil, err
	}
	less.Weights = map[string]map[string]float64{}
	for name, table := range in.Weights {
		less.Weights[name] = zeroed(table, code)
	}
	less.WeightSets = make([]map[string]float64, len(in.WeightSets))
	for i, set := range in.WeightSets {
		less.WeightSets[i] = zeroed(set, code)
	}
	return &less, nil
}

func zeroed(weights map[string]float64, code string) map[string]float64 {
	out := maps.Clone(weights)
	if _, ok := out[code]; ok {
		out[code] = 0
	}
	return out
}

// meanAbsDifference gives the mean of |a - b| where both are present.
func meanAbsDifference(a, b []float64) float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = math.Abs(a[i] - b[i])
	}
	return Mean(d)
}
