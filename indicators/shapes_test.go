package indicators

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// shapedCity has rows in every kind of table, spread over areas and days by a
// hash; one grid has ended and its cases lie in another today.
func shapedCity(t *testing.T) city {
	c := wholeCity(t)
	c.exec(`insert into area (area_code, area_level, area_type, parent_code, valid_from, valid_to, successor_code) values
		('6299', '1', '01', null, '2020-01-01', null, null), ('629902', '2', '11', '6299', '2020-01-01', null, null), ('629903', '2', '11', '6299', '2020-01-01', null, null),
		('629902001', '3', '21', '629902', '2020-01-01', null, null), ('629902002', '3', '21', '629902', '2020-01-01', null, null), ('629903001', '3', '21', '629903', '2020-01-01', null, null),
		('629902001001', '4', '31', '629902001', '2020-01-01', null, null), ('629903001001', '4', '31', '629903001', '2020-01-01', null, null),
		('629902001001001', '5', '41', '629902001001', '2020-01-01', null, null), ('629902001001002', '5', '41', '629902001001', '2020-01-01', '2026-09-10', '629902001001001'),
		('629903001001001', '5', '41', '629903001001', '2020-01-01', null, null)`)
	c.exec(`create table spot as select row_number() over (order by area_code) - 1 as p, area_code from area where length(area_code) >= 9`)
	c.exec(`create table grid as select area_code from area where length(area_code) = 15`)
	c.exec(`create table month as select cast(date '2025-10-01' + to_months(m) as date) as m, m as i from range(13) r(m)`)
	// rows spreads n rows over the areas from township down and over 460 days to 20 November.
	rows := func(table string, n int, columns string) {
		c.exec(fmt.Sprintf(`insert into %s by name select s.area_code, %s from
			(select i, hash(i, 1) as h, hash(i, 2) as g, timestamp '2025-08-18' + to_minutes(cast(hash(i, 3) %% 662400 as bigint)) as t from range(%d) r(i)) r join spot s on s.p = h %% 8`, table, columns, n))
	}
	rows("service_case", 3000, "t as apply_time, t + interval 3 day as due_time, case when g % 4 > 0 then t + to_hours(cast(g % 150 as int)) end as finish_time, cast(g % 3 as int) as visits, cast(10 + g % 7 as int) as legal_days, (g % 70) / 10.0 as used_days")
	rows("service_review", 2000, "t as review_time, g % 3 = 0 as is_default, cast(1 + h % 5 as varchar) as level")
	rows("dispute_case", 900, "t as register_time, t + interval 1 hour as accept_time, t + interval 20 day as due_time, case when g % 5 > 0 then t + to_minutes(cast(g % 40000 as int)) end as close_time, case when g % 5 > 0 then '04' else '02' end as status, g % 7 = 0 as is_onsite")
	rows("risk_item", 300, "cast(t as date) as identified_date, cast(t + interval 40 day as date) as due_date, case when g % 3 = 0 then cast(t + interval 50 day as date) end as close_date, cast(t + to_days(cast(h % 90 as int)) as date) as last_review, '3' as grade_initial, '3' as grade")
	rows("hazard_item", 400, "cast(t as date) as found_date, cast(t + interval 30 day as date) as due_date, g % 3 > 0 as is_verified, g % 4 = 0 as is_relapsed, '01' as source, '01' as level")
	rows("court_case", 500, "cast(t as date) as file_date, cast(t + interval 90 day as date) as limit_date, case when g % 3 > 0 then cast(t + to_days(cast(g % 120 as int)) as date) end as close_date, '02' as stage")
	rows("labor_case", 300, "cast(t as date) as accept_date, cast(t + interval 45 day as date) as due_date, g % 2 = 0 as is_migrant_wage, cast((g % 100000) / 100.0 as decimal(18, 2)) as amount, cast((h % 50000) / 100.0 as decimal(18, 2)) as amount_recovered")
	rows("hotline_call_hour", 400, "date_trunc('hour', t) as stat_hour, cast(10 + g % 30 as int) as calls_in, cast(g % 10 as int) as answered_15s")
	c.exec("update hotline_call_hour set area_code = '6299'")
	rows("survey_response", 1500, "cast(t as date) as survey_date, 0.5 + (g % 97) / 97.0 as weight, cast(1 + h % 5 as int) as q_safe")
	c.exec("delete from survey_response where survey_date >= date '2026-11-01'")
	c.exec(`insert into grid_day by name select area_code, date '2025-08-18' + cast(d as int) as stat_date, cast(hash(area_code, d) % 4 as int) as patrols, cast(4 + hash(d, area_code) % 3 as int) as household_visits, case when hash(d, area_code, 5) % 90 = 0 then 1 else 0 end as valid_info from grid, range(460) r(d)`)
	c.exec(`insert into grid_staff_month by name select area_code, m as stat_month, '41' as grid_kind, hash(area_code, i) % 3 > 0 as is_urban, cast(250 + hash(i, area_code) % 300 as int) as households, cast(hash(i, 4, area_code) % 2 as int) as staff_full, 0 as staff_part, true as has_leader, hash(i, 6, area_code) % 2 = 0 as has_police from grid, month`)
	c.exec(`insert into governance_center_quarter by name select area_code || i as center_id, area_code, '3' as center_level, m as quarter, true as is_operating, case when hash(area_code, i) % 4 > 0 then cast(3 + hash(area_code, i) % 4 as int) end as posts, cast(hash(i, area_code) % 9 as int) as staff, 9 as received, 8 as closed_on_time, '3' as star from spot, month where length(area_code) = 9 and i in (0, 3, 6, 9)`)
	c.exec(`insert into community_gov_quarter by name select area_code, m as quarter, cast(100 + hash(i, area_code) % 50 as int) as volunteers, cast(hash(i, area_code) % 9 as int) as topics, cast(hash(i, area_code) % 5 as int) as topics_fed_back from spot, month where length(area_code) = 12 and i in (0, 3, 6, 9)`)
	c.exec(`insert into justice_stat_month by name select a.area_code, m as stat_month, k as item, cast(hash(a.area_code, i, k) % 9 as int) as num, cast(hash(k, i, a.area_code) % 7 as int) as den from area a, month, (values ('J03'), ('J05')) v(k) where length(a.area_code) = 6`)
	c.exec(`insert into care_service_month by name select a.area_code, m as stat_month, k as group_code, 20 as target, cast(hash(a.area_code, i, k) % 20 as int) as served from area a, month, (values ('P1'), ('01'), ('05')) v(k) where length(a.area_code) = 6`)
	c.exec(`insert into area_profile by name select a.area_code, m as stat_month, cast(1000 + hash(a.area_code, i) % 100 as int) as resident_pop from area a, month where length(a.area_code) <= 9 and (i <> 12 or a.area_code <> '629903')`)
	return c
}

