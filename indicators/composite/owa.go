package composite

import (
	"fmt"
	"math"
	"slices"
)

// Order says at which end values are taken.
type Order string

// The orders: the highest values, or the lowest.
const (
	OrderBest  Order = "best"
	OrderWorst Order = "worst"
)

// OWA is an ordered weighted average that is the mean of the Count best, or
// worst, values of a unit (Yager 1988).
type OWA struct {
	Count int   `json:"count"`
	Order Order `json:"order"`
}

// Apply adds the column index. A row with fewer values than Count has none.
func (o OWA) Apply(in *Inputs, f *Frame) (*Frame, error) {
	if o.Order != OrderBest && o.Order != OrderWorst {
		return nil, fmt.Errorf("owa: order is %q, not %s or %s", string(o.Order), OrderBest, OrderWorst)
	}
	_, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	if o.Count < 1 || o.Count > len(cols) {
		return nil, fmt.Errorf("owa: count is %d, not within 1 to the %d indicators", o.Count, len(cols))
	}
	index, row := make([]float64, f.Rows()), make([]float64, 0, len(cols))
	for i := range index {
		row = row[:0]
		for _, col := range cols {
			if v := col[i]; v == v {
				row = append(row, v)
			}
		}
		if len(row) < o.Count {
			index[i] = math.NaN()
			continue
		}
		slices.Sort(row)
		taken := row[:o.Count]
		if o.Order == OrderBest {
			taken = row[len(row)-o.Count:]
		}
		index[i] = Mean(taken)
	}
	return f.With("index", index), nil
}
