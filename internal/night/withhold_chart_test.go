package night

import (
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// TestWithholdCharts: a week of a county's warning is shown as a sum of its
// townships only where that tells none of them, nor one that it leaves of the
// city's sum; with other counties' beside it too.
func TestWithholdCharts(t *testing.T) {
	const now, old = "2026-10-12", "2025-10-13"
	var exact, shown []edition.SeriesPoint
	put := func(area, week string, level anlan.Level, is, seen int64) {
		p := edition.SeriesPoint{Series: "s", Kind: "01", Area: area, Level: level, Week: week, Observed: is}
		exact = append(exact, p)
		p.Observed = seen
		shown = append(shown, p)
	}
	put("6299", now, anlan.City, 90, 90)
	for area, v := range map[string][2]int64{
		"629902001": {3, 1}, "629902002": {2, 1}, "629902003": {9, 9}, // two that can be anything together
		"629903001": {2, 1}, "629903002": {20, 20}, // one alone
		"629904001": {12, anlan.Withheld}, "629904002": {2, 1}, "629904003": {13, anlan.Withheld},
		"629905001": {13, 13}, "629905002": {14, 14},
	} {
		put(area, now, anlan.Township, v[0], v[1])
	}
	put("629902001", old, anlan.Township, 2, 1) // of an older week one township alone, for a warning of its own
	sum := func(area, week string, v int64) edition.SeriesPoint {
		return edition.SeriesPoint{Series: "s", Kind: "01", Area: area, Level: anlan.County, Week: week, Observed: v}
	}
	for name, x := range map[string]struct {
		in, want []int64
		areas    []string
		week     string
	}{
		"nothing withheld in it":               {[]int64{27}, []int64{27}, []string{"629905"}, now},
		"two that can be anything":             {[]int64{14}, []int64{14}, []string{"629902"}, now},
		"one alone":                            {[]int64{22}, []int64{anlan.Withheld}, []string{"629903"}, now},
		"two counties, and one alone left":     {[]int64{14, 27}, []int64{14, anlan.Withheld}, []string{"629902", "629904"}, now},
		"one to four":                          {[]int64{4}, []int64{anlan.Withheld}, []string{"629905"}, now},
		"an older week, the rest not shown":    {[]int64{25}, []int64{25}, []string{"629902"}, old},
		"an older week with nothing else":      {[]int64{5}, []int64{5}, []string{"629902"}, old},
		"an older week of nearly nothing else": {[]int64{3}, []int64{anlan.Withheld}, []string{"629902"}, old},
	} {
		all := newWeeks(exact, shown, nil, nil)
		var in []edition.SeriesPoint
		for n, area := range x.areas {
			in = append(in, sum(area, x.week, x.in[n]))
		}
		for n, p := range all.withholdCharts(in) {
			if p.Observed != x.want[n] {
				t.Errorf("%s: %s shows %d, want %d", name, p.Area, p.Observed, x.want[n])
			}
			w := anlan.Warning{Series: "s", Kind: "01", Area: p.Area, Level: anlan.County, Period: "2026-W42", Since: "2026-W42", Observed: float64(x.in[n]), P: 0.01}
			if got := all.withholdWarnings([]anlan.Warning{w})[0]; x.week == now && isHidden(got.Observed) != isHidden(float64(p.Observed)) {
				t.Errorf("%s: the warning says %v beside %d", name, got.Observed, p.Observed)
			}
		}
	}
}
