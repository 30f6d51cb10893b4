package night

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// readMeasures runs the compiled final statement and takes its rows over as
// Arrow batches: indicator_id, area_code, area_level, period, num, den, n,
// effective, variance.
func readMeasures(ctx context.Context, s *lake.Session, query string, levels anlan.Levels) ([]anlan.Measure, error) {
	r, err := s.Arrow(ctx, "select indicator_id, area_code, period, cast(num as double) as num, cast(den as double) as den, cast(n as double) as n, cast(effective as double) as effective, cast(variance as double) as variance from ("+query+") as measures order by indicator_id, period, area_code")
	if err != nil {
		return nil, fmt.Errorf("measures: %w", err)
	}
	defer r.Release()
	var out []anlan.Measure
	once := names{}
	for r.Next() {
		rec := r.RecordBatch()
		text := func(j int) *array.String { return rec.Column(j).(*array.String) }
		id, area, period := text(0), text(1), text(2)
		num, den, n, effective, variance := numbers(rec.Column(3)), numbers(rec.Column(4)), numbers(rec.Column(5)), numbers(rec.Column(6)), numbers(rec.Column(7))
		out = slices.Grow(out, int(rec.NumRows()))
		for i := range int(rec.NumRows()) {
			m := anlan.Measure{
				Indicator: once.of(id.Value(i)), Area: once.of(area.Value(i)), Period: once.of(period.Value(i)),
				Num: num(i), Den: den(i), N: n(i), Effective: effective(i), Variance: variance(i),
			}
			level, ok := levels.Of(m.Area)
			if !ok {
				return nil, fmt.Errorf("measures: area code %s has no level", m.Area)
			}
			m.Level = level
			out = append(out, m)
		}
	}
	return out, r.Err()
}

// names keeps each text once: those of a batch point into its memory, and there
// are few different ones among many rows.
type names map[string]string

func (n names) of(s string) string {
	if kept, ok := n[s]; ok {
		return kept
	}
	kept := strings.Clone(s)
	n[kept] = kept
	return kept
}

// numbers takes a column over, in one piece, and gives its values by row; nil
// for NULL.
func numbers(col arrow.Array) func(i int) *float64 {
	values := slices.Clone(col.(*array.Float64).Float64Values())
	return func(i int) *float64 {
		if col.IsNull(i) {
			return nil
		}
		return &values[i]
	}
}

// readAreas gives the areas in use on the as-of day, of every level.
func readAreas(ctx context.Context, s *lake.Session) ([]anlan.Area, error) {
	var out []anlan.Area
	err := each(ctx, s, `select area_code, area_name, area_level, area_type, parent_code, center_lon, center_lat
		from dim_area where is_current order by area_code`, func(r *sql.Rows) error {
		var a anlan.Area
		var kind, parent sql.NullString
		var lon, lat sql.NullFloat64
		err := r.Scan(&a.Code, &a.Name, &a.Level, &kind, &parent, &lon, &lat)
		a.Type, a.Parent, a.Lon, a.Lat = kind.String, parent.String, lon.Float64, lat.Float64
		out = append(out, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	return out, nil
}

// FirstCounty gives the code of the city's first county, "" where it has none.
func (n *Night) FirstCounty(ctx context.Context) (string, error) {
	b, err := n.openBuild(ctx, n.Now().In(n.Loc))
	if err != nil {
		return "", err
	}
	defer b.session.Close()
	areas, err := readAreas(ctx, b.session)
	if err != nil {
		return "", err
	}
	for _, a := range areas {
		if a.Level == anlan.County {
			return a.Code, nil
		}
	}
	return "", nil
}
