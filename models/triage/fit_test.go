package triage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan/models/glm"
	"github.com/anlan-lake/anlan/models/survival"
)

// The ridge is that of the elastic net without its lasso.
func TestRidgeIsElasticNet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, size = 300, 7
	var rows []sample
	d := glm.Data{X: make([][]float64, size)}
	for range n {
		columns := []uint16{uint16(r.IntN(3)), uint16(3 + r.IntN(4))}
		y := 0.0
		if r.Float64() < expit(-0.4+0.9*float64(columns[0])-0.3*float64(columns[1]-3)) {
			y = 1
		}
		rows = append(rows, sample{columns, y, 1})
		d.Y = append(d.Y, y)
		for j := range size {
			v := 0.0
			if slices.Contains(columns, uint16(j)) {
				v = 1
			}
			d.X[j] = append(d.X[j], v)
		}
	}
	for j := range size {
		d.Terms = append(d.Terms, fmt.Sprint(j))
	}
	const prior = 0.5
	got, err := ridge(rows, slices.Repeat([]float64{prior}, size))
	if err != nil {
		t.Fatal(err)
	}
	path, err := glm.ElasticNet{Intercept: true, Lambda: []float64{1 / (prior * prior * n)}}.Fit(d, glm.Binomial)
	if err != nil {
		t.Fatal(err)
	}
	for j, b := range path[0].Estimates {
		if math.Abs(b-got.weight[j]) > 1e-6 {
			t.Errorf("column %d: %v, elastic net %v", j, got.weight[j], b)
		}
	}
	if math.Abs(path[0].Intercept-got.intercept) > 1e-6 {
		t.Errorf("intercept %v, elastic net %v", got.intercept, path[0].Intercept)
	}
}

// Without features the hazard is Kaplan and Meier's, at the ends of its bands.
func TestHazardIsKaplanMeier(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var rows []row
	var d survival.Data
	for range 2000 {
		e := math.Floor(r.ExpFloat64() * 12)
		rows = append(rows, row{until: 30, event: e + 0.5})
		d.Stop, d.Event = append(d.Stop, min(e+1, 30)), append(d.Event, e < 30)
	}
	f, err := learner{Hazard, 50, &coding{list: &List{}}, true}.fit(rows)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := survival.KaplanMeier(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range bandDays[:6] {
		want := 1.0
		for _, p := range curve {
			if p.Time <= at {
				want = p.Survival
			}
		}
		got := math.Exp(f.survive(&row{until: at}, 0))
		if math.Abs(got-want) > 5e-3 {
			t.Errorf("day %v: %v, Kaplan-Meier %v", at, got, want)
		}
	}
}
