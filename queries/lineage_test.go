package queries

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/anlan-lake/anlan"
)

// Every column of every query is resolved to columns that exist, down to the
// landed tables; those without a source are known to be constants.
func TestLineageOfTheHouse(t *testing.T) {
	set := builtin(t)
	lineage, err := set.Lineage()
	if err != nil {
		t.Fatal(err)
	}
	columns := set.Tables()
	made, err := Computed()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range made {
		columns[q.Name] = nil
		for _, c := range q.Columns {
			columns[q.Name] = append(columns[q.Name], c.Name)
		}
	}
	var constants []string
	for name, byColumn := range lineage {
		if _, hasRows := byColumn["*"]; hasRows && len(byColumn) != len(columns[name])+1 {
			t.Errorf("%s: %d of %d columns have lineage", name, len(byColumn), len(columns[name]))
		}
		for column, sources := range byColumn {
			if _, isQuery := set.Query(name); isQuery && len(sources) == 0 {
				constants = append(constants, name+"."+column)
			}
			for _, s := range sources {
				if s.Column == "*" || s.Table == "indicator" || s.Table == "batch" || columns[s.Table] == nil {
					continue
				}
				if !slices.Contains(columns[s.Table], s.Column) {
					t.Errorf("%s.%s is made from %s.%s, which does not exist", name, column, s.Table, s.Column)
				}
			}
		}
	}
	slices.Sort(constants)
	if got, want := strings.Join(constants, " "), "daily_flash.figure day_dispute.figure day_grid_event.figure day_ticket.figure request_month.source series_area.series series_day.series series_week.series series_week_below.series"; got != want {
		t.Errorf("constants\n%s\nwant\n%s", got, want)
	}
}

// Text by text, what a column is made from.
func TestLineage(t *testing.T) {
	for body, want := range map[string]string{
		"select x as a, t.y as b from raw t": "raw.x | raw.y",
		"with c as (select r.*, row_number() over (partition by x order by y desc) as n from raw r) select n as a, z as b from c":                  "raw.x raw.y | raw.z",
		"select count(*) as a, sum(q) filter (where p in (1, 2)) as b from raw where w > 1 group by q":                                             "raw.* | raw.q raw.p",
		"select 'x' as a, cast(null as varchar) as b from raw":                                                                                     " | ",
		"select x as a, y as b from raw union all select z, cast(v as decimal(18, 2)) from raw":                                                    "raw.x raw.z | raw.y raw.v",
		"select case when t.x > :end - interval '3' day then @day(t.y) end as a, l.n as b from raw t join (values (1, 2)) as l(n, m) on l.m = t.x": "raw.x raw.y | ",
		"select a, s.b from (select x as a, y as b from raw) as s left join raw r on r.x = s.a":                                                    "raw.x | raw.y",
		"select timestamp '2026-01-01' as a, substr(x, 1, :len_city) as b from raw":                                                                " | raw.x",
	} {
		contract := "/* @anlan\nname: m\nzh: m\nen: m\ngrain: g\nowner: o\ndepends: [raw]\ncolumns:\n  - {name: a, type: varchar, zh: a, en: a}\n  - {name: b, type: varchar, zh: b, en: b}\n*/\n"
		set, err := Load(fstest.MapFS{"marts/m.sql": &fstest.MapFile{Data: []byte(contract + body)}}, map[string][]string{"raw": nil})
		if err != nil {
			t.Fatal(err)
		}
		lineage, err := set.Lineage()
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		var got []string
		for _, c := range []string{"a", "b"} {
			var s []string
			for _, x := range lineage["m"][c] {
				s = append(s, fmt.Sprintf("%s.%s", x.Table, x.Column))
			}
			got = append(got, strings.Join(s, " "))
		}
		if g := strings.Join(got, " | "); g != want {
			t.Errorf("%s:\n got %q\nwant %q", body, g, want)
		}
	}
}

func TestLineageRefuses(t *testing.T) {
	for _, body := range []string{"select x as a from raw", "select t.x as a, r.y as b from raw t", "select x as a, y as b from other", "select zz as a, (select 1) as b from raw", "select nosuch as a, x as b from raw"} {
		contract := "/* @anlan\nname: m\nzh: m\nen: m\ngrain: g\nowner: o\ndepends: [raw]\ncolumns:\n  - {name: a, type: varchar, zh: a, en: a}\n  - {name: b, type: varchar, zh: b, en: b}\n*/\n"
		set, err := Load(fstest.MapFS{"marts/m.sql": &fstest.MapFile{Data: []byte(contract + body)}}, map[string][]string{"raw": {"x", "y", "zz"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := set.Lineage(); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: want Invalid, got %v", body, err)
		}
	}
}
