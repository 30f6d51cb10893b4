package night

import (
	"context"
	"database/sql"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

type contributionRow struct {
	Area      string  `lake:"area_code"`
	Level     int32   `lake:"area_level"`
	Period    string  `lake:"period"`
	Against   string  `lake:"against"`
	Category  string  `lake:"category"`
	Indicator string  `lake:"indicator_id"`
	Part      string  `lake:"part"`
	Points    float64 `lake:"points"`
}

type rankMoveRow struct {
	Area   string  `lake:"area_code"`
	Level  int32   `lake:"area_level"`
	Period string  `lake:"period"`
	Peers  string  `lake:"peers"`
	Before int32   `lake:"rank_before"`
	Now    int32   `lake:"rank_now"`
	Own    float64 `lake:"own_places"`
	Others float64 `lake:"other_places"`
}

var contributionTable = lake.Table{Name: "contribution", Comment: "Parts of the difference between an area's total and what it is held against · 得分差异的构成",
	Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "against varchar!", "category varchar!", "indicator_id varchar!", "part varchar!", "points float64!"),
	Sort:    []string{"area_code", "period", "against"}}

var rankMoveTable = lake.Table{Name: "rank_move", Comment: "What moved an area's rank since the month before · 位次变化的构成",
	Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "peers varchar!", "rank_before int32!", "rank_now int32!", "own_places float64!", "other_places float64!"),
	Sort:    []string{"area_code", "period"}}

// explainedPeriods is how many months, the newest first, have their totals
// taken apart each night: the one that runs and the last one closed.
const explainedPeriods = 2

