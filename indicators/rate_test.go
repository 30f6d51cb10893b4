package indicators

import (
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestRates(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	score := func(id, area string, n, d *float64) anlan.Score {
		level := anlan.County
		if area == "6299" {
			level = anlan.City
		}
		return anlan.Score{Measure: anlan.Measure{Indicator: id, Area: area, Level: level, Period: "2026-09", Num: n, Den: d}, State: anlan.StateOK}
	}
	scores := []anlan.Score{
		score("MD14", "6299", num(207), num(41400)), score("SQ01", "6299", num(12), num(41400)),
		score("MD01", "6299", num(90), num(100)), score("SQ06", "6299", num(30), num(60)),
		score("MD01", "629902", num(40), num(50)), score("SQ06", "629902", num(3), num(40)),
		score("MD01", "629903", num(20), num(50)), score("SQ06", "629903", num(20), num(40)),
		score("MD01", "629904", num(20), num(60)), score("SQ06", "629904", nil, nil),
	}
	scores[5].Suppressed = true // 3 of 40 is a small cell
	got := map[string]anlan.Rate{}
	for _, r := range f.Rates(scores) {
		got[r.ID+" "+r.Area] = r
	}
	if r := got["suits 6299"]; !near(r.Value, 50) || r.Scored {
		t.Errorf("suits per 10,000: %+v", r)
	}
	if r := got["resolved 6299"]; !near(r.Value, 75) || !near(r.Num, 120) || !near(r.Den, 160) || !r.Scored || r.Suppressed {
		t.Errorf("resolved, pooled: %+v", r)
	}
	if r := got["resolved 629902"]; !r.Suppressed {
		t.Errorf("a rate with a withheld part is shown: %+v", r)
	}
	if r := got["resolved 629903"]; r.Suppressed || !near(r.Num, 40) {
		t.Errorf("a rate whose parts are shown: %+v", r)
	}
	if r, ok := got["resolved 629904"]; !ok || r.Value != nil || r.Num != nil {
		t.Errorf("a part is missing, and the rate is %+v", r)
	}
	if _, ok := got["suits 629902"]; ok {
		t.Error("a rate of an area that has no such score")
	}
}
