package forecast

import "math"

// mending maps the log-odds x of a chance to slope·x + shift.
type mending struct{ slope, shift float64 }

// What is thought of a mending before anything came: none is needed, with these
// standard deviations. Chances of one period share its shocks: each counts only
// in part.
const slopeSpread, shiftSpread, evidence = 0.15, 0.4, 0.2

// leastChance keeps log-odds finite.
const leastChance = 1e-5

func logOdds(p float64) float64 {
	p = min(max(p, leastChance), 1-leastChance)
	return math.Log(p / (1 - p))
}

// leastTold is how many periods a chance must have rested on to teach: before,
// thresholds and dispersions are hardly known, and what went wrong then says
// nothing of now.
const leastTold = 50

// oddsWidth is the width of the bins in which chances are remembered, in
// log-odds.
const oddsWidth = 0.05

// toldOdds remembers chances that were told, before they were mended, and what
// came: in narrow bins of their log-odds, older ones with less weight.
type toldOdds [oddsBins]struct{ n, odds, came float64 }

const oddsBins = 462 // from -11.55 to 11.55: beyond leastChance on either side

func (o *toldOdds) fade(keep float64) {
	for k := range o {
		b := &o[k]
		b.n, b.odds, b.came = keep*b.n, keep*b.odds, keep*b.came
	}
}

// see takes a chance and what came, 1 or 0, with its weight; NaN is none.
func (o *toldOdds) see(chance, came, weight float64) {
	if chance != chance {
		return
	}
	x := logOdds(chance)
	b := &o[int(x/oddsWidth+oddsBins/2)]
	b.n, b.odds, b.came = b.n+weight, b.odds+weight*x, b.came+weight*came
}

// middle is the log-odds about which slope and shift are told apart best: their
// mean, each weighted by what its chance tells of a shift. None told, it is 0.
//
// Source: Cox & Reid, Parameter orthogonality and approximate conditional
// inference, Journal of the Royal Statistical Society B 49 (1987) 1–39.
func (o *toldOdds) middle() float64 {
	sum, all := 0.0, 0.0
	for k := range o {
		b := &o[k]
		if b.n == 0 {
			continue
		}
		x := b.odds / b.n
		p := 1 / (1 + math.Exp(-x))
		w := b.n * p * (1 - p)
		sum, all = sum+w*x, all+w
	}
	if all == 0 {
		return 0
	}
	return sum / all
}

// mending fits by penalised maximum likelihood: Platt's map, drawn to the
// identity. What it is drawn from is a slope other than one and a shift at the
// middle of what was told. Were the shift that of even odds, far from where most
// chances lie, it could not be drawn to none but together with the slope, and a
// level told too low would pass for odds spread too far.
//
// Source: Cox, Two further applications of a model for binary regression,
// Biometrika 45 (1958) 562–565; Platt, Probabilistic outputs for support vector
// machines, in Advances in Large Margin Classifiers (1999).
func (o *toldOdds) mending() mending {
	middle := o.middle()
	m := mending{slope: 1} // while it is fitted, the shift is that at the middle
	for range 25 {
		const qa, qb = 1 / (slopeSpread * slopeSpread), 1 / (shiftSpread * shiftSpread)
		ga, gb, haa, hab, hbb := qa*(1-m.slope), -qb*m.shift, qa, 0.0, qb
		for k := range o {
			b := &o[k]
			if b.n == 0 {
				continue
			}
			x := b.odds/b.n - middle
			p := 1 / (1 + math.Exp(-middle-m.slope*x-m.shift))
			d, w := evidence*(b.came-b.n*p), evidence*b.n*p*(1-p)
			ga, gb = ga+d*x, gb+d
			haa, hab, hbb = haa+w*x*x, hab+w*x, hbb+w
		}
		// The penalty keeps the matrix positive definite.
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		m.slope, m.shift = m.slope+min(max(da, -0.5), 0.5), m.shift+min(max(db, -1), 1)
		if math.Abs(da)+math.Abs(db) < 1e-6 {
			break
		}
	}
	m.slope = max(m.slope, 0) // a higher chance is never mended to a lower
	m.shift += middle * (1 - m.slope)
	return m
}

// apply mends a chance, NaN where there is none.
func (m mending) apply(p float64) float64 {
	if p != p {
		return p
	}
	return 1 / (1 + math.Exp(-m.slope*logOdds(p)-m.shift))
}
