package composite

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestOptimisedWeightsNotNegative(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	f := &Frame{Time: []float64{}, Code: []string{"a", "b", "c"}, Col: make([][]float64, 3)}
	for i := range 120 {
		f.Unit, f.Time = append(f.Unit, string(rune('A'+i/2))), append(f.Time, float64(2000+i%2))
		common := rng.NormFloat64()
		for k := range f.Col {
			f.Col[k] = append(f.Col[k], common+float64(k+1)*rng.NormFloat64())
		}
	}
	f.Col[1][3] = math.NaN()
	nodes := []Node{{Code: "top", Level: 2, Kind: Aggregated}}
	for _, code := range f.Code {
		nodes = append(nodes, Node{Code: code, Level: 1, Weight: 1, Direction: 1, Parent: "top", Kind: Indicator})
	}
	tree, err := NewTree(nodes)
	if err != nil {
		t.Fatal(err)
	}
	o := OptimisedWeights{Level: 1, Targets: map[string]float64{"a": 2, "b": 1, "c": 1}}
	found, err := o.Of(&Inputs{Tree: tree}, f)
	if err != nil || len(found) != 2 {
		t.Fatal(found, err)
	}
	for _, x := range found {
		sum := 0.0
		for _, w := range x.Weights {
			sum += w
			if w < 0 {
				t.Errorf("weights are %v", x.Weights)
			}
		}
		if !near(sum, 1, 1e-12) || x.Objective > -20 || !near(x.Correlations[0], 2*x.Correlations[1], 1e-4) {
			t.Errorf("weights %v in %v, correlations %v, objective %v", x.Weights, x.Time, x.Correlations, x.Objective)
		}
	}
	delete(o.Targets, "b")
	if _, err := o.Of(&Inputs{Tree: tree}, f); err == nil {
		t.Error("an element without a target is no error")
	}
}
