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

// learnMending fits by penalised maximum likelihood: Platt's map, drawn to the
// identity.
//
// Source: Cox, Two further applications of a model for binary regression,
// Biometrika 45 (1958) 562–565; Platt, Probabilistic outputs for support vector
// machines, in Advances in Large Margin Classifiers (1999).
func learnMending(all []said) mending {
	m := mending{slope: 1}
	x := make([]float64, len(all))
	for k, s := range all {
		x[k] = logOdds(s.chance)
	}
	for range 25 {
		const qa, qb = 1 / (slopeSpread * slopeSpread), 1 / (shiftSpread * shiftSpread)
		ga, gb, haa, hab, hbb := qa*(1-m.slope), -qb*m.shift, qa, 0.0, qb
		for k, s := range all {
			p := 1 / (1 + math.Exp(-m.slope*x[k]-m.shift))
			d, w := evidence*(s.came-p), evidence*p*(1-p)
			ga, gb = ga+d*x[k], gb+d
			haa, hab, hbb = haa+w*x[k]*x[k], hab+w*x[k], hbb+w
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
	return m
}

// apply mends a chance, NaN where there is none.
func (m mending) apply(p float64) float64 {
	if p != p {
		return p
	}
	return 1 / (1 + math.Exp(-m.slope*logOdds(p)-m.shift))
}
