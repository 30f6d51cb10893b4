package night

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/delay"
	"github.com/anlan-lake/anlan/models/watch"
)

// Score judges the last whole weeks of every watched series and writes the
// warnings, with the expectations of the series that have one. Each week is
// judged on the series as known tonight (late reports can make a warning of a
// week that was calm when it was new), and against as much of what is expected
// as the nights before have shown to be reported by then: where none of them
// was run, or nothing came late, against all of it. It gives the number of warnings
// and, in English, what became of the weeks judged.
func (n *Night) Score(ctx context.Context, asOf time.Time) (rows int64, detail string, err error) {
	defer func() { err = full(err) }()
	if err := n.inOrder(ctx, asOf); err != nil {
		return 0, "", err
	}
	tx, err := n.Lake.Begin(ctx, "score "+asOf.Format(anlan.DateFormat))
	if err != nil {
		return 0, "", err
	}
	defer tx.Rollback()
	in, err := n.watched(ctx)
	if err != nil {
		return 0, "", err
	}
	set, err := n.watch(ctx, asOf)
	if err != nil {
		return 0, "", err
	}
	set.Shown = in.shown
	if set.Reported, err = n.reported(ctx, tx, in.record, in.series, asOf); err != nil {
		return 0, "", fmt.Errorf("reporting delay: %w", err)
	}
	n.progress(fmt.Sprintf("warnings: %d series", len(in.series)))
	found, err := watch.Night(in.series, set)
	if err != nil {
		return 0, "", fmt.Errorf("warnings: %w", err)
	}
	if err := storeWarnings(ctx, tx, found.Warnings); err != nil {
		return 0, "", err
	}
	if err := replaceMart(ctx, tx, "detection", detections(found.Weeks)); err != nil {
		return 0, "", err
	}
	clusters, err := n.storeClusters(ctx, tx, asOf, in.published(found.Judged), set.Suppressed)
	if err != nil {
		return 0, "", err
	}
	if err := n.storeTriage(ctx, tx, asOf); err != nil {
		return 0, "", err
	}
	ahead, err := n.storeForecasts(ctx, tx, in.series, asOf)
	if err != nil {
		return 0, "", err
	}
	if err := tx.RecordNight(ctx, asOf.Format(anlan.DateFormat), StepScore); err != nil {
		return 0, "", err
	}
	if _, err := tx.Commit(ctx); err != nil {
		return 0, "", err
	}
	t := found.Tally
	detail = fmt.Sprintf("%d weeks judged, %d not; %d stood out; left out: %d with few cases, %d suppressed, %d explained by an area within, %d over budget",
		t.Judged, t.Abstained, t.StoodOut, t.FewCases, t.Suppressed, t.Nested, t.OverBudget)
	return int64(len(found.Warnings)), detail + clusters + ahead, nil
}

// detectionRow is the model's expectation for one week of one series.
type detectionRow struct {
	Series   string  `lake:"series"`
	Kind     string  `lake:"kind"`
	Area     string  `lake:"area_code"`
	Level    int32   `lake:"area_level"`
	Week     int32   `lake:"week_start"`
	Observed float64 `lake:"observed"`
	Expected float64 `lake:"expected"`
	Lower    float64 `lake:"lower"`
	Upper    float64 `lake:"upper"`
	P        float64 `lake:"p"`
	Alarm    bool    `lake:"alarm"`
}

// watched is what a night's watch reads from the lake.
type watched struct {
	series []models.Series
	record []delay.Known          // what earlier nights knew of the series
	finest map[string]anlan.Level // of the smallest areas for which editions have a series' counts
}

