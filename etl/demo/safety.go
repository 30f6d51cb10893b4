package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// safetyProcess makes emergencies by sub-type. What the higher level notifies
// of political security (41) is none.
func safetyProcess(scale float64) *process {
	return &process{
		dataset: "safety_event", perDay: 13 * scale, trend: -0.03, shape: 12, festival: 1.1,
		weekday: [7]float64{1, 1, 1, 1, 1, 1.02, .98}, clock: phoneClock(),
		kinds: []kind{
			{"23", 7.0, 7.2, 10, .35}, {"22", 1.5, 1.9, 240, .12}, {"21", .9, .8, 180, .1}, {"27", .7, .5, 190, .3}, {"24", .15, .08, 1, .05}, {"25", .3, .15, 350, .3},
			{"26", .05, .05, 1, .1}, {"29", .5, .5, 1, .05}, {"31", .4, .3, 200, .4}, {"11", .2, .35, 205, .95}, {"12", .15, .3, 215, .8}, {"13", .05, .25, 95, .8},
			{"19", .25, .4, 200, .5}, {"49", .7, .4, 200, .1},
		},
	}
}

// harm is how often an event of a sub-type costs lives, hurts somebody, and
// what it destroys (the median, in 10,000 yuan).
type harm struct{ death, injury, loss float64 }

func harmOf(subType string) harm {
	switch subType {
	case "21", "27":
		return harm{.08, .35, 4}
	case "22":
		return harm{.055, .55, 2.5}
	case "23":
		return harm{.005, .03, 0.8}
	case "24", "26":
		return harm{.06, .25, 9}
	case "25":
		return harm{.04, .3, 3}
	case "11", "12":
		return harm{.01, .04, 12}
	}
	return harm{.004, .1, 0.6}
}

// levelOf grades an event as Decree 493 of the State Council does.
func levelOf(deaths, injured Count, loss float64) string {
	switch {
	case deaths >= 30 || injured >= 100 || loss >= 10000:
		return "01"
	case deaths >= 10 || injured >= 50 || loss >= 5000:
		return "02"
	case deaths >= 3 || injured >= 10 || loss >= 1000:
		return "03"
	case deaths >= 1 || injured >= 1:
		return "04"
	}
	return "05"
}

// safetyMaker holds the mixes from which events are made.
type safetyMaker struct {
	last        Date
	site        site
	works, fire choice
}

func newSafetyMaker(last Date) *safetyMaker {
	return &safetyMaker{last: last, site: site{0.15, 0.45, 0.38},
		works: pairs("C", .42, "E", .16, "B", .07, "G", .08, "D", .06, "F", .08, "H", .06, "O", .07),
		fire:  pairs("X", .62, "F", .09, "H", .08, "C", .08, "G", .05, "A", .05, "O", .03)}
}

// make gives the whole life of one event.
func (m *safetyMaker) make(f *flow, at Stamp, subType string, r stream) SafetyEvent {
	code, v := f.locate(at, m.site, r)
	x := SafetyEvent{AreaCode: code, Category: subType[:1], SubType: subType, OccurTime: at, IsOfficial: No, IsConcealed: No, PlanActivated: No, person: r.Uint64()}
	h := harmOf(subType)
	if r.chance(h.death) {
		x.Deaths = 1
		for x.Deaths < 8 && r.chance(0.13) {
			x.Deaths++
		}
	}
	if r.chance(h.injury) {
		x.Injured = Count(1 + min(int(r.ExpFloat64()*1.2), 9))
	}
	x.Loss = math.Round(r.logNormal(h.loss, 1.25)*100) / 100
	x.Loss = min(x.Loss, 990)
	switch {
	case subType == "27":
		x.Industry = "E"
	case subType == "22":
		x.Industry = "G"
	case subType == "23":
		x.Industry = m.fire.pick(r)
	case x.Category == "2":
		x.Industry = m.works.pick(r)
	}
	m.respond(&x, v.urban, f.skill(at.Date(), m.last), r)
	return x
}

// respond draws alarm, arrival, control and report, and what follows from an
// event that has a level.
func (m *safetyMaker) respond(x *SafetyEvent, urban bool, skill float64, r stream) {
	x.AlarmTime = min(x.OccurTime+Stamp(30+r.logNormal(4*60, 0.9)), x.OccurTime.Date().end()-1)
	way := 10.5
	if urban {
		way = 7.5
	}
	x.FirstArrivalTime = x.AlarmTime + Stamp(60+r.logNormal(way*60*math.Exp(-0.1*skill), 0.42))
	x.ControlTime = x.FirstArrivalTime + Stamp(300+r.logNormal(38*60, 0.8))
	x.Level = levelOf(x.Deaths, x.Injured, x.Loss)
	if x.Level == "05" {
		x.FixMeasures, x.FixDone = NoCount, NoCount
		if r.chance(0.7) {
			x.ReportTime = x.AlarmTime + Stamp(r.logNormal(70*60, 0.8))
		}
		return
	}
	x.ReportTime = x.AlarmTime + Stamp(300+r.logNormal(42*60*math.Exp(-0.25*skill), 0.75))
	x.PlanActivated = flagOf(x.Level < "04" || r.chance(0.15))
	day := x.OccurTime.Date()
	x.verdictDay = day + Date(r.between(10, 40))
	x.IsOfficial = flagOf(x.Level < "04" || r.chance(0.93))
	x.FixMeasures = Count(r.between(2, 7))
	if x.Level < "04" {
		x.FixMeasures += Count(r.between(4, 12))
	}
	x.fixDay = x.verdictDay + Date(r.between(10, 75))
	x.FixDone = Count(r.binomial(int(x.FixMeasures), shift(0.91, 0.6*skill)))
	if r.chance(shift(0.004, -0.8*skill)) {
		x.IsConcealed, x.exposeDay = Yes, day+Date(r.between(10, 120))
		x.ReportTime = x.AlarmTime + Stamp(r.between(9*hour, 5*daySeconds))
	}
}

