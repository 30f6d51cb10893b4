package composite

import (
	"math"
	"slices"
)

// present gives the values that are not missing.
func present(x []float64) []float64 { return appendPresent(make([]float64, 0, len(x)), x) }

// appendPresent adds the values of x that are not missing to out.
func appendPresent(out, x []float64) []float64 {
	for _, v := range x {
		if v == v {
			out = append(out, v)
		}
	}
	return out
}

// Mean gives the mean of the values present, NaN where there are none.
func Mean(x []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range x {
		if v == v {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 {
		return math.NaN()
	}
	mean := sum / float64(n)
	// A second pass takes off what rounding left.
	rest := 0.0
	for _, v := range x {
		if v == v {
			rest += v - mean
		}
	}
	return mean + rest/float64(n)
}

// Median gives the median of the values present, the mean of the two middle
// ones for an even number.
func Median(x []float64) float64 { return Quantile(x, 0.5) }

// Quantile gives the quantile p of the values present, linear between order
// statistics at (n-1)p (type 7 of Hyndman and Fan 1996).
func Quantile(x []float64, p float64) float64 { return quantileOf(present(x), p) }

// quantileOf gives the quantile of values none of which is missing; it changes
// their order.
func quantileOf(s []float64, p float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	h := float64(len(s)-1) * p
	lo := int(math.Floor(h))
	v := selectKth(s, min(lo, len(s)-1))
	if lo+1 >= len(s) {
		return v
	}
	return v + (h-float64(lo))*(slices.Min(s[lo+1:])-v)
}

func quantileSorted(s []float64, p float64) float64 {
	h := float64(len(s)-1) * p
	lo := int(math.Floor(h))
	if lo+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[lo] + (h-float64(lo))*(s[lo+1]-s[lo])
}

// SD gives the standard deviation of the values present, with divisor n-1.
func SD(x []float64) float64 {
	m, sum, n := Mean(x), 0.0, 0
	for _, v := range x {
		if v == v {
			sum, n = sum+(v-m)*(v-m), n+1
		}
	}
	if n < 2 {
		return math.NaN()
	}
	return math.Sqrt(sum / float64(n-1))
}

// Skewness gives the adjusted Fisher-Pearson coefficient of the values
// present: missing for fewer than three, undefined where all are equal (Joanes
// and Gill 1998, G1).
func Skewness(x []float64) float64 {
	m, s2, s3, n := Mean(x), 0.0, 0.0, 0.0
	for _, v := range x {
		if v == v {
			d := v - m
			s2, s3, n = s2+d*d, s3+d*d*d, n+1
		}
	}
	if n < 3 {
		return math.NaN()
	}
	return math.Sqrt(n) * s3 / math.Pow(s2, 1.5) * math.Sqrt(n*(n-1)) / (n - 2)
}

// Kurtosis gives the excess kurtosis of the values present: missing for fewer
// than four, undefined where all are equal (Joanes and Gill 1998, G2).
func Kurtosis(x []float64) float64 {
	m, s2, s4, n := Mean(x), 0.0, 0.0, 0.0
	for _, v := range x {
		if v == v {
			d := (v - m) * (v - m)
			s2, s4, n = s2+d, s4+d*d, n+1
		}
	}
	if n < 4 {
		return math.NaN()
	}
	r := n * s4 / (s2 * s2)
	return ((n+1)*(r-3) + 6) * (n - 1) / ((n - 2) * (n - 3))
}

// Ties says which rank values that are equal get.
type Ties string

// The ways to rank ties.
const (
	TiesMin     Ties = "min"
	TiesMax     Ties = "max"
	TiesAverage Ties = "average"
)

// Ranks gives ascending ranks from 1 of the values present; those missing stay
// missing. Ties are exact equality.
func Ranks(x []float64, ties Ties) []float64 {
	order := make([]int, 0, len(x))
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.NaN()
		if v == v {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && x[order[to]] == x[order[from]] {
			to++
		}
		rank := float64(from + 1)
		switch ties {
		case TiesMax:
			rank = float64(to)
		case TiesAverage:
			rank = float64(from+1+to) / 2
		}
		for _, i := range order[from:to] {
			out[i] = rank
		}
		from = to
	}
	return out
}

// ScoreRanks gives ranks from 1 for the highest; equal values all get the
// smallest rank of the tie.
func ScoreRanks(x []float64) []float64 {
	neg := make([]float64, len(x))
	for i, v := range x {
		neg[i] = -v
	}
	return Ranks(neg, TiesMin)
}

// Normality is the test by which a column passes as close enough to normal:
// |skewness| below one bound, or excess kurtosis below the other.
type Normality struct {
	MaxAbsSkewness float64 `json:"max_abs_skewness"`
	MaxKurtosis    float64 `json:"max_kurtosis"`
}

// Passes says whether a column of that skewness and kurtosis passes.
func (n Normality) Passes(skewness, kurtosis float64) bool {
	return math.Abs(skewness) < n.MaxAbsSkewness || kurtosis < n.MaxKurtosis
}
