package surveil

import (
	"math"
	"slices"
)

// Changes that a likelihood-ratio chart looks for.
const (
	ChangeIntercept = "intercept" // the mean is multiplied
	ChangeEpidemic  = "epidemic"  // the count of the period before adds to the mean (Poisson)
)

// Families of a likelihood-ratio chart.
const (
	FamilyPoisson = "poisson"
	FamilyNegBin  = "negative_binomial"
)

// Directions of a change, and what the column Upper holds.
const (
	Increase       = "increase"
	Decrease       = "decrease"
	UpperStatistic = "statistic"
	UpperCases     = "cases"
)

// GLR is a likelihood-ratio chart against a seasonal in-control mean: CUSUM
// where the change is given (LogRatio), else generalised over its size and
// time. After an alarm it begins again. A period that was not reported adds
// nothing to any sum.
//
// Source: Höhle & Paul, Count data regression charts for the monitoring of
// surveillance time series, Computational Statistics & Data Analysis 52 (2008)
// 4357–4368.
type GLR struct {
	Family     string   `json:"family"`
	Dispersion *float64 `json:"dispersion"` // a of variance m + a·m²; nil is estimated
	Period     float64  `json:"period"`     // periods a year
	Harmonics  int      `json:"harmonics"`
	Trend      bool     `json:"trend"`
	Refit      bool     `json:"refit"`      // learn the mean anew after each alarm
	Change     string   `json:"change"`     // intercept or epidemic
	LogRatio   *float64 `json:"log_ratio"`  // log of the factor, where it is known
	Threshold  float64  `json:"threshold"`  // of the log-likelihood ratio
	Direction  string   `json:"direction"`  // increase or decrease
	Window     *int     `json:"window"`     // most periods back that a change can lie
	MinLength  int      `json:"min_length"` // least periods since a change
	Upper      string   `json:"upperbound"` // what Upper holds: statistic or cases
	// LambdaSearch is how the size of an epidemic change is found: exact, or
	// surveillance, the Newton search on its logarithm of R's surveillance, which
	// runs to 0 where it begins on the wrong side (kept for comparison).
	LambdaSearch string `json:"lambda_search"`
}

// Searches for the size of an epidemic change.
const (
	SearchExact        = "exact"
	SearchSurveillance = "surveillance"
)

// DefaultGLR watches for an increase of unknown size at a threshold of 5.
func DefaultGLR(family string) GLR {
	return GLR{Family: family, Period: 52, Harmonics: 1, Trend: true, Change: ChangeIntercept,
		Threshold: 5, Direction: Increase, MinLength: 1, Upper: UpperStatistic, LambdaSearch: SearchExact}
}

func (g GLR) validate() error {
	switch {
	case g.Family != FamilyPoisson && g.Family != FamilyNegBin:
		return bad("glr: family %q is not poisson or negative_binomial", g.Family)
	case g.Dispersion != nil && !(*g.Dispersion > 0):
		return bad("glr: dispersion %v is not positive", *g.Dispersion)
	case !(g.Period > 2) || g.Harmonics < 0 || g.Harmonics > int(g.Period/2):
		return bad("glr: %d harmonics of a period of %v", g.Harmonics, g.Period)
	case g.Change != ChangeIntercept && g.Change != ChangeEpidemic:
		return bad("glr: change %q is not intercept or epidemic", g.Change)
	case g.Change == ChangeEpidemic && (g.Family != FamilyPoisson || g.LogRatio != nil || g.Direction == Decrease):
		return bad("glr: an epidemic change is of a Poisson mean, upwards and of unknown size")
	case g.Direction != Increase && g.Direction != Decrease:
		return bad("glr: direction %q is not increase or decrease", g.Direction)
	case !(g.Threshold > 0):
		return bad("glr: threshold %v is not positive", g.Threshold)
	case g.Window != nil && *g.Window < 1 || g.MinLength < 1:
		return bad("glr: window and min_length want 1 or more")
	case g.LambdaSearch != SearchExact && g.LambdaSearch != SearchSurveillance:
		return bad("glr: lambda_search %q is not exact or surveillance", g.LambdaSearch)
	case g.Upper != UpperStatistic && g.Upper != UpperCases:
		return bad("glr: upperbound %q is not statistic or cases", g.Upper)
	case g.Upper == UpperCases && (g.Family != FamilyPoisson || g.Direction != Increase || g.Change != ChangeIntercept):
		return bad("glr: a threshold in cases is there for an increase of a Poisson mean")
	}
	return nil
}

