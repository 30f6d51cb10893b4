package indicators

import (
	"fmt"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/queries"
)

// wholeCity has the tables of every contract, as a lake would make them, empty.
func wholeCity(t *testing.T) city {
	t.Helper()
	c := newCity(t)
	duck := map[string]string{"int32": "integer", "int64": "bigint", "float64": "double"}
	for _, name := range etl.BuiltinNames() {
		k, err := etl.Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		for _, p := range k.Kept() {
			typ := p.Type
			if d := duck[typ]; d != "" {
				typ = d
			}
			columns = append(columns, p.Name+" "+typ)
		}
		c.exec("create table " + name + " (" + strings.Join(columns, ", ") + ")")
	}
	made, err := queries.Computed() // what marts rest on beside the data sets
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range made {
		var columns []string
		for _, col := range q.Columns {
			columns = append(columns, col.Name+" "+col.Type)
		}
		c.exec("create table " + q.Name + " (" + strings.Join(columns, ", ") + ")")
	}
	return c
}

func compileWhole(t *testing.T, c city, d queries.Dialect) *Plan {
	t.Helper()
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	set := c.build(china, day("2026-10-21"))
	if len(set.Dropped) > 0 {
		t.Errorf("queries left out: %v", set.Dropped)
	}
	cover := map[string]Span{}
	for _, name := range etl.BuiltinNames() {
		cover[name] = Span{First: day("2025-01-01"), Last: day("2026-12-31")}
		if name != "area" && name != "department" && f.Facts[name] == "" {
			t.Errorf("no query puts %s on today's areas", name)
		}
	}
	p, err := f.Compile(CompileInput{Tables: set.Tables(), Levels: china, Ends: ends("2026-10-21"), Coverage: cover, Dialect: d})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Where every data set is at hand, every indicator can be computed.
func TestEveryIndicatorCompiles(t *testing.T) {
	for _, d := range queries.Dialects() {
		p := compileWhole(t, wholeCity(t), d)
		if len(p.Used) != 133 || len(p.Skipped) > 0 {
			t.Errorf("%s: %d used, want 133; skipped %v", d, len(p.Used), p.Skipped)
		}
	}
}

// What only the reports ask for: a share of a sum, a range, a pattern, a
// number that is the smaller of two, and what stands at two levels at once.
func TestReportsByHand(t *testing.T) {
	c := wholeCity(t)
	c.exec(`insert into area (area_code, area_level, area_type, parent_code, valid_from, valid_to, successor_code) values
		('6299', '1', '01', null, '2020-01-01', null, null), ('629902', '2', '11', '6299', '2020-01-01', null, null),
		('629902001', '3', '21', '629902', '2020-01-01', null, null), ('629902001001', '4', '31', '629902001', '2020-01-01', null, null),
		('629902001001001', '5', '41', '629902001001', '2020-01-01', '2026-06-01', '629902001001003'),
		('629902001001002', '5', '41', '629902001001', '2020-01-01', '2026-06-01', '629902001001003'),
		('629902001001003', '5', '41', '629902001001', '2026-06-01', null, null)`)
	// Before the merger two grids were staffed: they add up under one code.
	c.exec(`insert into grid_staff_month (area_code, stat_month, grid_kind, is_urban, households, staff_full, staff_part, has_leader, has_police) values
		('629902001001001', '2026-05-01', '41', true, 300, 1, 0, true, true), ('629902001001002', '2026-05-01', '41', true, 501, 0, 0, true, false),
		('629902001001003', '2026-09-01', '41', true, 801, 2, 1, true, true)`)
	c.exec(`insert into grid_day (area_code, stat_date, patrols, household_visits, valid_info, solved) values
		('629902001001001', '2026-09-01', 2, 5, 0, 0), ('629902001001002', '2026-09-01', 2, 4, 1, 0), ('629902001001003', '2026-09-02', 3, 9, 0, 0)`)
	c.exec(`insert into care_service_month (area_code, stat_month, group_code, target, served) values
		('629902', '2026-09-01', 'P1', 10, 7), ('629902', '2026-09-01', '01', 100, 40), ('629902', '2026-09-01', '05', 20, 20)`)
	c.exec(`insert into justice_stat_month (area_code, stat_month, item, num, den) values
		('629902', '2026-09-01', 'J03', 3, 2), ('629902', '2026-08-01', 'J05', 1, 4)`)
	c.exec(`insert into governance_center_quarter (center_id, area_code, center_level, quarter, is_operating, posts, staff, received, closed_on_time, star) values
		('a', '629902', '2', '2026-07-01', true, 5, 7, 10, 9, '3'), ('b', '629902001', '3', '2026-07-01', true, 4, 3, 20, 20, '0'), ('c', '629902001001', '4', '2026-07-01', false, null, 2, 0, 0, '0')`)
	c.exec(`insert into legal_service_month (area_code, row_level, stat_month, villages_total, villages_with_adviser, aid_applied, aid_decided_on_time) values
		('629902', '2', '2026-09-01', null, null, 8, 6), ('629902001', '3', '2026-09-01', 9, 9, null, null)`)
	c.exec(`insert into quality_check (check_id, area_code, product, check_date, is_random, batches, passed, fail_due, fail_done) values
		('a', '629902001', '01', '2026-09-01', true, 10, 9, '2026-09-20', '2026-09-19'), ('b', '629902', '01', '2026-09-02', false, 10, 10, null, null), ('c', '629902', '02', '2026-09-02', true, 4, 3, '2026-09-20', '2026-09-21')`)
	got := map[string]string{}
	for _, m := range c.run(compileWhole(t, c, queries.DuckDB)) {
		got[m.Indicator+" "+m.Area+" "+m.Period] = figure(m)
	}
	for key, want := range map[string]string{
		"JC08 6299 2026-05":   "1 / 2",
		"JC08 6299 2026-09":   "0 / 1",
		"JC07 629902 2026-05": "1 / 2",
		"JC09 6299 2026-09":   "2 / 3",
		"JC13 6299 2026-09":   "0 / 1", // three rows of two old grids and the new one: one grid today, and it reported
		"BM11 629902 2026-09": "7 / 10",
		"BM12 629902 2026-09": "60 / 120",
		"SZ02 629902 2026-09": "2 / 2", // solved may be more than recorded: never more than all
		"FZ09 629902 2026-09": "1 / 4",
		"JC03 6299 2026-09":   "8 / 9", // a surplus in one centre is no match for a gap in another
		"JC05 6299 2026-09":   "1 / 1",
		"FZ01 629902 2026-09": "9 / 9",
		"FZ03 6299 2026-09":   "6 / 8",
		"GA15 6299 2026-09":   "9 / 10",
		"GA16 6299 2026-09":   "1 / 2",
	} {
		if got[key] != want {
			t.Errorf("%s: got %q, want %q", key, got[key], want)
		}
	}
}

func figure(m anlan.Measure) string {
	if m.Num == nil || m.Den == nil {
		return "-"
	}
	return fmt.Sprintf("%v / %v", *m.Num, *m.Den)
}
