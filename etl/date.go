package etl

import (
	"bytes"
	"time"
)

const (
	dayMicros   = int64(24 * time.Hour / time.Microsecond)
	hourMicros  = int64(time.Hour / time.Microsecond)
	firstSerial = 18264 // 1950-01-01 as an Excel serial of the 1900 system
	lastSerial  = 73050 // 2099-12-31
)

// parseTime reads a day, with or without a time of day, as microseconds since
// 1970-01-01 on the clock of the source. Forms: 2020-10-16, 2020/10/16,
// 2020.10.16, 20201016, 2020年10月16日, each with 08:05[:09[.5]], 8时5分[9秒] or
// (14 digits) 20201016080509; RFC 3339, whose offset is turned into loc; and
// Excel serials of the 1900 system. fault is faultNone, or says what is wrong:
// a day that does not exist (2026-02-30), or a month and day without a year.
func parseTime(b []byte, loc *time.Location, scratch *[]byte) (micros int64, f fault) {
	if len(b) == 10 && b[4] == '-' && b[7] == '-' {
		if d, ok := isoDay(b); ok {
			return d * dayMicros, faultNone
		}
		return 0, faultDate
	}
	if len(b) == 19 && b[4] == '-' && b[7] == '-' && (b[10] == ' ' || b[10] == 'T') && b[13] == ':' && b[16] == ':' {
		d, ok := isoDay(b[:10])
		h, m, s := two(b[11:]), two(b[14:]), two(b[17:])
		if ok && h >= 0 && h < 24 && m >= 0 && m < 60 && s >= 0 && s < 60 {
			return d*dayMicros + int64(h*3600+m*60+s)*1e6, faultNone
		}
		return 0, faultDate
	}
	if !ascii(b) {
		b = plainDate(halfWidth(b, scratch))
		if bytes.HasPrefix(b, []byte("?")) {
			return 0, faultNoYear
		}
	}
	return looseTime(b, loc)
}

func two(b []byte) int {
	if b[0] < '0' || b[0] > '9' || b[1] < '0' || b[1] > '9' {
		return -1
	}
	return int(b[0]-'0')*10 + int(b[1]-'0')
}

func isoDay(b []byte) (int64, bool) {
	c, y, m, d := two(b), two(b[2:]), two(b[5:]), two(b[8:])
	if c < 0 || y < 0 || m < 0 || d < 0 {
		return 0, false
	}
	return civil(c*100+y, m, d)
}

// civil gives the days since 1970-01-01 of a date of the years 1900 to 2199;
// ok is false for a date that does not exist.
// Method: Howard Hinnant, chrono-compatible low-level date algorithms.
func civil(y, m, d int) (int64, bool) {
	if y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0, false
	}
	if d > 28 {
		last := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
		if m == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0) {
			last = 29
		}
		if d > last {
			return 0, false
		}
	}
	if m <= 2 {
		y--
		m += 12
	}
	era, yoe := y/400, y%400
	doy := (153*(m-3)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return int64(era*146097 + doe - 719468), true
}

// plainDate turns 2020年10月16日 8时5分 into 2020-10-16 8:5; a date without its
// year becomes "?".
func plainDate(b []byte) []byte {
	if !bytes.Contains(b, []byte("年")) && bytes.Contains(b, []byte("月")) {
		return []byte("?")
	}
	r := bytes.NewBuffer(make([]byte, 0, len(b)))
	for len(b) > 0 {
		switch {
		case bytes.HasPrefix(b, []byte("年")), bytes.HasPrefix(b, []byte("月")):
			r.WriteByte('-')
			b = b[3:]
		case bytes.HasPrefix(b, []byte("日")), bytes.HasPrefix(b, []byte("号")):
			r.WriteByte(' ')
			b = b[3:]
		case bytes.HasPrefix(b, []byte("时")), bytes.HasPrefix(b, []byte("点")), bytes.HasPrefix(b, []byte("分")):
			r.WriteByte(':')
			b = b[3:]
		case bytes.HasPrefix(b, []byte("秒")):
			b = b[3:]
		default:
			r.WriteByte(b[0])
			b = b[1:]
		}
	}
	out := bytes.TrimSpace(r.Bytes())
	return bytes.TrimRight(out, ":-")
}

// looseTime reads the ASCII forms.
func looseTime(b []byte, loc *time.Location) (int64, fault) {
	if n, ok := plainInt(b); ok {
		switch {
		case len(b) == 8:
			return dayOf(int(n/10000), int(n/100%100), int(n%100))
		case len(b) == 14:
			day, f := dayOf(int(n/1e10), int(n/1e8%100), int(n/1e6%100))
			h, m, s := n/1e4%100, n/100%100, n%100
			if f != faultNone || h > 23 || m > 59 || s > 59 {
				return 0, faultDate
			}
			return day + (h*3600+m*60+s)*1e6, faultNone
		}
	}
	if n, ok := parseDecimal(b); ok && bytes.IndexByte(b, '-') < 0 && n.exp <= 0 {
		return serial(n)
	}
	if t, err := time.Parse(time.RFC3339Nano, string(b)); err == nil {
		t = t.In(loc)
		_, off := t.Zone()
		return t.UnixMicro() + int64(off)*1e6, faultNone
	}
	return fields(b)
}

func dayOf(y, m, d int) (int64, fault) {
	days, ok := civil(y, m, d)
	if !ok {
		return 0, faultDate
	}
	return days * dayMicros, faultNone
}

// serial reads a day count of Excel's 1900 system, to the second.
func serial(n number) (int64, fault) {
	f := n.float(0)
	if f < firstSerial || f >= lastSerial+1 {
		return 0, faultDate
	}
	secs := int64(f*86400 + 0.5)
	return (secs - 25569*86400) * 1e6, faultNone // 25569: 1970-01-01
}

// fields reads y-m-d or y/m/d or y.m.d with parts of one or two digits, and
// h:m or h:m:s[.f] behind a space or T.
func fields(b []byte) (int64, fault) {
	var v [6]int
	var frac int64
	n, i := 0, 0
	for n < 6 {
		start := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' && i-start < 4 {
			v[n] = v[n]*10 + int(b[i]-'0')
			i++
		}
		if i == start || n == 0 && i-start != 4 || n > 0 && i-start > 2 {
			if n == 0 && i > 0 && i < 3 && i < len(b) && (b[i] == '-' || b[i] == '/') {
				return 0, faultNoYear
			}
			return 0, faultDate
		}
		n++
		if i == len(b) {
			break
		}
		switch c := b[i]; {
		case n < 3 && (c == '-' || c == '/' || c == '.') && (n == 1 || b[4] == c):
		case n == 3 && (c == ' ' || c == 'T'):
			for i+1 < len(b) && b[i+1] == ' ' {
				i++
			}
		case n > 3 && n < 6 && c == ':':
		case n == 6 && c == '.':
			unit := int64(100000)
			for i++; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
				frac += int64(b[i]-'0') * unit
				unit /= 10
			}
			if i < len(b) {
				return 0, faultDate
			}
			continue
		default:
			return 0, faultDate
		}
		i++
	}
	if i < len(b) || n < 3 || n == 4 && v[3] > 23 || v[3] > 23 || v[4] > 59 || v[5] > 59 {
		return 0, faultDate
	}
	day, f := dayOf(v[0], v[1], v[2])
	return day + int64(v[3]*3600+v[4]*60+v[5])*1e6 + frac, f
}
