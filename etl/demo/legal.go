package demo

import "github.com/anlan-lake/anlan"

// legalMonthsOf lists legal services of a month: a row for each township, with
// what is counted in villages, and one for each county, with what is decided
// there.
func (c *City) legalMonthsOf(month Date) []LegalMonth {
	var rows []LegalMonth
	for _, county := range c.terrain.counties {
		for _, town := range county.kids {
			rows = append(rows, c.legalTown(town, month))
		}
		rows = append(rows, c.legalCounty(county, month))
	}
	return rows
}

// emptyLegal is a row in which nothing is counted yet.
func emptyLegal(area, level string, month Date) LegalMonth {
	x := LegalMonth{AreaCode: area, RowLevel: level, StatMonth: month}
	for _, n := range [...]*Count{&x.VillagesTotal, &x.VillagesWithRoom, &x.VillagesWithAdviser, &x.AdviserVisits, &x.Consults, &x.PublicityEvents,
		&x.AidApplied, &x.AidDecidedOnTime, &x.AidApproved, &x.AidRated, &x.AidSatisfied, &x.ReviewDue, &x.ReviewOnTime, &x.ReviewCorrected,
		&x.AdminMedClosed, &x.AdminMedSuccess} {
		*n = NoCount
	}
	return x
}

func (c *City) legalTown(town *place, month Date) LegalMonth {
	x := emptyLegal(town.code, "3", month)
	r := newStream(c.Options.Seed, "legal_service_month "+town.code+month.String())
	skill := town.plan.skill + town.skill + 0.5*c.years(month)
	x.VillagesTotal, x.VillagesWithRoom, x.VillagesWithAdviser = 0, 0, 0
	for _, v := range town.kids {
		x.VillagesTotal++
		// A room that was opened, an adviser who was engaged, stay.
		x.VillagesWithRoom += countIf(trait(c.Options.Seed, "legal room "+v.code) < shift(0.92, 0.8*skill))
		x.VillagesWithAdviser += countIf(trait(c.Options.Seed, "legal adviser "+v.code) < shift(0.90, 0.9*skill))
	}
	x.AdviserVisits = Count(r.poisson(1.3 * float64(x.VillagesWithAdviser)))
	x.Consults = Count(r.poisson(town.pop * 0.0011))
	x.PublicityEvents = Count(r.poisson(0.5*float64(x.VillagesTotal) + 1))
	return x
}

func countIf(b bool) Count {
	if b {
		return 1
	}
	return 0
}

func (c *City) legalCounty(county *place, month Date) LegalMonth {
	x := emptyLegal(county.code, "2", month)
	r := newStream(c.Options.Seed, "legal_service_month "+county.code+month.String())
	skill := county.plan.skill + county.plan.drift*c.years(month)
	x.AidApplied = Count(r.poisson(county.pop * 0.00011 * yearly(month, 340, 0.25)))
	x.AidDecidedOnTime = r.share(x.AidApplied, shift(0.95, 0.9*skill))
	x.AidApproved = r.share(x.AidApplied, 0.88)
	x.AidRated = r.share(x.AidApproved, 0.55)
	x.AidSatisfied = r.share(x.AidRated, shift(0.955, 0.5*skill))
	x.ReviewDue = Count(r.poisson(county.pop * 0.00003))
	x.ReviewOnTime = r.share(x.ReviewDue, shift(0.955, 0.8*skill))
	x.ReviewCorrected = r.share(x.ReviewDue, 0.13)
	x.AdminMedClosed = Count(r.poisson(county.pop * 0.00032))
	x.AdminMedSuccess = r.share(x.AdminMedClosed, shift(0.76, 0.6*skill))
	return x
}

func (c *City) legalSheaf() *sheaf[LegalMonth] {
	return &sheaf[LegalMonth]{dataset: "legal_service_month", rows: c.LegalMonths, sent: eighth,
		form: form{kind: formBook, title: cityName + "公共法律服务与行政法制工作月报", serial: true,
			groups: []group{{"区划代码", 0, 0}, {"行层级", 1, 1}, {"统计月份", 2, 2}, {"村（社区）公共法律服务", 3, 8}, {"法律援助", 9, 13}, {"行政复议", 14, 16}, {"行政调解", 17, 18}},
			notes:  []string{"填报人：公共法律服务管理科", "注：乡镇行与区县行不重复计数"}},
		event: func(x *LegalMonth) Date { return x.StatMonth }, cells: (*LegalMonth).cells,
		fresh: func(x LegalMonth, n int) LegalMonth { x.StatMonth = c.unusedMonth(n); return x },
		twin:  func(x LegalMonth) LegalMonth { x.PublicityEvents, x.AidApproved = NoCount, NoCount; return x }}
}

func legalFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "row_level", ""), breaks(anlan.RuleCode, "row_level", "7"), breaks(anlan.RuleArea, "area_code", "629977"),
		over("aid_decided_on_time", 5, "aid_applied", 3), over("aid_satisfied", 5, "aid_rated", 3), over("admin_med_success", 5, "admin_med_closed", 3), over("review_on_time", 5, "review_due", 3),
		breaks(anlan.RuleType, "consults", "若干"), breaks(anlan.RuleType, "stat_month", "上月"),
	}
}
