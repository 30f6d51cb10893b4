package indicators

import "github.com/anlan-lake/anlan"

type meanKey struct{ indicator, area string }

// means gives the mean that small areas are pulled towards, by indicator and
// area above: the sum of the numerators of the small areas in it over the sum
// of their denominators. It is taken from the small areas' own measures and
// not from the county's, because the county's window is shorter.
func (f *Framework) means(areas []anlan.Area, period string, cells map[cellKey]anlan.Measure) map[meanKey]float64 {
	type sums struct{ num, den float64 }
	of := map[meanKey]sums{}
	for _, a := range areas {
		if a.Level.String() != f.Shrink.Level {
			continue
		}
		for _, i := range f.Indicators {
			m, ok := cells[cellKey{i.ID, a.Code, period}]
			if !ok || m.Num == nil || m.Den == nil {
				continue
			}
			key := meanKey{i.ID, a.Parent}
			s := of[key]
			of[key] = sums{s.num + *m.Num, s.den + *m.Den}
		}
	}
	means := make(map[meanKey]float64, len(of))
	for key, s := range of {
		if s.den > 0 {
			means[key] = s.num / s.den
		}
	}
	return means
}

// treat pulls the rate of a small area towards the mean p of the area above:
//
//	adjusted = scale × (x + m p) / (n + m),  m = factor × min_denominator
//
// which is the posterior mean of a rate under a Beta(mp, m(1-p)) prior, or of a
// Poisson rate under a Gamma(mp, m) prior: the area's own cases against m cases
// of the area above. (C. N. Morris, Parametric empirical Bayes inference,
// J. Amer. Statist. Assoc. 78 (1983) 47-55, with m fixed instead of estimated so
// that nobody's rate depends on how much the others vary.) Counts and medians
// have no denominator and stand as they are.
func (f *Framework) treat(i Indicator, s *anlan.Score, p float64) {
	m := f.Shrink.Factor * i.MinDenominator
	if s.State != anlan.StateOK || s.Level.String() != f.Shrink.Level || i.Denominator == nil || m <= 0 {
		return
	}
	v := i.Scale * (*s.Num + m*p) / (*s.Den + m)
	s.Adjusted = &v
}
