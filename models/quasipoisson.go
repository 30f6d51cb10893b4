package models

import "math"

// quasiPoisson is the regression at the heart of the Farrington family: counts
// with a log link, one intercept per group (a season) and, if asked for, one
// linear trend common to all groups.
//
// It is iteratively reweighted least squares as in McCullagh & Nelder,
// Generalized Linear Models (1989), ch. 2. Because the groups do not overlap,
// the weighted least squares of each step is an analysis of covariance and is
// solved in closed form: eliminating the intercepts leaves one equation for the
// slope. With the covariate centred within its group that is as accurate as an
// orthogonal decomposition, and costs a single pass over the rows.
//
// All slices are scratch space of the caller's series, reused for every fit.
type quasiPoisson struct {
	groups int       // intercepts in the model
	group  []int     // group of each row, 0..groups-1
	y      []float64 // counts
	t      []float64 // covariate, centred within its group
	offset []float64 // log of the population; nil when not used
	logY1  []float64 // log(y + 0.1)
	yLogY  []float64 // y·log(y), 0 for 0
	chain  []bool    // the row before is of the same group and one unit of t earlier

	eta, mu, work []float64 // linear predictor, mean, working weights of the last step
	hat           []float64 // diagonal of the hat matrix, after leverage
	omega         []float64 // prior weights of the second fit, after reweight

	alpha         []float64 // intercept per group, at its mean covariate
	s0, s1, s2    []float64 // sums of work, work·t, work·t² per group
	r0, r1        []float64 // sums of work·z, work·z·t per group
	slope, sxx    float64   // trend, and its information (1/variance factor)
	trend         bool
	dispersionRaw float64 // Pearson's statistic over df, not floored
	df            int
}

const (
	maxSteps    = 25
	convergence = 1e-8
	// The smallest mean: the spacing of float64 at 1, as usual for a log link.
	smallestMean = 0x1p-52
	// exp is replaced by multiplying along a run of consecutive periods; the
	// run is cut so that rounding stays below 1e-14.
	longestChain = 16
)

// fit runs the regression with prior weights w (nil: all one). It reports
// whether it converged within 25 steps and left enough degrees of freedom.
func (q *quasiPoisson) fit(trend bool, w []float64) bool {
	n := len(q.y)
	q.trend = trend
	q.df = n - q.groups
	if trend {
		q.df--
	}
	if q.df < 1 {
		return false
	}
	deviance := 0.0
	for i, y := range q.y {
		q.mu[i], q.eta[i] = y+0.1, q.logY1[i]
		deviance += prior(w, i) * (q.yLogY[i] - y*q.eta[i] + 0.1)
	}
	deviance *= 2
	for range maxSteps {
		if !q.solve(w) {
			return false
		}
		d := q.update(w)
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return false
		}
		if math.Abs(d-deviance)/(math.Abs(d)+0.1) < convergence {
			q.pearson()
			return true
		}
		deviance = d
	}
	return false
}

func prior(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

// solve does the weighted least squares of one step.
func (q *quasiPoisson) solve(w []float64) bool {
	for g := range q.groups {
		q.s0[g], q.s1[g], q.s2[g], q.r0[g], q.r1[g] = 0, 0, 0, 0, 0
	}
	for i, y := range q.y {
		g, t, mu := q.group[i], q.t[i], q.mu[i]
		p, e := prior(w, i), q.eta[i]
		if q.offset != nil {
			e -= q.offset[i]
		}
		work := p * mu
		q.work[i] = work
		z := work*e + p*(y-mu) // working response times its weight
		q.s0[g] += work
		q.s1[g] += work * t
		q.s2[g] += work * t * t
		q.r0[g] += z
		q.r1[g] += z * t
	}
	q.slope, q.sxx = 0, 0
	if q.trend {
		sxy := 0.0
		for g := range q.groups {
			m := q.s1[g] / q.s0[g]
			q.sxx += q.s2[g] - m*q.s1[g]
			sxy += q.r1[g] - m*q.r0[g]
		}
		if !(q.sxx > 0) {
			return false // the covariate is constant within every group
		}
		q.slope = sxy / q.sxx
	}
	for g := range q.groups {
		q.alpha[g] = (q.r0[g] - q.slope*q.s1[g]) / q.s0[g]
		if math.IsNaN(q.alpha[g]) || math.IsInf(q.alpha[g], 0) {
			return false
		}
	}
	return true
}

// update computes the new means and gives their deviance.
func (q *quasiPoisson) update(w []float64) float64 {
	growth := math.Exp(q.slope)
	sum, run, last := 0.0, 0, 0.0
	for i, y := range q.y {
		e := q.alpha[q.group[i]] + q.slope*q.t[i]
		var m float64
		switch {
		case q.offset != nil:
			e += q.offset[i]
			m = math.Exp(e)
		case q.chain[i] && run < longestChain && last > 1e-15:
			m = last * growth
			run++
		default:
			m, run = math.Exp(e), 0
		}
		last = m
		m = max(m, smallestMean)
		q.eta[i], q.mu[i] = e, m
		sum += prior(w, i) * (q.yLogY[i] - y*e - y + m)
	}
	return 2 * sum
}

// pearson sets the raw dispersion from the working weights of the last step.
func (q *quasiPoisson) pearson() {
	q.dispersionRaw = q.relativeSquares(q.work) / float64(q.df)
}

// relativeSquares sums w·((y-mu)/mu)².
func (q *quasiPoisson) relativeSquares(w []float64) float64 {
	sum := 0.0
	for i, y := range q.y {
		r := (y - q.mu[i]) / q.mu[i]
		sum += prior(w, i) * r * r
	}
	return sum
}

// phi is the dispersion, at least 1: counts are never taken to be more
// regular than chance.
func (q *quasiPoisson) phi() float64 { return max(1, q.dispersionRaw) }

// variance gives x'(X'WX)⁻¹x for a point of group g at centred covariate t.
func (q *quasiPoisson) variance(g int, t float64) float64 {
	v := 1 / q.s0[g]
	if q.trend {
		d := t - q.s1[g]/q.s0[g]
		v += d * d / q.sxx
	}
	return v
}

// predict gives the linear predictor, without offset, at such a point.
func (q *quasiPoisson) predict(g int, t float64) float64 {
	return q.alpha[g] + q.slope*t
}

// leverage fills hat.
func (q *quasiPoisson) leverage() {
	for i := range q.y {
		q.hat[i] = q.work[i] * q.variance(q.group[i], q.t[i])
	}
}

// anscombe gives the standardised Anscombe residual of row i; y23 is y^(2/3).
func (q *quasiPoisson) anscombe(i int, y23 float64) float64 {
	free := 1 - q.hat[i]
	if free < 1e-12 {
		return 0 // alone in its group, the row is its own expectation
	}
	root := math.Sqrt(q.mu[i])
	return 1.5 * (y23/math.Cbrt(root) - root) / math.Sqrt(q.phi()*free)
}

// reweight fills omega: rows far above their mean (past outbreaks) weigh less,
// so that they do not hide the next one. The weights sum to the number of rows.
func (q *quasiPoisson) reweight(y23 []float64, threshold float64) {
	q.leverage()
	sum := 0.0
	for i := range q.y {
		q.omega[i] = 1
		if q.y[i] > q.mu[i] { // else the residual is not above the threshold, which is positive
			if s := q.anscombe(i, y23[i]); s > threshold {
				q.omega[i] = 1 / (s * s)
			}
		}
		sum += q.omega[i]
	}
	g := float64(len(q.y)) / sum
	for i := range q.omega[:len(q.y)] {
		q.omega[i] *= g
	}
}
