package composite

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// CorrelationMethod says which coefficient of correlation is meant.
type CorrelationMethod string

// The coefficients: Pearson's r, Spearman's rho (Pearson's r of average ranks),
// and Kendall's tau-b.
const (
	Pearson  CorrelationMethod = "pearson"
	Spearman CorrelationMethod = "spearman"
	Kendall  CorrelationMethod = "kendall"
)

// Of gives the coefficient of two columns of the same length, on the rows where
// both have a value; n is their number. Where one of them does not vary, or for
// a method that is not known, it is NaN.
func (m CorrelationMethod) Of(x, y []float64) (r float64, n int) {
	c, err := newCorrelator(m, [][]float64{x, y})
	if err != nil {
		return math.NaN(), 0
	}
	return c.of(0, 1)
}

// correlator gives the correlations of many columns: what depends on one column
// alone is done once.
type correlator struct {
	method CorrelationMethod
	cols   []prepared
	a, b   []float64 // scratch
	kendall
}

type prepared struct {
	x     []float64
	unit  []float64 // deviations over their length; nil where a value is missing
	order []int32   // rows of the values present, ascending
	dense []int32   // rank of the values from 0, ties alike; -1 where missing
	bits  *bitRanks // for Kendall's tau of few rows
}

func newCorrelator(m CorrelationMethod, cols [][]float64) (*correlator, error) {
	if m != Pearson && m != Spearman && m != Kendall {
		return nil, fmt.Errorf("correlation: method is %q, not %s, %s or %s", string(m), Pearson, Spearman, Kendall)
	}
	c := &correlator{method: m, cols: make([]prepared, len(cols))}
	for k, x := range cols {
		p := prepared{x: x}
		whole := !slices.ContainsFunc(x, math.IsNaN)
		if m != Pearson && (m == Kendall || !whole) {
			p.rank()
		}
		switch {
		case m == Kendall && len(x) <= kendallBits:
			p.bits = newBitRanks(&p)
		case whole && m == Pearson:
			p.unit = unitDeviations(x)
		case whole && m == Spearman:
			p.unit = unitDeviations(Ranks(x, TiesAverage))
		}
		c.cols[k] = p
	}
	if len(cols) > 0 {
		c.a, c.b = make([]float64, len(cols[0])), make([]float64, len(cols[0]))
	}
	return c, nil
}

// of gives the coefficient of two columns, and the number of pairs.
func (c *correlator) of(i, j int) (r float64, n int) {
	x, y := &c.cols[i], &c.cols[j]
	if c.method == Kendall {
		if x.bits != nil && y.bits != nil {
			return bitTau(x.bits, y.bits)
		}
		return c.tau(x, y)
	}
	if x.unit != nil && y.unit != nil {
		if len(x.x) == 0 {
			return math.NaN(), 0
		}
		if i == j {
			return x.unit[0]*0 + 1, len(x.x) // NaN stays
		}
		return clampUnit(floats.Dot(x.unit, y.unit)), len(x.x)
	}
	if c.method == Pearson {
		sxy, sxx, syy, n := comoments(x.x, y.x)
		return clampUnit(sxy / math.Sqrt(sxx*syy)), n
	}
	for _, p := range []*prepared{x, y} {
		if p.order == nil {
			p.rank()
		}
	}
	x.averageRanks(y, c.a)
	y.averageRanks(x, c.b)
	sxy, sxx, syy, n := comoments(c.a, c.b)
	return clampUnit(sxy / math.Sqrt(sxx*syy)), n
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
