package smallarea

import "math"

// Prior is what the areas of a group have in common: their mean rate, and how
// many cases of an area's own it weighs. The estimate of an area with x events
// among n is then
//
//	(x + Strength × Mean) / (n + Strength)
//
// the posterior mean under a Gamma(Mean×Strength, Strength) or a
// Beta(Mean×Strength, (1-Mean)×Strength) distribution of the rates.
type Prior struct {
	Mean     float64
	Strength float64 // in units of n; +Inf: the areas differ by chance alone, and each has the mean
	Areas    int     // that the prior was taken from
	Events   float64 // of all of them
	Cases    float64
}

// LeastAreas is how many areas it takes to tell how much they differ. Of fewer,
// each gets the common mean.
const LeastAreas = 3

// Estimate is the posterior mean of an area, and the weight its own rate has in
// it: 0 the mean alone, 1 its own rate alone.
func (p Prior) Estimate(events, cases float64) (rate, own float64) {
	if math.IsInf(p.Strength, 1) || cases+p.Strength <= 0 {
		return p.Mean, 0
	}
	return (events + p.Strength*p.Mean) / (cases + p.Strength), cases / (cases + p.Strength)
}

// pool gathers the areas that have cases. Events below 0, and cases that are
// not above 0, are left out.
func pool(events, cases []float64) (x, n []float64, p Prior) {
	for i := range cases {
		if cases[i] > 0 && events[i] >= 0 && !math.IsInf(cases[i], 1) {
			x, n = append(x, events[i]), append(n, cases[i])
			p.Events, p.Cases = p.Events+events[i], p.Cases+cases[i]
		}
	}
	p.Areas, p.Strength = len(n), math.Inf(1)
	if p.Cases > 0 {
		p.Mean = p.Events / p.Cases
	}
	return x, n, p
}

// profile maximises a function of the log of a strength by golden section,
// between lo and hi. ok is false where it only rises towards hi: the areas
// differ no more than by chance.
func profile(lo, hi float64, at func(logStrength float64) float64) (best float64, ok bool) {
	const golden = 0.6180339887498949
	top := hi
	a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
	fa, fb := at(a), at(b)
	for hi-lo > 1e-6 {
		if fa >= fb {
			hi, b, fb = b, a, fa
			a = hi - golden*(hi-lo)
			fa = at(a)
		} else {
			lo, a, fa = a, b, fb
			b = lo + golden*(hi-lo)
			fb = at(b)
		}
	}
	best = (lo + hi) / 2
	return best, top-best > 0.01 && at(best) > at(top)+1e-6
}

// trigamma is the second derivative of the log of the gamma function, for x
// above 0: the recurrence up to 8, then Stirling's series (Abramowitz and
// Stegun, 6.4.6 and 6.4.12).
func trigamma(x float64) float64 {
	sum := 0.0
	for ; x < 8; x++ {
		sum += 1 / (x * x)
	}
	y := 1 / (x * x)
	return sum + 1/x + y/2 + y/x*(1.0/6-y*(1.0/30-y*(1.0/42-y*(1.0/30-y*5.0/66))))
}
