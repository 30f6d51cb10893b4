package demo

import (
	"fmt"
	"math"
)

func disputeProcess(scale float64) *process {
	return &process{
		dataset: "dispute_case", perDay: 150 * scale, trend: 0.03, shape: 14, festival: 0.30,
		weekday: [7]float64{1.20, 1.10, 1.06, 1.04, 1.02, 0.62, 0.52}, clock: officeClock(),
		kinds: []kind{
			{"01", 16, 15, 45, 0.10}, {"02", 15, 19, 200, 0.16}, {"03", 3, 2.5, 200, 0.05}, {"04", 11, 3, 330, 0.12},
			{"05", 9, 8, 215, 0.06}, {"06", 13, 8, 320, 0.06}, {"07", 12, 10, 12, 0.42}, {"08", 7, 5, 350, 0.10},
			{"09", 0.6, 13, 105, 0.26}, {"10", 1.6, 1, 1, 0}, {"11", 5.5, 6, 160, 0.14}, {"12", 1, 2.4, 1, 0.05},
			{"13", 2.2, 1.6, 1, 0.05}, {"14", 0.9, 0.7, 1, 0}, {"15", 0.4, 0.5, 1, 0}, {"99", 2, 2, 1, 0},
		},
	}
}

// disputeDetails are the four-digit kinds under each heading, most common
// first; heading 16 of some sources is merged into 9999 at landing and never
// occurs here.
func disputeDetails() map[string]choice {
	list := map[string][]float64{
		"01": {62, 20, 13, 0, 5}, "02": {46, 30, 18, 0, 6}, "03": {4, 30, 55, 0, 11}, "04": {24, 63, 7, 0, 6},
		"05": {6, 13, 42, 5, 9, 4, 15, 0, 6}, "06": {44, 27, 17, 4, 0, 8}, "07": {72, 9, 9, 3, 0, 7},
		"08": {3, 16, 14, 57, 0, 10}, "09": {48, 28, 13, 7, 0, 4}, "10": {8, 18, 1, 4, 4, 15, 0, 50},
		"11": {26, 29, 14, 22, 3, 0, 6}, "12": {32, 34, 13, 0, 21}, "13": {43, 15, 14, 10, 11, 1, 1, 0, 5},
		"14": {43, 8, 36, 13}, "15": {18, 60, 0, 22},
	}
	out := map[string]choice{"99": newChoice([]string{"9999"}, []float64{1})}
	for head, weights := range list {
		var codes []string
		var w []float64
		for i, x := range weights {
			switch {
			case x == 0: // the next is "other"
				continue
			case i > 0 && weights[i-1] == 0:
				codes = append(codes, head+"99")
			default:
				codes = append(codes, fmt.Sprintf("%s%02d", head, i+1))
			}
			w = append(w, x)
		}
		out[head] = newChoice(codes, w)
	}
	return out
}

// disputeMaker holds the mixes from which disputes are made.
type disputeMaker struct {
	last                                Date
	details                             map[string]choice
	channel, scale, risk, level, method choice
	site                                site
}

func newDisputeMaker(last Date) *disputeMaker {
	return &disputeMaker{last: last, details: disputeDetails(),
		channel: pairs("01", .25, "02", .16, "03", .17, "04", .14, "05", .05, "06", .01, "07", .05, "08", .02, "09", .04, "10", .02, "11", .03, "12", .04, "99", .02),
		scale:   pairs("01", .955, "02", .042, "03", .003),
		risk:    pairs("3", .70, "2", .19, "1", .03, "9", .04, "", .04),
		level:   pairs("5", .18, "4", .44, "3", .28, "2", .085, "1", .015),
		method:  pairs("01", .66, "02", .09, "03", .05, "04", .08, "05", .02, "06", .01, "07", .005, "08", .01, "09", .025, "10", .04, "99", .01),
		site:    site{0.80, 0.12, 0.08},
	}
}

