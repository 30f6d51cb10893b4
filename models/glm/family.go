package glm

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// variance of the response at mean mu.
func (f Family) variance(mu, theta float64) float64 {
	switch f {
	case Binomial:
		return mu * (1 - mu)
	case NegativeBinomial:
		return mu + mu*mu/theta
	}
	return mu
}

// slope is the derivative of the mean by the linear predictor.
func (f Family) slope(mu float64) float64 {
	if f == Binomial {
		return mu * (1 - mu)
	}
	return mu
}

// The smallest mean, and its mirror for proportions: the spacing of float64 at 1.
const leastMean = 0x1p-52

func (f Family) mean(eta float64) float64 {
	if f == Binomial {
		return min(max(1/(1+math.Exp(-eta)), leastMean), 1-leastMean)
	}
	return max(math.Exp(eta), leastMean)
}

func (f Family) start(y, w float64) float64 {
	switch {
	case f == Binomial:
		return (w*y + 0.5) / (w + 1)
	case f == NegativeBinomial && y == 0:
		return 1.0 / 6
	case f == NegativeBinomial:
		return y
	}
	return y + 0.1
}

func (f Family) eta(mu float64) float64 {
	if f == Binomial {
		return math.Log(mu / (1 - mu))
	}
	return math.Log(mu)
}

// xlogy is x·log(x/y), 0 for x = 0.
func xlogy(x, y float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(x/y)
}

// deviance of one response.
func (f Family) deviance(y, mu, theta float64) float64 {
	switch f {
	case Binomial:
		return 2 * (xlogy(y, mu) + xlogy(1-y, 1-mu))
	case NegativeBinomial:
		return 2 * (xlogy(y, mu) - (y+theta)*(math.Log1p(y/theta)-math.Log1p(mu/theta)))
	}
	return 2 * (xlogy(y, mu) - (y - mu))
}

// logLik of one response of weight w; for Binomial w is the trials.
func (f Family) logLik(y, mu, w, theta float64) float64 {
	switch f {
	case Binomial:
		k := w * y
		a, _ := math.Lgamma(w + 1)
		b, _ := math.Lgamma(k + 1)
		c, _ := math.Lgamma(w - k + 1)
		return a - b - c + k*math.Log(mu) + (w-k)*math.Log1p(-mu)
	case NegativeBinomial:
		return w * counts.Dist{Mean: mu, Size: theta}.LogProb(y)
	}
	return w * counts.Poisson(mu).LogProb(y)
}
