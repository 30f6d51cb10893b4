package indicators

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Model says what chance an indicator's figure is subject to, by which it has
// an interval.
type Model string

// The sampling models.
const (
	Proportion Model = "proportion" // cases out of cases: Wilson's interval
	Rate       Model = "rate"       // a count over a population: Garwood's interval
	Count      Model = "count"      // a count alone: Garwood's interval
	Ratio      Model = "ratio"      // a sum over a sum of the same rows: linearised
	NoModel    Model = "none"       // a median, or a full count of what there is: no interval
)

// SamplingModel gives the indicator's model: the one the framework states, or
// the one its form tells. Counts over a snapshot of the area or over another
// data set are rates, counts over counts of the same data set are proportions,
// counts alone are counts; medians, means and extremes have none.
func (i Indicator) SamplingModel() Model {
	if i.Model != "" {
		return i.Model
	}
	for _, t := range []*Term{&i.Numerator, i.Denominator} {
		if t == nil {
			continue
		}
		f, err := parseFormula(t.Expr)
		if err != nil || slices.ContainsFunc(f.atoms, func(a atom) bool { return !slices.Contains([]string{"count", "sum"}, a.fn) }) {
			return NoModel
		}
	}
	switch {
	case i.Denominator == nil:
		return Count
	case i.Denominator.Table == i.Numerator.Table && i.Denominator.Time != Latest:
		return Proportion
	}
	return Rate
}

// sampling is the model of an indicator that is asked for again and again.
func (i *Indicator) sampling() Model {
	if i.Model != "" {
		return i.Model
	}
	return i.SamplingModel()
}

// modelled is the framework with every model stated, so that a form is read once.
func (f *Framework) modelled() *Framework {
	g := *f
	g.Indicators = slices.Clone(f.Indicators)
	for n, i := range g.Indicators {
		g.Indicators[n].Model = i.SamplingModel()
	}
	return &g
}

// designEffect is how many cases count as one independent one.
func (f *Framework) designEffect(i *Indicator) float64 {
	switch sample := f.Samples[i.sampleTable()]; {
	case i.DesignEffect > 0:
		return i.DesignEffect
	case sample.DesignEffect > 0:
		return sample.DesignEffect
	}
	return 1
}

// sampleTable is the data set whose rows the indicator is taken over.
func (i *Indicator) sampleTable() string {
	if i.Denominator != nil {
		return i.Denominator.Table
	}
	return i.Numerator.Table
}

// squares is the term that adds up squared weights where t adds up weights, and
// how often one answer may count in it; ok is false where t is no sum of weights.
func squares(t Term, weight string) (sq Term, times int, ok bool) {
	f, err := parseFormula(t.Expr)
	if err != nil || weight == "" {
		return t, 0, false
	}
	values := make([]string, len(f.atoms))
	for n, a := range f.atoms {
		if columns := columnsOf(a.arg); a.fn != "sum" || len(columns) != 1 || columns[0] != weight {
			return t, 0, false
		}
		a.arg = "@product(" + a.arg + ", " + a.arg + ")"
		values[n] = a.sql()
	}
	t.Expr = f.with(values)
	return t, len(f.atoms), true
}

// moments are the sums of y², xy and x² over the rows behind a ratio Σy/Σx; ok
// is false where it is no ratio of two plain sums over the same rows.
func (i Indicator) moments() (yy, xy, xx Term, ok bool) {
	if i.Denominator == nil || i.Numerator.Table != i.Denominator.Table || i.Numerator.Time != i.Denominator.Time || i.Numerator.Time == Latest {
		return yy, xy, xx, false
	}
	y, errY := parseFormula(i.Numerator.Expr)
	x, errX := parseFormula(i.Denominator.Expr)
	if errY != nil || errX != nil || len(y.atoms) != 1 || len(x.atoms) != 1 || y.atoms[0].fn != "sum" || x.atoms[0].fn != "sum" {
		return yy, xy, xx, false
	}
	term := func(a, b atom) Term {
		var conds []string
		for _, c := range []string{a.cond, b.cond} {
			if c != "" && !slices.Contains(conds, "("+c+")") {
				conds = append(conds, "("+c+")")
			}
		}
		t := i.Numerator
		p := atom{fn: "sum", arg: "@product(" + a.arg + ", " + b.arg + ")", cond: strings.Join(conds, " and ")}
		t.Expr = "coalesce(" + p.sql() + ", 0)"
		return t
	}
	return term(y.atoms[0], y.atoms[0]), term(y.atoms[0], x.atoms[0]), term(x.atoms[0], x.atoms[0]), true
}

// validateModel tests what the sampling model and the design effect say.
func (i Indicator) validateModel(fault say) {
	known := []Model{"", Proportion, Rate, Count, Ratio, NoModel}
	if !slices.Contains(known, i.Model) {
		fault(".model", "model %q is not one of proportion, rate, count, ratio and none", i.Model)
	}
	if i.DesignEffect < 0 {
		fault(".design_effect", "design_effect cannot be negative")
	}
	_, _, _, sums := i.moments()
	switch {
	case i.Model == Ratio && !sums:
		fault(".model", "model ratio is for a sum over a sum of the same rows")
	case (i.Model == Proportion || i.Model == Rate) && i.Denominator == nil, i.Model == Count && i.Denominator != nil:
		fault(".model", "model %s does not go with its denominator", i.Model)
	}
}

// checkSampling tests shrinkage, samples and the least difference.
func (f *Framework) checkSampling(fault say) {
	if !slices.Contains([]ShrinkMethod{"", Fixed, EmpiricalBayes, PoissonGamma, BetaBinomial}, f.Shrink.Method) {
		fault("shrink.method", "shrink: method %q is not one of fixed, empirical_bayes, poisson_gamma and beta_binomial", f.Shrink.Method)
	}
	if !slices.Contains([]ShrinkFit{"", Moments, MaximumLikelihood}, f.Shrink.Fit) {
		fault("shrink.fit", "shrink: fit %q is not one of moments and maximum_likelihood", f.Shrink.Fit)
	}
	for _, l := range []string{f.Shrink.Level, f.Shrink.Toward} {
		if _, err := anlan.ParseLevel(l); err != nil && l != "" {
			fault("shrink", "shrink: %v", err)
		}
	}
	if f.Shrink.Factor < 0 || f.Least < 0 {
		fault("shrink", "shrink.factor and least_difference cannot be negative")
	}
	for table, s := range f.Samples {
		if !name.MatchString(table) || s.Weight != "" && !name.MatchString(s.Weight) || s.DesignEffect < 0 {
			fault("samples."+table, "samples: %s: names of a data set and of a column, and a design effect that is not negative, are required", table)
		}
	}
}
