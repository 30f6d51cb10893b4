package demo

import (
	"math"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// calendar is the State Council's, in the days of the demo city.
type calendar struct {
	days     *anlan.Calendar
	festival []Date
}

// epochDays is the day from which Date counts, in days from 1 January 1970.
const epochDays = epochUnix / daySeconds

func newCalendar() *calendar {
	c := &calendar{days: anlan.ChineseCalendar()}
	for _, f := range c.days.Festivals() {
		c.festival = append(c.festival, Date(f-epochDays))
	}
	return c
}

func (c *calendar) working(d Date) bool { return c.days.Working(int(d) + epochDays) }

// parseDay reads 20261015.
func parseDay(s string) Date {
	n, _ := strconv.Atoi(s)
	return newDate(n/10000, n/100%100, n%100)
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
