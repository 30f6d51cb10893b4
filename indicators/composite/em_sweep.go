package composite

import "fmt"

// regress sweeps the covariance for a pattern: swept then has the coefficients of
// the missing columns on those observed, and the covariance that is left among
// the missing ones. Where few are missing, they are taken back out of the
// covariance swept over all columns.
func (e *em) regress(t *pattern) error {
	if e.allSwept && len(t.missing) < len(t.observed) {
		copy(e.swept, e.all)
		for _, k := range t.missing {
			sweep(e.swept, e.p, k, -1)
		}
		return nil
	}
	copy(e.swept, e.cov)
	for _, k := range t.observed {
		if !(e.swept[k*e.p+k] > emLeastPivot) {
			return fmt.Errorf("em: the covariance is singular: indicators depend on each other, or there are too few units")
		}
		sweep(e.swept, e.p, k, 1)
	}
	return nil
}

// sweepAll sweeps the covariance over all columns, if it is far enough from
// singular for that to be taken back.
func (e *em) sweepAll() {
	copy(e.all, e.cov)
	e.allSwept = false
	for k := range e.p {
		if !(e.all[k*e.p+k] > emSafePivot) {
			return
		}
		sweep(e.all, e.p, k, 1)
	}
	e.allSwept = true
}

// sweep is the sweep operator on place k of a symmetric matrix, of which it uses
// and fills both halves; sign -1 takes it back.
func sweep(a []float64, p, k int, sign float64) {
	pivot := a[k*p+k]
	line := a[k*p : (k+1)*p]
	for i := range p {
		if i == k {
			continue
		}
		b := a[i*p+k] / pivot
		row := a[i*p : (i+1)*p]
		row[k] = 0
		for j, v := range line {
			row[j] -= b * v
		}
		row[k] = sign * b
	}
	for j := range line {
		line[j] = a[j*p+k]
	}
	line[k] = -1 / pivot
}
