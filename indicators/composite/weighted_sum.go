package composite

import (
	"math"
	"slices"
)

// weightedSum aggregates arithmetically many times with other weights of one
// level: what does not depend on them is done once.
type weightedSum struct {
	nodes    []sumNode
	elements []int // whose weights vary
	above    []int // the nodes that depend on them, from the lowest up
	siblings [][]int
	top      int
}

type sumNode struct {
	weight   float64
	col      []float64
	children []int
}

func newWeightedSum(t *Tree, f *Frame, elements []string) (*weightedSum, error) {
	s := &weightedSum{}
	at := map[string]int{}
	varies := map[int]bool{}
	for level := 1; level <= t.Levels(); level++ {
		for _, code := range t.Level(level) {
			n, _ := t.Node(code)
			x, k := sumNode{weight: n.Weight}, len(s.nodes)
			at[code] = k
			if n.Kind == Indicator {
				cols, err := f.Columns([]string{code})
				if err != nil {
					return nil, err
				}
				x.col = cols[0]
			} else {
				x.col = make([]float64, f.Rows())
				for _, c := range t.Children(code) {
					x.children = append(x.children, at[c])
					varies[k] = varies[k] || varies[at[c]]
				}
			}
			s.nodes = append(s.nodes, x)
			if slices.Contains(elements, code) {
				s.elements = append(s.elements, k)
				varies[k] = true
			} else if varies[k] {
				s.above = append(s.above, k)
			}
			if n.Kind != Indicator {
				s.sum(k)
			}
		}
	}
	s.top = at[t.Top()]
	for _, k := range s.above {
		var group []int
		for place, e := range s.elements {
			if slices.Contains(s.nodes[k].children, e) {
				group = append(group, place)
			}
		}
		if group != nil {
			s.siblings = append(s.siblings, group)
		}
	}
	return s, nil
}

// sum fills the column of a node from its children that are present.
func (s *weightedSum) sum(k int) {
	n := &s.nodes[k]
	for i := range n.col {
		sum, weight := 0.0, 0.0
		for _, c := range n.children {
			if v := s.nodes[c].col[i]; v == v {
				w := s.nodes[c].weight
				sum, weight = sum+w*v, weight+w
			}
		}
		n.col[i] = sum / weight // 0/0 where all are missing
		if weight == 0 {
			n.col[i] = math.NaN()
		}
	}
}

// correlations gives Pearson's r of each element with the top, with those
// weights.
func (s *weightedSum) correlations(weights, out []float64) {
	for k, e := range s.elements {
		s.nodes[e].weight = weights[k]
	}
	for _, k := range s.above {
		s.sum(k)
	}
	for k, e := range s.elements {
		sxy, sxx, syy, _ := comoments(s.nodes[e].col, s.nodes[s.top].col)
		out[k] = sxy / math.Sqrt(sxx*syy)
	}
}

// apart rescales weights below each parent, where only proportions matter, to
// the share of its elements in all: they then sum to 1.
func (s *weightedSum) apart(weights []float64) []float64 {
	out := slices.Clone(weights)
	for _, group := range s.siblings {
		sum := 0.0
		for _, k := range group {
			sum += weights[k]
		}
		for _, k := range group {
			out[k] *= float64(len(group)) / float64(len(weights)) / sum
		}
	}
	return out
}
