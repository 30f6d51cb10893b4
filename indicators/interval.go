package indicators

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// cases are the events and the independent cases behind a rate: of a weighted
// sample its effective answers, and of both what the design effect leaves. ok
// is false where the rate is none.
func (f *Framework) cases(i *Indicator, m anlan.Measure) (rate, n float64, ok bool) {
	if m.Num == nil || m.Den == nil || !(*m.Den > 0) {
		return 0, 0, false
	}
	n = *m.Den
	if m.Effective != nil {
		n = *m.Effective
	}
	return *m.Num / *m.Den, n / f.designEffect(i), true
}

// interval gives the 95% interval of a figure that is not shrunk, in the unit
// of its value:
//
//   - proportion: Wilson's, over the independent cases;
//   - rate, count: Garwood's of the count, the population taken as known; a
//     design effect counts so many events as one;
//   - ratio of sums: value ± 1.96 × the linearised standard error (W. G.
//     Cochran, Sampling Techniques, 3rd ed., Wiley 1977, section 6.3);
//   - none: no interval.
func (f *Framework) interval(i *Indicator, m anlan.Measure) (lower, upper *float64) {
	var l, u float64
	ok := false
	deff := f.designEffect(i)
	switch i.sampling() {
	case Proportion:
		if rate, n, there := f.cases(i, m); there {
			l, u, ok = smallarea.Wilson(rate, n)
		}
	case Rate:
		if rate, n, there := f.cases(i, m); there {
			l, u, ok = smallarea.Garwood(rate * n)
			l, u = l/n, u/n
		}
	case Count:
		if m.Num != nil {
			l, u, ok = smallarea.Garwood(*m.Num / deff)
			l, u = l*deff, u*deff
		}
	case Ratio:
		if m.Num != nil && m.Den != nil && m.Variance != nil && *m.Den > 0 && *m.Variance >= 0 {
			half := smallarea.Z95 * math.Sqrt(*m.Variance*deff)
			l, u, ok = max(*m.Num / *m.Den - half, 0), *m.Num / *m.Den + half, true
			if i.Unit == "%" {
				u = min(u, max(1, *m.Num / *m.Den))
			}
		}
	}
	return scaled(i, l, u, ok)
}

// scaled turns the ends into the unit of the value.
func scaled(i *Indicator, l, u float64, ok bool) (lower, upper *float64) {
	l, u = i.Scale*l, i.Scale*u
	if i.Scale < 0 {
		l, u = u, l
	}
	if !ok || math.IsNaN(l) || math.IsNaN(u) || math.IsInf(l, 0) || math.IsInf(u, 0) {
		return nil, nil
	}
	return &l, &u
}

// estimate is a score with its interval; exact where it has none.
func estimate(score, lower, upper *float64) (e smallarea.Estimate, modelled bool) {
	e = smallarea.Estimate{Value: *score, Lower: *score, Upper: *score}
	if lower != nil && upper != nil {
		e.Lower, e.Upper = min(*lower, *score), max(*upper, *score)
		return e, true
	}
	return e, false
}

// spread puts the interval of a weighted mean of scores into an index row. The
// scores count as independent; those without a model count as exact, and
// IntervalShare says how much of the weight has one.
func spread(r *anlan.IndexRow, weights []float64, parts []smallarea.Estimate, modelled []bool) {
	if r.Score == nil {
		return
	}
	whole, known := 0.0, 0.0
	for n, w := range weights {
		whole += w
		if modelled[n] {
			known += w
		}
	}
	if known == 0 {
		return
	}
	shares := make([]float64, len(weights))
	for n, w := range weights {
		shares[n] = w / whole
	}
	e := smallarea.Combine(shares, parts)
	lower, upper := max(*r.Score-(e.Value-e.Lower), 0), min(*r.Score+(e.Upper-e.Value), 100)
	r.Lower, r.Upper, r.IntervalShare = &lower, &upper, min(known/whole, 1)
}
