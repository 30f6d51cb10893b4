package models

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

func normalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// normalUpper is the chance that a standard normal exceeds z.
func normalUpper(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// studentTwoSided is the chance that |T| exceeds |t| with df degrees of freedom.
func studentTwoSided(t, df float64) float64 {
	if math.IsNaN(t) {
		return 1
	}
	return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t))
}

// negativeBinomial is the distribution of counts with the given mean and
// variance phi·mean; Poisson where phi is 1.
type negativeBinomial struct{ mean, phi float64 }

// Up to this mean the distribution function is summed term by term; above, it
// is bisected through the incomplete beta function.
const summedMean = 2000

// Above this mean (a season of zeros has an upper limit with an enormous
// standard error) the normal distribution stands in: counts never get there.
const normalMean = 1e9

func (d negativeBinomial) size() float64 { return d.mean / (d.phi - 1) }

func (d negativeBinomial) poisson() bool { return d.phi-1 < 1e-12 }

// quantile is the smallest whole number whose distribution function is at
// least p.
func (d negativeBinomial) quantile(p float64) float64 {
	if d.mean <= 0 {
		return 0
	}
	if d.mean > normalMean {
		return math.Ceil(d.mean + normalQuantile(p)*math.Sqrt(d.mean*d.phi))
	}
	logTerm := -d.mean
	if !d.poisson() {
		logTerm = -d.size() * math.Log(d.phi)
	}
	if d.mean > summedMean || logTerm < -600 {
		return d.bisect(p)
	}
	term := math.Exp(logTerm)
	sum := term
	// P(k+1)/P(k) = (size+k)/(k+1)·(phi-1)/phi; written for both distributions.
	step, grow := d.mean/d.phi, (d.phi-1)/d.phi
	for k := 0.0; ; k++ {
		if sum >= p || (term < 1e-300 && k > d.mean) {
			return k
		}
		term *= (step + grow*k) / (k + 1)
		sum += term
	}
}

func (d negativeBinomial) bisect(p float64) float64 {
	low, high := -1.0, max(1, math.Ceil(d.mean))
	for 1-d.upperTail(high+1) < p {
		low, high = high, high*2
	}
	for high-low > 1 {
		mid := math.Floor((low + high) / 2)
		if 1-d.upperTail(mid+1) >= p {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// upperTail is the chance of y or more.
func (d negativeBinomial) upperTail(y float64) float64 {
	switch {
	case y <= 0:
		return 1
	case d.mean <= 0:
		return 0
	case d.mean > normalMean:
		return normalUpper((y - 0.5 - d.mean) / math.Sqrt(d.mean*d.phi))
	case d.poisson():
		return mathext.GammaIncReg(y, d.mean)
	}
	return mathext.RegIncBeta(y, d.size(), (d.phi-1)/d.phi)
}
