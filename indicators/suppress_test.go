package indicators

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// counties are the city and so many counties.
func counties(n int) []anlan.Area {
	areas := []anlan.Area{places[0]}
	for c := range n {
		areas = append(areas, anlan.Area{Code: fmt.Sprintf("62990%d", c+1), Level: anlan.County, Type: "11", Parent: "6299"})
	}
	return areas
}

// hidden gives the counties withheld when an indicator's sides are as given,
// for one month or several.
func hidden(t *testing.T, indicator string, months ...[][]float64) string {
	t.Helper()
	areas := counties(len(months[0]))
	var m []anlan.Measure
	for month, of := range months {
		for n, sides := range of {
			x := measure(indicator, areas[n+1].Code, sides...)
			x.Period = fmt.Sprintf("2026-%02d", month+1)
			m = append(m, x)
		}
	}
	f := tinyFramework(t)
	f.SmallCell = 5
	cells := f.Cells(areas, m)
	var out []string
	for _, a := range areas {
		if cells.Withheld(indicator, a.Code) {
			out = append(out, a.Code[5:])
		}
	}
	return strings.Join(out, " ")
}

func counts(values ...float64) (sides [][]float64) {
	for _, v := range values {
		sides = append(sides, []float64{v})
	}
	return sides
}

func TestSmallCells(t *testing.T) {
	for _, c := range []struct {
		name string
		nums []float64
		want string
	}{
		{"zero is no person, 5 is the limit", []float64{0, 5, 100}, ""},
		{"of 1 and 4 each may be 0 to 5", []float64{1, 4, 100}, "1 2"},
		{"of 1 and 1 each could only be 0 to 2: a third goes with them", []float64{1, 1, 7, 100}, "1 2 3"},
		{"one alone: the first area that is enough goes with it, though another counts less", []float64{4, 50, 9, 100}, "1 2"},
		{"zeros hold nothing", []float64{2, 0, 9, 100}, "1 2 3"},
		{"the last area is small, the first is enough", []float64{50, 9, 100, 4}, "1 4"},
		{"all there is, and it is the city's own figure", []float64{2, 1, 0}, "1 2 3"},
		{"nothing to go with it", []float64{4}, "1"},
	} {
		if got := hidden(t, "B1", counts(c.nums...)); got != c.want {
			t.Errorf("%s: counts %v: withheld %q, want %q", c.name, c.nums, got, c.want)
		}
	}
	if got := hidden(t, "B1", counts(9, 50, 8), counts(4, 50, 8)); got != "1 2" {
		t.Errorf("a count that is small in one month is hidden in all, and its partner too: %q", got)
	}
}

// 97 of 100 tells of 3.
func TestSmallCellsOfShares(t *testing.T) {
	for _, c := range []struct {
		sides [][]float64
		want  string
	}{
		{[][]float64{{97, 100}, {50, 100}, {60, 100}}, "1 2"},
		{[][]float64{{100, 100}, {50, 100}, {60, 100}}, ""},                 // nobody is left out
		{[][]float64{{98, 100}, {80, 80}, {90, 90}, {50, 90}}, "1 2 3 4"},   // the second and third leave out nobody
		{[][]float64{{4, 100}, {60, 60}, {60, 100}, {5, 20}}, "1 2 3"},      // with the second alone, none but the first could be among the 4
		{[][]float64{{30, 100}, {60, 90}, {3, 4}}, "1 3"},                   // a small denominator
		{[][]float64{{200, 1000}, {300, 1000}, {0, 4}, {0, 3}}, "1 3 4"},    // the same, and all are left out
		{[][]float64{{1000, 1000}, {300, 1000}, {0, 4}, {0, 3}}, "1 2 3 4"}, // the first leaves out nobody
	} {
		if got := hidden(t, "A1", c.sides); got != c.want {
			t.Errorf("%v: withheld %q, want %q", c.sides, got, c.want)
		}
	}
}

// N1's numerator is B1's count: what one withholds the other may not show, and
// townships that are shown leave their county nothing to give.
func TestSmallCellsAcrossIndicatorsAndLevels(t *testing.T) {
	f := tinyFramework(t)
	f.SmallCell = 5
	areas := []anlan.Area{places[0], {Code: "629901", Level: anlan.County, Parent: "6299"}, {Code: "629902", Level: anlan.County, Parent: "6299"}, {Code: "629903", Level: anlan.County, Parent: "6299"},
		{Code: "629902001", Level: anlan.Township, Parent: "629902"}, {Code: "629902002", Level: anlan.Township, Parent: "629902"}}
	m := []anlan.Measure{
		measure("B1", "629901", 3), measure("B1", "629902", 20), measure("B1", "629903", 30),
		measure("N1", "629901", 3, 1000), measure("N1", "629902", 20, 1000), measure("N1", "629903", 30, 1000),
		measure("N1", "629902001", 11, 1000), measure("N1", "629902002", 9, 1000),
	}
	c := f.Cells(areas, m)
	for _, id := range []string{"B1", "N1"} {
		if !c.Withheld(id, "629901") || c.Withheld(id, "629902") || !c.Withheld(id, "629903") {
			t.Errorf("%s: the county whose townships are all shown stands in for none: %v", id, c.Counts())
		}
	}
	c = f.Cells(slices.Concat(areas[:3], areas[4:]), slices.DeleteFunc(slices.Clone(m), func(m anlan.Measure) bool { return m.Area == "629903" }))
	if !c.Withheld("N1", "629902001") || c.Withheld("N1", "629902002") {
		t.Errorf("no other county: the larger township of the only one is hidden too: %v", c.Counts())
	}
}

