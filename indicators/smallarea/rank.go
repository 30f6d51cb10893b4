package smallarea

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a figure with the ends of its 95% interval, more being better.
// Without a sampling model both ends are the figure.
type Estimate struct{ Value, Lower, Upper float64 }

// Combine gives the interval of Σ weight × figure for independent figures and
// weights that are not negative: each end lies as far from the sum as the root
// of the summed squares of the weighted distances to that end (G. Y. Zou, W.
// Huang and X. Zhang, Comput. Statist. Data Anal. 53 (2009) 1080-1085). It
// keeps the lean of its parts, and is the usual one where they have none.
func Combine(weights []float64, parts []Estimate) Estimate {
	var e Estimate
	down, up := 0.0, 0.0
	for i, p := range parts {
		w := weights[i]
		e.Value += w * p.Value
		down += w * w * (p.Value - p.Lower) * (p.Value - p.Lower)
		up += w * w * (p.Upper - p.Value) * (p.Upper - p.Value)
	}
	e.Lower, e.Upper = e.Value-math.Sqrt(down), e.Value+math.Sqrt(up)
	return e
}

// Margin is how much the better of two figures must lead the other by for the
// difference to lie outside its 95% margin of error: the lower end of the
// interval of their difference, as Combine has it, is then above 0.
func Margin(better, worse Estimate) float64 {
	return math.Hypot(better.Value-better.Lower, worse.Upper-worse.Value)
}

// Bands numbers figures best first so that those tied with the head of a band
// share its rank: the best heads the first band, and whoever is not worse than
// the head by more than the margin of error and more than least belongs to it;
// the next heads the next band, whose rank skips those before (1, 1, 3). Two
// neighbours on either side of a border may differ by less than the margin:
// what a rank can be is told by RankIntervals.
func Bands(of []Estimate, least float64) []int {
	order := byValue(of)
	ranks := make([]int, len(of))
	head := -1
	for n, i := range order {
		if head < 0 || of[head].Value-of[i].Value > max(least, Margin(of[head], of[i])) {
			head = i
			ranks[i] = n + 1
			continue
		}
		ranks[i] = ranks[head]
	}
	return ranks
}

// RankIntervals gives the best and the worst rank each figure can have, jointly
// at 95% (M. Klein, T. Wright and J. Wieczorek, J. Roy. Statist. Soc. C 69
// (2020) 589-606): the intervals are widened so that all k of them hold at once
// (each at 0.95^(1/k), for independent figures), and one figure is surely
// better than another where its lower end is above the other's upper end and
// it leads by more than least. The best rank is one more than the figures that
// are surely better, the worst is k less those that are surely worse.
func RankIntervals(of []Estimate, least float64) (best, worst []int) {
	k := len(of)
	best, worst = make([]int, k), make([]int, k)
	if k == 0 {
		return best, worst
	}
	widen := distuv.UnitNormal.Quantile((1+math.Pow(0.95, 1/float64(k)))/2) / Z95
	lower, upper := make([]float64, k), make([]float64, k)
	for i, e := range of {
		lower[i], upper[i] = e.Value-widen*(e.Value-e.Lower), e.Value+widen*(e.Upper-e.Value)
	}
	for i := range of {
		best[i], worst[i] = 1, k
		for j := range of {
			if lower[j] > upper[i] && of[j].Value-of[i].Value > least {
				best[i]++
			}
			if lower[i] > upper[j] && of[i].Value-of[j].Value > least {
				worst[i]--
			}
		}
	}
	return best, worst
}

func byValue(of []Estimate) []int {
	order := make([]int, len(of))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of[b].Value, of[a].Value) })
	return order
}
