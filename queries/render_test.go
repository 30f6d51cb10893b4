package queries

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

var dump = flag.String("dump", "", "folder to write queries.jsonl to: every statement for every engine")

// landed are the data sets that have a contract, each with all its columns.
func landed() map[string][]string {
	tables := map[string][]string{}
	for _, name := range etl.BuiltinNames() {
		tables[name] = nil
	}
	made, err := Computed()
	if err != nil {
		panic(err)
	}
	for _, q := range made {
		tables[q.Name] = nil
	}
	return tables
}

func builtin(t *testing.T) *Set {
	t.Helper()
	set, err := Load(Builtin(), landed())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Every statement of the house renders for every engine, with nothing of the
// house's own spelling left over.
func TestRenderedForEveryEngine(t *testing.T) {
	set := builtin(t)
	p := AreaParams(anlan.Levels{4, 6, 9, 12, 15}, time.Date(2026, 10, 21, 0, 0, 0, 0, time.UTC))
	var lines []byte
	for _, q := range set.Queries {
		for _, d := range Dialects() {
			sql, err := q.Render(d, p)
			if err != nil {
				t.Errorf("%s: %v", d, err)
				continue
			}
			for _, mark := range []string{"@", ":end", ":len"} {
				if strings.Contains(sql, mark) {
					t.Errorf("%s in %s: %q is left in the statement", q.Name, d, mark)
				}
			}
			line, err := json.Marshal(map[string]string{"name": q.Name, "dialect": string(d), "sql": sql})
			if err != nil {
				t.Fatal(err)
			}
			lines = append(append(lines, line...), '\n')
		}
	}
	if *dump != "" {
		if err := os.WriteFile(filepath.Join(*dump, "queries.jsonl"), lines, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRender(t *testing.T) {
	p := Params{"end": time.Date(2026, 10, 21, 0, 0, 0, 0, time.UTC), "n": 6, "name": "o'clock"}
	for _, c := range []struct{ in, duckdb, trino, spark string }{
		{"x < :end", "x < timestamp '2026-10-21 00:00:00'", "x < timestamp '2026-10-21 00:00:00'", "x < timestamp_ntz '2026-10-21 00:00:00'"},
		{"substr(a, 1, :n)", "substr(a, 1, 6)", "substr(a, 1, 6)", "substr(a, 1, 6)"},
		{"':end' || :name -- :end @x", "':end' || 'o''clock' -- :end @x", "':end' || 'o''clock' -- :end @x", "':end' || 'o''clock' -- :end @x"},
		{"@add_days(@day(t), -1)", "cast(cast(t as date) + to_days(-1) as date)", "date_add('day', -1, cast(t as date))", "date_add(cast(t as date), -1)"},
		{"@minutes_between(a, b) / 1440e0", "date_diff('minute', a, b) / 1440e0",
			"date_diff('minute', date_trunc('minute', a), date_trunc('minute', b)) / 1440e0",
			"timestampdiff(minute, date_trunc('minute', a), date_trunc('minute', b)) / 1440e0"},
		{"@median(x) filter (where a in (1, 2))", "median(x) filter (where a in (1, 2))", "", "median(x) filter (where a in (1, 2))"},
		{"@median(x)", "median(x) filter (where true)", "", "median(x) filter (where true)"},
		{"@week_start(d)", "cast(date_trunc('week', d) as date)", "cast(date_trunc('week', d) as date)", "cast(date_trunc('week', d) as date)"},
		{"@days_between(a, b)", "date_diff('day', cast(a as date), cast(b as date))", "date_diff('day', cast(a as date), cast(b as date))", "datediff(cast(b as date), cast(a as date))"},
		{"@timestamp('2026-01-01')", "timestamp '2026-01-01'", "timestamp '2026-01-01'", "timestamp_ntz '2026-01-01'"},
		{"@text(x)", "cast(x as varchar)", "cast(x as varchar)", "cast(x as string)"},
	} {
		for d, want := range map[Dialect]string{DuckDB: c.duckdb, Trino: c.trino, Spark: c.spark} {
			got, err := Render(c.in, d, p)
			if err != nil || want != "" && got != want {
				t.Errorf("%s in %s: got %q, %v; want %q", c.in, d, got, err, want)
			}
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	for _, sql := range []string{":nothing", "@nothing(x)", "@day(a, b)", "@day(a", "x::date", "@day"} {
		if got, err := Render(sql, DuckDB, nil); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%q rendered as %q, %v: want Invalid", sql, got, err)
		}
	}
	if _, err := Render("@day(x)", "mysql", nil); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("an unknown engine is Invalid, got %v", err)
	}
	if _, err := Render(":p", DuckDB, Params{"p": []int{1}}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a parameter that is no value is Invalid, got %v", err)
	}
}
