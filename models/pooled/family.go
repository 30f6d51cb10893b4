package pooled

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// dispersions are the values of variance over mean, less one, among which the
// dispersion of a series is sought.
var dispersions = [...]float64{0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 10, 14, 20, 30, 50, 100}

type weights [len(dispersions)]float64

// normalise makes weights of logarithms.
func (w *weights) normalise() {
	most, sum := math.Inf(-1), 0.0
	for _, v := range w {
		most = max(most, v)
	}
	for k, v := range w {
		w[k] = math.Exp(v - most)
		sum += w[k]
	}
	for k := range w {
		w[k] /= sum
	}
}

// common is what a family has in common.
type common struct {
	lent  bool    // learnt from a family
	coef  prior   // of the coefficients
	phi   weights // of the dispersion
	alone prior   // of a series without family
}

// learn fits every series by itself, as of period t, and gives what they have
// in common. Fewer than Family series with cases make no family.
func learn(d Detector, all []*regression, t int) common {
	g := all[0].g
	c := common{alone: g.vague(d.Trend)}
	c.coef = c.alone
	for k := range c.phi {
		c.phi[k] = 1 / float64(len(c.phi))
	}
	if !d.Pool {
		return c
	}
	var coef, variance [][]float64
	var like []weights
	for _, r := range all {
		if !r.gather(t, false) || !r.fit(c.alone) {
			continue
		}
		b, v := append([]float64(nil), r.beta...), make([]float64, g.width)
		for j := range v {
			clear(r.slope)
			r.slope[j] = 1
			v[j] = r.phi * r.eq.Quadratic(r.slope, r.scratch)
		}
		coef, variance = append(coef, b), append(variance, v)
		like = append(like, r.dispersion())
	}
	if len(coef) < d.Family {
		return c
	}
	c.lent = true
	c.coef = prior{make([]float64, g.width), make([]float64, g.width)}
	b, v := make([]float64, len(coef)), make([]float64, len(coef))
	for j := range g.width {
		for i := range coef {
			b[i], v[i] = coef[i][j], variance[i][j]
		}
		mean, between := pauleMandel(b, v)
		c.coef.mean[j], c.coef.precision[j] = mean, 1/between
	}
	c.phi = mixing(like)
	return c
}

// pauleMandel gives the mean of a family and the variance of a new member
// around it, from estimates b with error variances v.
func pauleMandel(b, v []float64) (mean, variance float64) {
	moments := func(tau float64) (m, q, sum float64) {
		for i := range b {
			w := 1 / (v[i] + tau)
			m += w * b[i]
			sum += w
		}
		m /= sum
		for i := range b {
			q += (b[i] - m) * (b[i] - m) / (v[i] + tau)
		}
		return m, q, sum
	}
	low, high := 0.0, 1.0
	target := float64(len(b) - 1)
	for {
		if _, q, _ := moments(high); q <= target || high > 1e9 {
			break
		}
		high *= 4
	}
	for range 60 {
		mid := (low + high) / 2
		if _, q, _ := moments(mid); q > target {
			low = mid
		} else {
			high = mid
		}
	}
	mean, _, sum := moments(high)
	return mean, max(high+1/sum, 1e-6)
}

// mixing is the distribution of the dispersion over the family, by EM on the
// likelihoods of its members; a tenth stays spread evenly, for a member unlike
// the others.
func mixing(like []weights) weights {
	var w weights
	for k := range w {
		w[k] = 1 / float64(len(w))
	}
	for range 100 {
		var next weights
		for _, l := range like {
			sum := 0.0
			for k := range w {
				sum += w[k] * l[k]
			}
			for k := range w {
				next[k] += w[k] * l[k] / (sum * float64(len(like)))
			}
		}
		w = next
	}
	for k := range w {
		w[k] = 0.9*w[k] + 0.1/float64(len(w))
	}
	return w
}

// dispersion gives the likelihood of every dispersion at the fitted means,
// normalised. Coefficients that were fitted take their share of the spread.
func (r *regression) dispersion() weights {
	var l weights
	for k, over := range dispersions {
		total := 0.0
		for i, t := range r.rows {
			if r.w[i] > 1e-3 {
				total += r.w[i] * counts.Dispersed(r.mu[i], 1+over).LogProb(r.s.Counts[t])
			}
		}
		l[k] = total + float64(r.g.width)/2*math.Log(1+over)
	}
	l.normalise()
	return l
}
