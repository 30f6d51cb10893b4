package composite

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// PCAWeights takes weights from the first principal component of the elements
// of a level (OECD and JRC 2008).
type PCAWeights struct {
	Level    int  `json:"level"`
	ByParent bool `json:"by_parent"` // a component for each parent, not one for all
}

// Components are the principal components of one group of elements.
type Components struct {
	Time     float64 // NaN where there are no periods
	Group    string  // the parent, or All
	Codes    []string
	Weights  []float64 // of the first component: of length 1, with a sum that is not negative
	Variance []float64 // eigenvalues of the correlation matrix, descending
	Share    []float64 // of all variance
}

// Of gives the components of each group, inside each period, from the rows that
// are complete in the group. Where an element does not vary over these all of
// the group is NaN.
func (p PCAWeights) Of(in *Inputs, f *Frame) (groups []Components, err error) {
	var names []string
	members := map[string][]string{}
	for _, code := range in.Tree.Level(p.Level) {
		name := "All"
		if n, _ := in.Tree.Node(code); p.ByParent {
			name = n.Parent
		}
		if members[name] == nil {
			names = append(names, name)
		}
		members[name] = append(members[name], code)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("weights by pca: nothing is of level %d", p.Level)
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		for _, name := range names {
			cols, err := g.Columns(members[name])
			if err != nil {
				return err
			}
			c := principal(cols, g.Rows())
			c.Time, c.Group, c.Codes = time, name, members[name]
			groups = append(groups, c)
		}
		return nil
	})
	return groups, err
}

// principal decomposes the correlation matrix of the complete rows.
func principal(cols [][]float64, n int) Components {
	p := len(cols)
	c := Components{Weights: make([]float64, p), Variance: make([]float64, p), Share: make([]float64, p)}
	undefined := func() Components {
		for k := range p {
			c.Weights[k], c.Variance[k], c.Share[k] = math.NaN(), math.NaN(), math.NaN()
		}
		return c
	}
	if rows := completeRows(cols, n); len(rows) < n {
		cols = gather(cols, rows)
	}
	k, err := newCorrelator(Pearson, cols)
	if err != nil {
		return undefined()
	}
	r := mat.NewSymDense(p, nil)
	for i := range p {
		for j := range i + 1 {
			v, rows := k.of(i, j)
			if v != v || rows < 2 {
				return undefined()
			}
			r.SetSym(i, j, v)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(r, true) {
		return undefined()
	}
	values := eigen.Values(nil) // ascending
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	mat.Col(c.Weights, p-1, &vectors)
	sum := 0.0
	for i, v := range c.Weights {
		sum += v
		c.Variance[i] = values[p-1-i]
		c.Share[i] = values[p-1-i] / float64(p) // the trace of a correlation matrix
	}
	if sum < 0 {
		for i := range c.Weights {
			c.Weights[i] = -c.Weights[i]
		}
	}
	return c
}
