package composite

import (
	"fmt"
	"math"
	"slices"
)

// AggregateMethod is a way to make one column of several.
type AggregateMethod string

// The ways to aggregate; w are weights that sum to 1.
const (
	Arithmetic AggregateMethod = "arithmetic" // Σwx
	Geometric  AggregateMethod = "geometric"  // exp Σw ln x; 0 where a child is 0, NaN where one is negative
	Harmonic   AggregateMethod = "harmonic"   // 1/Σ(w/x); 0 where a child is 0
	Power      AggregateMethod = "power"      // (Σw x^p)^(1/p)
	Copeland   AggregateMethod = "copeland"   // score of outranking (Munda and Nardo 2009)
)

// WeightSource says where weights are taken from.
type WeightSource string

// The sources of weights.
const (
	WeightsOfTree  WeightSource = "meta" // the default
	WeightsEqual   WeightSource = "equal"
	WeightsOfTable WeightSource = "table"
)

// MissingRule says what becomes of a parent some children of which are missing.
type MissingRule string

// The rules for missing children.
const (
	MissingRescale   MissingRule = "rescale"   // the default: made of those that are there
	MissingPropagate MissingRule = "propagate" // missing too
)

// Aggregate makes the aggregates of a tree, level by level, each of its children
// by their weights over the sum of weights (OECD and JRC 2008, section 6).
// Weights of the children present that sum to 0 give NaN.
type Aggregate struct {
	Method       PerLevel[AggregateMethod] `json:"method"`
	Power        float64                   `json:"power"`
	Missing      MissingRule               `json:"missing"`
	MinAvailable PerLevel[float64]         `json:"min_available"` // share of the children, unweighted, that must be there
	Weights      WeightSource              `json:"weights"`
	WeightSet    int                       `json:"weight_set"` // with table: from 1 in Inputs.WeightSets; 0 for a named table
	Table        string                    `json:"-"`          // with table: in Inputs.Weights; "weights" where empty
}

// Apply gives the frame with one column per aggregate added. All children must
// be columns; for copeland they must be complete. A node that a table does not
// have keeps its weight of the tree.
func (a Aggregate) Apply(in *Inputs, f *Frame) (*Frame, error) {
	if in == nil || in.Tree == nil {
		return nil, fmt.Errorf("there is no tree")
	}
	weight, err := a.weights(in)
	if err != nil {
		return nil, err
	}
	nodes := in.Tree.Nodes()
	children := make(map[string][]int, len(nodes))
	var parents []int
	for i, n := range nodes {
		if n.Kind == Aggregated {
			parents = append(parents, i)
		}
		if n.Kind == Aggregated || n.Kind == Indicator {
			children[n.Parent] = append(children[n.Parent], i)
		}
	}
	slices.SortStableFunc(parents, func(i, j int) int { return nodes[i].Level - nodes[j].Level })
	if err := a.check(in.Tree.Levels() - 1); err != nil {
		return nil, err
	}
	g := &Frame{Unit: f.Unit, Time: f.Time, Code: slices.Clone(f.Code), Col: slices.Clone(f.Col)}
	at := g.places()
	n := f.Rows()
	block := make([]float64, len(parents)*n)
	m := newMerger(n)
	for k, p := range parents {
		code := nodes[p].Code
		m.cols, m.w = m.cols[:0], m.w[:0]
		for _, c := range children[code] {
			place, ok := at[nodes[c].Code]
			if !ok {
				return nil, fmt.Errorf("there is no column %s, a child of %s", nodes[c].Code, code)
			}
			m.cols, m.w = append(m.cols, g.Col[place]), append(m.w, weight(&nodes[c]))
		}
		out := block[k*n : (k+1)*n : (k+1)*n]
		if err := m.merge(out, a, nodes[p].Level-2, f); err != nil {
			return nil, fmt.Errorf("%s: %w", code, err)
		}
		if place, ok := at[code]; ok {
			g.Col[place] = out
		} else {
			at[code] = len(g.Col)
			g.Code, g.Col = append(g.Code, code), append(g.Col, out)
		}
	}
	return g, nil
}

func (a Aggregate) weights(in *Inputs) (func(*Node) float64, error) {
	var table map[string]float64
	switch a.Weights {
	case "", WeightsOfTree:
	case WeightsEqual:
		return func(*Node) float64 { return 1 }, nil
	case WeightsOfTable:
		name := a.Table
		if name == "" {
			name = "weights"
		}
		if k := a.WeightSet; k < 0 || k > len(in.WeightSets) {
			return nil, fmt.Errorf("weight_set is %d of %d", k, len(in.WeightSets))
		} else if k > 0 {
			table = in.WeightSets[k-1]
		} else if table = in.Weights[name]; table == nil {
			return nil, fmt.Errorf("there is no table of weights %s", name)
		}
	default:
		return nil, fmt.Errorf("weights %q: allowed are %s, %s, %s", a.Weights, WeightsOfTree, WeightsEqual, WeightsOfTable)
	}
	return func(n *Node) float64 {
		if w, ok := table[n.Code]; ok {
			return w
		}
		return n.Weight
	}, nil
}

func (a Aggregate) check(levels int) error {
	if len(a.Method) != 1 && len(a.Method) != levels {
		return fmt.Errorf("method: %d are given for %d levels", len(a.Method), levels)
	}
	if n := len(a.MinAvailable); n > 1 && n != levels {
		return fmt.Errorf("min_available: %d are given for %d levels", n, levels)
	}
	for _, m := range a.Method {
		switch m {
		case Arithmetic, Geometric, Harmonic, Copeland:
		case Power:
			if a.Power == 0 || math.IsNaN(a.Power) {
				return fmt.Errorf("power is %v; the limit at 0 is the geometric mean", a.Power)
			}
		default:
			return fmt.Errorf("method %q: allowed are arithmetic, geometric, harmonic, power, copeland", m)
		}
	}
	switch a.Missing {
	case "", MissingRescale, MissingPropagate:
		return nil
	}
	return fmt.Errorf("missing %q: allowed are %s, %s", a.Missing, MissingRescale, MissingPropagate)
}
