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
	// Ranks, row by row: a pair is compared over adjacent integers without a
	// branch, which would be guessed wrong half of the time.
	p := len(cols)
	cells := make([]int32, len(rows)*p)
	var buf []float64
	for k, col := range cols {
		buf = pick(buf, col, rows)
		for i, rank := range Ranks(buf, TiesMin) {
			if math.IsNaN(rank) {
				return fmt.Errorf("outranking needs complete data: row %d of column %d is missing", rows[i]+1, k+1)
			}
			cells[i*p+k] = int32(rank)
		}
	}
	bits := make([]uint64, p)
	for k, w := range weights {
		bits[k] = math.Float64bits(w)
	}
	for i := range rows {
		a := cells[i*p : (i+1)*p]
		for j := i + 1; j < len(rows); j++ {
			above, notBelow := majority(bits, a, cells[j*p:(j+1)*p])
			pair(i, j, (above+notBelow)/2/sum)
		}
	}
	return nil
}

// majority gives the sum of the weights, as bits, where a is above b, and where
// it is not below.
func majority(weights []uint64, a, b []int32) (above, notBelow float64) {
	a, b = a[:len(weights)], b[:len(weights)]
	for k, w := range weights {
		d := int64(b[k]) - int64(a[k])
		above += math.Float64frombits(w & uint64(d>>63))
		notBelow += math.Float64frombits(w & uint64((d-1)>>63))
	}
	return above, notBelow
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
