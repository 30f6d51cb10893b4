package night

import (
	"context"
	"database/sql"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// withholdForecasts takes from forecasts what could tell a small cell, before
// they are published. Below the city a window with fewer than five expected
// cases is not shown, nor any of an area of which an indicator withholds the
// same cases, nor others beside them where a sum less what is shown would tell how
// many are expected there (guardAhead). What is shown is rounded, cases to whole
// ones, from 100 on to two digits, and chances to percent: a count that has come
// moves what is expected by a part of itself, and so neither the difference of two
// nights nor that of a sum and its parts tells one of 1 to 4. A unit without a
// forecast has no row.
func withholdForecasts(in []anlan.Forecast, hidden hiddenCounts) []anlan.Forecast {
	in = slices.DeleteFunc(slices.Clone(in), func(f anlan.Forecast) bool { return f.Mean == nil })
	few, shown := make([]bool, len(in)), make([]bool, len(in))
	for n, f := range in {
		few[n] = f.Level > anlan.City && *f.Mean < anlan.SmallCell
		shown[n] = !few[n] && (f.Level <= anlan.City || !hidden.any(f.Area, countsBehind[f.Series]...))
	}
	guardAhead(in, few, shown)
	out := make([]anlan.Forecast, 0, len(in))
	to := func(v *float64, unit float64) *float64 {
		if v == nil {
			return nil
		}
		x := math.Round(*v/unit) * unit
		return &x
	}
	for n, f := range in {
		if !shown[n] {
			continue
		}
		for _, v := range []**float64{&f.Mean, &f.Lower95, &f.Lower80, &f.Median, &f.Upper80, &f.Upper95} {
			if *v != nil {
				*v = to(*v, twoDigits(**v))
			}
		}
		f.Limit = to(f.Limit, 1)
		if f.Outbreak != nil {
			percent := math.Round(100**f.Outbreak) / 100
			f.Outbreak = &percent
		}
		out = append(out, f)
	}
	return out
}

// twoDigits is the unit in which an expected number of cases is shown: 1 below 100,
// 10 below 1,000 and so on. No forecast is known better than that.
func twoDigits(v float64) float64 {
	unit := 1.0
	for v >= 100*unit {
		unit *= 10
	}
	return unit
}

// readForecasts gives what may be published of the night's forecasts: of the
// series and their sums, and of townships to which those of their counties are
// shared out. What is recorded in a county and no township is no part of these;
// guardAhead takes it as known, as it does all that it takes no notice of.
func readForecasts(ctx context.Context, b *build, hidden hiddenCounts) ([]anlan.Forecast, error) {
	there, err := b.holds(ctx, b.session.Snapshot(), forecastTable.Name)
	if err != nil || !there {
		return nil, err
	}
	query := `select series, kind, area_code, area_level, days, first_day, last_day, units, mean, lower95, lower80, median, upper80, upper95, threshold, outbreak, reason
		from forecast where reason = ''`
	if there, err = b.holds(ctx, b.session.Snapshot(), belowTable.Name); err != nil {
		return nil, err
	} else if there {
		query += `
		union all
		select series, kind, area_code, area_level, days, first_day, last_day, 1, mean, lower95, lower80, median, upper80, upper95, null, null, ''
		from forecast_below where area_level <= 3`
	}
	var out []anlan.Forecast
	err = each(ctx, b.session, "select series, kind, area_code, area_level, days, strftime(first_day, '%Y-%m-%d'), strftime(last_day, '%Y-%m-%d'), units, "+
		"mean, lower95, lower80, median, upper80, upper95, threshold, outbreak, reason from ("+query+") order by area_code, series, kind, days", func(r *sql.Rows) error {
		var f anlan.Forecast
		err := r.Scan(&f.Series, &f.Kind, &f.Area, &f.Level, &f.Days, &f.First, &f.Last, &f.Units,
			&f.Mean, &f.Lower95, &f.Lower80, &f.Median, &f.Upper80, &f.Upper95, &f.Limit, &f.Outbreak, &f.Reason)
		out = append(out, f)
		return err
	})
	return withholdForecasts(out, hidden), err
}
