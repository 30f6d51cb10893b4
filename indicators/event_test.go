package indicators

import (
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

func TestEvents(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	day := func(y int) time.Time { return time.Date(y, 11, 21, 0, 0, 0, 0, time.UTC) }
	tables := map[string][]string{
		"safety_event":       {"sevent_id", "area_code", "occur_time", "category", "level", "sub_type", "is_official"},
		"justice_stat_month": {"area_code", "stat_month", "item", "num"},
	}
	f.Facts = map[string]string{}
	ga, _ := f.Indicator("GA06")
	sql, ok, err := f.Events(ga, []string{"sevent_id"}, day(2025), day(2026), tables, queries.DuckDB)
	if err != nil || !ok || !strings.Contains(sql, "occur_time >= timestamp '2025-11-21 00:00:00'") || !strings.Contains(sql, "is_official)") {
		t.Errorf("events of GA06: %v %v\n%s", ok, err, sql)
	}
	md, _ := f.Indicator("MD20")
	sql, ok, err = f.Events(md, []string{"area_code", "stat_month", "item"}, day(2025), day(2026), tables, queries.DuckDB)
	if !md.Counts() && ok || md.Counts() && (!ok || !strings.Contains(sql, "num > 0")) || err != nil {
		t.Errorf("events of MD20: %v %v\n%s", ok, err, sql)
	}
	qz, _ := f.Indicator("QZ01")
	if _, ok, _ := f.Events(qz, []string{"x"}, day(2025), day(2026), tables, queries.DuckDB); ok || qz.Counts() {
		t.Error("a share has events")
	}
	if _, ok, _ := f.Events(ga, []string{"no_column"}, day(2025), day(2026), tables, queries.DuckDB); ok {
		t.Error("a key that is not there")
	}
	levels := anlan.Levels{4, 6, 9, 12, 15}
	for code, want := range map[string]string{"629902001003": "629902", "629902": "629902", "6299": "6299"} {
		if got, _, ok := ga.Home(code, levels); !ok || got != want {
			t.Errorf("an event of %s is one of %s, want %s", code, got, want)
		}
	}
	if ga.Words(anlan.County) != "n ≥ 1" || qz.Words(anlan.County) != "U95 < 85" || ga.Words(anlan.Village) != "" {
		t.Errorf("rules %q %q", ga.Words(anlan.County), qz.Words(anlan.County))
	}
}

// Until and stands are two readings of one rule.
func TestUntil(t *testing.T) {
	f := tinyFramework(t)
	for _, v := range []VetoFact{{Day: "2025-10-01"}, {Day: "2025-09-30"}, {Day: "2026-05-01", Lifted: "2026-09-30"}, {Day: "2026-05-01", Lifted: "2026-10-01"}, {Day: "2024-02-29"}} {
		x := anlan.Veto{FactDay: v.Day, Until: f.Until(v)}
		for m := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); m.Year() < 2028; m = m.AddDate(0, 1, 0) {
			if last := m.AddDate(0, 0, -1).Format(anlan.DateFormat); x.Stands(last) != f.stands(v, m) {
				t.Errorf("fact of %s lifted %q at the end of %s: until says %v", v.Day, v.Lifted, last, x.Stands(last))
			}
		}
	}
}
