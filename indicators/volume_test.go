package indicators

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// volume fills a city of the demo's size with synthetic rows, so many times a
// scale-1 city: 60 months of requests, 15 of services and patrols. The large
// tables are Parquet files in dir, in order of time, as they lie in a lake; what
// is there already is taken as it is.
func volume(c city, scale float64, dir string) {
	n := func(perDay float64) int { return int(perDay * scale * 1826) }
	c.exec(`create table area as
  with t as (select 's' || i as k, '6299' || lpad(cast(2 + i % 8 as varchar), 2, '0') || lpad(cast(1 + i // 8 as varchar), 3, '0') as code from range(112) r(i))
  select code as area_code, 'x' as area_name, '3' as area_level, '21' as area_type, substr(code, 1, 6) as parent_code from t
  union all select distinct substr(code, 1, 6), 'x', '2', '11', '6299' from t
  union all select '6299', 'x', '1', '01', null
  union all select code || lpad(cast(v as varchar), 3, '0'), 'x', '4', '31', code from t, range(10) r(v)
  union all select code || lpad(cast(v as varchar), 6, '0'), 'x', '5', '41', code || '000' from t, range(75) r(v)`)
	c.exec(`alter table area add column valid_from date default date '2015-01-01'`)
	for _, col := range []string{"valid_to date", "stat_code12 varchar", "urban_rural varchar", "households int", "center_lon double", "center_lat double", "boundary_ref varchar", "successor_code varchar"} {
		c.exec("alter table area add column " + col)
	}
	c.exec(`create table place as select row_number() over (order by area_code) - 1 as i, area_code from area where length(area_code) = 9`)
	file := func(table, query string) {
		path := filepath.Join(dir, table+".parquet")
		if _, err := os.Stat(path); err != nil {
			c.exec(fmt.Sprintf("copy (%s) to '%s' (format parquet, compression zstd)", query, path))
		}
		c.exec(fmt.Sprintf("create view %s as from read_parquet('%s')", table, path))
	}
	since := func(table, first string, days, rows int, columns string) {
		rows = max(rows, 1)
		file(table, fmt.Sprintf(`with r as (select i, hash(i, 7) as h, hash(i, 9) as g, timestamp '%s' + to_seconds(cast(i * %d.0 / %d as bigint)) as t from range(%d) r(i))
			select p.area_code || lpad(cast(h %% 10 as varchar), 3, '0') as area_code, %s from r join place p on p.i = h %% 112`, first, days*86400, rows, rows, columns))
	}
	make := func(table string, rows int, columns string) { since(table, "2021-11-01", 1826, rows, columns) }
	bools := "h % 9 = 0"
	make("dispute_case", n(150), `cast(r.i as varchar) as case_id, t as register_time, cast(t as date) as occur_date, t + interval 1 hour as accept_time, t + to_hours(cast(h % 40 as int)) as first_response_time,
	 lpad(cast(1 + h % 9 as varchar), 2, '0') as channel, lpad(cast(1 + h % 15 as varchar), 2, '0') || '01' as dispute_type, '01' as scale, '3' as risk_level, 2 as party_count, 0 as unit_count, cast(10 as decimal(18,2)) as amount,
	 '4' as handle_level, 'o' as org_id, 'd' as dept_code, '01' as method, t + interval 30 day as due_time, case when g % 10 < 9 then t + to_hours(cast(g % 900 as int)) end as close_time, case when g % 10 < 9 then '04' else '02' end as status,
	 true as is_resolved, `+bools+` as is_onsite, 's' as slip_no, true as slip_complete, `+bools+` as is_repeat, 0 as reopen_count, t + interval 35 day as revisit_time, cast(1 + g % 3 as varchar) as revisit_resolved, '4' as revisit_sat, null as reject_code, false as to_litigation, false as to_criminal, t as updated_at`)
	make("mediation_case", n(90), `cast(r.i as varchar) as mcase_id, null as dispute_case_id, 'o' as org_id, '01' as source, '01' as med_type, false as is_difficult, 2 as party_count, cast(1 as decimal(18,2)) as amount, cast(t as date) as accept_date,
	 cast(t + to_days(cast(g % 30 as int)) as date) as close_date, lpad(cast(1 + h % 4 as varchar), 2, '0') as result, cast(t + interval 60 day as date) as perform_due, lpad(cast(1 + g % 4 as varchar), 2, '0') as perform, false as confirm_applied, false as agreement_void, '4' as revisit_sat`)
	make("hotline_ticket", n(2000), `cast(r.i as varchar) as ticket_id, t as create_time, '01' as channel, lpad(cast(1 + g % 5 as varchar), 2, '0') as ticket_type, lpad(cast(1 + h % 16 as varchar), 2, '0') as domain, null as merged_line, '1' as urgency, h % 4 = 0 as is_direct, 'd' as dept_code,
	 t as dispatch_time, t as sign_time, t as first_contact_time, t + interval 5 day as due_time, t + to_hours(cast(g % 140 as int)) as finish_time, t + interval 7 day as close_time, 0 as returned_count, 0 as extended_count, 0 as redo_count, true as is_reasonable, false as is_rejected, false as is_withdrawn,
	 `+bools+` as is_repeat, true as revisit_done, cast(1 + g % 3 as varchar) as resolved, cast(1 + h % 5 as varchar) as sat_result, '4' as sat_service, false as is_whistle, false as is_dispute, null as case_id, t as updated_at`)
	make("petition_item", n(70), `cast(r.i as varchar) as petition_id, cast(t as date) as receive_date, '01' as form, '01' as purpose, '01' as content_code, `+bools+` as is_repeat, '1' as people_band, lpad(cast(1 + g % 4 as varchar), 2, '0') as handle_type, 'd' as dept_code,
	 cast(t + interval 15 day as date) as accept_due, cast(t + interval 9 day as date) as accept_date, cast(t + interval 60 day as date) as reply_due, cast(t + interval 50 day as date) as reply_date, false as is_extended, cast(1 + g % 3 as varchar) as outcome, cast(1 + h % 5 as varchar) as sat_dept, '4' as sat_office,
	 false as review_applied, false as review_changed, false as is_withdrawn, `+bools+` as is_backlog, false as is_law_related, false as led_by_leader, false as by_agent`)
	make("grid_event", n(6000), `cast(r.i as varchar) as event_id, t as report_time, '01' as source, lpad(cast(1 + g % 12 as varchar), 2, '0') as event_type, '04' as event_level, '5' as handle_level, true as is_self_handled, h % 20 = 0 as is_whistle, t + interval 1 day as arrive_due, t + to_hours(cast(g % 30 as int)) as arrive_time,
	 'd' as dept_code, t + interval 3 day as due_time, t + to_hours(cast(g % 80 as int)) as finish_time, cast(1 + h % 9 as varchar) as verify_result, g % 30 = 0 as is_duplicate, '4' as sat, null as case_id`)
	make("survey_response", 40000, `cast(r.i as varchar) as resp_id, strftime(t, '%Y-%m') as wave, cast(t as date) as survey_date, '01' as mode, 0.5 + (g % 100) / 100.0 as weight, cast(1 + g % 5 as int) as q_safe, cast(1 + g % 5 as int) as q_night, cast(1 + h % 5 as int) as q_peace, cast(1 + g % 5 as int) as q_police,
	 4 as q_procurator, 4 as q_court, 4 as q_justice, 4 as q_service, true as know, true as participate, `+bools+` as victim, true as victim_reported, true as had_problem, true as problem_reported, '1' as problem_resolved, false as pressured, false as afraid`)
	since("service_case", "2025-08-01", 457, int(25000*scale*457), `cast(r.i as varchar) as svc_id, 'd' as dept_code, 'i' || h % 900 as item_code, '1' as service_type, '1' as channel, t as apply_time, t as accept_time, cast(10 + g % 20 as int) as legal_days, 5 as promise_days,
	 (g % 200) / 10.0 as used_days, t + interval 7 day as due_time, case when g % 50 > 0 then t + to_hours(cast(g % 180 as int)) end as finish_time, cast(h % 3 as int) as visits, h % 2 = 0 as is_online_full, h % 30 = 0 as is_agent, false as is_bundle`)
	since("service_review", "2025-08-01", 457, int(9000*scale*457), `cast(r.i as varchar) as review_id, cast(h % 1000 as varchar) as svc_id, 'd' as dept_code, t as review_time, cast(1 + g % 5 as varchar) as level, h % 3 = 0 as is_default, h % 2 = 0 as is_bad_verified, t + interval 15 day as fix_due, t + to_hours(cast(g % 400 as int)) as fix_time`)
	file("grid_day", fmt.Sprintf(`select p.area_code || lpad(cast(g %% 75 as varchar), 6, '0') as area_code, date '2025-08-01' + cast(d as int) as stat_date, 1 as staff_on_duty, cast(hash(d, g, p.i) %% 4 as int) as patrols, cast(hash(g, d, p.i) %% 9 as int) as household_visits, cast(hash(g, p.i, d) %% 3 as int) as valid_info, 1 as solved, 0 as agent_services
	 from range(457) a(d), place p, range(%d) b(g)`, max(1, int(75*scale))))
	file("police_stat_day", `select p.area_code, cast(timestamp '2021-11-01' + to_days(cast(d as int)) as date) as stat_date, lpad(cast(k as varchar), 2, '0') as police_cat, cast(hash(d, k, p.i) % 4 as int) as incidents, 3 as responded, 2 as responded_in_time, 1 as filed, 1 as solved, 1 as transferred_mediation, cast(100 as decimal(18,2)) as loss, cast(10 as decimal(18,2)) as loss_stopped
	 from range(1826) a(d), place p, range(1, 13) b(k)`)
	c.exec(`create table area_profile as select area_code, cast(timestamp '2021-11-01' + to_months(cast(m as int)) as date) as stat_month, 20000 as resident_pop, 1 as registered_pop, 1 as households, 1.0 as land_area, 1.0 as gdp, 1 as motor_vehicles, 1 as market_entities, 1 as village_cnt, 1 as community_cnt, 1 as std_address_cnt, 1 as house_cnt, 1 as unit_cnt, 1 as residence_permit_cnt from area, range(60) r(m) where length(area_code) <= 9`)
	c.exec(`create table department as select 'd' as dept_code, 'x' as dept_name, null as uscc, '6299' as area_code, '1' as dept_level, '01' as system, true as is_signatory, true as is_hotline_unit, true as is_provider, date '2015-01-01' as valid_from, cast(null as date) as valid_to`)
}

