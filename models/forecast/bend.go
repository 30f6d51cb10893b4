package forecast

import "math"

// bendEdges cut the probability integral transform into bins, narrow at the ends
// where intervals end.
var bendEdges = [...]float64{0, .005, .01, .025, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5,
	.55, .6, .65, .7, .75, .8, .85, .9, .95, .975, .99, .995, 1}

const bins = len(bendEdges) - 1

// bend maps the probabilities of a forecast to those that came true: piecewise
// linear, by the density in every bin.
type bend struct {
	density [bins]float64
	edge    [bins + 1]float64 // its distribution function at the edges
}

func binOf(u float64) int {
	low, high := 0, bins-1
	for low < high {
		if mid := (low + high + 1) / 2; bendEdges[mid] <= u {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

func (b *bend) at(u float64) float64 {
	k := binOf(u)
	return min(b.edge[k]+b.density[k]*(u-bendEdges[k]), 1)
}

// mass is the bent chance of what has chance mass above below: exact also where
// it is far smaller than below's rounding.
func (b *bend) mass(below, mass float64) float64 {
	first, last := binOf(below), binOf(min(below+mass, 1))
	if first == last {
		return b.density[first] * mass
	}
	return b.at(min(below+mass, 1)) - b.at(below)
}

// bending learns bends from what came, by family, drawn to that of the panel,
// and the panel's to none. A count's transform is known to lie between the
// chance of fewer and that of as many or fewer: it is shared out over the bins
// between by what was learnt before (the EM algorithm, a step a period).
//
// Source: Gneiting & Ranjan, Combining predictive distributions, Electronic
// Journal of Statistics 7 (2013) 1747–1782, for bending pools; bins in place of
// their beta distribution.
type bending struct {
	keep   float64
	panel  [bins]float64
	family [][bins]float64
	now    []*bend
}

// A family's bend counts the panel's as so many forecasts; the panel's counts
// none at all as many.
const familyBend, panelBend = 400, 300

func newBending(families int, keep float64) *bending {
	b := &bending{keep: keep, family: make([][bins]float64, families), now: make([]*bend, families)}
	b.learn()
	return b
}

func (b *bending) fade() {
	for k := range b.panel {
		b.panel[k] *= b.keep
		for f := range b.family {
			b.family[f][k] *= b.keep
		}
	}
}

func (b *bending) see(family int, below, mass float64) {
	now := b.now[family]
	above := min(below+mass, 1)
	total := now.mass(below, above-below)
	if !(total > 1e-12) {
		k := binOf(below)
		b.panel[k]++
		b.family[family][k]++
		return
	}
	for k := binOf(below); k < bins && bendEdges[k] < above; k++ {
		share := now.density[k] * (min(above, bendEdges[k+1]) - max(below, bendEdges[k])) / total
		b.panel[k] += share
		b.family[family][k] += share
	}
}

// learn makes the bends from the sums.
func (b *bending) learn() {
	n := sum(b.panel)
	var panel [bins]float64
	for k, v := range b.panel {
		panel[k] = (v + panelBend*(bendEdges[k+1]-bendEdges[k])) / (n + panelBend)
	}
	for f, s := range b.family {
		n := sum(s)
		next := &bend{}
		for k, v := range s {
			p := (v + familyBend*panel[k]) / (n + familyBend)
			next.density[k] = p / (bendEdges[k+1] - bendEdges[k])
			next.edge[k+1] = math.Min(next.edge[k]+p, 1)
		}
		next.edge[bins] = 1
		b.now[f] = next
	}
}

func sum(v [bins]float64) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	return total
}
