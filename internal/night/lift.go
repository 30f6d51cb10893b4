package night

import (
	"context"
	"database/sql"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// liftRow is one step that would raise an area's total to the next colour; an
// area without steps has one row without an indicator.
type liftRow struct {
	Area      string  `lake:"area_code"`
	Level     int32   `lake:"area_level"`
	Period    string  `lake:"period"`
	Colour    string  `lake:"colour"`
	Need      float64 `lake:"need"`
	Reach     float64 `lake:"reach"`
	Feasible  bool    `lake:"feasible"`
	Vetoed    bool    `lake:"vetoed"`
	Place     int32   `lake:"place"`
	Indicator string  `lake:"indicator_id"`
	Value     float64 `lake:"value"`
	Target    float64 `lake:"target"`
	Points    float64 `lake:"points"`
	Effort    float64 `lake:"effort"`
	Cases     float64 `lake:"cases"`
}

var liftTable = lake.Table{Name: "colour_step", Comment: "What would raise an area's total to the next colour with the least effort · 提升一档所需的最小变化",
	Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "colour varchar!", "need float64!", "reach float64!", "feasible boolean!", "vetoed boolean!",
		"place int32!", "indicator_id varchar!", "value float64!", "target float64!", "points float64!", "effort float64!", "cases float64!"),
	Sort: []string{"area_code", "period", "place"}}

// lifts looks for the least effort of every area that has peers.
func (m *month) lifts() []anlan.Lift {
	var out []anlan.Lift
	for _, x := range m.index {
		if x.Category != "" || x.Peers == "" {
			continue
		}
		if l, ok := m.Framework.Lift(m.groups[x.Peers], x); ok {
			out = append(out, l)
		}
	}
	return out
}

func liftRows(list []anlan.Lift) []liftRow {
	var out []liftRow
	for _, l := range list {
		for n, s := range l.Lines() {
			out = append(out, liftRow{l.Area, int32(l.Level), l.Period, string(l.Colour), l.Need, l.Reach, l.Feasible, l.Vetoed,
				int32(n + 1), s.Indicator, s.Value, s.Target, s.Points, s.Effort, s.Cases})
		}
	}
	return out
}

func readLifts(ctx context.Context, s *lake.Session) ([]anlan.Lift, error) {
	var out []anlan.Lift
	err := each(ctx, s, `select area_code, area_level, period, colour, need, reach, feasible, vetoed, place, indicator_id, value, target, points, effort, cases
		from colour_step order by area_code, period, place`, func(r *sql.Rows) error {
		var l anlan.Lift
		var step anlan.LiftStep
		var colour string
		var place int
		err := r.Scan(&l.Area, &l.Level, &l.Period, &colour, &l.Need, &l.Reach, &l.Feasible, &l.Vetoed, &place, &step.Indicator, &step.Value, &step.Target, &step.Points, &step.Effort, &step.Cases)
		if place == 1 {
			l.Colour = anlan.Colour(colour)
			out = append(out, l)
		}
		if step.Indicator != "" {
			last := &out[len(out)-1]
			last.Steps = append(last.Steps, step)
		}
		return err
	})
	return out, err
}
