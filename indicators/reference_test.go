package indicators

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// ownRules is a framework of one category that is judged by comparison and one
// by deduction, with deaths off the total, by ten-day periods.
const ownRules = `
id: own
version: "1"
name: {zh: 自定}
rhythm: ten_day
index_levels: [city, county]
coverage: 0.7
small_cell: 5
colours: [{colour: green, min: 80}, {colour: yellow, min: 60}, {colour: red, min: 0}]
origin: [{part: {zh: 规则}, assumed: true, reason: {zh: 示例}}]
deductions: [{indicator: D, each: 2, most: 5}]
runs: [{colour: red, length: 2, measure: {zh: 通报}}, {colour: red, length: 3, measure: {zh: 约谈}}]
categories: [{code: A, name: {zh: 甲}, weight: 60}, {code: B, name: {zh: 乙}, weight: 40}]
indicators:
  - {id: C, category: A, name: {zh: 比较}, definition: {zh: 比较}, numerator: {table: t, expr: count(*), time: day}, scale: 1, unit: 起, direction: "-", levels: [city, county], window: P10D, weight: 60,
     compare: [{of: own, when: previous, share: 1, par: 80, slope: 50}, {of: own, when: mean_last_year, least: 2, share: 2, par: 70, slope: 100}, {of: city, when: now, share: 1, par: 60, slope: 10}]}
  - {id: F, category: B, name: {zh: 扣分}, definition: {zh: 扣分}, numerator: {table: t, expr: count(*), time: day}, scale: 1, unit: 起, direction: "-", levels: [city, county], window: P10D, weight: 40,
     deduct: {from: 100, each: 3, floor: 40}}
  - {id: D, category: B, name: {zh: 死亡}, definition: {zh: 死亡}, numerator: {table: t, expr: count(*), time: day}, scale: 1, unit: 人, direction: "0", levels: [city, county], window: P10D, weight: 0}
`

