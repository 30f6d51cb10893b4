package demo

import (
	"math"
	"sort"

	"github.com/anlan-lake/anlan"
)

// orderProcess makes supervision orders by source.
func orderProcess(scale float64) *process {
	return &process{
		dataset: "supervise_order", perDay: 40 * scale, trend: 0.05, shape: 12, festival: 0.35,
		weekday: [7]float64{1.25, 1.2, 1.15, 1.15, 1.1, 0.5, 0.4}, clock: officeClock(),
		kinds: []kind{{"01", 10, 10, 30, .1}, {"02", 3, 3, 60, .1}, {"03", 13, 9, 330, .1}, {"04", 6, 8, 60, .1}, {"05", 2.5, 2.5, 1, 0}, {"06", 3, 3, 1, 0},
			{"07", .7, .7, 1, 0}, {"08", 1.1, 1.1, 1, 0}, {"09", 1.8, 2.2, 1, 0}},
	}
}

// orderMaker holds what orders are about.
type orderMaker struct {
	c      *City
	cal    *calendar
	notice choice
}

// make gives the whole life of one order.
func (m *orderMaker) make(f *flow, at Stamp, source string, r stream) Order {
	o := Order{AreaCode: f.town.code, DeptCode: f.county.offices[officeCenter], Source: source, IssueTime: at, SignDue: at + daySeconds, Notice: "0", person: r.Uint64()}
	m.relate(&o, f.county.code, r)
	skill := f.skill(at.Date(), m.c.Last)
	o.SignTime = at + Stamp(300+r.logNormal(4.5*hour*math.Exp(-0.4*skill), 1.05))
	limit := []int{3, 5, 5, 7, 10, 15}[r.IntN(6)]
	o.DueTime = m.cal.addWorking(at.Date(), limit).at(18 * hour)
	o.FinishTime = soon(max(o.SignTime+hour, at+Stamp(float64(o.DueTime-at)*r.logNormal(0.55*math.Exp(-0.12*skill), 0.48))), r)
	good := shift(0.83, 0.6*skill)
	o.Result = pairs("1", good, "2", .55*(1-good), "3", .25*(1-good), "4", .20*(1-good)).pick(r)
	switch {
	case source == "07" || source == "08":
		o.IsConfirmed = flagOf(r.chance(shift(0.14, -0.5*skill)))
		if o.Result = "4"; o.IsConfirmed == Yes {
			o.Result, o.Notice = "2", m.notice.pick(r)
		}
	case o.Result == "2" || o.Result == "3":
		o.Notice = m.notice.pick(r)
	}
	return o
}

// relate ties an order to a row that stood in a register when it was issued.
func (m *orderMaker) relate(o *Order, county string, r stream) {
	c, at := m.c, o.IssueTime
	switch o.Source {
	case "01", "02", "05":
		if x := pick(c.Risks, r, func(x *Risk) bool { return x.IdentifiedDate.end() > at }, func(x *Risk) bool { return x.AreaCode[:6] == county }); x != nil && r.chance(0.4) {
			o.RelatedID, o.DeptCode = x.RiskID, x.LeadDept
			return
		}
		fallthrough
	case "07", "08", "09":
		if x := pick(c.Disputes, r, func(x *Dispute) bool { return x.RegisterTime > at }, func(x *Dispute) bool { return x.AreaCode[:6] == county }); x != nil {
			o.RelatedID, o.DeptCode, o.AreaCode = x.CaseID, x.DeptCode, x.AreaCode[:9]
		}
	case "04":
		if x := pick(c.Petitions, r, func(x *Petition) bool { return x.ReceiveDate.end() > at }, func(x *Petition) bool { return x.AreaCode[:6] == county }); x != nil {
			o.RelatedID, o.DeptCode = x.PetitionID, x.DeptCode
		}
	}
}

// relateTickets ties the orders of source 03 to tickets that the hotline had
// dispatched before; tickets are made month by month, so orders go by month.
func (m *orderMaker) relateTickets(list []Order) {
	r := newStream(m.c.Options.Seed, "orders of tickets")
	var month Date
	var tickets []Ticket
	for i := range list {
		o := &list[i]
		if o.Source != "03" {
			continue
		}
		if x := o.IssueTime.Date().monthStart(0); x != month {
			month, tickets = x, m.c.tickets.month(x)
		}
		at := o.IssueTime
		if x := pick(tickets, r, func(x *Ticket) bool { return x.CreateTime > at }, func(x *Ticket) bool {
			return x.AreaCode[:6] == o.AreaCode[:6] && x.DispatchTime != 0 && x.DispatchTime < at
		}); x != nil {
			o.RelatedID, o.DeptCode = x.TicketID, x.DeptCode
		}
	}
}

