// Package scoring measures forecasts by what came: proper scores of counts,
// normal distributions, ensembles and probabilities, and whether forecasts are
// calibrated. Smaller scores are better, except where a name says otherwise.
package scoring

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "scores: "+format, args...)
}

// CountScore are the scores of one count under its forecast distribution.
//
// Source: Czado, Gneiting & Held, Predictive model assessment for count data,
// Biometrics 65 (2009) 1254–1261.
type CountScore struct {
	LogS          float64 // logarithmic: -log P(y)
	RPS           float64 // ranked probability: sum over k of (F(k) - 1[y<=k])²
	DSS           float64 // Dawid-Sebastiani: (y-mean)²/variance + log variance
	SES           float64 // squared error
	CDF, CDFBelow float64 // F(y) and F(y-1)
}

// mostSpread is how many counts a forecast may spread over: forty standard deviations
// and twenty times what its upper tail falls off by. Scores are added up over them one
// by one.
const mostSpread = 5e7

func checkCount(y float64, d counts.Dist) error {
	switch {
	case !(y >= 0) || y != math.Trunc(y) || y > 1<<53:
		return bad("%v is not a count", y)
	case !(d.Mean > 0) || d.Mean > 1e9:
		return bad("a mean of %v is not between 0 and 1e9", d.Mean)
	case !(d.Size > 0):
		return bad("a size of %v is not positive", d.Size)
	case 40*math.Sqrt(d.Variance())+20*d.Mean/d.Size > mostSpread:
		return bad("a forecast of mean %v and size %v spreads over more counts than can be added up", d.Mean, d.Size)
	}
	return nil
}

// Count scores the count y forecast as d, which needs a positive mean.
func Count(y float64, d counts.Dist) (CountScore, error) {
	if err := checkCount(y, d); err != nil {
		return CountScore{}, err
	}
	v, e := d.Variance(), y-d.Mean
	return CountScore{
		LogS: -d.LogProb(y), RPS: rps(y, d), DSS: e*e/v + math.Log(v), SES: e * e,
		CDF: d.CDF(y), CDFBelow: d.CDF(y - 1),
	}, nil
}

// masses calls f with every count k from the first that has a chance worth
// counting to the last, with its chance and the chance of k or fewer; it stops
// when f gives false.
func masses(d counts.Dist, f func(k, p, cdf float64) bool) {
	k := max(0, math.Floor(d.Mean-40*math.Sqrt(d.Variance())))
	for d.LogProb(k) < -700 { // a large mean: begin where chances can be written
		k++
	}
	p := math.Exp(d.LogProb(k))
	cdf := p
	over := d.Mean / d.Size
	step, grow := d.Mean/(1+over), over/(1+over)
	for f(k, p, cdf) {
		p *= (step + grow*k) / (k + 1)
		cdf += p
		k++
	}
}

// rps sums F(k)² below y and (1-F(k))² from y on.
func rps(y float64, d counts.Dist) float64 {
	sum, first := 0.0, true
	masses(d, func(k, p, cdf float64) bool {
		if first {
			first = false
			sum += max(0, k-y) // every count between y and here counts in full
		}
		miss := cdf
		if k >= y {
			miss = max(0, 1-cdf)
		}
		sum += miss * miss
		if k > d.Mean && p < 1e-18 {
			// F stays as it is, whatever rounding made of it; all that is left
			// up to y counts in full.
			sum += max(0, y-k-1)
			return false
		}
		return k < y || k < d.Mean || miss > 1e-9
	})
	return sum
}

// expectation gives mean and variance under d of the logarithmic and the
// ranked probability score.
func expectation(d counts.Dist) (logE, logV, rpsE, rpsV float64) {
	var ps, cdfs []float64
	masses(d, func(k, p, cdf float64) bool {
		ps, cdfs = append(ps, p), append(cdfs, cdf)
		return k < d.Mean || 1-cdf > 1e-12 && p > 1e-18
	})
	above := 0.0 // sum of (1-F)² from k on
	for _, f := range cdfs {
		above += (1 - f) * (1 - f)
	}
	below := 0.0
	var logS, rankS float64
	for i, p := range ps {
		l, r := -math.Log(p), below+above
		logE, logS = logE+p*l, logS+p*l*l
		rpsE, rankS = rpsE+p*r, rankS+p*r*r
		below += cdfs[i] * cdfs[i]
		above -= (1 - cdfs[i]) * (1 - cdfs[i])
	}
	return logE, logS - logE*logE, rpsE, rankS - rpsE*rpsE
}

// Gaussian is the continuous ranked probability score of y under a normal
// forecast.
//
// Source: Gneiting & Raftery, Strictly proper scoring rules, prediction, and
// estimation, JASA 102 (2007) 359–378.
func Gaussian(y, mean, sd float64) (float64, error) {
	if !(sd > 0) || math.IsInf(sd, 0) || math.IsNaN(y-mean) || math.IsInf(y-mean, 0) {
		return 0, bad("normal forecast with mean %v and sd %v of %v", mean, sd, y)
	}
	z := (y - mean) / sd
	density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
	return sd * (z*(1-2*counts.NormalUpper(z)) + 2*density - 1/math.Sqrt(math.Pi)), nil
}
