package etl

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// graded gives a contract of five columns with its severities.
func graded(kind, count, rules string) string {
	return strings.NewReplacer("KIND", kind, "COUNT", count).Replace(`
apiVersion: v3.1.0
kind: DataContract
id: graded
name: 分级
version: 1.0.0
status: active
slaProperties:
  - {property: frequency, value: daily}
schema:
  - name: graded
    properties:
      - {name: id, businessName: id, logicalType: string, required: true, primaryKey: true}
      - {name: kind, businessName: kind, logicalType: string, required: true, quality: [{metric: invalidValues, arguments: {validValues: [a, b]}, KIND}]}
      - {name: part, businessName: part, logicalType: integer, logicalTypeOptions: {minimum: 0}, quality: [{metric: invalidValues, COUNT}]}
      - {name: total, businessName: total, logicalType: integer}
      - {name: opened, businessName: opened, logicalType: date}
      - {name: closed, businessName: closed, logicalType: date}
`) + rules
}

const gradedRules = `    quality:
      - {name: part_of_total, type: custom, engine: anlan, severity: flag, implementation: {partWhole: [[part, total]]}}
      - {name: close_order, type: custom, engine: anlan, severity: reject, implementation: {timeOrder: [[opened, closed]]}}
      - {name: open_known, type: custom, engine: anlan, severity: hold, implementation: {when: closed, empty: opened, holdAbovePercent: 10}}
      - {name: total_missing, type: custom, engine: anlan, implementation: {when: part, empty: total}}
`

// gradedRows are ten good rows and those given.
func gradedRows(more ...string) string {
	var b strings.Builder
	b.WriteString("id,kind,part,total,opened,closed\n")
	for i := range 10 {
		fmt.Fprintf(&b, "g%d,a,1,2,2026-10-01,2026-10-02\n", i)
	}
	return b.String() + strings.Join(more, "\n") + "\n"
}

func TestSeverity(t *testing.T) {
	const flagged, usual = "mustBe: 0, severity: flag", "mustBe: 0, severity: reject"
	for name, c := range map[string]struct {
		kind, count string
		rows        []string
		status      string
		rejects     string // by line, column and rule
		flags       string // of rows that carry one
		note        string
	}{
		"as usual":           {usual, usual, []string{"x,c,1,2,,", "y,a,-1,2,,"}, anlan.BatchLanded, "12:kind:code_list 13:part:range", "", ""},
		"a cell is flagged":  {flagged, flagged, []string{"x,c,1,2,,", "y,a,-1,2,,", "z,,many,2,,"}, anlan.BatchLanded, "", "x|kind_invalid y|part_invalid z|kind_invalid|part_invalid", ""},
		"a rule is flagged":  {usual, usual, []string{"x,a,3,2,,", "y,a,3,,,"}, anlan.BatchLanded, "", "x|part_of_total y|total_missing", ""},
		"a rule rejects":     {usual, usual, []string{"x,a,1,2,2026-10-03,2026-10-01"}, anlan.BatchLanded, "12:closed:range", "", ""},
		"few enough":         {usual, usual, []string{"x,a,1,2,,2026-10-01"}, anlan.BatchLanded, "12:opened:required", "", ""},
		"too many":           {usual, usual, []string{"x,a,1,2,,2026-10-01", "y,a,1,2,,2026-10-01"}, anlan.BatchHeld, "", "", "2 of 12 rows break open_known, more than 10%"},
		"a column holds":     {"mustBeLessOrEqualTo: 5, unit: percent, severity: hold", usual, []string{"x,c,1,2,,"}, anlan.BatchHeld, "", "", "1 of 11 rows break kind, more than 5%"},
		"a column within":    {"mustBeLessOrEqualTo: 20, unit: percent, severity: hold", usual, []string{"x,c,1,2,,"}, anlan.BatchLanded, "12:kind:code_list", "", ""},
		"a column holds all": {"mustBe: 0, severity: hold", usual, []string{"x,c,1,2,,"}, anlan.BatchHeld, "", "", "1 of 11 rows break kind, more than 0%"},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := LoadContract("graded.yaml", strings.NewReader(graded(c.kind, c.count, gradedRules)))
			if err != nil {
				t.Fatal(err)
			}
			city := newCity(t)
			file := city.file("graded_2026-11-01.csv", gradedRows(c.rows...))
			b, err := Land(context.Background(), city.lake, []Source{{Dataset: "graded", Contract: k, Files: []string{file}}}, Options{Landing: city.zone, Levels: cityLevels, Now: night})
			if (err != nil) != (c.status == anlan.BatchHeld) || len(b) != 1 {
				t.Fatal(b, err)
			}
			if b[0].Status != c.status || !strings.Contains(b[0].Note, c.note) || b[0].Received != int64(10+len(c.rows)) {
				t.Errorf("%+v, want %s with %q", b[0], c.status, c.note)
			}
			if c.status == anlan.BatchHeld {
				return
			}
			if got := city.rejects(b[0]); got != c.rejects {
				t.Errorf("rejects %s, want %s", got, c.rejects)
			}
			if got := city.query("SELECT id, _rule_flags FROM graded WHERE _rule_flags IS NOT NULL ORDER BY 1"); got != c.flags {
				t.Errorf("flags %s, want %s", got, c.flags)
			}
			if got := city.query("SELECT count(*) FROM graded WHERE kind NOT IN ('a', 'b') OR part < 0"); got != "0" {
				t.Errorf("%s cells landed that are not as the column says", got)
			}
		})
	}
}

func TestSeverityRefusals(t *testing.T) {
	const usual = "mustBe: 0, severity: reject"
	for _, c := range [][3]string{
		{"mustBe: 1", "", "wants mustBe: 0"},
		{"mustBeLessOrEqualTo: 5", "", "unit: percent and severity: hold"},
		{"mustBeLessOrEqualTo: 5, unit: percent, severity: flag", "", "severity: hold"},
		{"mustBe: 0, severity: perhaps", "", "not one of reject, flag, hold"},
		{usual, "      - {type: custom, engine: anlan, severity: flag, implementation: {partWhole: [[part, total]]}}\n", "wants a name"},
		{usual, "      - {name: x, type: custom, engine: anlan, implementation: {partWhole: [[part, total]], holdAbovePercent: 5}}\n", "severity: hold"},
		{"mustBe: 0, severity: flag", "      - {name: kind_invalid, type: custom, engine: anlan, implementation: {when: part, empty: total}}\n", "flag kind_invalid stands twice"},
	} {
		text := graded(c[0], usual, "    quality:\n      - {type: custom, engine: anlan, implementation: {volume: {enabled: false}}}\n"+c[1])
		if _, err := LoadContract("graded.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%q: %v, want %q", c, err, c[2])
		}
	}
	text := strings.Replace(graded(usual, usual, ""), "primaryKey: true}", "primaryKey: true, quality: [{metric: invalidValues, mustBe: 0, severity: flag}]}", 1)
	if _, err := LoadContract("graded.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "cannot be flagged") {
		t.Errorf("a key is flagged: %v", err)
	}
}
