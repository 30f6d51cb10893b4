package composite

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Judgements are what judges say of how much more each of some criteria matters
// than each other: the criteria below one node of an index.
type Judgements struct {
	Parent   string   `json:"parent" yaml:"parent" doc:"node above the criteria: a code of the structure; of a framework a category, or total"`
	Criteria []string `json:"criteria" yaml:"criteria" need:"true" doc:"codes in the order of rows and columns"`
	Judges   []Judge  `json:"judges" yaml:"judges" need:"true" doc:"one or several; their judgements are put together by geometric means"`
	Limit    float64  `json:"limit" yaml:"limit" doc:"greatest consistency ratio that is taken; 0: 0.1"`
}

// Judge is one judge's matrix: of n criteria the n-1 rows above the diagonal,
// the first with n-1 judgements, the last with one. What is below is reciprocal.
type Judge struct {
	Name  string        `json:"name" yaml:"name" need:"true" doc:"an office or a role; no person's name"`
	Upper [][]Judgement `json:"upper" yaml:"upper" need:"true" doc:"rows above the diagonal: how many times as much the row's criterion matters as the column's, 1 to 9 or 1/2 to 1/9"`
}

// Judgement is a number as it is written: 3, 0.5 or 1/3.
type Judgement string

// UnmarshalJSON reads a number, or a text that stands for one.
func (j *Judgement) UnmarshalJSON(raw []byte) error {
	*j = Judgement(bytes.Trim(raw, `"`))
	return nil
}

// Value gives the number; one that is not above 0 is an error.
func (j Judgement) Value() (float64, error) {
	over, under, fraction := strings.Cut(string(j), "/")
	v, err := strconv.ParseFloat(strings.TrimSpace(over), 64)
	if err == nil && fraction {
		var u float64
		u, err = strconv.ParseFloat(strings.TrimSpace(under), 64)
		v /= u
	}
	if err != nil || !(v > 0) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("judgement %q is not a number above 0, or a fraction such as 1/3", string(j))
	}
	return v, nil
}

// Weighed is what judgements come to.
type Weighed struct {
	Weight map[string]float64 // by criterion, sum 1: the principal eigenvector of the matrix put together
	Ratio  float64            // its consistency ratio; NaN for fewer than three criteria
	Judges []float64          // the consistency ratio of each judge, in order
}

// maxRatio is the consistency ratio above which judgements are asked for anew
// (T. L. Saaty, The Analytic Hierarchy Process, McGraw-Hill 1980).
const maxRatio = 0.1

// Weigh gives the weights of the criteria. Several judges are put together cell
// by cell with the geometric mean, the only mean that keeps matrices reciprocal
// (J. Aczél and T. L. Saaty, Procedures for synthesizing ratio judgements, J.
// Mathematical Psychology 27 (1983) 93-102). A matrix of another shape and a
// judge, or all together, with a consistency ratio above the limit are errors.
func (j Judgements) Weigh() (*Weighed, error) {
	n := len(j.Criteria)
	if n < 2 || len(j.Judges) == 0 {
		return nil, fmt.Errorf("judgements of %q: two criteria and a judge are the least", j.Parent)
	}
	limit := j.Limit
	if limit == 0 {
		limit = maxRatio
	}
	if !(limit > 0) {
		return nil, fmt.Errorf("judgements of %q: limit %v is not above 0", j.Parent, j.Limit)
	}
	out := &Weighed{Weight: map[string]float64{}}
	logs := make([][]float64, n)
	for i := range logs {
		logs[i] = make([]float64, n)
	}
	for _, judge := range j.Judges {
		m, err := judge.matrix(n)
		if err != nil {
			return nil, fmt.Errorf("judgements of %q, judge %s: %w", j.Parent, judge.Name, err)
		}
		h, err := AHP(m)
		if err != nil {
			return nil, fmt.Errorf("judgements of %q, judge %s: %w", j.Parent, judge.Name, err)
		}
		if h.Ratio > limit {
			return nil, fmt.Errorf("judgements of %q, judge %s: consistency ratio %.3f is above %v: ask again", j.Parent, judge.Name, h.Ratio, limit)
		}
		out.Judges = append(out.Judges, h.Ratio)
		for a := range m {
			for b, v := range m[a] {
				logs[a][b] += math.Log(v) / float64(len(j.Judges))
			}
		}
	}
	for a := range logs {
		for b := range logs[a] {
			logs[a][b] = math.Exp(logs[a][b])
		}
	}
	h, err := AHP(logs)
	if err != nil {
		return nil, fmt.Errorf("judgements of %q: %w", j.Parent, err)
	}
	if h.Ratio > limit {
		return nil, fmt.Errorf("judgements of %q together: consistency ratio %.3f is above %v: ask again", j.Parent, h.Ratio, limit)
	}
	out.Ratio = h.Ratio
	for i, code := range j.Criteria {
		if _, twice := out.Weight[code]; twice {
			return nil, fmt.Errorf("judgements of %q: criterion %s stands twice", j.Parent, code)
		}
		out.Weight[code] = h.Eigenvector[i]
	}
	return out, nil
}

// matrix gives the whole reciprocal matrix.
func (j Judge) matrix(n int) ([][]float64, error) {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		m[i][i] = 1
	}
	if len(j.Upper) != n-1 {
		return nil, fmt.Errorf("%d rows above the diagonal, %d criteria want %d", len(j.Upper), n, n-1)
	}
	for a, row := range j.Upper {
		if len(row) != n-1-a {
			return nil, fmt.Errorf("row %d has %d judgements, not %d", a+1, len(row), n-1-a)
		}
		for k, cell := range row {
			v, err := cell.Value()
			if err != nil {
				return nil, err
			}
			m[a][a+1+k], m[a+1+k][a] = v, 1/v
		}
	}
	return m, nil
}

// judged gives the weights that an index takes from judgements, by code. A node
// may be judged once, its criteria are exactly the entries below it, and these
// have no weights of their own.
func (x *Index) judged() (map[string]float64, error) {
	weights := map[string]float64{}
	for _, j := range x.Judgements {
		var below []string
		for _, e := range x.Structure {
			if e.Parent != j.Parent || e.Parent == "" {
				continue
			}
			below = append(below, e.Code)
			if _, twice := weights[e.Code]; twice || e.Weight != nil {
				return nil, fmt.Errorf("%s has a weight and is judged, or is judged twice", e.Code)
			}
		}
		w, err := j.Weigh()
		if err != nil {
			return nil, err
		}
		if !slices.Equal(slices.Sorted(slices.Values(below)), slices.Sorted(slices.Values(j.Criteria))) {
			return nil, fmt.Errorf("judgements of %q are of %s, below it are %s", j.Parent, strings.Join(j.Criteria, ", "), strings.Join(below, ", "))
		}
		for code, v := range w.Weight {
			weights[code] = v
		}
	}
	return weights, nil
}
