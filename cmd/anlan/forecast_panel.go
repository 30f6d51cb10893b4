package main

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/forecast"
)

// mostPeriods is beyond any panel: a wrong date must not make millions of gaps.
const mostPeriods = 20000

// panel puts the series side by side, from the first period of any to the last;
// what a unit does not have was not reported. It holds places in the year for
// so many periods ahead.
func (f *seriesFile) panel(ahead int) (*forecast.Panel, error) {
	p := &forecast.Panel{Year: 52}
	switch f.step {
	case stepWeek:
		p.Year = 365.25 / 7
	case stepDay:
		p.Year, p.Cycle = 365.25, 7
	case stepMonth:
		p.Year = 12
	}
	begin, end := math.MaxInt, math.MinInt
	starts := make([]int, len(f.units))
	for i, u := range f.units {
		at, err := f.place(u)
		if err != nil {
			return nil, err
		}
		starts[i] = at
		begin, end = min(begin, at), max(end, at+len(u.counts))
	}
	if end-begin > mostPeriods {
		return nil, anlan.Errorf(anlan.Invalid, "the series cover %d periods, more than %d: is a date wrong?", end-begin, mostPeriods)
	}
	for i, u := range f.units {
		y := make([]float64, end-begin)
		for t := range y {
			y[t] = math.NaN()
		}
		copy(y[starts[i]-begin:], u.counts)
		p.Units, p.Counts = append(p.Units, u.unit), append(p.Counts, y)
		if f.families {
			p.Family = append(p.Family, u.family)
		}
	}
	if f.step != stepOnly {
		first := f.day(f.units[0], begin-starts[0])
		for t := range end - begin + ahead {
			p.Slot = append(p.Slot, f.slot(after(first, f.step, t)))
		}
	}
	return p, nil
}

// workColumns gives the panel columns of working days and the Spring Festival, for
// so many periods ahead. The series need dates by day or week.
func (f *seriesFile) workColumns(p *forecast.Panel, ahead int) error {
	if f.step != stepDay && f.step != stepWeek {
		return anlan.Errorf(anlan.Invalid, "workdays: the series need a date for every day or week")
	}
	first := 0
	for i, u := range f.units {
		if d := anlan.EpochDay(u.dates[0]); i == 0 || d < first {
			first = d
		}
	}
	days := 1
	if f.step == stepWeek {
		days = 7
	}
	c := f.workdays
	if c == nil {
		c = anlan.ChineseCalendar()
	}
	p.Terms = c.Columns(first, days, p.Periods()+ahead)
	return nil
}

// place numbers the first period of a unit on a scale that all units share.
func (f *seriesFile) place(u *timedSeries) (int, error) {
	if u.dates == nil {
		return strconv.Atoi(u.label[0])
	}
	first, day := f.units[0].dates[0], u.dates[0]
	if f.step == stepMonth {
		return (day.Year()-first.Year())*12 + int(day.Month()) - int(first.Month()), nil
	}
	days := int(math.Round(day.Sub(first).Hours() / 24))
	if f.step == stepWeek {
		if days%7 != 0 {
			return 0, anlan.Errorf(anlan.Invalid, "units %s and %s: weeks begin on different days, %s and %s", f.units[0].unit, u.unit, f.units[0].label[0], u.label[0])
		}
		return days / 7, nil
	}
	return days, nil
}

// day is the first day of the period n after a unit's first.
func (f *seriesFile) day(u *timedSeries, n int) time.Time { return after(u.dates[0], f.step, n) }

// slot is the place in the year of a period that begins on that day.
func (f *seriesFile) slot(day time.Time) int {
	if f.step == stepMonth {
		return int(day.Month())
	}
	_, week := day.ISOWeek()
	return week
}

// axis labels the first n periods of the panel, which may go on past its end.
func (f *seriesFile) axis(n int) ([]string, error) {
	begin := math.MaxInt
	for _, u := range f.units {
		at, err := f.place(u)
		if err != nil {
			return nil, err
		}
		begin = min(begin, at)
	}
	own, err := f.place(f.units[0])
	if err != nil {
		return nil, err
	}
	out := make([]string, n)
	for t := range out {
		out[t] = strconv.Itoa(begin + t)
		if f.units[0].dates != nil {
			out[t] = f.day(f.units[0], begin-own+t).Format(anlan.DateFormat)
		}
	}
	return out, nil
}

// byKind makes a family of the lake's series of one kind, whose unit is
// series/kind/area.
func (f *seriesFile) byKind() {
	f.families = true
	for _, u := range f.units {
		u.family = u.unit[:max(0, strings.LastIndexByte(u.unit, '/'))]
	}
}