// The city's own figure is never withheld. What is withheld is scored together,
// so that no score, category or total changes when cases move between the
// withheld areas.
func TestWithheldAreasAreScoredTogether(t *testing.T) {
	f := tinyFramework(t)
	run := func(a, b float64) Result {
		m := []anlan.Measure{measure("A1", "6299", 190, 400), measure("A1", "629901", 80, 100), measure("A1", "629902", 90, 200), measure("A1", "629903", 70, 100),
			measure("B1", "6299", 3), measure("B1", "629901", a), measure("B1", "629902", b), measure("B1", "629903", 0)}
		areas := counties(3)
		f.SmallCell = 5
		r, err := f.Evaluate(EvaluateInput{Areas: areas, Measures: m, Levels: china, Cells: f.Cells(areas, m)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	one, other := run(1, 2), run(2, 1)
	withheld := 0
	for n, s := range one.Scores {
		o := other.Scores[n]
		if s.Suppressed != o.Suppressed || show(s.Score) != show(o.Score) || show(s.ScoreUpper) != show(o.ScoreUpper) {
			t.Errorf("%s %s: %s in one case, %s in the other", s.Indicator, s.Area, show(s.Score), show(o.Score))
		}
		if s.Suppressed {
			withheld++
			if s.Area == "6299" || s.Indicator != "B1" || !near(s.Score, 75) { // 1 each, of 3
				t.Errorf("%+v is withheld", s)
			}
			if shown := s.Shown(); shown.Num != nil || shown.Value != nil || shown.Score != nil || shown.Adjusted != nil || shown.Weight != s.Weight {
				t.Errorf("a reader sees %+v", shown)
			}
		}
	}
	if withheld != 3 {
		t.Errorf("%d figures are withheld, want 3", withheld)
	}
	for n, x := range one.Index {
		if o := other.Index[n]; show(x.Score) != show(o.Score) || x.Rank != o.Rank || show(x.Lower) != show(o.Lower) {
			t.Errorf("%s %q: %s in one case, %s in the other", x.Area, x.Category, show(x.Score), show(o.Score))
		}
	}
}

// Townships of a withheld county are scored, and pulled, by what those of all
// withheld counties have together: by their own alone they would tell their
// county's figure. A withheld row's state is that of all together too.
func TestTownshipsOfWithheldCountiesTellNothing(t *testing.T) {
	f := tinyFramework(t)
	f.SmallCell = 5
	areas := counties(3)
	for _, county := range []string{"629901", "629902", "629903"} {
		for n := range 3 {
			areas = append(areas, anlan.Area{Code: fmt.Sprintf("%s%03d", county, n+1), Level: anlan.Township, Type: "21", Parent: county})
		}
	}
	// County 1 leaves out 3 cases; one of them moves to a withheld township of county 2.
	run := func(moved float64) Result {
		m := []anlan.Measure{measure("A1", "6299", 287, 400),
			measure("A1", "629901", 97+moved, 100), measure("A1", "629902", 80-moved, 100), measure("A1", "629903", 110, 200),
			measure("A1", "629901001", 38+moved, 40), measure("A1", "629901002", 19, 20), measure("A1", "629901003", 40, 40),
			measure("A1", "629902001", 30-moved, 40), measure("A1", "629902002", 25, 30), measure("A1", "629902003", 25, 30),
			measure("A1", "629903001", 30, 80), measure("A1", "629903002", 40, 60), measure("A1", "629903003", 40, 60)}
		c := f.Cells(areas, m)
		for _, area := range []string{"629901", "629902", "629901001", "629902001"} {
			if !c.Withheld("A1", area) {
				t.Fatalf("%s is not withheld: %v", area, c.Counts())
			}
		}
		r, err := f.Evaluate(EvaluateInput{Areas: areas, Measures: m, Levels: china, Cells: c})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	one, other := run(0), run(1)
	for n, s := range one.Scores {
		o := other.Scores[n]
		if s.State != o.State || show(s.Score) != show(o.Score) || show(s.Adjusted) != show(o.Adjusted) || show(s.ScoreLower) != show(o.ScoreLower) || show(s.Own) != show(o.Own) {
			t.Errorf("%s %s (withheld %v): %s %s in one case, %s %s in the other", s.Indicator, s.Area, s.Suppressed, s.State, show(s.Adjusted), o.State, show(o.Adjusted))
		}
		if s.Indicator == "A1" && s.Area == "629902003" && (s.Suppressed || s.Own == nil) {
			t.Errorf("%+v is to be shown, and pulled", s)
		}
	}
}
