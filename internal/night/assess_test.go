package night_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// holdsInSQL runs a query that counts rows, and rows that break a rule: there
// must be some of the former and none of the latter.
func holdsInSQL(t *testing.T, l *lake.Lake, what, query string) {
	t.Helper()
	s := session(t, l)
	defer s.Close()
	rows, err := s.Rows(context.Background(), query)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	defer rows.Close()
	for rows.Next() {
		var all, wrong sql.NullInt64
		if err := rows.Scan(&all, &wrong); err != nil {
			t.Fatal(err)
		}
		if all.Int64 == 0 || wrong.Int64 > 0 {
			t.Errorf("%s: %d of %d rows are wrong", what, wrong.Int64, all.Int64)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// assessmentInSQL works the marts of assessment out a second time, from the
// tables they rest on.
func assessmentInSQL(t *testing.T, l *lake.Lake) {
	t.Helper()
	holdsInSQL(t, l, "points of the stars", `with s as (
			select area_code, period, sum(weight) as whole, coalesce(sum(weight) filter (where score is not null), 0) as covered, sum(weight * score) as points
			from score where indicator_id in ('JC01', 'JC02', 'JC03', 'JC04', 'MD02', 'SQ10') group by area_code, period),
		x as (select c.*, s.whole, s.covered, s.points / nullif(s.covered, 0) as worked
			from centre_star c join s on s.area_code = c.area_code
				and s.period = left(c.quarter, 4) || '-' || lpad(cast(3 * cast(right(c.quarter, 1) as integer) as varchar), 2, '0'))
		select count(*), count(*) filter (where abs(coverage - covered / whole) > 1e-9
			or (points is not null) <> (covered / whole >= 0.7 - 1e-9)
			or abs(points - worked) > 1e-9
			or star_ruled <> case when points is null then 0 when points >= 92 then 5 when points >= 85 then 4 when points >= 75 then 3 when points >= 65 then 2 else 1 end
			or points is not null and not fallen and star_before > 0 and star_proposed <> greatest(least(star_ruled, star_before + 1), star_before - 1)) from x`)
	holdsInSQL(t, l, "stars as reported", `select count(*), count(*) filter (where g.star is null or c.star_reported <> cast(g.star as integer))
		from centre_star c left join governance_center_quarter g on g.area_code = c.area_code
			and g.quarter = make_date(cast(left(c.quarter, 4) as integer), 3 * cast(right(c.quarter, 1) as integer) - 2, 1)`)
	holdsInSQL(t, l, "the three rates", `with m as (
			select area_code, period, case indicator_id when 'MD14' then 'suits' when 'SQ01' then 'petitions' else 'resolved' end as rate,
				case when indicator_id in ('MD01', 'SQ06') then 100 else 10000 end as scale, sum(num) as num, sum(den) as den, count(num) = count(*) and count(den) = count(*) as whole
			from measure where indicator_id in ('MD14', 'SQ01', 'MD01', 'SQ06') and area_level <= 2 and length(period) = 7 group by 1, 2, 3, 4)
		select count(*), count(*) filter (where (r.value is not null) <> (m.whole and m.den > 0 and not r.suppressed) or abs(r.value - m.scale * m.num / m.den) > 1e-9
			or r.scored <> (r.rate = 'resolved') or (r.suppressed and coalesce(r.num, r.den) is not null) or (r.area_level = 1 and r.suppressed)
			or (r.area_level > 1 and m.num between 1 and 4 and not r.suppressed))
		from three_rates r join m on m.area_code = r.area_code and m.period = r.period and m.rate = r.rate`)
	holdsInSQL(t, l, "rows rejected by rule", `select count(*), count(*) filter (where q.received <> q.landed + q.rejected or q.rejected > coalesce(r.marks, 0) or (q.rejected = 0) <> (r.marks is null))
		from batch_quality q left join (select batch_id, sum("rows") as marks from batch_reject_rule group by batch_id) r on r.batch_id = q.batch_id where q.status = 'landed'`)
	holdsInSQL(t, l, "pairs", `select count(*), count(*) filter (where is_over <> (abs(100.0 * (left_count - right_count)) > greatest(left_count, right_count))) from reconciliation`)
}
