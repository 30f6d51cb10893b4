package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

func cityProcess(scale float64) *process {
	return &process{
		dataset: "city_case", perDay: 1200 * scale, trend: 0.03, shape: 35, festival: 0.5,
		weekday: [7]float64{1.1, 1.08, 1.06, 1.06, 1.05, 0.85, 0.8}, clock: patrolClock(),
		kinds: []kind{
			{"21", 34, 36, 200, .1}, {"24", 28, 24, 200, .22}, {"22", 10, 9, 90, .08}, {"23", 6, 8, 190, .3}, {"11", 7, 7, 195, .12}, {"12", 5, 5, 1, .05},
			{"13", 4, 4, 180, .1}, {"14", 3, 3, 160, .4}, {"15", 1, 1.5, 1, 0}, {"25", 1, 1.5, 200, .35}, {"29", 1, 1, 1, 0},
		},
	}
}

// cityMaker holds the mixes from which cases of city management are made.
type cityMaker struct {
	last   Date
	source choice
}

// make gives the whole life of one case. Parts of the city's fabric take
// longer than what stands in a street.
func (m *cityMaker) make(f *flow, at Stamp, category string, r stream) CityCase {
	code, _ := f.locate(at, site{0, 1, 0}, r)
	x := CityCase{AreaCode: code, ReportTime: at, Category: category, Source: m.source.pick(r)}
	limit := []int{2, 4, 4, 12, 24}[r.IntN(5)]
	if category < "20" {
		limit = []int{24, 24, 48, 72, 120}[r.IntN(5)]
	}
	x.DueTime = at + Stamp(limit*hour)
	skill := f.skill(at.Date(), m.last)
	x.FinishTime = at + 300 + Stamp(float64(limit*hour)*r.logNormal(0.40*math.Exp(-0.15*skill), 0.66))
	if r.chance(shift(0.03, -0.5*skill)) {
		x.RedoCount = Count(1 + r.IntN(2))
	}
	return x
}

func (c *City) makeCityCases(cal *calendar) []CityCase {
	m := &cityMaker{c.Last, pairs("01", .58, "02", .14, "03", .11, "04", .09, "05", .03, "06", .05)}
	p := cityProcess(c.Options.Scale)
	fs := lean(p.flows(c.terrain, c.Options.Seed), 0.3)
	list := inOrder(gather(c, p, cal, c.since(), fs, func(list []CityCase, f *flow, at Stamp, category string, r stream) []CityCase {
		return append(list, m.make(f, at, category, r))
	}), func(x *CityCase) Stamp { return x.ReportTime })
	n := newDayNumber("CG")
	for i := range list {
		x := &list[i]
		x.CityCaseID = n.next(x.ReportTime.Date())
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the case as the commission held it before s.
func (x *CityCase) asOf(s Stamp) CityCase {
	y := *x
	if y.FinishTime = y.FinishTime.before(s); y.FinishTime == 0 {
		y.RedoCount = 0
	}
	return y
}

func (x *CityCase) changes(add func(Date)) {
	add(x.ReportTime.Date())
	add(x.FinishTime.Date())
}

func (c *City) citySheaf() *sheaf[CityCase] {
	return &sheaf[CityCase]{dataset: "city_case", key: "city_case_id", rows: c.CityCases,
		event:   func(x *CityCase) Date { return x.ReportTime.Date() },
		changes: (*CityCase).changes, asOf: (*CityCase).asOf, cells: (*CityCase).cells,
		fresh: func(x CityCase, n int) CityCase { x.CityCaseID = freshNumber(x.CityCaseID, n); return x },
		twin:  func(x CityCase) CityCase { x.Source = "06"; return x }}
}

func cityFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 3}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "report_time", ""), breaks(anlan.RuleRequired, "due_time", "-"), breaks(anlan.RuleRequired, "category", "NULL"),
		breaks(anlan.RuleType, "finish_time", "2026-02-30 09:00:00"), breaks(anlan.RuleType, "redo_count", "两次"),
		breaks(anlan.RuleCode, "category", "31"), breaks(anlan.RuleCode, "source", "07"), breaks(anlan.RuleRange, "redo_count", "-1"),
		breaks(anlan.RuleArea, "area_code", nowhere),
	}
}
