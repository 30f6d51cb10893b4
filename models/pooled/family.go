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

// estimate is what one series says by itself.
type estimate struct {
	beta, variance []float64 // nil where nothing can be fitted
	like           weights
}

// learn fits every series by itself, as of period t, and gives for each what it
// has in common with the others: of its kind, or of all where fewer than Family
// of its kind have cases. Fewer than Family in all make no family.
func learn(d Detector, all []*regression, t int) []common {
	g := all[0].g
	alone := common{alone: g.vague(d.Trend)}
	alone.coef = alone.alone
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
	inParallel(len(all), func(i int) { found[i] = all[i].estimate(t, alone.alone) })
	kinds, places := groups(all, func(s Series) string { return s.Kind })
	whole, ok := pool(alone, found, everyone(len(all)), d.Family)
	if !ok {
		return out
	}
	for _, members := range kinds {
		c, ok := pool(alone, found, members, d.Family)
		if !ok {
			c = whole
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

func (r *regression) estimate(t int, p prior) estimate {
	if !r.gather(t, false) || !r.fit(p) {
		return estimate{}
	}
	e := estimate{append([]float64(nil), r.beta...), make([]float64, r.g.width), r.dispersion()}
	for j := range e.variance {
		clear(r.slope)
		r.slope[j] = 1
		e.variance[j] = r.phi * r.eq.Quadratic(r.slope, r.scratch)
	}
	return e
}

// pool gives what some series have in common; false for fewer than least with
// cases.
func pool(alone common, found []estimate, members []int, least int) (common, bool) {
	var fitted []estimate
	for _, i := range members {
		if found[i].beta != nil {
			fitted = append(fitted, found[i])
		}
	}
	if len(fitted) < least {
		return alone, false
	}
	c, width := alone, len(alone.coef.mean)
	c.lent, c.coef = true, prior{make([]float64, width), make([]float64, width)}
	b, v := make([]float64, len(fitted)), make([]float64, len(fitted))
	for j := range width {
		for i, e := range fitted {
			b[i], v[i] = e.beta[j], e.variance[j]
		}
		mean, between := pauleMandel(b, v)
		c.coef.mean[j], c.coef.precision[j] = mean, 1/between
	}
	like := make([]weights, len(fitted))
	for i, e := range fitted {
		like[i] = e.like
	}
	c.phi = mixing(like)
	return c, true
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
	for i, t := range r.rows {
		if r.w[i] > 1e-3 {
			l.add(r.w[i], r.s.Counts[t], r.mu[i])
		}
	}
	for k, over := range dispersions {
		l[k] += float64(r.g.width) / 2 * math.Log(1+over)
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
