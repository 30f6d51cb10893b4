package demo

import (
	"fmt"
	"math"
)

func petitionProcess(scale float64) *process {
	return &process{
		dataset: "petition_item", perDay: 70 * scale, trend: -0.02, shape: 10, festival: 0.30,
		weekday: [7]float64{1.3, 1.15, 1.1, 1.1, 1.05, 0.3, 0.25}, clock: officeClock(),
		kinds: []kind{
			{"01", 3, 22, 100, .15}, {"02", 6, 18, 110, .12}, {"03", 26, 13, 170, .12}, {"04", 18, 13, 10, .4}, {"05", 5, 5, 1, .05},
			{"06", 7, 4, 225, .35}, {"07", 5, 7, 1, .05}, {"08", 9, 6, 1, .03}, {"09", 7, 3, 340, .08}, {"10", 5, 3, 330, .2},
			{"11", 4, 2, 320, .1}, {"12", 2, 2, 1, 0}, {"13", 2, 2, 1, 0}, {"99", 2, 2, 1, 0},
		},
	}
}

func petitionOffice(content string) int {
	switch content {
	case "01":
		return officeFarming
	case "02":
		return officeLand
	case "03":
		return officeHousing
	case "04":
		return officeLabour
	case "05":
		return officeHealth
	case "06":
		return officeEducation
	case "07":
		return officeCivil
	case "08":
		return officePolice
	case "10":
		return officeTraffic
	case "09", "11":
		return officeMarket
	}
	return officePetition
}

func makePetition(f *flow, at Stamp, content string, v *place, last Date, r stream) Petition {
	day, skill := at.Date(), f.skill(at.Date(), last)
	p := Petition{AreaCode: locateIn(v, at, site{0.05, 0.47, 0.45}, r), ReceiveDate: day, ContentCode: content, IsRepeat: No,
		Form:    pairs("01", .13, "02", .24, "03", .44, "04", .12, "05", .07).pick(r),
		Purpose: pairs("01", .08, "02", .07, "03", .82, "09", .03).pick(r), PeopleBand: pairs("1", .72, "2-4", .18, "5-49", .09, "50+", .01).pick(r),
		DeptCode: f.county.offices[petitionOffice(content)], AcceptDue: day + 15, IsExtended: No, ReviewApplied: No, IsWithdrawn: flagOf(r.chance(0.018)),
		IsBacklog: No, IsLawRelated: flagOf(content == "08" && r.chance(0.7)), LedByLeader: flagOf(r.chance(0.06)), ByAgent: flagOf(r.chance(0.12)), person: r.Uint64()}
	refuse := shift(0.11, -0.5*skill)
	p.HandleType = pairs("01", .58, "02", .20, "03", .08, "04", refuse, "05", .02).pick(r)
	p.AcceptDate = day + Date(r.logNormal(5.6*math.Exp(-0.25*skill), 0.55))
	p.ReplyDue = p.AcceptDate + 60
	if p.HandleType >= "04" {
		return p
	}
	p.ReplyDate = p.AcceptDate + 1 + Date(r.logNormal(30*math.Exp(-0.2*skill), 0.50))
	if p.ReplyDate > p.AcceptDate+58 && r.chance(0.45) {
		p.IsExtended, p.extendDay, p.ReplyDue = Yes, p.AcceptDate+56, p.AcceptDate+90
	}
	p.verifyDay = p.ReplyDate + Date(r.between(2, 18))
	solved := shift(0.66, 0.6*skill)
	p.Outcome = pairs("1", solved, "2", .6*(1-solved), "3", .4*(1-solved)).pick(r)
	p.verdict, p.SatDept, p.SatOffice = p.Outcome, "0", "0"
	if r.chance(shift(0.60, 0.5*skill)) {
		switch p.Outcome {
		case "1":
			p.SatDept = pairs("5", .45, "4", .33, "3", .14, "2", .06, "1", .02).pick(r)
		case "2":
			p.SatDept = pairs("5", .10, "4", .22, "3", .33, "2", .25, "1", .10).pick(r)
		default:
			p.SatDept = pairs("4", .05, "3", .15, "2", .40, "1", .40).pick(r)
		}
		p.SatOffice = pairs("5", .5, "4", .3, "3", .12, "2", .05, "1", .03).pick(r)
	}
	if p.Outcome != "1" && r.chance(0.12) {
		p.ReviewApplied, p.reviewDay = Yes, p.ReplyDate+Date(r.between(5, 30))
		p.ReviewChanged, p.changeDay = flagOf(r.chance(0.15)), p.reviewDay+Date(r.between(15, 30))
	}
	if p.Outcome != "1" || p.verifyDay > day+365 {
		p.backlogDay = day + 365
		if p.Outcome != "1" && r.chance(shift(0.80, 0.5*skill)) {
			p.settleDay = p.verifyDay + Date(r.between(60, 700))
		}
		if p.settleDay != 0 && p.settleDay <= p.backlogDay {
			p.backlogDay = 0
		}
	}
	if p.backlogDay != 0 {
		p.IsBacklog = Yes
	}
	return p
}

