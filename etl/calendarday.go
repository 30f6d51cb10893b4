package etl

import (
	"strconv"
	"time"
)

// calendarDay remembers the last day that was looked up: rows of one file are
// mostly of one day after another.
type calendarDay struct {
	day  int64
	got  int32
	have bool
}

// part gives the partition of a day as one number: year, month and day, those
// that are not partitioned by left zero.
func (c *calendarDay) part(day int64, transforms []string) int32 {
	if len(transforms) == 0 {
		return 0
	}
	if c.have && c.day == day {
		return c.got
	}
	t := time.Unix(day*86400, 0).UTC()
	n := int32(0)
	for _, name := range transforms {
		switch name {
		case "year":
			n += int32(t.Year()) * 10000
		case "month":
			n += int32(t.Month()) * 100
		case "day":
			n += int32(t.Day())
		}
	}
	c.day, c.got, c.have = day, n, true
	return n
}

// partValues gives the values of a partition, transform by transform.
func partValues(part int32, transforms []string) []string {
	values := make([]string, len(transforms))
	for i, name := range transforms {
		n := part % 100
		switch name {
		case "year":
			n = part / 10000
		case "month":
			n = part / 100 % 100
		}
		values[i] = strconv.Itoa(int(n))
	}
	return values
}
