package models

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/models/scan"
)

// places reads the role locations.
func places(t *testing.T, c *oracleCase) ([]scan.Place, *table) {
	t.Helper()
	in := c.in(t, "locations")
	x, y := in.numbers(t, "x"), in.numbers(t, "y")
	var out []scan.Place
	for i, name := range in.text(t, "location") {
		out = append(out, scan.Place{Name: name, X: x[i], Y: y[i]})
	}
	if has(in, "population") {
		for i, n := range in.numbers(t, "population") {
			out[i].Population = n
		}
	}
	return out, in
}

func has(in *table, column string) bool {
	for _, h := range in.header {
		if h == column {
			return true
		}
	}
	return false
}

// joined names places by number.
func joined(at []scan.Place, members []int) string {
	var names []string
	for _, j := range members {
		names = append(names, at[j].Name)
	}
	return strings.Join(names, ";")
}

// nullTable gives the quantiles of the null that the case lists.
func nullTable(t *testing.T, c *oracleCase, r *scan.Result, column string) *table {
	t.Helper()
	out := tableOf("quantile", column)
	for _, q := range readTable(t, filepath.Join(c.dir, c.Outputs["null"])).numbers(t, "quantile") {
		out.add(q, r.Quantile(q))
	}
	return out
}

const scanSeed = 20261129

var scanOps = map[string]oracleOp{
	"scan_spatial": func(t *testing.T, c *oracleCase) map[string]*table {
		var p scan.Spatial
		c.params(t, &p)
		at, in := places(t, c)
		var expected []float64
		if has(in, "expected") {
			expected = in.numbers(t, "expected")
		}
		r, err := p.Run(t.Context(), at, in.numbers(t, "cases"), expected, scanSeed)
		if err != nil {
			t.Fatal(err)
		}
		out := tableOf("rank", "locations", "population", "cases", "expected", "relative_risk", "llr", "p")
		for i, x := range r.Clusters {
			out.add(i+1, joined(at, x.Places), x.Population, x.Cases, x.Expected, x.RelativeRisk, x.Statistic, x.P)
		}
		return map[string]*table{"clusters": out, "null": nullTable(t, c, r, "llr")}
	},
	"scan_space_time": func(t *testing.T, c *oracleCase) map[string]*table {
		var p scan.SpaceTime
		c.params(t, &p)
		if name, ok := c.Outputs["windows"]; ok {
			p.Windows = len(readTable(t, filepath.Join(c.dir, name)).rows)
		}
		at, _ := places(t, c)
		in := c.in(t, "counts")
		var baseline []float64
		if has(in, "baseline") {
			baseline = in.numbers(t, "baseline")
		}
		for i, name := range in.text(t, "location") { // by time, then location
			if at[i%len(at)].Name != name {
				t.Fatalf("row %d of counts is of location %s", i+1, name)
			}
		}
		r, err := p.Run(t.Context(), at, in.numbers(t, "count"), baseline, scanSeed)
		if err != nil {
			t.Fatal(err)
		}
		out := tableOf("rank", "locations", "time_start", "time_end", "cases", "expected", "relative_risk", "statistic", "p")
		for i, x := range r.Clusters {
			out.add(i+1, joined(at, x.Places), x.From+1, x.To+1, x.Cases, x.Expected, x.RelativeRisk, x.Statistic, x.P)
		}
		windows := tableOf("rank", "locations", "duration", "statistic")
		for i, x := range r.Windows {
			windows.add(i+1, joined(at, x.Places), x.Duration(), x.Statistic)
		}
		return map[string]*table{"clusters": out, "windows": windows, "null": nullTable(t, c, r, "statistic")}
	},
}
