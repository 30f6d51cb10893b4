package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// listNight is the list of anlan forecast that shows what a night has forecast.
const listNight = "night"

// forecastNight prints the forecasts that the last night made, or the night of
// --as-of, as the lake holds them: nothing is fitted.
func (e *env) forecastNight(ctx context.Context, r *forecastRun, files []string) error {
	if len(files) > 0 || r.method != methodPool || r.horizon != 0 || r.neighbours != "" || len(r.out.settings) > 0 {
		return anlan.Errorf(anlan.Invalid, "--list night shows what a night has forecast: it takes no file, method, horizon, neighbours or settings")
	}
	s, closeAll, err := e.session(ctx, r.asOf)
	if err != nil {
		return err
	}
	defer closeAll()
	query, args, err := nightQuery(ctx, s, r.level)
	if err != nil {
		return err
	}
	rows, err := s.Rows(ctx, query, args...)
	if err != nil {
		return anlan.Errorf(anlan.NotFound, "forecasts of the night: %w", err).WithNext("a night makes them of the series that the settings watch (detect): run 'anlan nightly'")
	}
	defer rows.Close()
	a := r.out.answer(field("series", asText), field("kind", asText), field("area", asText), field("days", asWhole), field("first", asText), field("last", asText), field("units", asWhole),
		field("mean", asNumber), field("q2.5", asNumber), field("q10", asNumber), field("q50", asNumber), field("q90", asNumber), field("q97.5", asNumber),
		field("threshold", asNumber), field("outbreak", asNumber), field("reason", asText))
	for rows.Next() {
		var text [5]string // series, kind, area, first, last
		var days, units int
		var figures [8]sql.NullFloat64
		var reason string
		to := []any{&text[0], &text[1], &text[2], &days, &text[3], &text[4], &units}
		for k := range figures {
			to = append(to, &figures[k])
		}
		if err := rows.Scan(append(to, &reason)...); err != nil {
			return fmt.Errorf("forecasts of the night: %w", err)
		}
		row := []any{text[0], text[1], text[2], days, text[3], text[4], units}
		for _, v := range figures {
			if v.Valid {
				row = append(row, v.Float64)
			} else {
				row = append(row, nil)
			}
		}
		a.add(append(row, reason)...)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("forecasts of the night: %w", err)
	}
	return r.out.write(e, a)
}

// nightQuery reads what a night has forecast: of the series and their sums, or of
// all areas of a level, whether they have series of their own or a share of those
// above.
func nightQuery(ctx context.Context, s *lake.Session, level string) (query string, args []any, err error) {
	const figures = "mean, lower95, lower80, median, upper80, upper95"
	const own = "select series, kind, area_code, days, cast(first_day as varchar), cast(last_day as varchar), units, " + figures + ", threshold, outbreak, reason from forecast"
	const order = " order by area_code, series, kind, days"
	if level == "" {
		return own + order, nil, nil
	}
	l, err := anlan.ParseLevel(level)
	if err != nil {
		return "", nil, anlan.Errorf(anlan.Invalid, "--level: %w", err)
	}
	query, args = own+" where area_level = ?", []any{int(l)}
	below, err := s.Rows(ctx, "select 1 from information_schema.tables where table_name = 'forecast_below'") // a night of an older version has none
	if err != nil {
		return "", nil, fmt.Errorf("tables of the lake: %w", err)
	}
	defer below.Close()
	if below.Next() {
		query += " union all select series, kind, area_code, days, cast(first_day as varchar), cast(last_day as varchar), 1, " + figures + ", null, null, '' from forecast_below where area_level = ?"
		args = append(args, int(l))
	}
	return query + order, args, below.Err()
}
