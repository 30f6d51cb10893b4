package night_test

import (
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

// The oracle computes the indicators from the generator's structs. It counts
// time in seconds since 2000, as they do; none is nothing.
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
	name string
	end  int64
}

// monthsUntil lists the thirteen months that have ended after a night's day,
// and the one that runs.
func monthsUntil(asOf int64) []month {
	next := asOf + aDay
	y, m, d := civil(next)
	var out []month
	name := func(y, m int) string { return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC).Format("2006-01") }
	if d != 1 { // the day after is not a first: the month still runs
		out = append(out, month{name(y, m), next})
	}
	for back := range 13 {
		out = append(out, month{name(y, m-1-back), midnight(y, m-back, 1)})
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

// oracle holds the city and what is known about its areas and its coverage.
type oracle struct {
	city    *demo.City
	asOf    int64
	today   map[string]string // ended code → code that holds its cases today
	current map[string]int64  // area of today → first day it, or a forerunner, was in use
	first   map[string]int64  // data set → day of its first case
}

func newOracle(c *demo.City, asOf time.Time) *oracle {
	o := &oracle{city: c, asOf: secondsOf(asOf), today: map[string]string{}, current: map[string]int64{}, first: map[string]int64{}}
	next := map[string]string{}
	for _, a := range c.Areas {
		if a.ValidTo.Missing() || dateSeconds(a.ValidTo) > o.asOf {
			o.current[a.AreaCode] = dateSeconds(a.ValidFrom)
			continue
		}
		next[a.AreaCode] = a.SuccessorCode
		if a.SuccessorCode == "" || strings.Contains(a.SuccessorCode, "|") {
			next[a.AreaCode] = a.ParentCode
		}
	}
	for code := range next {
		o.today[code] = code
		for next[o.today[code]] != "" {
			o.today[code] = next[o.today[code]]
		}
	}
	for _, a := range c.Areas {
		at := o.located(a.AreaCode)
		if from, ok := o.current[at]; ok {
			o.current[at] = min(from, dateSeconds(a.ValidFrom))
		}
	}
	o.coverage()
	return o
}

// located gives the area of today that holds a code's cases.
func (o *oracle) located(code string) string {
	if now, ok := o.today[code]; ok {
		return now
	}
	return code
}

// coverage finds each data set's first day. All of them report up to the night.
func (o *oracle) coverage() {
	see := func(dataset string, at int64) {
		at -= at % aDay
		if was, ok := o.first[dataset]; at != none && (!ok || at < was) {
			o.first[dataset] = at
		}
	}
	for i := range o.city.Disputes {
		see("dispute_case", stampSeconds(o.city.Disputes[i].RegisterTime))
	}
	for i := range o.city.Mediations {
		see("mediation_case", dateSeconds(o.city.Mediations[i].AcceptDate))
	}
	for i := range o.city.Petitions {
		see("petition_item", dateSeconds(o.city.Petitions[i].ReceiveDate))
	}
	for i := range o.city.Tickets() {
		see("hotline_ticket", stampSeconds(o.city.Tickets()[i].CreateTime))
	}
	for i := range o.city.GridEvents() {
		see("grid_event", stampSeconds(o.city.GridEvents()[i].ReportTime))
	}
	for i := range o.city.Police() {
		see("police_stat_day", dateSeconds(o.city.Police()[i].StatDate))
	}
	for i := range o.city.Survey {
		see("survey_response", dateSeconds(o.city.Survey[i].SurveyDate))
	}
}

// covers reports whether a data set has reported for a whole window.
func (o *oracle) covers(dataset string, start, end int64) bool {
	first, ok := o.first[dataset]
	return ok && first <= start && end <= o.asOf+aDay
}

// figures computes every figure of every indicator.
func (o *oracle) figures() map[figureKey]figure {
	out := map[figureKey]figure{}
	residents := map[string]map[string]int64{}
	for _, p := range monthsUntil(o.asOf) {
		residents[p.name] = o.residents(p.end)
	}
	for _, i := range o.indicators() {
		for _, p := range monthsUntil(o.asOf) {
			for _, part := range i.windows(p.end) {
				covered := o.covers(i.dataset, part.start, p.end)
				var got map[string]figure
				if covered {
					got = i.count(part.start, p.end, part.from, part.to)
				}
				for area, from := range o.current {
					level, _ := chineseLevels.Of(area)
					if level < part.from || level > part.to || from >= p.end {
						continue
					}
					f := figure{}
					if covered {
						var ok bool
						if f, ok = got[area]; !ok {
							f = i.empty
						}
					}
					if i.perResident {
						f.den = value{}
						if n, ok := residents[p.name][area]; ok {
							f.den = some(float64(n))
						}
						f.n = f.den
					}
					out[figureKey{i.id, area, p.name}] = f
				}
			}
		}
	}
	return out
}

// residents gives each area's population by its newest statistics before end.
func (o *oracle) residents(end int64) map[string]int64 {
	newest, out := map[string]demo.Date{}, map[string]int64{}
	for _, p := range o.city.Profiles {
		if dateSeconds(p.StatMonth) < end && p.StatMonth > newest[p.AreaCode] {
			newest[p.AreaCode], out[p.AreaCode] = p.StatMonth, p.ResidentPop
		}
	}
	return out
}

// part is a range of levels that look at the same stretch of time.
type part struct {
	start    int64
	from, to anlan.Level
}

// windows gives an indicator's stretches before a period's end. A stock has
// one of no length.
func (i indicator) windows(end int64) []part {
	start := func(months int) int64 {
		if months == 0 {
			return end
		}
		return monthsBefore(end, months)
	}
	out := []part{{start(i.months), anlan.City, min(i.lowest, anlan.County)}}
	if i.lowest > anlan.County {
		out = append(out, part{start(i.below), anlan.Township, i.lowest})
	}
	return out
}
