package composite

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// EffectiveWeights gives for each indicator and aggregate the share it has in
// the top: the product, over it and its ancestors, of weight over the sum of
// weights of the nodes with the same parent. The top has 1.
func EffectiveWeights(t *Tree) map[string]float64 {
	part := func(n Node) bool { return n.Kind == Indicator || n.Kind == Aggregated }
	sum := map[string]float64{}
	nodes := t.Nodes()
	order := make([]int, 0, len(nodes))
	for i, n := range nodes {
		if part(n) {
			order = append(order, i)
			sum[n.Parent] += n.Weight
		}
	}
	// A parent stands above its children.
	slices.SortStableFunc(order, func(i, j int) int { return nodes[j].Level - nodes[i].Level })
	out := make(map[string]float64, len(order))
	for _, i := range order {
		n := nodes[i]
		if n.Parent == "" {
			out[n.Code] = 1
		} else {
			out[n.Code] = out[n.Parent] * (n.Weight / sum[n.Parent])
		}
	}
	return out
}

// Lineage gives the codes of a node's ancestors at levels 2, 3, … up to the
// top's; "" where it has none there.
func Lineage(t *Tree, code string) []string {
	out := make([]string, 0, t.Levels()-1)
	for level := 2; level <= t.Levels(); level++ {
		out = append(out, t.Ancestor(code, level))
	}
	return out
}

// WeightNoise perturbs weights by a share of each that is uniform between
// -factor and +factor of its level.
type WeightNoise struct {
	Factor map[int]float64 // by level, from 0 to 1
}

// Perturb gives weights of many runs. weights and level are by node; uniform has
// a column of numbers from 0 to 1 for each node to perturb, one row for each
// run: w·(1 + (2u-1)·factor). They are not rescaled. A node without a weight, a
// level without a factor and a number outside 0 to 1 are errors.
func (n WeightNoise) Perturb(weights map[string]float64, level map[string]int, uniform *Frame) (*Frame, error) {
	for _, l := range slices.Sorted(maps.Keys(n.Factor)) {
		if f := n.Factor[l]; !(f >= 0) {
			return nil, fmt.Errorf("the factor of level %d is %v", l, f)
		}
	}
	return uniform.replaced(uniform.Code, func(code string, dst, src []float64) error {
		w, ok := weights[code]
		factor, known := n.Factor[level[code]]
		if !ok || !known {
			return fmt.Errorf("%s has no weight, or its level %d no factor", code, level[code])
		}
		for i, u := range src {
			if math.IsNaN(u) || u < 0 || u > 1 {
				return fmt.Errorf("%s: run %d has the number %v outside 0 to 1", code, i+1, u)
			}
			dst[i] = w * (1 + (2*u-1)*factor)
		}
		return nil
	})
}

// WeightSets gives weights of many runs, such as Perturb gives, as Inputs has
// them; nodes that are not perturbed keep those of weights.
func WeightSets(weights map[string]float64, perturbed *Frame) []map[string]float64 {
	sets := make([]map[string]float64, perturbed.Rows())
	for i := range sets {
		sets[i] = maps.Clone(weights)
		for k, code := range perturbed.Code {
			sets[i][code] = perturbed.Col[k][i]
		}
	}
	return sets
}
