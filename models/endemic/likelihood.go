package endemic

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/linear"
)

// predictable tells whether all that a mean rests on was reported.
func (e *engine) predictable(t, i int) bool {
	if y := e.y[t-1][i]; e.ar != nil && y != y {
		return false
	}
	if e.net != nil {
		for _, n := range e.net.in[i] {
			if y := e.y[t-1][n.from]; y != y {
				return false
			}
		}
	}
	return true
}

// table holds the parts of a negative-binomial log-likelihood that depend on
// the count and on psi only, for small counts.
type table struct {
	size             float64
	psi0, tri0       float64
	lik, first, bend []float64
}

// mostTabled bounds the tables; larger counts are computed one by one.
const mostTabled = 256

func (t *table) grow(n int) {
	t.lik, t.first, t.bend = make([]float64, n), make([]float64, n), make([]float64, n)
}

func (t *table) set(size float64) {
	t.size, t.psi0, t.tri0 = size, mathext.Digamma(size), mathext.Zeta(2, size)
	// Each step of the count adds one term to all three.
	for y := 1; y < len(t.lik); y++ {
		s := size + float64(y-1)
		t.lik[y] = t.lik[y-1] + math.Log(s)
		t.first[y] = t.first[y-1] + 1/s
		t.bend[y] = t.bend[y-1] - 1/(s*s)
	}
}

// rising gives log Γ(y+size)/Γ(size) with its two derivatives by size.
func (t *table) rising(y float64) (lik, first, bend float64) {
	if int(y) < len(t.lik) {
		return t.lik[int(y)], t.first[int(y)], t.bend[int(y)]
	}
	return counts.LogRising(t.size, y), mathext.Digamma(t.size+y) - t.psi0, mathext.Zeta(2, t.size+y) - t.tri0
}

// Sizes between which the gamma function's derivatives can be computed; beyond
// the larger one a count cannot be told from Poisson.
const leastSize, mostSize = 1e-8, 1e12

// likelihood is the log-likelihood with gradient and, if asked, information.
func (e *engine) likelihood(at, g []float64, info *linear.System) float64 {
	for k := range e.tables {
		size := math.Exp(-at[e.psi+k])
		if !(size > leastSize && size < mostSize) {
			return math.Inf(-1) // no step goes there
		}
		e.tables[k].set(size)
	}
	if e.decay >= 0 {
		e.net.update(at[e.decay])
	}
	total := 0.0
	for t := e.m.Fit.From - 1; t < e.m.Fit.To; t++ {
		e.components(at, t)
		for i, y := range e.y[t] {
			if !e.use[t][i] {
				continue
			}
			c := e.cell(t, i)
			d := e.derive(y, c.mu, i)
			total += d.lik
			e.gradient(t, i, c)
			for j, s := range e.slope {
				g[j] += d.mu * s
			}
			if d.psi >= 0 {
				g[d.psi] += d.logPsi
			}
			if info != nil {
				e.inform(info, t, i, c, d)
			}
		}
	}
	return total - e.factorials
}

// components computes the predictors of a period.
func (e *engine) components(at []float64, t int) {
	for _, p := range []*predictor{e.ar, e.ne, e.end} {
		if p != nil {
			p.at(at, t)
		}
	}
}

// cell is the mean of one count by component; over1 and over2 are the
// derivatives of ne by the decay.
type cell struct{ mu, ar, ne, end, over1, over2 float64 }

func (e *engine) cell(t, i int) cell {
	var c cell
	c.end = e.end.value[i] * e.end.offset.at(i, t)
	if e.ar != nil {
		c.ar = e.ar.value[i] * e.y[t-1][i]
	}
	if e.ne != nil {
		phi := e.ne.value[i]
		if e.decay < 0 {
			c.ne = phi * e.over[t-1][i]
		} else {
			c.ne = phi * e.net.sum(e.net.w, i, e.y[t-1])
			c.over1 = phi * e.net.sum(e.net.w1, i, e.y[t-1])
			c.over2 = phi * e.net.sum(e.net.w2, i, e.y[t-1])
		}
	}
	c.mu = c.end + c.ar + c.ne
	return c
}

// derivatives of one log-likelihood (but for log y!) by the mean and by log psi.
type derivatives struct {
	lik, mu, muMu             float64
	psi                       int // position of log psi, -1 for Poisson
	logPsi, logPsi2, muLogPsi float64
}

func (e *engine) derive(y, mu float64, i int) derivatives {
	if e.psi < 0 {
		return derivatives{lik: y*math.Log(mu) - mu, mu: y/mu - 1, muMu: -y / (mu * mu), psi: -1}
	}
	k := e.table(i)
	tab := &e.tables[k]
	s := tab.size
	rise, rise1, rise2 := tab.rising(y)
	sum := mu + s
	logs := -math.Log1p(mu / s) // log(s/(s+mu))
	bySize := rise1 + logs + (mu-y)/sum
	bySize2 := rise2 + 1/s - 2/sum + (y+s)/(sum*sum)
	return derivatives{
		lik: rise + s*logs + y*(math.Log(mu/s)+logs),
		mu:  y/mu - (y+s)/sum, muMu: -y/(mu*mu) + (y+s)/(sum*sum), psi: e.psi + k,
		// By log psi = -log size.
		logPsi: -s * bySize, logPsi2: s*s*bySize2 + s*bySize, muLogPsi: -s * (y - mu) / (sum * sum),
	}
}

// gradient fills slope with the derivatives of the mean.
func (e *engine) gradient(t, i int, c cell) {
	for _, x := range []struct {
		p *predictor
		v float64
	}{{e.ar, c.ar}, {e.ne, c.ne}, {e.end, c.end}} {
		if x.p != nil {
			for j := range x.p.terms {
				e.slope[x.p.from+j] = x.v * x.p.x(j, i, t)
			}
		}
	}
	if e.decay >= 0 {
		e.slope[e.decay] = c.over1
	}
}

// inform adds minus the second derivatives of one log-likelihood.
func (e *engine) inform(info *linear.System, t, i int, c cell, d derivatives) {
	n := info.P
	for j, sj := range e.slope {
		if sj == 0 {
			continue
		}
		for k := 0; k <= j; k++ {
			info.A[j*n+k] -= d.muMu * sj * e.slope[k]
		}
	}
	// The mean is a sum of exponentials: its second derivatives stay within one.
	for _, p := range []*predictor{e.ar, e.ne, e.end} {
		if p == nil {
			continue
		}
		for j := range p.terms {
			for k := 0; k <= j; k++ {
				info.A[(p.from+j)*n+p.from+k] -= d.mu * e.slope[p.from+j] * p.x(k, i, t)
			}
		}
	}
	if e.decay >= 0 {
		info.A[e.decay*n+e.decay] -= d.mu * c.over2
		for j := range e.ne.terms {
			info.A[e.decay*n+e.ne.from+j] -= d.mu * c.over1 * e.ne.x(j, i, t)
		}
	}
	if d.psi >= 0 {
		for j, sj := range e.slope {
			info.A[d.psi*n+j] -= d.muLogPsi * sj
		}
		info.A[d.psi*n+d.psi] -= d.logPsi2
	}
}
