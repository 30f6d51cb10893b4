package composite

import (
	"fmt"
	"slices"
)

// Frame is a table of units by columns of numbers. In a panel a unit has a row
// for each period.
type Frame struct {
	Unit []string  // of each row
	Time []float64 // of each row; nil where there are no periods
	Code []string  // of each column
	Col  [][]float64

	fresh []bool // by column: an operation made it, and no other frame has it
	spent bool   // nobody looks at the frame any more: fresh columns may be overwritten
}

// NewFrame makes a frame of the given rows without a column. time is nil where
// there are no periods.
func NewFrame(unit []string, time []float64) *Frame { return &Frame{Unit: unit, Time: time} }

// Rows gives the number of rows.
func (f *Frame) Rows() int { return len(f.Unit) }

// Index gives the place of a column, -1 where there is none of that code.
func (f *Frame) Index(code string) int { return slices.Index(f.Code, code) }

// Column gives the values of a column, nil where there is none of that code.
// They belong to the frame.
func (f *Frame) Column(code string) []float64 {
	if i := f.Index(code); i >= 0 {
		return f.Col[i]
	}
	return nil
}

// Columns gives the values of several columns; an error names the first that is
// not there.
func (f *Frame) Columns(codes []string) ([][]float64, error) {
	cols := make([][]float64, len(codes))
	for i, c := range codes {
		if cols[i] = f.Column(c); cols[i] == nil {
			return nil, fmt.Errorf("there is no column %s", c)
		}
	}
	return cols, nil
}

// With gives a frame with one column more, or other values for one it has. The
// other columns are shared.
func (f *Frame) With(code string, values []float64) *Frame {
	g := &Frame{Unit: f.Unit, Time: f.Time, Code: slices.Clone(f.Code), Col: slices.Clone(f.Col)}
	if i := g.Index(code); i >= 0 {
		g.Col[i] = values
	} else {
		g.Code, g.Col = append(g.Code, code), append(g.Col, values)
	}
	return g
}

// Pick gives a frame of some rows, in the order given.
func (f *Frame) Pick(rows []int) *Frame {
	g := &Frame{Code: f.Code, Unit: make([]string, len(rows)), Col: make([][]float64, len(f.Col))}
	if f.Time != nil {
		g.Time = make([]float64, len(rows))
	}
	for i, r := range rows {
		g.Unit[i] = f.Unit[r]
		if f.Time != nil {
			g.Time[i] = f.Time[r]
		}
	}
	for k, col := range f.Col {
		g.Col[k] = make([]float64, len(rows))
		for i, r := range rows {
			g.Col[k][i] = col[r]
		}
	}
	return g
}

// Periods gives the rows of each period, periods in ascending order; all rows
// at once where there are no periods.
func (f *Frame) Periods() [][]int {
	if f.Time == nil {
		rows := make([]int, f.Rows())
		for i := range rows {
			rows[i] = i
		}
		return [][]int{rows}
	}
	times := slices.Clone(f.Time)
	slices.Sort(times)
	times = slices.Compact(times)
	groups := make([][]int, len(times))
	for i, t := range f.Time {
		at, _ := slices.BinarySearch(times, t)
		groups[at] = append(groups[at], i)
	}
	return groups
}
