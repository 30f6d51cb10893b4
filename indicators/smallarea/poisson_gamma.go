package smallarea

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// PoissonGammaMoments fits Gamma distributed rates to Poisson counts by moments
// (R. J. Marshall, J. Roy. Statist. Soc. C 40 (1991) 283-294, the global
// estimator): with the mean rate m = Σx/Σn, the variance of the rates is
//
//	A = Σ n (x/n - m)² / Σn  -  m / mean(n),  0 where that is negative
//
// and the strength is m/A. events and cases are paired; areas without cases are
// left out. Lengths that differ are an error.
func PoissonGammaMoments(events, cases []float64) (Prior, error) {
	if len(events) != len(cases) {
		return Prior{}, fmt.Errorf("poisson-gamma: %d events and %d cases", len(events), len(cases))
	}
	x, n, p := pool(events, cases)
	if p.Areas < LeastAreas || p.Mean <= 0 {
		return p, nil
	}
	if a := RateVariance(x, n); a > 0 {
		p.Strength = p.Mean / a
	}
	return p, nil
}

// RateVariance is Marshall's moment estimate of the variance of the rates
// between areas, 0 where chance alone explains it. All cases must be above 0.
func RateVariance(events, cases []float64) float64 {
	sum, total := 0.0, 0.0
	for i, n := range cases {
		sum, total = sum+events[i], total+n
	}
	m, s := sum/total, 0.0
	for i, n := range cases {
		d := events[i]/n - m
		s += n * d * d
	}
	return max(0, s/total-m/(total/float64(len(cases))))
}

// PoissonGammaLikelihood fits the same model by maximum likelihood: counts are
// negative binomial (D. Clayton and J. Kaldor, Biometrics 43 (1987) 671-681,
// section 3). For each strength b the shape is found by Newton's method, and
// the strength by golden section over the profile.
func PoissonGammaLikelihood(events, cases []float64) (Prior, error) {
	if len(events) != len(cases) {
		return Prior{}, fmt.Errorf("poisson-gamma: %d events and %d cases", len(events), len(cases))
	}
	x, n, p := pool(events, cases)
	if p.Areas < LeastAreas || p.Mean <= 0 {
		return p, nil
	}
	typical := math.Log(p.Cases / float64(p.Areas))
	shape := math.Log(p.Mean) + typical // of a strength like an area's own cases
	best, ok := profile(typical-9, typical+9, func(logStrength float64) float64 {
		b := math.Exp(logStrength)
		shape = gammaShape(x, n, b, shape)
		return gammaLikelihood(x, n, math.Exp(shape), b)
	})
	if ok {
		b := math.Exp(best)
		p.Strength, p.Mean = b, math.Exp(gammaShape(x, n, b, shape))/b
	}
	return p, nil
}

// gammaLikelihood is the log likelihood but for what does not depend on the
// prior.
func gammaLikelihood(x, n []float64, a, b float64) float64 {
	la, _ := math.Lgamma(a)
	sum := float64(len(x)) * (a*math.Log(b) - la)
	for i := range x {
		l, _ := math.Lgamma(x[i] + a)
		sum += l - (x[i]+a)*math.Log(n[i]+b)
	}
	return sum
}

// gammaShape solves the score equation of the log shape at a strength, from a
// start. The derivative by the shape falls throughout, so the root is one.
func gammaShape(x, n []float64, b, start float64) float64 {
	t := start
	for range 50 {
		a := math.Exp(t)
		first, second := mathext.Digamma(a), trigamma(a)
		slope, bend := 0.0, 0.0
		for i := range x {
			slope += math.Log(b/(n[i]+b)) - first + mathext.Digamma(x[i]+a)
			bend += trigamma(x[i]+a) - second
		}
		step := slope / (slope + a*bend) // Newton's in log a
		if bend*a+slope >= 0 {
			step = -math.Copysign(1, slope)
		}
		step = min(max(step, -2), 2)
		t -= step
		if math.Abs(step) < 1e-9 {
			break
		}
	}
	return t
}
