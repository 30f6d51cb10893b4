package composite

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Hierarchy are the weights that pairwise judgements give, and how consistent
// these are.
type Hierarchy struct {
	Eigenvector   []float64 // principal eigenvector, sum 1
	GeometricMean []float64 // geometric means of the rows, sum 1
	LambdaMax     float64   // principal eigenvalue, n where consistent
	Index         float64   // (LambdaMax-n)/(n-1); 0 for one criterion
	Ratio         float64   // Index over that of random judgements; below 0.1 passes; NaN for n < 3 and n > 10
}

// randomIndex is the consistency index of random judgements on 1 to 10
// criteria.
var randomIndex = []float64{0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49}

// reciprocalSlack is how far a(i,j) times a(j,i) may be from 1: judgements come
// with a few digits, as 0.33.
const reciprocalSlack = 0.05

// AHP gives the weights of n criteria from the n x n matrix of how much more
// each matters than each other (analytic hierarchy process, Saaty 1980). A
// matrix that is not positive and reciprocal is an error.
func AHP(pairwise [][]float64) (*Hierarchy, error) {
	n := len(pairwise)
	if n == 0 {
		return nil, errors.New("ahp: there are no criteria")
	}
	a := mat.NewDense(n, n, nil)
	for i, row := range pairwise {
		if len(row) != n {
			return nil, fmt.Errorf("ahp: row %d has %d cells, not %d", i+1, len(row), n)
		}
		a.SetRow(i, row)
	}
	h := &Hierarchy{Eigenvector: make([]float64, n), GeometricMean: make([]float64, n), Ratio: math.NaN()}
	for i, row := range pairwise {
		logs := 0.0
		for j, v := range row {
			if !(v > 0) || math.Abs(v*pairwise[j][i]-1) > reciprocalSlack {
				return nil, fmt.Errorf("ahp: cells (%d, %d) and (%d, %d), %v and %v, are not positive and reciprocal", i+1, j+1, j+1, i+1, v, pairwise[j][i])
			}
			logs += math.Log(v)
		}
		h.GeometricMean[i] = math.Exp(logs / float64(n))
	}
	h.GeometricMean = scaledToOne(h.GeometricMean)
	var eigen mat.Eigen
	if !eigen.Factorize(a, mat.EigenRight) {
		return nil, errors.New("ahp: the eigenvalues were not found")
	}
	// The eigenvalue of largest size of a positive matrix is real, its vector
	// positive (Perron).
	values, at := eigen.Values(nil), 0
	for i, v := range values {
		if real(v) > real(values[at]) {
			at = i
		}
	}
	var vectors mat.CDense
	eigen.VectorsTo(&vectors)
	for i := range h.Eigenvector {
		h.Eigenvector[i] = real(vectors.At(i, at))
	}
	h.Eigenvector = scaledToOne(h.Eigenvector)
	h.LambdaMax = real(values[at])
	if n > 1 {
		h.Index = (h.LambdaMax - float64(n)) / float64(n-1)
	}
	if n <= len(randomIndex) && randomIndex[n-1] > 0 {
		h.Ratio = h.Index / randomIndex[n-1]
	}
	return h, nil
}
