package forecast

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// Distribution is what a forecast says of one count: a mixture of the members'
// distributions (a linear opinion pool), bent so that its probabilities come
// true as often as they say.
type Distribution struct {
	Weight []float64 // of the members, summing to 1
	Dist   []counts.Dist
	bend   *bend // nil for none
}

// Mean is the expectation of the count.
func (d *Distribution) Mean() float64 { return d.table().mean() }

func (c cumulative) mean() float64 {
	m := c.first
	for i := range c.cdf {
		m += c.step * (1 - c.at(i))
	}
	return m
}

// raw gives the chance of fewer than y and that of y, before they are bent.
func (d *Distribution) raw(y float64) (below, mass float64) {
	for k, w := range d.Weight {
		x := d.Dist[k]
		if y > mostSummed {
			below += w * x.CDF(y-1)
			mass += w * math.Exp(x.LogProb(y))
			continue
		}
		over := x.Mean / x.Size
		step, grow := x.Mean/(1+over), over/(1+over)
		p := math.Exp(x.LogProb(0))
		sum := 0.0
		if p == 0 { // it begins beyond what can be written
			below += w * x.CDF(y-1)
			mass += w * math.Exp(x.LogProb(y))
			continue
		}
		for j := 0.0; j < y; j++ {
			sum += p
			p *= (step + grow*j) / (j + 1)
		}
		below, mass = below+w*sum, mass+w*p
	}
	return min(below, 1), mass
}

// mostSummed is up to which count probabilities are summed one by one.
const mostSummed = 2000

// Chance gives the probability of fewer than y and that of y, a whole number.
func (d *Distribution) Chance(y float64) (below, mass float64) {
	if y < 0 {
		return 0, 0
	}
	below, mass = d.raw(y)
	if d.bend == nil {
		return below, mass
	}
	return d.bend.at(below), d.bend.mass(below, mass)
}

// LogProb is the logarithm of the chance of y.
func (d *Distribution) LogProb(y float64) float64 {
	_, mass := d.Chance(y)
	if mass > 0 {
		return math.Log(mass)
	}
	// Beyond what can be written: the member that comes nearest.
	best := math.Inf(-1)
	for k, w := range d.Weight {
		if w > 0 {
			best = max(best, math.Log(w)+d.Dist[k].LogProb(y))
		}
	}
	return best
}

// Quantile is the smallest whole number whose distribution function is at least
// p.
func (d *Distribution) Quantile(p float64) float64 { return d.table().quantile(p) }

// cumulative is a distribution function tabled from a first count on, step
// apart: 1 for all but very large counts.
type cumulative struct {
	first, step float64
	cdf         []float64
	bent        *bend
}

// mostTabled is how many counts a table holds one by one; where it is of more,
// it holds coarselyTabled of them.
const mostTabled, coarselyTabled = 1 << 15, 1 << 11

// A table leaves out this much at either end, by each member.
const tabledTail = 1e-8

// table computes the distribution function as far as it differs from 0 and 1.
func (d *Distribution) table() cumulative {
	low, high := math.Inf(1), 0.0
	for k, w := range d.Weight {
		if w < 1e-6 {
			continue
		}
		x := d.Dist[k]
		tail := min(tabledTail/w, 0.5) // a member counts by its weight
		low, high = min(low, x.Quantile(tail)), max(high, x.Quantile(1-tail))
	}
	c := cumulative{first: low, step: 1, bent: d.bend}
	if high-low < mostTabled {
		below, _ := d.raw(low)
		c.cdf = make([]float64, int(high-low)+1)
		for i := range c.cdf {
			c.cdf[i] = below
		}
		for k, w := range d.Weight {
			addMasses(d.Dist[k], c.cdf, low, w)
		}
		return c
	}
	c.step = math.Ceil((high - low) / coarselyTabled)
	for y := low; y <= high+c.step; y += c.step {
		below, mass := d.raw(y)
		c.cdf = append(c.cdf, min(below+mass, 1))
	}
	return c
}

