package figures

import (
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func (o *oracle) justice() []indicator {
	type row = demo.JusticeMonth
	d := on(o, o.city.JusticeMonths, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.StatMonth })
	// Reported as decimals, they are whole numbers.
	side := func(item string, of func(*row) float64) func(*row) (int64, bool) {
		return func(x *row) (int64, bool) { return int64(math.Round(of(x))), x.Item == item }
	}
	num, den := func(x *row) float64 { return x.Num }, func(x *row) float64 { return x.Den }
	f := family{dataset: "justice_stat_month"}
	ratio := func(id, item string, months int) {
		f.add(id, anlan.County, months, 0, Figure{}, atMost(amounts(d, when, 1, side(item, num), side(item, den), Value{}, Value{})))
	}
	f.add("SZ01", anlan.County, 12, 0, zeroed, total(d, when, side("J03", den))).per = residents
	ratio("SZ02", "J03", 12)
	ratio("SZ03", "J02", 12)
	ratio("SZ11", "J01", 12)
	ratio("SZ12", "J04", 12)
	ratio("SZ13", "J07", 3)
	ratio("SZ14", "J06", 3)
	f.add("MD20", anlan.County, 12, 0, zeroed, total(d, when, side("J08", num)))
	ratio("FZ09", "J05", 12)
	return f.list
}

func (o *oracle) courts() []indicator {
	type row = demo.CourtCase
	d := on(o, o.city.Courts, func(x *row) string { return x.AreaCode })
	closed := dates(func(x *row) demo.Date { return x.CloseDate })
	limit := dates(func(x *row) demo.Date { return x.LimitDate })
	stage := func(codes ...string) func(*row, int64) bool {
		return func(x *row, _ int64) bool { return isOneOf(x.Stage, codes...) }
	}
	ended := func(code string, ways ...string) func(*row, int64) bool {
		return func(x *row, _ int64) bool { return x.Stage == code && isOneOf(x.CloseWay, ways...) }
	}
	f := family{dataset: "court_case"}
	f.add("MD12", anlan.County, 3, 0, counted, share(d, closed, ended("03", "05"), ended("03", "05", "06")))
	f.add("MD13", anlan.County, 3, 0, counted, share(d, closed, ended("01", "07"), ended("01", "07", "08")))
	f.add("MD14", anlan.County, 12, 0, zeroed, tally(d, dates(func(x *row) demo.Date { return x.FileDate }), func(x *row) bool { return x.Stage == "02" })).per = residents
	f.add("FZ06", anlan.County, 12, 0, counted, share(d, closed, func(x *row, _ int64) bool { return x.Stage == "04" && x.OfficialAppeared == demo.Yes }, stage("04")))
	f.add("FZ07", anlan.County, 12, 0, counted, share(d, closed, func(x *row, _ int64) bool { return x.Stage == "02" && x.IsReversed == demo.Yes }, stage("02")))
	f.add("FZ08", anlan.County, 3, 0, counted, share(d, limit, func(x *row, _ int64) bool {
		return isOneOf(x.Stage, "02", "04") && x.CloseDate != 0 && x.CloseDate <= x.LimitDate
	}, stage("02", "04")))
	return f.list
}

func (o *oracle) labor() []indicator {
	type row = demo.LaborCase
	d := on(o, o.city.Labor, func(x *row) string { return x.AreaCode })
	due := dates(func(x *row) demo.Date { return x.DueDate })
	wages := func(of func(*row) demo.Money) func(*row) (int64, bool) {
		return func(x *row) (int64, bool) {
			return int64(of(x)), x.IsMigrantWage == demo.Yes && of(x) != demo.NoMoney
		}
	}
	f := family{dataset: "labor_case"}
	f.add("MD16", anlan.County, 1, 0, counted, share(d, due, where(func(x *row) bool { return x.CloseDate != 0 && x.CloseDate <= x.DueDate }), all[row]))
	f.add("MD17", anlan.County, 12, 0, counted, amounts(d, due, 100, wages(func(x *row) demo.Money { return x.AmountRecovered }),
		wages(func(x *row) demo.Money { return x.Amount }), Some(0), Some(0)))
	return f.list
}

func (o *oracle) consumers() []indicator {
	type row = demo.ConsumerCase
	d := on(o, o.city.Consumers, func(x *row) string { return x.AreaCode })
	complaint := func(x *row) bool { return x.Kind == "01" }
	f := family{dataset: "consumer_case"}
	f.add("MD18", anlan.County, 3, 0, counted, share(d, dates(func(x *row) demo.Date { return x.MediateDue }),
		where(func(x *row) bool { return complaint(x) && x.IsSettled == demo.Yes }), where(complaint)))
	return f.list
}

func (o *oracle) legalServices() []indicator {
	type row = demo.LegalMonth
	d := on(o, o.city.LegalMonths, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.StatMonth })
	f := family{dataset: "legal_service_month"}
	add := func(id, level string, lowest anlan.Level, months, below int, num, den func(*row) demo.Count) {
		is := func(x *row) bool { return x.RowLevel == level }
		f.add(id, lowest, months, below, counted, amounts(d, when, 1, counts(num, is), counts(den, is), Some(0), Some(0)))
	}
	villages := func(x *row) demo.Count { return x.VillagesTotal }
	add("FZ01", "3", anlan.Township, 1, 1, func(x *row) demo.Count { return x.VillagesWithAdviser }, villages)
	add("FZ02", "3", anlan.Township, 1, 1, func(x *row) demo.Count { return x.VillagesWithRoom }, villages)
	add("FZ03", "2", anlan.County, 3, 0, func(x *row) demo.Count { return x.AidDecidedOnTime }, func(x *row) demo.Count { return x.AidApplied })
	add("FZ04", "2", anlan.County, 3, 0, func(x *row) demo.Count { return x.AidSatisfied }, func(x *row) demo.Count { return x.AidRated })
	add("FZ05", "2", anlan.County, 3, 0, func(x *row) demo.Count { return x.ReviewOnTime }, func(x *row) demo.Count { return x.ReviewDue })
	add("FZ10", "2", anlan.County, 3, 0, func(x *row) demo.Count { return x.AdminMedSuccess }, func(x *row) demo.Count { return x.AdminMedClosed })
	return f.list
}

func (o *oracle) organisations() []indicator {
	type row = demo.MediationOrg
	d := on(o, o.city.Organisations, func(x *row) string { return x.AreaCode })
	active := func(x *row) bool { return x.IsActive == demo.Yes }
	f := family{dataset: "mediation_org"}
	f.add("FZ11", anlan.Township, 1, 1, counted, amounts(d, dates(func(x *row) demo.Date { return x.StatMonth }), 1,
		counts(func(x *row) demo.Count { return x.MediatorsFull }, active), counts(func(x *row) demo.Count { return x.Mediators }, active), Some(0), Some(0)))
	return f.list
}
