package composite

import (
	"fmt"
	"math"
)

const (
	emTolerance   = 1e-10
	emRounds      = 100_000
	emLeastPivot  = 1e-12 // of a standardised covariance: below, it is singular
	emSafePivot   = 1e-6  // above, sweeping can be taken back
	emPatternBits = 8
)

// Normal is a multivariate normal distribution of indicators.
type Normal struct {
	Time       float64 // of the period it was estimated in, NaN where there is none
	Code       []string
	Mean       []float64
	Covariance [][]float64 // divisor n
	Rounds     int         // of EM that it took
}

// FillEM fills missing cells with their conditional mean given the cells of the
// row that are there, under the multivariate normal of greatest likelihood,
// found by EM from the columns that are there (Dempster, Laird and Rubin 1977;
// Little and Rubin 2002, chapter 11), in each period by itself. It gives the
// distributions too.
//
// EM ends when no mean or covariance of the standardised columns changes by more
// than Tolerance. A column with one distinct value is filled with it and has no
// covariance. Too few units for so many indicators (a singular covariance) is an
// error.
func (m Impute) FillEM(in *Inputs, f *Frame) (*Frame, []Normal, error) {
	codes := indicatorsOf(in, f)
	src, err := f.Columns(codes)
	if err != nil {
		return nil, nil, err
	}
	if m.Tolerance < 0 || math.IsNaN(m.Tolerance) {
		return nil, nil, fmt.Errorf("tolerance is %v", m.Tolerance)
	}
	var dst [][]float64
	g, err := f.replaced(codes, func(_ string, out, _ []float64) error {
		dst = append(dst, out)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	var found []Normal
	for _, rows := range f.Periods() {
		if len(rows) == 0 {
			continue
		}
		normal, err := m.fillRows(dst, src, rows)
		if err != nil {
			return nil, nil, err
		}
		normal.Code, normal.Time = codes, math.NaN()
		if f.Time != nil {
			normal.Time = f.Time[rows[0]]
		}
		found = append(found, normal)
	}
	return g, found, nil
}

// fillRows fills the columns of some rows.
func (m Impute) fillRows(dst, src [][]float64, rows []int) (Normal, error) {
	p := len(src)
	normal := Normal{Mean: make([]float64, p), Covariance: make([][]float64, p)}
	sd := make([]float64, p)
	var used []int
	var buf []float64
	for k, col := range src {
		normal.Covariance[k] = make([]float64, p)
		buf = pick(buf, col, rows)
		normal.Mean[k], sd[k] = Mean(buf), SD(buf)
		if sd[k] > 0 {
			used = append(used, k)
			continue
		}
		for _, r := range rows {
			if math.IsNaN(col[r]) {
				dst[k][r] = normal.Mean[k]
			}
		}
	}
	e := newEM(len(rows), len(used))
	for j, k := range used {
		for i, r := range rows {
			e.x[i*e.p+j] = (src[k][r] - normal.Mean[k]) / sd[k]
		}
	}
	e.group()
	tolerance := m.Tolerance
	if tolerance == 0 {
		tolerance = emTolerance
	}
	for change := math.Inf(1); change > tolerance; {
		if normal.Rounds++; normal.Rounds > emRounds {
			return normal, fmt.Errorf("em: mean and covariance still change by %g after %d rounds", change, emRounds)
		}
		var err error
		if change, err = e.round(); err != nil {
			return normal, err
		}
		if math.IsNaN(change) {
			return normal, fmt.Errorf("em: the covariance is undefined after %d rounds", normal.Rounds)
		}
	}
	err := e.rows(func(i int, d []float64) {
		for j, k := range used {
			if r := rows[i]; math.IsNaN(src[k][r]) {
				dst[k][r] = normal.Mean[k] + sd[k]*(e.mean[j]+d[j])
			}
		}
	})
	if err != nil {
		return normal, err
	}
	for j, k := range used {
		normal.Mean[k] += sd[k] * e.mean[j]
		for l, o := range used {
			normal.Covariance[k][o] = e.cov[j*e.p+l] * sd[k] * sd[o]
		}
	}
	return normal, nil
}

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
