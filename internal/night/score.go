package night

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
)

// WatchWeeks is how many of the last whole weeks are judged every night: late
// reports can make a warning of a week that was calm when it was new.
const WatchWeeks = 8

// Score judges the last whole weeks of every watched series and writes the
// warnings, with the expectations of the series that have one. Each week is
// judged on the series as known tonight, so a night makes the same warnings
// whether or not the nights before it were run. It gives the number of warnings.
func (n *Night) Score(ctx context.Context, asOf time.Time) (rows int64, err error) {
	defer func() { err = full(err) }()
	if err := n.inOrder(ctx, asOf); err != nil {
		return 0, err
	}
	tx, err := n.Lake.Begin(ctx, "score "+asOf.Format(anlan.DateFormat))
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	families, err := n.families(ctx)
	if err != nil {
		return 0, err
	}
	var warnings []anlan.Warning
	var looked []detectionRow
	for i, f := range families {
		if n.Progress != nil {
			n.Progress(i, len(families), "warnings: "+f.name)
		}
		found, err := f.judge()
		if err != nil {
			return 0, err
		}
		warnings = append(warnings, found...)
		rows, err := f.expectations(found)
		if err != nil {
			return 0, err
		}
		looked = append(looked, rows...)
	}
	if err := storeWarnings(ctx, tx, warnings); err != nil {
		return 0, err
	}
	if err := replaceMart(ctx, tx, "detection", looked); err != nil {
		return 0, err
	}
	if err := tx.RecordNight(ctx, asOf.Format(anlan.DateFormat), StepScore); err != nil {
		return 0, err
	}
	if _, err := tx.Commit(ctx); err != nil {
		return 0, err
	}
	return int64(len(warnings)), nil
}

// detectionRow is the model's expectation for one week of one series.
type detectionRow struct {
	Series   string  `parquet:"series,dict"`
	Kind     string  `parquet:"kind,dict"`
	Area     string  `parquet:"area_code,dict"`
	Level    int32   `parquet:"area_level"`
	Week     int32   `parquet:"week_start,date"`
	Observed float64 `parquet:"observed"`
	Expected float64 `parquet:"expected"`
	Upper    float64 `parquet:"upper"`
	P        float64 `parquet:"p"`
	Alarm    bool    `parquet:"alarm"`
}

// family is the watched series of one name and level, all of one length.
type family struct {
	name   string
	series []models.Series
	at     map[[2]string]int // area, kind
}

// families reads the weekly series that the settings name.
func (n *Night) families(ctx context.Context) ([]*family, error) {
	if len(n.Detect) == 0 {
		return nil, nil
	}
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return nil, err
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	tables, err := n.Lake.Tables(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	there := false
	for _, t := range tables {
		there = there || t.Name == "series_week"
	}
	if !there {
		return nil, anlan.Errorf(anlan.Invalid, "the settings watch weekly series, but the lake has no series_week").
			WithNext("take detect out of the settings, or land the data sets that series_week reads")
	}
	var out []*family
	for _, d := range n.Detect {
		level, err := anlan.ParseLevel(d.Level)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "settings: detect %s: %w", d.Series, err)
		}
		f, err := readFamily(ctx, s, d.Series, level)
		if err != nil {
			return nil, fmt.Errorf("series %s: %w", d.Series, err)
		}
		out = append(out, f)
	}
	return out, nil
}

func readFamily(ctx context.Context, s *lake.Session, name string, level anlan.Level) (*family, error) {
	f := &family{name: name, at: map[[2]string]int{}}
	rows, err := s.Rows(ctx, `select area_code, kind, week_start, observed from series_week
		where series = ? and area_level = ? order by area_code, kind, week_start`, name, int(level))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var area, kind string
		var week time.Time
		var observed sql.NullInt64
		if err := rows.Scan(&area, &kind, &week, &observed); err != nil {
			return nil, err
		}
		key := [2]string{area, kind}
		i, ok := f.at[key]
		if !ok {
			i = len(f.series)
			f.at[key] = i
			f.series = append(f.series, models.Series{Name: name, Kind: kind, Area: area, Level: level})
		}
		x := &f.series[i]
		// A week that nobody reported has no row: it is missing, not calm.
		for k := len(x.Dates); k > 0 && x.Dates[k-1].AddDate(0, 0, 7).Before(week); k++ {
			x.Counts, x.Missing = append(x.Counts, 0), append(x.Missing, true)
			x.Dates = append(x.Dates, x.Dates[k-1].AddDate(0, 0, 7))
		}
		x.Counts = append(x.Counts, float64(observed.Int64))
		x.Missing = append(x.Missing, !observed.Valid)
		x.Dates = append(x.Dates, week)
	}
	return f, rows.Err()
}

// judge screens the last weeks of the whole family, with false-discovery
// control over each week's series.
func (f *family) judge() ([]anlan.Warning, error) {
	if len(f.series) == 0 {
		return nil, nil
	}
	var out []anlan.Warning
	last := len(f.series[0].Counts) - 1
	for week := max(0, last-WatchWeeks+1); week <= last; week++ {
		found := models.Screen(f.series, week, models.DefaultParams())
		if len(found.Refused) > 0 {
			return nil, fmt.Errorf("detect %s: %w", f.name, errors.Join(found.Refused[:min(3, len(found.Refused))]...))
		}
		out = append(out, found.Warnings...)
	}
	return out, nil
}

// expectations gives the model's view of the last weeks of every series that
// has a warning, for its chart.
func (f *family) expectations(warnings []anlan.Warning) ([]detectionRow, error) {
	var out []detectionRow
	done := map[[2]string]bool{}
	for _, w := range warnings {
		key := [2]string{w.Area, w.Kind}
		if done[key] {
			continue
		}
		done[key] = true
		s := f.series[f.at[key]]
		last := len(s.Counts) - 1
		for week := max(0, last-WatchWeeks+1); week <= last; week++ {
			d, alarm, err := models.Detect(s, week, models.DefaultParams())
			var abstained *models.Abstained
			if errors.As(err, &abstained) {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, detectionRow{
				Series: s.Name, Kind: s.Kind, Area: s.Area, Level: int32(s.Level), Week: epochDay(s.Dates[week]),
				Observed: d.Observed, Expected: d.Expected, Upper: d.Upper, P: d.P, Alarm: alarm,
			})
		}
	}
	return out, nil
}

// epochDay counts days since 1 January 1970, as Parquet's DATE does.
func epochDay(t time.Time) int32 {
	y, m, d := t.Date()
	return int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// replaceMart puts rows in place of all that a mart held.
func replaceMart[T any](ctx context.Context, tx *lake.Tx, name string, rows []T) error {
	return replaceTable(ctx, tx, martTables[name], rows)
}

func replaceTable[T any](ctx context.Context, tx *lake.Tx, table lake.Table, rows []T) error {
	if err := tx.Ensure(ctx, table); err != nil {
		return err
	}
	name := table.Name
	path := tx.StagePath(name)
	f, err := os.Create(path)
	if err != nil {
		return anlan.Errorf(anlan.Unavailable, "write mart %s: %w", name, err)
	}
	defer f.Close()
	w := parquet.NewGenericWriter[T](f, parquet.Compression(&parquet.Zstd))
	_, err = w.Write(rows)
	err = errors.Join(err, w.Close(), f.Close())
	if err != nil {
		return anlan.Errorf(anlan.Unavailable, "write mart %s: %w", name, err)
	}
	return tx.ReplaceRows(ctx, name, path)
}
