package figures

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func (o *oracle) tickets() []indicator {
	type row = demo.Ticket
	d := on(o, o.city.Tickets(), func(x *row) string { return x.AreaCode })
	created := func(x *row) int64 { return stampSeconds(x.CreateTime) }
	closed := func(x *row) int64 { return stampSeconds(x.CloseTime) }
	due := func(x *row) int64 { return stampSeconds(x.DueTime) }
	sent := func(x *row, _ int64) bool { return x.IsDirect == demo.No }
	fair := func(x *row) bool { return x.IsReasonable != demo.No }
	asks := func(x *row, _ int64) bool { return isOneOf(x.TicketType, "02", "03", "04") }
	of := func(id string, months, below int, c counter) indicator {
		return indicator{id: id, dataset: "hotline_ticket", lowest: anlan.Township, months: months, below: below, count: c, empty: counted}
	}

	volume := of("SQ16", 12, 12, share(d, created, all[row], all[row]))
	volume.per = residents
	return []indicator{
		of("SQ09", 1, 1, share(d, due, func(x *row, end int64) bool {
			return sent(x, end) && inTime(stampSeconds(x.FinishTime), due(x))
		}, sent)),
		of("SQ10", 1, 3, share(d, closed, func(x *row, _ int64) bool { return x.Resolved == "1" && fair(x) },
			func(x *row, _ int64) bool { return isOneOf(x.Resolved, "1", "2", "3") && fair(x) })),
		of("SQ11", 1, 3, share(d, closed, func(x *row, _ int64) bool { return isOneOf(x.SatResult, "3", "4", "5") },
			func(x *row, _ int64) bool { return isOneOf(x.SatResult, "1", "2", "3", "4", "5") })),
		of("SQ13", 3, 6, share(d, created, func(x *row, end int64) bool { return sent(x, end) && x.IsRepeat == demo.Yes }, sent)),
		of("SQ14", 1, 3, share(d, created, func(x *row, end int64) bool { return sent(x, end) && x.ReturnedCount > 0 }, sent)),
		of("SQ15", 1, 3, share(d, closed, func(x *row, end int64) bool { return asks(x, end) && x.RevisitDone == demo.Yes }, asks)),
		volume,
	}
}

func (o *oracle) gridEvents() []indicator {
	type row = demo.GridEvent
	d := on(o, o.city.GridEvents(), func(x *row) string { return x.AreaCode })
	due := func(x *row) int64 { return stampSeconds(x.DueTime) }
	arriveDue := func(x *row) int64 { return stampSeconds(x.ArriveDue) }
	street := func(x *row, _ int64) bool { return x.EventType == "04" }
	once := func(x *row, _ int64) bool { return x.IsDuplicate != demo.Yes }
	whistled := func(x *row, _ int64) bool { return x.IsWhistle == demo.Yes }
	done := func(x *row) bool { return inTime(stampSeconds(x.FinishTime), due(x)) && x.VerifyResult != "2" }
	of := func(id string, lowest anlan.Level, months, below int, c counter) indicator {
		return indicator{id: id, dataset: "grid_event", lowest: lowest, months: months, below: below, count: c, empty: counted}
	}
	return []indicator{
		of("BM10", anlan.Township, 1, 3, share(d, due, func(x *row, end int64) bool { return street(x, end) && done(x) }, street)),
		of("JC10", anlan.Village, 1, 1, share(d, due, func(x *row, end int64) bool { return once(x, end) && done(x) }, once)),
		of("JC11", anlan.Township, 3, 3, share(d, func(x *row) int64 { return stampSeconds(x.ReportTime) },
			func(x *row, _ int64) bool { return x.VerifyResult == "1" },
			func(x *row, _ int64) bool { return isOneOf(x.VerifyResult, "1", "2", "3") })),
		of("JC12", anlan.Township, 1, 3, share(d, arriveDue, func(x *row, end int64) bool {
			return whistled(x, end) && inTime(stampSeconds(x.ArriveTime), arriveDue(x))
		}, whistled)),
	}
}

