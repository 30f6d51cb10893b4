package audit

import (
	"fmt"
	"math"
	"slices"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// stages are an index and its data as the steps leave them: raw before anything
// is filled, treated or scored, ready as they are aggregated, built with the
// aggregates. tree lacks the indicators that have no value at all, and the
// aggregates that have none left.
type stages struct {
	index             *composite.Index
	whole, tree       *composite.Tree
	in                *composite.Inputs
	plan              composite.Plan // from raw on
	raw, ready, built *composite.Frame
	pooled            *composite.Frame // built, its periods as further rows
	weights           map[string]float64
}

// prepare are the operations that change values for the index's sake: what comes
// before them makes the data.
var prepare = []string{"impute", "treat", "normalise", "aggregate"}

func build(x *composite.Index, f *composite.Frame, groups map[string]map[string]string) (*stages, error) {
	whole, err := weighted(x)
	if err != nil {
		return nil, err
	}
	s := &stages{index: x, whole: whole, weights: composite.EffectiveWeights(whole)}
	n := len(x.Steps)
	first := n
	for i, step := range x.Steps {
		if slices.Contains(prepare, step.Op) && i < first {
			first = i
		}
		if (step.Op == "aggregate") != (i == n-1) {
			return nil, fmt.Errorf("step %s: an audit wants one step aggregate, the last", step.ID)
		}
		if step.Op == "impute_panel" && first < n {
			return nil, fmt.Errorf("step %s: an audit wants impute_panel before other steps that change values", step.ID)
		}
	}
	if _, err := f.Columns(whole.Indicators()); err != nil {
		return nil, fmt.Errorf("%w in the data", err)
	}
	if s.tree, err = held(whole, f); err != nil {
		return nil, err
	}
	s.in, s.plan = &composite.Inputs{Tree: s.tree, Groups: groups}, x.Steps[first:]
	if s.raw, err = s.run(x.Steps[:first], f); err != nil {
		return nil, err
	}
	if s.ready, err = s.run(x.Steps[first:n-1], s.raw); err != nil {
		return nil, err
	}
	if s.built, err = s.run(x.Steps[n-1:], s.ready); err != nil {
		return nil, err
	}
	if s.built.Column(s.tree.Top()) == nil || s.built.Rows() == 0 {
		return nil, fmt.Errorf("the steps give no total of any unit")
	}
	s.pooled = &composite.Frame{Unit: s.built.Unit, Code: s.built.Code, Col: s.built.Col}
	return s, nil
}

// weighted gives the tree with the weights that the last step uses.
func weighted(x *composite.Index) (*composite.Tree, error) {
	tree, err := x.Tree()
	if err != nil {
		return nil, err
	}
	steps, err := x.Steps.Steps()
	if err != nil {
		return nil, err
	}
	last, ok := steps[len(steps)-1].Do.(composite.Aggregate)
	if !ok || last.Weights != composite.WeightsEqual {
		return tree, nil
	}
	nodes := slices.Clone(tree.Nodes())
	for i := range nodes {
		nodes[i].Weight = 1
	}
	return composite.NewTree(nodes)
}

func (s *stages) run(plan composite.Plan, f *composite.Frame) (*composite.Frame, error) {
	steps, err := plan.Steps()
	if err != nil {
		return nil, err
	}
	return composite.Run(steps, s.in, f)
}

// held gives the tree without what has no value at all.
func held(t *composite.Tree, f *composite.Frame) (*composite.Tree, error) {
	keep := map[string]bool{}
	for _, code := range t.Indicators() {
		if !slices.ContainsFunc(f.Column(code), func(v float64) bool { return v == v }) {
			continue
		}
		for code != "" {
			n, _ := t.Node(code)
			keep[code], code = true, n.Parent
		}
	}
	if len(keep) == 0 {
		return nil, fmt.Errorf("no indicator has a value")
	}
	var nodes []composite.Node
	for _, n := range t.Nodes() {
		if keep[n.Code] || n.Kind != composite.Indicator && n.Kind != composite.Aggregated {
			nodes = append(nodes, n)
		}
	}
	return composite.NewTree(nodes)
}

// last gives the rows of the last period.
func (s *stages) last(f *composite.Frame) *composite.Frame {
	if f.Time == nil {
		return f
	}
	periods := f.Periods()
	return f.Pick(periods[len(periods)-1])
}

// unitShare gives, for the last period's units, the share of the weight of all
// indicators for which they have a value in the data.
func (s *stages) unitShare() []float64 {
	f, units := s.last(s.raw), s.last(s.built).Unit
	at := map[string]int{}
	for i, u := range f.Unit {
		at[u] = i
	}
	share := make([]float64, len(units))
	for _, code := range s.tree.Indicators() {
		col := f.Column(code)
		for i, u := range units {
			if k, ok := at[u]; ok && !math.IsNaN(col[k]) {
				share[i] += s.weights[code]
			}
		}
	}
	return share
}
