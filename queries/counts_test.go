package queries

import (
	"strings"
	"testing"
	"testing/fstest"
)

// The counts of the house stand on facts whose sums can be kept by part.
func TestCountsOfTheHouse(t *testing.T) {
	n := 0
	set := builtin(t)
	for _, q := range set.Queries {
		if !q.Counts() {
			continue
		}
		n++
		if !set.Base(q.Depends[0]).RowWise {
			t.Errorf("%s counts what is not row by row", q.Name)
		}
		if set.Base(q.Name).RowWise {
			t.Errorf("%s is sums, and passes for rows", q.Name)
		}
	}
	if n == 0 {
		t.Error("nothing is counted")
	}
}

func TestCounts(t *testing.T) {
	contract := func(adds, body string) fstest.MapFS {
		return fstest.MapFS{"facts/visit_day.sql": {Data: []byte(`/* @anlan
name: visit_day
zh: 走访日件数
en: Visits by day
grain: one day
owner: city
depends: [visit]
adds: ` + adds + `
columns:
  - {name: day, type: date, zh: 日期, en: the day}
  - {name: visits, type: bigint, zh: 件数, en: how many}
*/
` + body)}}
	}
	good := "select day, 1 as visits from visit\nunion  all -- and back\nselect until, case when gone then 1 end from visit where until in (select_day, day)"
	set, err := Load(contract("[visits]", good), map[string][]string{"visit": nil})
	if err != nil {
		t.Fatal(err)
	}
	q, _ := set.Query("visit_day")
	kept, err := q.KeptSQL(DuckDB, nil, "x_part", "some_visits")
	if err != nil {
		t.Fatal(err)
	}
	sums := "  day,\n  cast(sum(visits) as bigint) as visits\nfrom "
	for what, texts := range map[string][2]string{
		"its own":   {q.Body, "with added as (\n" + good + "\n)\nselect\n" + sums + "added\ngroup by day\nhaving sum(visits) <> 0"},
		"of parts":  {kept, "with added as (\nselect day, 1 as visits , x_part from some_visits\nunion  all -- and back\nselect until, case when gone then 1 end , x_part from some_visits where until in (select_day, day)\n)\nselect\n  x_part,\n" + sums + "added\ngroup by x_part, day\nhaving sum(visits) <> 0"},
		"over sums": {q.SumSQL("held"), "select\n" + sums + "held\ngroup by day\nhaving sum(visits) <> 0"},
	} {
		if texts[0] != texts[1] {
			t.Errorf("%s:\n%s\nwant\n%s", what, texts[0], texts[1])
		}
	}
	if got := q.Reads([]string{"back", "day", "until", "gone", "guests"}); strings.Join(got, " ") != "day until gone" {
		t.Errorf("it reads %v", got)
	}
	for what, fs := range map[string]fstest.MapFS{
		"a column it has not":  contract("[guests]", good),
		"no key":               contract("[visits, day]", good),
		"rows made one":        contract("[visits]", "select day, 1 as visits from visit union select day, 1 from visit"),
		"sums of its own":      contract("[visits]", "select day, count(*) as visits from visit group by day"),
		"another relation":     contract("[visits]", "select day, 1 as visits from visit union all select day, 1 from other"),
		"a union in a bracket": contract("[visits]", "select day, 1 as visits from (select day from visit union all select day from visit) as v"),
	} {
		if _, err := Load(fs, map[string][]string{"visit": nil, "other": nil}); err == nil {
			t.Errorf("%s: loaded", what)
		} else {
			t.Log(what, err)
		}
	}
}
