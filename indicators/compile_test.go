package indicators

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// smallCity is a city of two counties and three townships with few enough rows to
// count by hand.
func smallCity(t *testing.T) city {
	c := newCity(t)
	c.exec(`create table dim_area as select *, date '2020-01-01' as first_from, true as is_current from (values
		('6299', 1), ('629902', 2), ('629903', 2), ('629902001', 3), ('629902002', 3), ('629903001', 3), ('629902001001', 4)) a(area_code, area_level)`)
	c.exec(`insert into dim_area values ('629903002', 3, date '2026-10-10', true), ('629903003', 3, date '2020-01-01', false)`)
	c.exec(`create table dispute_case as select area_code, cast(reg as timestamp) as register_time, cast(acc as timestamp) as accept_time, cast(resp as timestamp) as first_response_time,
		cast(due as timestamp) as due_time, cast(clo as timestamp) as close_time, status, cast(rev as timestamp) as revisit_time, revisit_resolved, reject_code,
		cast(onsite as boolean) as is_onsite, cast(rep as boolean) as is_repeat, cast(reopen as integer) as reopen_count, channel, '01' as scale, null::varchar as risk_level, '4' as handle_level
	from (values
		('629902001001', '2026-09-01 08:00', '2026-09-01 09:00', '2026-09-01 20:00', '2026-09-20', '2026-09-11 09:00', '04', '2026-09-12', '1', null, null, false, 0, '04'),
		('629902001',    '2026-09-05 00:00', '2026-09-05 00:00', '2026-09-07 00:00', '2026-09-25', '2026-09-09 00:00', '04', '2026-09-12', '3', null, false, true, 0, '01'),
		('629902',       '2026-09-10 00:00', null, null, '2026-09-30 23:59', null, '02', null, null, null, null, null, null, '01'),
		('629903001',    '2026-09-02 00:00', '2026-09-02 00:00', '2026-09-02 00:00', '2026-09-15', '2026-10-05 00:00', '04', null, null, null, false, false, 1, '05'),
		('629903001',    '2026-08-20 00:00', '2026-08-20 00:00', null, '2026-09-30', '2026-08-25 00:00', '07', null, null, '04', null, null, null, '01'),
		('629902001',    '2026-09-28 00:00', null, null, '2026-10-10', null, '02', null, null, null, null, null, null, '01')
	) d(area_code, reg, acc, resp, due, clo, status, rev, revisit_resolved, reject_code, onsite, rep, reopen, channel)`)
	c.exec(`create table area_profile as select * from (values
		('6299', date '2026-08-01', 50000), ('6299', date '2026-09-01', 51000), ('6299', date '2026-10-01', 52000),
		('629902', date '2026-09-01', 30000), ('629903', date '2026-10-01', 20000), ('629902001', date '2026-08-01', 12000)) p(area_code, stat_month, resident_pop)`)
	c.exec(`create table police_stat_day as select *, 0.5::decimal(18,2) as loss, 0.25::decimal(18,2) as loss_stopped, incidents as responded, 0 as responded_in_time, 1 as transferred_mediation from (values
		('629902001', date '2026-09-10', '02', 3, 5), ('629902002', date '2026-09-30', '02', 4, 0), ('629903001', date '2026-08-31', '10', 7, 0)) p(area_code, stat_date, police_cat, incidents, solved)`)
	c.exec(`create table survey_response as select *, 4 as q_procurator, 2 as q_court, null::integer as q_justice from (values
		('629902001', date '2026-09-10', 1.5::double, 4, 2), ('629902001', date '2026-08-10', 0.5::double, 3, 3), ('629902002', date '2025-12-01', 1.0::double, 5, null::integer)) s(area_code, survey_date, weight, q_night, q_police)`)
	c.exec(`create table petition_item as select * from (values
		('629902', date '2026-01-05', true, '1'), ('629902', date '2026-01-06', true, '2'), ('629903', date '2026-01-07', false, '1')) s(area_code, receive_date, is_backlog, outcome)`)
	c.exec(`create table grid_day as select * from (values
		('629902001001001', date '2026-09-01', 0), ('629902001001001', date '2026-09-02', 0), ('629902001001002', date '2026-09-02', 3), ('629902001001002', date '2026-09-03', 0), ('629903001001001', date '2026-09-03', 0)) g(area_code, stat_date, valid_info)`)
	return c
}

func compileSmall(t *testing.T, c city) (*Plan, map[string]string) {
	t.Helper()
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	return compileOver(t, c, f)
}