// Judge learns the in-control mean from what lies before from. Upper is the
// statistic again, or with upperbound cases the least count that alarms.
func (g GLR) Judge(s Series, from, to int) ([]Judgement, error) {
	out, _, err := g.JudgeWith(s, from, to)
	return out, err
}

// JudgeWith is Judge that also gives the dispersion a used, 0 for Poisson.
func (g GLR) JudgeWith(s Series, from, to int) ([]Judgement, float64, error) {
	if err := g.validate(); err != nil {
		return nil, 0, err
	}
	if err := s.checkWhole(from, to); err != nil {
		return nil, 0, err
	}
	model := seasonal{period: g.Period, harmonics: g.Harmonics, trend: g.Trend, negbin: g.Family == FamilyNegBin}
	if g.Dispersion != nil {
		model.theta = 1 / *g.Dispersion
	}
	mean, fit, err := model.fit(s.Counts, from)
	if err != nil {
		return nil, 0, err
	}
	c := &chart{g: g, y: slices.Clone(s.Counts), mean: mean}
	if model.negbin {
		model.theta = fit.Theta
		c.a = 1 / fit.Theta
	}
	out := make([]Judgement, 0, to-from+1)
	c.restart(from, 0)
	for t := from; t <= to; t++ {
		j := judgement(s, t)
		j.Expected = c.mean[t]
		if j.State == Tested {
			if g.Upper == UpperCases {
				j.Upper = c.cases(t)
			}
			j.Statistic, j.Alarm = c.judge(t)
			if g.Upper == UpperStatistic {
				j.Upper = j.Statistic
			}
		}
		out = append(out, j)
		if !j.Alarm {
			continue
		}
		c.restart(t+1, j.Observed)
		if g.Refit && t < to {
			if c.mean, _, err = model.fit(s.Counts, t+1); err != nil {
				return nil, 0, err
			}
		}
	}
	return out, c.a, nil
}

// chart is a likelihood-ratio chart under way.
type chart struct {
	g      GLR
	y      []float64
	mean   []float64
	a      float64 // dispersion, 0 for Poisson
	start  int     // first period since the last restart
	before float64 // count of the period before it, for an epidemic change
	sum    float64 // CUSUM of a known change
}

func (c *chart) restart(at int, before float64) { c.start, c.before, c.sum = at, before, 0 }

// judge gives the statistic at period t and whether it alarms.
func (c *chart) judge(t int) (float64, bool) {
	if c.g.LogRatio != nil {
		c.sum = max(0, c.sum+c.ratio(t, t, *c.g.LogRatio))
		if t-c.start+1 < c.g.MinLength {
			return 0, false
		}
		return c.sum, c.sum > c.g.Threshold
	}
	if t-c.start+1 < c.g.MinLength {
		return 0, false
	}
	first := c.start
	if c.g.Window != nil {
		first = max(first, t-*c.g.Window)
	}
	best := 0.0
	switch {
	case c.g.Change == ChangeEpidemic:
		best = c.epidemic(first, t)
		return best, best > c.g.Threshold
	case c.a == 0:
		best = c.poisson(first, t)
	default:
		best = c.negbin(first, t)
	}
	return best, best >= c.g.Threshold
}

// ratio is the log-likelihood ratio of periods from..to for a known kappa.
func (c *chart) ratio(from, to int, kappa float64) float64 {
	sum, factor := 0.0, math.Exp(kappa)
	for t := from; t <= to; t++ {
		y, m := c.y[t], c.mean[t]
		switch {
		case math.IsNaN(y):
		case c.a == 0:
			sum += kappa*y + (1-factor)*m
		default:
			sum += kappa*y + (y+1/c.a)*math.Log((1+c.a*m)/(1+c.a*m*factor))
		}
	}
	return sum
}

// allowed tells whether a log factor goes in the direction watched.
func (c *chart) allowed(kappa float64) bool {
	if c.g.Direction == Decrease {
		return kappa <= 0
	}
	return kappa >= 0
}

// poisson maximises over the change time; the best kappa is in closed form.
func (c *chart) poisson(first, t int) float64 {
	best, y, m := 0.0, 0.0, 0.0
	for k := t; k >= first; k-- {
		if v := c.y[k]; v == v {
			y, m = y+v, m+c.mean[k]
		}
		if k > t-(c.g.MinLength-1) || m == 0 {
			continue
		}
		if kappa := math.Log(y / m); c.allowed(kappa) {
			value := m - y
			if y > 0 {
				value += kappa * y
			}
			best = max(best, value)
		}
	}
	return best
}

