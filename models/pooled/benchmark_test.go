package pooled

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan/models/backtest"
)

// benchmarkScenarios reads those that the detection benchmark was simulated from.
func benchmarkScenarios(t *testing.T) []backtest.Scenario {
	t.Helper()
	f, err := os.Open("../testdata/benchmark/scenarios.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []backtest.Scenario
	for _, row := range rows[1:] {
		at := func(name string) float64 {
			for i, column := range rows[0] {
				if column == name {
					v, err := strconv.ParseFloat(row[i], 64)
					if err != nil {
						t.Fatal(err)
					}
					return v
				}
			}
			t.Fatalf("no column %s", name)
			return 0
		}
		out = append(out, backtest.Scenario{Name: row[0], Theta: at("theta"), Beta: at("beta"), Gamma1: at("gamma1"), Gamma2: at("gamma2"),
			Phi: at("phi"), Harmonics: int(at("harmonics"))})
	}
	return out
}

// ranking is a way to rank the weeks of a benchmark: small stands out.
type ranking func(s backtest.Simulated, j Judgement) float64

var rankings = map[string]ranking{
	"known":         func(s backtest.Simulated, j Judgement) float64 { return s.Scenario.Known(s.Counts, j.Index+1, 1) },
	"known 3 weeks": func(s backtest.Simulated, j Judgement) float64 { return s.Scenario.Known(s.Counts, j.Index+1, 3) },
	"single":        func(_ backtest.Simulated, j Judgement) float64 { return 1 / j.FactorSingle },
	"windows":       func(_ backtest.Simulated, j Judgement) float64 { return 1 / j.FactorWindows },
	"combined":      func(_ backtest.Simulated, j Judgement) float64 { return j.Calm },
}

// TestNearTheCeiling: on two of the draws of the card, at one false alarm in a
// hundred calm weeks, the single week finds as many outbreaks as one who knows the
// true mean, less .01 at most; the windows reach 97% of such a one's F1; and the
// combined rule lies between them in F1 and in outbreaks found in their first week.
func TestNearTheCeiling(t *testing.T) {
	const from, to, draws = 576, backtest.SimulatedWeeks, 2
	scenarios := benchmarkScenarios(t)
	scored := map[string][]backtest.Scored{}
	var outbreaks []backtest.Outbreak
	for seed := range draws {
		simulated, err := backtest.Simulate(scenarios, uint64(seed)+1)
		if err != nil {
			t.Fatal(err)
		}
		family := make([]Series, len(simulated))
		for i, s := range simulated {
			family[i].Counts = s.Counts
		}
		for i, js := range judge(t, DefaultDetector(), family, from-1, to-1) {
			s := simulated[i]
			name := strconv.Itoa(seed) + s.Name
			s.Current.Series = name
			outbreaks = append(outbreaks, s.Current)
			for way, rank := range rankings {
				p := make([]float64, len(s.Counts))
				for w := range p {
					p[w] = math.NaN()
				}
				for _, j := range js {
					p[j.Index] = rank(s, j)
				}
				scored[way] = append(scored[way], backtest.Scored{Series: name, Counts: s.Counts, P: p, Outbreak: s.Outbreak})
			}
		}
	}
	measured := map[string]backtest.Measures{}
	for way, s := range scored {
		judged, err := backtest.AtRate(s, from, to, 0.01)
		if err != nil {
			t.Fatal(err)
		}
		if measured[way], err = backtest.Measure(judged, outbreaks, from, to); err != nil {
			t.Fatal(err)
		}
	}
	m := measured
	for way, x := range m {
		t.Logf("%-13s found %.4f, in the first week %.4f, F1 %.4f", way, x.POD, x.PODFirstWeek, x.F1)
	}
	if m["single"].POD < m["known"].POD-0.01 {
		t.Errorf("single week: %.4f found, with the true mean %.4f", m["single"].POD, m["known"].POD)
	}
	if m["windows"].F1 < 0.97*m["known 3 weeks"].F1 {
		t.Errorf("windows: F1 %.4f, with the true mean %.4f", m["windows"].F1, m["known 3 weeks"].F1)
	}
	if c := m["combined"]; c.F1 <= m["single"].F1 || c.PODFirstWeek <= m["windows"].PODFirstWeek {
		t.Errorf("combined: F1 %.4f, single %.4f; in the first week %.4f, windows %.4f", c.F1, m["single"].F1, c.PODFirstWeek, m["windows"].PODFirstWeek)
	}
}
