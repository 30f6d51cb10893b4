package composite

import (
	"fmt"
	"math"
)

// Side says on which side of a threshold something is told.
type Side string

// The sides.
const (
	SideAbove Side = "above"
	SideBelow Side = "below"
)

// CorrelationFlags finds indicators of the same parent whose Pearson
// correlation is strictly above a threshold (they tell the same twice) or below
// it (they offset each other).
type CorrelationFlags struct {
	Threshold float64 `json:"threshold"`
	Side      Side    `json:"side"`
}

// Of gives each such pair once, A before B in byte order, inside each period.
func (c CorrelationFlags) Of(in *Inputs, f *Frame) (pairs []Pair, err error) {
	if c.Side != SideAbove && c.Side != SideBelow {
		return nil, fmt.Errorf("correlation flags: side is %q, not %s or %s", string(c.Side), SideAbove, SideBelow)
	}
	codes := in.Tree.Indicators()
	parents := make([]string, len(codes))
	for i, code := range codes {
		n, _ := in.Tree.Node(code)
		parents[i] = n.Parent
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		cols, err := g.Columns(codes)
		if err != nil {
			return err
		}
		k, err := newCorrelator(Pearson, cols)
		if err != nil {
			return err
		}
		for i := range codes {
			for j := range i {
				if parents[i] != parents[j] {
					continue
				}
				r, n := k.of(i, j)
				if c.Side == SideAbove && r > c.Threshold || c.Side == SideBelow && r < c.Threshold {
					pairs = append(pairs, Pair{
						Time: time, Group: parents[i], A: min(codes[i], codes[j]), B: max(codes[i], codes[j]),
						R: r, N: n, PValue: correlationPValue(r, n),
					})
				}
			}
		}
		return nil
	})
	return pairs, err
}

// CorrelationDenominators finds indicators that follow the size of a unit: those
// whose absolute Pearson correlation with a denominator is above a threshold.
type CorrelationDenominators struct {
	Threshold float64 `json:"threshold"`
}

// Of gives the pairs of an indicator (A) and a denominator (B), inside each
// period. The denominators are the columns that the tree says are.
func (c CorrelationDenominators) Of(in *Inputs, f *Frame) (pairs []Pair, err error) {
	codes := in.Tree.Indicators()
	p := len(codes)
	codes = append(codes, in.Tree.Codes(func(n Node) bool { return n.Kind == Denominator })...)
	err = eachPeriod(f, func(time float64, g *Frame) error {
		cols, err := g.Columns(codes)
		if err != nil {
			return err
		}
		k, err := newCorrelator(Pearson, cols)
		if err != nil {
			return err
		}
		for i := range p {
			for j := p; j < len(codes); j++ {
				if r, n := k.of(i, j); math.Abs(r) > c.Threshold {
					pairs = append(pairs, Pair{Time: time, A: codes[i], B: codes[j], R: r, N: n, PValue: correlationPValue(r, n)})
				}
			}
		}
		return nil
	})
	return pairs, err
}