// Every shape of expression over every kind of time, for all areas, against
// statements written by hand: {t} is the table, {in} what lies in the area and
// the window, {end} the end of the period.
func TestShapes(t *testing.T) {
	c := shapedCity(t)
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	set := c.build(china, day("2026-11-21"))
	cover := map[string]Span{}
	for _, name := range strings.Fields("service_case service_review dispute_case risk_item hazard_item court_case labor_case hotline_call_hour grid_day") {
		cover[name] = Span{First: day("2025-08-18"), Last: day("2026-11-20")}
	}
	for _, name := range strings.Fields("survey_response grid_staff_month justice_stat_month care_service_month") {
		cover[name] = Span{First: day("2025-10-01"), Last: day("2026-10-01"), Every: anlan.Month}
	}
	for _, name := range strings.Fields("governance_center_quarter community_gov_quarter") {
		cover[name] = Span{First: day("2025-10-01"), Last: day("2026-07-01"), Every: anlan.Quarter}
	}
	p, err := f.Compile(CompileInput{Tables: set.Tables(), Levels: china, Coverage: cover, Dialect: queries.DuckDB,
		Ends: []PeriodEnd{{Period: "2026-11", End: day("2026-11-21"), Final: false}, {Period: "2026-10", End: day("2026-11-01"), Final: true}, {Period: "2026-09", End: day("2026-10-01"), Final: true}}})
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string][]anlan.Measure{}
	for _, m := range c.run(p) {
		byID[m.Indicator] = append(byID[m.Indicator], m)
	}

	type term struct{ table, time, every, expr string }
	one := func(table, time, every, expr string) term { return term{table, time, every, expr} }
	none := term{}
	for id, sides := range map[string][2]term{
		"BM07": {one("service_review", "review_time", "day", "count(*) filter (not is_default)"), one("service_case", "finish_time", "day", "count(*)")},
		"BM02": {one("service_case", "finish_time", "day", "coalesce(sum(cast(legal_days - used_days as decimal(18, 6))), 0)"), one("service_case", "finish_time", "day", "coalesce(sum(legal_days), 0)")},
		"BM04": {one("service_case", "finish_time", "day", "count(*) filter (visits <= 1)"), one("service_case", "finish_time", "day", "count(*)")},
		"MD04": {one("dispute_case", "close_time", "day", "median(date_diff('minute', accept_time, close_time) / 1440.0) filter (status = '04' and not is_onsite)"), none},
		"MD07": {one("dispute_case", "@stock", "day", "count(*) filter (register_time < {end} and (close_time is null or close_time >= {end}) and due_time < {end})"), one("dispute_case", "@stock", "day", "count(*) filter (register_time < {end} and (close_time is null or close_time >= {end}))")},
		"FX04": {one("risk_item", "@stock", "day", "count(*) filter (identified_date < {end} and (close_date is null or close_date >= {end}) and last_review >= {end} - interval 30 day)"), one("risk_item", "@stock", "day", "count(*) filter (identified_date < {end} and (close_date is null or close_date >= {end}))")},
		"GA10": {one("hazard_item", "found_date", "day", "count(*) filter (is_verified and is_relapsed)"), one("hazard_item", "found_date", "day", "count(*) filter (is_verified)")},
		"FZ08": {one("court_case", "limit_date", "day", "count(*) filter (close_date <= limit_date)"), one("court_case", "limit_date", "day", "count(*)")},
		"MD17": {one("labor_case", "due_date", "day", "coalesce(sum(amount_recovered) filter (is_migrant_wage), 0)"), one("labor_case", "due_date", "day", "coalesce(sum(amount) filter (is_migrant_wage), 0)")},
		"SQ12": {one("hotline_call_hour", "stat_hour", "day", "sum(answered_15s)"), one("hotline_call_hour", "stat_hour", "day", "sum(calls_in)")},
		"JC09": {one("grid_day", "stat_date", "day", "count(*) filter (patrols >= 2 and household_visits >= 5)"), one("grid_day", "stat_date", "day", "count(*)")},
		"JC13": {one("grid_day", "stat_date", "day", "count(distinct area_code) - count(distinct area_code) filter (valid_info > 0)"), one("grid_day", "stat_date", "day", "count(distinct area_code)")},
		"QZ01": {one("survey_response", "survey_date", "month", "coalesce(sum(cast(weight as decimal(18, 6))) filter (q_safe >= 3), 0)"), one("survey_response", "survey_date", "month", "sum(cast(weight as decimal(18, 6)))")},
		"JC07": {one("grid_staff_month", "stat_month", "month", "count(*) filter (staff_full + staff_part >= 1 and has_leader)"), one("grid_staff_month", "stat_month", "month", "count(*)")},
		"JC08": {one("grid_staff_month", "stat_month", "month", "count(*) filter (is_urban and households >= 300 and households <= 500)"), one("grid_staff_month", "stat_month", "month", "count(*) filter (is_urban)")},
		"SZ02": {one("justice_stat_month", "stat_month", "month", "case when sum(num) filter (item = 'J03') < sum(den) filter (item = 'J03') then sum(num) filter (item = 'J03') else sum(den) filter (item = 'J03') end"), one("justice_stat_month", "stat_month", "month", "sum(den) filter (item = 'J03')")},
		"BM12": {one("care_service_month", "stat_month", "month", "coalesce(sum(served) filter (group_code <> 'P1'), 0)"), one("care_service_month", "stat_month", "month", "coalesce(sum(target) filter (group_code <> 'P1'), 0)")},
		"JC03": {one("governance_center_quarter", "quarter", "quarter", "coalesce(sum(case when staff < posts then staff else posts end) filter (posts is not null), 0)"), one("governance_center_quarter", "quarter", "quarter", "coalesce(sum(posts), 0)")},
		"QZ08": {one("community_gov_quarter", "quarter", "quarter", "coalesce(sum(topics_fed_back), 0)"), one("community_gov_quarter", "quarter", "quarter", "coalesce(sum(topics), 0)")},
		"QZ09": {one("community_gov_quarter", "quarter", "quarter", "sum(volunteers)"), one("area_profile", "@latest", "", "sum(resident_pop)")},
	} {
		i, _ := f.Indicator(id)
		if len(byID[id]) == 0 {
			t.Errorf("%s has no measure", id)
		}
		figures := 0
		for _, m := range byID[id] {
			hand := func(side term) sql.NullFloat64 {
				var v sql.NullFloat64
				if side == none {
					return v
				}
				query := byHand(side.table, side.time, side.every, side.expr, i.WindowAt(m.Level), m.Period, m.Area)
				if err := c.db.QueryRow(query).Scan(&v); err != nil {
					t.Fatalf("%s: %v\n%s", id, err, query)
				}
				return v
			}
			for n, got := range []*float64{m.Num, m.Den} {
				want := hand(sides[n])
				if want.Valid != (got != nil) || got != nil && math.Abs(*got-want.Float64) > 1e-9*math.Max(1, math.Abs(*got)) {
					t.Errorf("%s %s %s side %d: got %v, want %v", id, m.Area, m.Period, n+1, number(got), want)
				}
			}
			if m.Num != nil && *m.Num > 0 {
				figures++
			}
		}
		if figures < 3 {
			t.Errorf("%s: only %d figures above 0 were compared", id, figures)
		}
	}
}

