package indicators

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// tiny is a framework of two categories that can be worked out on paper.
const tiny = `
id: tiny
version: "1"
name: {zh: 小指数}
index_levels: [city, county, township]
coverage: 0.7
tie: 1e-12
colours: [{colour: green, min: 85}, {colour: blue, min: 75}, {colour: orange, min: 60}, {colour: red, min: 0}]
shrink: {level: township, toward: county, factor: 2}
veto: {cap: 59.9, months: 12}
peers:
  - {id: district, name: {zh: 区}, level: county, types: ["11"]}
  - {id: county, name: {zh: 县}, level: county, types: ["12"]}
  - {id: street, name: {zh: 街道}, level: township}
categories:
  - {code: A, name: {zh: 甲}, weight: 60}
  - {code: B, name: {zh: 乙}, weight: 40}
indicators:
  - {id: A1, category: A, name: {zh: 甲一}, definition: {zh: 甲一}, numerator: {table: t, expr: count(*) filter (where ok), time: day}, denominator: {table: t, expr: count(*), time: day},
     scale: 100, unit: "%", direction: "+", levels: [city, county, township], window: P1M, window_township: P3M, weight: 40, goal: {worst: 50, best: 100}, min_denominator: 10, min_cell: 5}
  - {id: A2, category: A, name: {zh: 甲二}, definition: {zh: 甲二}, numerator: {table: t, expr: "@median(d) filter (where ok)", time: day},
     scale: 1, unit: 天, direction: "-", levels: [city, county], window: P1M, weight: 20, goal: {worst: 30, best: 10}, min_denominator: 3}
  - {id: B1, category: B, name: {zh: 乙一}, definition: {zh: 乙一}, numerator: {table: u, expr: count(*), time: day},
     scale: 1, unit: 起, direction: "-", levels: [city, county], window: P12M, weight: 40, goal: {worst: 4, best: 0}, veto: [{level: county, at_least: 1}, {level: city, at_least: 2}]}
  - {id: N1, category: B, name: {zh: 中性}, definition: {zh: 中性}, numerator: {table: u, expr: count(*), time: day}, denominator: {table: p, expr: sum(pop), time: "@latest"},
     scale: 10000, unit: 起, direction: "0", levels: [city, county, township], window: P12M, window_township: P12M, weight: 0, min_denominator: 100}
`