// make gives the whole life of one dispute, beyond the last day if need be.
func (m *disputeMaker) make(f *flow, at Stamp, heading string, village *place, r stream) Dispute {
	if village == nil {
		_, village = f.locate(at, m.site, r)
	}
	skill := f.skill(at.Date(), m.last)
	d := Dispute{AreaCode: locateIn(village, at, m.site, r), RegisterTime: at, OccurDate: at.Date() - Date(r.logNormal(1.5, 1.2)),
		Channel: m.channel.pick(r), DisputeType: m.details[heading].pick(r), Scale: m.scale.pick(r), RiskLevel: m.risk.pick(r),
		HandleLevel: m.level.pick(r), UnitCount: 0, Amount: NoMoney, IsRepeat: No, person: r.Uint64(), DueTime: at + 30*daySeconds}
	switch d.Scale {
	case "01":
		d.PartyCount = Count(2 + min(int(r.ExpFloat64()*0.8), 7))
	case "02":
		d.PartyCount = Count(r.between(5, 49))
	default:
		d.PartyCount = Count(r.between(50, 260))
		d.HandleLevel = "2"
	}
	if heading == "07" || heading == "06" || heading == "11" || r.chance(0.08) {
		d.UnitCount = Count(r.between(1, 2))
	}
	if r.chance(0.5) && heading != "03" {
		d.Amount = Money(math.Round(r.logNormal(9000, 1.4))*100 + float64(r.IntN(2)*50))
	}
	d.DeptCode = f.county.offices[disputeOffice(heading)]
	d.OrgID = orgFor(village, d.HandleLevel)
	if d.Channel == "12" || d.Scale == "01" && r.chance(0.06) {
		m.onsite(&d, r)
		return d
	}
	if r.chance(shift(0.045, -0.5*skill)) {
		d.Status, d.Method, d.OrgID = "07", "99", ""
		d.RejectCode = pairs("01", .35, "02", .30, "03", .14, "04", .13, "09", .08).pick(r)
		d.CloseTime = soon(at+Stamp(r.between(4*hour, 60*hour)), r)
		d.IsResolved, d.SlipComplete = No, No
		return d
	}
	wait := 7.0
	if d.Channel >= "04" && d.Channel <= "08" {
		wait = 22
	}
	d.AcceptTime = soon(at+Stamp(60*(1+r.logNormal(wait*60, 1.0)*math.Exp(-0.5*skill))), r)
	d.FirstResponseTime = soon(at+Stamp(60*(1+r.logNormal(5*60, 1.1)*math.Exp(-0.6*skill))), r)
	if r.chance(0.003) { // heard of before it was written down: out of order, and flagged at landing
		d.FirstResponseTime = at - Stamp(r.between(15*60, 50*60))
	}
	d.DueTime = d.AcceptTime + 30*daySeconds
	d.SlipNo = "SLIP"
	m.outcome(&d, skill, r)
	return d
}

// onsite settles a small quarrel where it is found, on the same day.
func (m *disputeMaker) onsite(d *Dispute, r stream) {
	d.Scale, d.HandleLevel, d.IsOnsite, d.Method, d.Status = "01", "5", Yes, "11", "04"
	d.PartyCount = min(d.PartyCount, 5)
	d.AcceptTime, d.FirstResponseTime = d.RegisterTime, d.RegisterTime
	d.DueTime = d.RegisterTime.Date().at(daySeconds - 1)
	d.CloseTime = min(d.RegisterTime+Stamp(r.between(600, 4*hour)), d.DueTime)
	d.IsResolved, d.SlipComplete, d.ToLitigation, d.ToCriminal = Yes, Unknown, No, No
	m.revisit(d, 0.4, r)
}

func (m *disputeMaker) outcome(d *Dispute, skill float64, r stream) {
	d.Method, d.IsOnsite = m.method.pick(r), No
	days := 8.5 * math.Exp(-0.28*skill)
	if d.RiskLevel == "1" || d.RiskLevel == "2" || d.Scale != "01" {
		days *= 1.5
	}
	start := max(d.AcceptTime, d.FirstResponseTime)
	d.CloseTime = soon(start+Stamp(r.logNormal(days, 0.85)*daySeconds)+600, r)
	switch x := r.Float64(); {
	case x < shift(0.865, 0.7*skill):
		d.Status, d.IsResolved = "04", Yes
	case x > 1-shift(0.03, -0.4*skill):
		d.Status, d.IsResolved = "06", No
	case r.chance(shift(0.80, skill)):
		d.Status, d.IsResolved = "05", No
	default:
		d.Status, d.IsResolved = "09", No
	}
	d.SlipComplete = flagOf(r.chance(shift(0.9, skill)))
	d.ToLitigation = flagOf(d.Status == "05" && r.chance(0.55))
	d.ToCriminal = flagOf(r.chance(0.0015))
	if d.Status == "04" && r.chance(shift(0.025, -0.5*skill)) {
		d.firstClose, d.firstMethod, d.firstSlip = d.CloseTime, d.Method, d.SlipComplete
		d.reopenAt = soon(d.firstClose+Stamp(r.logNormal(18, 0.7)*daySeconds), r)
		d.CloseTime = soon(d.reopenAt+Stamp(r.logNormal(days, 0.8)*daySeconds), r)
		d.ReopenCount = 1
	}
	m.revisit(d, shift(0.66, 0.4*skill), r)
}

