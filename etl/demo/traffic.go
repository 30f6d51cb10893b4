package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// trafficMonths counts road accidents: every township on every day, zeros
// included, whatever the scale.
type trafficMonths struct {
	towns []*place
	light []float64 // accidents without deaths, a day
	fatal []float64 // accidents with deaths, a day
	cal   *calendar
	bell  *bell
	seed  uint64
	since Date
	last  Date
}

func newTrafficMonths(t *terrain, cal *calendar, seed uint64, since, last Date) *trafficMonths {
	m := &trafficMonths{towns: t.towns, cal: cal, bell: newBell(), seed: seed, since: since, last: last}
	total := 0.0
	for _, town := range t.towns {
		draw := dice(mix(seed ^ hashText("rate traffic_accident_day "+town.code)))
		skill := town.plan.skill + town.skill
		road := map[string]float64{"21": 0.75, "22": 1.25, "23": 1.35}[town.kind] // faster roads outside the streets
		deaths := 2.0 * math.Exp(-0.45*skill) * road * math.Exp(0.3*m.bell.normal(&draw))
		m.fatal = append(m.fatal, deaths/1.12*town.pop*0.29/10000/365.25)
		light := town.pop / road * math.Exp(0.75*m.bell.normal(&draw)) // main roads run through few
		m.light = append(m.light, light)
		total += light
	}
	for i := range m.light {
		m.light[i] *= 70 / total
	}
	return m
}

// weather is how much more happens on a day all over the city: rain and snow.
func (m *trafficMonths) weather(d Date) float64 {
	draw := dice(mix(m.seed ^ hashText("weather") + uint64(d)))
	if draw.chance(0.16) {
		return 1.25 + 0.6*draw.unit()
	}
	return 0.92 + 0.1*draw.unit()
}

// month gives the rows of the month that begins on a day.
func (m *trafficMonths) month(begin Date) []TrafficDay {
	end := min(begin.monthStart(1), m.last+1)
	rows := make([]TrafficDay, int(end-begin)*len(m.towns))
	days := make([]float64, end-begin)
	for i := range days {
		d := begin + Date(i)
		days[i] = m.weather(d) * yearly(d, 310, 0.12) * [7]float64{1.06, 0.98, 0.97, 0.98, 1.10, 1.0, 0.91}[d.weekday()] * (0.5 + 0.5*m.cal.quiet(d, 0.3))
	}
	for i, town := range m.towns {
		week, mixed := -1, 1.0
		for k, factor := range days {
			d := begin + Date(k)
			if d.week() != week {
				week = d.week()
				mixed = weekly(m.seed, "traffic_accident_day", town.code, week).gamma(9)
			}
			draw := dice(mix(m.seed ^ hashText("traffic_accident_day "+town.code) + uint64(d)))
			rows[k*len(m.towns)+i] = m.day(i, d, factor, mixed, &draw)
		}
	}
	return rows
}

func (m *trafficMonths) day(i int, d Date, factor, mixed float64, draw *dice) TrafficDay {
	light := draw.poisson(math.Exp(-m.light[i] * factor * mixed))
	fatal := draw.poisson(math.Exp(-m.fatal[i] * math.Sqrt(factor)))
	x := TrafficDay{AreaCode: m.towns[i].code, StatDate: d, Accidents: Count(light + fatal), FatalAccidents: Count(fatal), row: draw.next()}
	for range fatal {
		x.Deaths++
		switch u := draw.unit(); {
		case u < 0.010:
			x.Deaths += Count(2 + draw.below(5))
		case u < 0.085:
			x.Deaths++
		}
		x.Injured += Count(draw.poisson(math.Exp(-0.8)))
	}
	quick := 0.62
	if m.towns[i].kind != "21" {
		quick = 0.38
	}
	x.QuickSettled = Count(draw.binomial(light, quick))
	for range light - int(x.QuickSettled) {
		x.Injured += Count(draw.poisson(math.Exp(-0.75)))
	}
	if draw.chance(0.004) {
		x.QuickSettled = NoCount
	}
	return x
}

func (c *City) trafficSheaf(gb *gbTable) *sheaf[TrafficDay] {
	return &sheaf[TrafficDay]{dataset: "traffic_accident_day", form: form{gb: gb, crlf: true}, month: c.traffic.month, since: c.traffic.since,
		event: func(x *TrafficDay) Date { return x.StatDate }, cells: (*TrafficDay).cells,
		fresh: func(x TrafficDay, n int) TrafficDay { x.StatDate = c.First - 1 - Date(n%5000); return x },
		twin:  func(x TrafficDay) TrafficDay { x.Injured++; return x }}
}

func trafficFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 4}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "accidents", ""), breaks(anlan.RuleRequired, "deaths", "无"), breaks(anlan.RuleType, "injured", "两人"),
		breaks(anlan.RuleType, "stat_date", "2026/02/31"), breaks(anlan.RuleRange, "injured", "-1"),
		{rule: anlan.RulePart, column: "fatal_accidents", set: map[string]string{"accidents": "1", "fatal_accidents": "2", "deaths": "2", "quick_settled": "0"}},
		{rule: anlan.RulePart, column: "fatal_accidents", set: map[string]string{"accidents": "3", "fatal_accidents": "2", "deaths": "1", "quick_settled": "0"}},
		{rule: anlan.RulePart, column: "quick_settled", set: map[string]string{"accidents": "3", "fatal_accidents": "0", "deaths": "0", "quick_settled": "4"}},
		breaks(anlan.RuleArea, "area_code", "629902"), breaks(anlan.RuleArea, "area_code", "629977001"),
	}
}
