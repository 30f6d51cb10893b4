package night

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/outlook"
)

// ForecastState is the folder in which a lake keeps what forecasts have learnt,
// a file a series, below the lake's folder. It saves work and holds no figure:
// taken away, the next night gives the same.
var ForecastState = filepath.Join("cache", "forecast")

// stale is for how many days a series that ends before the night is still
// forecast from its end.
const stale = 14

type forecastRow struct {
	Series    string   `lake:"series"`
	Kind      string   `lake:"kind"`
	Area      string   `lake:"area_code"`
	Level     int32    `lake:"area_level"`
	Days      int32    `lake:"days"`
	First     int32    `lake:"first_day"`
	Last      int32    `lake:"last_day"`
	Units     int32    `lake:"units"`
	Mean      *float64 `lake:"mean"`
	Lower95   *float64 `lake:"lower95"`
	Lower80   *float64 `lake:"lower80"`
	Median    *float64 `lake:"median"`
	Upper80   *float64 `lake:"upper80"`
	Upper95   *float64 `lake:"upper95"`
	Threshold *float64 `lake:"threshold"`
	Outbreak  *float64 `lake:"outbreak"`
	Reason    string   `lake:"reason"`
}

var forecastTable = lake.Table{Name: "forecast", Comment: "Cases of the next 7, 14 and 30 days, with intervals and chances of an outbreak · 今后7、14、30日预测",
	Columns: columns("series varchar!", "kind varchar!", "area_code varchar!", "area_level int32!", "days int32!", "first_day date!", "last_day date!", "units int32!",
		"mean float64", "lower95 float64", "lower80 float64", "median float64", "upper80 float64", "upper95 float64", "threshold float64", "outbreak float64", "reason varchar!"),
	Sort: []string{"area_code", "series", "kind", "days"}}

// storeForecasts forecasts every watched series from its last day on, and the
// sums above it, and writes them. It says in English how what was learnt came.
func (n *Night) storeForecasts(ctx context.Context, tx *lake.Tx, watched []models.Series, asOf time.Time) (string, error) {
	names := map[string]bool{}
	var series []string
	for _, d := range n.Detect {
		if !names[d.Series] {
			names[d.Series] = true
			series = append(series, d.Series)
		}
	}
	if len(series) == 0 {
		there, err := n.holds(ctx, tx.Base().ID, forecastTable.Name)
		if err != nil || !there {
			return "", err
		}
		if err := replaceTable[forecastRow](ctx, tx, forecastTable, nil); err != nil {
			return "", err
		}
		return "", replaceTable[belowRow](ctx, tx, belowTable, nil)
	}
	s, err := n.Lake.Session(ctx, tx.Base().ID)
	if err != nil {
		return "", err
	}
	defer s.Close()
	var rows []forecastRow
	var below []belowRow
	detail := ""
	for _, name := range series {
		n.progress("forecast: " + name)
		in, err := n.forecastInput(ctx, s, name, watched, asOf)
		if err != nil {
			return "", fmt.Errorf("forecast of %s: %w", name, err)
		}
		if in == nil {
			continue
		}
		result, err := n.ahead(*in)
		if err != nil {
			return "", fmt.Errorf("forecast of %s: %w", name, err)
		}
		for _, r := range result.Rows {
			rows = append(rows, n.forecastRow(r))
		}
		for _, p := range result.Parts {
			below = append(below, n.belowRow(p))
		}
		detail += fmt.Sprintf("; %s forecast from %s, what was learnt: %s", name, in.Last.Format(anlan.DateFormat), map[outlook.Learnt]string{
			outlook.Kept: "as kept", outlook.WentOn: "a step further", outlook.Anew: "anew"}[result.Learnt])
	}
	if err := replaceTable(ctx, tx, belowTable, below); err != nil {
		return "", err
	}
	return detail, replaceTable(ctx, tx, forecastTable, rows)
}

// ahead makes the outlook of a series with what earlier nights have learnt, and
// keeps what this one has. A state that cannot be read or written costs time
// and changes nothing.
func (n *Night) ahead(in outlook.Input) (outlook.Result, error) {
	path := filepath.Join(n.Lake.Dir(), ForecastState, in.Series+".state")
	kept, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		n.progress("forecast: " + err.Error())
	}
	set := outlook.DefaultSettings()
	set.Software, set.Calendar = n.Software, n.Warnings.Calendar
	r, err := set.Ahead(in, kept)
	if err != nil || r.Learnt == outlook.Kept || r.Keep == nil {
		return r, err
	}
	if err := keep(path, r.Keep); err != nil {
		n.progress("forecast: " + err.Error())
	}
	return r, nil
}

