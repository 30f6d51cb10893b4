package composite

import (
	"fmt"
	"math"
	"slices"
)

// PanelMethod is a way to fill a series along time.
type PanelMethod string

// The ways to fill a series.
const (
	PanelLatest         PanelMethod = "latest"          // the latest earlier value
	PanelConstant       PanelMethod = "constant"        // the same; before the first value, that
	PanelLinear         PanelMethod = "linear"          // on the line between the neighbouring values; outside, the nearest
	PanelLinearConstant PanelMethod = "linear_constant" // linear, also for a series with one value
)

// ImputePanel fills missing cells of a panel along time, unit by unit. A series
// without a value stays missing.
type ImputePanel struct {
	Method     PanelMethod `json:"method"`
	MaxPeriods *int        `json:"max_periods"` // latest: how many periods of the data to look back; nil for no limit
}

// Apply gives the frame with its indicators filled. A frame without periods is
// an error.
func (m ImputePanel) Apply(in *Inputs, f *Frame) (*Frame, error) {
	g, _, err := m.run(in, f, false)
	return g, err
}

// Details gives beside the frame one of the periods whose value each indicator
// has: its own where it was observed, NaN where it is still missing or a value
// was computed.
func (m ImputePanel) Details(in *Inputs, f *Frame) (*Frame, *Frame, error) {
	return m.run(in, f, true)
}

func (m ImputePanel) run(in *Inputs, f *Frame, detail bool) (*Frame, *Frame, error) {
	switch m.Method {
	case PanelLatest, PanelConstant, PanelLinear, PanelLinearConstant:
	default:
		return nil, nil, fmt.Errorf("method %q: allowed are %s, %s, %s, %s", m.Method, PanelLatest, PanelConstant, PanelLinear, PanelLinearConstant)
	}
	if m.MaxPeriods != nil && (m.Method != PanelLatest || *m.MaxPeriods < 0) {
		return nil, nil, fmt.Errorf("max_periods is %d for %s: it must not be negative and goes with %s", *m.MaxPeriods, m.Method, PanelLatest)
	}
	if f.Time == nil {
		return nil, nil, fmt.Errorf("the data have no periods")
	}
	series, order, err := unitSeries(f)
	if err != nil {
		return nil, nil, err
	}
	used := NewFrame(f.Unit, f.Time)
	g, err := f.replaced(indicatorsOf(in, f), func(code string, dst, src []float64) error {
		for _, rows := range series {
			m.fill(dst, src, f.Time, order, rows)
		}
		if !detail {
			return nil
		}
		from := make([]float64, len(src))
		for _, rows := range series {
			last := math.NaN()
			for _, r := range rows {
				if src[r] == src[r] {
					last = f.Time[r]
				}
				from[r] = math.NaN()
				if dst[r] == dst[r] && (src[r] == src[r] || m.Method == PanelLatest) {
					from[r] = last
				}
			}
		}
		used.Code, used.Col = append(used.Code, code), append(used.Col, from)
		return nil
	})
	return g, used, err
}

// unitSeries gives the rows of each unit by time, and the place of each row's
// period among those of the data.
func unitSeries(f *Frame) (series [][]int, order []int, err error) {
	order = make([]int, f.Rows())
	at := map[string]int{}
	for p, rows := range f.Periods() {
		for _, r := range rows {
			order[r] = p
			k, ok := at[f.Unit[r]]
			if !ok {
				k = len(series)
				at[f.Unit[r]], series = k, append(series, nil)
			}
			if s := series[k]; len(s) > 0 && order[s[len(s)-1]] == p {
				return nil, nil, fmt.Errorf("unit %s has two rows of %v", f.Unit[r], f.Time[r])
			}
			series[k] = append(series[k], r)
		}
	}
	return series, order, nil
}

// fill fills one series, whose rows are in order of time.
func (m ImputePanel) fill(dst, src, time []float64, order, rows []int) {
	linear := m.Method == PanelLinear || m.Method == PanelLinearConstant
	last := -1 // the latest row with a value
	for i, r := range rows {
		if src[r] == src[r] {
			last = r
			continue
		}
		next := -1
		if linear || last < 0 && m.Method == PanelConstant {
			if k := slices.IndexFunc(rows[i:], func(r int) bool { return src[r] == src[r] }); k >= 0 {
				next = rows[i+k]
			}
		}
		switch {
		case last >= 0 && next >= 0:
			dst[r] = src[last] + (src[next]-src[last])*(time[r]-time[last])/(time[next]-time[last])
		case last >= 0:
			if m.MaxPeriods == nil || order[r]-order[last] <= *m.MaxPeriods {
				dst[r] = src[last]
			}
		case next >= 0:
			dst[r] = src[next]
		}
	}
}
