package composite

import "math"

const (
	emLeastPivot  = 1e-12 // of a standardised covariance: below, it is singular
	emSafePivot   = 1e-6  // above, sweeping can be taken back
	emPatternBits = 8
)

// em is the state of the algorithm over n rows of p standardised columns.
type em struct {
	n, p      int
	x         []float64 // row by row
	mean, cov []float64
	patterns  []pattern
	// Room: the swept covariance, the deviations of a row, sums over rows.
	swept, d, sum, square []float64
	all                   []float64 // the covariance swept over all columns
	allSwept              bool
}

// pattern is the rows in which the same columns are there.
type pattern struct {
	observed, missing, rows []int
}

func newEM(n, p int) *em {
	e := &em{n: n, p: p, x: make([]float64, n*p), mean: make([]float64, p), cov: make([]float64, p*p),
		swept: make([]float64, p*p), all: make([]float64, p*p), d: make([]float64, p), sum: make([]float64, p), square: make([]float64, p*p)}
	for j := range p {
		e.cov[j*p+j] = 1
	}
	return e
}

// group finds the patterns of missing cells: a covariance is swept once for
// each.
func (e *em) group() {
	at := map[string]int{}
	bits := make([]byte, (e.p+emPatternBits-1)/emPatternBits)
	for i := range e.n {
		row := e.x[i*e.p : (i+1)*e.p]
		clear(bits)
		for j, v := range row {
			if v == v {
				bits[j/emPatternBits] |= 1 << (j % emPatternBits)
			}
		}
		k, ok := at[string(bits)]
		if !ok {
			k = len(e.patterns)
			at[string(bits)] = k
			var t pattern
			for j, v := range row {
				if v == v {
					t.observed = append(t.observed, j)
				} else {
					t.missing = append(t.missing, j)
				}
			}
			e.patterns = append(e.patterns, t)
		}
		e.patterns[k].rows = append(e.patterns[k].rows, i)
	}
}

// rows hands on the deviation of each row from the mean, missing cells by their
// conditional mean.
func (e *em) rows(do func(i int, d []float64)) error {
	e.sweepAll()
	for k := range e.patterns {
		if err := e.patternRows(&e.patterns[k], do); err != nil {
			return err
		}
	}
	return nil
}

func (e *em) patternRows(t *pattern, do func(i int, d []float64)) error {
	if len(t.missing) > 0 {
		if err := e.regress(t); err != nil {
			return err
		}
	}
	for _, i := range t.rows {
		x := e.x[i*e.p : (i+1)*e.p]
		for _, j := range t.observed {
			e.d[j] = x[j] - e.mean[j]
		}
		for _, j := range t.missing {
			v := 0.0
			for _, o := range t.observed {
				v += e.swept[j*e.p+o] * e.d[o]
			}
			e.d[j] = v
		}
		do(i, e.d)
	}
	return nil
}

// round does one step of expectation and maximisation and gives the largest
// change.
func (e *em) round() (float64, error) {
	p, n := e.p, float64(e.n)
	clear(e.sum)
	clear(e.square)
	e.sweepAll()
	for k := range e.patterns {
		t := &e.patterns[k]
		err := e.patternRows(t, func(_ int, d []float64) {
			for i, v := range d {
				e.sum[i] += v
				line := e.square[i*p : i*p+i+1]
				for j := range line {
					line[j] += v * d[j]
				}
			}
		})
		if err != nil {
			return 0, err
		}
		for _, i := range t.missing {
			for _, j := range t.missing {
				if j <= i {
					e.square[i*p+j] += float64(len(t.rows)) * e.swept[i*p+j]
				}
			}
		}
	}
	change := 0.0
	for i := range p {
		shift := e.sum[i] / n
		e.mean[i] += shift
		change = max(change, math.Abs(shift))
		for j := range i + 1 {
			v := e.square[i*p+j]/n - shift*(e.sum[j]/n)
			change = max(change, math.Abs(v-e.cov[i*p+j]))
			e.cov[i*p+j], e.cov[j*p+i] = v, v
		}
	}
	return change, nil
}
