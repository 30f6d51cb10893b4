package triage

import (
	"math"

	"github.com/anlan-lake/anlan/models/linear"
	"github.com/anlan-lake/anlan/models/newton"
)

// sample is one row of a binomial regression: y of n trials came true. Its
// columns, all of them 1, are named; all others are 0.
type sample struct {
	columns []uint16
	y, n    float64
}

// fitted are the estimates of a regression on the logit.
type fitted struct {
	intercept float64
	weight    []float64 // by column
}

func (f *fitted) eta(columns []uint16) float64 {
	sum := f.intercept
	for _, j := range columns {
		sum += f.weight[j]
	}
	return sum
}

func expit(eta float64) float64 { return 1 / (1 + math.Exp(-eta)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// ridge fits a logistic regression whose weights are drawn towards 0 as by
// normal priors: it maximises the binomial log-likelihood less Σ b²/(2·prior²),
// with a standard deviation for each column. The intercept is free.
//
// Source: le Cessie & van Houwelingen, Ridge estimators in logistic regression,
// Applied Statistics 41 (1992) 191–201.
func ridge(rows []sample, prior []float64) (*fitted, error) {
	size := len(prior)
	y, n := 0.0, 0.0
	for _, r := range rows {
		y, n = y+r.y, n+r.n
	}
	if !(y > 0 && y < n) {
		return nil, bad("every outcome is the same: there is nothing to learn from")
	}
	start := make([]float64, size+1)
	start[size] = logit(y / n)
	m, err := newton.Maximise(func(at, g []float64, info *linear.System) float64 {
		return penalised(rows, prior, at, g, info)
	}, start, 100)
	if err != nil {
		return nil, bad("regression: %w", err)
	}
	return &fitted{m.At[size], m.At[:size]}, nil
}

// penalised is the log-likelihood that ridge climbs; the intercept comes last.
func penalised(rows []sample, prior []float64, at, g []float64, info *linear.System) float64 {
	size := len(at) - 1
	value := 0.0
	for j, b := range at[:size] {
		penalty := 1 / (prior[j] * prior[j])
		value -= penalty * b * b / 2
		g[j] -= penalty * b
		if info != nil {
			info.A[j*info.P+j] += penalty
		}
	}
	for _, r := range rows {
		eta := at[size]
		for _, j := range r.columns {
			eta += at[j]
		}
		p := expit(eta)
		// log(1+exp(eta)), written so that exp cannot overflow.
		value += r.y*eta - r.n*(max(eta, 0)+math.Log1p(math.Exp(-math.Abs(eta))))
		d, w := r.y-r.n*p, r.n*p*(1-p)
		g[size] += d
		for _, j := range r.columns {
			g[j] += d
		}
		if info == nil {
			continue
		}
		// Columns of a row ascend, so that the lower triangle is filled.
		last := info.A[size*info.P:]
		last[size] += w
		for k, j := range r.columns {
			last[j] += w
			line := info.A[int(j)*info.P:]
			for _, i := range r.columns[:k+1] {
				line[i] += w
			}
		}
	}
	return value
}
