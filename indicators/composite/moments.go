package composite

import (
	"math"
	"slices"
)

// Moments describes the values of a column that are there. NaN is what is not
// defined for so few values.
type Moments struct {
	N                                    int
	Mean, SD, Median, Skewness, Kurtosis float64
	MAD                                  float64   // 1.4826 · median |x - median|, as the sd of a normal distribution
	IQR                                  float64   // between the quartiles
	Quantiles                            []float64 // as asked for
}

// madScale makes the median absolute deviation estimate the standard deviation
// of a normal distribution (Hampel 1974).
const madScale = 1.4826

// MomentsOf describes a column; probs are the quantiles wanted, from 0 to 1.
func MomentsOf(x, probs []float64) Moments {
	s := present(x)
	slices.Sort(s)
	m := Moments{N: len(s), Mean: Mean(s), SD: SD(s), Skewness: Skewness(s), Kurtosis: Kurtosis(s), Quantiles: make([]float64, len(probs))}
	at := func(p float64) float64 {
		if len(s) == 0 {
			return math.NaN()
		}
		return quantileSorted(s, p)
	}
	for i, p := range probs {
		m.Quantiles[i] = at(p)
	}
	m.Median, m.IQR = at(0.5), at(0.75)-at(0.25)
	for i, v := range s {
		s[i] = math.Abs(v - m.Median)
	}
	m.MAD = madScale * Median(s)
	return m
}
