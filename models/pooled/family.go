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
	lent bool    // learnt from a family
	coef prior   // of the coefficients
	phi  weights // of the dispersion
}

// estimate is what one series says by itself.
type estimate struct {
	beta, variance []float64 // nil where nothing can be fitted
	like           weights
	told           bool // the history is long enough, with cases or without
}

// learn fits every series by itself, as of period t, and gives for each what it
// has in common with the others: of its kind, or of all where fewer than Family
// of its kind have cases. Fewer than Family in all make no family.
func learn(d Detector, all []*regression, t int) []common {
	g := all[0].g
	alone := common{coef: g.vague(d.Trend)}
	for k := range alone.phi {
		alone.phi[k] = 1 / float64(len(alone.phi))
	}
	out := make([]common, len(all))
	for i := range out {
		out[i] = alone
	}
	if !d.Pool {
		return out
	}
	found := make([]estimate, len(all))
	inParallel(len(all), func(i int) { found[i] = all[i].estimate(t, alone.coef) })
	kinds, places := groups(all, func(s Series) string { return s.Kind })
	if !enough(found, everyone(len(all)), d.Family) {
		return out
	}
	priors := coefficients(found, kinds, g.width)
	whole := spread(found, everyone(len(all)))
	for k, members := range kinds {
		c := common{lent: true, coef: priors[k], phi: whole}
		if enough(found, members, d.Family) {
			c.phi = spread(found, members)
		}
		for _, i := range members {
			out[i] = c
		}
	}
	if len(kinds) > 1 {
		levels(all, found, out, places)
	}
	return out
}

// enough says whether at least so many of some series could be fitted.
func enough(found []estimate, members []int, least int) bool {
	for _, i := range members {
		if found[i].beta != nil {
			least--
		}
	}
	return least <= 0
}

// spread is the distribution of the dispersion over some series.
func spread(found []estimate, members []int) weights {
	var like []weights
	for _, i := range members {
		if found[i].beta != nil {
			like = append(like, found[i].like)
		}
	}
	return mixing(like)
}

// coefficients gives, by kind, what to think of the coefficients of its series.
// How far series of a kind lie from one another is learnt from all kinds
// together, and the mean of a kind is drawn towards that of all by how little
// kinds differ: what the calendar does is much the same for all, a season is not.
func coefficients(found []estimate, kinds [][]int, width int) []prior {
	out := make([]prior, len(kinds))
	for k := range out {
		out[k] = prior{make([]float64, width), make([]float64, width)}
	}
	b, v := make([][]float64, len(kinds)), make([][]float64, len(kinds))
	for j := range width {
		for k, members := range kinds {
			b[k], v[k] = b[k][:0], v[k][:0]
			for _, i := range members {
				if found[i].beta != nil {
					b[k], v[k] = append(b[k], found[i].beta[j]), append(v[k], found[i].variance[j])
				}
			}
		}
		within := pauleMandel(b, v)
		var mean, variance []float64
		for k := range kinds {
			if len(b[k]) > 0 {
				m, e := weighted(b[k], v[k], within)
				mean, variance = append(mean, m), append(variance, e)
			}
		}
		between := pauleMandel([][]float64{mean}, [][]float64{variance})
		all, err := weighted(mean, variance, between)
		for k, n := 0, 0; k < len(kinds); k++ {
			m, e := all, between+err
			if len(b[k]) > 0 {
				if len(kinds) > 1 {
					w := e / (e + variance[n])
					m, e = all+w*(mean[n]-all), w*variance[n]
				} else {
					m, e = mean[n], variance[n]
				}
				n++
			}
			out[k].mean[j], out[k].precision[j] = m, 1/max(within+e, 1e-6)
		}
	}
	return out
}

func (r *regression) estimate(t int, p prior) estimate {
	if !r.gather(t, true) {
		return estimate{}
	}
	cases := 0.0
	for i, t := range r.rows {
		cases += r.s.Counts[t]
		r.w[i] = 1
	}
	if cases == 0 || !r.fit(p) {
		return estimate{told: cases == 0}
	}
	e := estimate{append([]float64(nil), r.beta...), make([]float64, r.g.width), r.dispersion(p), true}
	for j := range e.variance {
		clear(r.slope)
		r.slope[j] = 1
		e.variance[j] = r.phi * r.eq.Quadratic(r.slope, r.scratch)
	}
	return e
}

// weighted gives the mean of estimates b with error variances v that lie tau
// apart, and the variance of its error.
func weighted(b, v []float64, tau float64) (mean, variance float64) {
	sum := 0.0
	for i := range b {
		w := 1 / (v[i] + tau)
		mean += w * b[i]
		sum += w
	}
	return mean / sum, 1 / sum
}

// pauleMandel gives the variance of the members of several groups around the
// mean of each, the same in all, from estimates b with error variances v.
func pauleMandel(b, v [][]float64) float64 {
	above := func(tau float64) bool { // the scatter is more than tau explains
		q := 0.0
		for k := range b {
			if len(b[k]) == 0 {
				continue
			}
			m, _ := weighted(b[k], v[k], tau)
			q++
			for i := range b[k] {
				q += (b[k][i]-m)*(b[k][i]-m)/(v[k][i]+tau) - 1
			}
		}
		return q > 0
	}
	low, high := 0.0, 1.0
	for above(high) && high < 1e9 {
		high *= 4
	}
	for range 60 {
		if mid := (low + high) / 2; above(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// mixing is the distribution of the dispersion over the family, by EM on the
// likelihoods of its members; what one more member would weigh stays spread
// evenly, for one unlike the others.
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
	odd := 1 / float64(len(like)+1)
	for k := range w {
		w[k] = (1-odd)*w[k] + odd/float64(len(w))
	}
	return w
}

// dispersion gives the likelihood of every dispersion, normalised: at the fitted
// means, and averaged over the coefficients around them by Laplace's method.
// Coefficients that the counts alone have fitted took their share of the spread;
// those that a prior holds, as in a series of a few cases, took little or none.
//
// Source of the latter: the adjusted profile likelihood of Cox & Reid, JRSS B 49
// (1987) 1–39, with the prior's precision beside the information of the counts.
func (r *regression) dispersion(p prior) weights {
	var l weights
	for i, t := range r.rows {
		if r.w[i] > 1e-3 {
			l.add(r.w[i], r.s.Counts[t], r.mu[i])
		}
	}
	for k, over := range dispersions {
		for i, v := range r.info {
			r.around.A[i] = v / (1 + over)
		}
		for j, q := range p.precision {
			r.around.A[j*r.g.width+j] += q + 1e-9
		}
		if r.around.Factor() < 0 {
			l[k] -= r.around.LogDet() / 2
		} else { // nothing but the counts themselves
			l[k] += float64(r.g.width) / 2 * math.Log(1+over)
		}
	}
	l.normalise()
	return l
}

// add adds, with a weight, the logarithm of the chance of y at every dispersion,
// but for what is the same at all.
func (w *weights) add(weight, y, mu float64) {
	logMean := math.Log(mu)
	for k, over := range dispersions {
		if over == 0 {
			w[k] += weight * (y*logMean - mu)
			continue
		}
		w[k] += weight * (counts.LogRising(mu/over, y) - (mu/over+y)*logSpread[k] + y*logOver[k])
	}
}

// logOver and logSpread are the logarithms of the dispersions, and of one more.
var logOver, logSpread = logarithms()

func logarithms() (over, spread weights) {
	for k, v := range dispersions {
		over[k], spread[k] = math.Log(v), math.Log1p(v)
	}
	return over, spread
}
