package composite

import (
	"fmt"
	"math"
	"slices"
)

// ItemGroup is a set of items: the elements of a level below a node.
type ItemGroup struct {
	Name  string `json:"name"`
	Code  string `json:"iCode"`
	Level int    `json:"level"`
}

// CronbachAlpha asks how far groups of items measure the same.
type CronbachAlpha struct {
	Groups []ItemGroup `json:"groups"`
}

// Alpha is Cronbach's alpha of one group. Time is NaN where there are no
// periods.
type Alpha struct {
	Time  float64
	Group string
	Items int
	Alpha float64
}

// Of gives alpha of each group, inside each period.
func (a CronbachAlpha) Of(in *Inputs, f *Frame) (alphas []Alpha, err error) {
	items := make([][]string, len(a.Groups))
	for i, group := range a.Groups {
		n, ok := in.Tree.Node(group.Code)
		if !ok {
			return nil, fmt.Errorf("cronbach alpha: there is no node %s", group.Code)
		}
		for _, code := range in.Tree.Level(group.Level) {
			if code != n.Code && in.Tree.Ancestor(code, n.Level) == n.Code {
				items[i] = append(items[i], code)
			}
		}
		if len(items[i]) == 0 {
			return nil, fmt.Errorf("cronbach alpha: %s has nothing of level %d below it", group.Code, group.Level)
		}
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		for i, group := range a.Groups {
			cols, err := g.Columns(items[i])
			if err != nil {
				return err
			}
			alphas = append(alphas, Alpha{time, group.Name, len(cols), cronbach(cols)})
		}
		return nil
	})
	return alphas, err
}

// cronbach gives k²c/S for k items, S the sum of their covariance matrix and c
// the mean of its cells off the diagonal; covariances are of the rows where
// both are present (Cronbach 1951). It is NaN for a single item.
func cronbach(cols [][]float64) float64 {
	k, diagonal, off, whole := float64(len(cols)), 0.0, 0.0, true
	if len(cols) < 2 {
		return math.NaN()
	}
	for _, x := range cols {
		sd := SD(x)
		diagonal += sd * sd
		whole = whole && !slices.ContainsFunc(x, math.IsNaN)
	}
	if whole { // S is the variance of the sums of rows
		sums := make([]float64, len(cols[0]))
		for _, x := range cols {
			mean := Mean(x)
			for i, v := range x {
				sums[i] += v - mean
			}
		}
		sd := SD(sums)
		off = sd*sd - diagonal
	} else {
		for i, x := range cols {
			for _, y := range cols[:i] {
				sxy, _, _, n := comoments(x, y)
				off += 2 * sxy / float64(n-1)
			}
		}
	}
	return k * k * (off / (k * (k - 1))) / (diagonal + off)
}