func tinyFramework(t testing.TB) *Framework {
	t.Helper()
	f, err := Load("test.yaml", strings.NewReader(tiny))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var places = []anlan.Area{
	{Code: "6299", Level: anlan.City, Type: "01"},
	{Code: "629902", Level: anlan.County, Type: "11", Parent: "6299"},
	{Code: "629903", Level: anlan.County, Type: "11", Parent: "6299"},
	{Code: "629904", Level: anlan.County, Type: "12", Parent: "6299"},
	{Code: "629902001", Level: anlan.Township, Type: "21", Parent: "629902"},
	{Code: "629902002", Level: anlan.Township, Type: "21", Parent: "629902"},
}

func num(v float64) *float64 { return &v }

func measure(id, area string, sides ...float64) anlan.Measure {
	m := anlan.Measure{Indicator: id, Area: area, Period: "2026-09"}
	switch len(sides) {
	case 3:
		m.N = num(sides[2])
		fallthrough
	case 2:
		m.Den = num(sides[1])
		if m.N == nil {
			m.N = m.Den
		}
		fallthrough
	case 1:
		m.Num = num(sides[0])
	}
	return m
}

func median(id, area string, v, n float64) anlan.Measure {
	m := measure(id, area, v)
	m.N = num(n)
	return m
}

// evaluated gives the rows by "indicator area" and "category area".
func evaluated(t testing.TB, in EvaluateInput) (map[string]anlan.Score, map[string]anlan.IndexRow, Result) {
	t.Helper()
	in.Levels = china
	if in.Areas == nil {
		in.Areas = places
	}
	r, err := tinyFramework(t).Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	scores, index := map[string]anlan.Score{}, map[string]anlan.IndexRow{}
	for _, s := range r.Scores {
		scores[s.Indicator+" "+s.Area] = s
	}
	for _, x := range r.Index {
		index[x.Category+" "+x.Area] = x
	}
	return scores, index, r
}

func near(got *float64, want float64) bool {
	return got != nil && math.Abs(*got-want) < 1e-12*max(1, math.Abs(want))
}

func show(p *float64) string {
	if p == nil {
		return "none"
	}
	return fmt.Sprint(*p)
}

func TestEvaluateByHand(t *testing.T) {
	scores, index, _ := evaluated(t, EvaluateInput{Final: map[string]bool{"2026-09": true}, Measures: []anlan.Measure{
		measure("A1", "629902", 80, 100), median("A2", "629902", 15, 40), measure("B1", "629902", 1), measure("N1", "629902", 5, 1000),
		measure("A1", "629902001", 8, 10), measure("A1", "629902002", 72, 90), measure("N1", "629902002", 5, 50),
		measure("A1", "629903", 9, 9), median("A2", "629903", 40, 2), measure("B1", "629903", 0), measure("N1", "629903"),
		measure("A1", "629904", 50, 100), measure("A2", "629904"), measure("B1", "629904"),
	}})
	// 80 of 100 lies 30/50 of the way from 50 to 100; 15 days 15/20 from 30 to 10.
	for key, want := range map[string]float64{"A1 629902": 60, "A2 629902": 75, "B1 629902": 75, "B1 629903": 100, "A1 629904": 0} {
		if s := scores[key]; !near(s.Score, want) {
			t.Errorf("%s scores %s, want %v", key, show(s.Score), want)
		}
	}
	for key, want := range map[string]anlan.State{
		"N1 629902": anlan.StateNeutral, "N1 629903": anlan.StateMissing, "N1 629902002": anlan.StateInsufficient, "N1 629902001": anlan.StateMissing,
		"A1 629903": anlan.StateInsufficient, "A2 629903": anlan.StateInsufficient, "A2 629904": anlan.StateMissing, "B1 629904": anlan.StateMissing,
	} {
		if s := scores[key]; s.State != want || s.Score != nil {
			t.Errorf("%s is %s with score %s, want %s and none", key, s.State, show(s.Score), want)
		}
	}
	// A: (40×60 + 20×75)/60 = 65; total 0.6×65 + 0.4×75.
	for key, want := range map[string]float64{"A 629902": 65, "B 629902": 75, " 629902": 69, " 629903": 100, "B 629903": 100, " 629904": 0, "A 629904": 0} {
		if r := index[key]; !near(r.Score, want) {
			t.Errorf("row %q scores %s, want %v", key, show(r.Score), want)
		}
	}
	for key, want := range map[string]struct {
		colour   anlan.Colour
		coverage float64
	}{
		" 629902": {anlan.Orange, 1}, "A 629902": {anlan.Orange, 1}, "B 629902": {anlan.Blue, 1},
		" 629903": {anlan.Green, 0.4}, "A 629903": {anlan.ColourNone, 0}, // a total below coverage is still shown
		"A 629904": {anlan.ColourNone, 2.0 / 3}, "B 629904": {anlan.ColourNone, 0},
	} {
		if r := index[key]; r.Colour != want.colour || math.Abs(r.Coverage-want.coverage) > 1e-12 {
			t.Errorf("row %q is %s with %v covered, want %v", key, r.Colour, r.Coverage, want)
		}
	}
	if r := index["A 629903"]; r.Score != nil {
		t.Errorf("a category without a figure scores %v", *r.Score)
	}
	if r := index[" 629902"]; !r.Final || r.Peers != "district" || r.Rank != 1 || r.RankBest != 1 || r.RankWorst != 2 { // tied: one case of B1 is no lead
		t.Errorf("629902: %+v", r)
	}
	if r := index[" 629904"]; r.Peers != "county" || r.Rank != 1 {
		t.Errorf("629904 is alone among counties: %+v", r)
	}
	if _, ok := index[" 6299"]; ok {
		t.Error("the city has no measure and yet a row")
	}
}

// Townships have 70 of 100 between them and m = 2×10, so that 10 of 10 becomes
// (10 + 14)/30.
func TestShrink(t *testing.T) {
	scores, _, _ := evaluated(t, EvaluateInput{Measures: []anlan.Measure{
		measure("A1", "629902", 1, 100), measure("A1", "629902001", 10, 10), measure("A1", "629902002", 60, 90),
	}})
	// p = 70/100 of the townships, whatever the county's own window says.
	if s := scores["A1 629902001"]; !near(s.Value, 100) || !near(s.Adjusted, 100*(10+20*0.7)/30) || !near(s.Score, 2*(*s.Adjusted-50)) {
		t.Errorf("629902001: value %s, adjusted %s, score %s", show(s.Value), show(s.Adjusted), show(s.Score))
	}
	if s := scores["A1 629902"]; !near(s.Adjusted, 1) {
		t.Errorf("a county is not shrunk: adjusted %s", show(s.Adjusted))
	}
}

func TestTownshipWeights(t *testing.T) {
	scores, index, _ := evaluated(t, EvaluateInput{Measures: []anlan.Measure{measure("A1", "629902001", 10, 10)}})
	if s := scores["A1 629902001"]; s.Weight != 100 {
		t.Errorf("the one indicator a township claims weighs %v of 100", s.Weight)
	}
	if r := index[" 629902001"]; r.Coverage != 1 || !near(r.Score, 100) {
		t.Errorf("township: %+v", r)
	}
	if _, ok := index["B 629902001"]; ok {
		t.Error("a category that claims nothing at a level has a row there")
	}
}

func TestUnavailable(t *testing.T) {
	scores, index, _ := evaluated(t, EvaluateInput{Measures: []anlan.Measure{measure("B1", "629902", 0)}, Skipped: []Skip{{Indicator: "A1"}}})
	if s := scores["A1 629902"]; s.State != anlan.StateUnavailable {
		t.Errorf("A1 is %s", s.State)
	}
	if r := index[" 629902"]; math.Abs(r.Coverage-0.4) > 1e-12 {
		t.Errorf("what is unavailable is not covered: %v", r.Coverage)
	}
}

func TestRankTies(t *testing.T) {
	areas := append([]anlan.Area{}, places[:1]...)
	var m []anlan.Measure
	for n, bad := range []float64{0, 1, 0, 2, 1} {
		code := fmt.Sprintf("62990%d", n+2)
		areas = append(areas, anlan.Area{Code: code, Level: anlan.County, Type: "11", Parent: "6299"})
		m = append(m, median("A2", code, 10+2*bad, 20)) // no sampling model: as it stands
	}
	_, index, _ := evaluated(t, EvaluateInput{Areas: areas, Measures: m})
	for code, want := range map[string]int{"629902": 1, "629904": 1, "629903": 3, "629906": 3, "629905": 5} {
		if r := index[" "+code]; r.Rank != want {
			t.Errorf("%s ranks %d, want %d", code, r.Rank, want)
		}
	}
}

func TestEvaluateRefuses(t *testing.T) {
	f := tinyFramework(t)
	ok := measure("A1", "629902", 1, 100)
	for name, in := range map[string]EvaluateInput{
		"an unknown indicator": {Measures: []anlan.Measure{measure("X", "629902", 1)}},
		"an unknown area":      {Measures: []anlan.Measure{measure("A1", "629999", 1)}},
		"a measure twice":      {Measures: []anlan.Measure{ok, ok}},
		"a veto on no veto":    {Vetoes: []VetoFact{{Indicator: "A1", Area: "629902", Day: "2026-09-01", Document: "d", By: "b"}}},
		"a veto by nobody":     {Vetoes: []VetoFact{{Indicator: "B1", Area: "629902", Day: "2026-09-01", Document: "d"}}},
		"a veto without a day": {Vetoes: []VetoFact{{Indicator: "B1", Area: "629902", Day: "soon", Document: "d", By: "b"}}},
		"a level that lies":    {Areas: []anlan.Area{{Code: "629902", Level: anlan.City}}},
	} {
		in.Levels = china
		if in.Areas == nil {
			in.Areas = places
		}
		if _, err := f.Evaluate(in); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: want Invalid, got %v", name, err)
		}
	}
}

