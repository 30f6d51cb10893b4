package composite

import (
	"fmt"
	"slices"
)

// UnitSummary tells the scores and ranks of one unit.
type UnitSummary struct {
	Unit   string `json:"unit"`
	Levels []int  `json:"levels"` // whose elements are told, in this order
}

// UnitScore is the place of a unit in one element of an index. Time is NaN
// where there are no periods.
type UnitScore struct {
	Time       float64
	Code, Name string
	Score      float64
	Rank       float64 // among all units, 1 the highest; NaN where the score is missing
}

// Of gives the scores of the unit, inside each period in which it has a row. A
// unit without any is an error.
func (u UnitSummary) Of(in *Inputs, f *Frame) (scores []UnitScore, err error) {
	if !slices.Contains(f.Unit, u.Unit) {
		return nil, fmt.Errorf("unit summary: there is no unit %s", u.Unit)
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		at := slices.Index(g.Unit, u.Unit)
		if at < 0 {
			return nil
		}
		for _, level := range u.Levels {
			codes := in.Tree.Level(level)
			cols, err := g.Columns(codes)
			if err != nil {
				return err
			}
			for k, code := range codes {
				n, _ := in.Tree.Node(code)
				s := UnitScore{time, code, n.Name, cols[k][at], cols[k][at]}
				if s.Score == s.Score {
					rank, _ := scoreRank(cols[k], at)
					s.Rank = float64(rank)
				}
				scores = append(scores, s)
			}
		}
		return nil
	})
	return scores, err
}
