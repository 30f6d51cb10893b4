package figures

import (
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func isOneOf(s string, list ...string) bool { return slices.Contains(list, s) }

// counted is what a share has where no row fell in the window.
var counted = Figure{Num: Some(0), Den: Some(0), N: Some(0)}

// indicators lists all that an index of the demo city has.
func (o *oracle) indicators() []indicator {
	return slices.Concat(o.disputes(), o.mediations(), o.petitions(), o.tickets(), o.gridEvents(), o.police(), o.survey(),
		o.safety(), o.traffic(), o.hazards(), o.qualityChecks(), o.siteChecks(), o.justice(), o.courts(), o.labor(), o.consumers(), o.legalServices(),
		o.organisations(), o.calls(), o.services(), o.reviews(), o.cityCases(), o.care(), o.centers(), o.gridStaff(), o.gridDays(), o.devices(),
		o.communities(), o.risks(), o.orders())
}

func (o *oracle) disputes() []indicator {
	type row = demo.Dispute
	d := on(o, o.city.Disputes, func(x *row) string { return x.AreaCode })
	due := func(x *row) int64 { return stampSeconds(x.DueTime) }
	registered := func(x *row) int64 { return stampSeconds(x.RegisterTime) }
	closed := func(x *row) int64 { return stampSeconds(x.CloseTime) }
	revisited := func(x *row) int64 { return stampSeconds(x.RevisitTime) }

	// Refused because it belongs elsewhere (04): not this office's case.
	ours := func(x *row, _ int64) bool {
		if x.Status != "07" {
			return true
		}
		return x.RejectCode != "" && x.RejectCode != "04"
	}
	small := func(x *row, _ int64) bool { return x.Scale == "01" && x.RiskLevel != "1" }
	fromDepartments := func(x *row, _ int64) bool { return isOneOf(x.Channel, "04", "05", "06", "07", "08") }
	open := func(x *row, end int64) bool {
		return registered(x) < end && (x.CloseTime.Missing() || closed(x) >= end)
	}
	of := func(id string, months, below int, c counter) indicator {
		return indicator{id: id, dataset: "dispute_case", lowest: anlan.Township, months: months, below: below, count: c, empty: counted}
	}

	volume := of("MD08", 12, 12, share(d, registered, all[row], all[row]))
	volume.per = residents
	days := of("MD04", 1, 3, middle(d, closed, 1440, func(x *row) (int64, bool) {
		ok := x.Status == "04" && x.IsOnsite != demo.Yes && !x.AcceptTime.Missing()
		return closed(x)/aMinute - stampSeconds(x.AcceptTime)/aMinute, ok
	}))
	days.empty = Figure{N: Some(0)}

	return []indicator{
		of("MD01", 1, 3, share(d, due, func(x *row, end int64) bool {
			settled := x.Status == "04" || x.Status == "06" && x.RevisitResolved == "1"
			return settled && !x.CloseTime.Missing() && closed(x) < end && x.RevisitResolved != "3"
		}, ours)),
		of("MD02", 3, 6, share(d, revisited, func(x *row, _ int64) bool { return x.RevisitResolved == "1" },
			func(x *row, _ int64) bool { return isOneOf(x.RevisitResolved, "1", "2", "3") })),
		of("MD03", 1, 3, share(d, due, func(x *row, _ int64) bool { return x.Status == "04" && inTime(closed(x), due(x)) }, ours)),
		days,
		of("MD05", 1, 3, share(d, registered, func(x *row, _ int64) bool {
			return inTime(stampSeconds(x.FirstResponseTime), registered(x)+aDay)
		}, all[row])),
		of("MD06", 12, 12, share(d, registered, func(x *row, _ int64) bool { return x.IsRepeat == demo.Yes || x.ReopenCount > 0 }, all[row])),
		of("MD07", 0, 0, stock(d, func(x *row, end int64) bool {
			return open(x, end) && !x.DueTime.Missing() && due(x) < end
		}, open)),
		volume,
		of("MD09", 3, 6, share(d, due, func(x *row, end int64) bool {
			return small(x, end) && isOneOf(x.HandleLevel, "4", "5") && x.Status == "04" && x.RevisitResolved != "3"
		}, small)),
		of("MD15", 3, 6, share(d, closed, func(x *row, _ int64) bool { return x.Status == "05" },
			func(x *row, _ int64) bool { return isOneOf(x.Status, "05", "09") })),
		of("MD19", 1, 3, share(d, registered, func(x *row, end int64) bool {
			return fromDepartments(x, end) && inTime(stampSeconds(x.AcceptTime), registered(x)+3*aDay)
		}, fromDepartments)),
		of("MD21", 3, 6, share(d, registered, func(x *row, _ int64) bool { return x.Status == "07" && x.RejectCode != "04" }, all[row])),
		of("MD22", 3, 6, share(d, registered, func(x *row, _ int64) bool { return x.Status == "06" && x.RevisitResolved != "1" }, all[row])),
	}
}

func (o *oracle) mediations() []indicator {
	type row = demo.Mediation
	d := on(o, o.city.Mediations, func(x *row) string { return x.AreaCode })
	of := func(id string, months, below int, c counter) indicator {
		return indicator{id: id, dataset: "mediation_case", lowest: anlan.Township, months: months, below: below, count: c, empty: counted}
	}
	return []indicator{
		of("MD10", 1, 3, share(d, func(x *row) int64 { return dateSeconds(x.CloseDate) },
			func(x *row, _ int64) bool { return isOneOf(x.Result, "01", "02") && x.AgreementVoid != demo.Yes },
			func(x *row, _ int64) bool { return isOneOf(x.Result, "01", "02", "03", "04") })),
		of("MD11", 3, 6, share(d, func(x *row) int64 { return dateSeconds(x.PerformDue) },
			func(x *row, _ int64) bool { return x.Perform == "01" },
			func(x *row, _ int64) bool { return isOneOf(x.Perform, "01", "02", "03") })),
	}
}

func (o *oracle) petitions() []indicator {
	type row = demo.Petition
	d := on(o, o.city.Petitions, func(x *row) string { return x.AreaCode })
	received := func(x *row) int64 { return dateSeconds(x.ReceiveDate) }
	acceptDue := func(x *row) int64 { return dateSeconds(x.AcceptDue) }
	replyDue := func(x *row) int64 { return dateSeconds(x.ReplyDue) }
	replied := func(x *row) int64 { return dateSeconds(x.ReplyDate) }
	handled := func(x *row, _ int64) bool { return isOneOf(x.HandleType, "01", "02", "03") }
	judged := func(x *row, _ int64) bool { return isOneOf(x.SatDept, "1", "2", "3", "4", "5") }
	firstTime := func(x *row, _ int64) bool { return x.IsRepeat == demo.No && !x.ReplyDate.Missing() }
	backlog := func(x *row, _ int64) bool { return x.IsBacklog == demo.Yes }
	of := func(id string, months int, c counter) indicator {
		return indicator{id: id, dataset: "petition_item", lowest: anlan.County, months: months, count: c, empty: counted}
	}

	volume := of("SQ01", 12, share(d, received, all[row], all[row]))
	volume.per = residents
	return []indicator{
		volume,
		of("SQ02", 1, share(d, acceptDue, func(x *row, end int64) bool {
			return handled(x, end) && inTime(dateSeconds(x.AcceptDate), acceptDue(x))
		}, handled)),
		of("SQ03", 1, share(d, replyDue, func(x *row, end int64) bool { return handled(x, end) && inTime(replied(x), replyDue(x)) }, handled)),
		of("SQ04", 3, share(d, replied, func(x *row, _ int64) bool { return isOneOf(x.SatDept, "3", "4", "5") }, judged)),
		of("SQ05", 3, share(d, replied, judged, all[row])),
		of("SQ06", 3, share(d, replied, func(x *row, end int64) bool { return firstTime(x, end) && x.Outcome == "1" }, firstTime)),
		of("SQ07", 0, stock(d, func(x *row, end int64) bool { return backlog(x, end) && x.Outcome == "1" }, backlog)),
		of("SQ08", 3, share(d, received, func(x *row, _ int64) bool { return x.HandleType == "04" }, all[row])),
	}
}
