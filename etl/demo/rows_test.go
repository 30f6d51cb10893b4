package demo

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// codesOf reads which list each column of a data set's contract names, and the
// lists' codes.
func codesOf(t *testing.T, dataset string) map[string]map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../codelists/codelists.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, h := range rows[0] {
		at[h] = i
	}
	lists := map[string]map[string]bool{}
	for _, r := range rows[1:] {
		name := r[at["list"]]
		if lists[name] == nil {
			lists[name] = map[string]bool{}
		}
		lists[name][r[at["code"]]] = true
	}
	contract, err := os.ReadFile("../contracts/" + dataset + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]bool{}
	for _, m := range regexp.MustCompile(`name: (\w+),.*property: codes, value: (CL_\w+)`).FindAllStringSubmatch(string(contract), -1) {
		if out[m[1]] = lists[m[2]]; out[m[1]] == nil {
			t.Errorf("%s: list %s is not known", dataset, m[2])
		}
	}
	return out
}

// goName gives the field of a column: dispute_type to disputetype.
func goName(column string) string { return strings.ReplaceAll(column, "_", "") }

// eachRow visits the fields of the rows of a slice by lower-case name.
func eachRow(rows any, visit func(i int, field func(column string) reflect.Value)) {
	v := reflect.ValueOf(rows)
	fields := map[string]int{}
	for i := range v.Type().Elem().NumField() {
		fields[strings.ToLower(v.Type().Elem().Field(i).Name)] = i
	}
	for i := range v.Len() {
		visit(i, func(column string) reflect.Value { return v.Index(i).Field(fields[goName(column)]) })
	}
}

func testCodes(t *testing.T, c *City) {
	sets := c.registers()
	maps.Copy(sets, map[string]any{"area": c.Areas, "department": c.Departments, "dispute_case": c.Disputes, "mediation_case": c.Mediations,
		"petition_item": c.Petitions, "hotline_ticket": c.Tickets(), "grid_event": c.GridEvents(), "police_stat_day": c.Police()[:20000], "survey_response": c.Survey})
	for dataset, rows := range sets {
		codes := codesOf(t, dataset)
		if len(codes) == 0 {
			t.Errorf("%s: the contract names no list", dataset)
		}
		bad := 0
		eachRow(rows, func(i int, field func(string) reflect.Value) {
			for column, list := range codes {
				if s := field(column).String(); s != "" && !list[s] && bad < 5 {
					bad++
					t.Errorf("%s row %d: %s %q is not in its list", dataset, i, column, s)
				}
			}
		})
	}
	kinds := map[string]bool{}
	for list := range codesOf(t, "dispute_case")["dispute_type"] {
		kinds[list] = true
	}
	m := newDisputeMaker(c.Last)
	for head, choice := range m.details {
		for _, code := range choice.codes {
			if !kinds[code] || code[:2] != head {
				t.Errorf("dispute type %s is not in the list", code)
			}
			delete(kinds, code)
		}
	}
	if len(kinds) > 0 {
		t.Errorf("dispute types never made: %v", kinds)
	}
}

func testKeys(t *testing.T, c *City) {
	for _, x := range []struct {
		rows any
		key  []string
	}{{c.Areas, []string{"area_code", "valid_from"}}, {c.Departments, []string{"dept_code"}}, {c.Profiles, []string{"area_code", "stat_month"}},
		{c.Disputes, []string{"case_id"}}, {c.Mediations, []string{"mcase_id"}}, {c.Petitions, []string{"petition_id"}}, {c.Tickets(), []string{"ticket_id"}},
		{c.GridEvents(), []string{"event_id"}}, {c.Survey, []string{"resp_id"}}} {
		seen := map[string]bool{}
		eachRow(x.rows, func(i int, field func(string) reflect.Value) {
			k := ""
			for _, column := range x.key {
				k += fmt.Sprint(field(column).Interface(), "|")
			}
			if seen[k] {
				t.Errorf("%T: key %s twice", x.rows, k)
			}
			seen[k] = true
		})
	}
	if n := len(c.terrain.towns) * 12 * int(c.Last-c.First+1); len(c.Police()) != n {
		t.Errorf("%d police rows, want %d", len(c.Police()), n)
	}
	names := map[string]bool{}
	for _, a := range c.Areas {
		if k := a.ParentCode + a.AreaName; names[k] {
			t.Errorf("two areas called %s under %s", a.AreaName, a.ParentCode)
		} else {
			names[k] = true
		}
	}
}

// inTurn reports a time that lies before the one before it; missing ones are
// passed over.
func inTurn(t *testing.T, what string, times ...Stamp) {
	t.Helper()
	last := Stamp(0)
	for _, s := range times {
		if s != 0 && s < last {
			t.Errorf("%s: %v out of order", what, times)
			return
		}
		last = max(last, s)
	}
}

