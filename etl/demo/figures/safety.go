package figures

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

// zeroed is what a figure without a denominator has where nothing came.
var zeroed = Figure{Num: Some(0)}

func (o *oracle) safety() []indicator {
	type row = demo.SafetyEvent
	d := on(o, o.city.Safety, func(x *row) string { return x.AreaCode })
	when := stamps(func(x *row) demo.Stamp { return x.OccurTime })
	fire := func(x *row) bool { return x.SubType == "23" }
	official := func(x *row) bool { return x.IsOfficial == demo.Yes }
	graded := func(x *row) bool { return isOneOf(x.Level, "01", "02", "03", "04") }
	within := func(at, since demo.Stamp, limit int64) bool {
		return at != 0 && since != 0 && stampSeconds(at) <= stampSeconds(since)+limit
	}
	deaths := func(x *row) demo.Count { return x.Deaths }
	f := family{dataset: "safety_event"}
	f.add("GA01", anlan.Township, 12, 12, zeroed, tally(d, when, fire)).per = residents
	f.add("GA02", anlan.County, 12, 0, zeroed, total(d, when, counts(deaths, fire))).per = residents
	f.add("GA03", anlan.Township, 3, 12, counted, share(d, when,
		where(func(x *row) bool { return fire(x) && within(x.FirstArrivalTime, x.AlarmTime, 15*aMinute) }), where(fire)))
	f.add("GA04", anlan.County, 12, 0, zeroed, total(d, when, counts(deaths, func(x *row) bool {
		return x.Category == "2" && !fire(x) && official(x)
	}))).per = product
	f.add("GA05", anlan.County, 12, 0, zeroed, tally(d, when, func(x *row) bool { return x.Category == "2" && x.Level == "03" && official(x) }))
	f.add("GA06", anlan.County, 12, 0, zeroed, tally(d, when, func(x *row) bool {
		return isOneOf(x.Category, "2", "3") && isOneOf(x.Level, "01", "02") && official(x)
	}))
	f.add("GA12", anlan.County, 3, 0, counted, share(d, when,
		where(func(x *row) bool { return graded(x) && within(x.ReportTime, x.AlarmTime, 120*aMinute) }), where(graded)))
	f.add("GA13", anlan.County, 12, 0, zeroed, tally(d, when, func(x *row) bool { return x.IsConcealed == demo.Yes }))
	f.add("GA14", anlan.County, 12, 0, counted, amounts(d, when, 1, counts(func(x *row) demo.Count { return x.FixDone }, every[row]),
		counts(func(x *row) demo.Count { return x.FixMeasures }, every[row]), Some(0), Some(0)))
	f.add("FX01", anlan.County, 12, 0, zeroed, tally(d, when, func(x *row) bool { return x.SubType == "41" && official(x) }))
	return f.list
}

func (o *oracle) traffic() []indicator {
	type row = demo.TrafficDay
	d := on(o, o.city.TrafficDays(), func(x *row) string { return x.AreaCode })
	f := family{dataset: "traffic_accident_day"}
	f.add("GA07", anlan.County, 12, 0, zeroed, total(d, dates(func(x *row) demo.Date { return x.StatDate }),
		counts(func(x *row) demo.Count { return x.Deaths }, every[row]))).per = vehicles
	return f.list
}

func (o *oracle) hazards() []indicator {
	type row = demo.Hazard
	d := on(o, o.city.Hazards, func(x *row) string { return x.AreaCode })
	due := dates(func(x *row) demo.Date { return x.DueDate })
	level := func(code string) func(*row) bool { return func(x *row) bool { return x.Level == code } }
	verified := func(x *row) bool { return x.IsVerified == demo.Yes }
	inTime := func(x *row) bool { return x.FixDate != 0 && x.FixDate <= x.DueDate }
	both := func(a, b func(*row) bool) func(*row, int64) bool {
		return func(x *row, _ int64) bool { return a(x) && b(x) }
	}
	reported := func(x *row) bool { return x.Source == "04" }
	f := family{dataset: "hazard_item"}
	f.add("GA08", anlan.Township, 3, 12, counted, share(d, due,
		func(x *row, _ int64) bool { return x.Level == "01" && inTime(x) && verified(x) }, where(level("01"))))
	f.add("GA09", anlan.Township, 1, 3, counted, share(d, due, both(level("02"), inTime), where(level("02"))))
	f.add("GA10", anlan.Township, 12, 12, counted, share(d, dates(func(x *row) demo.Date { return x.FoundDate }),
		both(verified, func(x *row) bool { return x.IsRelapsed == demo.Yes }), where(verified)))
	f.add("GA11", anlan.Township, 3, 12, counted, share(d, due, both(reported, inTime), where(reported)))
	return f.list
}

func (o *oracle) qualityChecks() []indicator {
	type row = demo.QualityCheck
	d := on(o, o.city.Checks, func(x *row) string { return x.AreaCode })
	food := func(x *row) bool { return x.Product == "01" && x.IsRandom == demo.Yes }
	failed := func(x *row) bool { return x.Passed < x.Batches }
	f := family{dataset: "quality_check"}
	f.add("GA15", anlan.County, 12, 0, counted, amounts(d, dates(func(x *row) demo.Date { return x.CheckDate }), 1,
		counts(func(x *row) demo.Count { return x.Passed }, food), counts(func(x *row) demo.Count { return x.Batches }, food), Some(0), Some(0)))
	f.add("GA16", anlan.County, 3, 0, counted, share(d, dates(func(x *row) demo.Date { return x.FailDue }),
		where(func(x *row) bool { return failed(x) && x.FailDone != 0 && x.FailDone <= x.FailDue }), where(failed)))
	return f.list
}

func (o *oracle) siteChecks() []indicator {
	type row = demo.SiteCheck
	d := on(o, o.city.SiteChecks, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.StatMonth })
	f := family{dataset: "site_check_month"}
	add := func(id, site string, ok func(*row) demo.Count) {
		is := func(x *row) bool { return x.Site == site }
		f.add(id, anlan.Township, 1, 3, counted, amounts(d, when, 1, counts(ok, is),
			counts(func(x *row) demo.Count { return x.SitesChecked }, is), Some(0), Some(0)))
	}
	add("GA17", "01", func(x *row) demo.Count { return x.OkAll })
	add("GA18", "03", func(x *row) demo.Count { return x.OkAlarm })
	return f.list
}