// watched reads the weekly series that the settings name, and the record of what
// earlier nights knew of them.
func (n *Night) watched(ctx context.Context) (watched, error) {
	if len(n.Detect) == 0 {
		return watched{}, nil
	}
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return watched{}, err
	}
	there, err := n.holds(ctx, head.ID, "series_week")
	if err != nil {
		return watched{}, err
	}
	if !there {
		return watched{}, anlan.Errorf(anlan.Invalid, "the settings watch weekly series, but the lake has no series_week").
			WithNext("take detect out of the settings, or land the data sets that series_week reads")
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		return watched{}, err
	}
	defer s.Close()
	var out watched
	if out.finest, err = readFinest(ctx, s); err != nil {
		return watched{}, fmt.Errorf("levels of series: %w", err)
	}
	for _, d := range n.Detect {
		level, err := anlan.ParseLevel(d.Level)
		if err != nil {
			return watched{}, anlan.Errorf(anlan.Invalid, "settings: detect %s: %w", d.Series, err)
		}
		f, err := n.readFamily(ctx, s, d.Series, level)
		if err != nil {
			return watched{}, fmt.Errorf("series %s: %w", d.Series, err)
		}
		if len(f) == 0 {
			if f, err = n.readFamilyBelow(ctx, s, d.Series, level); err != nil {
				return watched{}, fmt.Errorf("series %s of smaller areas: %w", d.Series, err)
			}
		}
		out.series = append(out.series, f...)
	}
	recorded, err := n.holds(ctx, head.ID, recordTable.Name)
	if err != nil || !recorded {
		return out, err
	}
	out.record, err = readRecord(ctx, s)
	return out, err
}

// readFamily reads the series of one name and level. Where the mart has them of
// areas below only, they are summed.
func (n *Night) readFamily(ctx context.Context, s *lake.Session, name string, level anlan.Level) ([]models.Series, error) {
	rows, err := s.Rows(ctx, `select substr(area_code, 1, ?) as area, kind, week_start, cast(sum(observed) as bigint)
		from series_week
		where series = ? and area_level = (select min(area_level) from series_week where series = ? and area_level >= ?)
		group by area, kind, week_start
		order by area, kind, week_start`, n.Levels.Len(level), name, name, int(level))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []models.Series
	at := map[[2]string]int{}
	for rows.Next() {
		var area, kind string
		var week time.Time
		var observed sql.NullInt64
		if err := rows.Scan(&area, &kind, &week, &observed); err != nil {
			return nil, err
		}
		key := [2]string{area, kind}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, models.Series{Name: name, Kind: kind, Area: area, Level: level})
		}
		x := &out[i]
		// A week that nobody reported has no row: it is missing, not calm.
		for k := len(x.Dates); k > 0 && x.Dates[k-1].AddDate(0, 0, 7).Before(week); k++ {
			x.Counts, x.Missing = append(x.Counts, 0), append(x.Missing, true)
			x.Dates = append(x.Dates, x.Dates[k-1].AddDate(0, 0, 7))
		}
		x.Counts = append(x.Counts, float64(observed.Int64))
		x.Missing = append(x.Missing, !observed.Valid)
		x.Dates = append(x.Dates, week)
	}
	return out, rows.Err()
}

// detections are the judged weeks of series that have a warning.
func detections(weeks []watch.Week) []detectionRow {
	out := make([]detectionRow, 0, len(weeks))
	for _, w := range weeks {
		if math.IsNaN(w.Expected) {
			continue // not judged
		}
		s := w.Series
		out = append(out, detectionRow{Series: s.Name, Kind: s.Kind, Area: s.Area, Level: int32(s.Level), Week: epochDay(s.Dates[w.Index]),
			Observed: w.Observed, Expected: w.Expected, Lower: w.Lower, Upper: w.Upper, P: w.P, Alarm: w.Warned})
	}
	return out
}

// epochDay counts days since 1 January 1970, as the lake has dates.
func epochDay(t time.Time) int32 { return int32(anlan.EpochDay(t)) }

// replaceMart puts rows in place of all that a mart held.
func replaceMart[T any](ctx context.Context, tx *lake.Tx, name string, rows []T) error {
	return replaceTable(ctx, tx, martTables[name], rows)
}

// replaceTable has rows put in place of all that a table held, behind the
// caller's back: rows are not to be changed any more.
func replaceTable[T any](ctx context.Context, tx *lake.Tx, table lake.Table, rows []T) error {
	return tx.Behind(func() error { return writeTable(ctx, tx, table, rows) })
}

// writeTable puts rows in place of all that a table held: see lake.Tx.ReplaceRows.
func writeTable(ctx context.Context, tx *lake.Tx, table lake.Table, rows any) error {
	if err := tx.Ensure(ctx, table); err != nil {
		return err
	}
	return tx.ReplaceRows(ctx, table.Name, rows)
}
