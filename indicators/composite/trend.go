package composite

import (
	"fmt"
	"math"
	"slices"
)

// Measure says how change over time is told.
type Measure string

// The measures: compound growth for each unit of time, and percent of the
// first value by a straight line.
const (
	CAGR          Measure = "cagr"
	PercentChange Measure = "percent_change"
)

// Trends measure how the values of each unit change over the periods of a
// panel.
type Trends struct {
	Measure         Measure  `json:"measure"`
	Per             *float64 `json:"per"`              // units of time that a percent change is for; nil is 1
	Window          *int     `json:"window"`           // only so many periods, up to the latest value
	Interpolate     bool     `json:"interpolate"`      // fill gaps between values linearly first
	AdjustDirection bool     `json:"adjust_direction"` // a fall is good where the tree says so
}

// Trend is the change of one indicator of one unit. Periods are all those of
// the panel.
type Trend struct {
	Unit, Code         string
	Trend              float64 // NaN with fewer than two values
	Availability       float64 // share of the periods that have a value
	First, Latest      float64 // periods with a value; NaN with fewer than two
	WindowAvailability float64 // as Availability, in the window; NaN without one
	WindowFirst        float64 // first period in the window with a value, also one filled in
}

// Of gives the trends, by unit in the order of the rows and by indicator. A
// frame without periods, or with two rows of the same unit and period, is an
// error.
func (t Trends) Of(in *Inputs, f *Frame) ([]Trend, error) {
	if t.Measure != CAGR && t.Measure != PercentChange {
		return nil, fmt.Errorf("trends: measure is %q, not %s or %s", string(t.Measure), CAGR, PercentChange)
	}
	if t.Window != nil && *t.Window < 2 {
		return nil, fmt.Errorf("trends: window is %d, below 2", *t.Window)
	}
	if f.Time == nil {
		return nil, fmt.Errorf("trends: there are no periods")
	}
	codes, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	direction := make([]float64, len(codes))
	for k, code := range codes {
		direction[k] = 1
		if t.AdjustDirection && in != nil && in.Tree != nil {
			n, _ := in.Tree.Node(code)
			direction[k] = n.Direction
		}
	}
	times := slices.Clone(f.Time)
	slices.Sort(times)
	times = slices.Compact(times)
	units, rows, err := unitRows(f, times)
	if err != nil {
		return nil, err
	}
	s := &series{time: times, x: make([]float64, len(times)), filled: make([]float64, len(times))}
	out := make([]Trend, 0, len(units)*len(codes))
	for u, unit := range units {
		for k, code := range codes {
			for p, r := range rows[u*len(times) : (u+1)*len(times)] {
				s.x[p] = math.NaN()
				if r >= 0 {
					s.x[p] = cols[k][r]
				}
			}
			x := t.of(s)
			x.Unit, x.Code = unit, code
			x.Trend = x.Trend*direction[k] + 0 // no -0
			out = append(out, x)
		}
	}
	return out, nil
}

// unitRows gives the units, and for each the row of each period, -1 for none.
func unitRows(f *Frame, times []float64) (units []string, rows []int, err error) {
	at := map[string]int{}
	for i, u := range f.Unit {
		k, ok := at[u]
		if !ok {
			k = len(units)
			at[u] = k
			units = append(units, u)
			for range times {
				rows = append(rows, -1)
			}
		}
		p, _ := slices.BinarySearch(times, f.Time[i])
		if rows[k*len(times)+p] >= 0 {
			return nil, nil, fmt.Errorf("two rows are of %s in %v", u, f.Time[i])
		}
		rows[k*len(times)+p] = i
	}
	return units, rows, nil
}
