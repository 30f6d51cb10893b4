package composite

import (
	"fmt"
	"math"
	"slices"
)

// ImputeMethod is a way to fill cells that are missing.
type ImputeMethod string

// The ways to fill cells from other units or indicators.
const (
	ImputeMean   ImputeMethod = "mean"
	ImputeMedian ImputeMethod = "median"
	ImputeEM     ImputeMethod = "em"
)

// ImputeBy says along what a mean or median is taken.
type ImputeBy string

// The directions of imputing.
const (
	ByColumn ImputeBy = "column" // the default: over the units
	ByRow    ImputeBy = "row"    // over the indicators
)

// Impute fills missing cells; those observed never change (OECD and JRC 2008,
// section 4). A column without a value stays missing.
type Impute struct {
	Method     ImputeMethod `json:"method"`
	By         ImputeBy     `json:"by"`
	Group      string       `json:"group"`       // by column: of the units of the same group
	GroupLevel int          `json:"group_level"` // by row: of the indicators with the same ancestor there; 0 for all
	Rescale    bool         `json:"rescale"`     // by row: scale columns to 0…1 first
	Tolerance  float64      `json:"tolerance"`   // of em; 0 for 1e-10
}

// Apply gives the frame with its indicators filled.
func (m Impute) Apply(in *Inputs, f *Frame) (*Frame, error) {
	middle := Mean
	switch m.Method {
	case ImputeMean:
	case ImputeMedian:
		middle = Median
	case ImputeEM:
		g, _, err := m.FillEM(in, f)
		return g, err
	default:
		return nil, fmt.Errorf("method %q: allowed are %s, %s, %s", m.Method, ImputeMean, ImputeMedian, ImputeEM)
	}
	switch m.By {
	case "", ByColumn:
		return m.byColumn(in, f, middle)
	case ByRow:
		return m.byRow(in, f, middle)
	}
	return nil, fmt.Errorf("by %q: allowed are %s, %s", m.By, ByColumn, ByRow)
}

func (m Impute) byColumn(in *Inputs, f *Frame, middle func([]float64) float64) (*Frame, error) {
	parts := f.Periods()
	if m.Group != "" {
		var err error
		if parts, err = groupRows(in, f, m.Group); err != nil {
			return nil, err
		}
	}
	var buf []float64
	return f.replaced(incomplete(f, indicatorsOf(in, f)), func(_ string, dst, src []float64) error {
		for _, rows := range parts {
			buf = pick(buf, src, rows)
			value := math.NaN()
			for i, v := range buf {
				if v == v {
					continue
				}
				if math.IsNaN(value) {
					value = middle(buf)
				}
				dst[rows[i]] = value
			}
		}
		return nil
	})
}

// incomplete gives those of some columns in which a cell is missing.
func incomplete(f *Frame, codes []string) []string {
	at := f.places()
	out := make([]string, 0, len(codes))
	for _, code := range codes {
		if slices.ContainsFunc(f.Col[at[code]], math.IsNaN) {
			out = append(out, code)
		}
	}
	return out
}

// groupRows gives the rows of each group, inside each period. A unit without a
// group is in none.
func groupRows(in *Inputs, f *Frame, name string) ([][]int, error) {
	of, ok := in.Groups[name]
	if !ok {
		return nil, fmt.Errorf("there is no group column %s", name)
	}
	var parts [][]int
	for _, rows := range f.Periods() {
		at := map[string]int{}
		for _, r := range rows {
			g, ok := of[f.Unit[r]]
			if !ok {
				continue
			}
			k, seen := at[g]
			if !seen {
				k = len(parts)
				at[g], parts = k, append(parts, nil)
			}
			parts[k] = append(parts[k], r)
		}
	}
	return parts, nil
}

// byRow fills a cell from the other indicators of the unit.
func (m Impute) byRow(in *Inputs, f *Frame, middle func([]float64) float64) (*Frame, error) {
	codes := indicatorsOf(in, f)
	family, err := families(in, codes, m.GroupLevel)
	if err != nil {
		return nil, err
	}
	cols, err := f.Columns(codes)
	if err != nil {
		return nil, err
	}
	direction := directions(in, codes)
	periods := f.Periods()
	// The line by which a column is scaled in a period: (x·direction - from)/width.
	from, width := make([][]float64, len(codes)), make([][]float64, len(codes))
	var buf []float64
	for k := range codes {
		from[k], width[k] = make([]float64, len(periods)), make([]float64, len(periods))
		for p, rows := range periods {
			width[k][p] = 1
			if m.Rescale {
				buf = pick(buf, cols[k], rows)
				lo, hi := bounds(buf)
				if direction[k] < 0 {
					lo, hi = -hi, -lo
				}
				from[k][p], width[k][p] = lo, hi-lo
			}
		}
	}
	period := make([]int, f.Rows())
	for p, rows := range periods {
		for _, r := range rows {
			period[r] = p
		}
	}
	k := -1
	return f.replaced(codes, func(_ string, dst, src []float64) error {
		k++
		for r, v := range src {
			if v == v {
				continue
			}
			p := period[r]
			buf = buf[:0]
			for j, col := range cols {
				if family[j] == family[k] && col[r] == col[r] {
					buf = append(buf, (col[r]*direction[j]-from[j][p])/width[j][p])
				}
			}
			dst[r] = (middle(buf)*width[k][p] + from[k][p]) * direction[k]
		}
		return nil
	})
}

// families gives the ancestor of each indicator at a level, "" for all at level
// 0.
func families(in *Inputs, codes []string, level int) ([]string, error) {
	out := make([]string, len(codes))
	if level == 0 {
		return out, nil
	}
	if in.Tree == nil || level < 0 || level > in.Tree.Levels() {
		return nil, fmt.Errorf("the tree has no level %d", level)
	}
	for i, code := range codes {
		out[i] = in.Tree.Ancestor(code, level)
	}
	return out, nil
}
