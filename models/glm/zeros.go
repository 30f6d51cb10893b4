package glm

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/newton"
)

// Parts of a two-part model of counts.
const (
	PartCount = "count"
	PartZero  = "zero"
)

// LogTheta is the name of the parameter log(theta) of the count part.
const LogTheta = "log_theta"

// PartCoefficient is an estimate of one part of a two-part model; its error is
// by the observed information of all parameters together.
type PartCoefficient struct {
	Part, Term   string
	Estimate, SE float64
}

// TwoPart is a fitted zero-inflated or hurdle model.
type TwoPart struct {
	Coefficients []PartCoefficient // count terms, LogTheta, zero terms
	LogLik       float64
}

// twoPart checks that the data sets belong together and gives their rows.
func twoPart(count, zero Data) (x, z []float64, err error) {
	if err := count.check(NegativeBinomial); err != nil {
		return nil, nil, err
	}
	zero.Y = count.Y
	if err := zero.check(NegativeBinomial); err != nil {
		return nil, nil, err
	}
	if zero.Offset != nil || count.Weights != nil || zero.Weights != nil {
		return nil, nil, bad("two-part models take an offset of the count part only, and no weights")
	}
	if len(count.Y) <= len(count.X)+len(zero.X)+1 {
		return nil, nil, bad("%d rows cannot tell %d parameters", len(count.Y), len(count.X)+len(zero.X)+1)
	}
	zeros := 0
	for _, y := range count.Y {
		if y == 0 {
			zeros++
		}
	}
	if zeros == 0 {
		return nil, nil, bad("no response is zero: there is no zero part to fit")
	}
	return count.rows(), zero.rows(), nil
}

// climb maximises, and refuses parameters that the data do not tell.
func climb(f func(at, g []float64) float64, start []float64) (*newton.Maximum, error) {
	top, err := newton.Maximise(newton.Differenced(f), start, 500)
	if err != nil {
		return nil, err
	}
	if top.Edge {
		return nil, bad("a parameter has gone to the edge of its range: the counts do not tell both parts apart")
	}
	return top, nil
}

func named(part string, terms []string, top *newton.Maximum, from int) []PartCoefficient {
	out := make([]PartCoefficient, len(terms))
	for j, term := range terms {
		out[j] = PartCoefficient{part, term, top.At[from+j], math.Sqrt(top.Covariance[from+j][from+j])}
	}
	return out
}

// ZeroInflated fits counts that are zero by nature with chance pi, and else
// negative binomial: log mu = count's terms, logit pi = zero's terms.
//
// Source: Lambert, Zero-inflated Poisson regression, Technometrics 34 (1992)
// 1–14; Zeileis, Kleiber & Jackman, Regression models for count data in R,
// Journal of Statistical Software 27 (2008) 8.
func ZeroInflated(count, zero Data) (*TwoPart, error) {
	x, z, err := twoPart(count, zero)
	if err != nil {
		return nil, err
	}
	begin, err := RegressNB(count, 0, Options{})
	if err != nil {
		return nil, err
	}
	p, q := len(count.X), len(zero.X)
	start := append(begin.Estimates(), math.Log(min(begin.Theta, 100)))
	start = append(start, make([]float64, q)...)
	// The zero part begins at a small chance for every row.
	for j, term := range zero.Terms {
		if term == "intercept" {
			start[p+1+j] = -2
		}
	}
	f := func(at, g []float64) float64 {
		total, theta := 0.0, math.Exp(at[p])
		if !(theta > 1e-8 && theta < 1e12) {
			return math.Inf(-1) // no step goes there
		}
		psi := mathext.Digamma(theta)
		for i, y := range count.Y {
			xi, zi := x[i*p:(i+1)*p], z[i*q:(i+1)*q]
			mu := math.Exp(count.offset(i) + dot(xi, at[:p]))
			c := cell{y: y, mu: mu, theta: theta, psi: psi}
			ll, dEta, dTheta, dZero := c.inflated(dot(zi, at[p+1:]))
			total += ll
			accumulate(g[:p], xi, dEta)
			g[p] += dTheta
			accumulate(g[p+1:], zi, dZero)
		}
		return total
	}
	top, err := climb(f, start)
	if err != nil {
		return nil, err
	}
	return &TwoPart{append(named(PartCount, append(count.Terms[:p:p], LogTheta), top, 0),
		named(PartZero, zero.Terms, top, p+1)...), top.Value}, nil
}

