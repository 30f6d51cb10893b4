package night_test

import (
	"context"
	"math"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// one reads the one number of a statement.
func one(t *testing.T, s *lake.Session, query string, args ...any) float64 {
	t.Helper()
	rows, err := s.Rows(context.Background(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var v *float64
	if rows.Next() {
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if v == nil {
		return math.NaN()
	}
	return *v
}

// TestAdequacy holds the factor of each county in the last month that has ended
// against plain counts over the landed tables; the survey of fourteen months
// leaves no past, so the base is the median, or the floor.
func TestAdequacy(t *testing.T) {
	s := session(t, finished(t).lake)
	ctx := context.Background()
	rows, err := s.Rows(ctx, `select area_code, requests, share, answers, population, ratio, base, tolerance, rho from adequacy
		where factor = 'rho_c' and period = '2026-10' and area_level = 2 and rho is not null and not withheld order by area_code`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	type row struct {
		area                                                              string
		requests, share, answers, population, ratio, base, tolerance, rho float64
	}
	var list []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.area, &r.requests, &r.share, &r.answers, &r.population, &r.ratio, &r.base, &r.tolerance, &r.rho); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil || len(list) < 5 {
		t.Fatalf("%d counties have a factor: %v", len(list), err)
	}
	agree := func(what, area string, got, want float64) {
		if !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
			t.Errorf("%s of %s: %v, want %v", what, area, got, want)
		}
	}
	for _, r := range list {
		sum := 0.0
		for table, time := range map[string]string{"dispute_case": "register_time", "petition_item": "receive_date", "hotline_ticket": "create_time", "consumer_case": "receive_date",
			"labor_case": "accept_date", "mediation_case": "accept_date", "grid_event": "report_time"} {
			sum += one(t, s, "select cast(count(*) as double) from "+table+" where starts_with(area_code, ?) and "+time+" >= date '2025-11-01' and "+time+" < date '2026-11-01'", r.area)
		}
		survey := " from survey_response where starts_with(area_code, ?) and survey_date >= date '2025-11-01' and survey_date < date '2026-11-01'"
		share := one(t, s, "select sum(weight) filter (where had_problem) / sum(weight)"+survey, r.area)
		answers := one(t, s, "select sum(weight) * sum(weight) / sum(weight * weight)"+survey, r.area)
		agree("requests", r.area, r.requests, sum)
		agree("share", r.area, r.share, share)
		agree("effective answers", r.area, r.answers, answers)
		agree("ratio", r.area, r.ratio, sum/(share*r.population))
		agree("tolerance", r.area, r.tolerance, 1.28*math.Sqrt((1-share)/(share*answers)))
		agree("rho", r.area, r.rho, min(1, r.ratio/r.base*(1+r.tolerance)))
		// Scores that name the factor are taken times it.
		scored := "select cast(count(*) as double) from score where area_code = ? and period = '2026-10' and state = 'ok' and "
		if with, without := one(t, s, scored+"rho = ?", r.area, r.rho), one(t, s, scored+"indicator_id in ('MD01', 'MD05', 'MD06') and rho is null", r.area); with < 5 || without > 0 {
			t.Errorf("%v scores of %s were taken times rho, %v without", with, r.area, without)
		}
	}
}
