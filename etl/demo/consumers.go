package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// consumerProcess makes complaints and reports by field of consumption.
func consumerProcess(scale float64) *process {
	return &process{
		dataset: "consumer_case", perDay: 217 * scale, trend: 0.05, shape: 18, festival: 0.5,
		weekday: [7]float64{1.15, 1.1, 1.05, 1.05, 1.05, 0.85, 0.75}, clock: phoneClock(),
		kinds: []kind{
			{"01", 18, 20, 30, .12}, {"02", 3, 4, 20, .1}, {"03", 19, 20, 320, .15}, {"04", 12, 13, 320, .18}, {"05", 5, 6, 200, .05}, {"06", 7, 4, 150, .1},
			{"07", 12, 8, 215, .2}, {"08", 9, 4, 75, .15}, {"09", 4, 2, 230, .3}, {"10", 8, 7, 325, .22}, {"99", 3, 4, 1, 0},
		},
	}
}

// consumerMaker holds the mixes from which consumer cases are made.
type consumerMaker struct {
	last      Date
	days      *workTime
	kind, sat choice
	site      site
}

func newConsumerMaker(days *workTime, last Date) *consumerMaker {
	return &consumerMaker{last: last, days: days, kind: pairs("01", .63, "02", .25, "03", .12), site: site{0, 0.25, 0.6},
		sat: pairs("5", .40, "4", .30, "3", .17, "2", .07, "1", .04, "0", .02)}
}

// make gives the whole life of one case.
func (m *consumerMaker) make(f *flow, at Stamp, category string, r stream) ConsumerCase {
	code, _ := f.locate(at, m.site, r)
	x := ConsumerCase{AreaCode: code, Kind: m.kind.pick(r), Category: category, ReceiveDate: at.Date(), IsRepeat: No, AmountRecovered: NoMoney, person: r.Uint64()}
	online := 0.3
	if category == "10" || category == "03" || category == "04" {
		online = 0.65
	}
	x.IsOnline = flagOf(r.chance(online))
	skill := f.skill(x.ReceiveDate, m.last)
	limit := 7
	switch x.Kind {
	case "02":
		limit = 15
	case "03": // a question is answered at once
		x.DecideDue = m.days.after(x.ReceiveDate, limit)
		x.DecideDate, x.CloseDate, x.IsAccepted = x.ReceiveDate, x.ReceiveDate, Yes
		return x
	}
	x.DecideDue = m.days.after(x.ReceiveDate, limit)
	span := float64(x.DecideDue - x.ReceiveDate)
	x.DecideDate = x.ReceiveDate + Date(span*r.logNormal(0.52*math.Exp(-0.12*skill), 0.40))
	x.IsAccepted = flagOf(r.chance(shift(0.74, 0.3*skill)))
	x.CloseDate = x.DecideDate
	if x.Kind == "02" {
		if x.IsAccepted == Yes {
			x.CloseDate += 5 + Date(r.logNormal(38, 0.5))
		}
		return x
	}
	x.MediateDue = m.days.after(x.DecideDate, 45)
	x.IsSettled = No
	if x.IsAccepted == No {
		return x
	}
	x.CloseDate += 1 + Date(r.logNormal(18*math.Exp(-0.15*skill), 0.65))
	if r.chance(shift(0.52, 0.6*skill)) {
		x.IsSettled = Yes
		if r.chance(0.86) {
			x.AmountRecovered = Money(math.Round(r.logNormal(320, 1.25)*10)) * 10
		}
	}
	if r.chance(shift(0.45, 0.3*skill)) {
		x.Sat = m.sat.pick(r)
		if x.IsSettled == No && x.Sat > "3" && r.chance(0.55) {
			x.Sat = "2"
		}
	}
	return x
}

func (c *City) makeConsumers(cal *calendar) []ConsumerCase {
	m, p := newConsumerMaker(newWorkTime(cal, c.First, c.Last+500), c.Last), consumerProcess(c.Options.Scale)
	fs := lean(p.flows(c.terrain, c.Options.Seed), 0.6)
	parts := gather(c, p, cal, c.First, fs, func(list []ConsumerCase, f *flow, at Stamp, category string, r stream) []ConsumerCase {
		x := m.make(f, at, category, r)
		list = append(list, x)
		for r.chance(0.055) { // somebody who comes again with the same matter
			if at = f.moment(at.Date()+Date(r.between(3, 90)), r); at.Date() > m.last {
				break
			}
			again := m.make(f, at, category, r)
			again.person, again.IsRepeat = x.person, Yes
			list = append(list, again)
		}
		return list
	})
	withhold(c, fs, parts, func(x *ConsumerCase) Date { return x.ReceiveDate }, func(x *ConsumerCase) bool { return x.IsSettled == No })
	list := inOrder(parts, func(x *ConsumerCase) Stamp { return x.ReceiveDate.at(0) })
	n := newDayNumber("XFZ")
	for i := range list {
		x := &list[i]
		x.ConsumerID = n.next(x.ReceiveDate)
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the case as the platform held it before s.
func (x *ConsumerCase) asOf(s Stamp) ConsumerCase {
	y := *x
	if y.DecideDate = y.DecideDate.before(s); y.DecideDate == 0 {
		y.IsAccepted, y.MediateDue = Unknown, 0
	}
	if y.CloseDate = y.CloseDate.before(s); y.CloseDate == 0 {
		y.IsSettled, y.AmountRecovered, y.Sat = Unknown, NoMoney, ""
	}
	return y
}

func (x *ConsumerCase) changes(add func(Date)) {
	for _, d := range [...]Date{x.ReceiveDate, x.DecideDate, x.CloseDate} {
		add(d)
	}
}

func (c *City) consumerSheaf() *sheaf[ConsumerCase] {
	return &sheaf[ConsumerCase]{dataset: "consumer_case", key: "consumer_id", rows: c.Consumers,
		form:    form{kind: formBook, title: "全国12315平台投诉举报导出", totals: []string{"amount_recovered"}, notes: []string{"填报人：消保科", "注：投诉人信息仅供办理"}},
		event:   func(x *ConsumerCase) Date { return x.ReceiveDate },
		changes: (*ConsumerCase).changes, asOf: (*ConsumerCase).asOf, cells: (*ConsumerCase).cells,
		fresh: func(x ConsumerCase, n int) ConsumerCase { x.ConsumerID = freshNumber(x.ConsumerID, n); return x },
		twin:  func(x ConsumerCase) ConsumerCase { x.IsOnline = Unknown; return x },
		wrong: func(x ConsumerCase) ConsumerCase {
			if x.IsRepeat = Yes; x.AmountRecovered != NoMoney {
				x.AmountRecovered *= 10
			}
			return x
		}}
}

func consumerFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "kind", ""), breaks(anlan.RuleRequired, "receive_date", "不详"), breaks(anlan.RuleRequired, "decide_due", "—"),
		breaks(anlan.RuleType, "close_date", "2026-04-31"), breaks(anlan.RuleType, "amount_recovered", "若干"), breaks(anlan.RuleType, "is_accepted", "待定"),
		breaks(anlan.RuleCode, "kind", "04"), breaks(anlan.RuleCode, "category", "12"), breaks(anlan.RuleCode, "sat", "6"),
		breaks(anlan.RuleRange, "amount_recovered", "-35.00"), breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629902777"),
	}
}