func ends(last string) []PeriodEnd {
	end := day(last)
	out := []PeriodEnd{{Period: anlan.NewPeriod(anlan.Month, end.AddDate(0, 0, -1)).String(), End: end, Final: false}}
	month := time.Date(end.Year(), end.Month(), 1, 0, 0, 0, 0, time.UTC)
	for n := range 13 {
		e := month.AddDate(0, -n, 0)
		out = append(out, PeriodEnd{Period: anlan.NewPeriod(anlan.Month, e.AddDate(0, 0, -1)).String(), End: e, Final: true})
	}
	return out
}

// cpu is the time the process has been at work, on all its cores.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestVolume times the whole plan; set ANLAN_VOLUME to a scale to run it, and
// ANLAN_VOLUME_DIR to a folder to keep the tables for the next run.
func TestVolume(t *testing.T) {
	var scale float64
	if _, err := fmt.Sscan(os.Getenv("ANLAN_VOLUME"), &scale); err != nil {
		t.Skip("set ANLAN_VOLUME=1 to time the plan on 60 months of a city")
	}
	c := newCity(t)
	dir := os.Getenv("ANLAN_VOLUME_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	c.exec("set threads = 2; set memory_limit = '4GB'; set temp_directory = '" + t.TempDir() + "'")
	volume(c, scale, dir)
	t0, cpu0 := time.Now(), cpu(t)
	lap := func(what string) {
		t.Logf("%8.3fs %8.3fs CPU %s", time.Since(t0).Seconds(), (cpu(t) - cpu0).Seconds(), what)
		t0, cpu0 = time.Now(), cpu(t)
	}
	set := c.build(china, day("2026-10-21"))
	lap("queries")
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	cover := map[string]Span{}
	for _, name := range []string{"dispute_case", "mediation_case", "hotline_ticket", "petition_item", "grid_event", "survey_response", "police_stat_day", "service_case", "service_review", "grid_day"} {
		cover[name] = Span{First: day("2021-11-01"), Last: day("2026-10-30")}

	}
	p, err := f.Compile(CompileInput{Tables: set.Tables(), Levels: china, Ends: ends("2026-10-21"), Coverage: cover, Dialect: queries.DuckDB})
	if err != nil {
		t.Fatal(err)
	}
	lap("compile")
	for _, s := range p.Statements {
		c.keep(s.Name, s.SQL, s.Temp)
		lap(s.Name)
	}
	m := c.run(&Plan{Final: p.Final})
	lap("final")
	have := 0
	for _, m := range m {
		if m.Num != nil {
			have++
		}
	}
	t.Logf("%d used, %d measures, %d with a figure", len(p.Used), len(m), have)
}
