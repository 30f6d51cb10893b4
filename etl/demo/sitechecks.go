package demo

import (
	"slices"

	"github.com/anlan-lake/anlan"
)

// siteKind is a kind of site: how many there are for 10,000 residents in town
// and country, and how well rules are kept.
type siteKind struct {
	code         string
	urban, rural float64
	checked, ok  float64
}

func siteKinds() []siteKind {
	return []siteKind{
		{"01", 3.2, 1.1, 0.55, 0.93}, {"02", 2.4, 0.7, 0.5, 0.90}, {"03", 1.5, 1.8, 0.6, 0.94}, {"04", 0.35, 0.3, 0.7, 0.95},
		{"05", 0.4, 0.2, 0.7, 0.93}, {"06", 0.5, 0.6, 0.6, 0.94}, {"07", 0.7, 0.3, 0.6, 0.88}, {"08", 0.4, 0.25, 0.7, 0.92},
	}
}

// siteChecksOf lists the checks of every kind of site in every township in a
// month.
func (c *City) siteChecksOf(month Date) []SiteCheck {
	var rows []SiteCheck
	for _, town := range c.terrain.towns {
		r := newStream(c.Options.Seed, "site_check_month "+town.code+month.String())
		skill := town.plan.skill + town.skill + town.plan.drift*c.years(month)
		for _, k := range siteKinds() {
			dense := k.rural
			if town.urban {
				dense = k.urban
			}
			x := SiteCheck{AreaCode: town.code, StatMonth: month, Site: k.code,
				SitesTotal: max(1, Count(dense*town.pop/1e4*(0.6+0.8*trait(c.Options.Seed, "sites "+k.code+town.code))+0.5))}
			x.SitesChecked = r.share(x.SitesTotal, shift(k.checked, 0.3*skill))
			x.OkAll = r.share(x.SitesChecked, shift(k.ok, 0.6*skill))
			x.OkAlarm = r.share(x.SitesChecked, shift(k.ok+0.01, 0.5*skill))
			x.Problems = (x.SitesChecked - x.OkAll) + r.share(x.SitesChecked, 0.1)
			x.ProblemsFixed = r.share(x.Problems, shift(0.87, 0.5*skill))
			rows = append(rows, x)
		}
	}
	return rows
}

// siteCheckSheaf has five senders: each authority reports its own kinds.
func (c *City) siteCheckSheaf() *sheaf[SiteCheck] {
	s := &sheaf[SiteCheck]{dataset: "site_check_month", rows: c.SiteChecks, sent: eighth,
		event: func(x *SiteCheck) Date { return x.StatMonth }, cells: (*SiteCheck).cells,
		fresh: func(x SiteCheck, n int) SiteCheck { x.StatMonth = c.unusedMonth(n); return x },
		twin:  func(x SiteCheck) SiteCheck { x.SitesTotal++; return x }}
	for _, sender := range []struct {
		name, title string
		kinds       []string
	}{{"-post", "寄递物流“三个100%”落实情况月报", []string{"01"}}, {"-police", "旅馆业、加油加气站和商超市场安全检查月报", []string{"02", "06", "07"}}, {"-school", "校园安全防范月报", []string{"03"}},
		{"-transport", "公交场站安全检查月报", []string{"05"}}, {"-health", "医院与养老机构安全检查月报", []string{"04", "08"}}} {
		s.parts = append(s.parts, part[SiteCheck]{name: sender.name,
			form: form{kind: formBook, title: cityName + sender.title, totals: []string{"sites_total", "sites_checked", "ok_all"}, notes: []string{"填报人：安全科", "审核人：分管领导"}},
			has:  func(x *SiteCheck) bool { return slices.Contains(sender.kinds, x.Site) }})
	}
	return s
}

func siteCheckFaults() []fault {
	return []fault{
		{rule: anlan.RulePart, column: "sites_checked", set: map[string]string{"sites_total": "4", "sites_checked": "6", "ok_all": "3", "ok_alarm": "3"}},
		{rule: anlan.RulePart, column: "ok_all", set: map[string]string{"sites_total": "9", "sites_checked": "6", "ok_all": "8", "ok_alarm": "3"}},
		over("problems_fixed", 3, "problems", 2),
		breaks(anlan.RuleRequired, "sites_total", ""), breaks(anlan.RuleCode, "site", "09"), breaks(anlan.RuleArea, "area_code", "629902"), breaks(anlan.RuleType, "ok_all", "全部"),
	}
}
