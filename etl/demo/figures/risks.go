package figures

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func (o *oracle) risks() []indicator {
	type row = demo.Risk
	d := on(o, o.city.Risks, func(x *row) string { return x.AreaCode })
	found := dates(func(x *row) demo.Date { return x.IdentifiedDate })
	high := func(x *row) bool { return isOneOf(x.GradeInitial, "1", "2") }
	decision := func(x *row) bool { return x.IsDecision == demo.Yes }
	assessed := func(x *row) bool { return decision(x) && x.Assessed == demo.Yes }
	open := func(x *row, end int64) bool {
		return dateSeconds(x.IdentifiedDate) < end && (x.CloseDate == 0 || dateSeconds(x.CloseDate) >= end)
	}
	f := family{dataset: "risk_item"}
	f.add("FX02", anlan.County, 3, 0, counted, share(d, dates(func(x *row) demo.Date { return x.DueDate }),
		where(func(x *row) bool { return x.CloseDate != 0 && x.CloseDate <= x.DueDate }), all[row]))
	f.add("FX03", anlan.County, 12, 0, counted, share(d, found, where(func(x *row) bool { return high(x) && (x.CloseDate != 0 || x.Grade > x.GradeInitial) }), where(high)))
	f.add("FX04", anlan.County, 0, 0, counted, stock(d, func(x *row, end int64) bool {
		return open(x, end) && x.LastReview != 0 && dateSeconds(x.LastReview) >= end-30*aDay
	}, open))
	f.add("FX05", anlan.County, 12, 0, counted, share(d, found, where(func(x *row) bool { return x.IsRealised == demo.Yes }), all[row]))
	f.add("FX06", anlan.County, 12, 0, counted, share(d, found, where(assessed), where(decision)))
	f.add("FX07", anlan.County, 12, 0, counted, share(d, found, where(func(x *row) bool { return assessed(x) && x.Consulted == demo.Yes }), where(assessed)))
	return f.list
}

func (o *oracle) orders() []indicator {
	type row = demo.Order
	d := on(o, o.city.Orders, func(x *row) string { return x.AreaCode })
	due := stamps(func(x *row) demo.Stamp { return x.DueTime })
	warning := func(x *row) bool { return x.Source == "01" }
	finished := func(x *row) bool { return x.FinishTime != 0 && x.FinishTime <= x.DueTime }
	f := family{dataset: "supervise_order"}
	f.add("FX08", anlan.Township, 3, 6, counted, share(d, due, where(func(x *row) bool { return warning(x) && finished(x) }), where(warning)))
	f.add("FX09", anlan.Township, 1, 3, counted, share(d, stamps(func(x *row) demo.Stamp { return x.SignDue }),
		where(func(x *row) bool { return warning(x) && x.SignTime != 0 && x.SignTime <= x.SignDue }), where(warning)))
	f.add("FX10", anlan.Township, 1, 3, counted, share(d, due, where(finished), all[row]))
	f.add("FX11", anlan.Township, 3, 6, counted, share(d, stamps(func(x *row) demo.Stamp { return x.FinishTime }),
		where(func(x *row) bool { return x.Result == "1" }), where(func(x *row) bool { return isOneOf(x.Result, "1", "2", "3") })))
	f.add("QZ07", anlan.County, 12, 0, zeroed, tally(d, stamps(func(x *row) demo.Stamp { return x.IssueTime }), func(x *row) bool {
		return isOneOf(x.Source, "07", "08") && x.IsConfirmed == demo.Yes && isOneOf(x.Notice, "3", "4")
	}))
	return f.list
}
