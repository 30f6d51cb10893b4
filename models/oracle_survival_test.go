package models

import (
	"testing"

	"github.com/anlan-lake/anlan/models/survival"
)

// spells names the columns of survival data.
type spells struct {
	Start        *string
	Stop, Status string
}

func (s spells) data(t *testing.T, in *table) survival.Data {
	t.Helper()
	d := survival.Data{Stop: in.numbers(t, s.Stop)}
	for _, v := range in.numbers(t, s.Status) {
		d.Event = append(d.Event, v == 1)
	}
	if s.Start != nil {
		d.Start = in.numbers(t, *s.Start)
	}
	return d
}

var survivalOps = map[string]oracleOp{
	"kaplan_meier": func(t *testing.T, c *oracleCase) map[string]*table {
		var p spells
		c.params(t, &p)
		points, err := survival.KaplanMeier(p.data(t, c.in(t, "data")))
		if err != nil {
			t.Fatal(err)
		}
		out := tableOf("time", "at_risk", "events", "survival", "se")
		for _, x := range points {
			out.add(x.Time, x.AtRisk, x.Events, x.Survival, x.SE)
		}
		return map[string]*table{"curve": out}
	},
	"cox": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			spells
			Terms   []string
			Ties    survival.Ties
			Weights *string
		}
		c.params(t, &p)
		if p.Weights != nil {
			t.Fatal("weights are not known")
		}
		in := c.in(t, "data")
		fit, err := survival.Cox(p.data(t, in), p.Terms, in.columns(t, p.Terms), p.Ties)
		if err != nil {
			t.Fatal(err)
		}
		coefficients := tableOf("term", "estimate", "se", "statistic", "p")
		for _, x := range fit.Coefficients {
			coefficients.add(x.Term, x.Estimate, x.SE, x.Statistic, x.P)
		}
		hazard := tableOf("time", "cumulative_hazard")
		for _, x := range fit.Baseline {
			hazard.add(x.Time, x.Cumulative)
		}
		summary := tableOf("quantity", "value")
		summary.add("loglik_null", fit.LogLikNull)
		summary.add("loglik", fit.LogLik)
		summary.add("concordance", fit.Concordance)
		summary.add("lr_test", fit.LikelihoodRatio())
		summary.add("n", fit.N)
		summary.add("nevent", fit.Events)
		return map[string]*table{"coefficients": coefficients, "baseline_hazard": hazard, "summary": summary}
	},
}
