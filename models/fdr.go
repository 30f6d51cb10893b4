package models

import (
	"cmp"
	"slices"
)

// ScreenFDR marks the p-values that stand when, among those marked, a share of
// at most q is expected to be chance. p holds every test made, not only the
// striking ones: a night that judges two thousand series will find twenty
// below 1% in a city where nothing has changed.
//
// Source: Benjamini & Hochberg, Controlling the false discovery rate, JRSS B 57
// (1995) 289–300. Series of neighbouring places move together, which the
// procedure tolerates when they move the same way (Benjamini & Yekutieli,
// Annals of Statistics 29 (2001) 1165–1188). Counts make p-values too large
// rather than too small, so it errs on the side of silence. q <= 0 marks none.
func ScreenFDR(p []float64, q float64) []bool {
	keep := make([]bool, len(p))
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	last := -1
	for k, i := range order {
		if p[i] <= q*float64(k+1)/float64(len(p)) {
			last = k
		}
	}
	for _, i := range order[:last+1] {
		keep[i] = q > 0
	}
	return keep
}
