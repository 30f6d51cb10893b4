package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

func hazardProcess(scale float64) *process {
	return &process{
		dataset: "hazard_item", perDay: 492 * scale, trend: 0.04, shape: 22, festival: 0.4,
		weekday: [7]float64{1.25, 1.2, 1.15, 1.15, 1.1, 0.65, 0.5}, clock: officeClock(),
		kinds: []kind{
			{"01", 32, 26, 340, .15}, {"02", 17, 8, 340, .2}, {"03", 5, 8, 190, .15}, {"04", 5, 4, 200, .1}, {"05", .5, 4, 1, .05}, {"06", 11, 15, 1, .08},
			{"07", 6, 6, 250, .25}, {"08", 8, 5, 1, .05}, {"09", 9, 6, 190, .3}, {"10", 2.5, 7, 190, .8}, {"11", .8, 5, 90, .8}, {"99", 3, 3, 1, 0},
		},
	}
}

// hazardMaker holds the mixes from which hazards are made, and the firms of
// each township that they are found at.
type hazardMaker struct {
	last   Date
	source choice
	firms  map[string][]string
	site   site
}

func newHazardMaker(t *terrain, seed uint64, last Date) *hazardMaker {
	m := &hazardMaker{last: last, firms: map[string][]string{}, site: site{0.30, 0.42, 0.24},
		source: pairs("01", .28, "02", .33, "03", .26, "04", .08, "05", .05)}
	for _, town := range t.towns {
		r := newStream(seed, "firms "+town.code)
		for n := range 60 {
			m.firms[town.code] = append(m.firms[town.code], firmUSCC(town.code[:6], n, r))
		}
	}
	return m
}

// make gives the whole life of one hazard.
func (m *hazardMaker) make(f *flow, at Stamp, field string, r stream) Hazard {
	code, _ := f.locate(at, m.site, r)
	x := Hazard{AreaCode: code, Field: field, Level: "02", Source: m.source.pick(r), FoundDate: at.Date(), IsListed: No, person: r.Uint64()}
	if r.chance(0.62) {
		firms := m.firms[f.town.code]
		u := r.Float64()
		x.USCC = firms[int(u*u*float64(len(firms)))] // some have more to put right than others
	}
	if r.chance(0.03) {
		x.Level = "01"
	}
	m.follow(&x, f.skill(x.FoundDate, m.last), r)
	return x
}

// follow draws the limit, the repair, the check and the relapse.
func (m *hazardMaker) follow(x *Hazard, skill float64, r stream) {
	limit := []int{3, 7, 7, 10, 15, 15, 30}[r.IntN(7)]
	if x.Level == "01" {
		limit = []int{30, 45, 60, 60, 90}[r.IntN(5)]
		if r.chance(shift(0.9, 0.5*skill)) {
			x.IsListed, x.listDay = Yes, x.FoundDate+Date(r.between(0, 4))
		}
	}
	x.DueDate = x.FoundDate + Date(limit)
	x.FixDate = x.FoundDate + Date(float64(limit)*r.logNormal(0.52*math.Exp(-0.12*skill), 0.5))
	if x.IsVerified = No; r.chance(shift(0.9, 0.4*skill)) {
		x.IsVerified, x.verifyDay = Yes, x.FixDate+Date(r.between(0, 9))
		x.IsRelapsed = No
		if r.chance(shift(0.05, -0.5*skill)) {
			x.IsRelapsed, x.relapseDay = Yes, x.verifyDay+Date(r.between(10, 180))
		}
	}
}

func (c *City) makeHazards(cal *calendar) []Hazard {
	m, p := newHazardMaker(c.terrain, c.Options.Seed, c.Last), hazardProcess(c.Options.Scale)
	parts := gather(c, p, cal, c.since(), p.flows(c.terrain, c.Options.Seed), func(list []Hazard, f *flow, at Stamp, field string, r stream) []Hazard {
		x := m.make(f, at, field, r)
		list = append(list, x)
		for x.relapseDay != 0 && x.relapseDay <= c.Last { // it is found again where it was
			x.FoundDate, x.relapseDay, x.verifyDay, x.listDay, x.IsRelapsed, x.IsListed = x.relapseDay, 0, 0, 0, Unknown, No
			m.follow(&x, f.skill(x.FoundDate, c.Last), r)
			list = append(list, x)
		}
		return list
	})
	list := inOrder(parts, func(x *Hazard) Stamp { return x.FoundDate.at(0) })
	n := newDayNumber("YH")
	for i := range list {
		x := &list[i]
		x.HazardID = n.next(x.FoundDate)
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the hazard as the bureau held it before s.
func (x *Hazard) asOf(s Stamp) Hazard {
	y := *x
	if y.IsListed == Yes && !y.listDay.known(s) {
		y.IsListed = No
	}
	y.FixDate = y.FixDate.before(s)
	switch {
	case y.FixDate == 0:
		y.IsVerified, y.IsRelapsed = Unknown, Unknown
	case y.verifyDay != 0 && !y.verifyDay.known(s):
		y.IsVerified, y.IsRelapsed = No, Unknown
	case y.IsRelapsed == Yes && !y.relapseDay.known(s):
		y.IsRelapsed = No
	}
	return y
}

func (x *Hazard) changes(add func(Date)) {
	for _, d := range [...]Date{x.FoundDate, x.listDay, x.FixDate, x.verifyDay, x.relapseDay} {
		add(d)
	}
}

func (c *City) hazardSheaf() *sheaf[Hazard] {
	online := func(x *Hazard) bool { return x.Field == "01" || x.Field == "02" }
	return &sheaf[Hazard]{dataset: "hazard_item", key: "hazard_id", rows: c.Hazards, parts: []part[Hazard]{
		{form: form{kind: formBook, title: "安全隐患排查整改台账", notes: []string{"填报人：安委办", "注：重大隐患应挂牌督办"}, serial: true}, has: func(x *Hazard) bool { return !online(x) }},
		{name: "_fire_gas", form: form{kind: formPages, names: true, page: 2000}, has: online}},
		event:   func(x *Hazard) Date { return x.FoundDate },
		changes: (*Hazard).changes, asOf: (*Hazard).asOf, cells: (*Hazard).cells,
		fresh: func(x Hazard, n int) Hazard { x.HazardID = freshNumber(x.HazardID, n); return x },
		twin:  func(x Hazard) Hazard { x.Source = "02"; x.DueDate += 3; return x }}
}

func hazardFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "field", ""), breaks(anlan.RuleRequired, "due_date", "—"), breaks(anlan.RuleRequired, "found_date", "/"),
		breaks(anlan.RuleType, "fix_date", "2026-09-31"), breaks(anlan.RuleType, "is_verified", "待查"), breaks(anlan.RuleType, "found_date", "10月16日"),
		breaks(anlan.RuleCode, "field", "12"), breaks(anlan.RuleCode, "level", "03"), breaks(anlan.RuleCode, "source", "06"),
		breaks(anlan.RuleRange, "uscc", "91629902MA00000001"), breaks(anlan.RuleRange, "uscc", "6299021234"), breaks(anlan.RuleArea, "area_code", nowhere),
	}
}
