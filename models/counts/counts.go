// Package counts holds the two distributions that counts of cases are judged
// by, Poisson and negative binomial, with tails and quantiles that stay exact
// from a mean of nothing to millions.
package counts

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Dist is the distribution of a count with the given mean and variance
// Mean + Mean²/Size: the negative binomial (NB2), or Poisson where Size is +Inf.
type Dist struct{ Mean, Size float64 }

// Poisson gives the Poisson distribution of that mean.
func Poisson(mean float64) Dist { return Dist{mean, math.Inf(1)} }

// Dispersed gives the distribution with variance phi·mean; Poisson where phi is
// 1 or, by rounding, less.
func Dispersed(mean, phi float64) Dist {
	if phi-1 < 1e-12 {
		return Poisson(mean)
	}
	return Dist{mean, mean / (phi - 1)}
}

// Variance of the count.
func (d Dist) Variance() float64 { return d.Mean + d.Mean*d.over() }

// over is the variance over the mean, less one: 0 for Poisson.
func (d Dist) over() float64 { return d.Mean / d.Size }

// Up to this mean the distribution function is summed term by term; above, it
// is bisected through the incomplete beta function.
const summedMean = 2000

// Above this mean (a season of zeros has an upper limit with an enormous
// standard error) the normal distribution stands in: counts never get there.
const normalMean = 1e9

// LogProb is the natural logarithm of the chance of exactly y, a whole number.
func (d Dist) LogProb(y float64) float64 {
	switch {
	case y < 0:
		return math.Inf(-1)
	case d.Mean <= 0 && y == 0:
		return 0
	case d.Mean <= 0:
		return math.Inf(-1)
	}
	factorial, _ := math.Lgamma(y + 1)
	if math.IsInf(d.Size, 1) {
		return y*math.Log(d.Mean) - d.Mean - factorial
	}
	over := d.over()
	return LogRising(d.Size, y) - factorial - d.Size*math.Log1p(over) + y*(math.Log(over)-math.Log1p(over))
}

// LogRising is log Γ(size+y) − log Γ(size) for y ≥ 0, without the cancellation
// that the difference of two large numbers would bring.
func LogRising(size, y float64) float64 {
	if size > 100 {
		// Stirling's series, differenced: the next term is below 1e-17.
		tail := func(x float64) float64 { return 1/(12*x) - 1/(360*x*x*x) + 1/(1260*x*x*x*x*x) }
		x := size + y
		return (x-0.5)*math.Log1p(y/size) + y*math.Log(size) - y + tail(x) - tail(size)
	}
	if y <= 16 && y == math.Trunc(y) { // a product that stays within reach
		product := 1.0
		for i := range int(y) {
			product *= size + float64(i)
		}
		return math.Log(product)
	}
	a, _ := math.Lgamma(size + y)
	b, _ := math.Lgamma(size)
	return a - b
}

// Quantile is the smallest whole number whose distribution function is at
// least p.
func (d Dist) Quantile(p float64) float64 {
	if d.Mean <= 0 {
		return 0
	}
	if d.Mean > normalMean {
		return math.Ceil(d.Mean + mathext.NormalQuantile(p)*math.Sqrt(d.Variance()))
	}
	over := d.over()
	logTerm := -d.Mean
	if over > 0 {
		logTerm = -d.Size * math.Log1p(over)
	}
	if d.Mean > summedMean || logTerm < -600 {
		return d.bisect(p)
	}
	term := math.Exp(logTerm)
	sum := term
	// P(k+1)/P(k) = (size+k)/(k+1)·over/(1+over); written for both distributions.
	step, grow := d.Mean/(1+over), over/(1+over)
	for k := 0.0; ; k++ {
		if sum >= p || (term < 1e-300 && k > d.Mean) {
			return k
		}
		term *= (step + grow*k) / (k + 1)
		sum += term
	}
}

func (d Dist) bisect(p float64) float64 {
	low, high := -1.0, max(1, math.Ceil(d.Mean))
	for d.CDF(high) < p {
		low, high = high, high*2
	}
	for high-low > 1 {
		mid := math.Floor((low + high) / 2)
		if d.CDF(mid) >= p {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// CDF is the chance of y or fewer.
func (d Dist) CDF(y float64) float64 {
	switch {
	case y < 0:
		return 0
	case d.Mean <= 0:
		return 1
	case d.Mean > normalMean:
		return 1 - d.UpperTail(y+1)
	case d.Size > nearPoisson:
		return mathext.GammaIncRegComp(y+1, d.Mean) + d.spread(y)
	}
	return mathext.RegIncBeta(d.Size, y+1, 1/(1+d.over()))
}

// nearPoisson is the size above which the incomplete beta function loses more
// digits than the expansion about the Poisson distribution.
const nearPoisson = 1e8

// spread is what a size above nearPoisson adds to the Poisson distribution
// function: half the variance of the gamma mixture times the second derivative
// by the mean.
func (d Dist) spread(y float64) float64 {
	p := Poisson(d.Mean)
	return d.Mean * d.over() / 2 * (math.Exp(p.LogProb(y)) - math.Exp(p.LogProb(y-1)))
}

// UpperTail is the chance of y or more.
func (d Dist) UpperTail(y float64) float64 {
	switch {
	case y <= 0:
		return 1
	case d.Mean <= 0:
		return 0
	case d.Mean > normalMean:
		return NormalUpper((y - 0.5 - d.Mean) / math.Sqrt(d.Variance()))
	case d.Size > nearPoisson:
		return mathext.GammaIncReg(y, d.Mean) - d.spread(y-1)
	}
	over := d.over()
	return mathext.RegIncBeta(y, d.Size, over/(1+over))
}

// NormalUpper is the chance that a standard normal exceeds z.
func NormalUpper(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// NormalQuantile is the standard normal's quantile.
func NormalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// StudentUpper is the chance that Student's t with df degrees of freedom
// exceeds t.
func StudentUpper(t, df float64) float64 {
	half := mathext.RegIncBeta(df/2, 0.5, df/(df+t*t)) / 2
	if t < 0 {
		return 1 - half
	}
	return half
}

// StudentTwoSided is the chance that |T| exceeds |t|; 1 for NaN.
func StudentTwoSided(t, df float64) float64 {
	if math.IsNaN(t) {
		return 1
	}
	return mathext.RegIncBeta(df/2, 0.5, df/(df+t*t))
}

// StudentQuantile is the quantile of Student's t, p in (0.5, 1).
func StudentQuantile(p, df float64) float64 {
	x := mathext.InvRegIncBeta(df/2, 0.5, 2*(1-p))
	return math.Sqrt(df * (1 - x) / x)
}
