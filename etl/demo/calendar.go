package demo

import (
	"math"
	"strconv"
	"strings"
)

// springFestivals are the first days of the lunar years 2019–2035.
const springFestivals = `2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29
2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08`

// holidays are the weekdays off and, after the bar, the weekend days worked,
// as the State Council's notices have them.
const holidays = `
2019 0101 0204 0205 0206 0207 0208 0405 0501 0502 0503 0607 0913 1001 1002 1003 1004 1007 | 0202 0203 0428 0505 0929 1012
2020 0101 0124 0127 0128 0129 0130 0131 0406 0501 0504 0505 0625 0626 1001 1002 1005 1006 1007 1008 | 0119 0426 0509 0628 0927 1010
2021 0101 0211 0212 0215 0216 0217 0405 0503 0504 0505 0614 0920 0921 1001 1004 1005 1006 1007 | 0207 0220 0425 0508 0918 0926 1009
2022 0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007 | 0129 0130 0402 0424 0507 1008 1009
2023 0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006 | 0128 0129 0423 0506 0625 1007 1008
2024 0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007 | 0204 0218 0407 0428 0511 0914 0929 1012
2025 0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008 | 0126 0208 0427 0928 1011
2026 0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007 | 0104 0214 0228 0509 0920 1010`

// calendar knows working days and festivals. Years without a notice have the
// fixed holidays only.
type calendar struct {
	changed  map[Date]bool // true: worked, false: off, against the weekday
	festival []Date
}

func newCalendar() *calendar {
	c := &calendar{changed: map[Date]bool{}}
	for s := range strings.FieldsSeq(springFestivals) {
		c.festival = append(c.festival, parseDay(strings.ReplaceAll(s, "-", "")))
	}
	known := map[string]bool{}
	for line := range strings.Lines(holidays) {
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
			c.changed[parseDay(f[0]+day)] = worked
		}
	}
	for _, f := range c.festival {
		year := f.String()[:4]
		if known[year] {
			continue
		}
		for _, day := range []string{"0101", "0501", "0502", "0503", "1001", "1002", "1003", "1004", "1005", "1006", "1007"} {
			c.changed[parseDay(year+day)] = false
		}
		for i := Date(-1); i <= 6; i++ {
			c.changed[f+i] = false
		}
	}
	return c
}

// parseDay reads 20261015; the texts above are its only callers.
func parseDay(s string) Date {
	n, _ := strconv.Atoi(s)
	return newDate(n/10000, n/100%100, n%100)
}

func (c *calendar) working(d Date) bool {
	if worked, ok := c.changed[d]; ok {
		return worked
	}
	return d.weekday() < 5
}

// addWorking gives the n-th working day after d.
func (c *calendar) addWorking(d Date, n int) Date {
	for n > 0 {
		d++
		if c.working(d) {
			n--
		}
	}
	return d
}

// quiet is the dip around the Spring Festival: 1 in ordinary weeks, down to
// floor on the first days of the year.
func (c *calendar) quiet(d Date, floor float64) float64 {
	for _, f := range c.festival {
		x := int(d - f)
		if x < -12 || x > 14 {
			continue
		}
		switch {
		case x < -1:
			return floor + (1-floor)*math.Min(1, float64(-1-x)/10)
		case x <= 5:
			return floor
		default:
			return floor + (1-floor)*math.Min(1, float64(x-5)/9)
		}
	}
	return 1
}

// yearly is a season: 1 + amplitude × cos, highest on the given day of the year.
func yearly(d Date, peak int, amplitude float64) float64 {
	y, _, _ := d.civil()
	doy := int(d - newDate(y, 1, 1))
	return 1 + amplitude*math.Cos(2*math.Pi*float64(doy-peak)/365.25)
}
