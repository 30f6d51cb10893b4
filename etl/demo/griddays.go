package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// gridUnit is a grid under one code, and the habits it keeps for good.
type gridUnit struct {
	code     string
	place    *place
	from, to Date // of the code; 0: open
	hash     uint64
	info     float64 // valid pieces of information on a working day
	skill    float64 // without the county's drift
	mute     float64 // chance that it is silent for a part of a quarter
	agents   bool    // counts the services it takes in for others
}

// gridDayMonths makes what grids report of patrols and visits, day by day, for
// as many grids as there were. Some do not report at all; others report that
// they patrolled and never find anything, for weeks.
type gridDayMonths struct {
	units []gridUnit
	cal   *calendar
	bell  *bell
	seed  uint64
	since Date
	last  Date
}

func newGridDayMonths(t *terrain, cal *calendar, seed uint64, since, last Date) *gridDayMonths {
	m := &gridDayMonths{cal: cal, bell: newBell(), seed: seed, since: since, last: last}
	for _, v := range t.villages {
		for _, g := range v.kids {
			if g.old == nil {
				m.add(g, g.code, 0, 0, 1)
				continue
			}
			for _, code := range g.old.codes {
				m.add(g, code, 0, g.old.day-1, 0.5)
			}
			m.add(g, g.code, g.old.day, 0, 1)
		}
	}
	return m
}

func (m *gridDayMonths) add(g *place, code string, from, to Date, share float64) {
	u := gridUnit{code: code, place: g, from: from, to: to, hash: m.seed ^ hashText("grid_day "+code)}
	draw := dice(mix(u.hash))
	u.skill = g.plan.skill + g.parent.parent.skill
	u.info = share * 1.05 * math.Exp(0.3*u.skill+0.55*m.bell.normal(&draw))
	u.mute = shift(0.20, -1.3*u.skill)
	u.agents = draw.chance(0.94)
	m.units = append(m.units, u)
}

// silent reports whether a grid finds nothing on a day: in one stretch of five
// to twelve weeks of a quarter, or not at all.
func (u *gridUnit) silent(d Date) bool {
	const quarter = 90
	at := int(d) + int(u.hash>>20%quarter)
	draw := dice(mix(u.hash + uint64(at/quarter)))
	if !draw.chance(u.mute) {
		return false
	}
	length := 35 + draw.below(51)
	begin := draw.below(quarter - length + 1)
	return at%quarter >= begin && at%quarter < begin+length
}

// habit is what a grid does on a kind of day of a month: chances, and floors
// of Poisson draws.
type habit struct{ away, patrols, visits, info, agents, solved float64 }

func (m *gridDayMonths) habit(u *gridUnit, month Date, worked bool) habit {
	skill := u.skill + u.place.plan.drift*float64(month-m.last+365)/365.25
	h := habit{away: 0.012, patrols: shift(0.94, 0.8*skill), visits: shift(0.915, 0.8*skill), info: u.info, agents: 0.16, solved: shift(0.72, 0.6*skill)}
	if !u.place.urban {
		h.agents = 0.24
	}
	if !worked {
		h = habit{away: shift(0.13, -0.5*skill), patrols: shift(0.87, 0.8*skill), visits: shift(0.80, 0.8*skill), info: 0.6 * u.info, agents: h.agents / 3, solved: h.solved}
	}
	h.info, h.agents = math.Exp(-h.info), math.Exp(-h.agents)
	return h
}

// month gives the rows of the month that begins on a day.
func (m *gridDayMonths) month(begin Date) []GridDay {
	from, end := max(begin, m.since), min(begin.monthStart(1), m.last+1)
	if from >= end {
		return nil
	}
	habits := make([][2]habit, len(m.units))
	for i := range m.units {
		habits[i] = [2]habit{m.habit(&m.units[i], begin, false), m.habit(&m.units[i], begin, true)}
	}
	more := [2]float64{math.Exp(-0.6), math.Exp(-1.4)} // patrols and visits beyond the norm
	rows := make([]GridDay, 0, len(m.units)*int(end-from))
	for d := from; d < end; d++ {
		kind := 0
		if m.cal.working(d) && m.cal.quiet(d, 0) > 0.3 {
			kind = 1
		}
		var town *place
		down := false
		for i := range m.units {
			u := &m.units[i]
			if t := u.place.parent.parent; t != town {
				town = t
				draw := dice(mix(m.seed ^ hashText("grid_day "+t.code) + uint64(d)))
				down = draw.chance(0.0015) // the township's system is
			}
			if down || d < u.from || u.to != 0 && d > u.to {
				continue
			}
			draw := dice(mix(u.hash + 0x10001*uint64(d)))
			if !draw.chance(0.0055) {
				rows = append(rows, u.day(d, &habits[i][kind], &draw, more))
			}
		}
	}
	return rows
}

// day makes one row.
func (u *gridUnit) day(d Date, h *habit, draw *dice, more [2]float64) GridDay {
	x := GridDay{AreaCode: u.code, StatDate: d, row: draw.next(), AgentServices: NoCount}
	if u.agents {
		x.AgentServices = 0
	}
	if draw.chance(h.away) {
		return x
	}
	x.StaffOnDuty = 1 + countIf(draw.chance(0.24))
	if draw.chance(0.008) {
		x.StaffOnDuty = NoCount
	}
	x.Patrols = Count(draw.below(2))
	if draw.chance(h.patrols) {
		x.Patrols = Count(2 + draw.poisson(more[0]))
	}
	silent := u.silent(d)
	x.HouseholdVisits = Count(draw.below(5))
	if draw.chance(h.visits) && !(silent && draw.chance(0.3)) {
		x.HouseholdVisits = Count(5 + draw.poisson(more[1]))
	}
	if !silent {
		n := draw.poisson(h.info)
		x.ValidInfo, x.Solved = Count(n), Count(draw.binomial(n, h.solved))
	}
	if u.agents {
		x.AgentServices = Count(draw.poisson(h.agents))
	}
	return x
}

func (c *City) gridDaySheaf() *sheaf[GridDay] {
	return &sheaf[GridDay]{dataset: "grid_day", month: c.gridDays.month, since: c.gridDays.since,
		event: func(g *GridDay) Date { return g.StatDate }, cells: (*GridDay).cells,
		fresh: func(g GridDay, n int) GridDay { g.StatDate = c.First - 1 - Date(n%5000); return g },
		twin:  func(g GridDay) GridDay { g.Patrols++; return g }}
}

func gridDayFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 4}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "patrols", ""), breaks(anlan.RuleRequired, "valid_info", "—"), breaks(anlan.RuleRequired, "stat_date", ""),
		breaks(anlan.RuleType, "household_visits", "六户"), breaks(anlan.RuleType, "stat_date", "10月16日"), breaks(anlan.RuleType, "solved", "1.5"),
		breaks(anlan.RuleRange, "patrols", "-2"), breaks(anlan.RuleRange, "staff_on_duty", "-1"),
		breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629902001"),
	}
}
