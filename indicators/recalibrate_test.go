package indicators

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// Twenty-one values 0, 5, …, 100 have their 5th percentile at 5 and their 95th
// at 95; where less is better the posts stand the other way round.
func TestPropose(t *testing.T) {
	f := tinyFramework(t)
	var scores []anlan.Score
	add := func(id string, level anlan.Level, v float64, state anlan.State) {
		s := anlan.Score{Measure: anlan.Measure{Indicator: id, Level: level}, State: state, Adjusted: &v}
		scores = append(scores, s)
	}
	for n := range 21 {
		add("A1", anlan.County, float64(5*n), anlan.StateOK)
		add("A1", anlan.City, 1e6, anlan.StateOK)
		add("A1", anlan.County, 1e6, anlan.StateInsufficient)
		add("A2", anlan.County, 10+float64(n)/3, anlan.StateOK)
		add("B1", anlan.County, 2, anlan.StateOK)
		add("N1", anlan.County, float64(n), anlan.StateNeutral)
	}
	r := Recalibration{Level: anlan.County, Low: 0.05, High: 0.95, Least: 20}
	got := f.Propose(scores, r)
	want := []GoalProposal{
		{"A1", Goal{50, 100}, Goal{5, 95}, 21, ""},
		{"A2", Goal{30, 10}, Goal{16.3, 10.3}, 21, ""},
		{"B1", Goal{4, 0}, Goal{4, 0}, 21, KeptSpread},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for n := range want {
		if got[n] != want[n] {
			t.Errorf("got %+v, want %+v", got[n], want[n])
		}
	}
	g := f.WithGoals(got)
	if *g.Indicators[0].Goal != (Goal{5, 95}) || f.Indicators[0].Goal.Worst != 50 {
		t.Errorf("goals %v, and %v of the framework itself", *g.Indicators[0].Goal, *f.Indicators[0].Goal)
	}
	r.Least = 22
	if p := f.Propose(scores, r)[0]; p.Kept != KeptFew || p.New != p.Old {
		t.Errorf("with too few values: %+v", p)
	}
}

func TestAddVersion(t *testing.T) {
	v := Version{Version: "2", From: "2027-01-01", Date: "2026-12-05", Author: "办公室", Reason: Text{Zh: "标定"}, Goals: map[string]Goal{"A1": {Worst: 5.25, Best: 95}}}
	text, err := AddVersion("tiny.yaml", []byte(tiny+"# the end\n"), v)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), strings.TrimRight(tiny, "\n")) {
		t.Error("what was there has changed")
	}
	f, err := Load("tiny.yaml", strings.NewReader(string(text)))
	if err != nil || len(f.Versions) != 2 || f.Newest().Indicators[0].Goal.Worst != 5.25 || f.Versions[0].Version != "1" {
		t.Fatalf("%v: %+v", err, f)
	}
	// A third stands behind the second, and before what follows the list.
	v.Version, v.From, v.Weights = "3", "2028-01-01", map[string]float64{"A1": 50, "A2": 10}
	moved := strings.Replace(string(text), "\nversions:", "\n# about periods\nversions:", 1) + "# trailing\nperiods: {week: 2}\n"
	if text, err = AddVersion("tiny.yaml", []byte(moved), v); err != nil {
		t.Fatal(err)
	}
	if f, err = Load("tiny.yaml", strings.NewReader(string(text))); err != nil || len(f.Versions) != 3 || f.Newest().Indicators[0].Weight != 50 || f.Periods.Week != 2 {
		t.Errorf("%v: %+v", err, f.Versions)
	}
	if !strings.HasSuffix(string(text), "# trailing\nperiods: {week: 2}\n") {
		t.Errorf("the list's end is not where it was: %s", text[len(text)-200:])
	}
	v.From = "2027-06-15"
	if _, err := AddVersion("tiny.yaml", text, v); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("want Invalid, got %v", err)
	}
}
