package composite

import "math"

// RankColumns replaces every column by its score ranks: 1 for the highest, equal
// values all the smallest rank of the tie. Ranks are given inside each period
// and, with Group, inside each group; a unit without a group has none.
type RankColumns struct {
	Group string `json:"group"` // name of a group column
}

// Apply gives the frame of ranks.
func (r RankColumns) Apply(in *Inputs, f *Frame) (*Frame, error) {
	parts := f.Periods()
	if r.Group != "" {
		var err error
		if parts, err = groupRows(in, f, r.Group); err != nil {
			return nil, err
		}
	}
	var buf []float64
	return f.replaced(f.Code, func(_ string, dst, src []float64) error {
		buf = rankParts(dst, src, parts, buf)
		return nil
	})
}

// rankParts fills dst with the score ranks of src inside each part; rows in none
// become missing. It gives buf, which may have grown, back.
func rankParts(dst, src []float64, parts [][]int, buf []float64) []float64 {
	for i := range dst {
		dst[i] = math.NaN()
	}
	for _, rows := range parts {
		buf = pick(buf, src, rows)
		for i, rank := range ScoreRanks(buf) {
			dst[rows[i]] = rank
		}
	}
	return buf
}
