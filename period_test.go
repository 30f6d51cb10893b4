package anlan_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

func day(s string) time.Time {
	t, err := time.Parse(anlan.DateFormat, s)
	if err != nil {
		panic(err)
	}
	return t
}

func ExampleNewPeriod() {
	for k := anlan.Day; k <= anlan.Year; k++ {
		p := anlan.NewPeriod(k, day("2026-11-21"))
		fmt.Println(p, p.Start.Format(anlan.DateFormat), p.End.Format(anlan.DateFormat))
	}
	// Output:
	// 2026-11-21 2026-11-21 2026-11-22
	// 2026-W47 2026-11-16 2026-11-23
	// 2026-11-T3 2026-11-21 2026-12-01
	// 2026-11 2026-11-01 2026-12-01
	// 2026-Q4 2026-10-01 2027-01-01
	// 2026 2026-01-01 2027-01-01
}

// Every day of eight years lies in its period, and the period's name reads back.
func TestPeriodRoundTrip(t *testing.T) {
	for d := day("2020-01-01"); d.Before(day("2028-01-01")); d = d.AddDate(0, 0, 1) {
		for k := anlan.Day; k <= anlan.Year; k++ {
			p := anlan.NewPeriod(k, d)
			if d.Before(p.Start) || !d.Before(p.End) {
				t.Fatalf("%s does not hold %s", p, d.Format(anlan.DateFormat))
			}
			back, err := anlan.ParsePeriod(p.String(), time.UTC)
			if err != nil || back != p {
				t.Fatalf("ParsePeriod(%q) = %v, %v; want %v", p, back, err, p)
			}
		}
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-13", "2026-00", "2026-02-30", "2026-W54", "2026-W00", "2026-Q5", "2026-10-T4", "26-10", "2026-1", "2026-10-15 "} {
		if p, err := anlan.ParsePeriod(s, time.UTC); err == nil {
			t.Errorf("ParsePeriod(%q) = %v, want an error", s, p)
		}
	}
}

func TestWindowStart(t *testing.T) {
	for _, c := range []struct{ window, end, want string }{
		{"P1M", "2026-11-01", "2026-10-01"},
		{"P12M", "2026-11-01", "2025-11-01"},
		{"P3M", "2026-11-21", "2026-08-21"},
		{"P3M", "2026-05-31", "2026-02-28"},
		{"P0D", "2026-11-01", "2026-11-01"},
		{"P7D", "2026-03-03", "2026-02-24"},
	} {
		w, err := anlan.ParseWindow(c.window)
		if err != nil {
			t.Fatal(err)
		}
		if w.String() != c.window {
			t.Errorf("%s reads back as %s", c.window, w)
		}
		if got := w.Start(day(c.end)); !got.Equal(day(c.want)) {
			t.Errorf("%s before %s starts %s, want %s", c.window, c.end, got.Format(anlan.DateFormat), c.want)
		}
	}
	if _, err := anlan.ParseWindow("3M"); err == nil {
		t.Error("window 3M must be refused")
	}
}
