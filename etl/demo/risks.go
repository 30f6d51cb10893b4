package demo

import (
	"fmt"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// riskProcess makes the risks that enter the register, by domain: at half a
// year each, eight a day keep about 1,500 open. Politics (01) is counted
// elsewhere and has no items.
func riskProcess(scale float64) *process {
	return &process{
		dataset: "risk_item", perDay: 8 * scale, trend: 0.02, shape: 6, festival: 0.3,
		weekday: [7]float64{1.3, 1.2, 1.2, 1.2, 1.15, 0.2, 0.1}, clock: officeClock(),
		kinds: []kind{{"02", 34, 38, 30, .12}, {"03", 14, 6, 340, .1}, {"04", 26, 20, 190, .12}, {"05", 5, 2, 1, .05}, {"06", 8, 11, 190, .2}, {"07", 6, 6, 20, .25}, {"08", 5, 15, 190, .6}},
	}
}

// riskIssues are what risks are about, by domain: a project or a problem of a
// place, never a person. Those of works come first, decisions that have to be
// assessed before they are taken.
func riskIssues(domain string) (works, problems []string) {
	switch domain {
	case "02":
		return []string{"片区改造征收补偿", "安置房交付", "菜市场搬迁", "道路拓宽征地", "公共停车场选址"},
			[]string{"在建项目工资支付", "小区物业更替", "土地承包权属", "采暖费收缴", "预付式消费停业", "医患协商"}
	case "03":
		return []string{"园区企业改制", "平台公司债务重组"}, []string{"房地产项目逾期交付", "民间借贷集中到期", "预售资金监管", "商贸市场租金"}
	case "04":
		return []string{"老旧管网更新施工", "轨道交通站点施工"}, []string{"自建房密集区消防", "农贸市场电气线路", "校园周边交通", "高层住宅电动自行车停放", "危化品仓储点"}
	case "05":
		return []string{"政务系统迁移"}, []string{"公共数据接口", "网络虚假信息扩散", "老旧业务系统漏洞"}
	case "06":
		return []string{"垃圾转运站建设", "污水处理厂扩建"}, []string{"河道排污口", "工地扬尘", "养殖场异味", "噪声扰民"}
	case "07":
		return []string{"医院新院区搬迁"}, []string{"学校集体用餐", "二次供水水质", "流感高发期接诊"}
	}
	return []string{"地质灾害点避险搬迁"}, []string{"滑坡隐患点", "山洪沟道", "城市内涝点", "森林草原火险"}
}

func riskOffice(domain string) int {
	switch domain {
	case "03":
		return officeMarket
	case "04", "08":
		return officeEmergency
	case "05":
		return officePolice
	case "06":
		return officeCityCare
	case "07":
		return officeHealth
	}
	return officeCenter
}

// makeRisk gives the whole life of one risk.
func makeRisk(f *flow, at Stamp, domain string, last Date, r stream) Risk {
	code, _ := f.locate(at, site{0, 0.12, 0.6}, r)
	x := Risk{AreaCode: code, Domain: domain, IdentifiedDate: at.Date(), LeadDept: f.county.offices[riskOffice(domain)],
		Origin: pairs("department", .42, "manual", .33, "model", .25).pick(r), GradeInitial: pairs("1", .05, "2", .16, "3", .44, "4", .35).pick(r),
		HasPlan: flagOf(r.chance(0.93)), IsDecision: No, IsRealised: No}
	skill := f.skill(x.IdentifiedDate, last)
	works, problems := riskIssues(domain)
	if r.chance(0.16) {
		x.IsDecision, x.IssueName = Yes, f.town.name+works[r.IntN(len(works))]
		if x.Assessed = No; r.chance(shift(0.92, 0.6*skill)) {
			x.Assessed, x.assessDay = Yes, x.IdentifiedDate+Date(r.between(0, 45))
			x.Consulted = flagOf(r.chance(shift(0.86, 0.6*skill)))
		}
	} else {
		x.IssueName = f.town.name + problems[r.IntN(len(problems))]
	}
	limit := []int{120, 150, 180, 240, 270, 365}[r.IntN(6)]
	x.DueDate = x.IdentifiedDate + Date(limit)
	x.CloseDate = x.IdentifiedDate + 7 + Date(float64(limit)*r.logNormal(0.76*math.Exp(-0.10*skill), 0.42))
	x.Grade = x.GradeInitial
	if x.Grade < "4" && r.chance(shift(0.45, 0.5*skill)) {
		x.dropDay = x.IdentifiedDate + Date(0.6*r.Float64()*float64(x.CloseDate-x.IdentifiedDate)) + 3
	}
	for d := x.IdentifiedDate; ; {
		d += Date(7 + r.logNormal(14*math.Exp(-0.25*skill), 0.45))
		if d >= x.CloseDate || d > last {
			break
		}
		x.reviews = append(x.reviews, d)
	}
	if p := map[string]float64{"1": .09, "2": .055, "3": .025, "4": .012}[x.GradeInitial]; r.chance(shift(p, -0.5*skill)) {
		x.IsRealised, x.realiseDay = Yes, x.IdentifiedDate+Date(r.Float64()*float64(x.CloseDate-x.IdentifiedDate))
	}
	return x
}

func (c *City) makeRisks(cal *calendar) []Risk {
	p := riskProcess(c.Options.Scale)
	list := inOrder(gather(c, p, cal, c.since(), p.flows(c.terrain, c.Options.Seed), func(list []Risk, f *flow, at Stamp, domain string, r stream) []Risk {
		return append(list, makeRisk(f, at, domain, c.Last, r))
	}), func(x *Risk) Stamp { return x.IdentifiedDate.at(0) })
	n := map[int]int{}
	for i := range list {
		x := &list[i]
		year, _, _ := x.IdentifiedDate.civil()
		n[year]++
		x.RiskID = fmt.Sprintf("FX%d-%05d", year, n[year])
		*x = x.asOf(c.Last.end())
	}
	return list
}

// asOf gives the risk as the office held it before s.
func (x *Risk) asOf(s Stamp) Risk {
	y := *x
	y.CloseDate, y.LastReview = y.CloseDate.before(s), 0
	for _, d := range y.reviews {
		if d.known(s) {
			y.LastReview = d
		}
	}
	if y.Grade = y.GradeInitial; y.dropDay.known(s) {
		y.Grade = string(y.GradeInitial[0] + 1)
	}
	if y.assessDay != 0 && !y.assessDay.known(s) {
		y.Assessed, y.Consulted = No, Unknown
	}
	if y.IsRealised == Yes && !y.realiseDay.known(s) {
		y.IsRealised = No
	}
	return y
}

func (x *Risk) changes(add func(Date)) {
	days := append([]Date{x.IdentifiedDate, x.CloseDate, x.dropDay, x.assessDay, x.realiseDay}, x.reviews...)
	slices.Sort(days)
	for _, d := range days {
		add(d)
	}
}

func (c *City) riskSheaf() *sheaf[Risk] {
	return &sheaf[Risk]{dataset: "risk_item", key: "risk_id", rows: c.Risks,
		form:    form{kind: formBook, title: "市域风险台账", notes: []string{"填报人：平安办", "注：风险事项只写项目或问题"}, serial: true},
		event:   func(x *Risk) Date { return x.IdentifiedDate },
		changes: (*Risk).changes, asOf: (*Risk).asOf, cells: (*Risk).cells,
		fresh: func(x Risk, n int) Risk { x.RiskID = freshNumber(x.RiskID, n); return x },
		twin:  func(x Risk) Risk { x.HasPlan = No; return x }}
}

func riskFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "issue_name", ""), breaks(anlan.RuleRequired, "due_date", "-"), breaks(anlan.RuleRequired, "is_decision", "不详"), breaks(anlan.RuleRequired, "lead_dept", "/"),
		breaks(anlan.RuleType, "close_date", "2026-02-30"), breaks(anlan.RuleType, "has_plan", "拟定中"), breaks(anlan.RuleType, "last_review", "上周"),
		breaks(anlan.RuleCode, "domain", "09"), breaks(anlan.RuleCode, "grade", "5"), breaks(anlan.RuleCode, "grade_initial", "红"), breaks(anlan.RuleCode, "origin", "auto"),
		breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629988"),
	}
}
