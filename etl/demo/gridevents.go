package demo

import "math"

func gridProcess(scale float64) *process {
	return &process{
		dataset: "grid_event", perDay: 5850 * scale, trend: 0.01, shape: 40, festival: 0.55,
		weekday: [7]float64{1.12, 1.10, 1.08, 1.08, 1.06, 0.80, 0.74}, clock: patrolClock(),
		kinds: []kind{
			{"01", 5, 7, 200, .1}, {"02", 16, 13, 190, .15}, {"03", 4, 3, 200, .1}, {"04", 15, 10, 180, .12}, {"05", 24, 15, 200, .12},
			{"06", 14, 22, 60, .1}, {"07", 11, 15, 15, .15}, {"08", .4, .5, 200, .4}, {"09", 8, 12, 1, .05}, {"99", 3, 3, 1, 0},
		},
	}
}

func gridOffice(eventType string) int {
	switch eventType {
	case "02", "08":
		return officeEmergency
	case "03":
		return officePolice
	case "04", "05":
		return officeCityCare
	case "07":
		return officeCivil
	}
	return officeCenter
}

// gridMaker holds the mixes from which grid events are made.
type gridMaker struct {
	last                       Date
	source, level, handle, sat choice
}

func newGridMaker(last Date) *gridMaker {
	return &gridMaker{last,
		pairs("01", .66, "02", .17, "03", .05, "04", .04, "05", .03, "06", .05), pairs("05", .945, "04", .05, "03", .0045, "02", .0005),
		pairs("5", .70, "4", .17, "3", .10, "2", .03),
		pairs("5", .47, "4", .31, "3", .15, "2", .04, "1", .02, "0", .01)}
}

func (m *gridMaker) make(f *flow, at Stamp, eventType, grid string, r stream) GridEvent {
	skill := f.skill(at.Date(), m.last)
	x := GridEvent{AreaCode: grid, ReportTime: at, Source: m.source.pick(r), EventType: eventType, EventLevel: m.level.pick(r),
		HandleLevel: m.handle.pick(r), IsWhistle: No, IsDuplicate: No, DueTime: at + Stamp([]int{24, 24, 48, 48, 72}[r.IntN(5)]*hour)}
	x.IsSelfHandled = flagOf(x.HandleLevel == "5")
	took := min(r.logNormal(0.20*math.Exp(-0.15*skill), 1.0)*float64(x.DueTime-at), 50*daySeconds)
	if x.IsSelfHandled == Yes {
		took *= 0.4
	} else {
		x.DeptCode = f.county.offices[gridOffice(eventType)]
		if r.chance(0.12) {
			x.IsWhistle, x.ArriveDue = Yes, at+24*hour
			x.ArriveTime = at + Stamp(600+r.logNormal(8*hour*math.Exp(-0.25*skill), 0.85))
		}
	}
	x.FinishTime = at + 300 + Stamp(took)
	if x.ArriveTime != 0 {
		x.FinishTime = max(x.FinishTime, x.ArriveTime+600)
	}
	if r.chance(0.12) {
		x.VerifyResult, x.verifyAt = "1", x.FinishTime+Stamp(r.between(hour, 60*hour))
		if r.chance(shift(0.07, -0.4*skill)) {
			if x.VerifyResult = "3"; r.chance(0.57) {
				x.VerifyResult = "2"
			}
		}
	} else {
		x.VerifyResult = "0"
	}
	if eventType >= "06" && eventType <= "09" && r.chance(0.3) {
		x.Sat = m.sat.pick(r)
	}
	return x
}

// fromDisputes makes the events that grid workers reported and that became
// disputes: each is finished at the second in which the dispute is registered.
func (m *gridMaker) fromDisputes(fs []*flow, disputes []Dispute, seed uint64, first Date) []GridEvent {
	flows := map[string]*flow{}
	for _, f := range fs {
		flows[f.town.code] = f
	}
	r := newStream(seed, "grid_event of disputes")
	var list []GridEvent
	for i := range disputes {
		d := &disputes[i]
		if d.Channel != "01" || len(d.AreaCode) != 15 {
			continue
		}
		at := d.RegisterTime - Stamp(r.between(300, 4*hour))
		if at.Date() < first {
			continue
		}
		x := m.make(flows[d.AreaCode[:9]], at, "01", d.AreaCode, r)
		x.Source, x.HandleLevel, x.IsSelfHandled, x.IsWhistle, x.ArriveDue, x.ArriveTime = "01", d.HandleLevel, No, No, 0, 0
		x.DeptCode, x.CaseID, x.FinishTime = d.DeptCode, d.CaseID, d.RegisterTime
		if x.verifyAt != 0 {
			x.verifyAt = x.FinishTime + Stamp(r.between(hour, 60*hour))
		}
		list = append(list, x)
	}
	return list
}

// asOf gives the event as the grid centre held it before s.
func (x *GridEvent) asOf(s Stamp) GridEvent {
	y := *x
	if y.FinishTime >= s || y.FinishTime == 0 {
		y.FinishTime, y.Sat, y.CaseID = 0, "", ""
	}
	if y.ArriveTime >= s {
		y.ArriveTime = 0
	}
	if y.FinishTime == 0 || y.verifyAt >= s {
		y.VerifyResult = ""
		if y.FinishTime != 0 {
			y.VerifyResult = "0"
		}
	}
	return y
}

func (x *GridEvent) changes(add func(Date)) {
	for _, t := range [...]Stamp{x.ReportTime, x.ArriveTime, x.FinishTime, x.verifyAt} {
		add(t.Date())
	}
}
