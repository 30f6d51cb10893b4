package demo

import "math"

func ticketProcess(scale float64) *process {
	return &process{
		dataset: "hotline_ticket", perDay: 1900 * scale, trend: 0.05, shape: 30, festival: 0.45,
		weekday: [7]float64{1.16, 1.10, 1.06, 1.05, 1.05, 0.80, 0.74}, clock: phoneClock(),
		kinds: []kind{
			{"01", 6, 3, 150, .1}, {"02", 13, 3, 330, .1}, {"03", 13, 8, 335, .75}, {"04", 9, 6, 200, .12}, {"05", 6, 7, 190, .15},
			{"06", 9, 6, 260, .08}, {"07", 8, 4, 195, .5}, {"08", 8, 7, 12, .3}, {"09", 9, 5, 325, .1}, {"10", 4, 3, 230, .4},
			{"11", 3, 3, 15, .15}, {"12", 2, 5, 1, .1}, {"13", 3, 3, 200, .1}, {"14", 1.6, 1.6, 190, .1}, {"15", 0.4, 18, 110, .25},
			{"16", 2, 1, 215, .4}, {"17", 2.5, 2.5, 1, .05}, {"99", 2, 2, 1, 0},
		},
	}
}

func ticketOffice(domain string) int {
	switch domain {
	case "01", "02", "03":
		return officeHousing
	case "04", "05":
		return officeCityCare
	case "06":
		return officeTraffic
	case "07", "14":
		return officeEmergency
	case "08":
		return officeLabour
	case "09", "16":
		return officeMarket
	case "10":
		return officeEducation
	case "11":
		return officeHealth
	case "12":
		return officeCivil
	case "13":
		return officePolice
	case "15":
		return officeFarming
	}
	return officeCenter
}

func mergedLine(domain string, r stream) string {
	if r.chance(0.82) {
		return "12345"
	}
	switch domain {
	case "09":
		return "12315"
	case "08":
		return "12333"
	case "06":
		return "12328"
	case "01":
		return "12329"
	case "13":
		return "12348"
	case "07":
		return "12369"
	case "04", "05":
		return "12319"
	case "11":
		return "12393"
	case "14":
		return "12350"
	}
	return "99999"
}

// ticketMaker holds the mixes from which tickets are made.
type ticketMaker struct {
	cal                     *calendar
	last                    Date
	channel, kinds, urgency choice
	result                  map[string]choice // satisfaction with the result, by how far it is resolved
	belated                 choice            // the same where it is resolved too late
	service                 choice
	site                    site
}

func newTicketMaker(cal *calendar, last Date) *ticketMaker {
	return &ticketMaker{cal: cal, last: last,
		channel: pairs("01", .68, "02", .04, "03", .11, "04", .08, "05", .03, "06", .025, "07", .025, "08", .01),
		kinds:   pairs("01", .37, "02", .28, "03", .24, "04", .05, "05", .03, "06", .03),
		urgency: pairs("3", .90, "2", .085, "1", .015),
		result: map[string]choice{
			"1": pairs("5", .50, "4", .33, "3", .13, "2", .02, "1", .01, "0", .01),
			"2": pairs("5", .08, "4", .24, "3", .42, "2", .17, "1", .07, "0", .02),
			"3": pairs("4", .05, "3", .25, "2", .40, "1", .27, "0", .03),
		},
		belated: pairs("5", .20, "4", .34, "3", .30, "2", .11, "1", .04, "0", .01),
		service: pairs("5", .5, "4", .3, "3", .14, "2", .03, "1", .01, "0", .02),
		site:    site{0.45, 0.25, 0.27}}
}

// make gives the whole life of one ticket.
func (m *ticketMaker) make(f *flow, at Stamp, domain string, v *place, r stream) Ticket {
	x := Ticket{AreaCode: locateIn(v, at, m.site, r), CreateTime: at, Channel: m.channel.pick(r), TicketType: m.kinds.pick(r), Domain: domain,
		MergedLine: mergedLine(domain, r), Urgency: m.urgency.pick(r), IsDirect: No, IsRejected: No, IsWithdrawn: No, IsRepeat: No,
		IsWhistle: No, IsDispute: No, person: r.Uint64()}
	direct := 0.06
	switch x.TicketType {
	case "01":
		direct = 0.82
	case "06":
		direct = 0.9
	}
	switch u := r.Float64(); {
	case u < direct:
		x.IsDirect, x.Urgency = Yes, "3"
		x.FinishTime = at + Stamp(120+r.ExpFloat64()*500)
		x.CloseTime = x.FinishTime
		x.ReturnedCount, x.ExtendedCount, x.RedoCount = NoCount, NoCount, NoCount
		return x
	case u < direct+0.011:
		x.IsRejected, x.CloseTime = Yes, at+Stamp(r.between(hour, 20*hour))
		return x
	}
	m.dispatch(&x, f, at+Stamp(60+r.logNormal(45*60, 1.1)), r)
	return x
}