// graveCounty had an accident of level 02 in the months before the last: a
// fact that speaks for a veto and that is planted whatever the scale.
const graveCounty, graveMonths = "629911", 7

// grave is that accident.
func (m *safetyMaker) grave(t *terrain, last Date, seed uint64) []SafetyEvent {
	r := newStream(seed, "grave accident")
	for _, county := range t.counties {
		if county.code != graveCounty {
			continue
		}
		town := county.kids[len(county.kids)-1]
		v := town.kids[len(town.kids)-1]
		at := (last.monthStart(-graveMonths) + 11).at(14*hour + 37*60)
		x := SafetyEvent{AreaCode: v.code, Category: "2", SubType: "21", Industry: "B", OccurTime: at, Deaths: 11, Injured: 7, Loss: 2630, IsConcealed: No, person: r.Uint64()}
		m.respond(&x, v.urban, 0, r)
		x.IsOfficial, x.IsConcealed, x.exposeDay = Yes, No, 0
		x.FixMeasures, x.FixDone = 23, 19
		return []SafetyEvent{x}
	}
	return nil
}

func (c *City) makeSafety(cal *calendar) []SafetyEvent {
	m, p := newSafetyMaker(c.Last), safetyProcess(c.Options.Scale)
	parts := gather(c, p, cal, c.since(), p.flows(c.terrain, c.Options.Seed), func(list []SafetyEvent, f *flow, at Stamp, kind string, r stream) []SafetyEvent {
		return append(list, m.make(f, at, kind, r))
	})
	if c.Last.monthStart(-graveMonths) >= c.since() {
		parts = append(parts, m.grave(c.terrain, c.Last, c.Options.Seed))
	}
	list := inOrder(parts, func(x *SafetyEvent) Stamp { return x.OccurTime })
	n := newDayNumber("AQ")
	for i := range list {
		x := &list[i]
		x.SeventID = n.next(x.OccurTime.Date())
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the event as the duty office held it before s.
func (x *SafetyEvent) asOf(s Stamp) SafetyEvent {
	y := *x
	y.ReportTime, y.FirstArrivalTime, y.ControlTime = y.ReportTime.before(s), y.FirstArrivalTime.before(s), y.ControlTime.before(s)
	if y.verdictDay != 0 && !y.verdictDay.known(s) {
		y.IsOfficial, y.FixMeasures, y.FixDone = No, NoCount, NoCount
	} else if y.fixDay != 0 && !y.fixDay.known(s) {
		y.FixDone = 0
	}
	if y.IsConcealed == Yes && !y.exposeDay.known(s) {
		y.IsConcealed = No
	}
	return y
}

func (x *SafetyEvent) changes(add func(Date)) {
	for _, s := range [...]Stamp{x.OccurTime, x.FirstArrivalTime, x.ControlTime, x.ReportTime} {
		add(s.Date())
	}
	for _, d := range [...]Date{x.verdictDay, x.fixDay, x.exposeDay} {
		add(d)
	}
}

func (c *City) safetySheaf() *sheaf[SafetyEvent] {
	return &sheaf[SafetyEvent]{dataset: "safety_event", key: "sevent_id", rows: c.Safety, parts: []part[SafetyEvent]{
		{form: form{kind: formPages, page: 500}, has: func(x *SafetyEvent) bool { return x.SubType != "23" }},
		{name: "_fire", form: form{kind: formBook, title: "消防火灾统计表", totals: []string{"deaths", "injured", "loss"}, notes: []string{"填报人：消防救援支队", "注：伤亡人员名单另存"}},
			has: func(x *SafetyEvent) bool { return x.SubType == "23" }}},
		event:   func(x *SafetyEvent) Date { return x.OccurTime.Date() },
		changes: (*SafetyEvent).changes, asOf: (*SafetyEvent).asOf, cells: (*SafetyEvent).cells,
		fresh: func(x SafetyEvent, n int) SafetyEvent { x.SeventID = freshNumber(x.SeventID, n); return x },
		twin:  func(x SafetyEvent) SafetyEvent { x.PlanActivated = Unknown; return x }}
}

func safetyFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "alarm_time", ""), breaks(anlan.RuleRequired, "deaths", "-"), breaks(anlan.RuleRequired, "is_official", "不详"),
		breaks(anlan.RuleType, "control_time", "2026-11-31 08:00:00"), breaks(anlan.RuleType, "injured", "数人"), breaks(anlan.RuleType, "loss", "较大"),
		breaks(anlan.RuleCode, "level", "06"), breaks(anlan.RuleCode, "industry", "Y"), breaks(anlan.RuleRequired, "category", ""),
		{rule: anlan.RuleCode, column: "sub_type", set: map[string]string{"category": "3", "sub_type": "33"}}, {rule: anlan.RuleCode, column: "sub_type", set: map[string]string{"category": "3", "sub_type": "22"}},
		breaks(anlan.RuleRange, "deaths", "-1"), breaks(anlan.RuleRange, "loss", "-0.50"), breaks(anlan.RuleArea, "area_code", nowhere),
		over("fix_done", 5, "fix_measures", 4),
	}
}
