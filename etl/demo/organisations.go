package demo

import (
	"fmt"

	"github.com/anlan-lake/anlan"
)

// otherOrgs are the organisations beside those of villages, townships and
// centres: 303 in the city, so that there are 1,509.
const otherOrgs = 303

// organisationsOf lists every mediation organisation in a month.
func (c *City) organisationsOf(month Date) []MediationOrg {
	var rows []MediationOrg
	add := func(p *place, kind, name string, base float64) {
		rows = append(rows, c.organisation("TJ"+p.code+"-"+kind, name, kind, p, base, month))
	}
	t := c.terrain
	for _, v := range t.villages {
		kind := "01"
		if v.urban {
			kind = "02"
		}
		add(v, kind, v.name+"人民调解委员会", 3.6)
	}
	for _, town := range t.towns {
		kind := "03"
		if town.urban {
			kind = "04"
		}
		add(town, kind, town.name+"人民调解委员会", 6.5)
	}
	for _, p := range append([]*place{t.city}, t.counties...) {
		add(p, "09", p.name+"综治中心调解中心", 14)
	}
	for i := range otherOrgs {
		town := t.towns[i*len(t.towns)/otherOrgs]
		kind := []string{"05", "06", "06", "08", "07"}[i%5]
		name := []string{"企业人民调解委员会", "行业性专业性人民调解委员会", "物业纠纷人民调解委员会", "调解工作室", "商会人民调解委员会"}[i%5]
		rows = append(rows, c.organisation(fmt.Sprintf("TJ%s-%s-%03d", town.code, kind, i), town.name+name, kind, town, 5.2, month))
	}
	return rows
}

func (c *City) organisation(id, name, kind string, p *place, base float64, month Date) MediationOrg {
	seed := c.Options.Seed
	r := newStream(seed, "mediation_org "+id+month.String())
	fixed := newStream(seed, "mediation_org "+id)
	x := MediationOrg{OrgID: id, StatMonth: month, OrgName: name, OrgType: kind, AreaCode: p.code,
		Mediators: max(3, Count(fixed.logNormal(base, 0.28)+0.5)), IsStudio: flagOf(kind == "08"), IsActive: flagOf(fixed.Float64() > 0.025)}
	if kind >= "05" && kind != "09" {
		x.USCC = newUSCC((p.code + "00")[:6], int(fixed.Uint64()%9000)+1000, fixed)
	}
	full := map[string]float64{"01": 0.10, "02": 0.24, "03": 0.34, "04": 0.42, "05": 0.12, "06": 0.55, "07": 0.15, "08": 0.6, "09": 0.7}[kind]
	skill := 0.0
	if p.plan != nil {
		skill = p.plan.skill
	}
	x.MediatorsFull = fixed.share(x.Mediators, shift(full, 0.6*skill+0.12*c.years(month)))
	_, m, _ := month.civil()
	x.Trained = x.Mediators*Count(m)/6 + r.share(x.Mediators, 0.4)
	return x
}

func (c *City) organisationSheaf() *sheaf[MediationOrg] {
	return &sheaf[MediationOrg]{dataset: "mediation_org", rows: c.Organisations, sent: fifth,
		form: form{kind: formBook, title: cityName + "人民调解组织和人民调解员情况月报", totals: []string{"mediators", "mediators_full"},
			notes: []string{"填报人：人民参与和促进法治科", "审核人：分管局领导", "注：调解员为在册人数"}},
		event: func(x *MediationOrg) Date { return x.StatMonth }, cells: (*MediationOrg).cells,
		fresh: func(x MediationOrg, n int) MediationOrg { x.StatMonth = c.unusedMonth(n); return x },
		twin:  func(x MediationOrg) MediationOrg { x.Mediators += 2; return x }}
}

func organisationFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "org_name", ""), breaks(anlan.RuleRequired, "is_active", "-"), breaks(anlan.RuleCode, "org_type", "11"),
		over("mediators_full", 6, "mediators", 4),
		breaks(anlan.RuleType, "mediators", "五六人"), breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleType, "is_active", "基本正常"),
		{rule: anlan.RuleRange, column: "mediators", set: map[string]string{"mediators": "2", "mediators_full": "1"}}, breaks(anlan.RuleRange, "trained", "-1"),
	}
}
