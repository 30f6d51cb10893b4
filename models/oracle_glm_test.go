package models

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan/models/glm"
)

// regression names the columns of a regression's data.
type regression struct {
	Family   glm.Family
	Link     glm.Link
	Response string
	Terms    []string
	Offset   *string
	Weights  *string
	Trials   *string
}

// data reads the design matrix; trials act as prior weights.
func (r regression) data(t *testing.T, c *oracleCase) glm.Data {
	t.Helper()
	want := glm.Log
	if r.Family == glm.Binomial {
		want = glm.Logit
	}
	if r.Link != want {
		t.Fatalf("link %q of family %q is not known", r.Link, r.Family)
	}
	in := c.in(t, "data")
	d := glm.Data{Y: in.numbers(t, r.Response), Terms: r.Terms, X: in.columns(t, r.Terms)}
	if r.Offset != nil {
		d.Offset = in.numbers(t, *r.Offset)
	}
	for _, name := range []*string{r.Weights, r.Trials} {
		if name != nil {
			d.Weights = in.numbers(t, *name)
		}
	}
	return d
}

var glmOps = map[string]oracleOp{
	"glm": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			regression
			glm.Options
		}
		c.params(t, &p)
		fit, err := glm.Regress(p.data(t, c), p.Family, p.Options)
		return fitTables(t, fit, err)
	},
	"glm_nb": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			regression
			glm.Options
			Theta *float64
		}
		c.params(t, &p)
		theta := 0.0
		if p.Theta != nil {
			theta = *p.Theta
		}
		fit, err := glm.RegressNB(p.data(t, c), theta, p.Options)
		return fitTables(t, fit, err)
	},
	"elastic_net": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			regression
			glm.ElasticNet
		}
		c.params(t, &p)
		points, err := p.Fit(p.data(t, c), p.Family)
		if err != nil {
			t.Fatal(err)
		}
		coefficients, path := tableOf("lambda", "term", "estimate"), tableOf("lambda", "deviance_ratio", "nonzero")
		for _, x := range points {
			if p.Intercept {
				coefficients.add(x.Lambda, "intercept", x.Intercept)
			}
			for j, term := range p.Terms {
				coefficients.add(x.Lambda, term, x.Estimates[j])
			}
			path.add(x.Lambda, x.DevianceRatio, x.Nonzero)
		}
		return map[string]*table{"coefficients": coefficients, "path": path}
	},
	"zero_inflated": twoPartOp(glm.ZeroInflated),
	"hurdle":        twoPartOp(glm.Hurdle),
}

func fitTables(t *testing.T, fit *glm.Fit, err error) map[string]*table {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	coefficients := tableOf("term", "estimate", "se", "statistic", "p", "se_hc0", "se_hc1")
	for _, x := range fit.Coefficients {
		coefficients.add(x.Term, x.Estimate, x.SE, x.Statistic, x.P, x.RobustSE, x.RobustS1)
	}
	fitted := tableOf("row", "fitted", "eta", "hat", "pearson", "deviance_residual", "cooks")
	for i, x := range fit.Rows {
		fitted.add(i+1, x.Fitted, x.Eta, x.Hat, x.Pearson, x.Deviance, x.Cook)
	}
	summary := tableOf("quantity", "value")
	add := func(name string, value float64) {
		if !math.IsNaN(value) {
			summary.add(name, value)
		}
	}
	add("deviance", fit.Deviance)
	add("null_deviance", fit.NullDeviance)
	add("df_residual", float64(fit.DFResidual))
	add("df_null", float64(fit.DFNull))
	add("dispersion_pearson", fit.Dispersion)
	add("pearson_chi2", fit.PearsonChi2)
	add("loglik", fit.LogLik)
	add("aic", fit.AIC)
	if fit.Family == glm.NegativeBinomial {
		add("theta", fit.Theta)
		add("theta_se", fit.ThetaSE)
		add("twologlik", 2*fit.LogLik)
	}
	return map[string]*table{"coefficients": coefficients, "fitted": fitted, "summary": summary}
}

func twoPartOp(fit func(count, zero glm.Data) (*glm.TwoPart, error)) oracleOp {
	return func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			CountFamily glm.Family `json:"count_family"`
			CountLink   glm.Link   `json:"count_link"`
			ZeroLink    glm.Link   `json:"zero_link"`
			Response    string
			Offset      *string
			Weights     *string
			CountTerms  []string `json:"count_terms"`
			ZeroTerms   []string `json:"zero_terms"`
		}
		c.params(t, &p)
		if p.CountFamily != glm.NegativeBinomial || p.CountLink != glm.Log || p.ZeroLink != glm.Logit {
			t.Fatalf("family %q, links %q and %q are not known", p.CountFamily, p.CountLink, p.ZeroLink)
		}
		count := regression{Family: p.CountFamily, Link: p.CountLink, Response: p.Response, Terms: p.CountTerms,
			Offset: p.Offset, Weights: p.Weights}.data(t, c)
		zero := glm.Data{Terms: p.ZeroTerms, X: c.in(t, "data").columns(t, p.ZeroTerms)}
		out, err := fit(count, zero)
		if err != nil {
			t.Fatal(err)
		}
		coefficients, summary := tableOf("part", "term", "estimate", "se"), tableOf("quantity", "value")
		for _, x := range out.Coefficients {
			coefficients.add(x.Part, x.Term, x.Estimate, x.SE)
		}
		summary.add("loglik", out.LogLik)
		return map[string]*table{"coefficients": coefficients, "summary": summary}
	}
}