func makePetitions(fs []*flow, h rhythm, seed uint64, first, last Date) [][]Petition {
	return eachFlow(fs, func(f *flow) []Petition {
		r := newStream(seed, "petition_item "+f.town.code)
		var list []Petition
		f.run(h, first, last, r, func(at Stamp, k int) {
			_, v := f.locate(at, site{}, r)
			p := makePetition(f, at, f.kinds[k].code, v, last, r)
			list = append(list, p)
			for skill := f.skill(at.Date(), last); r.chance(shift(0.16, -0.4*skill)); {
				at = f.moment(at.Date()+Date(r.between(15, 350)), r)
				if at.Date() > last {
					break
				}
				again := makePetition(f, at, p.ContentCode, v, last, r)
				again.person, again.IsRepeat = p.person, Yes
				list = append(list, again)
			}
		})
		return list
	})
}

func numberPetitions(list []Petition) {
	n := newNumbers()
	for i := range list {
		p := &list[i]
		p.PetitionID = fmt.Sprintf("XF%s-%04d", appendDate(nil, p.ReceiveDate, 0), n.next(p.ReceiveDate, ""))
	}
}

// asOf gives the row as the petition office held it before s.
func (p *Petition) asOf(s Stamp) Petition {
	x := *p
	before := func(d Date) bool { return d != 0 && d.at(0) < s }
	if !before(x.AcceptDate) {
		x.AcceptDate, x.ReplyDue = 0, x.AcceptDue+60
	} else if !before(x.extendDay) {
		x.IsExtended, x.ReplyDue = No, x.AcceptDate+60
	}
	if !before(x.ReplyDate) {
		x.ReplyDate = 0
	}
	switch {
	case before(x.settleDay):
		x.Outcome = "1"
	case before(x.verifyDay):
		x.Outcome = x.verdict
	default:
		x.SatDept, x.SatOffice, x.Outcome = "", "", ""
		if x.ReplyDate != 0 {
			x.Outcome = "0"
		}
	}
	if !before(x.reviewDay) {
		x.ReviewApplied = No
	}
	if !before(x.changeDay) {
		x.ReviewChanged = Unknown
	}
	x.IsBacklog = flagOf(before(x.backlogDay))
	return x
}

// failed reports whether the matter is answered without being resolved.
func (p *Petition) failed() bool { return p.Outcome == "2" || p.Outcome == "3" }

func (p *Petition) changes(add func(Date)) {
	for _, d := range [...]Date{p.ReceiveDate, p.AcceptDate, p.extendDay, p.ReplyDate, p.verifyDay, p.reviewDay, p.changeDay, p.backlogDay, p.settleDay} {
		add(d)
	}
}
