package edition

import (
	"cmp"
	"strings"

	"github.com/anlan-lake/anlan"
)

type forecastRow struct {
	Series   string   `parquet:"series,dict"`
	Kind     string   `parquet:"kind,dict"`
	Area     string   `parquet:"area_code,dict"`
	Level    int32    `parquet:"area_level"`
	Days     int32    `parquet:"days"`
	First    int32    `parquet:"first_day,date"`
	Last     int32    `parquet:"last_day,date"`
	Units    int32    `parquet:"units"`
	Mean     *float64 `parquet:"mean,optional"`
	Lower95  *float64 `parquet:"lower95,optional"`
	Lower80  *float64 `parquet:"lower80,optional"`
	Median   *float64 `parquet:"median,optional"`
	Upper80  *float64 `parquet:"upper80,optional"`
	Upper95  *float64 `parquet:"upper95,optional"`
	Limit    *float64 `parquet:"threshold,optional"`
	Outbreak *float64 `parquet:"outbreak,optional"`
	Reason   string   `parquet:"reason,dict"`
}

func fromForecast(f anlan.Forecast) (forecastRow, error) {
	first, err := days(f.First)
	if err != nil {
		return forecastRow{}, err
	}
	last, err := days(f.Last)
	return forecastRow{f.Series, f.Kind, f.Area, int32(f.Level), int32(f.Days), first, last, int32(f.Units),
		f.Mean, f.Lower95, f.Lower80, f.Median, f.Upper80, f.Upper95, f.Limit, f.Outbreak, f.Reason}, err
}

func (r forecastRow) forecast() anlan.Forecast {
	return anlan.Forecast{Series: r.Series, Kind: r.Kind, Area: r.Area, Level: anlan.Level(r.Level), Days: int(r.Days), First: dayString(r.First), Last: dayString(r.Last), Units: int(r.Units),
		Mean: r.Mean, Lower95: r.Lower95, Lower80: r.Lower80, Median: r.Median, Upper80: r.Upper80, Upper95: r.Upper95, Limit: r.Limit, Outbreak: r.Outbreak, Reason: r.Reason}
}

func writeForecasts(w *writer, t Tables) error {
	return split(w, "forecast", t.Forecasts, func(f anlan.Forecast) string { return f.Area }, fromForecast, func(a, b forecastRow) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Series, b.Series), strings.Compare(a.Kind, b.Kind), cmp.Compare(a.Days, b.Days))
	})
}

// readForecasts reads the same; an edition from before there was such a table
// has none.
func (e *Edition) readForecasts(root string) error {
	return eachPart(root, "forecast", func(r forecastRow) error {
		e.forecasts[r.Area] = append(e.forecasts[r.Area], r.forecast())
		return nil
	})
}

// Forecasts gives what is forecast of an area, by series, kind and days. What is
// withheld, or was not forecast, is not there.
func (e *Edition) Forecasts(area string) []anlan.Forecast { return e.forecasts[area] }
