package glm

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// MostTheta caps theta: above it a negative binomial cannot be told from a
// Poisson distribution.
const MostTheta = 1e7

// RegressNB fits a negative-binomial regression with log link, variance
// mu + mu²/theta. theta 0 is estimated by maximum likelihood, alternating
// between the coefficients and theta; counts that vary no more than Poisson
// drive it to MostTheta, which is the Poisson result. Standard errors are
// conditional on theta.
//
// Source: Lawless, Negative binomial and mixed Poisson regression, Canadian
// Journal of Statistics 15 (1987) 209–225; Venables & Ripley, Modern Applied
// Statistics with S (2002), 7.4.
func RegressNB(d Data, theta float64, o Options) (*Fit, error) {
	if theta < 0 || math.IsNaN(theta) {
		return nil, bad("theta %v is not a positive number", theta)
	}
	o = o.filled()
	s, err := newSolver(d, NegativeBinomial)
	if err != nil {
		return nil, err
	}
	s.theta = theta
	if theta > 0 {
		if err := s.run(o); err != nil {
			return nil, err
		}
		return s.fit(o, 0)
	}
	if err := s.alternate(o); err != nil {
		return nil, err
	}
	fit, err := s.fit(o, 1)
	if err != nil {
		return nil, err
	}
	_, info := s.thetaScore(s.theta)
	fit.ThetaSE = 1 / math.Sqrt(info)
	if !(info > 0) || s.theta >= MostTheta {
		fit.ThetaSE = math.NaN()
	}
	return fit, nil
}

func (s *solver) alternate(o Options) error {
	s.theta = MostTheta // begin with Poisson
	last := math.Inf(-1)
	for range o.MaxIterations {
		if err := s.run(o); err != nil {
			return err
		}
		before := s.theta
		s.theta = s.bestTheta(before)
		lik := 0.0
		for i, y := range s.d.Y {
			lik += s.f.logLik(y, s.mu[i], s.d.weight(i), s.theta)
		}
		if math.Abs(lik-last) <= o.Epsilon*(math.Abs(lik)+0.1) && math.Abs(before-s.theta) <= 1e-7*s.theta {
			return s.run(o)
		}
		last = lik
	}
	return bad("theta not converged in %d rounds", o.MaxIterations)
}

// thetaScore gives the derivative of the log-likelihood by theta at the
// current means, and its observed information.
func (s *solver) thetaScore(theta float64) (score, info float64) {
	psi, tri := mathext.Digamma(theta), trigamma(theta)
	for i, y := range s.d.Y {
		mu, w := s.mu[i], s.d.weight(i)
		u := -math.Log1p(mu/theta) + (mu-y)/(mu+theta)
		v := -1/theta + 2/(theta+mu) - (y+theta)/((theta+mu)*(theta+mu))
		if y > 0 {
			u += mathext.Digamma(theta+y) - psi
			v += tri - trigamma(theta+y)
		}
		score += w * u
		info += w * v
	}
	return score, info
}

func trigamma(x float64) float64 { return mathext.Zeta(2, x) }

// bestTheta maximises the likelihood over theta at the current means: Newton
// on log theta within a bracket that every step narrows.
func (s *solver) bestTheta(start float64) float64 {
	low, high := math.Log(1e-8), math.Log(MostTheta)
	// For large theta the log-likelihood is Poisson's plus excess/(2·theta).
	excess := 0.0
	for i, y := range s.d.Y {
		r := y - s.mu[i]
		excess += s.d.weight(i) * (r*r - y)
	}
	if excess <= 0 {
		return MostTheta
	}
	if start >= MostTheta {
		start = s.momentTheta()
	}
	x := min(max(math.Log(start), low), high)
	for range 200 {
		t := math.Exp(x)
		u, info := s.thetaScore(t)
		if u > 0 {
			low = x
		} else {
			high = x
		}
		// Derivatives by log theta.
		next := x + u*t/(info*t*t-u*t)
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-x) < 1e-13 {
			return math.Exp(next)
		}
		x = next
	}
	return math.Exp(x)
}

// momentTheta is a starting value: n over the sum of (y/mu - 1)².
func (s *solver) momentTheta() float64 {
	sum := 0.0
	for i, y := range s.d.Y {
		r := y/s.mu[i] - 1
		sum += r * r
	}
	return max(1e-3, float64(s.n)/sum)
}