// least is the smallest log factor searched for: counts of zero would send it
// to minus infinity.
const least = -18

// negbin maximises over the change time, with a Newton search for kappa; the
// log-likelihood ratio is concave in it.
func (c *chart) negbin(first, t int) float64 {
	best, kappa := 0.0, 0.5
	for k := t - (c.g.MinLength - 1); k >= first; k-- {
		kappa = c.bestKappa(k, t, kappa)
		if c.allowed(kappa) {
			best = max(best, c.ratio(k, t, kappa))
		}
	}
	return best
}

func (c *chart) bestKappa(from, to int, kappa float64) float64 {
	for range 1000 {
		factor, slope, curve := math.Exp(kappa), 0.0, 0.0
		for t := from; t <= to; t++ {
			y := c.y[t]
			if math.IsNaN(y) {
				continue
			}
			am := c.a * c.mean[t] * factor
			slope += y - (y+1/c.a)*am/(1+am)
			curve += (y + 1/c.a) * am / ((1 + am) * (1 + am))
		}
		if curve == 0 {
			return 0 // nothing reported in these periods
		}
		step := min(max(slope/curve, -3), 3)
		kappa = max(kappa+step, least)
		if math.Abs(step) < 1e-6 || kappa == least {
			break
		}
	}
	return kappa
}

// epidemic maximises over the change time and over lambda > 0.
func (c *chart) epidemic(first, t int) float64 {
	best, lambda := 0.0, 0.5
	for k := first; k <= t-(c.g.MinLength-1); k++ {
		if c.g.LambdaSearch == SearchSurveillance {
			lambda = c.newtonLambda(k, t, lambda)
		} else {
			lambda = c.bestLambda(k, t)
		}
		value := 0.0
		for i := k; i <= t; i++ {
			if y, x := c.y[i], c.previous(i); y == y && x == x {
				value += y*math.Log1p(lambda*x/c.mean[i]) - lambda*x
			}
		}
		best = max(best, value)
	}
	return best
}

func (c *chart) previous(t int) float64 {
	if t == c.start {
		return c.before
	}
	return c.y[t-1]
}

// bestLambda finds the zero of the slope, which falls in lambda; 0 where it
// is never positive.
func (c *chart) bestLambda(from, to int) float64 {
	slope := func(lambda float64) (u, curve float64) {
		for t := from; t <= to; t++ {
			if y, x := c.y[t], c.previous(t); y == y && x > 0 {
				r := x / (c.mean[t] + lambda*x)
				u += y*r - x
				curve += y * r * r
			}
		}
		return u, curve
	}
	u, curve := slope(0)
	if u <= 0 {
		return 0
	}
	lambda := 0.0 // from the left, Newton on a convex falling slope never overshoots
	for range 200 {
		step := u / curve
		lambda += step
		if step < 1e-10*(1+lambda) {
			break
		}
		u, curve = slope(lambda)
	}
	return lambda
}

// newtonLambda is the search of R's surveillance: Newton on log lambda from
// the estimate of the change time before, whatever the sign of the curvature.
func (c *chart) newtonLambda(from, to int, lambda float64) float64 {
	old := math.Inf(1)
	for range 1000 {
		if math.Abs(lambda-old) <= 1e-6 || math.Log(lambda) <= least {
			break
		}
		u, curve := 0.0, 0.0
		for t := from; t <= to; t++ {
			y, x, m := c.y[t], c.previous(t), c.mean[t]
			if y == y && x == x {
				mean := m + lambda*x
				u += lambda * x * (y/mean - 1)
				curve += lambda * x * (y*m/(mean*mean) - 1)
			}
		}
		if curve == 0 {
			return 0.5
		}
		old = lambda
		lambda *= math.Exp(-u / curve)
	}
	return lambda
}

// cases is the least count of period t that would alarm, given those before.
func (c *chart) cases(t int) float64 {
	was, sum := c.y[t], c.sum
	defer func() { c.y[t], c.sum = was, sum }()
	alarms := func(y float64) bool {
		c.y[t], c.sum = y, sum
		_, yes := c.judge(t)
		return yes
	}
	if t-c.start+1 < c.g.MinLength {
		return math.NaN()
	}
	low, high := -1.0, 1.0
	for !alarms(high) {
		low, high = high, 2*high
		if high > 1e12 {
			return math.NaN()
		}
	}
	for high-low > 1 {
		if mid := math.Floor((low + high) / 2); alarms(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}
