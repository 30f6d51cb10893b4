package counts

import (
	"math"
	"testing"
)

func TestQuantile(t *testing.T) {
	for _, mean := range []float64{1e-9, 0.05, 1, 7.5, 80, 900, 5000} {
		for _, phi := range []float64{1, 1 + 1e-9, 1.0001, 1.7, 12, 250} {
			d := Dispersed(mean, phi)
			for _, p := range []float64{0.01, 0.05, 0.5, 0.95, 0.99, 0.999} {
				k := d.Quantile(p)
				if at := d.CDF(k); at < p-1e-9 {
					t.Errorf("mean %v phi %v: P(Y<=%v) = %v < %v", mean, phi, k, at, p)
				}
				if k > 0 {
					if below := d.CDF(k - 1); below >= p+1e-9 {
						t.Errorf("mean %v phi %v: %v is not the smallest with %v: %v", mean, phi, k, p, below)
					}
				}
				if b := d.bisect(p); b != k {
					t.Errorf("mean %v phi %v p %v: bisection %v, sum %v", mean, phi, p, b, k)
				}
				if gap := d.CDF(k) + d.UpperTail(k+1) - 1; math.Abs(gap) > 1e-8 {
					t.Errorf("mean %v phi %v: both sides of %v sum to 1%+.2g", mean, phi, k, gap)
				}
				if mass := math.Exp(d.LogProb(k)); math.Abs(mass-(d.CDF(k)-d.CDF(k-1))) > 3e-8 {
					t.Errorf("mean %v phi %v: P(%v) = %v, by the distribution function %v", mean, phi, k, mass, d.CDF(k)-d.CDF(k-1))
				}
			}
		}
	}
}
