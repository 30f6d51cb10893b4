package edition

import (
	"cmp"
	"strings"

	"github.com/anlan-lake/anlan"
)

// liftRow is one step of a lift; a lift without steps is one row without an
// indicator.
type liftRow struct {
	Area      string  `parquet:"area_code,dict"`
	Level     int32   `parquet:"area_level"`
	Period    string  `parquet:"period,dict"`
	Colour    string  `parquet:"colour,dict"`
	Need      float64 `parquet:"need"`
	Reach     float64 `parquet:"reach"`
	Feasible  bool    `parquet:"feasible"`
	Vetoed    bool    `parquet:"vetoed"`
	Place     int32   `parquet:"place"`
	Indicator string  `parquet:"indicator_id,dict"`
	Value     float64 `parquet:"value"`
	Target    float64 `parquet:"target"`
	Points    float64 `parquet:"points"`
	Effort    float64 `parquet:"effort"`
	Cases     float64 `parquet:"cases"`
}

func fromLifts(list []anlan.Lift) []liftRow {
	var out []liftRow
	for _, l := range list {
		for n, s := range l.Lines() {
			out = append(out, liftRow{l.Area, int32(l.Level), l.Period, string(l.Colour), l.Need, l.Reach, l.Feasible, l.Vetoed,
				int32(n + 1), s.Indicator, s.Value, s.Target, s.Points, s.Effort, s.Cases})
		}
	}
	return out
}

func writeLifts(w *writer, t Tables) error {
	same := func(r liftRow) (liftRow, error) { return r, nil }
	return split(w, "colour_step", fromLifts(t.Lifts), func(r liftRow) string { return r.Area }, same, func(a, b liftRow) int {
		return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period), cmp.Compare(a.Place, b.Place))
	})
}

// readLifts reads the same; an edition from before there was such a table has
// none.
func (e *Edition) readLifts(root string) error {
	return eachPart(root, "colour_step", func(r liftRow) error {
		k := [2]string{r.Area, r.Period}
		l, ok := e.lifts[k]
		if !ok {
			l = anlan.Lift{Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Colour: anlan.Colour(r.Colour), Need: r.Need, Reach: r.Reach, Feasible: r.Feasible, Vetoed: r.Vetoed}
		}
		if r.Indicator != "" {
			l.Steps = append(l.Steps, anlan.LiftStep{Indicator: r.Indicator, Value: r.Value, Target: r.Target, Points: r.Points, Effort: r.Effort, Cases: r.Cases})
		}
		e.lifts[k] = l
		return nil
	})
}

// Lift gives what would raise an area's total to the next colour; ok is false
// where it has the best one, none, or the edition has not worked it out.
func (e *Edition) Lift(area, period string) (l anlan.Lift, ok bool) {
	l, ok = e.lifts[[2]string{area, period}]
	return l, ok
}
