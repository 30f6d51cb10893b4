package composite

import (
	"math"
	"slices"
)

// prepared is a column, with what its correlations with all others need.
type prepared struct {
	x     []float64
	unit  []float64 // deviations over their length; nil where a value is missing
	order []int32   // rows of the values present, ascending
	dense []int32   // rank of the values from 0, ties alike; -1 where missing
	bits  *bitRanks // for Kendall's tau of few rows
}

// rank fills order and dense.
func (p *prepared) rank() {
	p.order, p.dense = make([]int32, 0, len(p.x)), make([]int32, len(p.x))
	for i, v := range p.x {
		p.dense[i] = -1
		if v == v {
			p.order = append(p.order, int32(i))
		}
	}
	slices.SortFunc(p.order, func(a, b int32) int {
		switch x, y := p.x[a], p.x[b]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	rank := int32(-1)
	for k, i := range p.order {
		if k == 0 || p.x[i] != p.x[p.order[k-1]] {
			rank++
		}
		p.dense[i] = rank
	}
}

// averageRanks ranks the values of the rows that the other column has too; the
// rest of out is missing.
func (p *prepared) averageRanks(other *prepared, out []float64) {
	for i := range out {
		out[i] = math.NaN()
	}
	count, from := 0, 0 // from: place in order where the tie begins
	flush := func(to int) {
		n := 0
		for _, i := range p.order[from:to] {
			if other.dense[i] >= 0 {
				n++
			}
		}
		for _, i := range p.order[from:to] {
			if other.dense[i] >= 0 {
				out[i] = float64(count) + float64(n+1)/2
			}
		}
		count, from = count+n, to
	}
	for k := 1; k <= len(p.order); k++ {
		if k == len(p.order) || p.dense[p.order[k]] != p.dense[p.order[from]] {
			flush(k)
		}
	}
}

// unitDeviations gives deviations from the mean over their length, all NaN
// where nothing varies.
func unitDeviations(x []float64) []float64 {
	out, mean, squares := make([]float64, len(x)), Mean(x), 0.0
	low, high := bounds(x)
	for i, v := range x {
		out[i] = v - mean
		squares += out[i] * out[i]
	}
	length := math.Sqrt(squares)
	if low == high {
		length = math.NaN() // not what rounding left of the mean
	}
	for i := range out {
		out[i] /= length
	}
	return out
}

func clampUnit(r float64) float64 { return max(-1, min(1, r)) }
