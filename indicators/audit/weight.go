package audit

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// WeightRanges are the ranks that units can have under all weights of the
// index's first branches that lie within Share of their own. Units are places in
// Audit.Units, by rank.
type WeightRanges struct {
	Share  float64 // 1: any weights at all
	Units  []int
	Bounds *composite.RankBounds // by place in Audit.Units
	Exact  int                   // of Units: those whose range is exact
	Fixed  float64               // share of the pairs of these with any unit whose order no weights change
}

const (
	// rangeUnits is up to how many units ranges are found for all of them; of
	// more, rangeSome spread over the ranks.
	rangeUnits, rangeSome = 500, 60
	// Beyond so many units fewer programmes are spent on each.
	manyUnits, fewProgrammes = 60, 300
)

// anyWeights finds the ranges, of the last period.
func (s *stages) anyWeights(a *Audit) error {
	f, top := s.last(s.built), s.tree.Top()
	children, now := s.tree.Children(top), s.aggregation()
	cols, err := f.Columns(children)
	if err != nil {
		return err
	}
	n, _ := s.tree.Node(top)
	method := now.Method[0]
	if len(now.Method) > 1 {
		method = now.Method[n.Level-2]
	}
	if cols = additive(method, now.Power, cols); cols == nil || len(children) < 2 {
		a.WeightsWhy = "method"
		return nil
	}
	start, sum := make([]float64, len(children)), 0.0
	for k, code := range children {
		child, _ := s.tree.Node(code)
		start[k] = child.Weight
		sum += start[k]
	}
	for k := range start {
		start[k] /= sum
	}
	rows := whole(cols, a.Ranks)
	if len(rows) < max(2, len(a.Units)/2) { // of a few ranks among others nothing follows
		a.WeightsWhy = "missing"
		return nil
	}
	for _, share := range []float64{a.Options.WeightShare, 1} {
		r := composite.WeightBox(start, share)
		if len(rows) > manyUnits {
			r.Programmes = fewProgrammes
		}
		w := WeightRanges{Share: share, Units: rows}
		if len(rows) > rangeUnits {
			w.Units = nil
			for k := range rangeSome {
				w.Units = append(w.Units, rows[k*(len(rows)-1)/(rangeSome-1)])
			}
		}
		r.Rows = w.Units
		if w.Bounds, err = r.Of(cols, start); err != nil {
			return err
		}
		w.count(len(rows))
		a.Weights = append(a.Weights, w)
	}
	return nil
}

// additive gives values of which the weighted mean is a weighted sum: a mean of
// another kind is one of values turned, in the same order. It is nil for a method
// that has none, and where a value cannot be turned.
func additive(method composite.AggregateMethod, power float64, cols [][]float64) [][]float64 {
	turn := func(v float64) float64 { return v }
	switch method {
	case composite.Arithmetic:
	case composite.Geometric:
		turn = math.Log
	case composite.Harmonic:
		turn = func(v float64) float64 { return -1 / v }
	case composite.Power:
		turn = func(v float64) float64 { return math.Copysign(1, power) * math.Pow(v, power) }
	default:
		return nil
	}
	out := make([][]float64, len(cols))
	for k, col := range cols {
		out[k] = make([]float64, len(col))
		for i, v := range col {
			if out[k][i] = turn(v); math.IsInf(out[k][i], 0) || v == v && out[k][i] != out[k][i] {
				return nil
			}
		}
	}
	return out
}

// whole gives the units with a value in every column, by rank.
func whole(cols [][]float64, ranks []float64) []int {
	rows := completeRows(cols, len(ranks))
	slices.SortStableFunc(rows, func(i, j int) int { return cmp.Compare(ranks[i], ranks[j]) })
	return rows
}

// count sums up the ranges.
func (w *WeightRanges) count(units int) {
	fixed := 0
	for _, i := range w.Units {
		if w.Bounds.Exact(i) {
			w.Exact++
		}
		fixed += w.Bounds.Above[i] + w.Bounds.Below[i]
	}
	w.Fixed = float64(fixed) / float64((units-1)*len(w.Units))
}
