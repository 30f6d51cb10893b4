package glm

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// TestThetaWithoutOverdispersion: counts that vary less than Poisson give the
// Poisson fit, and the cap on theta says so.
func TestThetaWithoutOverdispersion(t *testing.T) {
	d := Data{Y: []float64{3, 4, 3, 4, 3, 4, 5, 4}, Terms: []string{"intercept"}, X: [][]float64{slices.Repeat([]float64{1}, 8)}}
	fit, err := RegressNB(d, 0, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if fit.Theta != MostTheta || math.Abs(fit.Coefficients[0].Estimate-math.Log(3.75)) > 1e-9 {
		t.Errorf("theta %v, estimate %v", fit.Theta, fit.Coefficients[0].Estimate)
	}
}

func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

// TestRefused: what cannot be fitted is said, with the reason.
func TestRefused(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	twice := []float64{2, 4, 6, 8, 10, 12, 14, 16}
	for _, c := range []struct {
		name, why string
		fit       func() error
	}{
		{"zeros", "every response is 0", func() error { return poisson(make([]float64, 8), x) }},
		{"negative", "not a number of 0 or more", func() error { return poisson([]float64{1, 2, -3, 4, 5, 6, 7, 8}, x) }},
		{"NaN", "not a number", func() error { return poisson([]float64{1, 2, math.NaN(), 4, 5, 6, 7, 8}, x) }},
		{"column of NaN", "column a, row 1", func() error { return poisson(x, []float64{math.NaN(), 2, 3, 4, 5, 6, 7, 8}) }},
		{"few rows", "cannot tell", func() error { return poisson([]float64{1, 2}, []float64{1, 2}) }},
		{"singular", "depends on the columns before", func() error { return poisson(x, x, twice) }},
		{"ragged", "has 3 rows", func() error { return poisson(x, x[:3]) }},
		{"separated", "separate the outcomes", func() error {
			_, err := Regress(Data{Y: []float64{0, 0, 0, 0, 1, 1, 1, 1}, Terms: []string{"intercept", "a"}, X: [][]float64{ones(8), x}}, Binomial, Options{})
			return err
		}},
		{"not counts", "is not a count", func() error {
			_, err := RegressNB(Data{Y: []float64{0.5, 1, 2}, Terms: []string{"intercept"}, X: [][]float64{ones(3)}}, 0, Options{})
			return err
		}},
		{"no zeros", "no response is zero", func() error {
			d := Data{Y: x, Terms: []string{"intercept"}, X: [][]float64{ones(8)}}
			_, err := ZeroInflated(d, d)
			return err
		}},
		{"lambda rises", "descending", func() error {
			_, err := ElasticNet{Alpha: 1, Lambda: []float64{0.1, 1}}.Fit(Data{Y: x, Terms: []string{"a"}, X: [][]float64{twice}}, Poisson)
			return err
		}},
	} {
		err := c.fit()
		if err == nil || !strings.Contains(err.Error(), c.why) || anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func poisson(y []float64, columns ...[]float64) error {
	d := Data{Y: y, Terms: []string{"intercept"}, X: [][]float64{ones(len(y))}}
	for j, col := range columns {
		d.Terms, d.X = append(d.Terms, string(rune('a'+j))), append(d.X, col)
	}
	_, err := Regress(d, Poisson, Options{})
	return err
}

// TestTwoPartRecovers: simulated counts give back what they were made with.
func TestTwoPartRecovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n, theta = 6000, 2.0
	count := Data{Terms: []string{"intercept", "a"}, X: [][]float64{ones(n), nil}}
	zero := Data{Terms: []string{"intercept"}, X: [][]float64{ones(n)}}
	for range n {
		a := r.NormFloat64()
		mu := math.Exp(0.8 + 0.5*a)
		lambda := mu / theta * gamma2(r)
		y := 0.0
		if r.Float64() > 0.3 {
			for sum := r.ExpFloat64(); sum < lambda; sum += r.ExpFloat64() {
				y++
			}
		}
		count.X[1], count.Y = append(count.X[1], a), append(count.Y, y)
	}
	fit, err := ZeroInflated(count, zero)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.8, 0.5, math.Log(theta), math.Log(0.3 / 0.7)} {
		if c := fit.Coefficients[i]; math.Abs(c.Estimate-want) > 4*c.SE {
			t.Errorf("%s %s: %.3f ± %.3f, made with %.3f", c.Part, c.Term, c.Estimate, c.SE, want)
		}
	}
}

// gamma2 draws a gamma of shape 2 and scale 1.
func gamma2(r *rand.Rand) float64 { return r.ExpFloat64() + r.ExpFloat64() }

// FuzzRegress: whatever the numbers, every model is fitted or refused with a
// reason, and no estimate is NaN.
func FuzzRegress(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 2, 4, 0, 1, 5}, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 1}, []byte{1, 1, 1, 1, 1, 1, 9})
	f.Fuzz(func(t *testing.T, y, x []byte) {
		if len(y) > 100 || len(x) < len(y) {
			return
		}
		d := Data{Terms: []string{"intercept", "a"}, X: [][]float64{ones(len(y)), nil}}
		yes := Data{Terms: d.Terms}
		for i, b := range y {
			d.Y, d.X[1] = append(d.Y, float64(b)), append(d.X[1], float64(x[i])-100)
			yes.Y = append(yes.Y, float64(b%2))
		}
		yes.X = d.X
		check := func(name string, err error, estimates ...float64) {
			if err != nil && anlan.KindOf(err) != anlan.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			for _, v := range estimates {
				if err == nil && math.IsNaN(v) {
					t.Errorf("%s: an estimate is not a number", name)
				}
			}
		}
		for name, fit := range map[string]func() (*Fit, error){
			"poisson": func() (*Fit, error) { return Regress(d, Poisson, Options{}) },
			"logit":   func() (*Fit, error) { return Regress(yes, Binomial, Options{}) },
			"negbin":  func() (*Fit, error) { return RegressNB(d, 0, Options{}) },
		} {
			if got, err := fit(); err != nil {
				check(name, err)
			} else {
				check(name, nil, got.Estimates()...)
			}
		}
		zero := Data{Terms: []string{"intercept"}, X: [][]float64{ones(len(y))}}
		_, err := ZeroInflated(d, zero)
		check("zero-inflated", err)
		_, err = Hurdle(d, zero)
		check("hurdle", err)
		path, err := ElasticNet{Intercept: true, Alpha: 0.5, Lambda: []float64{0.5}, Standardize: true}.Fit(d, Poisson)
		if err == nil {
			check("elastic net", nil, path[0].Estimates...)
		}
	})
}