func testLaws(t *testing.T, c *City) {
	early := 0
	for i := range c.Disputes {
		d := &c.Disputes[i]
		if d.FirstResponseTime != 0 && d.FirstResponseTime < d.RegisterTime {
			early++
		}
		inTurn(t, d.CaseID, d.OccurDate.at(0), d.RegisterTime.Date().at(0))
		inTurn(t, d.CaseID, d.RegisterTime, d.AcceptTime, d.CloseTime, d.RevisitTime, c.Last.end()-1)
		inTurn(t, d.CaseID, d.FirstResponseTime, d.UpdatedAt, c.Last.end()-1)
		closed := strings.Contains("04 05 06 07 09", d.Status)
		if closed != (d.CloseTime != 0) || closed != (d.Method != "") || (d.Status == "04") != (d.IsResolved == Yes) || (d.Status == "07") != (d.RejectCode != "") {
			t.Errorf("%s: status %s, closed %v, method %q, resolved %v, reject %q", d.CaseID, d.Status, d.CloseTime.Time(), d.Method, d.IsResolved, d.RejectCode)
		}
		if (d.RevisitTime != 0) != (d.RevisitResolved != "") || len(d.AreaCode) < 9 || d.DisputeType[:2] == "16" {
			t.Errorf("%s: revisit %v %q, area %s, type %s", d.CaseID, d.RevisitTime.Time(), d.RevisitResolved, d.AreaCode, d.DisputeType)
		}
		if want := d.AcceptTime + 30*daySeconds; d.AcceptTime != 0 && d.IsOnsite != Yes && d.DueTime != want {
			t.Errorf("%s: due %v, accepted %v", d.CaseID, d.DueTime.Time(), d.AcceptTime.Time())
		}
	}
	if early*50 > len(c.Disputes) {
		t.Errorf("%d of %d disputes answered before they were registered", early, len(c.Disputes))
	}
	for i := range c.Tickets() {
		x := &c.Tickets()[i]
		inTurn(t, x.TicketID, x.CreateTime, x.DispatchTime, x.SignTime, x.FirstContactTime, x.FinishTime, x.CloseTime, x.UpdatedAt, c.Last.end()-1)
		if x.DispatchTime != 0 && (x.DueTime <= x.DispatchTime || x.DeptCode == "") || x.IsDirect == Yes && x.DueTime != 0 || (x.RevisitDone == Yes) != (x.Resolved > "0") {
			t.Errorf("%s: dispatched %v, due %v, department %q, revisit %v %q", x.TicketID, x.DispatchTime.Time(), x.DueTime.Time(), x.DeptCode, x.RevisitDone, x.Resolved)
		}
	}
	for i := range c.Petitions {
		p := &c.Petitions[i]
		inTurn(t, p.PetitionID, p.ReceiveDate.at(0), p.AcceptDate.at(0), p.ReplyDate.at(0), c.Last.at(0))
		if p.AcceptDue != p.ReceiveDate+15 || p.AcceptDate != 0 && p.ReplyDue != p.AcceptDate+60 && p.ReplyDue != p.AcceptDate+90 || p.IsBacklog == Yes && p.ReceiveDate+365 > c.Last {
			t.Errorf("%s: received %s, accept due %s, accepted %s, reply due %s, backlog %v", p.PetitionID, p.ReceiveDate, p.AcceptDue, p.AcceptDate, p.ReplyDue, p.IsBacklog)
		}
	}
	for i := range c.GridEvents() {
		x := &c.GridEvents()[i]
		inTurn(t, x.EventID, x.ReportTime, x.ArriveTime, x.FinishTime, c.Last.end()-1)
		if h := (x.DueTime - x.ReportTime) / hour; h < 24 || h > 72 || (x.IsWhistle == Yes) != (x.ArriveDue != 0) || len(x.AreaCode) != 15 {
			t.Errorf("%s: due after %d hours, whistle %v %v, area %s", x.EventID, h, x.IsWhistle, x.ArriveDue.Time(), x.AreaCode)
		}
	}
	for _, m := range c.Mediations {
		inTurn(t, m.McaseID, m.AcceptDate.at(0), m.CloseDate.at(0), c.Last.at(0))
		if agreed := m.Result == "01" || m.Result == "02"; agreed != (m.PerformDue != 0) || (m.Result == "09") != (m.CloseDate == 0) || (m.Perform == "") != (m.CloseDate == 0) {
			t.Errorf("%s: result %s, closed %s, due %s, performed %q", m.McaseID, m.Result, m.CloseDate, m.PerformDue, m.Perform)
		}
	}
	for _, p := range c.Police() {
		if p.Responded > p.Incidents || p.RespondedInTime > p.Responded || int32(p.TransferredMediation) > p.Incidents || p.LossStopped > p.Loss {
			t.Errorf("%s %s %s: a part exceeds its whole", p.AreaCode, p.StatDate, p.PoliceCat)
		}
	}
	weights := map[string][2]float64{}
	for _, x := range c.Survey {
		w := weights[x.Wave]
		weights[x.Wave] = [2]float64{w[0] + x.Weight, w[1] + 1}
		if (x.Victim == Yes) != (x.VictimReported != Unknown) || (x.HadProblem == Yes) != (x.ProblemReported != Unknown) ||
			(x.ProblemReported == Yes) != (x.Pressured != Unknown) || (x.ProblemReported == Yes) != (x.ProblemResolved != "") || (x.ProblemReported == No) != (x.Afraid != Unknown) {
			t.Errorf("%s: answers that the questions before rule out", x.RespID)
		}
		if x.SurveyDate.String()[:7] != x.Wave {
			t.Errorf("%s: asked on %s in wave %s", x.RespID, x.SurveyDate, x.Wave)
		}
	}
	for wave, w := range weights {
		if m := w[0] / w[1]; m < 0.999 || m > 1.001 || w[1] != 112*perWave {
			t.Errorf("wave %s: %v answers of mean weight %v", wave, w[1], m)
		}
	}
}
