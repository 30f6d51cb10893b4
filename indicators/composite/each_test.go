package composite

import (
	"math"
	"slices"
	"testing"
)

// A pipeline may write over what its own steps made, and never over what it was
// given, nor over what somebody holds of an earlier result.
func TestFramesStayAsTheyAre(t *testing.T) {
	tree, err := NewTree([]Node{{Code: "T", Level: 2, Weight: 1, Direction: 1, Kind: Aggregated},
		{Code: "a", Level: 1, Weight: 1, Direction: 1, Parent: "T", Kind: Indicator}, {Code: "b", Level: 1, Weight: 1, Direction: -1, Parent: "T", Kind: Indicator}})
	if err != nil {
		t.Fatal(err)
	}
	steps, err := ParseSteps([]byte(`[
		{"id": "i", "op": "impute", "params": {"method": "mean"}},
		{"id": "t", "op": "treat", "params": {"first": "winsorise", "winsorise_max": 2, "second": "log_range_shift", "max_abs_skewness": 0.1, "max_kurtosis": -5}},
		{"id": "n", "op": "normalise", "params": {"method": "z_score", "mean": 0, "sd": 1}},
		{"id": "a", "op": "aggregate", "params": {"method": "arithmetic"}}]`))
	if err != nil {
		t.Fatal(err)
	}
	in := &Inputs{Tree: tree}
	f := &Frame{Unit: []string{"1", "2", "3", "4", "5", "6"}, Code: []string{"a", "b"}, Col: [][]float64{{1, 2, 3, 4, 99, math.NaN()}, {5, 4, 3, 3, 1, 70}}}
	before := [][]float64{slices.Clone(f.Col[0]), slices.Clone(f.Col[1])}
	same := func(a, b [][]float64) bool {
		return slices.EqualFunc(a, b, func(x, y []float64) bool {
			return slices.EqualFunc(x, y, func(v, w float64) bool { return v == w || v != v && w != w })
		})
	}
	copied := func(g *Frame) [][]float64 {
		var out [][]float64
		for _, col := range g.Col {
			out = append(out, slices.Clone(col))
		}
		return out
	}
	// Step by step, every frame held.
	var held []*Frame
	var asMade [][][]float64
	g := f
	for _, s := range steps {
		if g, err = s.Do.Apply(in, g); err != nil {
			t.Fatal(err)
		}
		held, asMade = append(held, g), append(asMade, copied(g))
	}
	whole, err := Run(steps, in, f)
	if err != nil {
		t.Fatal(err)
	}
	if !same(whole.Col, g.Col) {
		t.Errorf("at once %v, step by step %v", whole.Col, g.Col)
	}
	result := copied(whole)
	if _, err := Run(steps[2:], in, whole); err != nil { // a result is data like any other
		t.Fatal(err)
	}
	if !same(f.Col, before) || !same(whole.Col, result) {
		t.Error("the data, or a result, were written over")
	}
	for i := range held {
		if !same(held[i].Col, asMade[i]) {
			t.Errorf("step %d: its frame was written over", i)
		}
	}
}
