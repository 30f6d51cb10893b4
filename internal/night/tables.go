package night

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

// tables reads from the lake what an edition holds.
// before is the edition that readers have, nil for none: what it shows, too, must
// tell nothing that this one withholds.
func (n *Night) tables(ctx context.Context, asOf time.Time, before *edition.Edition) (edition.Tables, error) {
	b, err := n.openBuild(ctx, asOf)
	if err != nil {
		return edition.Tables{}, err
	}
	defer b.session.Close()
	var t edition.Tables
	read := func(what string, err error) error {
		if err != nil {
			return fmt.Errorf("edition: %s: %w", what, err)
		}
		return nil
	}
	all, err := readAreas(ctx, b.session)
	if err := read("areas", err); err != nil {
		return t, err
	}
	for _, a := range all {
		if a.Code == n.Code {
			a.NameEn = n.NameEn
		}
		if a.Level < anlan.Grid { // grids have no page of their own yet
			t.Areas = append(t.Areas, a)
		}
	}
	t.Scores, err = readScores(ctx, b.session)
	if err := read("scores", err); err != nil {
		return t, err
	}
	t.Index, err = readIndex(ctx, b.session)
	if err := read("index", err); err != nil {
		return t, err
	}
	t.Warnings, err = readWarnings(ctx, b.session)
	if err := read("warnings", err); err != nil {
		return t, err
	}
	there, err := n.holds(ctx, b.session.Snapshot(), clusterTable.Name)
	if err == nil && there {
		t.Clusters, err = readClusters(ctx, b.session)
	}
	if err := read("clusters", err); err != nil {
		return t, err
	}
	hidden, err := b.readHidden(ctx)
	if err := read("withheld counts", err); err != nil {
		return t, err
	}
	t.Series, err = readSeries(ctx, b)
	if err := read("series", err); err != nil {
		return t, err
	}
	exact := slices.Clone(t.Series)
	t.Series = withholdSeries(t.Series, hidden)
	weeks := newWeeks(exact, t.Series, t.Warnings, before)
	charts, err := readCharts(ctx, b)
	if err := read("weeks of warnings", err); err != nil {
		return t, err
	}
	t.Series = append(t.Series, weeks.withholdCharts(charts)...)
	t.Warnings = weeks.withholdWarnings(t.Warnings)
	t.Forecasts, err = readForecasts(ctx, b, hidden)
	if err := read("forecasts", err); err != nil {
		return t, err
	}
	t.Clusters = weeks.withholdClusters(t.Clusters, t.Warnings)
	t.Flash, err = readFlash(ctx, b, hidden)
	if err := read("daily flash", err); err != nil {
		return t, err
	}
	if t.Batches, err = n.Lake.Batches(ctx, 0); err != nil {
		return t, err
	}
	if err := read("assessment", b.readAssessment(ctx, &t)); err != nil {
		return t, err
	}
	draft, err := b.monthDraft(ctx)
	if err := read("indicators", err); err != nil {
		return t, err
	}
	f := n.inForce(asOf.Format(anlan.DateFormat))
	if t.Indicators, err = cards(f, draft); err != nil {
		return t, err
	}
	t.Categories, t.Windows = categories(f), windows(draft)
	other, err := b.otherDraft(ctx, nil)
	if err := read("indicators of other periods", err); err != nil {
		return t, err
	}
	if other != nil {
		t.Windows = append(t.Windows, windows(other)...)
	}
	t.Labels = append(labels(n), n.LevelNames...)
	t.Geo, err = n.geo()
	return t, err
}

