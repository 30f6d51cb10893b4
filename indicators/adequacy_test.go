package indicators

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
)

// register holds a county's year of requests and survey that ended with a month.
func register(area, period string, requests, share, answers, people float64) []anlan.Measure {
	m := func(id string, n float64) anlan.Measure {
		return anlan.Measure{Indicator: id, Area: area, Level: anlan.County, Period: period, Num: num(n)}
	}
	s := m("rho_c.survey", share*answers)
	s.Den, s.Effective = num(answers), num(answers/2)
	return []anlan.Measure{m("rho_c.request.1", requests/2), m("rho_c.request.3", requests/2), s, m("rho_c.population", people)}
}

func rhoFramework() *Framework {
	f, err := Builtin("peace")
	if err != nil {
		panic(err)
	}
	f.Adequacy = f.Adequacy[:1]
	f.Samples = map[string]Sample{"survey_response": {DesignEffect: 2}}
	return f
}

// Three counties with two windows of their past: one keeps a fifth of its
// requests out, one always registered little, one is new.
func TestAdequacyByHand(t *testing.T) {
	var m []anlan.Measure
	for _, p := range []string{"2024-09", "2025-09"} {
		m = append(m, register("629902", p, 9000, 0.2, 4000, 90000)...)
		m = append(m, register("629903", p, 3000, 0.2, 4000, 90000)...)
	}
	m = append(m, register("629902", "2025-10", 1, 0.2, 4000, 90000)...) // overlaps the window: no past
	m = append(m, register("629902", "2026-09", 7200, 0.2, 4000, 90000)...)
	m = append(m, register("629903", "2026-09", 3000, 0.2, 4000, 90000)...)
	m = append(m, register("629904", "2026-09", 5400, 0.2, 4000, 90000)...)
	got := map[string]anlan.Adequacy{}
	for _, a := range rhoFramework().Adequacies(m, []string{"2026-09"}) {
		got[a.Area] = a
	}
	d := 1.28 * math.Sqrt(0.8/(0.2*1000)) // 4000 answers worth 2000 by weight, half of that by design
	for area, want := range map[string]struct {
		ratio, base float64
		basis       string
	}{
		"629902": {0.4, 0.5, anlan.BasisOwn},
		"629903": {1.0 / 6, (1.0/6 + 0.3) / 2, anlan.BasisFloor}, // quarter of the way from 1/6 to 0.5 by way of 0.3
		"629904": {0.3, 0.3, anlan.BasisMedian},
	} {
		a := got[area]
		rho := min(1, want.ratio/want.base*(1+d))
		if !near(a.Ratio, want.ratio) || !near(a.Base, want.base) || a.Basis != want.basis || !near(a.Tolerance, d) || !near(a.Rho, rho) {
			t.Errorf("%s: ratio %s base %s (%s) d %s rho %s, want %+v, rho %v", area, show(a.Ratio), show(a.Base), a.Basis, show(a.Tolerance), show(a.Rho), want, rho)
		}
	}
}

// Without a survey, a register or a population there is no factor, and the row
// says why.
func TestAdequacyLacks(t *testing.T) {
	whole := register("629902", "2026-09", 9000, 0.2, 4000, 90000)
	for lacks, change := range map[string]func(m []anlan.Measure){
		"requests":   func(m []anlan.Measure) { m[1].Num = nil },
		"survey":     func(m []anlan.Measure) { m[2].Num = nil },
		"population": func(m []anlan.Measure) { m[3].Num = nil },
	} {
		m := append([]anlan.Measure{}, whole...)
		change(m)
		if a := rhoFramework().Adequacies(m, []string{"2026-09"}); len(a) != 1 || a[0].Rho != nil || a[0].Lacks != lacks {
			t.Errorf("%s: %+v", lacks, a)
		}
	}
	for n := range whole {
		whole[n].Level, whole[n].Area = anlan.City, "6299"
	}
	if a := rhoFramework().Adequacies(whole, []string{"2026-09"}); a[0].Lacks != "base" {
		t.Errorf("a city without a past is held against itself: %+v", a[0])
	}
}

// The factor takes percentages down, and times up; townships have the county's.
func TestAdequate(t *testing.T) {
	for _, c := range []struct {
		i    Indicator
		want float64
	}{
		{Indicator{Unit: "%", Direction: anlan.Positive}, 72}, {Indicator{Unit: "%", Direction: anlan.Negative}, 82}, {Indicator{Unit: "天", Direction: anlan.Negative}, 88.888888888888889},
	} {
		if got := adequate(&c.i, num(0.9), 80); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s %s: %v, want %v", c.i.Unit, c.i.Direction, got, c.want)
		}
		if got := adequate(&c.i, nil, 80); got != 80 {
			t.Errorf("without a factor %v", got)
		}
	}
	f := tinyFramework(t)
	f.Indicators[0].Adequacy = "rho_c"
	r, err := f.Evaluate(EvaluateInput{Levels: china, Areas: places, Adequacy: []anlan.Adequacy{{Factor: "rho_c", Area: "629902", Level: anlan.County, Period: "2026-09", Rho: num(0.9)}},
		Measures: []anlan.Measure{measure("A1", "629902", 80, 100), measure("A1", "629903", 80, 100), measure("A1", "629902001", 8000, 10000)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Scores {
		switch {
		case s.Indicator != "A1" || s.Value == nil:
		case s.Area == "629903" && (!near(s.Adjusted, 80) || s.Rho != nil):
			t.Errorf("%s: %s", s.Area, show(s.Adjusted))
		case s.Area != "629903" && (!near(s.Adjusted, 72) || !near(s.Score, 44) || !near(s.ScoreLower, 2*(0.9**s.Lower-50))):
			t.Errorf("%s: %s, score %s", s.Area, show(s.Adjusted), show(s.Score))
		}
	}
}