func (m *disputeMaker) revisit(d *Dispute, p float64, r stream) {
	if !r.chance(p) {
		return
	}
	d.RevisitTime = soon(d.CloseTime+Stamp(r.logNormal(6, 0.7)*daySeconds), r)
	if d.Status == "04" {
		d.RevisitResolved = pairs("1", .87, "2", .085, "3", .045).pick(r)
	} else {
		d.RevisitResolved = pairs("1", .12, "2", .28, "3", .60).pick(r)
	}
	switch {
	case d.RevisitResolved == "1" && d.CloseTime > d.DueTime:
		d.RevisitSat = pairs("5", .22, "4", .34, "3", .30, "2", .09, "1", .035, "0", .015).pick(r)
	case d.RevisitResolved == "1":
		d.RevisitSat = pairs("5", .52, "4", .31, "3", .13, "2", .02, "1", .005, "0", .015).pick(r)
	case d.RevisitResolved == "2":
		d.RevisitSat = pairs("5", .08, "4", .22, "3", .40, "2", .20, "1", .06, "0", .04).pick(r)
	default:
		d.RevisitSat = pairs("4", .03, "3", .17, "2", .42, "1", .32, "0", .06).pick(r)
	}
}

// makeDisputes runs all townships.
func makeDisputes(fs []*flow, h rhythm, m *disputeMaker, seed uint64, first, last Date) [][]Dispute {
	return eachFlow(fs, func(f *flow) []Dispute {
		r := newStream(seed, "dispute_case "+f.town.code)
		var list []Dispute
		f.run(h, first, last, r, func(at Stamp, k int) {
			_, v := f.locate(at, m.site, r)
			d := m.make(f, at, f.kinds[k].code, v, r)
			list = append(list, d)
			for skill := f.skill(at.Date(), last); r.chance(shift(0.055, -0.5*skill)); {
				at = f.moment(at.Date()+Date(r.between(10, 170)), r)
				if at.Date() > last {
					break
				}
				again := m.make(f, at, d.DisputeType[:2], v, r)
				again.person, again.IsRepeat = d.person, Yes
				list = append(list, again)
			}
		})
		return list
	})
}

// numberDisputes gives every case its number: county, day and sequence of the
// day. The list is in order of time.
func numberDisputes(list []Dispute) {
	n := newNumbers()
	for i := range list {
		d := &list[i]
		day := d.RegisterTime.Date()
		k := n.next(day, d.AreaCode[:6])
		d.CaseID = fmt.Sprintf("%s%s%05d", d.AreaCode[:6], appendDate(nil, day, 0), k)
		if d.SlipNo != "" {
			d.SlipNo = fmt.Sprintf("SL%s-%04d", d.CaseID[2:14], k)
		}
	}
}

// disputeOffice says which county office answers for a kind of dispute.
func disputeOffice(heading string) int {
	switch heading {
	case "01", "12":
		return officeCivil
	case "04", "11":
		return officeHousing
	case "05":
		return officeTraffic
	case "06", "08", "10":
		return officeMarket
	case "07":
		return officeLabour
	case "09":
		return officeLand
	case "13":
		return officeCityCare
	case "14":
		return officeJustice
	case "03":
		return officePolice
	}
	return officeCenter
}

// orgFor gives the mediation body of a level: a village's committee, a
// township's, or the county's centre.
func orgFor(v *place, level string) string {
	switch level {
	case "5", "4":
		if v.urban {
			return "TJ" + v.code + "-02"
		}
		return "TJ" + v.code + "-01"
	case "3":
		if v.parent.kind == "21" {
			return "TJ" + v.parent.code + "-04"
		}
		return "TJ" + v.parent.code + "-03"
	}
	return "TJ" + v.parent.parent.code + "-09"
}
