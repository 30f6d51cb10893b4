package figures

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func (o *oracle) calls() []indicator {
	type row = demo.CallHour
	d := on(o, o.city.CallHours(), func(x *row) string { return x.AreaCode })
	f := family{dataset: "hotline_call_hour"}
	f.add("SQ12", anlan.City, 1, 0, Figure{}, amounts(d, stamps(func(x *row) demo.Stamp { return x.StatHour }), 1,
		counts(func(x *row) demo.Count { return x.Answered15s }, every[row]), counts(func(x *row) demo.Count { return x.CallsIn }, every[row]), Value{}, Value{}))
	return f.list
}

func (o *oracle) services() []indicator {
	type row = demo.Service
	d := on(o, o.city.Services(), func(x *row) string { return x.AreaCode })
	due, applied := stamps(func(x *row) demo.Stamp { return x.DueTime }), stamps(func(x *row) demo.Stamp { return x.ApplyTime })
	finished := stamps(func(x *row) demo.Stamp { return x.FinishTime })
	onTime := func(x *row) bool { return x.FinishTime != 0 && x.FinishTime <= x.DueTime }
	agent := func(x *row) bool { return x.IsAgent == demo.Yes }
	timed := func(x *row) bool { return x.FinishTime != 0 && !math.IsNaN(x.UsedDays) }
	f := family{dataset: "service_case"}
	f.add("BM01", anlan.Township, 1, 1, counted, share(d, due, where(onTime), all[row]))
	// Days are decimals of two places.
	f.add("BM02", anlan.Township, 1, 3, counted, amounts(d, finished, 100,
		func(x *row) (int64, bool) {
			if !timed(x) {
				return 0, false
			}
			return 100*int64(x.LegalDays) - int64(math.Round(100*x.UsedDays)), true
		},
		func(x *row) (int64, bool) { return 100 * int64(x.LegalDays), timed(x) }, Some(0), Some(0)))
	f.add("BM03", anlan.Township, 1, 1, counted, share(d, applied, where(func(x *row) bool { return x.IsOnlineFull == demo.Yes }), all[row]))
	f.add("BM04", anlan.Township, 1, 1, counted, share(d, finished, where(func(x *row) bool { return x.Visits != demo.NoCount && x.Visits <= 1 }),
		where(func(x *row) bool { return x.Visits != demo.NoCount })))
	f.add("BM08", anlan.Township, 1, 3, counted, share(d, due, where(func(x *row) bool { return agent(x) && onTime(x) }), where(agent)))
	return f.list
}

func (o *oracle) reviews() []indicator {
	type row = demo.Review
	d := on(o, o.city.Reviews(), func(x *row) string { return x.AreaCode })
	when := stamps(func(x *row) demo.Stamp { return x.ReviewTime })
	given := func(x *row) bool { return x.IsDefault == demo.No }
	bad := func(x *row) bool { return isOneOf(x.Level, "1", "2") && x.IsBadVerified == demo.Yes }
	f := family{dataset: "service_review"}
	f.add("BM05", anlan.Township, 1, 3, counted, share(d, when, where(func(x *row) bool { return given(x) && isOneOf(x.Level, "3", "4", "5") }),
		where(func(x *row) bool { return given(x) && isOneOf(x.Level, "1", "2", "3", "4", "5") })))
	f.add("BM06", anlan.County, 3, 0, counted, share(d, stamps(func(x *row) demo.Stamp { return x.FixDue }),
		where(func(x *row) bool { return bad(x) && x.FixTime != 0 && x.FixTime <= x.FixDue }), where(bad)))
	done := on(o, o.city.Services(), func(x *demo.Service) string { return x.AreaCode })
	f.add("BM07", anlan.Township, 1, 3, zeroed, tally(d, when, given)).over = &term{dataset: "service_case", none: Some(0),
		count: tally(done, stamps(func(x *demo.Service) demo.Stamp { return x.FinishTime }), every[demo.Service])}
	return f.list
}

func (o *oracle) cityCases() []indicator {
	type row = demo.CityCase
	d := on(o, o.city.CityCases, func(x *row) string { return x.AreaCode })
	f := family{dataset: "city_case"}
	f.add("BM09", anlan.Township, 1, 1, counted, share(d, stamps(func(x *row) demo.Stamp { return x.DueTime }), where(func(x *row) bool {
		return x.FinishTime != 0 && x.FinishTime <= x.DueTime && (x.RedoCount == 0 || x.RedoCount == demo.NoCount)
	}), all[row]))
	return f.list
}

func (o *oracle) care() []indicator {
	type row = demo.CareMonth
	d := on(o, o.city.CareMonths, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.StatMonth })
	f := family{dataset: "care_service_month"}
	add := func(id string, months int, num, den func(*row) demo.Count, is func(*row) bool) {
		f.add(id, anlan.County, months, 0, counted, amounts(d, when, 1, counts(num, is), counts(den, is), Some(0), Some(0)))
	}
	target, served := func(x *row) demo.Count { return x.Target }, func(x *row) demo.Count { return x.Served }
	add("BM11", 3, served, target, func(x *row) bool { return x.GroupCode == "P1" })
	add("BM12", 1, served, target, func(x *row) bool { return x.GroupCode[0] != 'P' })
	add("BM13", 3, func(x *row) demo.Count { return x.NeedsMet }, func(x *row) demo.Count { return x.NeedsRaised }, every[row])
	return f.list
}
