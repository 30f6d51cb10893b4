package indicators

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
)

// A window with a gap has a figure while nine days in ten are there, and no
// month of it is half empty.
func TestWindowWithGaps(t *testing.T) {
	for _, c := range []struct {
		about, window string
		gaps          [][2]string
		covered       bool
		share         float64
	}{
		{"whole", "P1M", nil, true, 1},
		{"elsewhere", "P1M", [][2]string{{"2026-08-01", "2026-10-01"}}, true, 1},
		{"three days of 31", "P1M", [][2]string{{"2026-10-05", "2026-10-07"}, {"2026-10-20", "2026-10-21"}}, true, 28.0 / 31},
		{"four days", "P1M", [][2]string{{"2026-10-05", "2026-10-09"}}, false, 27.0 / 31},
		{"the month", "P1M", [][2]string{{"2026-10-01", "2026-11-01"}}, false, 0},
		{"four days of a quarter", "P3M", [][2]string{{"2026-10-05", "2026-10-09"}}, true, 88.0 / 92},
		{"one month of a year", "P12M", [][2]string{{"2026-03-01", "2026-04-01"}}, false, 334.0 / 365},
		{"half a month of a year", "P12M", [][2]string{{"2026-03-01", "2026-03-16"}}, true, 350.0 / 365},
	} {
		s := Span{First: day("2025-01-01"), Last: day("2026-11-19")}
		for _, g := range c.gaps {
			s.Gaps = append(s.Gaps, Gap{From: day(g[0]), Until: day(g[1])})
		}
		w, err := anlan.ParseWindow(c.window)
		if err != nil {
			t.Fatal(err)
		}
		from, until, covered := s.Window(w, PeriodEnd{Period: "2026-10", End: day("2026-11-01"), Final: true})
		if share := s.Share(from, until); covered != c.covered || math.Abs(share-c.share) > 1e-12 {
			t.Errorf("%s: covered %t, share %g", c.about, covered, share)
		}
	}
	// A stock looks at no day.
	if share := (Span{Gaps: []Gap{{day("2026-10-01"), day("2026-11-01")}}}).Share(day("2026-11-01"), day("2026-11-01")); share != 1 {
		t.Errorf("no day: share %g", share)
	}
}
