package demo

import "github.com/anlan-lake/anlan"

// walk follows one dispute through the offices and notes the steps.
type walk struct {
	d                  *Dispute
	r                  stream
	end                Stamp // what lies behind it has not happened
	center, dept, city string
	area               string
	steps              []FlowStep
}

// step notes a step at a time, unless it has not happened.
func (w *walk) step(action string, at Stamp, from, to string, deadline, done Stamp) {
	if at == 0 || at >= w.end {
		return
	}
	n := len(w.steps) + 1
	id := append(append(make([]byte, 0, 22), w.d.CaseID...), '-')
	w.steps = append(w.steps, FlowStep{FlowID: string(appendTwo(id, n)), CaseID: w.d.CaseID, SeqNo: Count(n), AreaCode: w.area, Action: action,
		FromDept: from, ToDept: to, ActionTime: at, Deadline: deadline, DoneTime: done, person: mix(w.d.person + uint64(n))})
}

// areaOf is where a dispute is handled: the area of its level that it lies in.
func areaOf(d *Dispute) string {
	n := map[string]int{"1": 4, "2": 6, "3": 9, "4": 12, "5": 15}[d.HandleLevel]
	return d.AreaCode[:min(n, len(d.AreaCode))]
}

// run notes the whole way of the dispute. The offices' own times lie between
// those that the register of disputes has.
func (w *walk) run(skill float64) {
	d, r := w.d, w.r
	w.step("01", d.RegisterTime, "", w.center, d.RegisterTime+daySeconds, d.RegisterTime)
	switch {
	case d.IsOnsite == Yes:
		w.step("09", d.CloseTime, w.center, w.center, 0, d.CloseTime)
		w.revisit()
		return
	case d.Status == "07":
		w.step("03", d.RegisterTime+(d.CloseTime-d.RegisterTime)/2, w.center, w.center, 0, d.CloseTime)
		w.step("09", d.CloseTime, w.center, w.center, 0, d.CloseTime)
		return
	case d.AcceptTime == 0:
		return
	}
	w.step("02", d.AcceptTime, w.center, w.center, d.RegisterTime+daySeconds, d.AcceptTime)
	start := Stamp(0)
	if d.FirstResponseTime != 0 {
		start = max(d.FirstResponseTime, d.AcceptTime+Stamp(r.between(120, 540)))
	}
	if start >= w.end {
		start = 0
	}
	w.assign(start, skill)
	if start == 0 {
		return
	}
	if d.firstClose != 0 && d.firstClose < w.end {
		w.handle(start, d.firstClose, skill)
		if d.reopenAt == 0 || d.reopenAt >= w.end {
			w.revisit()
			return
		}
		w.step("04", d.reopenAt, w.center, w.dept, 0, d.reopenAt)
		start = d.reopenAt
	}
	w.handle(start, d.CloseTime, skill)
	w.revisit()
}

// assign notes judgement, dispatch, return and signature, between acceptance
// and the time when handling starts; that is 0 if it has not.
func (w *walk) assign(start Stamp, skill float64) {
	d, r := w.d, w.r
	at, until := d.AcceptTime, start
	if until == 0 {
		until = at + 40*hour
	}
	next := func() Stamp {
		at += Stamp(r.Float64() * 0.5 * float64(until-at))
		return at
	}
	if d.Scale != "01" || d.RiskLevel == "1" || d.RiskLevel == "2" && r.chance(0.5) {
		s := next()
		w.step("03", s, w.center, w.center, 0, s)
	}
	if d.HandleLevel == "5" || r.chance(0.3) {
		return
	}
	s := next()
	if start != 0 && r.chance(shift(0.06, -0.6*skill)) {
		back := next()
		w.step("04", s, w.center, w.dept, s+daySeconds, back)
		w.step("10", back, w.dept, w.center, 0, back)
		s = next()
	}
	signed := Stamp(0)
	if start != 0 {
		signed = next()
	}
	w.step("04", s, w.center, w.dept, s+daySeconds, signed)
	if r.chance(0.4) {
		w.step("05", signed, w.center, w.dept, s+daySeconds, signed)
	}
}

