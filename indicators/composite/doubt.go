package composite

import (
	"fmt"
	"math"
)

// BenefitOfDoubt scores each unit with the weights that suit it best, such that
// no unit of the period comes out above 1 with them (Cherchye et al. 2007).
// Bounds on the share of each indicator in the score are optional.
type BenefitOfDoubt struct {
	MinShare *float64 `json:"min_share"`
	MaxShare *float64 `json:"max_share"`
}

// Apply adds the column index: between 0 and 1, 1 for units that no mix of
// others beats. Data are positive, otherwise there is an error. A row with a
// missing value has no index and takes no part in the others'.
func (b BenefitOfDoubt) Apply(in *Inputs, f *Frame) (*Frame, error) {
	codes, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	p := float64(len(cols))
	if s := b.MinShare; s != nil && (*s < 0 || *s*p > 1+1e-9) {
		return nil, fmt.Errorf("bod: min_share is %v, not within 0 to 1/%v", *s, p)
	}
	if s := b.MaxShare; s != nil && (*s > 1 || *s*p < 1-1e-9) {
		return nil, fmt.Errorf("bod: max_share is %v, not within 1/%v to 1", *s, p)
	}
	for k, col := range cols {
		for i, v := range col {
			if v <= 0 {
				return nil, fmt.Errorf("bod: %s of %s is %v, not positive", codes[k], f.Unit[i], v)
			}
		}
	}
	index, err := scoreRows(f, cols, b.score)
	if err != nil {
		return nil, err
	}
	return f.With("index", index), nil
}

func (b BenefitOfDoubt) score(cols [][]float64, out []float64) error {
	for i := range out {
		out[i] = math.NaN()
	}
	p, rows := len(cols), completeRows(cols, len(out))
	frontier := undominated(cols, rows)
	lp := &simplex{}
	for _, i := range rows {
		// Unknown is what each indicator adds to the score of unit i, so that the
		// numbers of all programmes are of one size.
		lp.reset(p, len(frontier)+2*p)
		for _, j := range frontier {
			row := lp.row(1)
			for k, col := range cols {
				row[k] = col[j] / col[i]
			}
		}
		for k := range p {
			if b.MinShare != nil && *b.MinShare > 0 {
				row := lp.row(0)
				for l := range row[:p] {
					row[l] = *b.MinShare
				}
				row[k]--
			}
			if b.MaxShare != nil && *b.MaxShare < 1 {
				row := lp.row(0)
				for l := range row[:p] {
					row[l] = -*b.MaxShare
				}
				row[k]++
			}
		}
		best, err := lp.maximise()
		if err != nil {
			return fmt.Errorf("bod: row %d: %w", i+1, err)
		}
		out[i] = best
	}
	return nil
}

// undominated gives the rows that no other row equals or exceeds in every
// column, one of those that are equal: only they can bound a score whose
// weights are not negative.
func undominated(cols [][]float64, rows []int) []int {
	var kept []int
	covers := func(a, b int) bool {
		for _, col := range cols {
			if col[a] < col[b] {
				return false
			}
		}
		return true
	}
	for _, i := range rows {
		covered, n := false, 0
		for _, j := range kept {
			if covers(j, i) {
				covered = true
				break
			}
		}
		if covered {
			continue
		}
		for _, j := range kept {
			if !covers(i, j) {
				kept[n], n = j, n+1
			}
		}
		kept = append(kept[:n], i)
	}
	return kept
}
