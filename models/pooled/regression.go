package pooled

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/linear"
	"github.com/anlan-lake/anlan/models/surveil"
)

// design holds the terms of all periods: level, trend in years, harmonics, and
// what the calendar does.
type design struct {
	width int
	x     []float64 // width apart
}

func newDesign(d Detector, s surveil.Series) (*design, error) {
	n := len(s.Counts)
	var days [][]float64
	if d.Workdays {
		var err error
		if days, err = calendarTerms(d.Calendar, s.Dates, n); err != nil {
			return nil, err
		}
	}
	g := &design{width: 1 + 2*d.Harmonics + len(days)}
	if d.Trend {
		g.width++
	}
	for t := range n {
		g.x = append(g.x, 1)
		if d.Trend {
			g.x = append(g.x, (float64(t)-float64(n)/2)/d.Period)
		}
		for k := 1; k <= d.Harmonics; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) * float64(t+1) / d.Period)
			g.x = append(g.x, cos, sin)
		}
		for _, x := range days {
			g.x = append(g.x, x[t])
		}
	}
	return g, nil
}

func (g *design) terms(t int) []float64 { return g.x[t*g.width : (t+1)*g.width] }

// prior is what is thought of the coefficients before a series is seen.
type prior struct{ mean, precision []float64 }

// vague lets a series speak for itself: only what no count of cases can show,
// a level that triples every year or a season of a hundredfold, is held back.
func (g *design) vague(trend bool) prior {
	p := prior{make([]float64, g.width), make([]float64, g.width)}
	for j := range p.precision {
		p.precision[j] = 1
	}
	p.precision[0] = 0
	if trend {
		p.precision[1] = 4
	}
	return p
}

// regression is that of one series, refitted period by period.
type regression struct {
	d       Detector
	g       *design
	s       Series
	rows    []int     // periods in the fit
	mu, w   []float64 // by row: mean, chance of having been calm
	calm    []float64 // by row: forward chances of the chain
	like    []float64 // by row: likelihood calm over outbreak, logarithm
	factors []float64 // by period: Bayes factor of an outbreak, NaN where not yet asked for since the fit
	beta    []float64
	slope   []float64
	eq      *linear.System
	phi     float64
	over    weights        // of dispersions, once ready
	info    []float64      // information of the counts about the coefficients, for a dispersion of 1; as System.A
	around  *linear.System // for the likelihood of the dispersion
	// scratch of the solver, the quadratic forms and the windows
	rhs, scratch []float64
	windowed     []windowPeriod
}

func newRegression(d Detector, g *design, s Series) *regression {
	n := len(s.Counts)
	f := make([]float64, 5*n+(4+g.width)*g.width)
	take := func(k int) []float64 { out := f[:k:k]; f = f[k:]; return out }
	return &regression{d: d, g: g, s: s, rows: make([]int, 0, n), mu: take(n), w: take(n), calm: take(n), like: take(n), factors: take(n),
		beta: take(g.width), slope: take(g.width), rhs: take(g.width), scratch: take(g.width),
		info: take(g.width * g.width), windowed: make([]windowPeriod, 0, d.Windows), eq: linear.New(g.width), around: linear.New(g.width)}
}

// gather takes the reported periods of the history of period t. Half of it,
// and a year, must be there; cases must be too where no family lends its level.
func (r *regression) gather(t int, lent bool) bool {
	r.rows = r.rows[:0]
	first, last := max(0, t-r.d.History), t-r.d.Guard
	cases := 0.0
	for i := first; i < last; i++ {
		y := r.s.Counts[i]
		if math.IsNaN(y) || r.s.Known != nil && r.s.Known[i] {
			continue
		}
		r.rows = append(r.rows, i)
		cases += y
	}
	n := len(r.rows)
	return (cases > 0 || lent) && n > r.g.width && 2*n >= last-first && float64(n) >= r.d.Period
}

func (r *regression) mean(t int) float64 {
	eta := 0.0
	for i, x := range r.g.terms(t) {
		eta += x * r.beta[i]
	}
	return max(math.Exp(min(eta, 40)), 1e-9)
}

