package apportion

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/fuzzing"
)

// FuzzLearn: whatever the branches, shares are learnt that make up a whole, or are
// refused with a reason.
func FuzzLearn(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 2, 4}, []byte{1, 2, 3}, uint8(3))
	f.Add([]byte{0, 0, 0, 0}, []byte{}, uint8(2))
	f.Add([]byte{255, 254, 253, 1}, []byte{0, 255}, uint8(2+64))
	f.Fuzz(func(t *testing.T, raw, weights []byte, shape uint8) {
		n := int(shape % 5)
		if len(raw) > 200 {
			return
		}
		branches := make([]Branch, 1+int(shape>>3%3))
		for at, block := 0, 0; n > 0 && at+n < len(raw); at, block = at+n+1, block+1 {
			b := &branches[block%len(branches)]
			var row []float64
			for _, v := range raw[at : at+n] {
				row = append(row, fuzzing.Number(v))
			}
			b.Cases, b.None = append(b.Cases, row), append(b.None, fuzzing.Number(raw[at+n]))
		}
		for i := range branches {
			for _, v := range weights {
				branches[i].Weight = append(branches[i].Weight, fuzzing.Number(v))
			}
			if shape&64 != 0 {
				branches[i].None = branches[i].None[:len(branches[i].None)/2]
			}
		}
		s, err := DefaultSettings().Learn(branches)
		if err != nil {
			if anlan.KindOf(err) != anlan.Invalid {
				t.Error(err)
			}
			return
		}
		for i, b := range branches {
			sum := 0.0
			for j := range b.Cases[0] {
				x := s.Within(i, j)
				if sum += x.Mean; !(x.Mean >= 0 && x.Mean <= 1) || !(x.Strength > 0) {
					t.Errorf("branch %d, area %d: %+v", i, j, x)
				}
			}
			if x := s.Located(i); math.Abs(sum-1) > 1e-9 || !(x.Mean >= 0 && x.Mean <= 1) {
				t.Errorf("branch %d: shares make up %v, located %+v", i, sum, x)
			}
		}
	})
}
