package composite

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// RankRange asks which ranks a unit can have when the weights of a sum may be
// any that lie between bounds and sum to 1:
//
//	best rank of i  = 1 + min over w of #{j : Σ w(x_j - x_i) > 0}
//	worst rank of i = 1 + max over w of #{j : Σ w(x_j - x_i) > 0}
//
// with Lower <= w <= Upper (ranking intervals of Salo and Punkka 2011, for a
// score that is a weighted sum). Nothing is drawn at random.
type RankRange struct {
	Lower, Upper []float64 // of each column's weight, 0 to 1
	Programmes   int       // linear programmes spent on one end of one unit at most; 0 for 1,000
	Rows         []int     // units whose range is wanted; nil for all
}

// RankBounds are the ranges, by unit. Best and Worst are reached, by the
// weights BestWeights and WorstWeights; no weights give a rank better than
// Least or worse than Most. Where both agree the range is exact, which it is
// unless the programmes did not suffice. A unit with a missing value has NaN and
// takes no part in the others' ranks; one that is not wanted has NaN.
type RankBounds struct {
	Best, Worst, Least, Most  []float64
	BestWeights, WorstWeights [][]float64
	Above, Below              []int // others that are above, and that are not, whatever the weights
}

// Exact says whether the range of a unit is known to be that of all weights.
func (b *RankBounds) Exact(unit int) bool {
	return b.Best[unit] == b.Least[unit] && b.Worst[unit] == b.Most[unit]
}

// rankTie is the share of the largest difference of two values below which two
// scores count as equal.
const rankTie = 1e-9

// Of gives the ranges of units whose values are cols, by column and then unit;
// start are weights within the bounds that are tried first. Bounds that allow no
// weights, or start outside of them, are errors.
func (r RankRange) Of(cols [][]float64, start []float64) (*RankBounds, error) {
	if err := r.check(len(cols), start); err != nil {
		return nil, err
	}
	n := len(cols[0])
	b := &RankBounds{BestWeights: make([][]float64, n), WorstWeights: make([][]float64, n), Above: make([]int, n), Below: make([]int, n)}
	for _, end := range []*[]float64{&b.Best, &b.Worst, &b.Least, &b.Most} {
		*end = make([]float64, n)
		for i := range n {
			(*end)[i] = math.NaN()
		}
	}
	rows, width := completeRows(cols, n), 0.0
	for _, col := range cols {
		low, high := bounds(col)
		width = max(width, high-low)
	}
	if width == 0 || width != width {
		width = 1
	}
	wanted := make([]bool, n)
	for _, i := range r.Rows {
		wanted[i] = true
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rows)) {
		wg.Go(func() {
			s := newRankSearch(r, start)
			for k := int(next.Add(1)) - 1; k < len(rows); k = int(next.Add(1)) - 1 {
				i := rows[k]
				if r.Rows != nil && !wanted[i] {
					continue
				}
				// Others that are never above, and others that can be.
				count, bound, w := s.most(cols, rows, i, 1/width, -rankTie)
				b.Best[i], b.Least[i], b.BestWeights[i] = float64(len(rows)-count), float64(len(rows)-bound), w
				b.Above[i] = len(rows) - 1 - len(s.d)
				count, bound, w = s.most(cols, rows, i, -1/width, rankTie)
				b.Worst[i], b.Most[i], b.WorstWeights[i] = float64(1+count), float64(1+bound), w
				b.Below[i] = len(rows) - 1 - len(s.d)
			}
		})
	}
	wg.Wait()
	return b, nil
}

func (r RankRange) check(p int, start []float64) error {
	if p == 0 || len(r.Lower) != p || len(r.Upper) != p || len(start) != p {
		return fmt.Errorf("rank range: %d columns, %d lower and %d upper bounds, %d weights to start from", p, len(r.Lower), len(r.Upper), len(start))
	}
	low, high, sum := 0.0, 0.0, 0.0
	for k, w := range start {
		if !(r.Lower[k] >= 0 && r.Lower[k] <= r.Upper[k]) || w < r.Lower[k]-1e-9 || w > r.Upper[k]+1e-9 {
			return fmt.Errorf("rank range: weight %d is %v, its bounds %v and %v", k+1, w, r.Lower[k], r.Upper[k])
		}
		low, high, sum = low+r.Lower[k], high+r.Upper[k], sum+w
	}
	if low > 1+1e-9 || high < 1-1e-9 || math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("rank range: weights sum to %v, their bounds to %v and %v, not around 1", sum, low, high)
	}
	return nil
}

// WeightBox gives bounds of weights that may be off by a share of each, below
// and above; a share of 1 and more allows any weights at all. weights sum to 1.
func WeightBox(weights []float64, share float64) RankRange {
	r := RankRange{Lower: make([]float64, len(weights)), Upper: make([]float64, len(weights))}
	for k, w := range weights {
		r.Lower[k], r.Upper[k] = w*(1-share), min(w*(1+share), 1)
		if share >= 1 {
			r.Lower[k], r.Upper[k] = 0, 1
		}
	}
	return r
}
