package composite

import "math"

// Wroclaw is the taxonomic index of Wroclaw: the distance of a unit to an ideal
// one that is best in every indicator, over the mean and twice the standard
// deviation of the distances (Hellwig 1968). 0 is best.
type Wroclaw struct{}

// Apply adds the column index, inside each period. A row with a missing value
// has none.
func (w Wroclaw) Apply(in *Inputs, f *Frame) (*Frame, error) {
	_, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	index, err := scoreRows(f, cols, func(cols [][]float64, out []float64) error {
		for _, col := range cols {
			_, best := bounds(col)
			for i, v := range col {
				out[i] += (v - best) * (v - best)
			}
		}
		for i, v := range out {
			out[i] = math.Sqrt(v)
		}
		by := Mean(out) + 2*SD(out)
		for i := range out {
			out[i] /= by
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f.With("index", index), nil
}
