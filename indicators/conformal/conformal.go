// Package conformal gives prediction intervals that hold without a model of
// how what they predict is distributed: they ask only that the past and the
// next value could have come in any order.
package conformal

import (
	"math"
	"slices"
)

// rank is the place, from 1, of the score that bounds an interval.
func rank(n int, level float64) int { return int(math.Ceil(float64(n+1)*level - 1e-9)) }

// Median gives the middle of the values, of an even number the mean of the two
// in the middle; NaN for none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	x := slices.Sorted(slices.Values(values))
	return middle(x)
}

func middle(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// Interval gives the interval that holds the next value with a probability of
// at least level (0 to 1), whatever the distribution, if the past values and
// the next are exchangeable. level lies above 0 and below 1. ok is false for too
// few values: it takes the smallest n from 2 with ⌈(n+1)·level⌉ ≤ n, which is 4
// for 80% and 19 for 95%.
//
// It is the full conformal interval whose score is the distance from the median
// of all values, the next one among them (Vovk, Gammerman and Shafer 2005,
// section 2.2). Nothing is set apart to calibrate on, so that two years of
// months are enough. A value y beyond the middle leaves the median of past and y
// where it is if y were infinite, so the ends have a closed form: with m↑ that
// median, the upper end is m↑ + the ⌈(n+1)·level⌉-th smallest |value − m↑|, and
// the lower end its mirror.
func Interval(past []float64, level float64) (lower, upper float64, ok bool) {
	n := len(past)
	k := rank(n, level)
	if n < 2 || k > n {
		return 0, 0, false
	}
	x := slices.Sorted(slices.Values(past))
	low, high := middle(slices.Insert(slices.Clone(x), 0, math.Inf(-1))), middle(append(slices.Clone(x), math.Inf(1)))
	return low - distance(x, low, k), high + distance(x, high, k), true
}

// distance is the k-th smallest distance of the values from a point.
func distance(values []float64, from float64, k int) float64 {
	d := make([]float64, len(values))
	for i, v := range values {
		d[i] = math.Abs(v - from)
	}
	slices.Sort(d)
	return d[k-1]
}
