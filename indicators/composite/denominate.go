package composite

import (
	"fmt"
	"math"
)

// Denominate divides indicators by other columns of the data, as population or
// area: x / (denominator / factor). A value is missing where either is.
//
// Inputs.Denominators says what is divided by what; where it is nil, the
// denominators of the tree count, with factor 1.
type Denominate struct{}

// Apply gives the frame with the indicators divided. A denominator that is no
// column, an indicator that is none, and a factor of 0 are errors.
func (Denominate) Apply(in *Inputs, f *Frame) (*Frame, error) {
	scaled := in.Denominators
	if scaled == nil && in.Tree != nil {
		for _, n := range in.Tree.Nodes() {
			if n.Kind == Indicator && n.Denominator != "" && f.Index(n.Code) >= 0 {
				scaled = append(scaled, Scaled{n.Code, n.Denominator, 1})
			}
		}
	}
	by := make(map[string]Scaled, len(scaled))
	codes := make([]string, 0, len(scaled))
	for _, s := range scaled {
		if _, twice := by[s.Code]; twice {
			return nil, fmt.Errorf("%s has two denominators", s.Code)
		}
		if f.Index(s.Code) < 0 || f.Index(s.Denominator) < 0 {
			return nil, fmt.Errorf("%s by %s: one of them is no column", s.Code, s.Denominator)
		}
		if s.Factor == 0 || math.IsNaN(s.Factor) {
			return nil, fmt.Errorf("%s by %s: the factor is %v", s.Code, s.Denominator, s.Factor)
		}
		by[s.Code] = s
		codes = append(codes, s.Code)
	}
	return f.replaced(codes, func(code string, dst, src []float64) error {
		s := by[code]
		for i, d := range f.Column(s.Denominator) {
			dst[i] = src[i] / (d / s.Factor)
		}
		return nil
	})
}