// handle notes the handling from start to close, which is 0 while it is open.
func (w *walk) handle(start, closed Stamp, skill float64) {
	d, r := w.d, w.r
	w.step("06", start, w.dept, w.dept, d.DueTime, closed)
	until := closed
	if until == 0 {
		until = w.end
	}
	if whistle := start + Stamp(r.Float64()*0.6*float64(until-start)); r.chance(0.05) {
		came := min(whistle+Stamp(600+r.logNormal(7*hour, 0.8)), until)
		if came >= w.end {
			came = 0
		}
		w.step("14", whistle, w.center, w.dept, whistle+daySeconds, came)
		w.step("15", came, w.dept, w.center, whistle+daySeconds, came)
		start = max(whistle, came)
	}
	if (d.RiskLevel == "1" || d.HandleLevel <= "2") && r.chance(0.3) {
		start += Stamp(r.Float64() * 0.5 * float64(until-start))
		w.step("13", start, w.center, w.city, 0, start)
	}
	if until > d.DueTime && d.DueTime > start && r.chance(shift(0.6, 0.4*skill)) {
		start = max(start, d.DueTime-Stamp(r.between(2*hour, 60*hour)))
		w.step("11", start, w.dept, w.center, 0, start)
	}
	if closed == 0 {
		return
	}
	if r.chance(0.12) {
		s := max(start, closed-Stamp(r.between(300, 3*hour)))
		w.step("07", s, w.dept, w.center, 0, s)
	}
	w.step("09", closed, w.center, w.center, 0, closed)
}

func (w *walk) revisit() {
	w.step("08", w.d.RevisitTime, w.center, w.center, w.d.CloseTime+15*daySeconds, w.d.RevisitTime)
}

// makeFlows follows every dispute registered since the other registers begin.
// Each draws from a stream of its own.
func (c *City) makeFlows() []FlowStep {
	flows := map[string]*flow{}
	for _, town := range c.terrain.towns {
		flows[town.code] = &flow{town: town, county: town.parent}
	}
	var from int
	for from < len(c.Disputes) && c.Disputes[from].RegisterTime.Date() < c.since() {
		from++
	}
	const batch = 2048
	list := c.Disputes[from:]
	parts := inParts((len(list)+batch-1)/batch, func(i int) []FlowStep {
		part := list[i*batch : min(len(list), (i+1)*batch)]
		steps := make([]FlowStep, 0, 6*len(part))
		for k := range part {
			d := &part[k]
			f := flows[d.AreaCode[:9]]
			w := walk{d: d, r: newStream(c.Options.Seed, "dispute_flow "+d.CaseID), end: c.Last.end(), center: f.county.offices[officeCenter], dept: d.DeptCode,
				city: deptCode("03", 1), area: areaOf(d), steps: steps[len(steps):]}
			w.run(f.skill(d.RegisterTime.Date(), c.Last))
			steps = append(steps, w.steps...)
		}
		return steps
	})
	return inOrder(parts, func(x *FlowStep) Stamp { return x.ActionTime })
}

// asOf gives the step as the register held it before s.
func (f *FlowStep) asOf(s Stamp) FlowStep {
	x := *f
	x.DoneTime = x.DoneTime.before(s)
	return x
}

func (f *FlowStep) changes(add func(Date)) {
	add(f.ActionTime.Date())
	add(f.DoneTime.Date())
}

func (c *City) flowSheaf() *sheaf[FlowStep] {
	return &sheaf[FlowStep]{dataset: "dispute_flow", form: form{kind: formPages, names: true, page: 2000}, key: "flow_id", rows: c.Flows,
		event:   func(x *FlowStep) Date { return x.ActionTime.Date() },
		changes: (*FlowStep).changes, asOf: (*FlowStep).asOf, cells: (*FlowStep).cells,
		fresh: func(x FlowStep, n int) FlowStep {
			x.FlowID = x.CaseID + "-9" + string(appendPadded(nil, n, 4))
			return x
		},
		twin: func(x FlowStep) FlowStep { x.SeqNo = 99; return x }}
}

func flowFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "case_id", ""), breaks(anlan.RuleRequired, "action_time", "-"), breaks(anlan.RuleRequired, "action", ""), breaks(anlan.RuleRequired, "seq_no", ""),
		breaks(anlan.RuleType, "done_time", "2026-02-30 10:00:00"), breaks(anlan.RuleType, "seq_no", "第二步"), breaks(anlan.RuleType, "deadline", "月底前"),
		breaks(anlan.RuleCode, "action", "16"), breaks(anlan.RuleRange, "seq_no", "0"), breaks(anlan.RuleArea, "area_code", nowhere),
	}
}
