package delay

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Share is how much of a count has been reported, 0 to 1, and the standard
// deviation of what is known of it: a beta distribution.
type Share struct{ Mean, SD float64 }

// Complete is the share of a count to which nothing is to come.
var Complete = Share{Mean: 1}

// Partial says whether something is to come.
func (s Share) Partial() bool { return s.Mean < 1 }

// surelySD is the standard deviation below which a share passes for known.
const surelySD = 0.005

// Nodes gives values of the share with weights that add up to one, such that
// means over them are those over the beta distribution: by Gauss's quadrature of
// three nodes (Golub & Welsch, Mathematics of Computation 23 (1969) 221–230); of one
// where the share is as good as known.
func (s Share) Nodes() (values, weights []float64) {
	if !s.Partial() || s.SD < surelySD || !(s.Mean > 0) {
		return []float64{s.Mean}, []float64{1}
	}
	size := s.Mean*(1-s.Mean)/(s.SD*s.SD) - 1
	a, b := s.Mean*size-1, (1-s.Mean)*size-1 // powers of the share and of what is to come
	const n = 3
	j := mat.NewSymDense(n, nil)
	for k := range n {
		c := float64(2*k) + a + b
		if k == 0 {
			j.SetSym(0, 0, (a-b)/(c+2))
			continue
		}
		j.SetSym(k, k, (a*a-b*b)/(c*(c+2)))
		off := 4 * (1 + a) * (1 + b) / ((2 + a + b) * (2 + a + b) * (3 + a + b))
		if k > 1 {
			m := float64(k)
			off = 4 * m * (m + a) * (m + b) * (m + a + b) / (c * c * (c + 1) * (c - 1))
		}
		j.SetSym(k-1, k, math.Sqrt(off))
	}
	var e mat.EigenSym
	if !e.Factorize(j, true) {
		return []float64{s.Mean}, []float64{1}
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	for k, x := range e.Values(nil) {
		values = append(values, min(max((1+x)/2, 0), 1))
		weights = append(weights, vectors.At(0, k)*vectors.At(0, k))
	}
	return values, weights
}
