package composite

import (
	"math"
	"math/rand/v2"
	"testing"
)

// gappy gives columns with ties and missing values.
func gappy(rng *rand.Rand, n, levels int, missing float64) (x, y []float64) {
	for range n {
		a := float64(rng.IntN(levels))
		b := a + float64(rng.IntN(levels))
		if rng.Float64() < missing {
			a = math.NaN()
		}
		if rng.Float64() < missing {
			b = math.NaN()
		}
		x, y = append(x, a), append(y, b)
	}
	return x, y
}

// tauByPairs is tau-b by its definition, over all pairs of rows.
func tauByPairs(x, y []float64) float64 {
	score, nx, ny := 0.0, 0.0, 0.0
	for i := range x {
		for j := range i {
			dx, dy := x[i]-x[j], y[i]-y[j]
			if dx != dx || dy != dy {
				continue
			}
			if dx != 0 {
				nx++
			}
			if dy != 0 {
				ny++
			}
			if dx*dy > 0 {
				score++
			} else if dx*dy < 0 {
				score--
			}
		}
	}
	return score / math.Sqrt(nx) / math.Sqrt(ny)
}

func TestCorrelationMethods(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for round := range 300 {
		x, y := gappy(rng, 2+rng.IntN([]int{70, 400}[round/2%2]), 1+rng.IntN(12), []float64{0, 0.2}[round%2])
		got, _ := Kendall.Of(x, y)
		if want := tauByPairs(x, y); !near(got, want, 1e-12) {
			t.Fatalf("tau-b of %v and %v is %v, want %v", x, y, got, want)
		}
		var a, b []float64
		for i := range x {
			if x[i] == x[i] && y[i] == y[i] {
				a, b = append(a, x[i]), append(b, y[i])
			}
		}
		got, n := Spearman.Of(x, y)
		want, _ := Pearson.Of(Ranks(a, TiesAverage), Ranks(b, TiesAverage))
		if !near(got, want, 1e-12) || n != len(a) {
			t.Fatalf("rho of %v and %v is %v of %d rows, want %v of %d", x, y, got, n, want, len(a))
		}
	}
	for _, m := range []CorrelationMethod{Pearson, Spearman, Kendall} {
		flat := []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}
		if r, _ := m.Of(flat, []float64{1, 2, 3, 4, 5, 6}); r == r {
			t.Errorf("%s with a column that does not vary is %v", m, r)
		}
		if r, n := m.Of(nil, nil); r == r || n != 0 {
			t.Errorf("%s of nothing is %v of %d rows", m, r, n)
		}
	}
	if r, _ := CorrelationMethod("tau").Of([]float64{1, 2}, []float64{1, 2}); r == r {
		t.Error("a method that is not known gives a coefficient")
	}
}

func TestCorrelationPValue(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	y := []float64{2, 1, 4, 3, 7, 8, 5, 9, 6, 10}
	r, n := Pearson.Of(x, y)
	// Student's t by the integral of its density.
	tt := r * math.Sqrt(float64(n-2)/(1-r*r))
	const steps = 2000000
	area, h, df := 0.0, tt/steps, float64(n-2)
	for i := range steps {
		v := (float64(i) + 0.5) * h
		area += math.Pow(1+v*v/df, -(df+1)/2) * h
	}
	lg := func(v float64) float64 { g, _ := math.Lgamma(v); return g }
	area *= math.Exp(lg((df+1)/2)-lg(df/2)) / math.Sqrt(df*math.Pi)
	if got := correlationPValue(r, n); !near(got, 1-2*area, 1e-9) {
		t.Errorf("p value is %v, want %v", got, 1-2*area)
	}
	if p := correlationPValue(1, 2); p == p {
		t.Errorf("two rows have the p value %v", p)
	}
}

func near(a, b, by float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= by*max(1, math.Abs(b))
}
