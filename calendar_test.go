package anlan_test

import (
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// TestChineseCalendar holds days of the State Council's notices, days without
// one, and a calendar of one's own.
func TestChineseCalendar(t *testing.T) {
	own := anlan.NewCalendar([]time.Time{day("2026-10-14")}, []time.Time{day("2026-10-17")}, []time.Time{day("2026-02-17")})
	china := anlan.ChineseCalendar()
	for _, c := range []struct {
		calendar *anlan.Calendar
		day      string
		working  bool
	}{
		{china, "2026-10-14", true}, {china, "2026-10-17", false}, // Wednesday, Saturday
		{china, "2026-10-01", false}, {china, "2026-10-10", true}, {china, "2018-02-24", true}, {china, "2018-02-23", true}, {china, "2018-02-20", false},
		{china, "2030-02-04", false}, {china, "2030-10-08", true}, {china, "1969-12-29", true}, {china, "1969-12-28", false},
		{own, "2026-10-14", false}, {own, "2026-10-17", true}, {own, "2026-10-01", true},
	} {
		if got := c.calendar.Working(anlan.EpochDay(day(c.day))); got != c.working {
			t.Errorf("%s is worked: %v", c.day, got)
		}
	}
	if f := own.Festivals(); len(f) != 1 || f[0] != anlan.EpochDay(day("2026-02-17")) {
		t.Errorf("festivals %v", f)
	}
}
