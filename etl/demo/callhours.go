package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// callMonths makes what the hotline's exchange counts each hour. Whoever writes
// a ticket down has answered a call, so calls follow the tickets of the hour;
// more calls than usual wait longer.
type callMonths struct {
	tickets *ticketMonths
	usual   [24]float64 // tickets by telephone in an hour
	seats   float64
	bell    *bell
	seed    uint64
	since   Date
	last    Date
}

func newCallMonths(tickets *ticketMonths, scale float64, seed uint64, since, last Date) *callMonths {
	m := &callMonths{tickets: tickets, seats: 46 * scale, bell: newBell(), seed: seed, since: since, last: last}
	sum := 0.0
	for _, w := range phoneClock() {
		sum += w
	}
	for h, w := range phoneClock() {
		m.usual[h] = 1900 * scale * 0.68 * w / sum
	}
	return m
}

// month gives the rows of the month that begins on a day.
func (m *callMonths) month(begin Date) []CallHour {
	end := min(begin.monthStart(1), m.last+1)
	heard := make([]int, 24*int(end-begin))
	for _, x := range m.tickets.month(begin) {
		if x.Channel == "01" {
			heard[int(x.CreateTime-begin.at(0))/hour]++
		}
	}
	rows := make([]CallHour, 0, len(heard))
	for i, n := range heard {
		at := begin.at(i * hour)
		draw := dice(mix(m.seed ^ hashText("hotline_call_hour") + uint64(at)))
		rows = append(rows, m.hour(at, n, &draw))
	}
	return rows
}

func (m *callMonths) hour(at Stamp, heard int, draw *dice) CallHour {
	h := at.clock() / hour
	load := (float64(heard) + 3) / (m.usual[h] + 3)
	load *= math.Exp(0.12 * m.bell.normal(draw))
	busy := max(0, load-1.15)
	answered := heard + draw.poisson(math.Exp(-0.35*(float64(heard)+m.usual[h])/2))
	lost := 0.028*math.Exp(0.3*m.bell.normal(draw)) + min(0.12*busy, 0.3)
	within := shift(0.945, -1.8*busy+0.25*m.bell.normal(draw))
	x := CallHour{AreaCode: CityCode, StatHour: at, CallsAnswered: Count(answered), Answered15s: Count(draw.binomial(answered, within)),
		AvgWaitS: math.NaN(), AvgTalkS: math.NaN()}
	x.CallsIn = x.CallsAnswered + Count(draw.poisson(math.Exp(-float64(answered)*lost/(1-lost))))
	x.SeatsOnline = Count(math.Ceil(m.seats*[...]float64{.3, .25, .2, .2, .2, .25, .4, .7, 1, 1, 1, 1, .8, .8, 1, 1, 1, 1, .8, .7, .6, .5, .4, .35}[h])) + 1
	if answered > 0 {
		x.AvgWaitS = math.Round(10*(4.5+22*(1-within)+40*busy*draw.unit())) / 10
		x.AvgTalkS = math.Round(10*172*math.Exp(0.5/math.Sqrt(float64(answered))*m.bell.normal(draw))) / 10
	}
	return x
}

func (c *City) callSheaf() *sheaf[CallHour] {
	return &sheaf[CallHour]{dataset: "hotline_call_hour", key: "stat_hour", month: c.calls.month, since: c.calls.since,
		event: func(x *CallHour) Date { return x.StatHour.Date() }, cells: (*CallHour).cells,
		fresh: func(x CallHour, n int) CallHour {
			x.StatHour = (c.First - 1 - Date(n%5000)).at(x.StatHour.clock())
			return x
		},
		twin: func(x CallHour) CallHour { x.CallsIn += 3; return x }}
}

func callFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 4}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "calls_in", ""), breaks(anlan.RuleRequired, "stat_hour", "—"), breaks(anlan.RuleType, "calls_answered", "七"),
		breaks(anlan.RuleType, "stat_hour", "2026-02-30 10:00:00"), breaks(anlan.RuleRange, "seats_online", "-4"), breaks(anlan.RuleRange, "avg_wait_s", "-1"),
		{rule: anlan.RulePart, column: "calls_answered", set: map[string]string{"calls_in": "40", "calls_answered": "41", "answered_15s": "30"}},
		{rule: anlan.RulePart, column: "answered_15s", set: map[string]string{"calls_in": "40", "calls_answered": "31", "answered_15s": "32"}},
		breaks(anlan.RuleArea, "area_code", "629902"), breaks(anlan.RuleArea, "area_code", "6277"),
	}
}
