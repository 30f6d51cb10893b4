package demo

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

func checkProcess(scale float64) *process {
	return &process{
		dataset: "quality_check", perDay: 120 * scale, trend: 0.02, shape: 8, festival: 0.3,
		weekday: [7]float64{1.3, 1.25, 1.25, 1.2, 1.15, 0.2, 0.12}, clock: officeClock(),
		kinds: []kind{{"01", 62, 58, 200, .1}, {"02", 8, 9, 1, .05}, {"03", 7, 5, 75, .08}, {"04", 11, 9, 1, .05}, {"05", 8, 12, 100, .1}, {"06", 4, 7, 200, .15}},
	}
}

// passRate is the share of batches of a product that pass when drawn at random.
func passRate(product string) float64 {
	switch product {
	case "01":
		return 0.977
	case "02":
		return 0.992
	case "03":
		return 0.965
	case "04":
		return 0.985
	case "05":
		return 0.93
	}
	return 0.975
}

func makeCheck(f *flow, at Stamp, product string, last Date, r stream) QualityCheck {
	code, _ := f.locate(at, site{0, 0.1, 0.7}, r)
	q := QualityCheck{AreaCode: code, Product: product, CheckDate: at.Date(), IsRandom: flagOf(r.chance(0.68)), Batches: Count(1 + min(int(r.ExpFloat64()*3.2), 24))}
	skill := f.skill(q.CheckDate, last)
	pass := shift(passRate(product), 0.35*skill)
	if q.IsRandom == No { // inspectors go where they expect to find something
		pass = shift(pass, -0.9)
	}
	if q.Passed = Count(r.binomial(int(q.Batches), pass)); q.Passed < q.Batches {
		limit := []int{30, 60, 60, 90}[r.IntN(4)]
		q.FailDue = q.CheckDate + Date(limit)
		q.FailDone = q.CheckDate + 1 + Date(float64(limit)*r.logNormal(0.55*math.Exp(-0.15*skill), 0.45))
	}
	return q
}

func (c *City) makeChecks(cal *calendar) []QualityCheck {
	p := checkProcess(c.Options.Scale)
	list := inOrder(gather(c, p, cal, c.since(), lean(p.flows(c.terrain, c.Options.Seed), 0.8), func(list []QualityCheck, f *flow, at Stamp, product string, r stream) []QualityCheck {
		return append(list, makeCheck(f, at, product, c.Last, r))
	}), func(x *QualityCheck) Stamp { return x.CheckDate.at(0) })
	silent := c.SilentFrom("quality_check")
	received := slices.DeleteFunc(list, func(x QualityCheck) bool { return x.CheckDate >= silent })
	c.keptBack("quality_check", len(list)-len(received))
	n := newDayNumber("CJ")
	for i := range received {
		x := &received[i]
		x.CheckID = n.next(x.CheckDate)
		*x = x.asOf(silent.at(0))
	}
	return received
}

// asOf gives the check as the bureau held it before s.
func (q *QualityCheck) asOf(s Stamp) QualityCheck {
	x := *q
	x.FailDone = x.FailDone.before(s)
	return x
}

func (q *QualityCheck) changes(add func(Date)) {
	add(q.CheckDate)
	add(q.FailDone)
}

func (c *City) checkSheaf() *sheaf[QualityCheck] {
	district := func(x *QualityCheck) bool { return x.AreaCode[4] == '0' } // the four of the city proper have a system of their own
	return &sheaf[QualityCheck]{dataset: "quality_check", key: "check_id", rows: c.Checks, until: c.SilentFrom("quality_check") - 1, parts: []part[QualityCheck]{
		{form: form{bom: true}, has: district},
		{name: "_county", form: form{kind: formBook, title: "抽检任务完成情况表", totals: []string{"batches", "passed"}, notes: []string{"填报人：抽检科", "审核人：分管负责人"}},
			has: func(x *QualityCheck) bool { return !district(x) }}},
		event:   func(x *QualityCheck) Date { return x.CheckDate },
		changes: (*QualityCheck).changes, asOf: (*QualityCheck).asOf, cells: (*QualityCheck).cells,
		fresh: func(x QualityCheck, n int) QualityCheck { x.CheckID = freshNumber(x.CheckID, n); return x },
		twin:  func(x QualityCheck) QualityCheck { x.Batches += 30; return x }}
}

func checkFaults() []fault {
	return []fault{
		{rule: anlan.RuleFields, cut: 3}, {rule: anlan.RuleFields, cut: -1},
		breaks(anlan.RuleRequired, "product", ""), breaks(anlan.RuleRequired, "is_random", "不详"), breaks(anlan.RuleRequired, "passed", "-"),
		breaks(anlan.RuleType, "fail_done", "2026-02-30"), breaks(anlan.RuleType, "batches", "数批"), breaks(anlan.RuleType, "is_random", "随机"),
		breaks(anlan.RuleCode, "product", "07"), {rule: anlan.RuleRange, column: "batches", set: map[string]string{"batches": "0", "passed": "0"}},
		breaks(anlan.RuleRange, "passed", "-1"), breaks(anlan.RuleArea, "area_code", nowhere),
		over("passed", 7, "batches", 6),
	}
}