// storeContributions takes the totals of the newest months apart: against the
// month before, against peers and against 100.
func (b *build) storeContributions(ctx context.Context, tx *lake.Tx, areas []anlan.Area, res indicators.Result) error {
	b.progress("contributions")
	months := make([]taken, min(explainedPeriods, len(b.periods)))
	g, at := errgroup.WithContext(ctx)
	for n := range months {
		g.Go(func() (err error) {
			if months[n], err = b.takeApart(at, n, areas, res); err != nil {
				return fmt.Errorf("contributions of %s: %w", b.periods[n], err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	var rows []contributionRow
	var moves []rankMoveRow
	var lifts []liftRow
	for _, m := range months {
		rows, moves, lifts = append(rows, m.rows...), append(moves, m.moves...), append(lifts, m.lifts...)
	}
	if err := replaceTable(ctx, tx, contributionTable, rows); err != nil {
		return err
	}
	if err := replaceTable(ctx, tx, liftTable, lifts); err != nil {
		return err
	}
	return replaceTable(ctx, tx, rankMoveTable, moves)
}

// taken is what the totals of one month were taken apart into.
type taken struct {
	rows  []contributionRow
	moves []rankMoveRow
	lifts []liftRow
}

// takeApart takes the totals of the month n of the build apart.
func (b *build) takeApart(ctx context.Context, n int, areas []anlan.Area, res indicators.Result) (t taken, err error) {
	m := month{build: b, areas: areas, period: b.periods[n].String(), index: indexOf(res.Index, b.periods[n].String())}
	m.now = b.Framework.Standings(res.Scores, m.index, m.period)
	m.groups = map[string]*indicators.Group{}
	for _, x := range m.index {
		if x.Category == "" && m.groups[x.Peers] == nil {
			m.groups[x.Peers] = m.group(x.Peers)
		}
	}
	if n+1 < len(b.periods) {
		if err := m.readBefore(ctx, res, b.periods[n+1].String(), b.periods[n].final); err != nil {
			return t, err
		}
	}
	parts := m.contributions()
	t.rows = make([]contributionRow, len(parts))
	for i, c := range parts {
		t.rows[i] = contributionRow{c.Area, int32(c.Level), c.Period, c.Against, c.Category, c.Indicator, string(c.Part), c.Points}
	}
	t.lifts = liftRows(m.lifts())
	for _, r := range m.rankMoves() {
		t.moves = append(t.moves, rankMoveRow{r.Area, int32(r.Level), r.Period, r.Peers, int32(r.Before), int32(r.Now), r.Own, r.Others})
	}
	return t, nil
}

// month is one month whose totals are taken apart.
type month struct {
	*build
	areas    []anlan.Area
	period   string
	index    []anlan.IndexRow
	now      map[string]indicators.Standing
	groups   map[string]*indicators.Group // by peer group; "" those without one
	before   map[string]indicators.Past
	previous []anlan.IndexRow // of the month before, as readers last saw it
}

func indexOf(index []anlan.IndexRow, period string) []anlan.IndexRow {
	var out []anlan.IndexRow
	for _, x := range index {
		if x.Period == period {
			out = append(out, x)
		}
	}
	return out
}

// readBefore gives each area its standing of the month before. Of a month that
// has closed that is what readers last saw of it while it was the newest one
// closed; while a month runs, the one before still is.
func (m *month) readBefore(ctx context.Context, res indicators.Result, before string, closed bool) error {
	m.before, m.previous = map[string]indicators.Past{}, indexOf(res.Index, before)
	asNow := m.Framework.Standings(res.Scores, m.previous, before)
	for area, s := range asNow {
		m.before[area] = indicators.Past{Published: s}
	}
	if !closed {
		return nil
	}
	e, err := m.published(ctx, before)
	if e == nil || err != nil {
		return err
	}
	changed, err := Reshaped(ctx, m.session, m.Levels, e)
	if err != nil {
		return err
	}
	definitions := Definitions(e)
	shown := map[string]anlan.IndexRow{}
	for area, s := range asNow {
		was := Standing(e, definitions, area, before)
		if x, ok := was.Index[""]; ok && x.Score != nil {
			m.before[area] = indicators.Past{Published: was, AsNow: &s, Boundary: changed[area]}
			shown[area] = x
		}
	}
	m.previous = publishedIndex(m.previous, shown)
	return nil
}

// publishedIndex puts totals as readers saw them in place of those as they
// stand now.
func publishedIndex(index []anlan.IndexRow, shown map[string]anlan.IndexRow) []anlan.IndexRow {
	out := make([]anlan.IndexRow, 0, len(index))
	for _, x := range index {
		if was, ok := shown[x.Area]; ok && x.Category == "" {
			x = was
		}
		out = append(out, x)
	}
	return out
}

// contributions holds every area's total against the month before, its peers
// and 100. What cannot be compared has no rows.
func (m *month) contributions() []anlan.Contribution {
	var out []anlan.Contribution
	for _, x := range m.index {
		if x.Category != "" {
			continue
		}
		add := func(against string, rows []anlan.Contribution, err error) {
			if err != nil { // no score on one side
				return
			}
			for _, r := range rows {
				r.Area, r.Level, r.Period, r.Against = x.Area, x.Level, m.period, against
				out = append(out, r)
			}
		}
		if past, ok := m.before[x.Area]; ok {
			rows, err := indicators.Difference(indicators.Target{}, past, m.now[x.Area])
			add(anlan.AgainstPrevious, rows, err)
		}
		g := m.groups[x.Peers]
		if x.Peers != "" {
			rows, err := g.AgainstPeers(x.Area)
			add(anlan.AgainstPeers, rows, err)
		}
		if x.Rank == 0 { // nobody to be held against, but the goal
			g = indicators.NewGroup(indicators.Target{}, []indicators.Standing{m.now[x.Area]})
		}
		rows, err := g.AgainstGoal(x.Area)
		add(anlan.AgainstGoal, rows, err)
	}
	return out
}

// group is the areas of a peer group whose totals can be compared; of no group
// (the city) those without one.
func (m *month) group(peers string) *indicators.Group {
	var of []indicators.Standing
	for _, x := range m.index {
		if x.Category == "" && x.Peers == peers && (peers == "" || x.Rank > 0) {
			of = append(of, m.now[x.Area])
		}
	}
	return indicators.NewGroup(indicators.Target{}, of)
}

// rankMoves says what moved the ranks of totals since the month before.
func (m *month) rankMoves() []anlan.RankMove {
	totals := func(index []anlan.IndexRow) map[string][]anlan.IndexRow {
		by := map[string][]anlan.IndexRow{}
		for _, x := range index {
			if x.Category == "" && x.Rank > 0 {
				by[x.Peers] = append(by[x.Peers], x)
			}
		}
		return by
	}
	now, before := totals(m.index), totals(m.previous)
	var out []anlan.RankMove
	for _, x := range m.index {
		if x.Category != "" || x.Rank == 0 {
			continue
		}
		if r, ok := m.Framework.RankMove(x.Area, before[x.Peers], now[x.Peers]); ok {
			out = append(out, r)
		}
	}
	return out
}

func readContributions(ctx context.Context, s *lake.Session) ([]anlan.Contribution, error) {
	var out []anlan.Contribution
	err := each(ctx, s, `select area_code, area_level, period, against, category, indicator_id, part, points from contribution`, func(r *sql.Rows) error {
		var c anlan.Contribution
		var part string
		err := r.Scan(&c.Area, &c.Level, &c.Period, &c.Against, &c.Category, &c.Indicator, &part, &c.Points)
		c.Part = anlan.Part(part)
		out = append(out, c)
		return err
	})
	return out, err
}

func readRankMoves(ctx context.Context, s *lake.Session) ([]anlan.RankMove, error) {
	var out []anlan.RankMove
	err := each(ctx, s, `select area_code, area_level, period, peers, rank_before, rank_now, own_places, other_places from rank_move`, func(r *sql.Rows) error {
		var m anlan.RankMove
		err := r.Scan(&m.Area, &m.Level, &m.Period, &m.Peers, &m.Before, &m.Now, &m.Own, &m.Others)
		out = append(out, m)
		return err
	})
	return out, err
}
