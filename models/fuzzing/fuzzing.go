// Package fuzzing gives the fuzzers of models their numbers.
package fuzzing

import "math"

// Number gives a number for a byte: mostly a small count, and for a few of them what
// a series can hold and a model must not take as it is: one that is no number, one
// without bound, less than none, far too large, half a case.
func Number(b byte) float64 {
	switch b {
	case 255:
		return math.NaN()
	case 254:
		return math.Inf(1)
	case 253:
		return -3
	case 252:
		return 1e300
	case 251:
		return 1e15
	case 250:
		return 0.5
	}
	return float64(b)
}