// fit estimates coefficients and dispersion under a prior, and again with the
// periods of past outbreaks weighed down. Afterwards eq is factored at the
// estimates.
func (r *regression) fit(p prior) bool {
	r.begin(p)
	for i := range r.rows {
		r.w[i] = 1
	}
	if !r.climb(p) {
		return false
	}
	for range r.d.Rounds {
		r.forget()
		if !r.climb(p) {
			return false
		}
	}
	return true
}

// begin sets a flat series at its mean.
func (r *regression) begin(p prior) {
	sum := 0.0
	for _, t := range r.rows {
		sum += r.s.Counts[t]
	}
	copy(r.beta, p.mean)
	if sum > 0 {
		r.beta[0] = math.Log(sum / float64(len(r.rows)))
	}
	r.phi = 1
	for i, t := range r.rows {
		r.mu[i] = r.mean(t)
	}
}

// climb runs penalised iteratively reweighted least squares with the
// dispersion by moments. Steps that leave the reach of counts are cut.
func (r *regression) climb(p prior) bool {
	old := make([]float64, r.g.width)
	for range 30 {
		r.eq.Reset()
		clear(r.rhs)
		for i, t := range r.rows {
			work, x := r.w[i]*r.mu[i], r.g.terms(t)
			r.eq.Add(x, work)
			z := r.w[i] * (r.s.Counts[t] - r.mu[i])
			for j, v := range x {
				r.rhs[j] += z * v
			}
		}
		copy(r.info, r.eq.A)
		for j, q := range p.precision {
			r.eq.A[j*r.g.width+j] += r.phi*q + 1e-9
			r.rhs[j] += r.phi * q * (p.mean[j] - r.beta[j])
		}
		if r.eq.Factor() >= 0 {
			return false
		}
		r.eq.Solve(r.rhs)
		copy(old, r.beta)
		largest := 0.0
		for _, v := range r.rhs {
			largest = max(largest, math.Abs(v))
		}
		cut := min(1, 2/largest)
		for j, v := range r.rhs {
			r.beta[j] = old[j] + cut*v
		}
		chi, sum := 0.0, 0.0
		for i, t := range r.rows {
			mu := r.mean(t)
			r.mu[i] = mu
			chi += r.w[i] * (r.s.Counts[t] - mu) * (r.s.Counts[t] - mu) / mu
			sum += r.w[i]
		}
		if math.IsNaN(chi) {
			return false
		}
		before := r.phi
		r.phi = min(max(1, chi/max(sum-float64(r.g.width), 1)), 1e6)
		if largest < 1e-5 && math.Abs(before-r.phi) < 1e-4*r.phi {
			return true
		}
	}
	return true // the weights of the next round, or the data, decide
}

// An outbreak adds this many standard deviations of a calm period, give or take
// as much, and never less than three cases: were it one, every case of a sparse
// series would be taken for an outbreak, and its mean come out too low.
const excess, excessSpread, leastForgotten = 2.5, 2, 3

// forget gives every period the chance that it was calm, by a hidden Markov
// chain of calm and outbreak run forwards and backwards over the history.
func (r *regression) forget() {
	for i, t := range r.rows {
		y, mu := r.s.Counts[t], r.mu[i]
		sd := math.Sqrt(r.phi * mu)
		m := mu + max(excess*sd, leastForgotten)
		v := r.phi*mu + max(excess*sd, leastForgotten) + excessSpread*excessSpread*sd*sd
		r.like[i] = counts.Dispersed(mu, r.phi).LogProb(y) - counts.Dispersed(m, v/m).LogProb(y)
		r.like[i] = min(max(r.like[i], -30), 30)
	}
	start, stay := r.d.Start, r.d.Stay
	c := (1 - stay) / (1 - stay + start) // stationary
	for i := range r.rows {
		if i > 0 {
			c = c*(1-start) + (1-c)*(1-stay)
		}
		a, b := c*math.Exp(r.like[i]), 1-c
		c = a / (a + b)
		r.calm[i] = c
	}
	// back is the likelihood of what follows, calm over outbreak.
	back := 1.0
	for i := len(r.rows) - 1; i >= 0; i-- {
		a, b := r.calm[i]*back, 1-r.calm[i]
		r.w[i] = a / (a + b)
		next := back * math.Exp(r.like[i])
		back = ((1-start)*next + start) / ((1-stay)*next + stay)
	}
}
