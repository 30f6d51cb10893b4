package anlan

import (
	"strconv"
	"strings"
	"time"
)

// springFestivals are the first days of the lunar years 2015–2035.
const springFestivals = `2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29
2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08`

// stateCouncil has the weekdays off and, after the bar, the weekend days
// worked, as the State Council's notices say.
const stateCouncil = `
2015 0101 0102 0218 0219 0220 0223 0224 0406 0501 0622 0903 0904 1001 1002 1005 1006 1007 | 0104 0215 0228 0906 1010
2016 0101 0208 0209 0210 0211 0212 0404 0502 0609 0610 0915 0916 1003 1004 1005 1006 1007 | 0206 0214 0612 0918 1008 1009
2017 0102 0127 0130 0131 0201 0202 0403 0404 0501 0529 0530 1002 1003 1004 1005 1006 | 0122 0204 0401 0527 0930
2018 0101 0215 0216 0219 0220 0221 0405 0406 0430 0501 0618 0924 1001 1002 1003 1004 1005 | 0211 0224 0408 0428 0929 0930
2019 0101 0204 0205 0206 0207 0208 0405 0501 0502 0503 0607 0913 1001 1002 1003 1004 1007 | 0202 0203 0428 0505 0929 1012
2020 0101 0124 0127 0128 0129 0130 0131 0406 0501 0504 0505 0625 0626 1001 1002 1005 1006 1007 1008 | 0119 0426 0509 0628 0927 1010
2021 0101 0211 0212 0215 0216 0217 0405 0503 0504 0505 0614 0920 0921 1001 1004 1005 1006 1007 | 0207 0220 0425 0508 0918 0926 1009
2022 0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007 | 0129 0130 0402 0424 0507 1008 1009
2023 0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006 | 0128 0129 0423 0506 0625 1007 1008
2024 0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007 | 0204 0218 0407 0428 0511 0914 0929 1012
2025 0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008 | 0126 0208 0427 0928 1011
2026 0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007 | 0104 0214 0228 0509 0920 1010`

// Calendar knows working days and the days about which the year turns. Days
// count from 1 January 1970; the zero Calendar has every weekday worked.
type Calendar struct {
	changed   map[int]bool // true: worked, false: off, against the weekday
	festivals []int        // first days of the lunar year, in order
}

// ChineseCalendar is the calendar of the State Council's notices, 2015 to 2026.
// Years to 2035 for which there is no notice yet have the fixed holidays only.
func ChineseCalendar() *Calendar {
	c := &Calendar{changed: map[int]bool{}}
	for s := range strings.FieldsSeq(springFestivals) {
		c.festivals = append(c.festivals, dayNumber(strings.ReplaceAll(s, "-", "")))
	}
	known := map[string]bool{}
	for line := range strings.Lines(stateCouncil) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		known[f[0]] = true
		worked := false
		for _, day := range f[1:] {
			if day == "|" {
				worked = true
				continue
			}
			c.changed[dayNumber(f[0]+day)] = worked
		}
	}
	for _, f := range c.festivals {
		year := strconv.Itoa(time.Unix(int64(f)*86400, 0).UTC().Year())
		if known[year] {
			continue
		}
		for _, day := range []string{"0101", "0501", "0502", "0503", "1001", "1002", "1003", "1004", "1005", "1006", "1007"} {
			c.changed[dayNumber(year+day)] = false
		}
		for i := -1; i <= 6; i++ {
			c.changed[f+i] = false
		}
	}
	return c
}

// NewCalendar is a calendar of its own: days off and worked against the
// weekday, and first days of the festival about which the year turns, in order.
func NewCalendar(off, worked, festivals []time.Time) *Calendar {
	c := &Calendar{changed: map[int]bool{}}
	for _, d := range off {
		c.changed[EpochDay(d)] = false
	}
	for _, d := range worked {
		c.changed[EpochDay(d)] = true
	}
	for _, d := range festivals {
		c.festivals = append(c.festivals, EpochDay(d))
	}
	return c
}

// Working tells whether a day, counted from 1 January 1970, is worked.
func (c *Calendar) Working(day int) bool {
	if worked, ok := c.changed[day]; ok {
		return worked
	}
	return (day%7+7+3)%7 < 5 // 1 January 1970 was a Thursday
}

// festivalSpans are days from the first day of the lunar year: the run-up, the
// holiday, and the return to work.
var festivalSpans = [...][2]int{{-12, -2}, {-1, 6}, {7, 15}}

// Shares gives, of the days from one to before another, the share that is
// worked, less that of weekdays where nothing is special, and the shares that lie
// in the run-up to the Spring Festival, in it and in the return to work.
func (c *Calendar) Shares(from, to int) (extra float64, festival [len(festivalSpans)]float64) {
	days := float64(to - from)
	for day := from; day < to; day++ {
		if c.Working(day) {
			extra += 1 / days
		}
		if plain.Working(day) {
			extra -= 1 / days
		}
		for k, s := range festivalSpans {
			for _, f := range c.festivals {
				if day >= f+s[0] && day <= f+s[1] {
					festival[k] += 1 / days
				}
			}
		}
	}
	return extra, festival
}

// Columns gives the Shares of n periods of so many days each, the first of which
// begins on a day: by column, then period.
func (c *Calendar) Columns(first, days, n int) [][]float64 {
	out := make([][]float64, 1+len(festivalSpans))
	for t := range n {
		extra, festival := c.Shares(first+t*days, first+(t+1)*days)
		out[0] = append(out[0], extra)
		for k, v := range festival {
			out[1+k] = append(out[1+k], v)
		}
	}
	return out
}

// plain has every weekday worked.
var plain = &Calendar{}

// Festivals are the first days of the lunar years that are known, in order.
func (c *Calendar) Festivals() []int { return c.festivals }

// EpochDay counts the days from 1 January 1970 to the day of t in its own zone.
func EpochDay(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// dayNumber reads 20261015; the texts above are its only callers.
func dayNumber(s string) int {
	n, _ := strconv.Atoi(s)
	return EpochDay(time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, time.UTC))
}
