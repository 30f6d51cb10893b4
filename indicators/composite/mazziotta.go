package composite

import (
	"fmt"
	"math"
)

// Penalty says which way imbalance between indicators moves an index: subtract
// where high is good, add where high is bad.
type Penalty string

// The penalties.
const (
	PenaltySubtract Penalty = "subtract"
	PenaltyAdd      Penalty = "add"
)

func (p Penalty) sign() (float64, error) {
	switch p {
	case PenaltySubtract:
		return -1, nil
	case PenaltyAdd:
		return 1, nil
	}
	return 0, fmt.Errorf("penalty is %q, not %s or %s", string(p), PenaltySubtract, PenaltyAdd)
}

// MPI is the Mazziotta-Pareto index: the mean of the z-scores of a unit, moved
// by their variance over that mean (De Muro, Mazziotta and Pareto 2011).
type MPI struct {
	Mean    float64 `json:"mean"` // of the z-scores, in general 100
	SD      float64 `json:"sd"`   // in general 10
	Penalty Penalty `json:"penalty"`
}

// Apply adds the column index.
func (m MPI) Apply(in *Inputs, f *Frame) (*Frame, error) {
	_, index, err := m.Index(in, f)
	if err != nil {
		return nil, err
	}
	return f.With("index", index), nil
}

// Index gives the z-scores of the indicators, inside each period, and the index
// of each row. Missing values of a row are left out.
func (m MPI) Index(in *Inputs, f *Frame) (normalised *Frame, index []float64, err error) {
	sign, err := m.Penalty.sign()
	if err != nil {
		return nil, nil, fmt.Errorf("mpi: %w", err)
	}
	codes, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, nil, err
	}
	normalised = &Frame{Unit: f.Unit, Time: f.Time, Code: codes, Col: make([][]float64, len(codes))}
	for k := range cols {
		normalised.Col[k], err = scoreRows(f, cols[k:k+1], func(one [][]float64, out []float64) error {
			mean, sd := Mean(one[0]), SD(one[0])
			for i, v := range one[0] {
				out[i] = (v-mean)/sd*m.SD + m.Mean
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	index, mean := make([]float64, f.Rows()), make([]float64, f.Rows())
	rowMoments(normalised.Col, mean, index, 1)
	for i := range index {
		index[i] = mean[i] + sign*index[i]/mean[i]
	}
	return normalised, index, nil
}

// rowMoments gives the mean of the values present in each row, and their
// variance with divisor n - less.
func rowMoments(cols [][]float64, mean, variance []float64, less int) {
	for i := range mean {
		sum, n := 0.0, 0
		for _, col := range cols {
			if v := col[i]; v == v {
				sum, n = sum+v, n+1
			}
		}
		mean[i], variance[i] = math.NaN(), math.NaN()
		if n <= less {
			continue
		}
		m, squares := sum/float64(n), 0.0
		for _, col := range cols {
			if v := col[i]; v == v {
				squares += (v - m) * (v - m)
			}
		}
		mean[i], variance[i] = m, squares/float64(n-less)
	}
}
