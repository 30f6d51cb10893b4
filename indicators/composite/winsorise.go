package composite

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrConstant says that treating a column would leave it with one value.
var ErrConstant = errors.New("winsorising would make all values equal")

// Winsorise moves the most extreme values of a column to the next value inside,
// one value (with all its ties) at a time, until the column passes as normal
// enough: at the top where skewness is not negative, else at the bottom (OECD
// and JRC 2008, section 3.3; the rule of stopping by skewness and kurtosis).
type Winsorise struct {
	MaxPoints *int `json:"max_points"` // nil for no limit
	Force     bool `json:"force"`      // go on up to MaxPoints whatever the test says
	Normality
}

// Winsorised says what was done to a column: the cells at and beyond High (set
// to it) and at and below Low were changed.
type Winsorised struct {
	Points    int     // cells changed last at the top and at the bottom
	High, Low float64 // Inf and -Inf where nothing was changed at that end
	original  []float64
}

// Mark gives "high" or "low" for a cell that was changed, else "".
func (w *Winsorised) Mark(row int) string {
	switch v := w.original[row]; {
	case v > w.High:
		return "high"
	case v < w.Low:
		return "low"
	}
	return ""
}

// Column treats one column; missing cells stay. ErrConstant where it would be
// left with one value.
func (w Winsorise) Column(x []float64) ([]float64, *Winsorised, error) {
	if w.MaxPoints != nil && *w.MaxPoints < 0 {
		return nil, nil, fmt.Errorf("max_points is %d", *w.MaxPoints)
	}
	sorted := present(x)
	slices.Sort(sorted)
	n := len(sorted)
	done := &Winsorised{High: math.Inf(1), Low: math.Inf(-1), original: x}
	top, bottom := 0, 0
	// Sorted, the values changed are the first and the last ones.
	for w.MaxPoints == nil || top+bottom < *w.MaxPoints {
		skew, kurt := Skewness(sorted), Kurtosis(sorted)
		if !w.Force && w.Passes(skew, kurt) {
			break
		}
		if n == 0 || sorted[0] == sorted[n-1] {
			return nil, nil, ErrConstant
		}
		if math.IsNaN(skew) {
			return nil, nil, fmt.Errorf("skewness of %d values is undefined", n)
		}
		if skew >= 0 {
			from := n - 1
			for sorted[from-1] == sorted[n-1] {
				from--
			}
			top, done.High = n-from, sorted[from-1]
			for i := from; i < n; i++ {
				sorted[i] = done.High
			}
		} else {
			to := 1
			for sorted[to] == sorted[0] {
				to++
			}
			bottom, done.Low = to, sorted[to]
			for i := range to {
				sorted[i] = done.Low
			}
		}
		if sorted[0] == sorted[n-1] {
			return nil, nil, ErrConstant
		}
	}
	done.Points = top + bottom
	out := make([]float64, len(x))
	for i, v := range x {
		switch {
		case v > done.High:
			v = done.High
		case v < done.Low:
			v = done.Low
		}
		out[i] = v
	}
	return out, done, nil
}
