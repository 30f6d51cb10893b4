package scoring

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// TestExpectation: the mean and variance of scores under a forecast are those
// summed one by one, for small and for large means.
func TestExpectation(t *testing.T) {
	for _, d := range []counts.Dist{counts.Poisson(0.3), counts.Poisson(40), {Mean: 5, Size: 1.5}, {Mean: 300, Size: 20}, counts.Poisson(3000)} {
		logE, logV, rpsE, rpsV := expectation(d)
		var e, s, re, rs float64
		for y := max(0, math.Floor(d.Mean-9*math.Sqrt(d.Variance()))); y < d.Mean+60*math.Sqrt(d.Variance()); y++ {
			p := math.Exp(d.LogProb(y))
			if p < 1e-17 && y > d.Mean {
				break
			}
			x, err := Count(y, d)
			if err != nil {
				t.Fatal(err)
			}
			e, s, re, rs = e+p*x.LogS, s+p*x.LogS*x.LogS, re+p*x.RPS, rs+p*x.RPS*x.RPS
		}
		for _, pair := range [][2]float64{{logE, e}, {logV, s - e*e}, {rpsE, re}, {rpsV, rs - re*re}} {
			if math.Abs(pair[0]-pair[1]) > 1e-6*(1+math.Abs(pair[1])) {
				t.Errorf("%+v: %v, summed %v", d, pair[0], pair[1])
			}
		}
	}
}

func TestRefused(t *testing.T) {
	e := DefaultEnsemble()
	b := DefaultBinary()
	b.Top = nil
	for name, run := range map[string]func() error{
		"mean of 0":    func() error { _, err := Count(1, counts.Poisson(0)); return err },
		"half a case":  func() error { _, err := Count(0.5, counts.Poisson(1)); return err },
		"NaN":          func() error { _, err := Count(math.NaN(), counts.Poisson(1)); return err },
		"size":         func() error { _, err := Count(1, counts.Dist{Mean: 1, Size: -1}); return err },
		"sd":           func() error { _, err := Gaussian(1, 1, 0); return err },
		"one member":   func() error { _, err := e.Score(1, []float64{1}); return err },
		"below bins":   func() error { _, err := e.Score(-1, []float64{1, 2}); return err },
		"all the same": func() error { _, err := b.Score([]float64{1, 1}, []float64{0.5, 0.6}); return err },
		"above 1":      func() error { _, err := b.Score([]float64{0, 1}, []float64{0.5, 1.6}); return err },
		"no forecasts": func() error { _, err := Histogram(nil, nil, 10); return err },
	} {
		if err := run(); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
