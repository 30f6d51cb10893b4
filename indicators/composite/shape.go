package composite

import "math"

// shape gives Skewness and Kurtosis of the values present in one go.
func shape(x []float64) (skewness, kurtosis float64) {
	m, s2, s3, s4, n := Mean(x), 0.0, 0.0, 0.0, 0.0
	for _, v := range x {
		if v == v {
			d := v - m
			q := d * d
			s2, s3, s4, n = s2+q, s3+q*d, s4+q*q, n+1
		}
	}
	skewness, kurtosis = math.NaN(), math.NaN()
	if n >= 3 {
		skewness = math.Sqrt(n) * s3 / (s2 * math.Sqrt(s2)) * math.Sqrt(n*(n-1)) / (n - 2)
	}
	if n >= 4 {
		r := n * s4 / (s2 * s2)
		kurtosis = ((n+1)*(r-3) + 6) * (n - 1) / ((n - 2) * (n - 3))
	}
	return skewness, kurtosis
}
