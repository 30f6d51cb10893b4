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
	ImputeNone   ImputeMethod = "none" // missing cells stay
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
	middle := func(_ *scratch, x []float64) float64 { return Mean(x) }
	switch m.Method {
	case ImputeNone:
		return f, nil
	case ImputeMean:
	case ImputeMedian:
		middle = func(room *scratch, x []float64) float64 { return quantileOf(room.present(1, x), 0.5) }
	case ImputeEM:
		g, _, err := m.FillEM(in, f)
		return g, err
	default:
		return nil, fmt.Errorf("method %q: allowed are %s, %s, %s, %s", m.Method, ImputeMean, ImputeMedian, ImputeEM, ImputeNone)
	}
	switch m.By {
	case "", ByColumn:
		return m.byColumn(in, f, middle)
	case ByRow:
		return m.byRow(in, f, middle)
	}
	return nil, fmt.Errorf("by %q: allowed are %s, %s", m.By, ByColumn, ByRow)
}

func (m Impute) byColumn(in *Inputs, f *Frame, middle func(*scratch, []float64) float64) (*Frame, error) {
	parts := f.Periods()
	if m.Group != "" {
		var err error
		if parts, err = groupRows(in, f, m.Group); err != nil {
			return nil, err
		}
	}
	return f.remadeApart(incomplete(f, indicatorsOf(in, f)), func(_ int, room *scratch, dst, src []float64) error {
		for _, rows := range parts {
			x := room.pick(0, src, rows)
			value := math.NaN()
			for i, v := range x {
				if v == v {
					continue
				}
				if math.IsNaN(value) {
					value = middle(room, x)
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
