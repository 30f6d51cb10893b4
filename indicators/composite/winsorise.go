package composite

import (
	"errors"
	"fmt"
	"math"
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
	return w.column(x, &scratch{})
}

// column is Column with room for what it gives and works on.
func (w Winsorise) column(x []float64, room *scratch) ([]float64, *Winsorised, error) {
	if w.MaxPoints != nil && *w.MaxPoints < 0 {
		return nil, nil, fmt.Errorf("max_points is %d", *w.MaxPoints)
	}
	y := room.present(2, x)
	done := &Winsorised{High: math.Inf(1), Low: math.Inf(-1), original: x}
	top, bottom := 0, 0
	for w.MaxPoints == nil || top+bottom < *w.MaxPoints {
		skew, kurt := shape(y)
		if !w.Force && w.Passes(skew, kurt) {
			break
		}
		low, high := bounds(y)
		if !(low < high) {
			return nil, nil, ErrConstant
		}
		if math.IsNaN(skew) {
			return nil, nil, fmt.Errorf("skewness of %d values is undefined", len(y))
		}
		if skew >= 0 {
			high, top = lower(y, high)
			done.High = high
		} else {
			low, bottom = raise(y, low)
			done.Low = low
		}
		if low == high {
			return nil, nil, ErrConstant
		}
	}
	done.Points = top + bottom
	room[1] = append(room[1][:0], x...)
	out := room[1]
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

// lower sets the values equal to the greatest to the next one below, which it
// gives with their number.
func lower(y []float64, greatest float64) (next float64, n int) {
	next = math.Inf(-1)
	for _, v := range y {
		if v > next && v < greatest {
			next = v
		}
	}
	for i, v := range y {
		if v == greatest {
			y[i] = next
			n++
		}
	}
	return next, n
}

// raise sets the values equal to the least to the next one above, which it gives
// with their number.
func raise(y []float64, least float64) (next float64, n int) {
	next = math.Inf(1)
	for _, v := range y {
		if v < next && v > least {
			next = v
		}
	}
	for i, v := range y {
		if v == least {
			y[i] = next
			n++
		}
	}
	return next, n
}