func number(v *float64) any {
	if v == nil {
		return "nothing"
	}
	return *v
}

// byHand writes one side of a figure. The days were worked out on paper.
func byHand(table, time, every, expr, window, period, area string) string {
	days := map[string][2]string{
		"day P1M 2026-11": {"2026-10-21", "2026-11-21"}, "day P1M 2026-10": {"2026-10-01", "2026-11-01"}, "day P1M 2026-09": {"2026-09-01", "2026-10-01"},
		"day P3M 2026-11": {"2026-08-21", "2026-11-21"}, "day P3M 2026-10": {"2026-08-01", "2026-11-01"}, "day P3M 2026-09": {"2026-07-01", "2026-10-01"},
		"day P12M 2026-11": {"2025-11-21", "2026-11-21"}, "day P12M 2026-10": {"2025-11-01", "2026-11-01"}, "day P12M 2026-09": {"2025-10-01", "2026-10-01"},
		"month P1M 2026-11": {"2026-10-01", "2026-11-01"}, "month P1M 2026-10": {"2026-10-01", "2026-11-01"}, "month P1M 2026-09": {"2026-09-01", "2026-10-01"},
		"month P3M 2026-11": {"2026-08-01", "2026-11-01"}, "month P3M 2026-10": {"2026-08-01", "2026-11-01"}, "month P3M 2026-09": {"2026-07-01", "2026-10-01"},
		"month P12M 2026-11": {"2025-11-01", "2026-11-01"}, "month P12M 2026-10": {"2025-11-01", "2026-11-01"}, "month P12M 2026-09": {"2025-10-01", "2026-10-01"},
		"quarter P3M 2026-11": {"2026-07-01", "2026-10-01"}, "quarter P3M 2026-10": {"2026-07-01", "2026-10-01"}, "quarter P3M 2026-09": {"2026-07-01", "2026-10-01"},
	}[every+" "+window+" "+period]
	end := map[string]string{"2026-11": "2026-11-21", "2026-10": "2026-11-01", "2026-09": "2026-10-01"}[period]
	today := fmt.Sprintf("(select * replace (case area_code when '629902001001002' then '629902001001001' else area_code end as area_code) from %s)", table)
	where := "starts_with(area_code, '" + area + "')"
	switch time {
	case Stock:
	case Latest:
		where = fmt.Sprintf("area_code = '%s' and stat_month = (select max(stat_month) from %s where area_code = '%s' and stat_month < date '%s')", area, table, area, end)
	default:
		where += fmt.Sprintf(" and %s >= date '%s' and %s < date '%s'", time, days[0], time, days[1])
	}
	return fmt.Sprintf("select cast(%s as double) from %s where %s", strings.ReplaceAll(expr, "{end}", "date '"+end+"'"), today, where)
}
