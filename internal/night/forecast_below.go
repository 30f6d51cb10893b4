package night

import (
	"context"
	"database/sql"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models/outlook"
)

// belowRow is a forecast of an area within one that has series.
type belowRow struct {
	Series  string  `lake:"series"`
	Kind    string  `lake:"kind"`
	Area    string  `lake:"area_code"`
	Level   int32   `lake:"area_level"`
	Above   string  `lake:"parent_code"`
	Days    int32   `lake:"days"`
	First   int32   `lake:"first_day"`
	Last    int32   `lake:"last_day"`
	Mean    float64 `lake:"mean"`
	Lower95 float64 `lake:"lower95"`
	Lower80 float64 `lake:"lower80"`
	Median  float64 `lake:"median"`
	Upper80 float64 `lake:"upper80"`
	Upper95 float64 `lake:"upper95"`
}

var belowTable = lake.Table{Name: "forecast_below", Comment: "Forecasts of the areas within those that have series · 序列所在区划以下的预测",
	Columns: columns("series varchar!", "kind varchar!", "area_code varchar!", "area_level int32!", "parent_code varchar!", "days int32!", "first_day date!", "last_day date!",
		"mean float64!", "lower95 float64!", "lower80 float64!", "median float64!", "upper80 float64!", "upper95 float64!"),
	Sort: []string{"area_code", "series", "kind", "days"}}

func (n *Night) belowRow(p outlook.Part) belowRow {
	level, _ := n.Levels.Of(p.Area)
	return belowRow{Series: p.Series, Kind: p.Kind, Area: p.Area, Level: int32(level), Above: p.Above, Days: int32(p.Days), First: epochDay(p.First), Last: epochDay(p.Last),
		Mean: p.Mean, Lower95: p.Lower95, Lower80: p.Lower80, Median: p.Median, Upper80: p.Upper80, Upper95: p.Upper95}
}

// readBelow gives the areas within those of a level, to which what is forecast
// of these is shared out. None where the lake does not say where cases were
// recorded, as before a build of this version.
func (n *Night) readBelow(ctx context.Context, s *lake.Session, name string, level anlan.Level) ([][]outlook.Below, error) {
	there, err := n.holds(ctx, s.Snapshot(), "series_area")
	if err != nil || !there {
		return nil, err
	}
	p := outlook.NewPlaces(n.Levels)
	err = each(ctx, s, `select kind, area_code, stretch, cases from series_area where series = ?`, func(r *sql.Rows) error {
		var kind, area string
		var stretch int
		var cases float64
		if err := r.Scan(&kind, &area, &stretch, &cases); err != nil {
			return err
		}
		p.Use(area)
		p.Add(area, kind, stretch, cases)
		return nil
	}, name)
	return p.Below(level), err
}
