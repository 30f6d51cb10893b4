package models

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/models/calibration"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/scoring"
)

// distributions reads mean and size of count forecasts; without a size, Poisson.
func distributions(t *testing.T, in *table) []counts.Dist {
	t.Helper()
	var out []counts.Dist
	sizes := in.numbers(t, "size")
	for i, m := range in.numbers(t, "mean") {
		d := counts.Dist{Mean: m, Size: sizes[i]}
		if math.IsNaN(d.Size) {
			d = counts.Poisson(m)
		}
		out = append(out, d)
	}
	return out
}

// quantileName is q50 for 0.5.
func quantileName(q float64) string { return "q" + strconv.FormatFloat(100*q, 'f', -1, 64) }

var scoreOps = map[string]oracleOp{
	"score_count": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct{ Quantiles []float64 }
		c.params(t, &p)
		out := tableOf("row", "logs", "rps", "dss", "ses", "cdf", "cdf_below")
		for _, q := range p.Quantiles {
			out.header = append(out.header, quantileName(q))
		}
		in := c.in(t, "forecasts")
		ys := in.numbers(t, "observed")
		for i, d := range distributions(t, in) {
			s, err := scoring.Count(ys[i], d)
			if err != nil {
				t.Fatal(err)
			}
			row := []any{i + 1, s.LogS, s.RPS, s.DSS, s.SES, s.CDF, s.CDFBelow}
			for _, q := range p.Quantiles {
				row = append(row, d.Quantile(q))
			}
			out.add(row...)
		}
		return map[string]*table{"scores": out}
	},
	"score_gaussian": func(t *testing.T, c *oracleCase) map[string]*table {
		c.params(t, &struct{}{})
		out := tableOf("row", "crps")
		in := c.in(t, "forecasts")
		mean, sd := in.numbers(t, "mean"), in.numbers(t, "sd")
		for i, y := range in.numbers(t, "observed") {
			s, err := scoring.Gaussian(y, mean[i], sd[i])
			if err != nil {
				t.Fatal(err)
			}
			out.add(i+1, s)
		}
		return map[string]*table{"scores": out}
	},
	"score_ensemble": func(t *testing.T, c *oracleCase) map[string]*table {
		var p scoring.Ensemble
		c.params(t, &p)
		out := tableOf("row", "crps", "crps_fair", "wis", "mean_pinball_doubled", "ignorance")
		for _, a := range p.IntervalAlpha {
			out.header = append(out.header, fmt.Sprintf("interval_%.0f", 100*(1-a)))
		}
		in := c.in(t, "ensemble")
		var members [][]float64
		for _, h := range in.header {
			if strings.HasPrefix(h, "s") {
				members = append(members, in.numbers(t, h))
			}
		}
		for i, y := range in.numbers(t, "observed") {
			x := make([]float64, len(members))
			for k := range members {
				x[k] = members[k][i]
			}
			s, err := p.Score(y, x)
			if err != nil {
				t.Fatal(err)
			}
			row := []any{i + 1, s.CRPS, s.CRPSFair, s.WIS, s.Pinball, s.Ignorance}
			for _, v := range s.Interval {
				row = append(row, v)
			}
			out.add(row...)
		}
		return map[string]*table{"scores": out}
	},
	"score_binary": func(t *testing.T, c *oracleCase) map[string]*table {
		var p scoring.Binary
		c.params(t, &p)
		in := c.in(t, "forecasts")
		s, err := p.Score(in.numbers(t, "y"), in.numbers(t, "p"))
		if err != nil {
			t.Fatal(err)
		}
		out := tableOf("quantity", "value")
		out.add("auc", s.AUC)
		out.add("average_precision", s.AveragePrecision)
		out.add("brier", s.Brier)
		out.add("log_loss", s.LogLoss)
		out.add("base_rate", s.BaseRate)
		out.add("brier_skill", s.BrierSkill)
		out.add("reliability", s.Reliability)
		out.add("resolution", s.Resolution)
		out.add("uncertainty", s.Uncertainty)
		out.add("ece", s.ECE)
		for _, k := range s.Top {
			out.add(fmt.Sprintf("precision_at_%d", k.K), k.Precision)
			out.add(fmt.Sprintf("recall_at_%d", k.K), k.Recall)
		}
		out.add("max_f1", s.MaxF1)
		out.add("tpr_at_max_fpr", s.TPR)
		out.add("partial_auc_mcclish", s.PartialAUC)
		return map[string]*table{"summary": out}
	},
	"pit": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct{ Bins int }
		c.params(t, &p)
		in := c.in(t, "forecasts")
		ys, ds := in.numbers(t, "observed"), distributions(t, in)
		density, err := scoring.Histogram(ys, ds, p.Bins)
		if err != nil {
			t.Fatal(err)
		}
		histogram := tableOf("bin", "density")
		for i, v := range density {
			histogram.add(i+1, v)
		}
		tests := tableOf("score", "pooling", "z", "p")
		for _, pool := range []scoring.Pooling{scoring.PoolSum, scoring.PoolMeanZ} {
			addTests(t, tests, ys, ds, pool)
		}
		summary := tableOf("quantity", "value")
		addMeans(t, summary, ys, ds)
		return map[string]*table{"histogram": histogram, "calibration": tests, "summary": summary}
	},
	"isotonic": func(t *testing.T, c *oracleCase) map[string]*table {
		var p calibration.Isotonic
		c.params(t, &p)
		in := c.in(t, "train")
		fit, err := p.Fit(in.numbers(t, "y"), in.numbers(t, "p"))
		if err != nil {
			t.Fatal(err)
		}
		return map[string]*table{"prediction": calibrated(t, c, fit.Apply)}
	},
	"platt": func(t *testing.T, c *oracleCase) map[string]*table {
		var p calibration.Platt
		c.params(t, &p)
		in := c.in(t, "train")
		fit, err := p.Fit(in.numbers(t, "y"), in.numbers(t, "p"))
		if err != nil {
			t.Fatal(err)
		}
		summary := tableOf("quantity", "value")
		summary.add("a", fit.A)
		summary.add("b", fit.B)
		return map[string]*table{"prediction": calibrated(t, c, fit.Apply), "summary": summary}
	},
}

func calibrated(t *testing.T, c *oracleCase, apply func(float64) float64) *table {
	t.Helper()
	in, out := c.in(t, "apply"), tableOf("row", "p", "calibrated")
	rows := in.numbers(t, "row")
	for i, p := range in.numbers(t, "p") {
		out.add(rows[i], p, apply(p))
	}
	return out
}

// addTests appends calibration tests of count forecasts.
func addTests(t *testing.T, out *table, ys []float64, ds []counts.Dist, pool scoring.Pooling) {
	t.Helper()
	tests, err := scoring.Calibration(ys, ds, pool)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range tests {
		out.add(x.Score, string(x.Pooling), x.Z, x.P)
	}
}

// addMeans appends the mean scores of count forecasts.
func addMeans(t *testing.T, out *table, ys []float64, ds []counts.Dist) {
	t.Helper()
	n := float64(len(ys))
	var logs, rps, dss, ses float64
	for i, d := range ds {
		s, err := scoring.Count(ys[i], d)
		if err != nil {
			t.Fatal(err)
		}
		logs, rps, dss, ses = logs+s.LogS/n, rps+s.RPS/n, dss+s.DSS/n, ses+s.SES/n
	}
	out.add("mean_logs", logs)
	out.add("mean_rps", rps)
	out.add("mean_dss", dss)
	out.add("mean_ses", ses)
}
