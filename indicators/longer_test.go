package indicators

import (
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestWindowReachesBackToThePeriod(t *testing.T) {
	daily := Span{First: day("2023-01-01"), Last: day("2026-12-31")}
	monthly := Span{First: day("2023-01-01"), Last: day("2026-10-31"), Every: anlan.Month}
	for _, c := range []struct {
		name, window, period, end string
		span                      Span
		final                     bool
		from, until               string
	}{
		{"a month in a year", "P1M", "2025", "2026-01-01", daily, true, "2025-01-01", "2026-01-01"},
		{"a year in a year", "P12M", "2025", "2026-01-01", daily, true, "2025-01-01", "2026-01-01"},
		{"a year in a year that runs", "P12M", "2026", "2026-11-21", daily, false, "2025-11-21", "2026-11-21"},
		{"a quarter in a year that runs", "P3M", "2026", "2026-11-21", daily, false, "2026-01-01", "2026-11-21"},
		{"a month in a week", "P1M", "2026-W44", "2026-11-02", daily, true, "2026-10-02", "2026-11-02"},
		{"a week in ten days", "P7D", "2026-10-T3", "2026-11-01", daily, true, "2026-10-21", "2026-11-01"},
		{"a stock", "P0D", "2025", "2026-01-01", daily, true, "2026-01-01", "2026-01-01"},
		{"reports in a quarter that runs", "P1M", "2026-Q4", "2026-11-21", monthly, false, "2026-10-01", "2026-11-01"},
		{"reports of the quarter before", "P1M", "2026-Q4", "2026-10-11", monthly, false, "2026-09-01", "2026-10-01"},
	} {
		p, err := anlan.ParsePeriod(c.period, day("2026-01-01").Location())
		if err != nil {
			t.Fatal(err)
		}
		w, err := anlan.ParseWindow(c.window)
		if err != nil {
			t.Fatal(err)
		}
		from, until, covered := c.span.Window(w, PeriodEnd{Period: c.period, End: day(c.end), Final: c.final, From: p.Start})
		if !from.Equal(day(c.from)) || !until.Equal(day(c.until)) || !covered {
			t.Errorf("%s: [%s, %s) %v, want [%s, %s)", c.name, from.Format(anlan.DateFormat), until.Format(anlan.DateFormat), covered, c.from, c.until)
		}
	}
}

func TestCountsOverLongerWindowsAreScoredByTheirOwn(t *testing.T) {
	flow := Term{Table: "d", Expr: "count(*)", Time: "day"}
	residents := &Term{Table: "p", Expr: "sum(resident_pop)", Time: Latest}
	over := longerWindows([]Stretch{{Dataset: "d", Period: "2025", Window: "P1M", Longer: 12}, {Dataset: "d", Period: "2026-W44", Window: "P1M"}})
	for _, c := range []struct {
		name   string
		i      Indicator
		period string
		scale  float64
	}{
		{"per residents", Indicator{Numerator: flow, Denominator: residents, Scale: 24, Window: "P1M"}, "2025", 2},
		{"per residents, in a week", Indicator{Numerator: flow, Denominator: residents, Scale: 24, Window: "P1M"}, "2026-W44", 24},
		{"a count", Indicator{Numerator: flow, Scale: 24, Window: "P1M"}, "2025", 2},
		{"a share", Indicator{Numerator: flow, Denominator: &flow, Scale: 24, Window: "P1M"}, "2025", 24},
		{"a median", Indicator{Numerator: Term{Table: "d", Expr: "@median(days)", Time: "day"}, Scale: 24, Window: "P1M"}, "2025", 24},
		{"a ratio of sums", Indicator{Numerator: Term{Table: "d", Expr: "sum(a) / sum(b)", Time: "day"}, Scale: 24, Window: "P1M"}, "2025", 24},
		{"a stock", Indicator{Numerator: Term{Table: "d", Expr: "count(*)", Time: Stock}, Scale: 24, Window: "P1M"}, "2025", 24},
	} {
		if got := over.nominal(&c.i, anlan.County, c.period).Scale; got != c.scale {
			t.Errorf("%s: scale %v, want %v", c.name, got, c.scale)
		}
	}
}