// keep writes a file whole or not at all.
func keep(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	tmp := path + ".tmp"
	err := os.WriteFile(tmp, text, 0o640)
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
	}
	return err
}

// forecastInput reads a series: its weeks as they are watched, where they are
// watched at the level it has, and the days of the last weeks. Nil where it has
// not been reported lately or at all.
func (n *Night) forecastInput(ctx context.Context, s *lake.Session, name string, watched []models.Series, asOf time.Time) (*outlook.Input, error) {
	there, err := n.holds(ctx, s.Snapshot(), "series_day")
	if err != nil || !there {
		return nil, err
	}
	var own sql.NullInt64
	var last sql.NullTime
	err = each(ctx, s, `select (select min(area_level) from series_week where series = ?), (select max(day) from series_day where series = ?)`,
		func(r *sql.Rows) error { return r.Scan(&own, &last) }, name, name)
	if err != nil || !own.Valid || !last.Valid || anlan.EpochDay(asOf)-anlan.EpochDay(last.Time) > stale {
		return nil, err
	}
	level := anlan.Level(own.Int64)
	family := slices.DeleteFunc(slices.Clone(watched), func(x models.Series) bool { return x.Name != name || x.Level != level })
	if len(family) == 0 {
		if family, err = n.readFamily(ctx, s, name, level); err != nil {
			return nil, err
		}
	}
	in := &outlook.Input{Series: name, Last: last.Time, Above: func(area string) (out []string) {
		for l := level - 1; l >= anlan.City; l-- {
			if code, ok := n.Levels.Prefix(area, l); ok {
				out = append(out, code)
			}
		}
		return out
	}}
	if in.Below, err = n.readBelow(ctx, s, name, level); err != nil {
		return nil, err
	}
	return in, n.fillForecast(ctx, s, in, family)
}

// fillForecast puts the weeks before the tail of days, and these, side by side.
func (n *Night) fillForecast(ctx context.Context, s *lake.Session, in *outlook.Input, family []models.Series) error {
	tail := outlook.Tail(in.Last)
	first, end := math.MaxInt, anlan.EpochDay(tail)
	for _, x := range family {
		if len(x.Dates) > 0 {
			first = min(first, anlan.EpochDay(x.Dates[0]))
		}
	}
	weeks := max(0, (end-first)/7)
	in.Monday = tail.AddDate(0, 0, -7*weeks)
	days := anlan.EpochDay(in.Last) - end + 1
	at := map[[2]string]int{}
	for _, x := range family {
		u := outlook.Unit{Kind: x.Kind, Area: x.Area, Weeks: make([]float64, weeks), Days: make([]float64, days)}
		for k := range u.Weeks {
			u.Weeks[k] = math.NaN()
		}
		for k, d := range x.Dates {
			if w := (anlan.EpochDay(d) - first) / 7; w < weeks && !x.Missing[k] {
				u.Weeks[w] = x.Counts[k]
			}
		}
		at[[2]string{x.Kind, x.Area}] = len(in.Units)
		in.Units = append(in.Units, u)
	}
	return each(ctx, s, `select kind, area_code, day, observed from series_day where series = ? and day >= cast(? as date)`, func(r *sql.Rows) error {
		var kind, area string
		var day time.Time
		var observed float64
		if err := r.Scan(&kind, &area, &day, &observed); err != nil {
			return err
		}
		if i, ok := at[[2]string{kind, area}]; ok { // a kind that has no whole week yet is no series
			in.Units[i].Days[anlan.EpochDay(day)-end] = observed
		}
		return nil
	}, in.Series, tail.Format(anlan.DateFormat))
}

func (n *Night) forecastRow(r outlook.Row) forecastRow {
	number := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		return &v
	}
	level, _ := n.Levels.Of(r.Area)
	return forecastRow{Series: r.Series, Kind: r.Kind, Area: r.Area, Level: int32(level), Days: int32(r.Days), First: epochDay(r.First), Last: epochDay(r.Last), Units: int32(r.Units),
		Mean: number(r.Mean), Lower95: number(r.Lower95), Lower80: number(r.Lower80), Median: number(r.Median), Upper80: number(r.Upper80), Upper95: number(r.Upper95),
		Threshold: number(r.Threshold), Outbreak: number(r.Outbreak), Reason: r.Reason}
}
