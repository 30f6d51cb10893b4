package demo

import (
	"math"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// courtProcess makes the cases that do not come from a registered dispute, by
// stage: 01 mediation before filing, 02 civil and 04 administrative cases of
// first instance, 03 confirmation of agreements.
func courtProcess(scale float64) *process {
	return &process{
		dataset: "court_case", perDay: 342.5 * scale, trend: 0.04, shape: 20, festival: 0.2,
		weekday: [7]float64{1.35, 1.25, 1.2, 1.2, 1.15, 0.05, 0.03}, clock: officeClock(),
		kinds: []kind{{"01", 158, 157, 90, .08}, {"02", 160, 145, 80, .12}, {"03", 17, 26, 200, .06}, {"04", 11, 8, 150, .1}},
	}
}

// courtMaker holds the mixes from which court cases are made.
type courtMaker struct {
	last                    Date
	civil, judged, official choice
	site                    site
	confirmed, failed       choice
}

func newCourtMaker(last Date) *courtMaker {
	return &courtMaker{last: last, site: site{0, 0.15, 0.72},
		civil:     pairs("04", .58, "02", .18, "06", .06, "09", .085, "03", .04, "08", .03, "05", .015, "01", .01),
		judged:    pairs("01", .45, "02", .27, "03", .22, "04", .04, "09", .02),
		official:  pairs("01", .48, "03", .30, "04", .15, "02", .05, "09", .02),
		confirmed: pairs("05", .95, "06", .035, "03", .015),
		failed:    pairs("08", .90, "03", .06, "09", .04)}
}

// make gives the whole life of one case.
func (m *courtMaker) make(f *flow, at Stamp, stage string, r stream) CourtCase {
	code, _ := f.locate(at, m.site, r)
	c := CourtCase{Stage: stage, AreaCode: code, FileDate: at.Date(), person: r.Uint64()}
	c.version()
	skill := f.skill(c.FileDate, m.last)
	switch stage {
	case "01":
		c.Cause, c.LimitDate = m.civil.pick(r), c.FileDate+30
		c.CloseDate = c.FileDate + 1 + Date(r.logNormal(17*math.Exp(-0.15*skill), 0.55))
		c.CloseWay = "07"
		if !r.chance(shift(0.50, 0.5*skill)) {
			c.CloseWay = m.failed.pick(r)
		}
	case "02":
		m.trial(&c, skill, r)
	case "03":
		c.Cause, c.LimitDate = "10", c.FileDate+30
		c.CloseDate = c.FileDate + 1 + Date(r.logNormal(9, 0.6))
		c.CloseWay = m.confirmed.pick(r)
	default:
		c.Cause, c.LimitDate = "00", later(c.FileDate, 6)
		c.CloseDate = m.closing(&c, 95*math.Exp(-0.1*skill), 0.35, r)
		c.CloseWay = m.official.pick(r)
		c.OfficialAppeared = flagOf(r.chance(shift(0.86, 0.8*skill)))
	}
	c.Amount = NoMoney
	if stage < "04" && r.chance(0.8) {
		c.Amount = Money(math.Round(r.logNormal(46000, 1.5))) * 100
	}
	return c
}

// trial is a civil case of first instance: three of four by the summary
// procedure, within three months.
func (m *courtMaker) trial(c *CourtCase, skill float64, r stream) {
	c.Cause, c.IsSmallClaim = m.civil.pick(r), No
	median, spread := 112.0, 0.36
	c.LimitDate = later(c.FileDate, 6)
	if r.chance(0.76) {
		median, spread = 48, 0.42
		c.LimitDate = later(c.FileDate, 3)
		c.IsSmallClaim = flagOf(r.chance(0.38))
	}
	c.CloseDate = m.closing(c, median*math.Exp(-0.12*skill), spread, r)
	c.CloseWay = m.judged.pick(r)
	c.IsReversed = No
	if c.CloseWay == "01" && c.IsSmallClaim == No && r.chance(shift(0.045, -0.4*skill)) {
		c.IsReversed, c.reverseDay = Yes, c.CloseDate+Date(r.between(60, 150))
	}
	if c.CloseWay == "01" || c.CloseWay == "02" {
		c.AutoPerformed, c.performDay = flagOf(r.chance(shift(0.62, 0.4*skill))), c.CloseDate+Date(r.between(15, 45))
	}
}

// closing draws when a case ends. Judges work towards the limit: most of what
// would have passed it ends in the week before.
func (m *courtMaker) closing(c *CourtCase, median, spread float64, r stream) Date {
	d := c.FileDate + 1 + Date(r.logNormal(median, spread))
	if d > c.LimitDate && r.chance(0.78) {
		d = c.LimitDate - Date(r.IntN(8))
	}
	return d
}

// version is of the causes of action: those in force on the day of filing.
func (c *CourtCase) version() {
	c.CauseVersion = "2020"
	if c.FileDate >= newDate(2026, 1, 1) {
		c.CauseVersion = "2025"
	}
}

// later gives the same day of a month months on.
func later(d Date, months int) Date {
	y, m, day := d.civil()
	return newDate(y, m+months, day)
}

// delegated makes the case before filing that the court gave to the mediation
// body of a dispute: the two registers tell of the same quarrel.
func (m *courtMaker) delegated(d *Dispute, r stream) CourtCase {
	c := CourtCase{Stage: "01", AreaCode: d.AreaCode[:9], Cause: causeOf(d.DisputeType), FileDate: d.RegisterTime.Date(), OrgID: d.OrgID,
		Amount: d.Amount, person: mix(d.person)}
	if c.OrgID == "" { // what the centre refused still went to it
		c.OrgID = "TJ" + d.AreaCode[:6] + "-09"
	}
	c.version()
	c.LimitDate = c.FileDate + 30
	if d.CloseTime != 0 {
		c.CloseDate, c.CloseWay = max(d.CloseTime.Date(), c.FileDate+1), "08"
		if d.Status == "04" {
			c.CloseWay = "07"
		}
	} else {
		c.CloseWay = m.failed.pick(r)
	}
	return c
}

func causeOf(disputeType string) string {
	switch disputeType[:2] {
	case "01":
		return "02"
	case "02", "09", "12":
		return "03"
	case "07":
		return "06"
	case "03", "05":
		return "09"
	}
	return "04"
}

// unmatchedMonth is the month, counted back from the last, in which the court
// did not send one in six of its delegated cases: the pair of registers that
// should agree does not.
const unmatchedMonth = 3

func (c *City) makeCourts(cal *calendar) []CourtCase {
	m, since, p := newCourtMaker(c.Last), c.since(), courtProcess(c.Options.Scale)
	parts := gather(c, p, cal, since, p.flows(c.terrain, c.Options.Seed), func(list []CourtCase, f *flow, at Stamp, stage string, r stream) []CourtCase {
		return append(list, m.make(f, at, stage, r))
	})
	r := newStream(c.Options.Seed, "court_case of disputes")
	var linked []CourtCase
	lost := c.Last.monthStart(-unmatchedMonth)
	for i := range c.Disputes {
		d := &c.Disputes[i]
		if day := d.RegisterTime.Date(); d.Channel != "05" || day < since || day >= lost && day < lost.monthStart(1) && i%6 == 0 {
			continue
		}
		linked = append(linked, m.delegated(d, r))
	}
	list := inOrder(append(parts, linked), func(x *CourtCase) Stamp { return x.FileDate.at(0) })
	for i := range list {
		list[i].CourtCaseID = courtID(c.Options.Seed, i)
		list[i] = list[i].asOf(c.Last.end())
	}
	return list
}

// courtID is a case's number in the one-way code that the court sends it in.
func courtID(seed uint64, n int) string {
	s := strconv.FormatUint(mix(seed<<40^uint64(n)), 16)
	return "0000000000000000"[len(s):] + s
}

// asOf gives the case as the court held it before s.
func (c *CourtCase) asOf(s Stamp) CourtCase {
	x := *c
	if x.CloseDate = x.CloseDate.before(s); x.CloseDate == 0 {
		x.CloseWay, x.IsReversed, x.AutoPerformed, x.OfficialAppeared = "00", Unknown, Unknown, Unknown
		return x
	}
	if x.IsReversed == Yes && !x.reverseDay.known(s) {
		x.IsReversed = No
	}
	if !x.performDay.known(s) {
		x.AutoPerformed = Unknown
	}
	return x
}

func (c *CourtCase) changes(add func(Date)) {
	for _, d := range [...]Date{c.FileDate, c.CloseDate, c.performDay, c.reverseDay} {
		add(d)
	}
}

func (c *City) courtSheaf(gb *gbTable) *sheaf[CourtCase] {
	return &sheaf[CourtCase]{dataset: "court_case", key: "court_case_id", rows: c.Courts, parts: []part[CourtCase]{
		{form: form{gb: gb, crlf: true}, has: func(x *CourtCase) bool { return !bookCourt(x.AreaCode) }},
		{name: "_base", form: form{kind: formBook, title: "基层法院收结案登记表", totals: []string{"amount"}, notes: []string{"填报人：立案庭", "注：当事人信息仅供核对"}, serial: true},
			has: func(x *CourtCase) bool { return bookCourt(x.AreaCode) }}},
		event:   func(x *CourtCase) Date { return x.FileDate },
		changes: (*CourtCase).changes, asOf: (*CourtCase).asOf, cells: (*CourtCase).cells,
		fresh: func(x CourtCase, n int) CourtCase { x.CourtCaseID = courtID(c.Options.Seed, 1<<30+n); return x },
		twin:  func(x CourtCase) CourtCase { x.IsSmallClaim = Yes; return x }}
}

// bookCourt tells the two courts that have no view to read from.
func bookCourt(area string) bool { return area[:6] == "629911" || area[:6] == "629922" }

func courtFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 3}, {rule: anlan.RuleFields, cut: -2},
		breaks(anlan.RuleRequired, "stage", ""), breaks(anlan.RuleRequired, "file_date", "—"), breaks(anlan.RuleRequired, "close_way", "/"),
		breaks(anlan.RuleType, "close_date", "2026-02-30"), breaks(anlan.RuleType, "amount", "约五万"), breaks(anlan.RuleType, "is_small_claim", "可能"),
		breaks(anlan.RuleCode, "stage", "05"), breaks(anlan.RuleCode, "cause", "12"), breaks(anlan.RuleCode, "close_way", "10"), breaks(anlan.RuleCode, "cause_version", "2011"),
		breaks(anlan.RuleRange, "amount", "-1.00"), breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629988"),
	}
}
