package models

import (
	"maps"
	"math"
	"testing"

	"github.com/anlan-lake/anlan/models/surveil"
)

// judgeFunc is a detector's method.
type judgeFunc func(s surveil.Series, from, to int) ([]surveil.Judgement, error)

// judged runs a detector over every unit and evaluated time.
func judged(t *testing.T, c *oracleCase, from, to int, detect judgeFunc) *table {
	t.Helper()
	out := tableOf("time", "unit", "observed", "expected", "upperbound", "statistic", "log_statistic", "p", "alarm")
	for _, s := range c.series(t) {
		js, err := detect(surveil.Series{Counts: s.counts, Dates: s.dates}, from-1, to-1)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range js {
			alarm := number(flag(j.Alarm))
			if j.State == surveil.Undefined && !j.Alarm {
				alarm = ""
			}
			out.add(j.Index+1, s.unit, j.Observed, j.Expected, j.Upper, j.Statistic, j.Statistic, j.P, alarm)
		}
	}
	return out
}

type evaluate struct{ Evaluate struct{ From, To int } }

func (e evaluate) run(t *testing.T, c *oracleCase, detect judgeFunc) map[string]*table {
	t.Helper()
	return map[string]*table{"result": judged(t, c, e.Evaluate.From, e.Evaluate.To, detect)}
}

var surveilOps = map[string]oracleOp{
	"ears": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			evaluate
			surveil.EARS
		}
		c.params(t, &p)
		out := p.run(t, c, p.Judge)
		if p.C3Form == surveil.C3Published {
			withC2(t, c, p.EARS, out["result"])
		}
		return out
	},
	"cusum": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			evaluate
			surveil.CUSUM
		}
		c.params(t, &p)
		return p.run(t, c, p.Judge)
	},
	"glr": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			evaluate
			surveil.GLR
		}
		p.LambdaSearch = surveil.SearchSurveillance // the reference's, which does not always find the maximum
		c.params(t, &p)
		var a float64
		out := p.run(t, c, func(s surveil.Series, from, to int) (js []surveil.Judgement, err error) {
			js, a, err = p.JudgeWith(s, from, to)
			return js, err
		})
		r := out["result"]
		r.header = append(r.header, "dispersion")
		for i := range r.rows {
			r.rows[i] = append(r.rows[i], number(a))
		}
		return out
	},
	"bayes_detect": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			evaluate
			surveil.Bayes
		}
		c.params(t, &p)
		return p.run(t, c, p.Judge)
	},
	"rki_detect": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			evaluate
			surveil.RKI
		}
		c.params(t, &p)
		given := c.in(t, "poisson_limits").numbers(t, "upper")
		for i, x := range surveil.CrowGardner(0.95, len(given)-1) {
			if math.Abs(x-given[i]) > 0.0011 { // one entry of the table is rounded down
				t.Errorf("Crow-Gardner limit of %d: %v, the table says %v", i, x, given[i])
			}
		}
		return p.run(t, c, p.Judge)
	},
	"outbreak_p": func(t *testing.T, c *oracleCase) map[string]*table {
		var p struct {
			evaluate
			surveil.OutbreakP
		}
		c.params(t, &p)
		return p.run(t, c, p.Judge)
	},
	"ewma_essence": func(t *testing.T, c *oracleCase) map[string]*table {
		var p surveil.EssenceEWMA
		c.params(t, &p)
		return days(t, c, p.JudgeDays)
	},
	"regression_essence": func(t *testing.T, c *oracleCase) map[string]*table {
		var p surveil.EssenceRegression
		c.params(t, &p)
		return days(t, c, p.JudgeDays)
	},
	"switch_essence": func(t *testing.T, c *oracleCase) map[string]*table {
		var p surveil.EssenceSwitch
		c.params(t, &p)
		return days(t, c, p.JudgeDays)
	},
}

// withC2 adds the standardised excess that C3 sums.
func withC2(t *testing.T, c *oracleCase, e surveil.EARS, out *table) {
	t.Helper()
	byUnit := map[string]surveil.Series{}
	for _, s := range c.series(t) {
		byUnit[s.unit] = surveil.Series{Counts: s.counts}
	}
	times, units := out.numbers(t, "time"), out.text(t, "unit")
	out.header = append(out.header, "c2")
	for i := range out.rows {
		out.rows[i] = append(out.rows[i], number(e.C2(byUnit[units[i]], int(times[i])-1)))
	}
}

// days runs a daily detector over whole series.
func days(t *testing.T, c *oracleCase, detect func(surveil.Series, int, int) ([]surveil.Daily, error)) map[string]*table {
	t.Helper()
	out := tableOf("time", "unit", "observed", "expected", "statistic", "p", "sigma", "adjusted_r2", "alert", "detector")
	for _, s := range c.series(t) {
		ds, err := detect(surveil.Series{Counts: s.counts, Dates: s.dates}, 0, len(s.counts)-1)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			out.add(d.Index+1, s.unit, d.Observed, d.Expected, d.Statistic, d.P, d.Sigma, d.AdjustedR2, d.Alert, d.Detector)
		}
	}
	return map[string]*table{"result": out}
}

// merged joins maps of operations, each of which may be there once.
func merged(t *testing.T, all ...map[string]oracleOp) map[string]oracleOp {
	t.Helper()
	out := map[string]oracleOp{}
	for _, ops := range all {
		for name := range ops {
			if out[name] != nil {
				t.Fatalf("two of operation %s", name)
			}
		}
		maps.Copy(out, ops)
	}
	return out
}
