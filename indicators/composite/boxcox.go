package composite

import (
	"fmt"
	"math"
)

// BoxCox is the power transformation (x^Lambda - 1)/Lambda, ln x where Lambda is
// 0 (Box and Cox 1964).
type BoxCox struct {
	Lambda float64 `json:"lambda"`
	Shift  bool    `json:"shift"` // move values first so that the smallest is 1
}

// Column transforms one column; missing cells stay. Without Shift a value that
// is not positive is an error.
func (b BoxCox) Column(x []float64) ([]float64, error) {
	add := 0.0
	lo, _ := bounds(x)
	if b.Shift {
		add = 1 - lo
	} else if lo <= 0 {
		return nil, fmt.Errorf("the smallest value is %v: Box-Cox needs positive values, or shift", lo)
	}
	out := make([]float64, len(x))
	for i, v := range x {
		if v += add; b.Lambda == 0 {
			out[i] = math.Log(v)
		} else {
			out[i] = (math.Pow(v, b.Lambda) - 1) / b.Lambda
		}
	}
	return out, nil
}
