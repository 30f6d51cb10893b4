package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// laborProcess makes labour cases by kind: 01 mediation, 02 arbitration, 03
// inspection, 04 wages in arrears, which are claimed before the Spring Festival.
func laborProcess(scale float64) *process {
	return &process{
		dataset: "labor_case", perDay: 70 * scale, trend: 0.03, shape: 10, festival: 0.25,
		weekday: [7]float64{1.3, 1.2, 1.15, 1.15, 1.1, 0.3, 0.2}, clock: officeClock(),
		kinds: []kind{{"01", 23, 17, 20, .15}, {"02", 28, 20, 60, .08}, {"03", 8, 8, 5, .35}, {"04", 12, 18, 12, .55}},
	}
}

// laborMaker holds the mixes from which labour cases are made.
type laborMaker struct {
	last                                 Date
	days                                 *workTime
	issue, inspected, builders, industry choice
	sat                                  choice
	site                                 site
}

func newLaborMaker(days *workTime, last Date) *laborMaker {
	return &laborMaker{last: last, days: days, site: site{0, 0.2, 0.65},
		issue:     pairs("01", .42, "03", .27, "04", .13, "02", .12, "09", .06),
		inspected: pairs("01", .84, "02", .11, "09", .05),
		builders:  pairs("E", .58, "C", .14, "H", .08, "O", .07, "G", .05, "F", .04, "L", .04),
		industry:  pairs("C", .20, "F", .17, "H", .14, "E", .12, "O", .09, "L", .08, "G", .07, "P", .05, "K", .04, "I", .03, "Q", .01),
		sat:       pairs("5", .42, "4", .30, "3", .16, "2", .07, "1", .03, "0", .02)}
}

// make gives the whole life of one case.
func (m *laborMaker) make(f *flow, at Stamp, kind string, r stream) LaborCase {
	code, _ := f.locate(at, m.site, r)
	x := LaborCase{AreaCode: code, Kind: kind, AcceptDate: at.Date(), Issue: "01", WorkerCount: 1, IsMigrantWage: No, Amount: NoMoney, AmountRecovered: NoMoney, person: r.Uint64()}
	skill := f.skill(x.AcceptDate, m.last)
	switch kind {
	case "04":
		x.Industry, x.IsMigrantWage = m.builders.pick(r), flagOf(r.chance(0.93))
	case "03":
		x.Issue, x.Industry = m.inspected.pick(r), m.builders.pick(r)
	default:
		x.Issue, x.Industry = m.issue.pick(r), m.industry.pick(r)
	}
	if x.Issue == "01" && kind != "04" {
		x.IsMigrantWage = flagOf(r.chance(map[bool]float64{true: 0.55, false: 0.12}[x.Industry == "E"]))
	}
	switch {
	case kind >= "03":
		x.WorkerCount = Count(1 + min(int(r.logNormal(3.2, 1.0)), 380))
	case r.chance(0.14):
		x.WorkerCount = Count(2 + min(int(r.ExpFloat64()*4), 60))
	}
	if x.Issue != "02" && x.Issue != "09" || r.chance(0.4) {
		x.Amount = Money(math.Round(float64(x.WorkerCount)*r.logNormal(9800, 0.7))) * 100
	}
	m.finish(&x, skill, r)
	return x
}

// finish draws the limit and the end of a case, and what was recovered.
func (m *laborMaker) finish(x *LaborCase, skill float64, r stream) {
	var took, settled float64
	switch x.Kind {
	case "01":
		x.DueDate, took, settled = x.AcceptDate+15, r.logNormal(8*math.Exp(-0.15*skill), 0.45), 0.74
	case "02":
		x.DueDate, took, settled = x.AcceptDate+45, r.logNormal(31*math.Exp(-0.10*skill), 0.33), 0.46
		if took > 44 && r.chance(0.7) {
			x.extendDay, x.DueDate = x.AcceptDate+42, x.AcceptDate+60
		}
	default:
		x.DueDate, took, settled = m.days.after(x.AcceptDate, 60), r.logNormal(40*math.Exp(-0.15*skill), 0.5), 0.8
	}
	x.CloseDate = x.AcceptDate + 1 + Date(took)
	x.IsSettled = flagOf(r.chance(shift(settled, 0.6*skill)))
	if x.Amount != NoMoney {
		share := 0.25 * r.Float64()
		switch {
		case x.IsSettled == Yes && x.Kind >= "03":
			share = min(1, 0.75+0.5*r.Float64())
		case x.IsSettled == Yes:
			share = 0.5 + 0.5*r.Float64()
		case x.Kind == "02":
			share = 0.7 * r.Float64()
		}
		x.AmountRecovered = Money(math.Round(float64(x.Amount)*share/100)) * 100
	}
	if x.SuedAfter = Unknown; x.Kind == "02" {
		x.SuedAfter = No
		if x.IsSettled == No && r.chance(0.27) {
			x.SuedAfter, x.sueDay = Yes, x.CloseDate+Date(r.between(3, 16))
		}
	}
	if r.chance(shift(0.5, 0.3*skill)) {
		x.satDay, x.Sat = x.CloseDate+Date(r.between(2, 15)), m.sat.pick(r)
		if x.IsSettled == No && x.Sat > "3" && r.chance(0.6) {
			x.Sat = "2"
		}
	}
}

