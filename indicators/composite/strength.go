package composite

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Strengths finds the indicators in which a unit ranks best and worst.
type Strengths struct {
	Unit            string   `json:"unit"`
	Top             int      `json:"top"`              // number of strengths
	Bottom          int      `json:"bottom"`           // number of weaknesses
	DiscardWorst    bool     `json:"discard_worst"`    // no indicator where the unit has the largest rank there is
	AdjustDirection bool     `json:"adjust_direction"` // for raw data: less is better where the tree says so
	ReportLevel     int      `json:"report_level"`     // of the ancestor that is told; 0 is 2
	MinUniqueShare  *float64 `json:"min_unique_share"` // no indicator whose distinct values, missing counted as one, are no larger share of all rows
	Group           string   `json:"group"`            // name of a group column: ranks are inside the unit's group
}

// Strength is the place of a unit in one indicator. Time is NaN where there
// are no periods.
type Strength struct {
	Time               float64
	Position           int // from 1, in the order of rank
	Code, Name, Parent string
	Rank               float64 // 1 is the highest
	Value              float64 // as in the data
}

// Of gives strengths and weaknesses of the unit, inside each period in which
// it has a row. A unit without any, or without a group, is an error.
func (s Strengths) Of(in *Inputs, f *Frame) (strong, weak []Strength, err error) {
	if !slices.Contains(f.Unit, s.Unit) {
		return nil, nil, fmt.Errorf("strengths: there is no unit %s", s.Unit)
	}
	if s.Top < 0 || s.Bottom < 0 {
		return nil, nil, fmt.Errorf("strengths: top is %d and bottom is %d", s.Top, s.Bottom)
	}
	if s.Group != "" && in.Groups[s.Group][s.Unit] == "" {
		return nil, nil, fmt.Errorf("strengths: %s has no %s", s.Unit, s.Group)
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		if !slices.Contains(g.Unit, s.Unit) {
			return nil
		}
		all, err := s.ranked(in, g)
		if err != nil {
			return err
		}
		add := func(to *[]Strength, from []Strength) {
			for i, x := range from {
				x.Time, x.Position = time, i+1
				*to = append(*to, x)
			}
		}
		add(&strong, all[:min(s.Top, len(all))])
		add(&weak, all[max(0, len(all)-s.Bottom):])
		return nil
	})
	return strong, weak, err
}

// ranked gives the indicators that are not left out, in the order of rank.
func (s Strengths) ranked(in *Inputs, f *Frame) ([]Strength, error) {
	codes := in.Tree.Indicators()
	every, err := f.Columns(codes)
	if err != nil {
		return nil, err
	}
	if s.Group != "" {
		groups := in.Groups[s.Group]
		var rows []int
		for i, u := range f.Unit {
			if groups[u] == groups[s.Unit] {
				rows = append(rows, i)
			}
		}
		f = f.Pick(rows)
	}
	level := s.ReportLevel
	if level == 0 {
		level = 2
	}
	at := slices.Index(f.Unit, s.Unit)
	cols, err := f.Columns(codes)
	if err != nil {
		return nil, err
	}
	var all []Strength
	var parents []string
	turned := make([]float64, f.Rows())
	for k, code := range codes {
		n, _ := in.Tree.Node(code)
		col := cols[k]
		if math.IsNaN(col[at]) || s.MinUniqueShare != nil && distinctShare(every[k]) <= *s.MinUniqueShare {
			continue
		}
		direction := 1.0
		if s.AdjustDirection {
			direction = n.Direction
		}
		for i, v := range col {
			turned[i] = v * direction
		}
		rank, last := scoreRank(turned, at)
		if s.DiscardWorst && rank == last {
			continue
		}
		all = append(all, Strength{Code: code, Name: n.Name, Parent: in.Tree.Ancestor(code, level), Rank: float64(rank), Value: col[at]})
		parents = append(parents, n.Parent)
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[a].Rank, all[b].Rank), cmp.Compare(parents[a], parents[b]))
	})
	sorted := make([]Strength, len(all))
	for i, k := range order {
		sorted[i] = all[k]
	}
	return sorted, nil
}

// scoreRank gives the rank of one row, 1 the highest, and the largest rank
// there is: that of the lowest value.
func scoreRank(x []float64, row int) (rank, last int) {
	low, _ := bounds(x)
	rank, last = 1, 1
	for _, v := range x {
		if v > x[row] {
			rank++
		}
		if v > low {
			last++
		}
	}
	return rank, last
}

// distinctShare gives the number of distinct values, missing as one of them,
// over the number of rows.
func distinctShare(x []float64) float64 {
	s := present(x)
	slices.Sort(s)
	n := len(slices.Compact(s))
	if len(s) < len(x) {
		n++
	}
	return float64(n) / float64(len(x))
}