// readAssessment reads vetoes, rates, stars, awards and the data's quality, of
// each what the lake has.
func (b *build) readAssessment(ctx context.Context, t *edition.Tables) error {
	for _, x := range []struct {
		table string
		read  func() error
	}{
		{"veto_fact", func() (err error) {
			t.Vetoes, err = readVetoFacts(ctx, b.session)
			t.Vetoes = decided(t.Vetoes)
			return err
		}},
		{revisionTable.Name, func() (err error) { t.Revisions, err = readRevisions(ctx, b.session); return err }},
		{nowcastTable.Name, func() (err error) { t.Nowcasts, err = readNowcasts(ctx, b.session); return err }},
		{adequacyTable.Name, func() (err error) { t.Adequacy, err = readAdequacy(ctx, b.session); return err }},
		{contributionTable.Name, func() (err error) { t.Contributions, err = readContributions(ctx, b.session); return err }},
		{liftTable.Name, func() (err error) { t.Lifts, err = readLifts(ctx, b.session); return err }},
		{rankMoveTable.Name, func() (err error) { t.RankMoves, err = readRankMoves(ctx, b.session); return err }},
		{"three_rates", func() (err error) { t.Rates, err = readRates(ctx, b.session); return err }},
		{"centre_star", func() (err error) { t.Stars, err = readStars(ctx, b.session); return err }},
		{"award_proposal", func() (err error) { t.Awards, err = readAwards(ctx, b.session); return err }},
		{"batch_quality", func() (err error) { t.Quality, err = readQuality(ctx, b.session, b.Loc); return err }},
		{intervalTable.Name, func() (err error) { t.Intervals, err = readIntervals(ctx, b.session, b.Loc); return err }},
		{restatementTable.Name, func() (err error) { t.Restatements, err = readRestatements(ctx, b.session); return err }},
		{"batch_reject_rule", func() (err error) { t.Rejects, err = readRejectCounts(ctx, b.session); return err }},
		{"reconciliation", func() (err error) { t.Reconciliations, err = readReconciliations(ctx, b.session); return err }},
	} {
		there, err := b.holds(ctx, b.session.Snapshot(), x.table)
		if err != nil {
			return err
		}
		if there {
			if err := x.read(); err != nil {
				return fmt.Errorf("%s: %w", x.table, err)
			}
		}
	}
	return nil
}

