package indicators

import (
	"testing"

	"github.com/anlan-lake/anlan"
)

func vetoed(t *testing.T, facts ...VetoFact) map[string]anlan.IndexRow {
	t.Helper()
	for n := range facts {
		facts[n].Indicator, facts[n].Document, facts[n].By = "B1", "号文", "assessor"
	}
	_, index, _ := evaluated(t, EvaluateInput{Vetoes: facts, Measures: []anlan.Measure{
		measure("B1", "6299", 0), measure("B1", "629902", 0), measure("B1", "629903", 4),
	}})
	return index
}

func TestVetoCaps(t *testing.T) {
	index := vetoed(t, VetoFact{Area: "629902001", Day: "2026-09-30"}, VetoFact{Area: "629903", Day: "2025-10-01"})
	r := index[" 629902"]
	if !near(r.Score, 59.9) || !near(r.Uncapped, 100) || r.Colour != anlan.Red {
		t.Errorf("629902: %s uncapped %s %s", show(r.Score), show(r.Uncapped), r.Colour)
	}
	if r := index[" 629903"]; !near(r.Score, 0) || !near(r.Uncapped, 0) {
		t.Errorf("a total below the cap stays: %s", show(r.Score))
	}
	if r := index[" 6299"]; !near(r.Score, 59.9) {
		t.Errorf("two facts veto the city: %s", show(r.Score))
	}
	if r := index["B 629902"]; !near(r.Score, 100) {
		t.Errorf("a veto is on the total, not on a category: %s", show(r.Score))
	}
}

func TestVetoEnds(t *testing.T) {
	for name, c := range map[string]struct {
		fact   VetoFact
		stands bool
	}{
		"within a year":      {VetoFact{Day: "2025-10-01"}, true},
		"over a year ago":    {VetoFact{Day: "2025-09-30"}, false},
		"after the period":   {VetoFact{Day: "2026-10-01"}, false},
		"lifted":             {VetoFact{Day: "2026-05-01", Lifted: "2026-09-30"}, false},
		"lifted after":       {VetoFact{Day: "2026-05-01", Lifted: "2026-10-01"}, true},
		"one for the county": {VetoFact{Day: "2026-05-01"}, true},
	} {
		c.fact.Area = "629902"
		index := vetoed(t, c.fact)
		if got := near(index[" 629902"].Score, 59.9); got != c.stands {
			t.Errorf("%s: capped is %v", name, got)
		}
		if near(index[" 6299"].Score, 59.9) {
			t.Errorf("%s: one fact vetoes the city, which takes two", name)
		}
	}
}

func TestProposals(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	safe := func(area string, level anlan.Level, num, den float64) anlan.Measure {
		m := measure("QZ01", area, num, den)
		m.Level = level
		return m
	}
	clustered := safe("629905", anlan.County, 800, 1000) // so unequal in weight that it tells as much as 160
	clustered.Effective = num(160)
	got := f.Proposals([]anlan.Measure{
		clustered,
		safe("629902", anlan.County, 128, 160),  // 80%, but the upper bound is 85.5: a small sample
		safe("629903", anlan.County, 800, 1000), // 80%, upper bound 82.4
		safe("629904", anlan.County, 10, 100),   // too few answers
		safe("629902001", anlan.Township, 1, 1000),
	})
	if len(got) != 1 || got[0].Area != "629903" || got[0].Upper95 >= 85 {
		t.Errorf("proposed %+v", got)
	}
}
