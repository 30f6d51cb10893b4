package demo

import (
	"fmt"
	"math"
)

// mediationProcess makes the cases that the mediation offices take without a
// registered dispute: about four in ten.
func mediationProcess(scale float64) *process {
	p := disputeProcess(scale)
	p.dataset, p.perDay, p.trend = "mediation_case", 36*scale, 0.02
	p.kinds = []kind{
		{"M01", 17, 16, 45, .1}, {"M02", 18, 24, 200, .16}, {"M03", 6, 9, 120, .1}, {"M04", 9, 5, 330, .05}, {"M05", 5, 5, 150, .05},
		{"M06", 8, 8, 200, .05}, {"M07", .4, 9, 105, .25}, {"M08", 2, 3, 160, .1}, {"M09", 1, .8, 190, .2}, {"M10", 4, 5, 12, .6},
		{"M11", 5, 3, 12, .2}, {"M12", .5, .3, 215, .5}, {"M13", 1.5, .5, 320, .2}, {"M14", 5, 2, 320, .1}, {"M15", 1.5, .8, 1, .05},
		{"M16", 8, 6, 215, .08}, {"M17", 9, 1, 330, .12}, {"M18", 3, 3, 1, 0},
	}
	return p
}

// medType gives the kind of mediation that a kind of dispute becomes.
func medType(disputeType string) string {
	switch disputeType {
	case "0402":
		return "M17"
	case "0502":
		return "M15"
	case "0503":
		return "M16"
	case "0504":
		return "M09"
	case "0601":
		return "M14"
	case "0701":
		return "M10"
	case "0902", "0602":
		return "M03"
	case "0603", "0604":
		return "M05"
	}
	switch disputeType[:2] {
	case "01":
		return "M01"
	case "02":
		return "M02"
	case "03", "05", "04":
		return "M06"
	case "06", "08":
		return "M04"
	case "07":
		return "M11"
	case "09":
		return "M07"
	case "11":
		return "M08"
	}
	return "M18"
}

// medSource gives the source of a mediation from the channel of its dispute.
func medSource(channel string) string {
	switch channel {
	case "04":
		return "05"
	case "05":
		return "03"
	case "06":
		return "04"
	case "07":
		return "06"
	case "08", "09", "10", "03":
		return "07"
	case "02", "11":
		return "02"
	}
	return "01"
}

// mediationFrom makes the mediation case of a dispute that is settled that
// way; ok is false for the others and for those the office did not link.
func mediationFrom(d *Dispute, r stream) (m Mediation, ok bool) {
	if d.Method != "01" || d.AcceptTime == 0 || d.IsOnsite == Yes || d.OrgID == "" || r.chance(0.36) {
		return m, false
	}
	m = Mediation{DisputeCaseID: d.CaseID, OrgID: d.OrgID, AreaCode: d.AreaCode, Source: medSource(d.Channel), MedType: medType(d.DisputeType),
		IsDifficult: flagOf(d.Scale != "01" || d.RiskLevel == "1"), PartyCount: d.PartyCount, Amount: d.Amount,
		AcceptDate: d.AcceptTime.Date(), CloseDate: d.CloseTime.Date(), person: d.person}
	switch d.Status {
	case "04":
		m.Result = pairs("01", .62, "02", .38).pick(r)
	case "06":
		m.Result = "04"
	default:
		m.Result = "03"
	}
	m.after(r)
	return m, true
}