// random gives measures of every kind, some absent.
func random(r *rand.Rand) []anlan.Measure {
	var all []anlan.Measure
	for _, a := range places {
		for _, id := range []string{"A1", "A2", "B1", "N1"} {
			n := float64(r.IntN(200))
			switch {
			case r.IntN(4) == 0:
				all = append(all, measure(id, a.Code))
			case id == "A2":
				all = append(all, median(id, a.Code, 40*r.Float64(), n))
			case id == "B1":
				all = append(all, measure(id, a.Code, float64(r.IntN(6))))
			default:
				all = append(all, measure(id, a.Code, math.Floor(n*r.Float64()), n))
			}
		}
	}
	return all
}

// Laws: scores lie in 0..100 and categories and totals between their lowest and
// highest part; a score is there exactly when the state is ok; the points add up
// to the total to the last bit; order of input changes nothing.
func TestLaws(t *testing.T) {
	f := tinyFramework(t)
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		in := EvaluateInput{Measures: random(r), Areas: places, Levels: china}
		got, err := f.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		by := map[string][]anlan.Score{}
		for _, s := range got.Scores {
			by[s.Area] = append(by[s.Area], s)
			if (s.Score != nil) != (s.State == anlan.StateOK) {
				t.Fatalf("seed %d: %s of %s is %s with score %s", seed, s.Indicator, s.Area, s.State, show(s.Score))
			}
			if s.Score != nil && (*s.Score < 0 || *s.Score > 100) {
				t.Fatalf("seed %d: score %v", seed, *s.Score)
			}
		}
		for _, x := range got.Index {
			if x.Category != "" {
				continue
			}
			var sum, low, high = 0.0, 100.0, 0.0
			parts := f.Explain(by[x.Area])
			for _, c := range parts {
				sum += c.Points
				low, high = min(low, c.Score), max(high, c.Score)
			}
			if (x.Uncapped == nil) != (len(parts) == 0) || x.Uncapped != nil && (*x.Uncapped != sum || sum < low-1e-9 || sum > high+1e-9) {
				t.Fatalf("seed %d: %s has %s, its parts %v", seed, x.Area, show(x.Uncapped), sum)
			}
		}
		r.Shuffle(len(in.Measures), func(i, j int) { in.Measures[i], in.Measures[j] = in.Measures[j], in.Measures[i] })
		again, err := f.Evaluate(in)
		if err != nil || text(again) != text(got) {
			t.Fatalf("seed %d: another order of the measures gives another result (%v)", seed, err)
		}
	}
}

