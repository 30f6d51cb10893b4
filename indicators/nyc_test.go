package indicators

import (
	"os"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// casework is an index of another city: another table, three levels whose codes
// have lengths of their own, and windows that are not the peace index's.
const casework = `
id: casework
version: "1"
name: {zh: 来件}
index_levels: [city, county, township]
coverage: 0.7
colours: [{colour: red, min: 0}]
categories: [{code: T, name: {zh: 及时}, weight: 100}]
indicators:
  - {id: DAYS, category: T, name: {zh: 天数}, definition: {zh: 天数}, scale: 1, unit: 天, direction: "-", levels: [city, county, township], window: P3M, window_township: P12M, weight: 40, goal: {worst: 45, best: 2},
     numerator: {table: casework, expr: "@median(@days_between(open_date, close_date)) filter (where close_date >= open_date)", time: close_date}}
  - {id: IN30, category: T, name: {zh: 三十日}, definition: {zh: 三十日}, scale: 100, unit: "%", direction: "+", levels: [city, county, township], window: P3M, window_township: P12M, weight: 40, goal: {worst: 50, best: 95},
     numerator: {table: casework, expr: "count(*) filter (where open_date < :end - interval '30' day and close_date <= @add_days(open_date, 30))", time: open_date},
     denominator: {table: casework, expr: "count(*) filter (where open_date < :end - interval '30' day)", time: open_date}}
  - {id: OLD, category: T, name: {zh: 积压}, definition: {zh: 积压}, scale: 100, unit: "%", direction: "-", levels: [city, county, township], window: P0D, window_township: P0D, weight: 20, goal: {worst: 90, best: 20},
     numerator: {table: casework, expr: "count(*) filter (where open_date < :end - interval '90' day and (close_date is null or close_date >= :end))", time: "@stock"},
     denominator: {table: casework, expr: "count(*) filter (where open_date < :end and (close_date is null or close_date >= :end))", time: "@stock"}}
  - {id: FLOW, category: T, name: {zh: 结收比}, definition: {zh: 结收比}, scale: 100, unit: "%", direction: "0", levels: [city, county], window: P3M, weight: 0,
     numerator: {table: casework, expr: count(*), time: close_date}, denominator: {table: casework, expr: count(*), time: open_date}}
  - {id: LOST, category: T, name: {zh: 未定位}, definition: {zh: 未定位}, scale: 100, unit: "%", direction: "0", levels: [city, county], window: P3M, weight: 0,
     numerator: {table: casework, expr: count(*) filter (where length(area_code) < 4), time: open_date}, denominator: {table: casework, expr: count(*), time: open_date}}
`

func TestAnotherCity(t *testing.T) {
	f, err := Load("test.yaml", strings.NewReader(casework))
	if err != nil {
		t.Fatal(err)
	}
	c := newCity(t)
	c.exec(`create table dim_area as select *, date '2000-01-01' as first_from, true as is_current from (values ('1', 1), ('12', 2), ('1207', 3)) a(area_code, area_level)`)
	c.exec(`create table casework as select * from (values
		('1207', date '2023-05-01', date '2023-05-01'),
		('1207', date '2023-05-02', date '2023-05-12'),
		('12', date '2023-05-03', date '2023-06-29'),
		('1', date '2023-01-03', null),
		('1207', date '2023-06-28', null)) c(area_code, open_date, close_date)`)
	p, err := f.Compile(CompileInput{
		Tables: c.tables(), Levels: anlan.Levels{1, 2, 4}, Dialect: queries.DuckDB,
		Ends:     []PeriodEnd{{Period: "2023-06", End: day("2023-07-01"), Final: true}},
		Coverage: map[string]Span{"casework": {First: day("2015-01-01"), Last: day("2023-06-30")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]anlan.Measure{}
	for _, m := range c.run(p) {
		got[m.Indicator+" "+m.Area] = m
	}
	for key, want := range map[string][2]float64{
		"IN30 1": {2, 3}, "IN30 12": {2, 3}, "IN30 1207": {2, 2}, "OLD 1": {1, 2}, "OLD 12": {0, 1}, "FLOW 1": {3, 4}, "LOST 12": {1, 4}, "LOST 1": {1, 4},
	} {
		if m := got[key]; !near(m.Num, want[0]) || !near(m.Den, want[1]) {
			t.Errorf("%s: %s of %s, want %v", key, show(m.Num), show(m.Den), want)
		}
	}
	if m := got["DAYS 1"]; !near(m.Num, 10) || m.Den != nil || !near(m.N, 3) {
		t.Errorf("median of 0, 10 and 57 days: %s over %s", show(m.Num), show(m.N))
	}
	if _, ok := got["FLOW 1207"]; ok {
		t.Error("FLOW is not claimed by townships")
	}
}

// The example that comes with the house loads and compiles whole.
func TestNewYork(t *testing.T) {
	file, err := os.Open("../examples/nyc/framework.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, err := Load("framework.yaml", file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Compile(CompileInput{
		Tables: map[string][]string{"dim_area": nil, "casework": {"case_id", "area_code", "open_date", "close_date", "complaint_type", "descriptor", "council_district", "status"}},
		Levels: anlan.Levels{1, 2, 4}, Dialect: queries.DuckDB, Ends: ends("2025-01-10"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Skipped) > 0 {
		t.Errorf("skipped %v", p.Skipped)
	}
}
