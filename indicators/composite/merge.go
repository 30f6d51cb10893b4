package composite

import (
	"encoding/json"
	"math"
)

// PerLevel is one value for all levels, or one for each from the lowest
// aggregates up. JSON has a value or a list.
type PerLevel[T any] []T

// UnmarshalJSON reads a value or a list.
func (p *PerLevel[T]) UnmarshalJSON(raw []byte) error {
	var one T
	if json.Unmarshal(raw, &one) == nil {
		*p = PerLevel[T]{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]T)(p))
}

// at gives the value of a level, fallback where there are none.
func (p PerLevel[T]) at(level int, fallback T) T {
	switch {
	case len(p) == 0:
		return fallback
	case len(p) == 1:
		return p[0]
	}
	return p[level]
}

// merger makes parents of their children, with room that serves for all.
type merger struct {
	cols     [][]float64 // of the children
	w        []float64   // their weights
	sum, num []float64   // of each row: sum of weights, number of children there
}

func newMerger(rows int) *merger {
	return &merger{sum: make([]float64, rows), num: make([]float64, rows)}
}

// merge fills out, which is zero, with the parent of the children's columns.
func (m *merger) merge(out []float64, a Aggregate, level int, f *Frame) error {
	method := a.Method.at(level, "")
	if method == Copeland {
		for _, rows := range f.Periods() {
			scores, err := CopelandScores(m.cols, m.w, rows)
			if err != nil {
				return err
			}
			for i, r := range rows {
				out[r] = scores[i]
			}
		}
		return nil
	}
	clear(m.sum)
	clear(m.num)
	for k, col := range m.cols {
		m.add(out, col, m.w[k], method, a.Power)
	}
	p := float64(len(m.cols))
	least := a.MinAvailable.at(level, 0)
	for i, v := range out {
		share := m.num[i] / p
		if m.num[i] == 0 || m.sum[i] == 0 || share < least || a.Missing == MissingPropagate && share < 1 {
			out[i] = math.NaN()
			continue
		}
		switch v /= m.sum[i]; method {
		case Geometric:
			v = math.Exp(v)
		case Harmonic:
			v = 1 / v
		case Power:
			v = math.Pow(v, 1/a.Power)
		}
		out[i] = v
	}
	return nil
}

// add adds one child. A weight of 0 counts as a child but adds nothing, also
// where its term is infinite.
func (m *merger) add(out, col []float64, w float64, method AggregateMethod, power float64) {
	for i, v := range col {
		if v != v {
			continue
		}
		m.num[i]++
		if w == 0 {
			continue
		}
		m.sum[i] += w
		switch method {
		case Arithmetic:
			out[i] += w * v
		case Geometric:
			out[i] += w * math.Log(v)
		case Harmonic:
			out[i] += w / v
		case Power:
			out[i] += w * math.Pow(v, power)
		}
	}
}
