package indicators

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// hidden gives the counties withheld when their numerators are as given.
func hidden(t *testing.T, nums ...float64) string {
	t.Helper()
	areas := []anlan.Area{places[0]}
	m := []anlan.Measure{measure("A1", "6299", 2, 3)}
	for n, v := range nums {
		code := fmt.Sprintf("62990%d", n+1)
		areas = append(areas, anlan.Area{Code: code, Level: anlan.County, Type: "11", Parent: "6299"})
		m = append(m, measure("A1", code, v, 1000))
	}
	_, _, r := evaluated(t, EvaluateInput{Areas: areas, Measures: m})
	var out []string
	for _, s := range r.Scores {
		if s.Suppressed {
			out = append(out, s.Area[5:])
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestSuppress(t *testing.T) {
	for _, c := range []struct {
		nums []float64
		want string
	}{
		{[]float64{0, 5, 100}, ""},            // nothing small: 0 is no person, 5 is the limit
		{[]float64{1, 4, 100}, "1 2"},         // both small
		{[]float64{4, 50, 9, 100}, "1 3"},     // one alone: the next smallest goes with it
		{[]float64{4, 0, 9}, "1 3"},           // not the zero, with which the sum would be the count
		{[]float64{4, 0, 0}, "1 2"},           // unless there is nothing else
		{[]float64{4}, "1"},                   // nothing to go with it
		{[]float64{4, 3, 2, 50, 60}, "1 2 3"}, // several already
	} {
		if got := hidden(t, c.nums...); got != c.want {
			t.Errorf("counts %v: withheld %q, want %q", c.nums, got, c.want)
		}
	}
}

// The city's own figure is never withheld; what becomes of a withheld one on
// its way out is proven where editions are written.
func TestCityIsNotWithheld(t *testing.T) {
	_, _, r := evaluated(t, EvaluateInput{Measures: []anlan.Measure{measure("A1", "6299", 3, 100), measure("A1", "629902", 3, 100), measure("A1", "629903", 90, 100)}})
	withheld := 0
	for _, s := range r.Scores {
		if s.Suppressed {
			withheld++
			if s.Area == "6299" {
				t.Error("the city's own figure is withheld")
			}
		}
	}
	if withheld == 0 {
		t.Error("a county's count of 3 is not withheld")
	}
}
