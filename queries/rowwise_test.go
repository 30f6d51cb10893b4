package queries

import (
	"strings"
	"testing"
)

// Every fact of the house is its landed table row by row, so that its sums can
// be kept by partition.
func TestFactsGoRowByRow(t *testing.T) {
	tables := map[string][]string{}
	all, err := read(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		for _, d := range q.Depends {
			if _, ok := all[d]; !ok {
				tables[d] = nil
			}
		}
	}
	set, err := Load(Builtin(), tables)
	if err != nil {
		t.Fatal(err)
	}
	facts := 0
	for _, q := range set.Queries {
		if !strings.HasPrefix(q.Name, "fct_") {
			continue
		}
		facts++
		b := set.Base(q.Name)
		if !b.RowWise || len(b.Queries) != 2 || len(b.Beside) != 1 || b.Beside[0] != "dim_area_bridge" {
			t.Errorf("%s: %+v", q.Name, b)
		}
	}
	if facts < 30 {
		t.Errorf("%d facts", facts)
	}
	if b := set.Base("dim_area_bridge"); b.RowWise || b.Table != "area" {
		t.Errorf("the bridge numbers versions of areas against each other: %+v", b)
	}
	if b := set.Base("hotline_ticket"); !b.RowWise || b.Table != "hotline_ticket" || len(b.Queries) != 0 {
		t.Errorf("a landed table: %+v", b)
	}
}

func TestRowWise(t *testing.T) {
	for body, want := range map[string]bool{
		"select a, coalesce(b, 0) as b from base":                                                         true,
		"select x.a, s.n from base x left join side s on s.a = x.a where x.b > 0":                         true,
		"with p as (select a, b from base) select a, case when b in (1, 2) then b end as b from p":        true,
		"with p as (select a from base) select p.a from p left join p q on p.a = q.a":                     false,
		"select a, count(*) as n from base group by a":                                                    false,
		"select a, row_number() over (partition by b order by c) as n from base":                          false,
		"select distinct a from base":                                                                     false,
		"select sum(a) as a from base":                                                                    false,
		"select a from base union all select a from base":                                                 false,
		"select base.a from base":                                                                         true,
		"select a, base from base":                                                                        false,
		"select x.base from base x":                                                                       false,
		"select s.a from side s left join base b on s.a = b.a":                                            false,
		"select s.a from side s right join base b on s.a = b.a":                                           false,
		"select x.a from base x, base y":                                                                  false,
		"select x.a from base as x, side as y":                                                            false,
		"select a from base where a > (select max(a) from base)":                                          false,
		"select a from base where a not in (select a from side)":                                          false,
		"select a from base order by a limit 10":                                                          false,
		"with p as (select a from base), q as (select a from side) select p.a from p left join q on true": false,
		"select my_function(a) as a from base":                                                            false,
	} {
		q := Query{Body: body, Depends: []string{"base", "side"}}
		if got := rowWise(q); got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

// A relation that reads its own table beside cannot be cut.
func TestBaseThatReadsItselfBeside(t *testing.T) {
	set := &Set{Queries: []Query{
		{Name: "peak", Depends: []string{"visit"}, Body: "select area_code, max(n) as n from visit group by area_code"},
		{Name: "fct_visit", Depends: []string{"visit", "peak"}, Body: "select v.area_code, v.n, p.n as most from visit v left join peak p on p.area_code = v.area_code"},
	}}
	if b := set.Base("fct_visit"); b.RowWise || b.Table != "visit" {
		t.Errorf("%+v", b)
	}
}

func TestCarry(t *testing.T) {
	for body, want := range map[string]string{
		"select a, b from base": "select a, b , n from base",
		"with p as (\n  select coalesce(s.a, x.a) as c, x.*\n  from base x left join side s on s.a = x.a\n)\nselect a, substr(a, 1, 2) as d -- from here\nfrom p": "with p as (\n  select coalesce(s.a, x.a) as c, x.*\n  from base x left join side s on s.a = x.a\n)\nselect a, substr(a, 1, 2) as d -- from here\n, n from p",
		"select a * 2 as a, 'from' as f from base": "select a * 2 as a, 'from' as f , n from base",
		"select * from base":                       "select * from base",
	} {
		if got := (Query{Body: body}).Carry("n").Body; got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
}
