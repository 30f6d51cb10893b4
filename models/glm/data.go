// Package glm fits regressions of counts and of yes-or-no outcomes: Poisson,
// quasi-Poisson, negative binomial and logistic, their elastic-net versions,
// and counts with more zeros than a distribution allows. Design matrices come
// ready: every regressor a numeric column, the intercept one of ones.
//
// What cannot be fitted is an error that says why (columns that depend on each
// other, an outcome that the regressors separate, no cases at all); nothing
// here panics or gives NaN as an estimate.
package glm

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// Family is the distribution of the response, with its canonical link.
type Family string

// Families. Poisson, QuasiPoisson and NegativeBinomial (variance mu + mu²/theta)
// have a log link, Binomial a logit link.
const (
	Poisson          Family = "poisson"
	QuasiPoisson     Family = "quasipoisson"
	Binomial         Family = "binomial"
	NegativeBinomial Family = "negative_binomial"
)

// Link is what ties the mean to the linear predictor.
type Link string

// Links: log for counts, logit for proportions.
const (
	Log   Link = "log"
	Logit Link = "logit"
)

// Data is a response with its design matrix.
type Data struct {
	Y       []float64   // counts; for Binomial 0/1 or proportions
	Terms   []string    // names of the columns of X
	X       [][]float64 // one column per term, as long as Y
	Offset  []float64   // on the scale of the linear predictor; nil for none
	Weights []float64   // prior weights, trials of a proportion; nil for ones
}

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "regression: "+format, args...)
}

// check refuses data that no fit can be made of.
func (d Data) check(f Family) error {
	n := len(d.Y)
	switch {
	case n == 0:
		return bad("there are no rows")
	case len(d.X) != len(d.Terms):
		return bad("%d columns but %d names", len(d.X), len(d.Terms))
	case d.Offset != nil && len(d.Offset) != n:
		return bad("%d responses but %d offsets", n, len(d.Offset))
	case d.Weights != nil && len(d.Weights) != n:
		return bad("%d responses but %d weights", n, len(d.Weights))
	}
	for j, col := range d.X {
		if len(col) != n {
			return bad("column %s has %d rows, the response %d", d.Terms[j], len(col), n)
		}
		if i := firstNotFinite(col); i >= 0 {
			return bad("column %s, row %d: %v is not a number", d.Terms[j], i+1, col[i])
		}
	}
	if i := firstNotFinite(d.Offset); i >= 0 {
		return bad("offset, row %d: %v is not a number", i+1, d.Offset[i])
	}
	for i, w := range d.Weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return bad("row %d: weight %v is not a number of 0 or more", i+1, w)
		}
	}
	return d.checkResponse(f)
}

func (d Data) checkResponse(f Family) error {
	low, high := math.Inf(1), math.Inf(-1)
	for i, y := range d.Y {
		switch {
		case math.IsNaN(y) || math.IsInf(y, 0) || y < 0:
			return bad("row %d: a response of %v is not a number of 0 or more", i+1, y)
		case f == Binomial && y > 1:
			return bad("row %d: a proportion of %v is above 1", i+1, y)
		case f == NegativeBinomial && y != math.Trunc(y):
			return bad("row %d: %v is not a count", i+1, y)
		}
		low, high = min(low, y), max(high, y)
	}
	if high == 0 || f == Binomial && low == 1 {
		return bad("every response is %v: there is nothing to learn from", high)
	}
	return nil
}

func firstNotFinite(x []float64) int {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return i
		}
	}
	return -1
}

func (d Data) weight(i int) float64 {
	if d.Weights == nil {
		return 1
	}
	return d.Weights[i]
}

func (d Data) offset(i int) float64 {
	if d.Offset == nil {
		return 0
	}
	return d.Offset[i]
}

// rows gives X row by row, p apart.
func (d Data) rows() []float64 {
	p := len(d.X)
	out := make([]float64, len(d.Y)*p)
	for j, col := range d.X {
		for i, v := range col {
			out[i*p+j] = v
		}
	}
	return out
}
