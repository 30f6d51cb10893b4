package models

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// detect judges position t.
func (d *detector) detect(t int) (Detection, error) {
	r := Detection{Index: t, State: NoFit, Observed: d.s.Counts[t]}
	ok, err := d.baseline(t)
	if err != nil {
		return r, err
	}
	if !ok || d.s.missing(t) {
		return r, nil
	}
	r.Baseline = len(d.rows)
	e, se, trend, ok := d.expect(t)
	if !ok {
		return r, nil
	}
	r.Trend, r.Phi, r.Slope = trend, d.q.phi(), d.q.slope
	mu := math.Exp(e)
	if math.IsInf(mu, 0) {
		r.State = NoThreshold
		return r, nil
	}
	r.Expected = mu
	if d.p.Threshold == Delta {
		if !d.delta(&r, se) {
			return r, nil
		}
	} else {
		m := mu
		if d.p.Threshold == Muan {
			m = math.Exp(e + d.z*se)
			if math.IsInf(m, 0) {
				r.State, r.Expected = NoThreshold, 0
				return r, nil
			}
			r.MeanUpper = m
		}
		nb := counts.Dispersed(m, r.Phi)
		r.Upper, r.P = nb.Quantile(1-d.p.Alpha), nb.UpperTail(r.Observed)
		r.Lower = counts.Dispersed(mu, r.Phi).Quantile(d.p.Alpha)
		// A threshold within one case of the mean would make a ratio of nothing.
		r.Exceedance = (r.Observed - mu) / max(r.Upper-mu, 1)
	}
	r.State = FewCases
	if d.enough(t) {
		r.State = Tested
		r.Alarm = r.Observed > r.Upper && r.Observed > 0
	}
	return r, nil
}

// expect fits, reweights and decides on the trend. It gives the linear
// predictor at t, its standard error and whether the trend was kept; d.q is
// left as the fit that was used.
func (d *detector) expect(t int) (eta, se float64, trend, ok bool) {
	trend = d.p.Trend
	if trend && !d.fit(true) {
		trend = false
	}
	g := d.season[d.p.Seasons]
	at := d.covariate[t] - d.centre[g]
	if trend {
		eta = d.q.predict(g, at) + d.population(t)
		if !d.keepTrend(math.Exp(eta)) {
			trend = false
		}
	}
	if !trend {
		if !d.fit(false) {
			return 0, 0, false, false
		}
		eta = d.q.predict(g, at) + d.population(t)
	}
	return eta, math.Sqrt(d.scale() * d.q.variance(g, at)), trend, true
}

// fit runs the regression, and again with past outbreaks weighed down.
func (d *detector) fit(trend bool) bool {
	if !d.q.fit(trend, nil) {
		return false
	}
	if !d.p.Reweight {
		return true
	}
	d.q.reweight(d.rowY23, d.p.WeightsThreshold)
	return d.q.fit(trend, d.q.omega)
}

// scale is the dispersion of the standard errors.
func (d *detector) scale() float64 {
	if d.p.Reweight && d.p.Dispersion == DispersionSurveillance {
		return d.q.relativeSquares(d.q.omega) / float64(d.q.df)
	}
	return d.q.dispersionRaw
}

// keepTrend: at least three years, significant, and not carried beyond
// anything seen before.
func (d *detector) keepTrend(mu float64) bool {
	if d.p.Years < 3 {
		return false
	}
	highest := 0.0
	for _, y := range d.q.y {
		highest = max(highest, y)
	}
	if !(mu <= highest) {
		return false
	}
	t := d.q.slope / math.Sqrt(d.scale()/d.q.sxx)
	if d.p.TrendP == 1 {
		return t != 0
	}
	return counts.StudentTwoSided(t, float64(d.q.df)) < d.p.TrendP
}

func (d *detector) population(t int) float64 {
	if d.logPop == nil {
		return 0
	}
	return d.logPop[t]
}

// enough is the minimum-count rule; a missing period counts as no case.
func (d *detector) enough(t int) bool {
	sum := 0.0
	for j := max(0, t-d.p.LimitPeriods+1); j <= t; j++ {
		if !d.s.missing(j) {
			sum += d.s.Counts[j]
		}
	}
	return sum >= d.p.LimitCases
}

// delta sets the bounds, p and exceedance on the power scale, or says that there
// is no threshold: of a mean too small to be written, or known to any error.
func (d *detector) delta(r *Detection, se float64) bool {
	mu, y := r.Expected, r.Observed
	a, v := d.p.Power.spread(mu, r.Phi, se)
	centre := math.Pow(mu, a)
	if upper := math.Pow(centre+d.z*v, 1/a); !(v > 0) || math.IsNaN(upper) || math.IsInf(upper, 0) {
		r.State, r.Expected = NoThreshold, 0
		return false
	}
	r.Upper = math.Pow(centre+d.z*v, 1/a)
	r.Lower = math.Pow(max(0, centre-d.z*v), 1/a)
	r.P = counts.NormalUpper((math.Pow(y, a) - centre) / v)
	r.Exceedance = (y - mu) / (r.Upper - mu)
	return true
}

// spread gives the exponent and the standard deviation on its scale, of a new
// count (dispersion phi) about a mean known to a standard error se of its log.
func (p Power) spread(mu, phi, se float64) (a, v float64) {
	s := se * mu
	tau := phi + s*s/mu
	switch p {
	case PowerTwoThirds:
		return 2.0 / 3, math.Sqrt(4.0 / 9 * math.Cbrt(mu) * tau)
	case PowerHalf:
		return 0.5, math.Sqrt(tau / 4)
	}
	return 1, math.Sqrt(mu * tau)
}
