package composite

import "math"

// Availability says how much of the data each row has.
type Availability struct {
	Missing, Zero []int     // of the indicators of a row
	Available     []float64 // share of the indicators that is there
	Nonzero       []float64 // share of those there that is not 0; NaN where none is
}

// Available counts the indicators of each row that are missing and zero. The
// slices are as long as the frame has rows.
func Available(in *Inputs, f *Frame) (*Availability, error) {
	codes := indicatorsOf(in, f)
	cols, err := f.Columns(codes)
	if err != nil {
		return nil, err
	}
	n, p := f.Rows(), float64(len(cols))
	a := &Availability{make([]int, n), make([]int, n), make([]float64, n), make([]float64, n)}
	for _, col := range cols {
		for i, v := range col {
			if v != v {
				a.Missing[i]++
			} else if v == 0 {
				a.Zero[i]++
			}
		}
	}
	for i := range n {
		miss, zero := float64(a.Missing[i]), float64(a.Zero[i])
		a.Available[i], a.Nonzero[i] = 1-miss/p, math.NaN()
		if miss < p {
			a.Nonzero[i] = 1 - zero/(p-miss)
		}
	}
	return a, nil
}

// AvailableBelow gives a frame with one column per aggregate: the share of the
// indicators below it that a row has.
func AvailableBelow(in *Inputs, f *Frame) (*Frame, error) {
	g := NewFrame(f.Unit, f.Time)
	at := f.places()
	for _, code := range in.Tree.Codes(func(n Node) bool { return n.Kind == Aggregated }) {
		share, p := make([]float64, f.Rows()), 0.0
		for _, c := range in.Tree.Below(code) {
			k, ok := at[c]
			if !ok {
				continue
			}
			p++
			for i, v := range f.Col[k] {
				if v == v {
					share[i]++
				}
			}
		}
		for i := range share {
			share[i] /= p
		}
		g.Code, g.Col = append(g.Code, code), append(g.Col, share)
	}
	return g, nil
}