func text(r Result) string {
	var b strings.Builder
	for _, s := range r.Scores {
		fmt.Fprintln(&b, s.Indicator, s.Area, s.State, s.Weight, s.Suppressed, show(s.Value), show(s.Adjusted), show(s.Score))
	}
	for _, x := range r.Index {
		fmt.Fprintln(&b, x.Area, x.Category, x.Rank, x.Coverage, x.Colour, show(x.Score), show(x.Uncapped))
	}
	return b.String()
}

// A better figure never lowers a score, a category or a total.
func TestMonotone(t *testing.T) {
	f := tinyFramework(t)
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		in := EvaluateInput{Measures: random(r), Areas: places, Levels: china}
		before, _ := f.Evaluate(in)
		n := r.IntN(len(in.Measures))
		m := &in.Measures[n]
		if m.Num == nil || m.Indicator == "N1" {
			continue
		}
		switch {
		case m.Indicator == "A1" && m.Den != nil && *m.Num < *m.Den:
			m.Num = num(*m.Num + 1)
		case m.Indicator != "A1" && *m.Num >= 1:
			m.Num = num(*m.Num - 1)
		}
		after, err := f.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		for k, x := range before.Index {
			y := after.Index[k]
			if x.Score != nil && x.Area == m.Area && *y.Score < *x.Score-1e-9 {
				t.Fatalf("seed %d: %s of %s got better and %q fell from %v to %v", seed, m.Indicator, m.Area, x.Category, *x.Score, *y.Score)
			}
		}
	}
}

// A figure that goes missing is not a zero: what is left decides.
func TestMissingIsNotZero(t *testing.T) {
	_, with, _ := evaluated(t, EvaluateInput{Measures: []anlan.Measure{measure("A1", "629902", 100, 100), median("A2", "629902", 30, 9)}})
	_, without, _ := evaluated(t, EvaluateInput{Measures: []anlan.Measure{measure("A1", "629902", 100, 100)}})
	if r := with["A 629902"]; !near(r.Score, 100*40.0/60) {
		t.Errorf("with a zero: %s", show(r.Score))
	}
	if r := without["A 629902"]; !near(r.Score, 100) || r.Coverage >= 0.7 || r.Colour != anlan.ColourNone {
		t.Errorf("with a gap: %+v", r)
	}
}