// dispatch sends a ticket to a department at a time, and follows it to its end.
func (m *ticketMaker) dispatch(x *Ticket, f *flow, at Stamp, r stream) {
	skill := f.skill(at.Date(), m.last)
	x.DeptCode = f.county.offices[ticketOffice(x.Domain)]
	x.DispatchTime = at
	x.SignTime = soon(at+Stamp(60+r.logNormal(1.5*hour, 0.9)), r)
	x.FirstContactTime = x.SignTime + Stamp(r.logNormal(5*hour, 0.9))
	limit := 1
	switch x.Urgency {
	case "2":
		limit = r.between(2, 3)
	case "3":
		limit = []int{5, 5, 7, 10, 10, 15}[r.IntN(6)]
	}
	days := m.cal.addWorking(at.Date(), limit)
	span := float64(days-at.Date()) * daySeconds
	if r.chance(shift(0.05, -0.5*skill)) {
		x.ExtendedCount = 1
		days = m.cal.addWorking(days, (limit+1)/2)
	}
	x.DueTime = days.at(18 * hour)
	if r.chance(shift(0.08, -0.5*skill)) {
		x.ReturnedCount = Count(1 + r.IntN(2))
	}
	x.IsWhistle = flagOf(r.chance(0.03))
	if r.chance(0.008) {
		x.IsWithdrawn = Yes
		x.FinishTime = x.FirstContactTime + Stamp(r.between(hour, 30*hour))
		x.CloseTime = x.FinishTime
		return
	}
	took := Stamp(min(span*r.logNormal(0.46*math.Exp(-0.10*skill), 0.40), 45*daySeconds))
	x.FinishTime = soon(max(x.FirstContactTime+600, at+took), r)
	x.CloseTime = soon(x.FinishTime+Stamp(hour+min(r.logNormal(1.6, 0.6), 20)*daySeconds), r)
	m.revisit(x, skill, r)
}

func (m *ticketMaker) revisit(x *Ticket, skill float64, r stream) {
	x.RevisitDone, x.Resolved, x.SatResult, x.SatService = No, "0", "0", "0"
	if r.chance(0.02) {
		x.IsReasonable = No
	} else if r.chance(0.6) {
		x.IsReasonable = Yes
	}
	if !r.chance(shift(0.82, 0.3*skill)) {
		return
	}
	x.RevisitDone = Yes
	solved := shift(0.80, 0.6*skill)
	switch u := r.Float64(); {
	case u < solved:
		x.Resolved = "1"
	case u < solved+.55*(1-solved):
		x.Resolved = "2"
	default:
		x.Resolved = "3"
	}
	result := m.result[x.Resolved]
	if x.Resolved == "1" && x.FinishTime > x.DueTime {
		result = m.belated
	}
	x.SatResult, x.SatService = result.pick(r), m.service.pick(r)
	if x.Resolved != "1" && r.chance(0.2) {
		x.RedoCount = 1
	}
}

// fromDisputes makes the tickets that were passed on as disputes: each is
// dispatched at the second in which the dispute is registered.
func (m *ticketMaker) fromDisputes(fs []*flow, disputes []Dispute, seed uint64, first Date) []Ticket {
	flows := map[string]*flow{}
	for _, f := range fs {
		flows[f.town.code] = f
	}
	r := newStream(seed, "hotline_ticket of disputes")
	var list []Ticket
	for i := range disputes {
		d := &disputes[i]
		if d.Channel != "03" {
			continue
		}
		f := flows[d.AreaCode[:9]]
		x := Ticket{AreaCode: d.AreaCode, CreateTime: d.RegisterTime - Stamp(r.between(600, 20*hour)), Channel: m.channel.pick(r),
			TicketType: pairs("02", .45, "03", .55).pick(r), Domain: domainOf(d.DisputeType), Urgency: "3", IsDirect: No, IsRejected: No, IsWithdrawn: No,
			IsRepeat: No, IsDispute: Yes, CaseID: d.CaseID, person: mix(d.person ^ uint64(i))}
		x.MergedLine = mergedLine(x.Domain, r)
		m.dispatch(&x, f, d.RegisterTime, r)
		if x.CreateTime.Date() >= first {
			list = append(list, x)
		}
	}
	return list
}

// domainOf gives the hotline's domain for a kind of dispute.
func domainOf(disputeType string) string {
	switch disputeType {
	case "0402":
		return "02"
	case "0502":
		return "11"
	case "0503":
		return "06"
	case "0504":
		return "07"
	case "0501":
		return "10"
	}
	switch disputeType[:2] {
	case "01", "12":
		return "12"
	case "02", "04", "11":
		return "01"
	case "03", "14":
		return "13"
	case "06", "08", "10", "05":
		return "09"
	case "07":
		return "08"
	case "09":
		return "15"
	case "13", "15":
		return "17"
	}
	return "99"
}

// asOf gives the ticket as the hotline held it before s.
func (x *Ticket) asOf(s Stamp) Ticket {
	y := *x
	if y.CloseTime >= s || y.CloseTime == 0 {
		y.CloseTime, y.RevisitDone, y.Resolved, y.SatResult, y.SatService = 0, Unknown, "", "", ""
		y.IsReasonable = Unknown
		if y.IsDirect == No {
			y.RedoCount, y.IsRejected, y.IsWithdrawn = 0, No, No
		}
	}
	if y.FinishTime >= s {
		y.FinishTime = 0
	}
	if y.FirstContactTime >= s {
		y.FirstContactTime = 0
	}
	if y.SignTime >= s || y.SignTime == 0 {
		y.SignTime = 0
		if y.IsDirect == No {
			y.ReturnedCount = 0
		}
	}
	if y.DispatchTime >= s || y.DispatchTime == 0 {
		y.DispatchTime, y.DueTime, y.DeptCode, y.IsWhistle, y.IsDispute, y.CaseID = 0, 0, "", No, No, ""
		if y.IsDirect == No {
			y.ExtendedCount = 0
		}
	}
	y.UpdatedAt = y.CreateTime
	for _, t := range x.moments() {
		if t < s {
			y.UpdatedAt = max(y.UpdatedAt, t)
		}
	}
	return y
}

func (x *Ticket) moments() [6]Stamp {
	return [6]Stamp{x.CreateTime, x.DispatchTime, x.SignTime, x.FirstContactTime, x.FinishTime, x.CloseTime}
}

func (x *Ticket) changes(add func(Date)) {
	for _, t := range x.moments() {
		add(t.Date())
	}
}
