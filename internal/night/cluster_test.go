package night

import (
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// TestWithheldSums: a sum of withheld counts is told only where each small one can
// be anything from 1 to 4.
func TestWithheldSums(t *testing.T) {
	small := func(v float64) weekCell { return weekCell{exact: v, shown: 1} }
	guard := func(v float64) weekCell { return weekCell{exact: v, shown: anlan.Withheld} }
	for name, x := range map[string]struct {
		hidden []weekCell
		safe   bool
	}{
		"none":                        {nil, true},
		"one":                         {[]weekCell{small(2)}, false},
		"two of which both are 4":     {[]weekCell{small(4), small(4)}, false},
		"two of which both are 1":     {[]weekCell{small(1), small(1)}, false},
		"two that can be anything":    {[]weekCell{small(2), small(3)}, true},
		"three of 1":                  {[]weekCell{small(1), small(1), small(1)}, false},
		"three of 2":                  {[]weekCell{small(2), small(2), small(2)}, true},
		"one beside a large one":      {[]weekCell{small(2), guard(9)}, true},
		"one beside a guard of 0":     {[]weekCell{small(2), guard(0)}, false},
		"a guard that is small alone": {[]weekCell{guard(3)}, false},
		"a large one alone":           {[]weekCell{guard(9)}, true},
	} {
		if tellsNone(x.hidden) != x.safe {
			t.Errorf("%s: safe %v", name, !x.safe)
		}
	}
}

func TestWithholdClusters(t *testing.T) {
	point := func(area, kind, week string, n int64) edition.SeriesPoint {
		return edition.SeriesPoint{Series: "hotline_domain", Kind: kind, Area: area, Level: anlan.Township, Week: week, Observed: n}
	}
	exact := []edition.SeriesPoint{point("629902001", "03", "2026-10-12", 9), point("629902002", "03", "2026-10-12", 8), point("629902001", "03", "2026-10-19", 9), point("629902002", "03", "2026-10-19", 2)}
	shown := append([]edition.SeriesPoint(nil), exact...)
	shown[3].Observed = 1
	cluster := func(from, to string, n float64) anlan.Cluster {
		return anlan.Cluster{Level: anlan.Township, Areas: []string{"629902001", "629902002"}, Kinds: []anlan.SeriesKind{{Series: "hotline_domain", Kind: "03"}}, From: from, Period: to, Observed: n, Expected: 6, P: 0.01}
	}
	got := withholdClusters([]anlan.Cluster{cluster("2026-W42", "2026-W42", 17), cluster("2026-W42", "2026-W43", 28), cluster("2026-W43", "2026-W43", 11), cluster("2026-W41", "2026-W41", 20),
		cluster("2026-W42", "2026-W42", 3), cluster("soon", "2026-W43", 9)}, exact, shown)
	for i, want := range []float64{17, anlan.Withheld, anlan.Withheld, anlan.Withheld, 1, anlan.Withheld} {
		if got[i].Observed != want || (got[i].P == 0) == (want == 17) {
			t.Errorf("cluster %d: %v, p %v; want %v", i, got[i].Observed, got[i].P, want)
		}
	}
}
