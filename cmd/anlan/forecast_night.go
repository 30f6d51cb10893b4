package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/anlan-lake/anlan"
)

// listNight is the list of anlan forecast that shows what a night has forecast.
const listNight = "night"

// forecastNight prints the forecasts that the last night made, or the night of
// --as-of, as the lake holds them: nothing is fitted.
func (e *env) forecastNight(ctx context.Context, r *forecastRun, args []string) error {
	if len(args) > 0 || r.method != methodPool || r.horizon != 0 || r.neighbours != "" || len(r.out.settings) > 0 {
		return anlan.Errorf(anlan.Invalid, "--list night shows what a night has forecast: it takes no file, method, horizon, neighbours or settings")
	}
	s, closeAll, err := e.session(ctx, r.asOf)
	if err != nil {
		return err
	}
	defer closeAll()
	rows, err := s.Rows(ctx, `select series, kind, area_code, days, cast(first_day as varchar), cast(last_day as varchar), units,
			mean, lower95, lower80, median, upper80, upper95, threshold, outbreak, reason
		from forecast order by area_code, series, kind, days`)
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