// each scans every row of a query.
func each(ctx context.Context, s *lake.Session, query string, scan func(*sql.Rows) error, args ...any) error {
	rows, err := s.Rows(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func readScores(ctx context.Context, s *lake.Session) ([]anlan.Score, error) {
	var out []anlan.Score
	err := each(ctx, s, `select s.indicator_id, s.area_code, s.area_level, s.period, m.num, m.den, m.n,
			s.value, s.lower, s.upper, s.own_weight, s.rho, s.adjusted, s.score, s.score_lower, s.score_upper, s.weight, s.state, s.suppressed
		from score s left join measure m on m.indicator_id = s.indicator_id and m.area_code = s.area_code and m.period = s.period
		order by s.period, s.area_code, s.indicator_id`, func(r *sql.Rows) error {
		var x anlan.Score
		var state string
		err := r.Scan(&x.Indicator, &x.Area, &x.Level, &x.Period, &x.Num, &x.Den, &x.N, &x.Value, &x.Lower, &x.Upper, &x.Own, &x.Rho,
			&x.Adjusted, &x.Score, &x.ScoreLower, &x.ScoreUpper, &x.Weight, &state, &x.Suppressed)
		x.State = anlan.State(state)
		out = append(out, x)
		return err
	})
	return out, err
}

func readIndex(ctx context.Context, s *lake.Session) ([]anlan.IndexRow, error) {
	var out []anlan.IndexRow
	err := each(ctx, s, `select area_code, area_level, period, coalesce(category, ''), score, lower, upper, interval_share, uncapped, coverage, colour, final, rank, rank_best, rank_worst, peers
		from index_score order by period, area_code, category nulls first`, func(r *sql.Rows) error {
		var x anlan.IndexRow
		var colour string
		err := r.Scan(&x.Area, &x.Level, &x.Period, &x.Category, &x.Score, &x.Lower, &x.Upper, &x.IntervalShare, &x.Uncapped, &x.Coverage, &colour,
			&x.Final, &x.Rank, &x.RankBest, &x.RankWorst, &x.Peers)
		x.Colour = anlan.Colour(colour)
		out = append(out, x)
		return err
	})
	return out, err
}

func readWarnings(ctx context.Context, s *lake.Session) ([]anlan.Warning, error) {
	var out []anlan.Warning
	err := each(ctx, s, `select id, rule, series, kind, area_code, area_level, period, observed, expected, lower, upper, p, exceedance,
		grade, reasons, baseline_weeks, trend, dispersion, since, weeks, phase, excess, chance, harm from warning order by id`, func(r *sql.Rows) error {
		var w anlan.Warning
		var grade, reasons string
		err := r.Scan(&w.ID, &w.Rule, &w.Series, &w.Kind, &w.Area, &w.Level, &w.Period, &w.Observed, &w.Expected, &w.Lower, &w.Upper,
			&w.P, &w.Exceed, &grade, &reasons, &w.Baseline, &w.Trend, &w.Dispersed, &w.Since, &w.Weeks, &w.Phase, &w.Excess, &w.Chance, &w.Harm)
		if err != nil {
			return err
		}
		w.Grade = anlan.Grade(grade)
		out = append(out, w)
		return json.Unmarshal([]byte(reasons), &out[len(out)-1].Reasons)
	})
	return out, err
}

// readSeries gives the last quarter of every weekly series and of its sum over
// the city, and three years of those that have a warning, with the model's expectation for the weeks it
// looked at.
func readSeries(ctx context.Context, b *build) ([]edition.SeriesPoint, error) {
	if _, ok := b.set.Query("series_week"); !ok {
		return nil, nil
	}
	return readPoints(ctx, b, `with warned as (select distinct series, kind, area_code from warning),
			last as (select max(week_start) as week from series_week)
		select w.series, w.kind, w.area_code, w.area_level, strftime(w.week_start, '%Y-%m-%d'), w.observed, d.expected, d.lower, d.upper
		from series_week w
		left join warned x on x.series = w.series and x.kind = w.kind and x.area_code = w.area_code
		cross join last
		left join detection d on d.series = w.series and d.kind = w.kind and d.area_code = w.area_code and d.week_start = w.week_start
		where w.week_start > last.week - interval 91 day
			or (x.kind is not null and w.week_start > last.week - interval 1092 day)
		union all
		select w.series, w.kind, '`+b.Code+`', 1, strftime(w.week_start, '%Y-%m-%d'), cast(sum(w.observed) as bigint), null, null, null
		from series_week w cross join last
		where w.week_start > last.week - interval 91 day
		group by w.series, w.kind, w.week_start
		order by 1, 2, 3, 5`)
}

// readPoints reads points of weekly series: series, kind, area, level, Monday,
// observed, expected, lower and upper.
func readPoints(ctx context.Context, b *build, query string) ([]edition.SeriesPoint, error) {
	var out []edition.SeriesPoint
	err := each(ctx, b.session, query, func(r *sql.Rows) error {
		var p edition.SeriesPoint
		err := r.Scan(&p.Series, &p.Kind, &p.Area, &p.Level, &p.Week, &p.Observed, &p.Expected, &p.Lower, &p.Upper)
		out = append(out, p)
		return err
	})
	return out, err
}

func readFlash(ctx context.Context, b *build, hidden hiddenCounts) ([]edition.Flash, error) {
	if _, ok := b.set.Query("daily_flash"); !ok {
		return nil, nil
	}
	var out []flashRow
	err := each(ctx, b.session, `select area_code, area_level, strftime(day, '%Y-%m-%d'), figure, value, cases
		from daily_flash where value is not null order by area_code, day, figure`, func(r *sql.Rows) error {
		var f flashRow
		err := r.Scan(&f.Area, &f.Level, &f.Day, &f.Figure, &f.Value, &f.cases)
		out = append(out, f)
		return err
	})
	return withholdFlash(out, hidden), err
}

// levelsText writes an indicator's levels as frameworks do: city|county.
func levelsText(levels []string) string { return strings.Join(levels, "|") }
