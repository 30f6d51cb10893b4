package night

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/watch"
)

// readFamilyBelow reads the series of a level that series_week has none of: those
// of smaller areas, whose counts are watched and not published. Weeks and kinds are
// those of series_week; areas those in use. Nil where the lake has no such counts.
func (n *Night) readFamilyBelow(ctx context.Context, s *lake.Session, name string, level anlan.Level) ([]models.Series, error) {
	for _, table := range []string{"series_week_below", "series_area"} {
		if there, err := n.holds(ctx, s.Snapshot(), table); err != nil || !there {
			return nil, err
		}
	}
	var weeks []time.Time
	err := each(ctx, s, `select distinct week_start from series_week where series = ? order by week_start`, func(r *sql.Rows) error {
		var week time.Time
		err := r.Scan(&week)
		weeks = append(weeks, week)
		return err
	}, name)
	if err != nil || len(weeks) == 0 {
		return nil, err
	}
	first := anlan.EpochDay(weeks[0])
	count := (anlan.EpochDay(weeks[len(weeks)-1])-first)/7 + 1
	dates, missing := make([]time.Time, count), make([]bool, count)
	for k := range dates {
		dates[k], missing[k] = weeks[0].AddDate(0, 0, 7*k), true
	}
	for _, week := range weeks { // one that nobody reported is missing, not calm
		missing[(anlan.EpochDay(week)-first)/7] = false
	}
	var out []models.Series
	at := map[[2]string]int{}
	err = each(ctx, s, `select a.area_code, k.kind
		from (select distinct area_code from series_area where series = ? and length(area_code) = ?) a
		cross join (select distinct kind from series_week where series = ?) k
		where exists (select 1 from series_week_below where series = ?)
		order by a.area_code, k.kind`, func(r *sql.Rows) error {
		x := models.Series{Name: name, Level: level, Dates: dates, Counts: make([]float64, count), Missing: missing}
		err := r.Scan(&x.Area, &x.Kind)
		at[[2]string{x.Area, x.Kind}] = len(out)
		out = append(out, x)
		return err
	}, name, n.Levels.Len(level), name, name)
	if err != nil {
		return nil, err
	}
	err = each(ctx, s, `select area_code, kind, week_start, observed from series_week_below where series = ?`, func(r *sql.Rows) error {
		var area, kind string
		var week time.Time
		var observed float64
		if err := r.Scan(&area, &kind, &week, &observed); err != nil {
			return err
		}
		k := (anlan.EpochDay(week) - first) / 7
		if i, ok := at[[2]string{area, kind}]; ok && !week.Before(weeks[0]) && k < count {
			out[i].Counts[k] = observed
		}
		return nil
	}, name)
	return out, err
}

// readFinest gives the level of the smallest areas that series_week, and so an
// edition, has counts of, by series.
func readFinest(ctx context.Context, s *lake.Session) (map[string]anlan.Level, error) {
	finest := map[string]anlan.Level{}
	err := each(ctx, s, `select series, max(area_level) from series_week group by series`, func(r *sql.Rows) error {
		var name string
		var level int
		err := r.Scan(&name, &level)
		finest[name] = anlan.Level(level)
		return err
	})
	return finest, err
}

// shown says whether editions have counts of a series by areas of a level.
func (in watched) shown(series string, level anlan.Level) bool { return level <= in.finest[series] }

// published leaves of what was judged the series whose counts editions have, and
// sums of these: clusters add up no others, since a sum over counts that nobody
// guards could not be shown.
func (in watched) published(judged []watch.Judged) []watch.Judged {
	return slices.DeleteFunc(slices.Clone(judged), func(j watch.Judged) bool { return !in.shown(j.Name, j.Level) })
}