func (c *City) makeLabor(cal *calendar) []LaborCase {
	m, p := newLaborMaker(newWorkTime(cal, c.First, c.Last+500), c.Last), laborProcess(c.Options.Scale)
	fs := p.flows(c.terrain, c.Options.Seed)
	parts := gather(c, p, cal, c.First, fs, func(list []LaborCase, f *flow, at Stamp, kind string, r stream) []LaborCase {
		return append(list, m.make(f, at, kind, r))
	})
	withhold(c, fs, parts, func(x *LaborCase) Date { return x.AcceptDate }, func(x *LaborCase) bool { return x.IsSettled == No })
	list := inOrder(parts, func(x *LaborCase) Stamp { return x.AcceptDate.at(0) })
	n := newDayNumber("LD")
	for i := range list {
		x := &list[i]
		x.LaborCaseID = n.next(x.AcceptDate)
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the case as the bureau held it before s.
func (x *LaborCase) asOf(s Stamp) LaborCase {
	y := *x
	if y.extendDay != 0 && !y.extendDay.known(s) {
		y.DueDate = y.AcceptDate + 45
	}
	if y.CloseDate = y.CloseDate.before(s); y.CloseDate == 0 {
		y.AmountRecovered, y.IsSettled, y.SuedAfter = NoMoney, Unknown, Unknown
	}
	if y.SuedAfter == Yes && !y.sueDay.known(s) {
		y.SuedAfter = No
	}
	if !y.satDay.known(s) {
		y.Sat = ""
	}
	return y
}

func (x *LaborCase) changes(add func(Date)) {
	for _, d := range [...]Date{x.AcceptDate, x.extendDay, x.CloseDate, x.sueDay, x.satDay} {
		add(d)
	}
}

func (c *City) laborSheaf() *sheaf[LaborCase] {
	return &sheaf[LaborCase]{dataset: "labor_case", key: "labor_case_id", rows: c.Labor, parts: []part[LaborCase]{
		{form: form{kind: formPages, names: true, page: 1000}, has: func(x *LaborCase) bool { return x.Kind != "04" }},
		{name: "_arrears", form: form{kind: formBook, title: "根治欠薪线索办理台账", totals: []string{"worker_count", "amount", "amount_recovered"},
			notes: []string{"填报人：劳动监察科", "注：劳动者名单不得外传"}, serial: true}, has: func(x *LaborCase) bool { return x.Kind == "04" }}},
		event:   func(x *LaborCase) Date { return x.AcceptDate },
		changes: (*LaborCase).changes, asOf: (*LaborCase).asOf, cells: (*LaborCase).cells,
		fresh: func(x LaborCase, n int) LaborCase { x.LaborCaseID = freshNumber(x.LaborCaseID, n); return x },
		twin:  func(x LaborCase) LaborCase { x.WorkerCount = 9; return x }}
}

func laborFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "kind", ""), breaks(anlan.RuleRequired, "is_migrant_wage", "无"), breaks(anlan.RuleRequired, "due_date", "-"),
		breaks(anlan.RuleType, "close_date", "2026-06-31"), breaks(anlan.RuleType, "worker_count", "十余人"), breaks(anlan.RuleType, "is_settled", "部分"),
		breaks(anlan.RuleCode, "kind", "07"), breaks(anlan.RuleCode, "issue", "08"), breaks(anlan.RuleCode, "industry", "Z"), breaks(anlan.RuleCode, "sat", "8"),
		breaks(anlan.RuleRange, "worker_count", "0"), breaks(anlan.RuleRange, "amount", "-200.00"), breaks(anlan.RuleArea, "area_code", nowhere),
		{rule: anlan.RulePart, column: "amount_recovered", set: map[string]string{"amount": "1000.00", "amount_recovered": "1000.01"}},
	}
}
