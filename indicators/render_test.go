package indicators

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/queries"
)

var dump = flag.String("dump", "", "folder to write indicators.jsonl to: every statement of the plan for every engine")

// allTables pretends that every data set of a framework is there.
func allTables(f *Framework) map[string][]string {
	tables := map[string][]string{"dim_area": {"area_code"}}
	var terms []Term
	for _, i := range f.Indicators {
		terms = append(terms, i.Numerator)
		if i.Denominator != nil {
			terms = append(terms, *i.Denominator)
		}
	}
	for _, a := range f.Adequacy {
		terms = append(append(terms, a.Requests...), a.Problem, a.Answers, a.Population)
	}
	for _, t := range terms {
		columns := append(columnsOf(t.Expr), "area_code", "stat_month")
		if !strings.HasPrefix(t.Time, "@") {
			columns = append(columns, t.Time)
		}
		tables[t.Table] = append(tables[t.Table], columns...)
	}
	return tables
}

// All 133 indicators compile for every engine once their data sets are there.
func TestRenderedForEveryEngine(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	tables := allTables(f)
	cover := map[string]Span{}
	for name := range tables {
		cover[name] = Span{First: day("2021-11-01"), Last: day("2026-10-31")}
	}
	var lines []byte
	for _, d := range queries.Dialects() {
		p, err := f.Compile(CompileInput{Tables: tables, Levels: china, Ends: ends("2026-10-21"), Coverage: cover, Dialect: d})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Used) != 133 || len(p.Skipped) != 0 {
			t.Errorf("%s: %d used, %d skipped: %v", d, len(p.Used), len(p.Skipped), p.Skipped)
		}
		draft, err := f.DraftAdequacy(CompileInput{Tables: tables, Levels: china, Ends: ends("2026-10-21"), Coverage: cover, Dialect: d})
		if err != nil {
			t.Fatal(err)
		}
		q, err := draft.Plan(nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(q.Used) != 12 || len(q.Skipped) != 0 {
			t.Errorf("%s: %d terms of adequacy used, %d skipped: %v", d, len(q.Used), len(q.Skipped), q.Skipped)
		}
		statements := append(p.Statements, Statement{Name: "measure", SQL: p.Final})
		statements = append(append(statements, q.Statements...), Statement{Name: "adequacy", SQL: q.Final})
		for _, s := range statements {
			for _, mark := range []string{"@", ":end"} {
				if strings.Contains(s.SQL, mark) {
					t.Errorf("%s in %s: %q is left in the statement", s.Name, d, mark)
				}
			}
			line, err := json.Marshal(map[string]string{"name": s.Name, "dialect": string(d), "sql": s.SQL})
			if err != nil {
				t.Fatal(err)
			}
			lines = append(append(lines, line...), '\n')
		}
	}
	if *dump != "" {
		if err := os.WriteFile(filepath.Join(*dump, "indicators.jsonl"), lines, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
