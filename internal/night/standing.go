package night

import (
	"context"
	"database/sql"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Definitions gives the indicators of an edition as far as scores depend on
// them.
func Definitions(e *edition.Edition) map[string]*indicators.Indicator {
	out := map[string]*indicators.Indicator{}
	for _, c := range e.Indicators() {
		i := &indicators.Indicator{
			ID: c.ID, Category: c.Category, Scale: c.Scale, Unit: c.UnitZh, Direction: c.Direction, Window: c.Window, WindowTownship: c.WindowTownship,
			Numerator: indicators.Term{Table: c.NumeratorData, Expr: c.Numerator, Time: c.NumeratorTime},
		}
		if c.DenominatorData != "" {
			i.Denominator = &indicators.Term{Table: c.DenominatorData, Expr: c.Denominator, Time: c.DenominatorTime}
		}
		if c.Direction != anlan.Neutral && c.GoalWorst != c.GoalBest {
			i.Goal = &indicators.Goal{Worst: c.GoalWorst, Best: c.GoalBest}
		}
		out[c.ID] = i
	}
	return out
}

// Standing gives where an area stands in a period of an edition. Without an
// index there it holds no row of it, and nothing can be taken apart.
func Standing(e *edition.Edition, of map[string]*indicators.Indicator, area, period string) indicators.Standing {
	s := indicators.Standing{Area: area, Scores: e.Scores(area, period), Of: of, Index: map[string]anlan.IndexRow{}}
	if x, ok := e.Index(area, period, ""); ok {
		s.Index[""] = x
	}
	for _, k := range e.Categories() {
		if x, ok := e.Index(area, period, k.Code); ok {
			s.Index[k.Code] = x
		}
	}
	return s
}

// published gives the edition in which readers last saw a month while it was
// the newest one closed, with that month's figures; nil where there is none or
// its folder is gone.
func (b *build) published(ctx context.Context, month string) (*edition.Edition, error) {
	editions, err := b.Lake.Editions(ctx)
	if err != nil {
		return nil, err
	}
	day := b.asOf.Format(anlan.DateFormat)
	last := ""
	for _, e := range editions { // in the order of their publication
		if e.Closed == month && e.AsOf < day {
			last = e.ID
		}
	}
	if last == "" {
		return nil, nil
	}
	e, err := edition.OpenPeriod(b.Editions(), last, month)
	if err != nil && anlan.KindOf(err) == anlan.NotFound {
		return nil, nil
	}
	return e, err
}

// Reshaped gives the areas whose extent is another than in an earlier edition:
// those that hold today's place of an area that has ended since, or held its
// place of then, and not both. The session needs the views of Facts.
func Reshaped(ctx context.Context, s *lake.Session, levels anlan.Levels, e *edition.Edition) (map[string]bool, error) {
	out := map[string]bool{}
	err := each(ctx, s, "select ended_code, current_code from dim_area_bridge order by ended_code", func(r *sql.Rows) error {
		var ended, current string
		if err := r.Scan(&ended, &current); err != nil {
			return err
		}
		if _, there := e.Area(ended); !there {
			return nil // it had ended before
		}
		for _, side := range [][2]string{{ended, current}, {current, ended}} {
			for l := anlan.City; int(l) <= len(levels); l++ {
				if code, ok := levels.Prefix(side[0], l); ok && !strings.HasPrefix(side[1], code) {
					out[code] = true
				}
			}
		}
		return nil
	})
	return out, err
}