// after fills what follows the end of a mediation.
func (m *Mediation) after(r stream) {
	m.ConfirmApplied = flagOf(m.Result == "01" && r.chance(0.09))
	m.Perform, m.AgreementVoid = "09", No
	if m.Result == "01" || m.Result == "02" {
		m.PerformDue = m.CloseDate + Date(r.between(0, 60))
		m.performDay = m.PerformDue + Date(r.between(0, 9))
		m.Perform = pairs("01", .885, "02", .065, "03", .05).pick(r)
		if r.chance(0.0012) {
			m.AgreementVoid, m.voidDay = Yes, m.CloseDate+Date(r.between(30, 150))
		}
	}
	if r.chance(0.6) {
		m.revisitDay = m.CloseDate + Date(r.between(3, 25))
		if m.Result == "01" || m.Result == "02" {
			m.RevisitSat = pairs("5", .5, "4", .33, "3", .12, "2", .03, "1", .01, "0", .01).pick(r)
		} else {
			m.RevisitSat = pairs("5", .05, "4", .15, "3", .35, "2", .3, "1", .1, "0", .05).pick(r)
		}
	}
}

func makeMediation(f *flow, at Stamp, kind string, last Date, r stream) Mediation {
	code, v := f.locate(at, site{0, 0.60, 0.37}, r)
	skill := f.skill(at.Date(), last)
	m := Mediation{AreaCode: code, Source: pairs("01", .42, "02", .38, "03", .05, "04", .01, "05", .07, "06", .03, "07", .04).pick(r), MedType: kind,
		IsDifficult: flagOf(r.chance(0.07)), PartyCount: Count(2 + min(int(r.ExpFloat64()), 12)), Amount: NoMoney, AcceptDate: at.Date(), person: r.Uint64()}
	m.OrgID = orgFor(v, pairs("4", .6, "3", .3, "2", .1).pick(r))
	if r.chance(0.55) {
		m.Amount = Money(math.Round(r.logNormal(8000, 1.3)) * 100)
	}
	m.CloseDate = m.AcceptDate + Date(r.logNormal(7*math.Exp(-0.25*skill), 0.8))
	p := shift(0.915, 0.7*skill)
	m.Result = pairs("01", .58*p, "02", .42*p, "03", .8*(1-p), "04", .2*(1-p)).pick(r)
	m.after(r)
	return m
}

func makeMediations(fs []*flow, h rhythm, disputes []Dispute, seed uint64, first, last Date) [][]Mediation {
	parts := eachFlow(fs, func(f *flow) []Mediation {
		r := newStream(seed, "mediation_case "+f.town.code)
		var list []Mediation
		f.run(h, first, last, r, func(at Stamp, k int) { list = append(list, makeMediation(f, at, f.kinds[k].code, last, r)) })
		return list
	})
	r := newStream(seed, "mediation of disputes")
	var linked []Mediation
	for i := range disputes {
		if m, ok := mediationFrom(&disputes[i], r); ok && m.AcceptDate <= last {
			linked = append(linked, m)
		}
	}
	return append(parts, linked)
}

func numberMediations(list []Mediation) {
	n := map[string]int{}
	for i := range list {
		m := &list[i]
		y, _, _ := m.AcceptDate.civil()
		group := fmt.Sprintf("RT%s-%d-", m.AreaCode[:6], y)
		n[group]++
		m.McaseID = fmt.Sprintf("%s%05d", group, n[group])
	}
}

// asOf gives the file as the office held it before s.
func (m *Mediation) asOf(s Stamp) Mediation {
	x := *m
	after := func(d Date) bool { return d == 0 || d.at(0) >= s }
	if after(x.CloseDate) {
		x.CloseDate, x.Result, x.PerformDue, x.Perform = 0, "09", 0, ""
		x.ConfirmApplied, x.AgreementVoid, x.RevisitSat = Unknown, Unknown, ""
		return x
	}
	if x.PerformDue != 0 && after(x.performDay) {
		x.Perform = "00"
	}
	if after(x.voidDay) {
		x.AgreementVoid = No
	}
	if after(x.revisitDay) {
		x.RevisitSat = ""
	}
	return x
}

func (m *Mediation) changes(add func(Date)) {
	for _, d := range [...]Date{m.AcceptDate, m.CloseDate, m.performDay, m.voidDay, m.revisitDay} {
		add(d)
	}
}
