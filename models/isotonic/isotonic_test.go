package isotonic

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestFit: levels never fall, keep the weighted mean, and no small move of one
// block makes the squares smaller.
func TestFit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		n := 1 + r.IntN(12)
		y, w := make([]float64, n), make([]float64, n)
		var f Fit
		sum := 0.0
		for i := range y {
			y[i], w[i] = math.Floor(10*r.Float64()), 0.5+r.Float64()
			sum += y[i] * w[i]
			f.Add(y[i], w[i])
		}
		levels := f.Levels()
		for i, l := range levels {
			sum -= l * w[i]
			if i > 0 && l < levels[i-1] {
				t.Fatalf("%v falls: %v", y, levels)
			}
		}
		if math.Abs(sum) > 1e-9 {
			t.Fatalf("%v: the mean moved by %v", y, sum)
		}
		// Within a block no first part may have a lower mean than the whole:
		// else it would stand by itself.
		at := 0
		for _, b := range f.Blocks {
			part, weight := 0.0, 0.0
			for _, i := range span(at, at+b.N) {
				part, weight = part+y[i]*w[i], weight+w[i]
				if part/weight < b.Level()-1e-9 {
					t.Fatalf("%v: the block %v could be split", y, b)
				}
			}
			at += b.N
		}
	}
}

func span(from, to int) (out []int) {
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}
