package indicators

import (
	"fmt"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// months makes the totals of nine months, three a quarter, for one area.
func months(area string, quarters ...float64) []anlan.IndexRow {
	var out []anlan.IndexRow
	for q, v := range quarters {
		for m := range 3 {
			s := v + float64(m) - 1 // the mean is v
			out = append(out, anlan.IndexRow{Area: area, Level: anlan.County, Period: fmt.Sprintf("2026-%02d", 3*q+m+1), Score: &s, Uncapped: &s, Coverage: 0.8, Final: true, Rank: 1})
		}
	}
	return out
}

func listed(t *testing.T, change func([]anlan.IndexRow) []anlan.IndexRow) string {
	t.Helper()
	f := tinyFramework(t)
	f.Awards = AwardRules{Share: 0.1, Peers: 5, Coverage: 0.7}
	var areas []anlan.Area
	var index []anlan.IndexRow
	for n, q := range [][]float64{
		{90, 91, 92}, // best in all three
		{60, 70, 80}, // rises most, twice
		{80, 80, 80},
		{85, 79, 75},
		{50, 51, 52}, // last in all three
	} {
		code := fmt.Sprintf("6299%02d", n+2)
		areas = append(areas, anlan.Area{Code: code, Level: anlan.County, Type: "11", Parent: "6299"})
		index = append(index, months(code, q...)...)
	}
	if change != nil {
		index = change(index)
	}
	var out []string
	for _, a := range f.AwardList(areas, index) {
		out = append(out, fmt.Sprintf("%s %s %s %s %d/%d", a.Quarter, a.Award, a.Reason, a.Area, a.Place, a.Of))
	}
	return strings.Join(out, "; ")
}

func TestAwardList(t *testing.T) {
	want := "2026-Q3 steed best 629902 1/5; 2026-Q3 steed most_improved 629903 1/5; 2026-Q3 seahorse last 629906 1/5"
	if got := listed(t, nil); got != want {
		t.Errorf("proposed %s\nwant     %s", got, want)
	}
	for name, c := range map[string]struct {
		change func([]anlan.IndexRow) []anlan.IndexRow
		lacks  string
	}{
		"best in one quarter only": {func(x []anlan.IndexRow) []anlan.IndexRow {
			for n := range x {
				if x[n].Area == "629904" && x[n].Period >= "2026-04" && x[n].Period <= "2026-06" {
					x[n].Score = num(99)
				}
			}
			return x
		}, "best"},
		"too little weight in one month": {func(x []anlan.IndexRow) []anlan.IndexRow {
			for n := range x {
				if x[n].Area == "629906" && x[n].Period == "2026-08" {
					x[n].Coverage = 0.69
				}
			}
			return x
		}, "629906"},
		"a month that still runs": {func(x []anlan.IndexRow) []anlan.IndexRow {
			for n := range x {
				x[n].Final = x[n].Period != "2026-09"
			}
			return x
		}, "Q3"},
		"a month without a total": {func(x []anlan.IndexRow) []anlan.IndexRow {
			for n := range x {
				if x[n].Area == "629903" && x[n].Period == "2026-02" {
					x[n].Score = nil
				}
			}
			return x
		}, "most_improved 629903"},
		"fewer than five peers": {func(x []anlan.IndexRow) []anlan.IndexRow {
			for n := range x {
				x[n].Coverage = map[bool]float64{true: 0, false: 1}[x[n].Area == "629904"]
			}
			return x
		}, "2026"},
	} {
		if got := listed(t, c.change); strings.Contains(got, c.lacks) {
			t.Errorf("%s: proposed %s", name, got)
		}
	}
	// Equal scores share a place, and all of them belong to the tenth.
	got := listed(t, func(x []anlan.IndexRow) []anlan.IndexRow {
		for n := range x {
			if x[n].Area == "629904" {
				x[n].Score = num(*x[n-6*3].Score)
			}
		}
		return x
	})
	if !strings.Contains(got, "best 629902 1/5") || !strings.Contains(got, "best 629904 1/5") {
		t.Errorf("of two that tie, one is left out: %s", got)
	}
}