// cell is one count with its negative-binomial parameters; psi is ψ(theta).
type cell struct{ y, mu, theta, psi float64 }

// plain gives the log-likelihood with its derivatives by the linear predictor
// and by log theta.
func (c cell) plain() (ll, dEta, dLogTheta float64) {
	d := counts.Dist{Mean: c.mu, Size: c.theta}
	r := c.theta / (c.theta + c.mu)
	dEta = (c.y - c.mu) * r
	dLogTheta = c.theta * (-math.Log1p(c.mu/c.theta) + (c.mu-c.y)/(c.mu+c.theta))
	if c.y > 0 {
		dLogTheta += c.theta * (mathext.Digamma(c.theta+c.y) - c.psi)
	}
	return d.LogProb(c.y), dEta, dLogTheta
}

// inflated adds a chance of zero whose logit is eta.
func (c cell) inflated(eta float64) (ll, dEta, dLogTheta, dZero float64) {
	pi := 1 / (1 + math.Exp(-eta))
	ll, dEta, dLogTheta = c.plain()
	if c.y > 0 {
		return ll - softplus(eta), dEta, dLogTheta, -pi
	}
	p0 := math.Exp(ll)
	either := pi + (1-pi)*p0
	share := (1 - pi) * p0 / either
	return math.Log(either), share * dEta, share * dLogTheta, pi * (1 - pi) * (1 - p0) / either
}

// softplus is log(1 + exp(x)).
func softplus(x float64) float64 {
	if x > 30 {
		return x
	}
	return math.Log1p(math.Exp(x))
}

// Hurdle fits counts in two parts: whether there is any (logit of the chance of
// a positive count = zero's terms; the sign is the opposite of ZeroInflated's),
// and how many, a negative binomial cut off at zero.
//
// Source: Mullahy, Specification and testing of some modified count data
// models, Journal of Econometrics 33 (1986) 341–365.
func Hurdle(count, zero Data) (*TwoPart, error) {
	x, _, err := twoPart(count, zero)
	if err != nil {
		return nil, err
	}
	zero.Y = make([]float64, len(count.Y))
	for i, y := range count.Y {
		if y > 0 {
			zero.Y[i] = 1
		}
	}
	any, err := Regress(zero, Binomial, Options{Epsilon: 1e-12})
	if err != nil {
		return nil, err
	}
	begin, err := RegressNB(count, 0, Options{})
	if err != nil {
		return nil, err
	}
	p := len(count.X)
	f := func(at, g []float64) float64 {
		total, theta := 0.0, math.Exp(at[p])
		if !(theta > 1e-8 && theta < 1e12) {
			return math.Inf(-1) // no step goes there
		}
		psi := mathext.Digamma(theta)
		for i, y := range count.Y {
			if y == 0 {
				continue
			}
			xi := x[i*p : (i+1)*p]
			mu := math.Exp(count.offset(i) + dot(xi, at[:p]))
			ll, dEta, dTheta := cell{y: y, mu: mu, theta: theta, psi: psi}.plain()
			l0, e0, t0 := cell{mu: mu, theta: theta, psi: psi}.plain()
			odds := math.Exp(l0) / -math.Expm1(l0) // P(0)/P(not 0)
			total += ll - math.Log(-math.Expm1(l0))
			accumulate(g[:p], xi, dEta+odds*e0)
			g[p] += dTheta + odds*t0
		}
		return total
	}
	top, err := climb(f, append(begin.Estimates(), math.Log(min(begin.Theta, 100))))
	if err != nil {
		return nil, err
	}
	out := &TwoPart{named(PartCount, append(count.Terms[:p:p], LogTheta), top, 0), top.Value + any.LogLik}
	for _, c := range any.Coefficients {
		out.Coefficients = append(out.Coefficients, PartCoefficient{PartZero, c.Term, c.Estimate, c.SE})
	}
	return out, nil
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for j, v := range a {
		sum += v * b[j]
	}
	return sum
}

func accumulate(sum, x []float64, w float64) {
	for j, v := range x {
		sum[j] += w * v
	}
}