func (o *oracle) police() []indicator {
	type row = demo.PoliceDay
	d := on(o, o.city.Police(), func(x *row) string { return x.AreaCode })
	day := func(x *row) int64 { return dateSeconds(x.StatDate) }
	calls := func(cats ...string) func(*row) (int64, bool) {
		return func(x *row) (int64, bool) { return int64(x.Incidents), slices.Contains(cats, x.PoliceCat) }
	}
	money := func(of func(*row) demo.Money) func(*row) (int64, bool) {
		return func(x *row) (int64, bool) { return int64(of(x)), x.PoliceCat == "05" && of(x) != demo.NoMoney }
	}
	property := []string{"02", "03", "04"}
	of := func(id string, lowest anlan.Level, months, below int, empty Figure, c counter) indicator {
		return indicator{id: id, dataset: "police_stat_day", lowest: lowest, months: months, below: below, count: c, empty: empty}
	}

	cases := of("SZ06", anlan.Township, 12, 12, Figure{Num: Some(0)},
		amounts(d, day, 1, calls("01", "02", "03", "04", "05", "06", "07", "08", "09"), nothing[row], Some(0), Value{}))
	fraud := of("SZ10", anlan.Township, 12, 12, Figure{Num: Some(0)}, amounts(d, day, 1, calls("05"), nothing[row], Some(0), Value{}))
	cases.per, fraud.per = residents, residents
	return []indicator{
		cases,
		of("SZ07", anlan.Township, 1, 3, Figure{}, amounts(d, day, 1,
			func(x *row) (int64, bool) { return int64(x.RespondedInTime), true },
			func(x *row) (int64, bool) { return int64(x.Responded), true }, Value{}, Value{})),
		of("SZ08", anlan.Township, 12, 12, Figure{}, atMost(amounts(d, day, 1,
			func(x *row) (int64, bool) { return int64(x.Solved), slices.Contains(property, x.PoliceCat) },
			calls(property...), Value{}, Value{}))),
		of("SZ09", anlan.County, 3, 0, counted, amounts(d, day, 100,
			money(func(x *row) demo.Money { return x.LossStopped }), money(func(x *row) demo.Money { return x.Loss }), Some(0), Some(0))),
		fraud,
		of("SZ15", anlan.Township, 1, 3, Figure{Num: Some(0)}, amounts(d, day, 1, func(x *row) (int64, bool) {
			return int64(x.TransferredMediation), x.PoliceCat == "10" && x.TransferredMediation != demo.NoCount
		}, calls("10"), Some(0), Value{})),
	}
}

func (o *oracle) survey() []indicator {
	type row = demo.Response
	d := on(o, o.city.Survey, func(x *row) string { return x.AreaCode })
	day := func(x *row) int64 { return dateSeconds(x.SurveyDate) }
	// Weights are fixed to six decimals before they are added up.
	weight := func(x *row) int64 { return int64(math.Round(x.Weight * 1e6)) }
	who := func(is func(*row) bool) func(*row) (int64, bool) {
		return func(x *row) (int64, bool) { return weight(x), is(x) }
	}
	everybody := who(func(*row) bool { return true })
	yes := func(f demo.Flag) bool { return f == demo.Yes }
	of := func(id string, lowest anlan.Level, months, below int, num, den func(*row) (int64, bool), noDen Value) indicator {
		return indicator{id: id, dataset: "survey_response", lowest: lowest, months: months, below: below,
			count: amounts(d, day, 1e6, num, den, Some(0), noDen), empty: Figure{Num: Some(0), Den: noDen, N: noDen}}
	}
	overall := func(id string, is func(*row) bool) indicator {
		return of(id, anlan.Township, 3, 12, who(is), everybody, Value{})
	}
	authorities := func(x *row) [4]demo.Count { return [4]demo.Count{x.QPolice, x.QProcurator, x.QCourt, x.QJustice} }
	perAuthority := func(good func(demo.Count) bool) func(*row) (int64, bool) {
		return func(x *row) (int64, bool) {
			n := int64(0)
			for _, q := range authorities(x) {
				if good(q) {
					n++
				}
			}
			return n * weight(x), n > 0
		}
	}
	problem := who(func(x *row) bool { return yes(x.HadProblem) })

	return []indicator{
		of("SZ04", anlan.Township, 12, 12, who(func(x *row) bool { return yes(x.Victim) }), everybody, Value{}),
		of("SZ05", anlan.County, 12, 0, who(func(x *row) bool { return yes(x.Victim) && yes(x.VictimReported) }),
			who(func(x *row) bool { return yes(x.Victim) }), Some(0)),
		overall("SZ16", func(x *row) bool { return x.QNight >= 4 }),
		of("BM14", anlan.Township, 3, 12, who(func(x *row) bool { return x.QService >= 4 }),
			who(func(x *row) bool { return x.QService != demo.NoCount }), Some(0)),
		overall("QZ01", func(x *row) bool { return x.QSafe >= 3 }),
		overall("QZ02", func(x *row) bool { return x.QPeace >= 3 }),
		overall("QZ03", func(x *row) bool { return yes(x.Know) }),
		overall("QZ04", func(x *row) bool { return yes(x.Participate) }),
		of("QZ05", anlan.County, 12, 0, who(func(x *row) bool { return yes(x.HadProblem) && yes(x.ProblemReported) }), problem, Some(0)),
		of("QZ06", anlan.County, 12, 0, who(func(x *row) bool { return yes(x.HadProblem) && (yes(x.Pressured) || yes(x.Afraid)) }), problem, Some(0)),
		of("QZ10", anlan.Township, 3, 12, perAuthority(func(q demo.Count) bool { return q >= 3 }),
			perAuthority(func(q demo.Count) bool { return q != demo.NoCount }), Some(0)),
	}
}