// pick draws a row that fits from among the last that are not yet to come; the
// rows are in order of time. It gives nil where none of a few draws fits.
func pick[T any](rows []T, r stream, toCome, fits func(*T) bool) *T {
	n := sort.Search(len(rows), func(i int) bool { return toCome(&rows[i]) })
	for range 40 {
		if n == 0 {
			return nil
		}
		if x := &rows[n-1-r.IntN(min(n, max(60, n/40)))]; fits(x) {
			return x
		}
	}
	return nil
}

// suppressCounty had two confirmed cases of suppression and falsified data for
// which it was called in: facts that speak for a veto there, not in the city.
const suppressCounty = "629921"

// suppressed makes those two orders, each in a township of its own.
func (m *orderMaker) suppressed(fs []*flow) []Order {
	r := newStream(m.c.Options.Seed, "suppressed")
	var list []Order
	plan := []struct {
		months         int
		source, notice string
	}{{-5, "07", "3"}, {-2, "08", "4"}}
	for _, f := range fs {
		if f.county.code != suppressCounty || len(plan) == 0 {
			continue
		}
		p := plan[0]
		plan = plan[1:]
		o := m.make(f, (m.c.Last.monthStart(p.months) + 14).at(10*hour+25*60), p.source, r)
		o.IsConfirmed, o.Result, o.Notice = Yes, "1", p.notice
		if m.c.Last.monthStart(p.months) >= m.c.since() {
			list = append(list, o)
		}
	}
	return list
}

func (c *City) makeOrders(cal *calendar) []Order {
	m, p := &orderMaker{c, cal, pairs("1", .62, "2", .38)}, orderProcess(c.Options.Scale)
	fs := p.flows(c.terrain, c.Options.Seed)
	parts := gather(c, p, cal, c.since(), fs, func(list []Order, f *flow, at Stamp, source string, r stream) []Order {
		return append(list, m.make(f, at, source, r))
	})
	list := inOrder(append(parts, m.suppressed(fs)), func(x *Order) Stamp { return x.IssueTime })
	m.relateTickets(list)
	n := newDayNumber("DB")
	for i := range list {
		x := &list[i]
		x.OrderID = n.next(x.IssueTime.Date())
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the order as the command centre held it before s.
func (o *Order) asOf(s Stamp) Order {
	x := *o
	x.SignTime = x.SignTime.before(s)
	if x.FinishTime = x.FinishTime.before(s); x.FinishTime == 0 {
		x.Result, x.Notice = "0", ""
		if x.IsConfirmed == Yes {
			x.IsConfirmed = No
		}
	}
	return x
}

func (o *Order) changes(add func(Date)) {
	for _, s := range [...]Stamp{o.IssueTime, o.SignTime, o.FinishTime} {
		add(s.Date())
	}
}

func (c *City) orderSheaf(gb *gbTable) *sheaf[Order] {
	return &sheaf[Order]{dataset: "supervise_order", form: form{gb: gb, crlf: true}, key: "order_id", rows: c.Orders,
		event:   func(x *Order) Date { return x.IssueTime.Date() },
		changes: (*Order).changes, asOf: (*Order).asOf, cells: (*Order).cells,
		fresh: func(x Order, n int) Order { x.OrderID = freshNumber(x.OrderID, n); return x },
		twin:  func(x Order) Order { x.RelatedID = ""; return x }}
}

func orderFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 4}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "issue_time", ""), breaks(anlan.RuleRequired, "dept_code", "-"), breaks(anlan.RuleRequired, "result", "NULL"), breaks(anlan.RuleRequired, "sign_due", "—"),
		breaks(anlan.RuleType, "finish_time", "2026-02-30 18:00:00"), breaks(anlan.RuleType, "is_confirmed", "属实"), breaks(anlan.RuleType, "due_time", "三日内"),
		breaks(anlan.RuleCode, "source", "10"), breaks(anlan.RuleCode, "result", "5"), breaks(anlan.RuleCode, "notice", "6"),
		breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629988"),
	}
}
