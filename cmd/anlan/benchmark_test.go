package main

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/models/backtest"
)

// matchedName gives the algorithm of the benchmark behind a row of
// results_matched.csv; EARS is ranked by (y − mean) / max(sd, 0.5) there.
func matchedName(all []algorithm, score string) (algorithm, bool) {
	if variant, ok := strings.CutPrefix(score, "ears_"); ok {
		variant = strings.TrimSuffix(variant, "_score")
		return algorithm{Name: score, Op: "ears", Params: map[string]json.RawMessage{"variant": json.RawMessage(`"` + variant + `"`), "min_sigma": json.RawMessage("0.5")}}, true
	}
	for _, name := range []string{score, score + "_a01"} {
		if i := slices.IndexFunc(all, func(a algorithm) bool { return a.Name == name }); i >= 0 {
			return all[i], true
		}
	}
	return algorithm{}, false
}

// TestReferenceMatched holds every row of results_matched.csv: the figures of
// the reference's methods at equal false-positive rates. All but harmonic
// regression agree to the four decimals given; the reference's harmonic
// regression is told in words alone, and is met within two of the 160 outbreaks
// (one of the 48 small ones).
func TestReferenceMatched(t *testing.T) {
	const dir = "../../models/testdata/benchmark/"
	set, err := readBenchmark(dir+"series.csv.gz", nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := benchmarkRun{series: dir + "series.csv.gz"}.algorithms(set)
	if err != nil {
		t.Fatal(err)
	}
	want, err := readSheet(dir+"results_matched.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	names, err := want.text("score")
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"fpr", "pod", "pod_first_week", "pod_k1_3", "pod_k4_7", "sensitivity", "ppv", "f1", "timeliness"}
	figures, err := observations(want, append([]string{"target_fpr"}, columns...)...)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 27 {
		t.Fatalf("%d rows", len(names))
	}
	scored := map[string]scoredAlgorithm{}
	for i, name := range names {
		alg, ok := matchedName(all, name)
		if !ok {
			t.Errorf("nothing stands for row %s", name)
			continue
		}
		s, ok := scored[name]
		if !ok {
			if s, err = runAlgorithm(t.Context(), alg, nil, set); err != nil {
				t.Fatal(name, err)
			}
			scored[name] = s
		}
		judged, err := backtest.AtRate(s.scored, s.from, s.to, figures[0][i])
		if err != nil {
			t.Fatal(name, err)
		}
		m, err := backtest.Measure(judged, set.outbreaks, s.from, s.to)
		if err != nil {
			t.Fatal(name, err)
		}
		got := map[string]float64{}
		for _, f := range m.Figures() {
			got[f.Name] = f.Value
		}
		for k, column := range columns {
			tolerance := 1.1e-4 // as printed
			if strings.HasPrefix(name, "harmonic") {
				tolerance = 2.01 / 160
				if strings.HasPrefix(column, "pod_k") {
					tolerance = 1.01 / 48
				}
			}
			if math.Abs(got[column]-figures[k+1][i]) > tolerance {
				t.Errorf("%s at %v: %s %.4f, reference %.4f", name, figures[0][i], column, got[column], figures[k+1][i])
			}
		}
	}
}
