package night

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

// starQuarters is how many quarters that have ended get their stars anew in
// each build: a year. Older ones stand as they were.
const starQuarters = 4

// centre is what a governance centre reports of itself in one quarter.
type centre struct {
	area, quarter    string
	star, starBefore int
}

// stars works out the stars of the centres that report, oldest quarter first:
// the star before is our own where there is one, else the one reported. ok is
// false where the framework has no rule or the lake no centres.
func (b *build) stars(ctx context.Context, scores []anlan.Score, facts []indicators.VetoFact) (out []anlan.Star, ok bool, err error) {
	rules := b.Framework.Stars
	table := b.Framework.Facts[rules.Table]
	if _, there := b.set.Query(table); !there || len(rules.Indicators) == 0 {
		return nil, false, nil
	}
	centres, err := readCentres(ctx, b.session, table)
	if err != nil {
		return nil, false, fmt.Errorf("stars: %w", err)
	}
	old, err := b.oldStars(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("stars: %w", err)
	}
	quarters := b.quarters(starQuarters)
	by := map[[2]string]map[string]anlan.Score{} // area and last month of a quarter
	for _, c := range centres {
		for _, q := range quarters {
			by[[2]string{c.area, lastMonth(q)}] = nil
		}
	}
	for _, s := range scores {
		k := [2]string{s.Area, s.Period}
		given, asked := by[k]
		if !asked {
			continue
		}
		if given == nil {
			given = map[string]anlan.Score{}
			by[k] = given
		}
		given[s.Indicator] = s
	}
	own := map[string]int{}
	for _, s := range old {
		if len(quarters) > 0 && s.Quarter < quarters[0].String() {
			out = append(out, s)
			if s.Proposed > 0 {
				own[s.Area] = s.Proposed
			}
		}
	}
	for _, q := range quarters {
		last := lastMonth(q)
		for _, c := range centres {
			level, known := b.Levels.Of(c.area)
			given := by[[2]string{c.area, last}]
			if c.quarter != q.String() || !known || level > anlan.Township || given == nil {
				continue
			}
			before := own[c.area]
			if before == 0 {
				before = c.starBefore
			}
			s := rules.Star(given, before, b.fallen(c.area, q, facts))
			s.Area, s.Level, s.Quarter, s.Reported = c.area, level, q.String(), c.star
			if s.Proposed > 0 {
				own[c.area] = s.Proposed
			}
			out = append(out, s)
		}
	}
	return out, true, nil
}

func lastMonth(q anlan.Period) string {
	return anlan.NewPeriod(anlan.Month, q.End.AddDate(0, 0, -1)).String()
}

// fallen says whether a confirmed fact of the veto that takes the stars stands
// against the area at the quarter's end.
func (b *build) fallen(area string, q anlan.Period, facts []indicators.VetoFact) bool {
	last := q.End.AddDate(0, 0, -1).Format(anlan.DateFormat)
	return slices.ContainsFunc(facts, func(f indicators.VetoFact) bool {
		return f.Indicator == b.Framework.Stars.Lowest && f.Area == area && (anlan.Veto{FactDay: f.Day, Until: b.Framework.Until(f)}).Stands(last)
	})
}

// quarters gives the last n quarters of which every month has ended and has
// figures, oldest first.
func (b *build) quarters(n int) []anlan.Period {
	months := map[string]int{}
	var all []anlan.Period
	for _, p := range b.periods { // newest first
		if !p.final {
			continue
		}
		q := anlan.NewPeriod(anlan.Quarter, p.Start)
		if months[q.String()]++; months[q.String()] == 3 {
			all = append(all, q)
		}
	}
	all = all[:min(n, len(all))]
	slices.Reverse(all)
	return all
}

func readCentres(ctx context.Context, s *lake.Session, table string) ([]centre, error) {
	var out []centre
	err := each(ctx, s, `select area_code, quarter, max(star), max(star_prev) from `+table+` group by area_code, quarter order by quarter, area_code`, func(r *sql.Rows) error {
		var c centre
		var quarter time.Time
		var star, before sql.NullString
		err := r.Scan(&c.area, &quarter, &star, &before)
		c.quarter = anlan.NewPeriod(anlan.Quarter, quarter).String()
		c.star, _ = strconv.Atoi(star.String) // 0 where not rated or not reported
		c.starBefore, _ = strconv.Atoi(before.String)
		out = append(out, c)
		return err
	})
	return out, err
}

// oldStars gives the stars of the build before, none for the first.
func (b *build) oldStars(ctx context.Context) ([]anlan.Star, error) {
	there, err := b.holds(ctx, b.session.Snapshot(), "centre_star")
	if err != nil || !there {
		return nil, err
	}
	return readStars(ctx, b.session)
}

// holds says whether the lake has a table at a snapshot.
func (n *Night) holds(ctx context.Context, snapshot int64, table string) (bool, error) {
	tables, err := n.Lake.Tables(ctx, snapshot)
	return slices.ContainsFunc(tables, func(t lake.Table) bool { return t.Name == table }), err
}

func readStars(ctx context.Context, s *lake.Session) ([]anlan.Star, error) {
	var out []anlan.Star
	err := each(ctx, s, `select area_code, area_level, quarter, points, coverage, star_ruled, star_before, star_proposed, star_reported, fallen
		from centre_star order by quarter, area_code`, func(r *sql.Rows) error {
		var x anlan.Star
		err := r.Scan(&x.Area, &x.Level, &x.Quarter, &x.Points, &x.Coverage, &x.Ruled, &x.Before, &x.Proposed, &x.Reported, &x.Fallen)
		out = append(out, x)
		return err
	})
	return out, err
}

func readRates(ctx context.Context, s *lake.Session) ([]anlan.Rate, error) {
	var out []anlan.Rate
	err := each(ctx, s, `select rate, area_code, area_level, period, num, den, value, scored, suppressed from three_rates order by area_code, period, rate`, func(r *sql.Rows) error {
		var x anlan.Rate
		err := r.Scan(&x.ID, &x.Area, &x.Level, &x.Period, &x.Num, &x.Den, &x.Value, &x.Scored, &x.Suppressed)
		out = append(out, x)
		return err
	})
	return out, err
}

func readAwards(ctx context.Context, s *lake.Session) ([]anlan.Award, error) {
	var out []anlan.Award
	err := each(ctx, s, `select quarter, award, reason, area_code, area_level, peers, score, score_before, place, compared, coverage
		from award_proposal order by quarter, award, reason, area_code`, func(r *sql.Rows) error {
		var x anlan.Award
		err := r.Scan(&x.Quarter, &x.Award, &x.Reason, &x.Area, &x.Level, &x.Peers, &x.Score, &x.Before, &x.Place, &x.Of, &x.Coverage)
		out = append(out, x)
		return err
	})
	return out, err
}
