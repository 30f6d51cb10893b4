package smallarea

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// BetaBinomialMoments fits Beta distributed shares to binomial counts by
// moments (J. C. Kleinman, J. Amer. Statist. Assoc. 68 (1973) 46-54, with the
// number of cases as weights): with p = Σx/Σn and S = Σ n (x/n - p)², the
// correlation within areas is
//
//	g = (S - p(1-p)(k-1)) / (p(1-p) (Σ n(1 - n/N) - (k-1)))
//
// over k areas of N cases, and the strength 1/g - 1. Areas whose events exceed
// their cases are left out. Lengths that differ are an error.
func BetaBinomialMoments(events, cases []float64) (Prior, error) {
	x, n, p, err := binomials(events, cases)
	if err != nil || p.Areas < LeastAreas || p.Mean <= 0 || p.Mean >= 1 {
		return p, err
	}
	s, spread, k := 0.0, 0.0, float64(p.Areas)
	for i := range n {
		d := x[i]/n[i] - p.Mean
		s += n[i] * d * d
		spread += n[i] * (1 - n[i]/p.Cases)
	}
	v := p.Mean * (1 - p.Mean)
	if g := (s - v*(k-1)) / (v * (spread - (k - 1))); g > 0 && spread > k-1 {
		p.Strength = max(1/min(g, 1)-1, 1e-9)
	}
	return p, nil
}

// BetaBinomialLikelihood fits the same model by maximum likelihood (D. A.
// Griffiths, Biometrics 29 (1973) 637-648): for each strength the mean is found
// by Newton's method on its logit, and the strength by golden section over the
// profile.
func BetaBinomialLikelihood(events, cases []float64) (Prior, error) {
	x, n, p, err := binomials(events, cases)
	if err != nil || p.Areas < LeastAreas || p.Mean <= 0 || p.Mean >= 1 {
		return p, err
	}
	typical := math.Log(p.Cases / float64(p.Areas))
	logit := math.Log(p.Mean / (1 - p.Mean))
	best, ok := profile(min(typical, 0)-9, typical+9, func(logStrength float64) float64 {
		m := math.Exp(logStrength)
		logit = betaMean(x, n, m, logit)
		mean := 1 / (1 + math.Exp(-logit))
		return betaLikelihood(x, n, m*mean, m*(1-mean))
	})
	if ok {
		p.Strength = math.Exp(best)
		p.Mean = 1 / (1 + math.Exp(-betaMean(x, n, p.Strength, logit)))
	}
	return p, nil
}

func binomials(events, cases []float64) (x, n []float64, p Prior, err error) {
	if len(events) != len(cases) {
		return nil, nil, p, fmt.Errorf("beta-binomial: %d events and %d cases", len(events), len(cases))
	}
	var fit, of []float64
	for i := range cases {
		if events[i] <= cases[i] {
			fit, of = append(fit, events[i]), append(of, cases[i])
		}
	}
	x, n, p = pool(fit, of)
	return x, n, p, nil
}

// betaLikelihood is the log likelihood but for the binomial coefficients.
func betaLikelihood(x, n []float64, a, b float64) float64 {
	sum, own := 0.0, mathext.Lbeta(a, b)
	for i := range x {
		sum += mathext.Lbeta(x[i]+a, n[i]-x[i]+b) - own
	}
	return sum
}

// betaMean solves the score equation of the logit of the mean at a strength.
func betaMean(x, n []float64, m, start float64) float64 {
	t := start
	for range 50 {
		mean := 1 / (1 + math.Exp(-t))
		a, b := m*mean, m*(1-mean)
		slope, bend, k := 0.0, 0.0, float64(len(x))
		for i := range x {
			slope += mathext.Digamma(x[i]+a) - mathext.Digamma(n[i]-x[i]+b)
			bend += trigamma(x[i]+a) + trigamma(n[i]-x[i]+b)
		}
		slope = m * (slope - k*(mathext.Digamma(a)-mathext.Digamma(b)))
		bend = m * m * (bend - k*(trigamma(a)+trigamma(b)))
		v := mean * (1 - mean)
		gradient, curve := slope*v, bend*v*v+slope*v*(1-2*mean)
		step := gradient / curve
		if curve >= 0 {
			step = -math.Copysign(1, gradient)
		}
		step = min(max(step, -2), 2)
		t -= step
		if math.Abs(step) < 1e-9 {
			break
		}
	}
	return t
}
