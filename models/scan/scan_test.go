package scan

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/anlan-lake/anlan"
)

func grid(n int) []Place {
	var at []Place
	for i := range n {
		at = append(at, Place{X: float64(i % 6), Y: float64(i / 6), Population: float64(400 + 10*i)})
	}
	return at
}

// TestMost: the search that is spared logarithms by a bound finds the same
// maximum as one that computes every ratio.
func TestMost(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	at := grid(30)
	cells, expected := make([]float64, 30*8), make([]float64, 30*8)
	for trial := range 60 {
		total := 0.0
		for i := range cells {
			cells[i] = math.Floor(r.ExpFloat64() * 3)
			total += cells[i]
		}
		sum := 0.0
		for i := range expected {
			expected[i] = 0.2 + r.Float64()
			sum += expected[i]
		}
		for i := range expected {
			expected[i] *= total / sum
		}
		z, err := Zones{Kind: Nearest, K: 12}.build(at)
		if err != nil {
			t.Fatal(err)
		}
		for name, like := range map[string]likelihood{
			"poisson": poissonRatio{total}, "expectation": expectationRatio{}, "binomial": binomialRatio{total, 20 * total},
		} {
			spans := SpaceTime{Mode: Retrospective, MaxDuration: 3}.intervals(8)
			s, err := newScanner(z, spans, like, expected, 30)
			if err != nil {
				t.Fatal(err)
			}
			want := 0.0
			s.each(cells, 30, func(w window) { want = max(want, w.ratio) })
			if got := s.most(cells, 30); math.Abs(got-want) > 1e-9*want || want == 0 {
				t.Errorf("trial %d, %s: %v, every ratio gives %v", trial, name, got, want)
			}
		}
	}
}

// TestNullSpread: simulated cells have the mean that they should, by aliases,
// by binomials, shuffled and independent.
func TestNullSpread(t *testing.T) {
	weight := []float64{1, 2, 3, 0, 4, 10}
	r := rand.New(rand.NewPCG(3, 4))
	for name, draw := range map[string]simulation{
		"aliases": multinomial(40, weight), "binomials": multinomial(4000, weight), "independent": independent([]float64{2, 4, 6, 0, 8, 20}),
	} {
		cells, mean := make([]float64, 6), make([]float64, 6)
		const trials = 4000
		total := 0.0
		for range trials {
			draw(r, cells)
			for i, c := range cells {
				mean[i] += c
				total += c
			}
		}
		for i, m := range mean {
			if share := m / total; math.Abs(share-weight[i]/20) > 0.005 {
				t.Errorf("%s: cell %d holds %.4f, want %.4f", name, i, share, weight[i]/20)
			}
		}
	}
	cells, counts := make([]float64, 6), []float64{3, 0, 1, 2, 2, 0}
	shuffled(counts, 2)(r, cells)
	for j := range 2 {
		if got, want := cells[j]+cells[j+2]+cells[j+4], counts[j]+counts[j+2]+counts[j+4]; got != want {
			t.Errorf("shuffled: place %d has %v cases, want %v", j, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	at, ok := grid(6), make([]float64, 12)
	for i := range ok {
		ok[i] = float64(i)
	}
	bend := func(i int, v float64) []float64 {
		out := append([]float64(nil), ok...)
		out[i] = v
		return out
	}
	d := DefaultSpaceTime()
	d.Simulations = 9
	for name, run := range map[string]func() (*Result, error){
		"negative":     func() (*Result, error) { return d.Run(t.Context(), at, bend(3, -1), nil, 1) },
		"not reported": func() (*Result, error) { return d.Run(t.Context(), at, bend(3, math.NaN()), nil, 1) },
		"no cases":     func() (*Result, error) { return d.Run(t.Context(), at, make([]float64, 12), nil, 1) },
		"ragged":       func() (*Result, error) { return d.Run(t.Context(), at, ok[:11], nil, 1) },
		"one place":    func() (*Result, error) { return d.Run(t.Context(), at[:1], ok, nil, 1) },
		"no baseline": func() (*Result, error) {
			d := d
			d.Statistic = StatPoisson
			return d.Run(t.Context(), at, ok, nil, 1)
		},
		"no coordinates": func() (*Result, error) {
			at := grid(6)
			at[2].X = math.NaN()
			return d.Run(t.Context(), at, ok, nil, 1)
		},
	} {
		if _, err := run(); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r, err := d.Run(t.Context(), at, ok, nil, 1); err != nil || len(r.Clusters) == 0 {
		t.Errorf("as it should be: %v, %v", r, err)
	}
}

// TestRelativeRisk: with baselines that are not scaled to the cases, the
// outside is compared with what is expected there.
func TestRelativeRisk(t *testing.T) {
	at := []Place{{X: 0}, {X: 1}, {X: 9}}
	s := DefaultSpaceTime()
	s.Statistic, s.MaxDuration, s.Simulations, s.Zones.K = StatExpectation, 1, 9, 2
	r, err := s.Run(t.Context(), at, []float64{2, 1, 2, 20, 1, 1}, []float64{1, 1, 1, 1, 1, 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	c := r.Clusters[0]
	if want := (c.Cases / c.Expected) / ((27 - c.Cases) / (6 - c.Expected)); c.Cases != 20 || math.Abs(c.RelativeRisk-want) > 1e-12 {
		t.Errorf("%+v, want a relative risk of %v", c, want)
	}
}
