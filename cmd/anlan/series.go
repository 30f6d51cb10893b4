package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Steps between the periods of a file of series.
const (
	stepDay   = "day"
	stepWeek  = "week"
	stepMonth = "month"
	stepOnly  = "" // only the order is known
)

// timedSeries is one unit of a file of series.
type timedSeries struct {
	unit   string
	family string      // column family; the unit's name where there is none
	parent string      // column parent: what the unit lies in, from the top, with / between; empty for none
	label  []string    // date or number of each period, as written
	dates  []time.Time // nil where periods are numbered
	counts []float64   // NaN where nothing was reported
	more   map[string][]float64
}

// seriesFile is a CSV of series: unit (or one series), date or time, observed,
// and any columns beside them.
type seriesFile struct {
	step     string
	units    []*timedSeries
	families bool            // has a column family
	lake     bool            // the lake's own
	workdays *anlan.Calendar // of working days; nil for the Chinese one
}

// readSeries reads a file of series; wanted names columns of numbers to read
// beside the counts. Periods of a unit must follow one another: one that was not
// reported has a row with an empty count.
func readSeries(path string, pairs []string, wanted ...string) (*seriesFile, error) {
	names, err := columnsFlag(pairs)
	if err != nil {
		return nil, err
	}
	s, err := readSheet(path, names)
	if err != nil {
		return nil, err
	}
	return s.series(wanted...)
}

// lakeSeries is what the lake's series_week holds: unit is series, kind and
// area, and a week that is not there was not reported.
const lakeSeries = `select series || '/' || kind || '/' || area_code as unit, cast(week_start as varchar) as date, observed
from series_week order by unit, date`

// readLakeSeries reads the weekly series of the lake, now or as of an earlier
// night.
func (e *env) readLakeSeries(ctx context.Context, asOf string) (*seriesFile, error) {
	session, closeAll, err := e.session(ctx, asOf)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	reader, err := session.Ask(ctx, lakeSeries)
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "weekly series of the lake: %w", err).WithNext("'anlan build' makes them; or name a file of series")
	}
	defer reader.Release()
	s := &sheet{path: "series_week", header: []string{"unit", "date", "observed"}}
	err = eachRow(reader, func(row []*string) error {
		s.fillWeeks(*row[0], *row[1])
		s.rows = append(s.rows, []string{*row[0], *row[1], *row[2]})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("weekly series of the lake: %w", err)
	}
	if len(s.rows) == 0 {
		return nil, anlan.Errorf(anlan.NotFound, "the lake holds no whole week")
	}
	f, err := s.series()
	if err != nil {
		return nil, err
	}
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	f.lake = true
	f.workdays, err = cfg.calendar()
	return f, err
}

// fillWeeks adds the weeks between the last row and the next of the same unit.
func (s *sheet) fillWeeks(unit, date string) {
	if len(s.rows) == 0 || s.rows[len(s.rows)-1][0] != unit {
		return
	}
	day, err := time.Parse(anlan.DateFormat, s.rows[len(s.rows)-1][1])
	for err == nil {
		day = after(day, stepWeek, 1)
		text := day.Format(anlan.DateFormat)
		if text >= date {
			return
		}
		s.rows = append(s.rows, []string{unit, text, ""})
	}
}

// series reads the columns unit, date or time, observed and those wanted.
func (s *sheet) series(wanted ...string) (*seriesFile, error) {
	counts, err := s.numbers("observed")
	if err != nil {
		return nil, err
	}
	column := map[string][]float64{}
	for _, name := range wanted {
		if s.has(name) {
			if column[name], err = s.numbers(name); err != nil {
				return nil, err
			}
		}
	}
	for i, y := range counts {
		// What the counts may be beyond that is each method's own to say.
		if y < 0 || math.Trunc(y) != y && !math.IsNaN(y) || math.IsInf(y, 0) {
			return nil, anlan.Errorf(anlan.Invalid, "%s: row %d, column observed: %g is not a count: a whole number, 0 or more", s.path, i+2, y)
		}
	}
	dated := s.has("date")
	when := "time"
	switch {
	case dated:
		when = "date"
	case !s.has("time"):
		return nil, anlan.Errorf(anlan.Invalid, "%s: there is no column date or time (it has %s)", s.path, strings.Join(s.header, ", ")).
			WithNext("--columns date=… names the column of days like 2026-10-15, --columns time=… that of numbered periods")
	}
	labels, err := s.text(when)
	if err != nil {
		return nil, err
	}
	units := slices.Repeat([]string{"all"}, len(labels))
	if s.has("unit") {
		if units, err = s.text("unit"); err != nil {
			return nil, err
		}
	}
	families := units
	if s.has("family") {
		if families, err = s.text("family"); err != nil {
			return nil, err
		}
	}
	parents := make([]string, len(units))
	if s.has("parent") {
		if parents, err = s.text("parent"); err != nil {
			return nil, err
		}
	}
	f := &seriesFile{families: s.has("family")}
	byName := map[string]*timedSeries{}
	for i, unit := range units {
		u := byName[unit]
		if u == nil {
			u = &timedSeries{unit: unit, family: families[i], parent: parents[i], more: map[string][]float64{}}
			byName[unit] = u
			f.units = append(f.units, u)
		}
		if u.family != families[i] {
			return nil, anlan.Errorf(anlan.Invalid, "%s: row %d: unit %s is of family %s, before of %s", s.path, i+2, unit, families[i], u.family)
		}
		if u.parent != parents[i] {
			return nil, anlan.Errorf(anlan.Invalid, "%s: row %d: unit %s lies in %q, before in %q", s.path, i+2, unit, parents[i], u.parent)
		}
		u.label, u.counts = append(u.label, labels[i]), append(u.counts, counts[i])
		if dated {
			day, err := time.Parse(anlan.DateFormat, labels[i])
			if err != nil {
				return nil, anlan.Errorf(anlan.Invalid, "%s: row %d, column date: %q is not a day like 2026-10-15", s.path, i+2, labels[i])
			}
			u.dates = append(u.dates, day)
		}
		for name, col := range column {
			u.more[name] = append(u.more[name], col[i])
		}
	}
	return f, f.follow(s.path)
}

