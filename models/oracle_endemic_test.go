package models

import (
	"math"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/endemic"
	"github.com/anlan-lake/anlan/models/scoring"
)

// endemicData reads series, covariates and neighbourhood of a case.
func endemicData(t *testing.T, c *oracleCase) *endemic.Data {
	t.Helper()
	d := &endemic.Data{Common: map[string][]float64{}, ByUnit: map[string][][]float64{}}
	for _, s := range c.series(t) {
		d.Units, d.Counts = append(d.Units, s.unit), append(d.Counts, s.counts)
		for name, col := range s.column {
			d.ByUnit[name] = append(d.ByUnit[name], col)
		}
	}
	in := c.in(t, "covariates")
	for _, name := range in.header {
		d.Common[name] = in.numbers(t, name)
	}
	if _, ok := c.Inputs["neighbourhood_order"]; ok {
		in := c.in(t, "neighbourhood_order")
		if !slices.Equal(in.text(t, "unit"), d.Units) {
			t.Fatalf("the neighbourhood is of %v", in.text(t, "unit"))
		}
		d.Order = make([][]int, len(d.Units))
		for _, col := range in.columns(t, d.Units) {
			for i, o := range col {
				d.Order[i] = append(d.Order[i], int(o))
			}
		}
	}
	return d
}

func endemicCoefficients(f *endemic.Fit) *table {
	out := tableOf("component", "term", "estimate", "se")
	for _, x := range f.Coefficients {
		out.add(x.Component, x.Term, x.Estimate, x.SE)
	}
	return out
}

var endemicOps = map[string]oracleOp{
	"hhh4_fit": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct{ Model endemic.Model }
		c.params(t, &p)
		d := endemicData(t, c)
		f, err := p.Model.Estimate(d, nil)
		if err != nil {
			t.Fatal(err)
		}
		fitted := tableOf("time", "unit", "mean")
		means := make([][]float64, d.Periods()+1)
		for at := p.Model.Fit.From; at <= p.Model.Fit.To; at++ {
			if means[at], err = f.Means(at); err != nil {
				t.Fatal(err)
			}
		}
		for i, unit := range d.Units {
			for at := p.Model.Fit.From; at <= p.Model.Fit.To; at++ {
				fitted.add(at, unit, means[at][i])
			}
		}
		summary := tableOf("quantity", "value")
		summary.add("loglik", f.LogLik)
		summary.add("nobs", f.N)
		summary.add("npar", len(f.Coefficients))
		summary.add("aic", f.AIC)
		return map[string]*table{"coefficients": endemicCoefficients(f), "fitted": fitted, "summary": summary}
	},
	"hhh4_forecast": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			Model       endemic.Model
			Kind, Refit string
			Target      endemic.Span
			Simulations int
		}
		c.params(t, &p)
		d := endemicData(t, c)
		switch {
		case p.Kind == "one_step" && (p.Refit == "none" || p.Refit == "rolling"):
			return oneStep(t, p.Model, d, p.Target, p.Refit == "rolling")
		case p.Kind == "moments" && p.Refit == "none":
			return endemicMoments(t, p.Model, d, p.Target, p.Simulations)
		}
		t.Fatalf("forecast kind %q, refit %q are not known", p.Kind, p.Refit)
		return nil
	},
}

func oneStep(t *testing.T, m endemic.Model, d *endemic.Data, target endemic.Span, refit bool) map[string]*table {
	t.Helper()
	forecasts, fit, err := m.OneStep(t.Context(), d, target, refit)
	if err != nil {
		t.Fatal(err)
	}
	out := tableOf("time", "unit", "observed", "mean", "logs", "rps", "dss", "ses")
	var ys []float64
	var ds []counts.Dist
	for _, f := range forecasts {
		y := d.Counts[f.Unit][f.Period-1]
		s, err := scoring.Count(y, f.Dist)
		if err != nil {
			t.Fatal(err)
		}
		ys, ds = append(ys, y), append(ds, f.Dist)
		out.add(f.Period, d.Units[f.Unit], y, f.Mean, s.LogS, s.RPS, s.DSS, s.SES)
	}
	summary := tableOf("quantity", "value")
	addMeans(t, summary, ys, ds)
	if m.Family == endemic.NegBin1 {
		summary.add("size_last", fit.Size(0))
	}
	tests := tableOf("score", "pooling", "z", "p")
	addTests(t, tests, ys, ds, scoring.PoolMeanZ)
	return map[string]*table{"forecast": out, "summary": summary, "calibration": tests}
}

func endemicMoments(t *testing.T, m endemic.Model, d *endemic.Data, target endemic.Span, simulations int) map[string]*table {
	t.Helper()
	f, err := m.Estimate(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	moments, err := f.Moments(target.To)
	if err != nil {
		t.Fatal(err)
	}
	out := tableOf("time", "unit", "mean", "variance")
	for _, x := range moments {
		out.add(x.Period, d.Units[x.Unit], x.Mean, x.Variance)
	}
	paths, err := f.Paths(target.To, simulations, 1)
	if err != nil {
		t.Fatal(err)
	}
	quantiles, sums := tableOf("time", "unit", "q50", "q90", "q95"), make([]float64, len(paths))
	for k := range target.To - m.Fit.To {
		for i, unit := range d.Units {
			values := make([]float64, len(paths))
			for n, path := range paths {
				values[n] = path[k][i]
				sums[n] += values[n]
			}
			slices.Sort(values)
			at := func(q float64) float64 { return values[int(q*float64(len(values)))] }
			quantiles.add(m.Fit.To+1+k, unit, at(0.5), at(0.9), at(0.95))
		}
	}
	return map[string]*table{"coefficients": endemicCoefficients(f), "moments": out, "quantiles": quantiles, "total": totals(sums)}
}

func totals(sums []float64) *table {
	slices.Sort(sums)
	n := float64(len(sums))
	mean, square := 0.0, 0.0
	for _, v := range sums {
		mean += v / n
	}
	for _, v := range sums {
		square += (v - mean) * (v - mean) / (n - 1)
	}
	out := tableOf("quantity", "value")
	for _, q := range []struct {
		name  string
		value float64
	}{{"mean", mean}, {"sd", math.Sqrt(square)}, {"q50", sums[len(sums)/2]}, {"q90", sums[len(sums)*9/10]}} {
		out.add(q.name, q.value)
	}
	return out
}
