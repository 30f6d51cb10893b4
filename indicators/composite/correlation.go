package composite

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Correlation says which correlations of elements of an index are wanted.
type Correlation struct {
	Method       CorrelationMethod `json:"method"`
	Levels       []int             `json:"levels"`        // [a, b]: of each element of a with each of b; nil is [1, 1]
	WithinParent bool              `json:"within_parent"` // only where the first is an ancestor of the second
	MaxPValue    *float64          `json:"max_p_value"`   // coefficients whose p value is larger are NaN
}

// Pair is the correlation of two columns. Time is NaN where there are no
// periods.
type Pair struct {
	Time   float64
	Group  string // the parent of both, where that is what was asked for
	A, B   string
	R      float64 // NaN where undefined
	N      int     // rows with both values
	PValue float64 // of the t test with N-2 degrees of freedom, two-sided; Of leaves it NaN without MaxPValue
}

// Of gives the pairs, inside each period: for two levels that are the same all
// ordered pairs, each element with itself too. The frame has the columns of
// both levels.
func (c Correlation) Of(in *Inputs, f *Frame) (pairs []Pair, err error) {
	a, b := 1, 1
	switch len(c.Levels) {
	case 0:
	case 2:
		a, b = c.Levels[0], c.Levels[1]
	default:
		return nil, fmt.Errorf("correlation: levels has %d numbers, not 2", len(c.Levels))
	}
	first, second := in.Tree.Level(a), in.Tree.Level(b)
	codes := first
	if a != b {
		codes = append(first[:len(first):len(first)], second...)
	}
	shift := len(codes) - len(second) // of the second level's columns
	related, count := make([]bool, len(first)*len(second)), 0
	for i, x := range first {
		for j, y := range second {
			if !c.WithinParent || in.Tree.Ancestor(y, a) == x {
				related[i*len(second)+j] = true
				count++
			}
		}
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		cols, err := g.Columns(codes)
		if err != nil {
			return err
		}
		k, err := newCorrelator(c.Method, cols)
		if err != nil {
			return err
		}
		at := len(pairs)
		pairs = slices.Grow(pairs, count)
		for i, x := range first {
			for j, y := range second {
				if !related[i*len(second)+j] {
					continue
				}
				p := Pair{Time: time, A: x, B: y, PValue: math.NaN()}
				if a == b && j < i && !c.WithinParent {
					p.R, p.N, p.PValue = mirrored(pairs[at+j*len(second)+i])
				} else {
					p.R, p.N = k.of(i, shift+j)
					c.test(&p)
				}
				pairs = append(pairs, p)
			}
		}
		return nil
	})
	return pairs, err
}

func mirrored(p Pair) (r float64, n int, pValue float64) { return p.R, p.N, p.PValue }

func (c Correlation) test(p *Pair) {
	if c.MaxPValue == nil {
		return
	}
	p.PValue = correlationPValue(p.R, p.N)
	if !(p.PValue <= *c.MaxPValue) {
		p.R = math.NaN()
	}
}

// correlationPValue gives the two-sided p value of t = r sqrt((n-2)/(1-r²)),
// through the incomplete beta function.
func correlationPValue(r float64, n int) float64 {
	if r != r || n < 3 {
		return math.NaN()
	}
	return mathext.RegIncBeta(float64(n-2)/2, 0.5, max(0, 1-r*r))
}
