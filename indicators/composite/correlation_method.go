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
