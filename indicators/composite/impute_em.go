package composite

import (
	"fmt"
	"math"
)

const (
	emTolerance = 1e-10
	emRounds    = 100_000
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