func loadOwn(t *testing.T) *Framework {
	t.Helper()
	f, err := Load("own.yaml", strings.NewReader(ownRules))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The county has 12 cases after 10 in the period before, 8 and 16 in two of the
// year before (mean 12), and the city has 24. Worked by hand:
//
//	previous   80 + 50 × (10-12)/10 = 70
//	last year  70 + 100 × (12-12)/12 = 70
//	city       60 + 10 × (24-12)/24 = 65
//	together   (1×70 + 2×70 + 1×65)/4 = 68.75
//	deduction  100 - 3×12 = 64
//	total      0.6 × 68.75 + 0.4 × 64 = 66.85, less min(2×4, 5) = 61.85
func TestOwnRules(t *testing.T) {
	f := loadOwn(t)
	m := func(id, area, period string, v float64) anlan.Measure {
		return anlan.Measure{Indicator: id, Area: area, Period: period, Num: &v}
	}
	const county, city = "620101", "6201"
	in := EvaluateInput{Levels: anlan.Levels{4, 6, 9, 12, 15},
		Areas: []anlan.Area{{Code: city, Level: anlan.City}, {Code: county, Level: anlan.County, Parent: city}},
		Measures: []anlan.Measure{
			m("C", county, "2026-10-T3", 12), m("C", county, "2026-10-T2", 10), m("C", county, "2025-03-T1", 8), m("C", county, "2025-12-T3", 16), m("C", city, "2026-10-T3", 24),
			m("F", county, "2026-10-T3", 12), m("D", county, "2026-10-T3", 4),
		}}
	r, err := f.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Index {
		want, ok := map[string]float64{"": 61.85, "A": 68.75, "B": 64}[x.Category]
		if ok && x.Area == county && x.Period == "2026-10-T3" {
			if x.Score == nil || math.Abs(*x.Score-want) > 1e-12 {
				t.Errorf("%q: %v, want %v", x.Category, x.Score, want)
			}
			if x.Category == "" && x.Colour != anlan.Yellow {
				t.Errorf("colour %s", x.Colour)
			}
		}
	}
	// Four deaths are a small count: what was taken off must not be told.
	in.Cells = f.Cells(in.Areas, in.Measures)
	if r, err = f.Evaluate(in); err != nil {
		t.Fatal(err)
	}
	if got := f.Telling(r.Scores, in.Areas[1], "2026-10-T3"); len(got) != 2 {
		t.Errorf("withheld are %v", got)
	}
	in.Cells = nil
	// Without a reference the others share its weight; without any there is no score.
	in.Measures = []anlan.Measure{m("C", county, "2026-10-T3", 12), m("C", city, "2026-10-T3", 24), m("C", county, "2025-03-T1", 8)}
	if r, err = f.Evaluate(in); err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Scores {
		switch {
		case s.Indicator == "C" && s.Area == county && s.Period == "2026-10-T3" && (s.Score == nil || *s.Score != 65):
			t.Errorf("by the city alone: %v, want 65", s.Score)
		case s.Indicator == "C" && s.Period == "2025-03-T1" && s.Score != nil:
			t.Errorf("with nothing to compare with: %v", *s.Score)
		}
	}
}

// Withheld counties have a score all the same: of what is compared their
// parent's, of a deduction that of their mean.
func TestWithheldByOwnRules(t *testing.T) {
	f := loadOwn(t)
	const city, now, before = "6201", "2026-10-T3", "2026-10-T2"
	in := EvaluateInput{Levels: anlan.Levels{4, 6, 9, 12, 15}, Areas: []anlan.Area{{Code: city, Level: anlan.City}},
		Cells: &Cells{rows: map[string]map[string]bool{}}}
	add := func(area string, v float64) {
		for _, id := range []string{"C", "F"} {
			for _, period := range []string{before, now} {
				in.Measures = append(in.Measures, anlan.Measure{Indicator: id, Area: area, Period: period, Num: &v})
			}
		}
	}
	add(city, 30)
	for n, code := range []string{"620101", "620102"} {
		in.Areas = append(in.Areas, anlan.Area{Code: code, Level: anlan.County, Parent: city})
		add(code, float64(2+n*2))
		in.Cells.rows[code] = map[string]bool{"C": true, "F": true}
	}
	r, err := f.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Scores {
		want, ok := map[string]float64{"C": 80, "F": 100 - 3*3}[s.Indicator]
		if ok && s.Level == anlan.County && s.Period == now && (!s.Suppressed || s.Score == nil || *s.Score != want) {
			t.Errorf("%s of %s: %v, want %v", s.Indicator, s.Area, s.Score, want)
		}
	}
}

func TestComparisonEnds(t *testing.T) {
	c := Comparison{Par: 80, Slope: 50}
	for _, x := range []struct {
		value, reference, want float64
		direction              anlan.Direction
	}{{0, 0, 80, "-"}, {3, 0, 0, "-"}, {3, 0, 100, "+"}, {0, 5, 100, "-"}, {90, 100, 75, "+"}, {50, 10, 0, "-"}} {
		if got := c.points(x.value, x.reference, x.direction); got != x.want {
			t.Errorf("%v against %v (%s): %v, want %v", x.value, x.reference, x.direction, got, x.want)
		}
	}
	if d := (Deduct{From: 100, Each: 3, Floor: 40}); d.points(30) != 40 || d.points(0) != 100 {
		t.Errorf("deductions %v, %v", d.points(30), d.points(0))
	}
}

func TestRunning(t *testing.T) {
	f := loadOwn(t)
	const r, g = anlan.Red, anlan.Green
	for _, c := range []struct {
		colours []anlan.Colour
		length  int
		follows string
	}{{nil, 0, ""}, {[]anlan.Colour{r, g, r}, 1, ""}, {[]anlan.Colour{g, r, r}, 2, "通报"}, {[]anlan.Colour{r, r, r, r}, 4, "约谈"}, {[]anlan.Colour{g, g, g}, 3, ""}} {
		n, follows := f.Running(c.colours)
		if n != c.length || (follows == nil) != (c.follows == "") || follows != nil && follows.Zh != c.follows {
			t.Errorf("%v: %d %v", c.colours, n, follows)
		}
	}
	if f.LongestRun() != 3 || !f.OwnRules() {
		t.Error("three periods have to be judged")
	}
}

// The reach is all periods compared with: of ten days the 36 of the year before.
func TestReach(t *testing.T) {
	f := loadOwn(t)
	p, err := anlan.ParsePeriod("2026-10-T3", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	got := f.Reach([]anlan.Period{p})
	if len(got) != 38 || got[0].String() != "2025-01-T1" || got[37].String() != "2026-10-T3" {
		t.Errorf("%d periods, from %s", len(got), got[0])
	}
}

// Weeks are compared with those of the same number, and a year of weeks is an
// ISO year: 2025 begins on 30 December 2024, and 2026 has 53 weeks.
func TestReferencesOfWeeks(t *testing.T) {
	for _, c := range []struct {
		when, period, first, last string
		n                         int
	}{
		{"last_year", "2026-W44", "2025-W44", "2025-W44", 1},
		{"last_year", "2026-W53", "2026-W01", "2026-W01", 1},
		{"mean_years", "2026-W01", "2025-W01", "2024-W01", 2},
		{"mean_last_year", "2026-W01", "2025-W52", "2025-W01", 52},
		{"mean_last_year", "2027-W10", "2026-W53", "2026-W01", 53},
		{"previous", "2026-W01", "2025-W52", "2025-W52", 1},
	} {
		p, err := anlan.ParsePeriod(c.period, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got := Comparison{When: c.when, Years: 2}.periods(p)
		if len(got) != c.n || got[0].String() != c.first || got[len(got)-1].String() != c.last {
			t.Errorf("%s of %s: %d periods, %s to %s", c.when, c.period, len(got), got[0], got[len(got)-1])
		}
	}
}

// An adequacy factor of 0 divides nothing: a count that is compared stands.
func TestAdequacyOfAComparedCount(t *testing.T) {
	none := 0.0
	if got := adequate(&Indicator{Direction: anlan.Negative, Unit: "起"}, &none, 7); got != 7 {
		t.Errorf("%v, want 7", got)
	}
}

func TestPublishedFrameworks(t *testing.T) {
	for _, id := range []string{"huizhou", "shenzhen", "dujiangyan", "zhuhai", "zhejiang"} {
		f, err := Builtin(id)
		if err != nil {
			t.Error(err)
			continue
		}
		published, assumed := 0, 0
		for _, o := range f.Origin {
			if o.Assumed {
				assumed++
			} else {
				published++
			}
		}
		if published == 0 || assumed == 0 || f.Name.En == "" {
			t.Errorf("%s: %d parts published, %d assumed", id, published, assumed)
		}
	}
}

// Two judges of eight headings: weights of Zhejiang add up to 100 at both
// levels, and what stands alone in its heading has the heading's weight.
func TestZhejiangWeights(t *testing.T) {
	f, err := Builtin("zhejiang")
	if err != nil {
		t.Fatal(err)
	}
	top := f.Judgements[0]
	w, err := top.Weigh()
	if err != nil || len(w.Judges) != 2 || w.Ratio > 0.1 {
		t.Fatalf("%+v, %v", w, err)
	}
	for n, c := range f.Categories {
		if math.Abs(c.Weight/100-w.Weight[top.Criteria[n]]) > 2e-5 {
			t.Errorf("%s weighs %v, judged %v", c.Code, c.Weight, w.Weight[top.Criteria[n]])
		}
	}
	if i, _ := f.Indicator("ZJ04"); i.Weight != f.Categories[2].Weight {
		t.Errorf("ZJ04 weighs %v of %v", i.Weight, f.Categories[2].Weight)
	}
}

func TestOwnRulesRefused(t *testing.T) {
	for _, c := range [][3]string{
		{"of: city, when: now", "of: own, when: now", "cannot be compared with itself"},
		{"par: 80", "par: 180", "par between 0 and 100"},
		{"when: mean_last_year", "when: mean_years", "goes with mean_years"},
		{"floor: 40", "floor: 100", "a floor below it"},
		{"indicator: D", "indicator: F", "no neutral indicator"},
		{"most: 5", "most: 1", "greatest deduction"},
		{"length: 3", "length: 2", "rising"},
		{"reason: {zh: 示例}", "source: 某报", "either its source or assumed"},
		{"deduct: {from", "goal: {worst: 9, best: 0}, deduct: {from", "more than one of goal, compare and deduct"},
		{"rhythm: ten_day", "rhythm: often", "not one of"},
	} {
		text := strings.Replace(ownRules, c[0], c[1], 1)
		if _, err := Load("own.yaml", strings.NewReader(text)); text == ownRules || err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%q: want %q, got %v", c[1], c[2], err)
		}
	}
}