// addMasses adds w times the chances of the counts from first on, summed up.
func addMasses(x counts.Dist, cdf []float64, first, w float64) {
	over := x.Mean / x.Size
	step, grow := x.Mean/(1+over), over/(1+over)
	p := math.Exp(x.LogProb(first))
	sum := 0.0
	for i := range cdf {
		k := first + float64(i)
		if p < 1e-290 && k <= x.Mean { // what can be written begins above
			p = math.Exp(x.LogProb(k))
		}
		sum += p
		cdf[i] = min(cdf[i]+w*sum, 1)
		p *= (step + grow*k) / (k + 1)
	}
}

func (c cumulative) at(i int) float64 {
	if c.bent == nil {
		return c.cdf[i]
	}
	return c.bent.at(c.cdf[i])
}

func (c cumulative) quantile(p float64) float64 {
	low, high := 0, len(c.cdf)-1
	for low < high {
		if mid := (low + high) / 2; c.at(mid) >= p {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return c.first + float64(low)*c.step
}

// rps is the ranked probability score of y: the CRPS of a count.
func (c cumulative) rps(y float64) float64 {
	sum := 0.0
	last := c.first + float64(len(c.cdf)-1)*c.step
	if y < c.first {
		sum += c.first - y
	}
	if y > last {
		sum += y - last
	}
	for i := range c.cdf {
		miss := c.at(i)
		if c.first+float64(i)*c.step >= y {
			miss = 1 - miss
		}
		sum += c.step * miss * miss
	}
	return sum
}

// countMoments are moments of a count; told is the share of a normal score's variance that the
// count tells: that of the score's mean between the limits that the count sets.
// It is also how far what two scores have in common comes through to scores that
// are drawn between the limits.
// moved is the covariance of count and score, no more than sd.
type countMoments struct{ mean, sd, told, moved float64 }

// leastScore keeps a share that is divided by from nothing.
const leastScore = 0.02

// summed gives moments from the distribution function, count by count; not ok
// where the counts are too large for that.
func (d *Distribution) summed() (m countMoments, ok bool) {
	type term struct{ p, step, grow float64 }
	terms, largest := make([]term, len(d.Weight)), 0.0
	for k, w := range d.Weight {
		x := d.Dist[k]
		over := x.Mean / x.Size
		terms[k] = term{w * math.Exp(x.LogProb(0)), x.Mean / (1 + over), over / (1 + over)}
		if w > 1e-6 {
			largest = max(largest, x.Mean)
		}
		if w > 1e-6 && terms[k].p < 1e-290 {
			return m, false
		}
	}
	square, below, left, height := 0.0, 0.0, 1.0, 0.0
	for y := 0.0; y < mostSummed; y++ {
		for k := range terms {
			t := &terms[k]
			below += t.p
			t.p *= (t.step + t.grow*y) / (y + 1)
		}
		before, over := left, height
		left = max(1-below, 0)
		if d.bend != nil {
			left = 1 - d.bend.at(min(below, 1))
		}
		m.mean, square = m.mean+left, square+(2*y+1)*left
		height = density(left)
		m.moved += height
		if mass := before - left; mass > 1e-9 {
			m.told += (over - height) * (over - height) / mass
		}
		if y > largest && left*(y+1)*(y+1) < 1e-6*square {
			m.sd, m.told = math.Sqrt(max(square-m.mean*m.mean, 0)), min(max(m.told, leastScore), 1)
			return m, true
		}
	}
	return m, false
}

// density of the standard normal distribution where p lies above.
func density(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	z := counts.NormalQuantile(p)
	return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
}

// Score of one count under a forecast.
type Score struct {
	LogS, RPS   float64 // logarithmic; ranked probability, the CRPS of counts
	Below, Mass float64 // chance of fewer than the count, and of it
}

// Score measures the count y.
//
// Source: Czado, Gneiting & Held, Predictive model assessment for count data,
// Biometrics 65 (2009) 1254–1261.
func (d *Distribution) Score(y float64) Score {
	below, mass := d.Chance(y)
	return Score{LogS: -d.LogProb(y), RPS: d.table().rps(y), Below: below, Mass: mass}
}
