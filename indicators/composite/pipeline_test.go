package composite

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A tree with branches of different length: x and y below p, p and z below top.
func uneven(t testing.TB) *Tree {
	tree, err := NewTree([]Node{
		{Code: "x", Level: 1, Direction: 1, Weight: 1, Parent: "p", Kind: Indicator},
		{Code: "y", Level: 1, Direction: 1, Weight: 3, Parent: "p", Kind: Indicator},
		{Code: "z", Level: 1, Direction: 1, Weight: 1, Parent: "top", Kind: Indicator},
		{Code: "top", Level: 3, Kind: Aggregated},
		{Code: "p", Level: 2, Weight: 1, Parent: "top", Kind: Aggregated},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestAggregate(t *testing.T) {
	f := table("x y z", []float64{1, missing, missing}, []float64{2, 4, missing}, []float64{5, 6, missing})
	in := &Inputs{Tree: uneven(t), Weights: map[string]map[string]float64{"mine": {"x": 3, "y": 1}},
		WeightSets: []map[string]float64{{"x": 1, "y": -1}}}
	for _, c := range []struct {
		a      Aggregate
		p, top []float64
	}{
		{Aggregate{}, []float64{1.75, 4, missing}, []float64{3.375, 5, missing}},
		{Aggregate{Weights: WeightsEqual}, []float64{1.5, 4, missing}, []float64{3.25, 5, missing}},
		{Aggregate{Weights: WeightsOfTable, Table: "mine"}, []float64{1.25, 4, missing}, []float64{3.125, 5, missing}},
		{Aggregate{Weights: WeightsOfTable, WeightSet: 1}, []float64{missing, 4, missing}, []float64{5, 5, missing}},
		{Aggregate{Missing: MissingPropagate}, []float64{1.75, missing, missing}, []float64{3.375, missing, missing}},
		{Aggregate{MinAvailable: PerLevel[float64]{0.6, 0.5}}, []float64{1.75, missing, missing}, []float64{3.375, 6, missing}},
	} {
		c.a.Method = PerLevel[AggregateMethod]{Arithmetic}
		g, err := c.a.Apply(in, f)
		if err != nil {
			t.Fatal(err)
		}
		if !same(g.Column("p"), c.p) || !same(g.Column("top"), c.top) {
			t.Errorf("%+v: %v, %v", c.a, g.Column("p"), g.Column("top"))
		}
	}
	for _, a := range []Aggregate{{}, {Method: PerLevel[AggregateMethod]{"mode"}}, {Method: PerLevel[AggregateMethod]{Power}},
		{Method: PerLevel[AggregateMethod]{Copeland}}, {Method: PerLevel[AggregateMethod]{Arithmetic, Arithmetic, Arithmetic}},
		{Method: PerLevel[AggregateMethod]{Arithmetic}, Weights: WeightsOfTable},
		{Method: PerLevel[AggregateMethod]{Arithmetic}, Weights: WeightsOfTable, WeightSet: 2}} {
		if _, err := a.Apply(in, f); err == nil {
			t.Errorf("%+v passes", a)
		}
	}
}

func TestEffectiveWeights(t *testing.T) {
	w := EffectiveWeights(uneven(t))
	if w["x"] != 0.125 || w["y"] != 0.375 || w["z"] != 0.5 || w["top"] != 1 {
		t.Error(w)
	}
	if got := Lineage(uneven(t), "z"); !slices.Equal(got, []string{"", "top"}) {
		t.Error(got)
	}
}

// The best come first, those without a score last.
func TestResults(t *testing.T) {
	f := table("x y z p top", []float64{1, 2, 3}, []float64{1, 2, 3}, []float64{1, 2, 3}, []float64{1, 2, 3}, []float64{missing, 2.55, 3})
	one := 1
	r, err := Results{Table: ResultAggregates, Round: &one}.Of(&Inputs{Tree: uneven(t)}, f)
	if err != nil || !slices.Equal(r.Unit, []string{"c", "b", "a"}) || !slices.Equal(r.Code, []string{"top", "p"}) ||
		!same(r.Rank, []float64{1, 2, missing}) || !same(r.Column("top"), []float64{3, 2.6, missing}) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestParseSteps(t *testing.T) {
	steps, err := ParseSteps([]byte(`[
		{"id": "n", "op": "normalise", "params": {"method": "min_max", "upper": 100, "individual": {"x": {"method": "rank"}}}},
		{"id": "t", "op": "treat", "params": {"first": "winsorise", "second": "none", "max_abs_skewness": 2, "max_kurtosis": 3.5}},
		{"id": "a", "op": "aggregate", "params": {"method": ["arithmetic", "power"], "power": 2, "min_available": 0.5}, "inputs": {"weights": "mine"}}]`))
	if err != nil {
		t.Fatal(err)
	}
	a := steps[2].Do.(Aggregate)
	if a.Table != "mine" || len(a.Method) != 2 || a.Method[1] != Power || a.MinAvailable[0] != 0.5 {
		t.Errorf("%+v", a)
	}
	if n := steps[0].Do.(Normalise); n.Upper != 100 || n.Individual["x"].Method != Rank {
		t.Errorf("%+v", n)
	}
	for _, bad := range []string{
		`[{"id": "a", "op": "sum"}]`, `[{"id": "a", "op": "treat", "params": {"frist": "none"}}]`,
		`[{"id": "", "op": "denominate"}]`, `[{"id": "a", "op": "denominate"}, {"id": "a", "op": "denominate"}]`,
		`[{"id": "a", "op": "denominate", "inputs": {"data": "b"}}]`, `[] []`, `[{"id": "a", "op": "denominate", "more": 1}]`,
	} {
		if _, err := ParseSteps([]byte(bad)); err == nil {
			t.Errorf("%s passes", bad)
		}
	}
}

// wide gives made-up data of n units by groups of ten indicators, and its tree.
func wide(n, groups int) (*Frame, *Inputs) {
	r := rand.New(rand.NewPCG(1, 2))
	f := NewFrame(make([]string, n), nil)
	for i := range n {
		f.Unit[i] = fmt.Sprint("u", i)
	}
	nodes := []Node{{Code: "top", Level: 3, Kind: Aggregated}}
	for g := range groups {
		parent := fmt.Sprint("g", g)
		nodes = append(nodes, Node{Code: parent, Level: 2, Weight: 1, Parent: "top", Kind: Aggregated})
		for k := range 10 {
			code := fmt.Sprint("x", g, "_", k)
			col := make([]float64, n)
			for i := range col {
				if col[i] = r.NormFloat64(); k%3 == 0 {
					col[i] = math.Exp(2 * col[i])
				}
				if r.IntN(20) == 0 {
					col[i] = math.NaN()
				}
			}
			f.Code, f.Col = append(f.Code, code), append(f.Col, col)
			nodes = append(nodes, Node{Code: code, Level: 1, Direction: 1, Weight: 1, Parent: parent, Kind: Indicator})
		}
	}
	tree, err := NewTree(nodes)
	if err != nil {
		panic(err)
	}
	return f, &Inputs{Tree: tree}
}

func BenchmarkPipeline(b *testing.B) {
	steps, err := ParseSteps([]byte(strings.ReplaceAll(`[{'id': 's', 'op': 'screen', 'params': {'criterion': 'available', 'min_available': 0.6, 'min_nonzero': 0}},
		{'id': 'i', 'op': 'impute', 'params': {'method': 'median'}},
		{'id': 't', 'op': 'treat', 'params': {'first': 'winsorise', 'winsorise_max': 5, 'second': 'log_range_shift', 'max_abs_skewness': 2, 'max_kurtosis': 3.5}},
		{'id': 'n', 'op': 'normalise', 'params': {'method': 'min_max', 'upper': 100}},
		{'id': 'a', 'op': 'aggregate', 'params': {'method': 'arithmetic'}}]`, "'", `"`)))
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{50, 10_000} {
		f, in := wide(n, 5)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Run(steps, in, f); err != nil {
					b.Fatal(err)
				}
			}
		})
		for _, s := range steps {
			b.Run(fmt.Sprint(n, "/", s.ID), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := s.Do.Apply(in, f); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkImputeEM(b *testing.B) {
	f, in := wide(1000, 2)
	for b.Loop() {
		if _, err := (Impute{Method: ImputeEM, Tolerance: 1e-8}).Apply(in, f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOutrank(b *testing.B) {
	f, _ := wide(1000, 5)
	w := make([]float64, len(f.Col))
	for k, col := range f.Col {
		w[k] = 1
		for i, v := range col {
			if v != v {
				col[i] = 0
			}
		}
	}
	rows := f.Periods()[0]
	for b.Loop() {
		if _, err := CopelandScores(f.Col, w, rows); err != nil {
			b.Fatal(err)
		}
	}
}
