package queries

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/anlan-lake/anlan"
)

// run lands the rows given, builds every query as of 20 October 2026, and
// gives the database. Tables not given are empty.
func run(t *testing.T, rows map[string]string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	exec := func(sql string) {
		t.Helper()
		if _, err := db.Exec(sql); err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
	}
	set := builtin(t)
	for _, q := range set.Queries {
		if q.Layer != "staging" {
			continue
		}
		var columns []string
		for _, c := range q.Columns {
			columns = append(columns, c.Name+" "+c.Type)
		}
		exec(fmt.Sprintf("create table %s (%s)", q.Depends[0], strings.Join(columns, ", ")))
	}
	made, err := Computed()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range made {
		var columns []string
		for _, c := range q.Columns {
			columns = append(columns, c.Name+" "+c.Type)
		}
		exec(fmt.Sprintf("create table %s (%s)", q.Name, strings.Join(columns, ", ")))
	}
	for table, r := range rows {
		head, values, _ := strings.Cut(r, "\n")
		exec(fmt.Sprintf("insert into %s (%s) values %s", table, head, values))
	}
	p := AreaParams(anlan.Levels{4, 6, 9, 12, 15}, time.Date(2026, 10, 21, 0, 0, 0, 0, time.UTC))
	for _, q := range set.Queries {
		text, err := q.Render(DuckDB, p)
		if err != nil {
			t.Fatal(err)
		}
		exec("create view " + q.Name + " as " + text)
		var want []string
		for _, c := range q.Columns {
			want = append(want, c.Name+" "+c.Type)
		}
		if got := described(t, db, q.Name); got != strings.Join(want, ", ") {
			t.Errorf("%s gives\n  %s\nand its contract says\n  %s", q.Path, got, strings.Join(want, ", "))
		}
	}
	return db
}

// described lists the columns of a view as its contract would.
func described(t *testing.T, db *sql.DB, name string) string {
	t.Helper()
	return text(t, db, `select string_agg(column_name || ' ' || lower(data_type), ', ' order by ordinal_position)
		from information_schema.columns where table_name = '`+name+`'`)
}