// follow finds the step between periods and refuses gaps: a gap could pass for
// a calm period.
func (f *seriesFile) follow(path string) error {
	for _, u := range f.units {
		if u.dates == nil {
			if err := u.numbered(path); err != nil {
				return err
			}
			continue
		}
		for i := 1; i < len(u.dates); i++ {
			if f.step == stepOnly {
				f.step = stepOf(u.dates[i-1], u.dates[i])
			}
			if want := after(u.dates[i-1], f.step, 1); f.step == stepOnly || !u.dates[i].Equal(want) {
				return anlan.Errorf(anlan.Invalid, "%s: unit %s: %s does not follow %s by a day, a week or a month as the rows before",
					path, u.unit, u.label[i], u.label[i-1]).
					WithNext("a period that was not reported has a row with an empty count; rows of a unit are in order of time")
			}
		}
	}
	return nil
}

func (u *timedSeries) numbered(path string) error {
	last := 0
	for i, text := range u.label {
		n, err := strconv.Atoi(text)
		if err != nil {
			return anlan.Errorf(anlan.Invalid, "%s: unit %s: time %q is not a whole number", path, u.unit, text)
		}
		if i > 0 && n != last+1 {
			return anlan.Errorf(anlan.Invalid, "%s: unit %s: time %d follows %d", path, u.unit, n, last).
				WithNext("a period that was not reported has a row with an empty count")
		}
		last = n
	}
	return nil
}

func stepOf(a, b time.Time) string {
	for _, step := range []string{stepDay, stepWeek, stepMonth} {
		if after(a, step, 1).Equal(b) {
			return step
		}
	}
	return stepOnly
}

// after is the day n periods later.
func after(day time.Time, step string, n int) time.Time {
	switch step {
	case stepDay:
		return day.AddDate(0, 0, n)
	case stepWeek:
		return day.AddDate(0, 0, 7*n)
	}
	return day.AddDate(0, n, 0)
}

// yearly is the number of periods a year.
func (f *seriesFile) yearly() int {
	switch f.step {
	case stepDay:
		return 365
	case stepMonth:
		return 12
	}
	return 52
}

// wholeYears is how many years every unit reaches back from its last period, with
// so many periods more.
func (f *seriesFile) wholeYears(more int) int {
	years := math.MaxInt
	for _, u := range f.units {
		last := len(u.label) - 1 - more
		if last < 0 {
			return 0
		}
		if u.dates == nil {
			years = min(years, last/f.yearly())
			continue
		}
		n := 0
		for !u.dates[len(u.dates)-1].AddDate(-n-1, 0, 0).Before(u.dates[more]) {
			n++
		}
		years = min(years, n)
	}
	return years
}

// ahead labels the n-th period after the end.
func (u *timedSeries) ahead(step string, n int) string {
	if u.dates != nil {
		return after(u.dates[len(u.dates)-1], step, n).Format(anlan.DateFormat)
	}
	last, err := strconv.Atoi(u.label[len(u.label)-1])
	if err != nil {
		return ""
	}
	return strconv.Itoa(last + n)
}

// span gives the positions from..to of a unit by label; the last period where
// from is empty. ok is false where the unit does not have them.
func (u *timedSeries) span(from, to string) (first, last int, ok bool) {
	last = len(u.label) - 1
	if to != "" {
		last = slices.Index(u.label, to)
	}
	first = last
	if from != "" {
		first = slices.Index(u.label, from)
	}
	return first, last, first >= 0 && last >= first
}

// spanFault says which of from and to, the names of periods, a unit lacks.
func (u *timedSeries) spanFault(from, to string) error {
	fault := anlan.Errorf(anlan.Invalid, "--from %s comes after --to %s", from, to)
	switch {
	case to != "" && !slices.Contains(u.label, to):
		fault = anlan.Errorf(anlan.Invalid, "--to %s: unit %s has no such period", to, u.unit)
	case from != "" && !slices.Contains(u.label, from):
		fault = anlan.Errorf(anlan.Invalid, "--from %s: unit %s has no such period", from, u.unit)
	}
	return fault.WithNext("its first is %s and its last %s", u.label[0], u.label[len(u.label)-1])
}
