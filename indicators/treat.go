package indicators

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/smallarea"
)

type meanKey struct{ indicator, area string }

// pull is what small areas under one area are drawn to.
type pull struct {
	smallarea.Prior
	model Model // of the interval of what comes out
}

// sides are the figures of the areas of a group.
type sides struct{ num, den, events, cases []float64 }

// pulls gives what small areas are pulled towards, by indicator and area above
// (the nearest one that is not withheld). It is taken from the small areas' own
// measures and not from the county's, because the county's window is shorter.
// The mean is the sum of their numerators over the sum of their denominators,
// or the one fitted with the prior. Withheld areas count as one together, so
// that nothing fitted tells how they differ.
func (f *Framework) pulls(e *evaluation, here []areaHere, numbers []int32) map[meanKey]pull {
	of, hidden := map[meanKey]*sides{}, map[meanKey]*sides{}
	known := f.definitions()
	for _, h := range here {
		a := h.Area
		if a.Level.String() != f.Shrink.Level {
			continue
		}
		for n := range f.Indicators {
			i := &f.Indicators[n]
			m, ok := e.cells.in(h.measured, numbers[n], a.Level)
			if !ok || m.Num == nil || m.Den == nil {
				continue
			}
			groups := of
			if e.Cells.Withheld(i.ID, a.Code) {
				groups = hidden
			}
			key := meanKey{i.ID, e.Cells.home(i.ID, *a, e.byCode)}
			s := groups[key]
			if s == nil {
				s = &sides{}
				groups[key] = s
			}
			s.num, s.den = append(s.num, *m.Num), append(s.den, *m.Den)
			if rate, n, ok := f.cases(i, m); ok {
				s.events, s.cases = append(s.events, rate*n), append(s.cases, n)
			}
		}
	}
	for key, h := range hidden { // each apart from the others
		if s := of[key]; s != nil {
			s.num, s.den = append(s.num, total(h.num)), append(s.den, total(h.den))
			s.events, s.cases = append(s.events, total(h.events)), append(s.cases, total(h.cases))
		}
	}
	out := make(map[meanKey]pull, len(of))
	for key, s := range of { // each apart from the others: their order is no matter
		i := known[key.indicator]
		model := i.sampling()
		if p, ok := f.prior(i, model, s.events, s.cases); ok {
			out[key] = pull{p, model}
			continue
		}
		num, den := total(s.num), total(s.den)
		if strength := f.Shrink.Factor * i.MinDenominator; f.fixed() && den > 0 && strength > 0 {
			out[key] = pull{smallarea.Prior{Mean: num / den, Strength: strength, Areas: len(s.num)}, model}
		}
	}
	return out
}

// fixed reports whether the framework pulls by a fixed number of cases.
func (f *Framework) fixed() bool { return f.Shrink.Method == "" || f.Shrink.Method == Fixed }

// prior fits the prior of one indicator to the areas of a group; ok is false
// where the framework's rule is the fixed one, and where the indicator has no
// sampling model: what chance did not move is not pulled back.
func (f *Framework) prior(i *Indicator, model Model, events, cases []float64) (p smallarea.Prior, ok bool) {
	method := f.Shrink.Method
	if f.fixed() || i.Denominator == nil || model != Proportion && model != Rate {
		return p, false
	}
	if method == EmpiricalBayes {
		if method = PoissonGamma; model == Proportion {
			method = BetaBinomial
		}
	}
	fit := smallarea.PoissonGammaMoments
	switch likelihood := f.Shrink.Fit == MaximumLikelihood; {
	case method == BetaBinomial && likelihood:
		fit = smallarea.BetaBinomialLikelihood
	case method == BetaBinomial:
		fit = smallarea.BetaBinomialMoments
	case likelihood:
		fit = smallarea.PoissonGammaLikelihood
	}
	p, err := fit(events, cases)
	return p, err == nil && p.Cases > 0
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}

// treat pulls the rate of a small area towards the mean p of the areas like it:
//
//	adjusted = scale × (x + m p) / (n + m)
//
// with the fixed m = factor × min_denominator, or an m and p fitted to how much
// the areas differ (smallarea). That is the posterior mean of a rate under a
// Beta(mp, m(1-p)) prior, or of a Poisson rate under a Gamma(mp, m) prior: the
// area's own cases against m cases of the others. (C. N. Morris, Parametric
// empirical Bayes inference, J. Amer. Statist. Assoc. 78 (1983) 47-55.) Where
// the areas differ by chance alone, or are too few to tell, each has p. Counts
// and medians have no denominator and stand as they are.
//
// The interval is that of the posterior; of p alone, that of p.
func (f *Framework) treat(memo *Memo, i *Indicator, s *anlan.Score, p pull, there bool) {
	if !there || s.State != anlan.StateOK || s.Level.String() != f.Shrink.Level || i.Denominator == nil {
		s.Lower, s.Upper = f.interval(i, s.Measure)
		return
	}
	rate, n, ok := f.cases(i, s.Measure)
	if !ok {
		s.Lower, s.Upper = f.interval(i, s.Measure)
		return
	}
	events, cases := rate*n, n
	if f.fixed() { // by the rule's own numbers: m is given in the denominator's
		events, cases = *s.Num, *s.Den
	}
	mean, own := p.Estimate(events, cases)
	v := i.Scale * mean
	s.Adjusted, s.Own = &v, &own
	s.Lower, s.Upper = p.interval(memo, i, mean, n)
	if s.Lower != nil {
		lower, upper := min(*s.Lower, v), max(*s.Upper, v)
		s.Lower, s.Upper = &lower, &upper
	}
}

// interval is that of a shrunk rate over n independent cases.
func (p pull) interval(memo *Memo, i *Indicator, mean, n float64) (lower, upper *float64) {
	var l, u float64
	ok := false
	m := n + p.Strength
	switch alone := math.IsInf(p.Strength, 1); {
	case p.model == Proportion && alone:
		l, u, ok = smallarea.Wilson(p.Mean, p.Cases)
	case p.model == Proportion:
		l, u, ok = memo.Beta(mean*m, (1-mean)*m)
		if !ok { // all or none, in every area: as a share of all the cases there are
			l, u, ok = smallarea.Wilson(mean, m)
		}
	case p.model == Rate && alone:
		l, u, ok = smallarea.Garwood(p.Events)
		l, u = l/p.Cases, u/p.Cases
	case p.model == Rate:
		l, u, ok = memo.Gamma(mean*m, m)
		if !ok {
			l, u, ok = smallarea.Garwood(mean * m)
			l, u = l/m, u/m
		}
	}
	return scaled(i, l, u, ok)
}