// text gives a result as rows parted by "; " and columns parted by blanks.
func text(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var out []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, v := range values {
			switch v := (*v.(*any)).(type) {
			case nil:
				cells = append(cells, "-")
			case time.Time:
				cells = append(cells, v.Format(anlan.DateFormat))
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
		out = append(out, strings.Join(cells, " "))
	}
	return strings.Join(out, "; ")
}

const areas = `area_code, area_name, area_type, parent_code, valid_from, valid_to, successor_code
	('6299', '市', '01', null, '2020-01-01', null, null),
	('629902', '甲区', '11', '6299', '2020-01-01', null, null),
	('629903', '乙区', '11', '6299', '2020-01-01', null, null),
	('629902001', '一街', '21', '629902', '2020-01-01', null, null),
	('629902002', '二街', '21', '629902', '2020-01-01', '2026-03-01', '629902003'),
	('629902003', '三街', '21', '629902', '2020-06-01', '2026-06-01', '629902004'),
	('629902004', '四街', '21', '629902', '2026-06-01', null, null),
	('629902005', '五街', '21', '629902', '2020-01-01', '2026-06-01', '629902001|629902004'),
	('629902006', '六街', '21', '629902', '2020-01-01', '2027-01-01', '629902001'),
	('629902007', '七街旧名', '21', '629902', '2020-01-01', '2026-01-01', null),
	('629902007', '七街', '21', '629902', '2026-01-01', null, null),
	('629902008', '八街', '21', '629902', '2026-12-01', null, null)`

func TestAreaBridge(t *testing.T) {
	db := run(t, map[string]string{
		"area": areas,
		"dispute_case": `case_id, area_code, register_time
			('a', '629902002', '2026-01-05'), ('b', '629902005', '2026-01-05'), ('c', '629902001', '2026-01-05'), ('d', '629902', '2026-01-05'), ('e', '629902006', '2026-01-05')`,
		"area_profile": `area_code, stat_month, resident_pop
			('629902003', '2026-05-01', 10), ('629902002', '2026-05-01', 5), ('629902004', '2026-06-01', 20), ('629902005', '2026-05-01', 7), ('629902', '2026-05-01', 100)`,
	})
	for query, want := range map[string]string{
		// Followed through two changes; a split area counts one level up; an end
		// that lies ahead is no end, and a new name is no new area.
		"select ended_code, current_code from dim_area_bridge order by 1": "629902002 629902004; 629902003 629902004; 629902005 629902",
		"select case_id, area_code, county_code, township_code, sent_area_code from fct_dispute order by 1": "a 629902004 629902 629902004 629902002; " +
			"b 629902 629902 - 629902005; c 629902001 629902 629902001 629902001; d 629902 629902 - 629902; e 629902006 629902 629902006 629902006",
		"select area_code, first_from, is_current from dim_area where area_level = 3 order by 1": "629902001 2020-01-01 true; 629902002 2020-01-01 false; 629902003 2020-06-01 false; " +
			"629902004 2020-01-01 true; 629902005 2020-01-01 false; 629902006 2020-01-01 true; 629902007 2020-01-01 true",
		"select area_name from dim_area where area_code = '629902007'": "七街",
		// Merged areas are added up; what was split lies in the county's figure already.
		"select area_code, stat_month, resident_pop from dim_area_profile order by 1, 2": "629902 2026-05-01 100; 629902004 2026-05-01 15; 629902004 2026-06-01 20",
	} {
		if got := text(t, db, query); got != want {
			t.Errorf("%s:\n got %s\nwant %s", query, got, want)
		}
	}
}

// TestSeriesArea: cases by where they were recorded, in stretches of 28 days (the
// running one began on 28 September, and has that before with it), older ones faded;
// areas in use without any are there.
func TestSeriesArea(t *testing.T) {
	db := run(t, map[string]string{
		"area": areas,
		"dispute_case": `case_id, area_code, dispute_type, register_time
			('a', '629902001', '0101', '2026-10-20 10:00'), ('b', '629902001', '0201', '2026-10-01 00:00'), ('c', '629902001', '0199', '2026-09-22 23:59'),
			('d', '629902', '0201', '2026-10-19 00:00'), ('e', '6299', '0201', '2026-10-18 00:00'), ('f', '629902001', '0201', '2025-04-15 00:00'),
			('g', '629902001', '0101', '2026-04-30 12:00'), ('h', '629902001999', '0101', '2026-10-20 12:00'),
			('i', '629902001', '0101', '2026-08-31 00:00'), ('j', '629902001', '0101', '2026-08-30 23:59'), ('k', '629902001', '0101', '2026-10-21 00:00')`,
		"hotline_ticket": `ticket_id, area_code, domain, create_time
			('a', '629902001', '01', '2026-09-28 10:00')`,
	})
	got := text(t, db, "select kind, area_code, stretch, round(cases, 4) from series_area where series = 'dispute_type' and cases > 0 order by 1, 2, 3")
	want := "* 629902 0 1; * 629902001 0 5; * 629902001 1 1; * 629902001 5 1; * 629902001 6 0.5274; 01 629902001 0 4; 01 629902001 1 1; 01 629902001 5 1; 02 629902 0 1; 02 629902001 0 1; 02 629902001 6 0.5274"
	if got != want {
		t.Errorf("disputes:\n got %s\nwant %s", got, want)
	}
	if got := text(t, db, "select count(*), count(distinct area_code), sum(cases) from series_area where series = 'hotline_domain'"); got != text(t, db, "select count(*), count(*), 1.0 from dim_area where is_current") {
		t.Errorf("areas in use: got %s", got)
	}
}

func TestSeriesWeek(t *testing.T) {
	db := run(t, map[string]string{
		"area": areas,
		// Wednesday 30 September to Sunday 18 October: two whole weeks, from the 5th
		// and the 12th. The week of the 28th is not whole, that of the 19th not over.
		"dispute_case": `case_id, area_code, dispute_type, register_time
			('a', '629902001', '0101', '2026-09-30 10:00'), ('b', '629902001', '0101', '2026-10-05 00:00'), ('c', '629902002', '0199', '2026-10-11 23:59'),
			('d', '629903', '0201', '2026-10-12 00:00'), ('e', '6299', '0201', '2026-10-18 00:00'), ('f', '629903', '0201', '2026-10-20 00:00')`,
		// Tickets stop on Saturday 17 October, and nobody sent any in the week of the 5th.
		"hotline_ticket": `ticket_id, area_code, domain, create_time
			('a', '629902001', '01', '2026-09-28 10:00'), ('b', '629902001', '01', '2026-10-17 10:00')`,
	})
	got := text(t, db, "select kind, area_code, area_level, week_start, observed from series_week where series = 'dispute_type' order by 4, 1, 2")
	want := "01 629902 2 2026-10-05 2; 01 629903 2 2026-10-05 0; 02 629902 2 2026-10-05 0; 02 629903 2 2026-10-05 0; " +
		"01 629902 2 2026-10-12 0; 01 629903 2 2026-10-12 0; 02 629902 2 2026-10-12 0; 02 629903 2 2026-10-12 1"
	if got != want {
		t.Errorf("disputes:\n got %s\nwant %s", got, want)
	}
	got = text(t, db, "select kind, area_code, week_start, observed from series_week_below order by 3, 1, 2")
	if want := "01 629902001 2026-10-05 1; 01 629902004 2026-10-05 1"; got != want {
		t.Errorf("disputes by township:\n got %s\nwant %s", got, want)
	}
	if got := text(t, db, "select distinct week_start from series_week where series = 'hotline_domain'"); got != "2026-09-28" {
		t.Errorf("a week without any ticket in the city, or not over, is no week: got %s", got)
	}
	if got := text(t, db, "select area_code, observed from series_week where series = 'hotline_domain' order by 1"); got != "629902001 1; 629902004 0; 629902006 0; 629902007 0" {
		t.Errorf("townships of today: got %s", got)
	}
}

func TestDailyFlash(t *testing.T) {
	db := run(t, map[string]string{
		"area": areas,
		"dispute_case": `case_id, area_code, register_time, first_response_time, due_time, close_time
			('a', '629902001', '2026-10-18 10:00', '2026-10-19 09:00', '2026-10-19 00:00', '2026-10-20 08:00'),
			('b', '629902', '2026-10-19 10:00', '2026-10-20 11:00', '2026-11-19 00:00', null),
			('c', '6299', '2026-10-20 10:00', null, '2026-11-19 00:00', '2026-10-20 12:00'),
			('d', '629903001', '2026-01-01 10:00', null, '2026-02-01 00:00', null),
			('e', '629903001', '2026-01-01 10:00', null, '2026-02-01 00:00', '2026-10-19 10:00'),
			('f', '629903001', '2026-01-01 10:00', null, '2026-02-01 00:00', '2026-01-19 10:00')`,
		"hotline_ticket": `ticket_id, area_code, create_time, due_time, finish_time, is_direct
			('a', '629902001', '2026-10-19 10:00', '2026-10-20 10:00', '2026-10-20 10:00', false),
			('b', '629902001', '2026-10-19 10:00', '2026-10-20 10:00', null, false),
			('c', '629902001', '2026-10-20 10:00', null, null, true)`,
		"police_stat_day": `area_code, stat_date, police_cat, incidents
			('629902001', '2026-10-20', '01', 3), ('629903001', '2026-10-20', '02', 4)`,
	})
	figure := func(name string) string {
		return text(t, db, "select area_code, strftime(day, '%d'), value from daily_flash where figure = '"+name+"' order by 2, 1")
	}
	for name, want := range map[string]string{
		"disputes_new":    "6299 18 1; 629902 18 1; 629903 18 0; 6299 19 1; 629902 19 1; 629903 19 0; 6299 20 1; 629902 20 0; 629903 20 0",
		"disputes_closed": "6299 18 0; 629902 18 0; 629903 18 0; 6299 19 1; 629902 19 0; 629903 19 1; 6299 20 2; 629902 20 1; 629903 20 0",
		// e is late since February until it is closed on the 19th; a for the 19th.
		"disputes_overdue": "6299 18 2; 629902 18 0; 629903 18 2; 6299 19 2; 629902 19 1; 629903 19 1; 6299 20 1; 629902 20 0; 629903 20 1",
		// b's 24 hours ran out on the 20th, an hour before the call.
		"disputes_24h_response_rate": "6299 19 100; 629902 19 100; 6299 20 0; 629902 20 0",
		"tickets_on_time_rate":       "6299 20 50; 629902 20 50",
		"tickets_overdue":            "6299 19 0; 629902 19 0; 629903 19 0; 6299 20 1; 629902 20 1; 629903 20 0",
		"police_calls":               "6299 20 7; 629902 20 3; 629903 20 4",
		"grid_events_new":            "", // no data: no figure, not a zero
	} {
		if got := figure(name); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// Marts carry names, count at every level, fill the months that hold anything,
// and say nothing where there is nothing to say.
func TestMarts(t *testing.T) {
	db := run(t, map[string]string{
		"area": areas,
		"ref_code": `list, code, name_zh, name_en
			('CL_DISPUTE_TYPE', '0101', '婚恋家庭-恋爱及婚姻', 'love and marriage'), ('CL_DISPUTE_HEADING', '01', '婚恋家庭', 'family'), ('CL_AREA_TYPE', '11', '市辖区', 'district')`,
		"department": `dept_code, dept_name, valid_from
			('d1', '司法局', '2020-01-01')`,
		"dispute_case": `case_id, area_code, dispute_type, dept_code, register_time, due_time, close_time, is_resolved, amount
			('a', '629902001', '0101', 'd1', '2026-08-10 00:00', '2026-08-20 00:00', '2026-08-12 12:00', true, 20000),
			('b', '629902001', '0101', 'd2', '2026-08-20 00:00', '2026-09-10 00:00', '2026-10-02 00:00', false, null),
			('c', '629903', '0201', null, '2026-10-05 00:00', '2026-11-05 00:00', null, null, 5)`,
		"hotline_ticket": `ticket_id, area_code, domain, create_time, due_time, finish_time
			('t', '629902001', '01', '2026-10-01 00:00', '2026-10-06 00:00', '2026-10-05 00:00')`,
		"survey_response": `resp_id, area_code, wave, survey_date, weight, q_safe, know
			('x', '629902001', '2026-06', '2026-06-02', 1, 5, true), ('y', '629902001', '2026-06', '2026-06-02', 3, 2, null), ('z', '629902', '2026-06', '2026-06-02', 1, null, false)`,
		"area_profile": `area_code, stat_month, resident_pop, land_area
			('629902', '2026-05-01', 100, 4), ('629902', '2026-06-01', 120, 4)`,
		"ref_indicator": `indicator_id, name_zh, name_en, category, category_zh, category_en
			('MD01', '化解率', 'Resolved', 'MD', '矛盾', 'Disputes')`,
		"measure": `indicator_id, area_code, area_level, period, num, den
			('MD01', '629902', 2, '2026-09', 2, 4), ('MD01', '629903', 2, '2026-09', 1, 1)`,
		"score": `indicator_id, area_code, area_level, period, value, score, state, suppressed
			('MD01', '629902', 2, '2026-09', 50, 50, 'ok', false), ('MD01', '629903', 2, '2026-09', 100, 100, 'ok', true)`,
		"index_score": `area_code, area_level, period, category, score
			('629902', 2, '2026-09', null, 70), ('629902', 2, '2026-09', 'MD', 60)`,
	})
	for query, want := range map[string]string{
		"select case_id, county_name, township_name, dispute_type_en, dept_name, days_to_close, is_on_time, amount_class from dispute order by 1": "a 甲区 一街 love and marriage 司法局 2.5 true 1万-10万; " +
			"b 甲区 一街 love and marriage - 43 false -; c 乙区 - - - - - <1万",
		// In September nobody registered anything anywhere, and b was due.
		"select strftime(month, '%m'), registered, closed, resolved, due, on_time, on_time_rate, median_days, backlog from dispute_month where area_code = '629902' order by 1": "08 2 1 1 1 1 100 2.5 1; 09 - 0 0 1 0 0 - 1; 10 0 1 0 0 0 - 43 0",
		"select area_level, sum(registered) from dispute_month group by 1 order by 1":                                                                                           "1 3; 2 3; 3 2",
		"select heading, heading_en, backlog from dispute_month where area_code = '6299' and month = '2026-10-01' order by 1":                                                   "01 family 0; 02 - 1",
		"select area_level, area_name, registered, due, on_time_rate, median_days from hotline_month order by 1":                                                                "1 市 1 1 100 4; 2 甲区 1 1 100 4; 3 一街 1 1 100 4",
		"select source, registered from request_month where area_code = '629902' and month = '2026-10-01'":                                                                      "hotline 1",
		"select area_level, n, safe_share, know_share from survey_wave order by 1":                                                                                              "1 3 25 50; 2 3 25 50; 3 2 25 100",
		"select area_name, area_type_en, parent_name, resident_pop, density from area_today where area_level = 2 order by 1":                                                    "乙区 district 市 - -; 甲区 district 市 120 30",
		"select area_name, indicator_en, num, den, value, score from indicator_value order by 1":                                                                                "乙区 Resolved - - - -; 甲区 Resolved 2 4 50 50",
		"select category_en, score from index_month order by 1":                                                                                                                 "Disputes 60; Total 70",
	} {
		if got := text(t, db, query); got != want {
			t.Errorf("%s:\n got %s\nwant %s", query, got, want)
		}
	}
}
