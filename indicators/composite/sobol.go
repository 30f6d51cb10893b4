package composite

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Sobol estimates how much of the variance of a response each of several
// uncertain inputs explains (Saltelli et al. 2010, with Jansen's total effect).
type Sobol struct {
	N         int      `json:"n"`         // runs of one sample matrix
	Variables []string `json:"variables"` // the inputs, d of them
	Bootstrap int      `json:"bootstrap"` // replications; 0: no interval
	Seed      uint64   `json:"seed"`      // of the replications: the same seed gives the same interval
}

// SobolIndex is the share of the variance of a response that one input
// explains: by itself (First), and with all its interactions (Total). Low and
// High are the 5% and 95% quantiles of the replications, NaN without any.
type SobolIndex struct {
	Variable     string
	Variance     float64 // of the response, the same for all inputs
	First, Total float64
	FirstLow, FirstHigh,
	TotalLow, TotalHigh float64
}

// Indices takes the responses of N(d+2) runs: matrix A, matrix B, then for each
// input A with the column of that input taken from B. Another length is an
// error. A response that is missing or does not vary gives NaN.
func (s Sobol) Indices(y []float64) ([]SobolIndex, error) {
	if s.N < 1 || len(s.Variables) == 0 || s.Bootstrap < 0 {
		return nil, fmt.Errorf("sobol: n is %d, with %d variables and %d replications", s.N, len(s.Variables), s.Bootstrap)
	}
	if want := s.N * (len(s.Variables) + 2); len(y) != want {
		return nil, fmt.Errorf("sobol: %d responses, want n(d+2) = %d", len(y), want)
	}
	a, b := y[:s.N], y[s.N:2*s.N]
	sd := SD(y[:2*s.N])
	if slices.ContainsFunc(y, math.IsNaN) {
		sd = math.NaN()
	}
	variance := sd * sd
	rng := rand.New(rand.NewPCG(s.Seed, uint64(s.N)))
	first, total := make([]float64, s.N), make([]float64, s.N)
	firsts, totals := make([]float64, s.Bootstrap), make([]float64, s.Bootstrap)
	out := make([]SobolIndex, len(s.Variables))
	for k, name := range s.Variables {
		ab := y[(k+2)*s.N : (k+3)*s.N]
		x := SobolIndex{Variable: name, Variance: variance}
		for i := range first {
			first[i] = b[i] * (ab[i] - a[i])
			total[i] = (a[i] - ab[i]) * (a[i] - ab[i])
			x.First += first[i]
			x.Total += total[i]
		}
		byFirst, byTotal := float64(s.N)*variance, 2*float64(s.N)*variance
		x.First, x.Total = x.First/byFirst, x.Total/byTotal
		for r := range s.Bootstrap {
			f, t := 0.0, 0.0
			for range s.N {
				i := rng.IntN(s.N)
				f, t = f+first[i], t+total[i]
			}
			firsts[r], totals[r] = f/byFirst, t/byTotal
		}
		x.FirstLow, x.FirstHigh = interval(firsts)
		x.TotalLow, x.TotalHigh = interval(totals)
		out[k] = x
	}
	return out, nil
}

// interval gives the 5% and 95% quantiles; x is sorted by it.
func interval(x []float64) (low, high float64) {
	if len(x) == 0 || math.IsNaN(x[0]) {
		return math.NaN(), math.NaN()
	}
	slices.Sort(x)
	return quantileSorted(x, 0.05), quantileSorted(x, 0.95)
}
