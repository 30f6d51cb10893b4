package composite

import (
	"fmt"
	"math"
)

// outrankTie is the difference from one half below which two units tie.
const outrankTie = 1e-12

// CopelandScores gives for some rows how many of the others each outranks minus
// how many outrank it, by weighted majority over complete columns (Copeland
// 1951; Munda and Nardo 2009). A missing cell and weights that do not sum to
// more than 0 are errors.
func CopelandScores(cols [][]float64, weights []float64, rows []int) ([]float64, error) {
	scores := make([]float64, len(rows))
	err := outrank(cols, weights, rows, func(i, j int, share float64) {
		switch {
		case share > 0.5+outrankTie:
			scores[i]++
			scores[j]--
		case share < 0.5-outrankTie:
			scores[i]--
			scores[j]++
		}
	})
	return scores, err
}

// outrank gives to pair, for all i < j of the rows, the share of the weight by
// which i is higher than j, plus half of that by which they are equal.
func outrank(cols [][]float64, weights []float64, rows []int, pair func(i, j int, share float64)) error {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	if !(sum > 0) {
		return fmt.Errorf("weights sum to %v", sum)
	}
	// Row by row, so that a pair is compared over adjacent cells.
	p := len(cols)
	cells := make([]float64, len(rows)*p)
	for k, col := range cols {
		for i, r := range rows {
			if math.IsNaN(col[r]) {
				return fmt.Errorf("outranking needs complete data: row %d of column %d is missing", r+1, k+1)
			}
			cells[i*p+k] = col[r]
		}
	}
	for i := range rows {
		a := cells[i*p : (i+1)*p]
		for j := i + 1; j < len(rows); j++ {
			b := cells[j*p : (j+1)*p]
			share := 0.0
			for k, w := range weights {
				if a[k] > b[k] {
					share += w
				} else if a[k] == b[k] {
					share += w / 2
				}
			}
			pair(i, j, share/sum)
		}
	}
	return nil
}

// Outranking is the comparison of all units by pairs.
type Outranking struct {
	Matrix   [][]float64 // share of the weight by which the unit of the row is higher; 0 on the diagonal
	Dominant int         // cells equal to 1
	Share    float64     // of the pairs, that one unit dominates
	Copeland []float64   // score of each unit
}

// Outrank compares all rows of a frame (complete) by pairs, by the columns that
// have a weight.
func Outrank(f *Frame, weights map[string]float64) (*Outranking, error) {
	var cols [][]float64
	var w []float64
	for code := range weights {
		if f.Index(code) < 0 {
			return nil, fmt.Errorf("there is no column %s", code)
		}
	}
	for i, code := range f.Code {
		if v, ok := weights[code]; ok {
			cols, w = append(cols, f.Col[i]), append(w, v)
		}
	}
	n := f.Rows()
	rows := NewFrame(f.Unit, nil).Periods()[0]
	o := &Outranking{Matrix: make([][]float64, n)}
	for i := range o.Matrix {
		o.Matrix[i] = make([]float64, n)
	}
	count := func(share float64) {
		if share >= 1-outrankTie {
			o.Dominant++
		}
	}
	err := outrank(cols, w, rows, func(i, j int, share float64) {
		o.Matrix[i][j], o.Matrix[j][i] = share, 1-share
		count(share)
		count(1 - share)
	})
	if err != nil {
		return nil, err
	}
	o.Share = float64(o.Dominant) / (float64(n) * float64(n-1) / 2)
	o.Copeland, err = CopelandScores(cols, w, rows)
	return o, err
}
