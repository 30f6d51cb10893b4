package indicators

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// history gives tiny a second version from November 2026 on: A1 needs 60 to
// score, and A2 gives 10 of its weight to it.
const history = `
versions:
  - {version: "1", date: 2026-01-05, author: 办公室, reason: {zh: 起步}}
  - {version: "2", from: 2026-11-01, date: 2026-10-20, author: 办公室, reason: {zh: 标定}, goals: {A1: {worst: 60, best: 100}}, weights: {A1: 50, A2: 10}}
`

func TestVersions(t *testing.T) {
	f, err := Load("test.yaml", strings.NewReader(tiny+history))
	if err != nil {
		t.Fatal(err)
	}
	for period, want := range map[string]string{"2026-10": "1", "2026-10-31": "1", "2026-11": "2", "2026-W44": "2", "2026-10-T3": "1", "2026-Q4": "2", "2026": "2", "2027-03": "2"} {
		if got := f.InForce(period).Version; got != want {
			t.Errorf("%s is judged by version %s, want %s", period, got, want)
		}
	}
	// 80 of 100 is (80-50)/50 under version 1, and (80-60)/40 under version 2.
	num, den := 80.0, 100.0
	m := func(period string) anlan.Measure {
		return anlan.Measure{Indicator: "A1", Area: "620101", Period: period, Num: &num, Den: &den, N: &den}
	}
	r, err := f.Evaluate(EvaluateInput{
		Measures: []anlan.Measure{m("2026-10"), m("2026-11")}, Levels: anlan.Levels{4, 6, 9, 12, 15},
		Areas: []anlan.Area{{Code: "620101", Level: anlan.County, Parent: "6201", Type: "11"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		period        string
		score, weight float64
	}{{"2026-10", 60, 40}, {"2026-11", 50, 50}} {
		for _, s := range r.Scores {
			if s.Indicator == "A1" && s.Period == want.period && (*s.Score != want.score || s.Weight != want.weight) {
				t.Errorf("%s: score %v with weight %v, want %v with %v", want.period, *s.Score, s.Weight, want.score, want.weight)
			}
		}
	}
	if g := f.Indicators[0].Goal; g.Worst != 50 {
		t.Errorf("the body has changed: %v", g)
	}
	h := f.History()
	if rule, ok := h[0].Rule("A2"); len(h) != 2 || !ok || rule.Weight != 20 || rule.GoalWorst != 30 {
		t.Errorf("history %+v", h)
	}
	e := anlan.Edition{Versions: h}
	if v, ok := e.VersionOf("2026-10"); !ok || v.Version != "1" {
		t.Errorf("an edition's October has version %s", v.Version)
	}
	if v, _ := e.VersionOf("2026-W44"); v.Version != "2" {
		t.Errorf("an edition's week that ends in November has version %s", v.Version)
	}
}

func TestVersionsRefused(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{`versions:
  - {version: "1",`, `versions:
  - {version: "0",`, "is that of the framework's body"},
		{"date: 2026-01-05, ", "date: 2026-01-05, from: 2026-01-01, ", "holds from the beginning"},
		{"from: 2026-11-01", "from: 2026-11-02", "not the first day of a month"},
		{"from: 2026-11-01, ", "", "not the first day of a month"},
		{"date: 2026-10-20", "date: 2026-11-20", "does not reach back"},
		{"weights: {A1: 50, A2: 10}", "weights: {A1: 50}", "add up to"},
		{"weights: {A1: 50, A2: 10}", "weights: {A1: 50, A9: 10}", `no indicator "A9"`},
		{"goals: {A1: {worst: 60, best: 100}}", "goals: {A1: {worst: 100, best: 60}}", "run against"},
		{"goals: {A1: {worst: 60, best: 100}}", "goals: {A1: {worst: 60}}", "best is missing"},
		{`{version: "2"`, `{version: "1"`, "a name of its own"},
		{`{version: "2", from: 2026-11-01`, `{version: "50%d", from: 2026-11-02`, "version 50%d: from"},
	} {
		text := strings.Replace(tiny+history, c.from, c.to, 1)
		_, err := Load("test.yaml", strings.NewReader(text))
		if text == tiny+history || anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: want Invalid with %q, got %v", c.to, c.want, err)
		}
	}
}
