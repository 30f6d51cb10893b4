package figures

import (
	"time"

	"github.com/anlan-lake/anlan/etl/demo"
)

// Times are counted in seconds since 2000, as the generator's are; none is
// nothing.
const none = int64(0)

const (
	aMinute = int64(60)
	aDay    = int64(86400)
)

func stampSeconds(s demo.Stamp) int64 { return int64(s) }
func dateSeconds(d demo.Date) int64   { return int64(d) * aDay }

// secondsOf gives midnight of a time's own day.
func secondsOf(t time.Time) int64 {
	y, m, d := t.Date()
	return midnight(y, int(m), d)
}

func midnight(y, m, d int) int64 {
	return (time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() - 946684800)
}

func civil(s int64) (y, m, d int) {
	t := time.Unix(946684800+s, 0).UTC()
	return t.Year(), int(t.Month()), t.Day()
}

// month is a period: its figures look at what lies before end.
type month struct {
	name    string
	end     int64
	running bool
}

// monthsUntil lists the thirteen months that have ended after a night's day,
// and the one that runs.
func monthsUntil(asOf int64) []month {
	next := asOf + aDay
	y, m, d := civil(next)
	var out []month
	name := func(y, m int) string {
		return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	if d != 1 { // the day after is not a first: the month still runs
		out = append(out, month{name(y, m), next, true})
	}
	for back := range 13 {
		out = append(out, month{name(y, m-1-back), midnight(y, m-back, 1), false})
	}
	return out
}

// monthsBefore gives the start of a window: the same day of an earlier month,
// or its last day where it has no such day.
func monthsBefore(end int64, months int) int64 {
	y, m, d := civil(end)
	for {
		s := midnight(y, m-months, d)
		if _, _, got := civil(s); got == d {
			return s
		}
		d--
	}
}

// wholeBefore gives the newest end of a whole period of so many months (1 or
// 3, counted from January) that does not lie after end.
func wholeBefore(end int64, months int) int64 {
	y, m, _ := civil(end)
	return midnight(y, m-(m-1)%months, 1)
}
