package demo

import "time"

// Stamp is a wall-clock second in the city, counted from 2000-01-01 00:00:00;
// 0 is missing.
type Stamp uint32

// Date is a day, counted from 2000-01-01; 0 is missing.
type Date int32

// Flag is a boolean that may be missing.
type Flag int8

// Count is a number of things; NoCount is missing.
type Count int32

// Money is an amount in fen (1/100 yuan); NoMoney is missing.
type Money int64

// The states of a Flag, and the missing Count and Money.
const (
	Unknown Flag = iota
	No
	Yes

	NoCount Count = -1
	NoMoney Money = -1
)

const (
	daySeconds = 86400
	hour       = 3600
	epochUnix  = 946684800 // 2000-01-01T00:00:00Z
)

// Missing reports whether there is no time.
func (s Stamp) Missing() bool { return s == 0 }

// Time gives the wall clock as a UTC time; the zero time when missing.
func (s Stamp) Time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(epochUnix+int64(s), 0).UTC()
}

// Date gives the day of the stamp.
func (s Stamp) Date() Date { return Date(s / daySeconds) }

// clock gives the second of the day.
func (s Stamp) clock() int { return int(s % daySeconds) }

// Missing reports whether there is no date.
func (d Date) Missing() bool { return d == 0 }

// Time gives midnight of the day as a UTC time; the zero time when missing.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix(epochUnix+int64(d)*daySeconds, 0).UTC()
}

// at gives the stamp of a second of the day.
func (d Date) at(second int) Stamp { return Stamp(int64(d)*daySeconds + int64(second)) }

// end gives the first instant after the day.
func (d Date) end() Stamp { return (d + 1).at(0) }

// weekday counts from Monday = 0 (2000-01-01 was a Saturday).
func (d Date) weekday() int { return int(d+5) % 7 }

// week counts Monday-first weeks.
func (d Date) week() int { return int(d+5) / 7 }

// String gives 2026-10-15.
func (d Date) String() string { return string(appendDate(nil, d, '-')) }

// dateOf gives the day of a time, read in its own zone.
func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return newDate(y, int(m), d)
}

func newDate(y, m, d int) Date {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return Date((t.Unix() - epochUnix) / daySeconds)
}

// monthStart gives the first day of the month that lies n months from d's.
func (d Date) monthStart(n int) Date {
	y, m, _ := d.civil()
	return newDate(y, m+n, 1)
}

// civil gives year, month and day (H. Hinnant's days-to-civil arithmetic: it
// runs for every date written, where time.Time would cost a third of the run).
func (d Date) civil() (y, m, day int) {
	z := int(d) + 730425 // days from 0000-03-01
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, day
}

func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

func appendDate(b []byte, d Date, sep byte) []byte {
	y, m, day := d.civil()
	b = appendTwo(appendTwo(b, y/100), y%100)
	if sep != 0 {
		b = append(b, sep)
	}
	b = appendTwo(b, m)
	if sep != 0 {
		b = append(b, sep)
	}
	return appendTwo(b, day)
}

func appendClock(b []byte, s Stamp) []byte {
	c := s.clock()
	b = append(appendTwo(b, c/hour), ':')
	b = append(appendTwo(b, c%hour/60), ':')
	return appendTwo(b, c%60)
}

func flagOf(b bool) Flag {
	if b {
		return Yes
	}
	return No
}
