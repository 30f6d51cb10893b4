package composite

import (
	"fmt"
	"math"
)

// AMPI is the adjusted Mazziotta-Pareto index, which can be compared over
// periods: indicators lie between goalposts, the same in all periods, with the
// reference at 100 (Mazziotta and Pareto 2016).
type AMPI struct {
	Penalty   Penalty            `json:"penalty"`
	Reference map[string]float64 `json:"reference"` // by indicator: the value that becomes 100
}

// AMPIScores are the results of an AMPI, a value for each row of its frame.
type AMPIScores struct {
	Normalised *Frame
	Mean       []float64 // of the normalised values present
	Penalty    []float64 // population variance over mean
	Index      []float64
}

// Apply adds the column index.
func (a AMPI) Apply(in *Inputs, f *Frame) (*Frame, error) {
	s, err := a.Scores(in, f)
	if err != nil {
		return nil, err
	}
	return f.With("index", s.Index), nil
}

// Scores gives normalised values, 60 for the range of an indicator over all
// periods, and the index of each row. An indicator without a reference is an
// error.
func (a AMPI) Scores(in *Inputs, f *Frame) (*AMPIScores, error) {
	sign, err := a.Penalty.sign()
	if err != nil {
		return nil, fmt.Errorf("ampi: %w", err)
	}
	codes, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	n := f.Rows()
	s := &AMPIScores{
		Normalised: &Frame{Unit: f.Unit, Time: f.Time, Code: codes, Col: make([][]float64, len(codes))},
		Mean:       make([]float64, n), Penalty: make([]float64, n), Index: make([]float64, n),
	}
	for k, col := range cols {
		reference, ok := a.Reference[codes[k]]
		if !ok {
			return nil, fmt.Errorf("ampi: %s has no reference", codes[k])
		}
		low, high := bounds(col)
		half, z := (high-low)/2, make([]float64, n)
		for i, v := range col {
			z[i] = 70 + 60*(v-(reference-half))/(2*half)
		}
		s.Normalised.Col[k] = z
	}
	rowMoments(s.Normalised.Col, s.Mean, s.Penalty, 0)
	for i, m := range s.Mean {
		s.Penalty[i] /= m
		s.Index[i] = m + sign*s.Penalty[i]
	}
	return s, nil
}

// bounds gives the least and the greatest value present, NaN where there are
// none.
func bounds(x []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	if low > high {
		return math.NaN(), math.NaN()
	}
	return low, high
}
