package anlan

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// DateFormat is the form of a day in files, flags and figures.
const DateFormat = "2006-01-02"

// PeriodKind is the length of a Period.
type PeriodKind int

// The kinds of period that figures are made for.
const (
	Day PeriodKind = iota + 1
	Week
	TenDay
	Month
	Quarter
	Year
)

// Period is a half-open stretch of days [Start, End) in the city's time zone.
type Period struct {
	Kind  PeriodKind
	Start time.Time
	End   time.Time
}

// NewPeriod gives the period of a kind that holds day. Weeks are ISO weeks
// (Monday first); ten-day periods (旬) start on the 1st, 11th and 21st.
func NewPeriod(kind PeriodKind, day time.Time) Period {
	y, m, d := day.Date()
	loc := day.Location()
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, loc) }
	p := Period{Kind: kind}
	switch kind {
	case Day:
		p.Start, p.End = at(y, m, d), at(y, m, d+1)
	case Week:
		back := (int(day.Weekday()) + 6) % 7
		p.Start, p.End = at(y, m, d-back), at(y, m, d-back+7)
	case TenDay:
		switch {
		case d <= 10:
			p.Start, p.End = at(y, m, 1), at(y, m, 11)
		case d <= 20:
			p.Start, p.End = at(y, m, 11), at(y, m, 21)
		default:
			p.Start, p.End = at(y, m, 21), at(y, m+1, 1)
		}
	case Quarter:
		q := (int(m) - 1) / 3
		p.Start, p.End = at(y, time.Month(q*3+1), 1), at(y, time.Month(q*3+4), 1)
	case Year:
		p.Start, p.End = at(y, 1, 1), at(y+1, 1, 1)
	default:
		p.Kind = Month
		p.Start, p.End = at(y, m, 1), at(y, m+1, 1)
	}
	return p
}

// String gives 2026-10-15, 2026-W42, 2026-10-T2 (the second 旬), 2026-10, 2026-Q4 or 2026.
func (p Period) String() string {
	switch p.Kind {
	case Day:
		return p.Start.Format(DateFormat)
	case Week:
		y, w := p.Start.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case TenDay:
		return fmt.Sprintf("%s-T%d", p.Start.Format("2006-01"), (p.Start.Day()-1)/10+1)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Start.Year(), (int(p.Start.Month())-1)/3+1)
	case Year:
		return fmt.Sprintf("%04d", p.Start.Year())
	default:
		return p.Start.Format("2006-01")
	}
}

var periodForm = regexp.MustCompile(`^(\d{4})(?:-(?:W(\d{2})|Q([1-4])|(\d{2})(?:-(?:T([1-3])|(\d{2})))?))?$`)

// ParsePeriod reads what String writes, in the given time zone.
func ParsePeriod(s string, loc *time.Location) (Period, error) {
	bad := func() (Period, error) {
		return Period{}, Errorf(Invalid, "period %q is not a day (2026-10-15), week (2026-W42), ten-day period (2026-10-T2), month (2026-10), quarter (2026-Q4) or year (2026)", s)
	}
	m := periodForm.FindStringSubmatch(s)
	if m == nil {
		return bad()
	}
	num := func(i int) int { n, _ := strconv.Atoi(m[i]); return n }
	at := func(mo, d int) time.Time { return time.Date(num(1), time.Month(mo), d, 0, 0, 0, 0, loc) }
	var p Period
	switch {
	case m[2] != "":
		// 4 January always lies in ISO week 1.
		p = NewPeriod(Week, at(1, 4).AddDate(0, 0, 7*(num(2)-1)))
	case m[3] != "":
		p = NewPeriod(Quarter, at(num(3)*3-2, 1))
	case m[5] != "":
		p = NewPeriod(TenDay, at(num(4), num(5)*10-9))
	case m[6] != "":
		p = NewPeriod(Day, at(num(4), num(6)))
	case m[4] != "":
		p = NewPeriod(Month, at(num(4), 1))
	default:
		p = NewPeriod(Year, at(1, 1))
	}
	if p.String() != s { // 2026-13, 2026-02-30, 2026-W60
		return bad()
	}
	return p, nil
}

// Window is the stretch of time before a period's end that an indicator looks
// at: P1M, P3M, P6M, P12M, or P0D for a stock counted at the end itself.
type Window struct {
	Months int
	Days   int
}

var windowForm = regexp.MustCompile(`^P(\d+)([MD])$`)

// ParseWindow reads P12M, P7D or P0D.
func ParseWindow(s string) (Window, error) {
	m := windowForm.FindStringSubmatch(s)
	if m == nil {
		return Window{}, Errorf(Invalid, "window %q is not like P3M, P7D or P0D", s)
	}
	n, _ := strconv.Atoi(m[1])
	if m[2] == "M" {
		return Window{Months: n}, nil
	}
	return Window{Days: n}, nil
}

// String writes what ParseWindow reads.
func (w Window) String() string {
	if w.Months > 0 {
		return fmt.Sprintf("P%dM", w.Months)
	}
	return fmt.Sprintf("P%dD", w.Days)
}

// Start gives the first instant of the window that ends at end (exclusive).
// The day of the month is kept within the month's length: three months before
// 31 May (that is, [28 Feb, 31 May)) begins on the last day of February.
func (w Window) Start(end time.Time) time.Time {
	y, m, d := end.Date()
	first := time.Date(y, m-time.Month(w.Months), 1, 0, 0, 0, 0, end.Location())
	last := first.AddDate(0, 1, -1).Day()
	return time.Date(first.Year(), first.Month(), min(d, last), 0, 0, 0, 0, end.Location()).AddDate(0, 0, -w.Days)
}
