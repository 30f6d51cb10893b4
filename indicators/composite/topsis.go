package composite

import (
	"fmt"
	"math"
)

// TOPSIS scores units by their distances to the best and to the worst values of
// all indicators (Hwang and Yoon 1981). Indicators are positive-oriented.
type TOPSIS struct {
	Weights string `json:"weights"` // name of the table of weights; "" is weights
}

// TOPSISScores has a value for each row. Index is between 0 and 1, 1 best.
type TOPSISScores struct{ Best, Worst, Index []float64 }

// Apply adds the column index.
func (t TOPSIS) Apply(in *Inputs, f *Frame) (*Frame, error) {
	s, err := t.Scores(in, f)
	if err != nil {
		return nil, err
	}
	return f.With("index", s.Index), nil
}

// Scores gives the distances and the index, inside each period. A row with a
// missing value has none; an indicator without a weight is an error.
func (t TOPSIS) Scores(in *Inputs, f *Frame) (*TOPSISScores, error) {
	codes, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	name := t.Weights
	if name == "" {
		name = "weights"
	}
	weights := make([]float64, len(codes))
	for k, code := range codes {
		var ok bool
		if weights[k], ok = in.Weights[name][code]; !ok {
			return nil, fmt.Errorf("topsis: %s has no weight in %s", code, name)
		}
	}
	weights = scaledToOne(weights)
	// Both distances from one score function: it says from which end.
	distance := func(best bool) ([]float64, error) {
		return scoreRows(f, cols, func(cols [][]float64, out []float64) error {
			for k, col := range cols {
				squares := 0.0
				for _, v := range col {
					if v == v {
						squares += v * v
					}
				}
				scale := 0.0 // a column of zeros says nothing
				if squares > 0 {
					scale = weights[k] / math.Sqrt(squares)
				}
				low, high := bounds(col)
				if best != (scale < 0) { // a negative weight turns the ends
					low = high
				}
				for i, v := range col {
					d := (v - low) * scale
					out[i] += d * d
				}
			}
			for i, v := range out {
				out[i] = math.Sqrt(v)
			}
			return nil
		})
	}
	s := &TOPSISScores{Index: make([]float64, f.Rows())}
	if s.Best, err = distance(true); err != nil {
		return nil, err
	}
	if s.Worst, err = distance(false); err != nil {
		return nil, err
	}
	for i := range s.Index {
		s.Index[i] = s.Worst[i] / (s.Best[i] + s.Worst[i])
	}
	return s, nil
}
