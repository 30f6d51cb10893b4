package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// careGroup is a group or kind of place that care services are counted for, in
// sums only.
type careGroup struct {
	code    string
	per     float64 // target for 10,000 residents; of places, in all: < 0
	served  float64
	subsidy float64 // share of the target that is due a subsidy
}

func careGroups() []careGroup {
	return []careGroup{
		{"01", 5.5, .96, 0}, {"02", 7, .93, 0}, {"03", 38, .94, .8}, {"04", 26, .92, .3}, {"05", 120, .88, .15}, {"06", 52, .92, .9},
		{"07", 180, .96, .95}, {"08", 14, .85, .1}, {"P1", -1, .86, 0}, {"P2", 0.2, .95, 0}, {"P3", 0.7, .88, 0},
	}
}

// careMonthsOf lists the care services of every county in a month.
func (c *City) careMonthsOf(month Date) []CareMonth {
	var rows []CareMonth
	for _, county := range c.terrain.counties {
		r := newStream(c.Options.Seed, "care_service_month "+county.code+month.String())
		skill := county.plan.skill + county.plan.drift*c.years(month)
		for _, g := range careGroups() {
			x := CareMonth{AreaCode: county.code, StatMonth: month, GroupCode: g.code, NeedsRaised: NoCount, NeedsMet: NoCount, SubsidyDue: NoCount, SubsidyPaid: NoCount}
			if g.per < 0 { // one a village
				villages, communities := county.count()
				x.Target = Count(villages + communities)
			} else {
				x.Target = max(1, Count(math.Round(g.per*county.pop/1e4*(0.85+0.3*trait(c.Options.Seed, "care "+g.code+county.code)))))
			}
			x.Served = r.share(x.Target, shift(g.served, 0.6*skill))
			if g.code[0] != 'P' {
				x.NeedsRaised = Count(r.poisson(0.07*float64(x.Target) + 1))
				x.NeedsMet = r.share(x.NeedsRaised, shift(0.88, 0.7*skill))
			}
			if g.subsidy > 0 {
				x.SubsidyDue = r.share(x.Target, g.subsidy)
				x.SubsidyPaid = r.share(x.SubsidyDue, shift(0.975, 0.4*skill))
			}
			rows = append(rows, x)
		}
	}
	return rows
}

func (c *City) careSheaf() *sheaf[CareMonth] {
	return &sheaf[CareMonth]{dataset: "care_service_month", rows: c.CareMonths, sent: eighth,
		form: form{kind: formBook, title: cityName + "服务帮扶工作汇总月报", serial: true,
			groups: []group{{"区县代码", 0, 0}, {"统计月份", 1, 1}, {"类别", 2, 2}, {"服务", 3, 4}, {"需求", 5, 6}, {"补贴", 7, 8}},
			notes:  []string{"填报人：社会事务科", "注：只报合计数，不附名单"}},
		event: func(x *CareMonth) Date { return x.StatMonth }, cells: (*CareMonth).cells,
		fresh: func(x CareMonth, n int) CareMonth { x.StatMonth = c.unusedMonth(n); return x },
		twin:  func(x CareMonth) CareMonth { x.Target += 5; return x }}
}

func careFaults() []fault {
	return []fault{
		over("served", 11, "target", 8), over("needs_met", 11, "needs_raised", 8), over("subsidy_paid", 11, "subsidy_due", 8),
		breaks(anlan.RuleRequired, "target", ""), breaks(anlan.RuleCode, "group_code", "09"), breaks(anlan.RuleArea, "area_code", "629922001"),
		breaks(anlan.RuleType, "served", "全部"),
	}
}