// draftOver drafts a framework for a closed and the running month of a city.
func draftOver(t *testing.T, c city, f *Framework) *Draft {
	t.Helper()
	long := Span{First: day("2025-06-01"), Last: day("2026-10-20")}
	d, err := f.Draft(CompileInput{
		Tables: c.tables(), Levels: china, Dialect: queries.DuckDB,
		Ends: []PeriodEnd{{Period: "2026-09", End: day("2026-10-01"), Final: true}, {Period: "2026-10", End: day("2026-10-21"), Final: false}},
		Coverage: map[string]Span{
			"dispute_case":    {First: day("2026-07-01"), Last: day("2026-10-20")},
			"police_stat_day": long, "petition_item": long, "grid_day": long,
			"survey_response": {First: day("2025-10-01"), Last: day("2026-09-30")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compileOver(t *testing.T, c city, f *Framework) (*Plan, map[string]string) {
	t.Helper()
	p, err := draftOver(t, c, f).Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	return p, measuresOf(t, c, p)
}

// measuresOf runs a plan and gives its measures by indicator, area and period.
func measuresOf(t *testing.T, c city, p *Plan) map[string]string {
	t.Helper()
	figure := func(f *float64) string {
		if f == nil {
			return "-"
		}
		return strconv.FormatFloat(*f, 'g', -1, 64)
	}
	got := map[string]string{}
	for _, m := range c.run(p) {
		key := m.Indicator + " " + m.Area + " " + m.Period
		if got[key] != "" {
			t.Errorf("%s stands twice", key)
		}
		got[key] = figure(m.Num) + " / " + figure(m.Den) + " n " + figure(m.N)
	}
	return got
}

// Every shape of expression, counted by hand from the rows above.
func TestCompileByHand(t *testing.T) {
	p, got := compileSmall(t, smallCity(t))
	for key, want := range map[string]string{
		// A count that looks at :end, over what fell due. Two of the three that
		// fell due in 629902 were settled, and one of them was denied.
		"MD01 6299 2026-09":      "1 / 4 n 4",
		"MD01 629902 2026-09":    "1 / 3 n 3", // the case known to the county alone counts
		"MD01 629903 2026-09":    "0 / 1 n 1", // settled after the end; the merged one left out
		"MD01 629902001 2026-09": "1 / 2 n 2", // three months, and the village's case
		"MD01 629902002 2026-09": "0 / 0 n 0", // covered and nothing fell due: zero
		"MD01 629902001 2026-10": "1 / 3 n 3",
		"MD01 629903 2026-10":    "0 / 0 n 0", // 21 September to 20 October: the merged one alone, left out
		// Plain counts with a filter, windows by level.
		"MD05 629902 2026-09":    "1 / 4 n 4",
		"MD05 629902001 2026-09": "1 / 3 n 3",
		"MD19 6299 2026-09":      "2 / 2 n 2",
		"MD02 629902001 2026-09": "- / - n -", // six months are not covered
		"MD02 629902 2026-09":    "1 / 2 n 2",
		"MD06 6299 2026-09":      "- / - n -", // nor are twelve
		// Medians do not add up: 10 and 4 days.
		"MD04 629902 2026-09": "7 / - n 2",
		"MD04 6299 2026-09":   "7 / - n 2",
		"MD04 629903 2026-09": "- / - n 0",
		"MD04 629903 2026-10": "33 / - n 1",
		// Stocks at the end.
		"MD07 6299 2026-09":      "2 / 3 n 3",
		"MD07 629902 2026-09":    "1 / 2 n 2",
		"MD07 629902001 2026-09": "0 / 1 n 1",
		"MD07 629903 2026-10":    "0 / 0 n 0",
		"MD07 629902001 2026-10": "1 / 1 n 1",
		"SQ07 629902 2026-09":    "1 / 2 n 2",
		// The smaller of two sums is taken after they are added up.
		"SZ08 629902001 2026-09": "3 / 3 n 3",
		"SZ08 629902002 2026-09": "0 / 4 n 4",
		"SZ08 629902 2026-09":    "5 / 7 n 7",
		"SZ08 629903 2026-09":    "- / - n -", // no row of these categories
		// Sums with coalesce are 0 where there is no row, others are absent.
		"SZ15 6299 2026-09":   "0 / - n -",
		"SZ15 629903 2026-10": "0 / - n -",
		// The newest population of exactly that area before the end.
		"SZ06 6299 2026-09":      "7 / 51000 n 51000",
		"SZ06 6299 2026-10":      "7 / 52000 n 52000",
		"SZ06 629902001 2026-09": "3 / 12000 n 12000",
		"SZ06 629903 2026-09":    "0 / - n -",
		"SZ06 629903 2026-10":    "0 / 20000 n 20000",
		"MD08 6299 2026-09":      "- / 51000 n 51000",
		// Weighted shares; a township has twelve months.
		"SZ16 629902 2026-09":    "1.5 / 2 n 2",
		"SZ16 629902002 2026-09": "1 / 1 n 1",
		"SZ16 629903 2026-09":    "0 / - n -",
		"SZ16 629902 2026-10":    "- / - n -", // answers do not reach that far yet
		// Sums of sums.
		"QZ10 629902001 2026-09": "2.5 / 6 n 6",
		// Distinct counts, less distinct counts.
		"JC13 6299 2026-09":      "2 / 3 n 3",
		"JC13 629902001 2026-09": "1 / 2 n 2",
		// Areas: one not yet there in September, one no longer there.
		"MD01 629903002 2026-09": "",
		"MD01 629903002 2026-10": "0 / 0 n 0",
		"MD01 629903003 2026-09": "",
	} {
		if got[key] != want {
			t.Errorf("%s: got %q, want %q", key, got[key], want)
		}
	}
	for _, s := range p.Skipped {
		if s.Indicator == "GA01" && s.Reason != "no data set safety_event" || s.Indicator == "SQ01" {
			t.Errorf("skipped %v", s)
		}
	}
}

// Values other than areas are counted once in each area of each level, whatever
// areas below it they are found in.
func TestDistinctValues(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	own := *f
	own.Indicators = slices.Clone(f.Indicators)
	at := slices.IndexFunc(own.Indicators, func(i Indicator) bool { return i.ID == "JC13" })
	den := *own.Indicators[at].Denominator
	den.Expr = "count(distinct valid_info)"
	own.Indicators[at].Numerator.Expr, own.Indicators[at].Denominator = "count(distinct valid_info) filter (where valid_info > 0)", &den
	_, got := compileOver(t, smallCity(t), &own)
	for key, want := range map[string]string{
		"JC13 6299 2026-09":      "1 / 2 n 2",
		"JC13 629902001 2026-09": "1 / 2 n 2",
		"JC13 629903001 2026-09": "0 / 1 n 1",
		"JC13 629903002 2026-10": "0 / 0 n 0",
	} {
		if got[key] != want {
			t.Errorf("%s: got %q, want %q", key, got[key], want)
		}
	}
}

// What is known at a lower level is never more than what is known above it,
// and the parts of a county and its own unlocated cases make up the county.
func TestRollUp(t *testing.T) {
	c := smallCity(t)
	p, _ := compileSmall(t, c)
	c.run(p)
	rows, err := c.db.Query(`select a.x_area from ix_sum_dispute_case_register_time a join ix_sum_dispute_case_register_time b
		on b.x_period = a.x_period and b.x_window = a.x_window and length(b.x_area) > length(a.x_area) and starts_with(b.x_area, a.x_area) where b.a1 > a.a1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if rows.Next() {
		t.Error("an area has fewer cases than a part of it")
	}
}

func TestCompileSkipsAndRefuses(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	in := CompileInput{
		Tables: map[string][]string{"dim_area": {"area_code"}, "petition_item": {"area_code", "receive_date", "handle_type"}},
		Levels: china, Dialect: queries.DuckDB, Ends: ends("2026-10-21"),
	}
	p, err := f.Compile(in)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(p.Used) != "[SQ08]" {
		t.Errorf("used %v", p.Used)
	}
	for _, s := range p.Skipped {
		if s.Indicator == "SQ07" && s.Reason != "data set petition_item has no column is_backlog" {
			t.Errorf("skipped %v", s)
		}
	}
	for name, change := range map[string]func(*CompileInput){
		"no ends":           func(in *CompileInput) { in.Ends = nil },
		"an end twice":      func(in *CompileInput) { in.Ends = append(ends("2026-10-21"), in.Ends[0]) },
		"an unknown engine": func(in *CompileInput) { in.Dialect = "mysql" },
		"no areas":          func(in *CompileInput) { in.Tables = map[string][]string{} },
		"broken levels":     func(in *CompileInput) { in.Levels = anlan.Levels{6, 4} },
	} {
		bad := in
		change(&bad)
		if _, err := f.Compile(bad); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: want Invalid, got %v", name, err)
		}
	}
	in.Tables = map[string][]string{"dim_area": nil}
	if _, err := f.Compile(in); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("without any data set: want NotFound, got %v", err)
	}
}
