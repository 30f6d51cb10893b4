package demo

import (
	"reflect"
	"testing"
)

// registers gives the rows of the registers by data set.
func (c *City) registers() map[string]any {
	return map[string]any{"dispute_flow": c.Flows, "court_case": c.Courts, "labor_case": c.Labor, "consumer_case": c.Consumers, "city_case": c.CityCases,
		"safety_event": c.Safety, "hazard_item": c.Hazards, "quality_check": c.Checks, "risk_item": c.Risks, "supervise_order": c.Orders}
}

// testRegisterKeys looks for keys that occur twice and for empty registers.
func testRegisterKeys(t *testing.T, c *City) {
	for dataset, rows := range c.registers() {
		key, seen := columnsOf(dataset)[0].name, map[string]bool{}
		eachRow(rows, func(_ int, field func(string) reflect.Value) {
			k := field(key).String()
			if k == "" || seen[k] {
				t.Errorf("%s: key %q twice or empty", dataset, k)
			}
			seen[k] = true
		})
		if len(seen) == 0 {
			t.Errorf("%s: %d rows", dataset, len(seen))
		}
	}
}

// testRegisterLinks follows areas, departments, disputes and mediation bodies.
func testRegisterLinks(t *testing.T, c *City) {
	areas, departments, ids, orgs := map[string]bool{}, map[string]bool{"": true}, map[string]bool{"": true}, map[string]bool{}
	for _, a := range c.Areas {
		areas[a.AreaCode] = true
	}
	for _, d := range c.Departments {
		departments[d.DeptCode] = true
	}
	for _, o := range c.Organisations {
		orgs[o.OrgID] = true
	}
	for dataset, rows := range c.registers() {
		eachRow(rows, func(_ int, field func(string) reflect.Value) {
			if code := field("area_code").String(); !areas[code] {
				t.Errorf("%s: no area %q", dataset, code)
			}
		})
	}
	first := map[string]Stamp{}
	for i := range c.Disputes {
		first[c.Disputes[i].CaseID] = c.Disputes[i].RegisterTime
		ids[c.Disputes[i].CaseID] = true
	}
	last := map[string]*FlowStep{}
	for i := range c.Flows {
		x := &c.Flows[i]
		before := last[x.CaseID]
		if _, ok := first[x.CaseID]; !ok || !departments[x.FromDept] || !departments[x.ToDept] {
			t.Errorf("%s: case %s, departments %s and %s", x.FlowID, x.CaseID, x.FromDept, x.ToDept)
		}
		switch {
		case before == nil && (x.SeqNo != 1 || x.Action != "01" || x.ActionTime != first[x.CaseID]):
			t.Errorf("%s: begins with step %d, %s, at %v", x.FlowID, x.SeqNo, x.Action, x.ActionTime.Time())
		case before != nil && (x.SeqNo <= before.SeqNo || x.ActionTime < before.ActionTime):
			t.Errorf("%s: step %d at %v follows step %d at %v", x.FlowID, x.SeqNo, x.ActionTime.Time(), before.SeqNo, before.ActionTime.Time())
		}
		last[x.CaseID] = x
	}
	if n := float64(len(c.Flows)) / float64(len(last)); n < 4 || n > 6.5 {
		t.Errorf("%.1f steps a dispute, want about five", n)
	}
	for i := range c.Courts {
		if x := &c.Courts[i]; x.OrgID != "" && (x.Stage != "01" || len(orgs) > 0 && !orgs[x.OrgID]) {
			t.Errorf("%s: stage %s delegated to %s", x.CourtCaseID, x.Stage, x.OrgID)
		}
	}
	for _, p := range c.Petitions {
		ids[p.PetitionID] = true
	}
	for _, x := range c.Tickets() {
		ids[x.TicketID] = true
	}
	for _, x := range c.Risks {
		ids[x.RiskID] = true
	}
	linked := 0
	for _, o := range c.Orders {
		if !ids[o.RelatedID] || !departments[o.DeptCode] || o.DeptCode == "" {
			t.Errorf("%s: about %q, to %q", o.OrderID, o.RelatedID, o.DeptCode)
		}
		if o.RelatedID != "" {
			linked++
		}
	}
	if 2*linked < len(c.Orders) {
		t.Errorf("%d of %d orders are about a row of another register", linked, len(c.Orders))
	}
}

