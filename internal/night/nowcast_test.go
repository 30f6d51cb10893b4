package night_test

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// readPastMonths reads how past months stood on the same day and how they
// closed, by area and category, oldest first.
func readPastMonths(t *testing.T, b built) map[[2]string][]anlan.PastMonth {
	t.Helper()
	out := map[[2]string][]anlan.PastMonth{}
	scanAll(t, b, `select area_code, period, coalesce(category, ''), day, so_far, coverage, closed, closed_coverage, move, is_used
		from index_past_month order by period`, func(r *sql.Rows) error {
		var p anlan.PastMonth
		err := r.Scan(&p.Area, &p.Period, &p.Category, &p.Day, &p.SoFar, &p.Coverage, &p.Closed, &p.ClosedCoverage, &p.Move, &p.Used)
		out[[2]string{p.Area, p.Category}] = append(out[[2]string{p.Area, p.Category}], p)
		return err
	})
	return out
}

func scanAll(t *testing.T, b built, query string, scan func(*sql.Rows) error) {
	t.Helper()
	s := session(t, b.lake)
	rows, err := s.Rows(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestNowcastBacktest stands in every past month of the demo city as on the day
// of the month that tonight is, forecasts the close from the months before it
// alone, and counts how often the close came to lie in the interval.
func TestNowcastBacktest(t *testing.T) {
	t.Parallel()
	b := finished(t)
	framework, err := indicators.Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	type tally struct {
		asked, answered, held, jumped int
		said                          float64 // closes that should lie in the interval
	}
	var all, totals tally
	var misses, nulls float64 // absolute errors of the expected figure, and of taking the figure so far
	for key, past := range readPastMonths(t, b) {
		for i, p := range past {
			if p.SoFar == nil || p.Closed == nil {
				continue
			}
			got := framework.Nowcast(anlan.IndexRow{Score: p.SoFar, Coverage: p.Coverage}, p.Day, slices.Clone(past[:i]))
			for _, x := range []*tally{&all, &totals} {
				if x == &totals && key[1] != "" {
					continue
				}
				x.asked++
				if got.Lower80 == nil {
					continue
				}
				if d := p.ClosedCoverage - p.Coverage; d > 0.05 || d < -0.05 {
					x.jumped++ // other indicators than those of the day are in the close
					continue
				}
				x.answered++
				x.said += math.Ceil(float64(got.Months+1)*0.8) / float64(got.Months+1)
				if *got.Lower80-1e-9 <= *p.Closed && *p.Closed <= *got.Upper80+1e-9 {
					x.held++
				}
				if x == &totals {
					misses += max(*got.Expected-*p.Closed, *p.Closed-*got.Expected)
					nulls += max(*p.Move, -*p.Move)
				}
			}
		}
	}
	for name, x := range map[string]tally{"all figures": all, "totals": totals} {
		share, said := float64(x.held)/float64(x.answered), x.said/float64(x.answered)
		t.Logf("%s: %d closes, %d forecast, %d of them (%.1f%%; so few months promise %.1f%%) in the 80%% interval; %d more closed on other weight",
			name, x.asked, x.answered, x.held, 100*share, 100*said, x.jumped)
		if x.answered < 60 {
			t.Errorf("%s: %d forecasts prove nothing", name, x.answered)
		}
		// Months of one area are not quite drawn at random: a tenth is let pass.
		if share < 0.7 || math.Abs(share-said) > 0.1 {
			t.Errorf("%s: %.1f%% of the closes lie in the 80%% interval, %.1f%% should", name, 100*share, 100*said)
		}
	}
	t.Logf("totals: mean error of the expected figure %.2f points, of the figure so far %.2f", misses/float64(totals.answered), nulls/float64(totals.answered))
}

// TestNowcastRestsOnItsTables holds every expected figure against the past
// months beside it.
func TestNowcastRestsOnItsTables(t *testing.T) {
	t.Parallel()
	b := finished(t)
	past := readPastMonths(t, b)
	rows, given := 0, 0
	scanAll(t, b, `select n.area_code, n.area_level, coalesce(n.category, ''), n.day, n.so_far, x.score, n.expected, n.lower80, n.upper80, n.lower95, n.move, n.months, n.reason
		from index_nowcast n join index_score x on x.area_code = n.area_code and x.period = n.period and x.category is not distinct from n.category`, func(r *sql.Rows) error {
		var n anlan.Nowcast
		var score *float64
		if err := r.Scan(&n.Area, &n.Level, &n.Category, &n.Day, &n.SoFar, &score, &n.Expected, &n.Lower80, &n.Upper80, &n.Lower95, &n.Move, &n.Months, &n.Reason); err != nil {
			return err
		}
		rows++
		used := 0
		for _, p := range past[[2]string{n.Area, n.Category}] {
			if p.Used {
				used++
			}
			if p.Move != nil && *p.Move != *p.Closed-*p.SoFar {
				t.Errorf("%s %s %s moved by %g", p.Area, p.Category, p.Period, *p.Move)
			}
		}
		if n.Level > anlan.County || n.Day != "2026-11-20" || used != n.Months || (n.SoFar == nil) != (score == nil) || score != nil && *n.SoFar != *score {
			t.Errorf("%+v, score %v, %d months used", n, score, used)
		}
		if (n.Expected == nil) != (n.Reason != "") || (n.Expected != nil) != (n.Months >= anlan.NowcastLeastMonths) || n.Lower95 != nil && n.Months < 19 {
			t.Errorf("%+v: figure and reason do not go together", n)
		}
		if n.Expected != nil {
			given++
			if *n.Expected < *n.Lower80 || *n.Expected > *n.Upper80 {
				t.Errorf("%+v: outside its interval", n)
			}
		}
		return nil
	})
	if rows != 9*10 || given == 0 {
		t.Errorf("%d rows, %d with an expected figure", rows, given)
	}
}
