package indicators

import (
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestWindowOfReports(t *testing.T) {
	month, quarter := anlan.Month, anlan.Quarter
	closed := func(end string) PeriodEnd { return PeriodEnd{Period: "closed", End: day(end), Final: true} }
	running := func(end string) PeriodEnd { return PeriodEnd{Period: "running", End: day(end), Final: false} }
	for _, c := range []struct {
		about       string
		every       anlan.PeriodKind
		first, last string // events
		window      string
		period      PeriodEnd
		from, until string
		covered     bool
	}{
		{"days stand for themselves", 0, "2026-01-01", "2026-11-20", "P1M", running("2026-11-21"), "2026-10-21", "2026-11-21", true},
		{"and end where they end", 0, "2026-01-01", "2026-11-19", "P1M", running("2026-11-21"), "2026-10-21", "2026-11-21", false},

		{"a closed month has its report", month, "2026-01-01", "2026-10-01", "P1M", closed("2026-11-01"), "2026-10-01", "2026-11-01", true},
		{"three of them", month, "2026-01-01", "2026-10-01", "P3M", closed("2026-11-01"), "2026-08-01", "2026-11-01", true},
		{"one day of a month speaks for the month", month, "2026-08-09", "2026-10-17", "P3M", closed("2026-11-01"), "2026-08-01", "2026-11-01", true},
		{"not reported", month, "2026-01-01", "2026-09-01", "P1M", closed("2026-11-01"), "2026-10-01", "2026-11-01", false},
		{"before the first report", month, "2026-09-01", "2026-10-01", "P3M", closed("2026-11-01"), "2026-08-01", "2026-11-01", false},
		{"the running month has the last report", month, "2026-01-01", "2026-10-01", "P1M", running("2026-11-21"), "2026-10-01", "2026-11-01", true},
		{"not its own, should one come early", month, "2026-01-01", "2026-11-01", "P1M", running("2026-11-21"), "2026-10-01", "2026-11-01", true},
		{"or the one before while it is not due", month, "2026-01-01", "2026-09-01", "P1M", running("2026-11-05"), "2026-09-01", "2026-10-01", true},
		{"up to the 15th", month, "2026-01-01", "2026-09-01", "P1M", running("2026-11-16"), "2026-09-01", "2026-10-01", true},
		{"and no longer", month, "2026-01-01", "2026-09-01", "P1M", running("2026-11-17"), "2026-10-01", "2026-11-01", false},
		{"one step back and no more", month, "2026-01-01", "2026-08-01", "P1M", running("2026-11-05"), "2026-09-01", "2026-10-01", false},
		{"a year turns", month, "2025-01-01", "2025-11-01", "P3M", running("2026-01-06"), "2025-09-01", "2025-12-01", true},

		{"the quarter that has ended", quarter, "2026-01-01", "2026-07-01", "P3M", closed("2026-11-01"), "2026-07-01", "2026-10-01", true},
		{"is that of its own last month", quarter, "2026-01-01", "2026-07-01", "P3M", closed("2026-10-01"), "2026-07-01", "2026-10-01", true},
		{"and before that the one before", quarter, "2026-01-01", "2026-07-01", "P3M", closed("2026-09-01"), "2026-04-01", "2026-07-01", true},
		{"a closed month waits", quarter, "2026-01-01", "2026-04-01", "P3M", closed("2026-10-01"), "2026-07-01", "2026-10-01", false},
		{"the running one does not, to the 20th", quarter, "2026-01-01", "2026-04-01", "P3M", running("2026-10-21"), "2026-04-01", "2026-07-01", true},
		{"and no longer", quarter, "2026-01-01", "2026-04-01", "P3M", running("2026-10-22"), "2026-07-01", "2026-10-01", false},
	} {
		w, err := anlan.ParseWindow(c.window)
		if err != nil {
			t.Fatal(err)
		}
		from, until, covered := Span{First: day(c.first), Last: day(c.last), Every: c.every}.Window(w, c.period)
		if !from.Equal(day(c.from)) || !until.Equal(day(c.until)) || covered != c.covered {
			t.Errorf("%s: [%s, %s) %t", c.about, from.Format(anlan.DateFormat), until.Format(anlan.DateFormat), covered)
		}
	}
	if _, _, covered := (Span{}).Window(anlan.Window{Months: 1}, closed("2026-11-01")); covered {
		t.Error("a data set without an event covers a month")
	}
}