// testRegisterLaws holds the rules between the columns of a row.
func testRegisterLaws(t *testing.T, c *City) {
	end, cal := c.Last.end()-1, newCalendar()
	for i := range c.Flows {
		inTurn(t, c.Flows[i].FlowID, c.Flows[i].ActionTime, c.Flows[i].DoneTime, end)
	}
	for i := range c.Courts {
		x := &c.Courts[i]
		inTurn(t, x.CourtCaseID, x.FileDate.at(0), x.CloseDate.at(0), end)
		if (x.CloseDate == 0) != (x.CloseWay == "00") || (x.Cause == "00") != (x.Stage == "04") || (x.OfficialAppeared != Unknown) != (x.Stage == "04" && x.CloseDate != 0) ||
			(x.CauseVersion == "2025") != (x.FileDate.String() >= "2026") {
			t.Errorf("%s: %+v", x.CourtCaseID, *x)
		}
	}
	for i := range c.Labor {
		x := &c.Labor[i]
		inTurn(t, x.LaborCaseID, x.AcceptDate.at(0), x.CloseDate.at(0), end)
		due := map[string][]Date{"01": {15}, "02": {45, 60}}[x.Kind]
		if x.Kind >= "03" {
			due = []Date{cal.addWorking(x.AcceptDate, 60) - x.AcceptDate}
		}
		if span := x.DueDate - x.AcceptDate; span != due[0] && span != due[len(due)-1] || x.AmountRecovered != NoMoney && x.AmountRecovered > x.Amount ||
			(x.CloseDate == 0) != (x.IsSettled == Unknown) || x.Kind == "04" && x.Issue != "01" {
			t.Errorf("%s: %+v", x.LaborCaseID, *x)
		}
	}
	for i := range c.Consumers {
		x := &c.Consumers[i]
		inTurn(t, x.ConsumerID, x.ReceiveDate.at(0), x.DecideDate.at(0), x.CloseDate.at(0), end)
		limit := 7
		if x.Kind == "02" {
			limit = 15
		}
		if x.DecideDue != cal.addWorking(x.ReceiveDate, limit) || (x.Kind == "01" && x.DecideDate != 0) != (x.MediateDue != 0) ||
			x.MediateDue != 0 && x.MediateDue != cal.addWorking(x.DecideDate, 45) || x.AmountRecovered != NoMoney && x.IsSettled != Yes {
			t.Errorf("%s: %+v", x.ConsumerID, *x)
		}
	}
	for i := range c.CityCases {
		x := &c.CityCases[i]
		inTurn(t, x.CityCaseID, x.ReportTime, x.FinishTime, end)
		if len(x.AreaCode) != 12 || x.DueTime <= x.ReportTime {
			t.Errorf("%s: %+v", x.CityCaseID, *x)
		}
	}
	for i := range c.Checks {
		x := &c.Checks[i]
		inTurn(t, x.CheckID, x.CheckDate.at(0), x.FailDone.at(0), end)
		if x.Passed > x.Batches || x.Batches < 1 || (x.Passed < x.Batches) != (x.FailDue != 0) || x.FailDone != 0 && x.FailDue == 0 {
			t.Errorf("%s: %+v", x.CheckID, *x)
		}
	}
	testDangerLaws(t, c, end)
}

// testDangerLaws holds the rules of events, hazards, risks and orders, and
// finds the facts planted for a veto.
func testDangerLaws(t *testing.T, c *City, end Stamp) {
	grave, called := 0, 0
	for i := range c.Safety {
		x := &c.Safety[i]
		inTurn(t, x.SeventID, x.OccurTime, x.AlarmTime, x.FirstArrivalTime, x.ControlTime, end)
		inTurn(t, x.SeventID, x.AlarmTime, x.ReportTime, end)
		if x.Level != levelOf(x.Deaths, x.Injured, x.Loss) || x.SubType[:1] != x.Category || x.SubType == "41" || x.Category == "2" && x.Industry == "" || x.FixDone > max(0, x.FixMeasures) {
			t.Errorf("%s: %+v", x.SeventID, *x)
		}
		if x.Level <= "02" && x.IsOfficial == Yes && x.OccurTime.Date() > c.Last-365 {
			grave++
		}
	}
	for i := range c.Hazards {
		x := &c.Hazards[i]
		inTurn(t, x.HazardID, x.FoundDate.at(0), x.FixDate.at(0), end)
		if x.DueDate < x.FoundDate || (x.FixDate == 0) != (x.IsVerified == Unknown) || (x.IsVerified == Yes) != (x.IsRelapsed != Unknown) || x.USCC != "" && !validUSCC(x.USCC) {
			t.Errorf("%s: %+v", x.HazardID, *x)
		}
	}
	for i := range c.Risks {
		x := &c.Risks[i]
		inTurn(t, x.RiskID, x.IdentifiedDate.at(0), x.LastReview.at(0), end)
		inTurn(t, x.RiskID, x.LastReview.at(0), x.CloseDate.at(0), end)
		if (x.IsDecision == Yes) != (x.Assessed != Unknown) || (x.Consulted != Unknown) != (x.Assessed == Yes) || x.DueDate <= x.IdentifiedDate || x.IssueName == "" {
			t.Errorf("%s: %+v", x.RiskID, *x)
		}
	}
	for i := range c.Orders {
		x := &c.Orders[i]
		inTurn(t, x.OrderID, x.IssueTime, x.SignTime, x.FinishTime, end)
		if checked := x.Source == "07" || x.Source == "08"; checked != (x.IsConfirmed != Unknown) || (x.FinishTime == 0) != (x.Result == "0") || x.SignDue != x.IssueTime+daySeconds || x.DueTime <= x.IssueTime {
			t.Errorf("%s: %+v", x.OrderID, *x)
		}
		if x.IsConfirmed == Yes && x.Notice >= "3" {
			called++
			if x.AreaCode[:6] != suppressCounty {
				t.Errorf("%s: a fact for a veto in %s", x.OrderID, x.AreaCode)
			}
		}
	}
	wantGrave, wantCalled := 0, 0
	if c.Last.monthStart(-graveMonths) >= c.since() {
		wantGrave = 1
	}
	for _, months := range []int{-5, -2} {
		if c.Last.monthStart(months) >= c.since() {
			wantCalled++
		}
	}
	if grave < wantGrave || called != wantCalled {
		t.Errorf("%d grave accidents and %d confirmed suppressions, want %d and %d", grave, called, wantGrave, wantCalled)
	}
}
