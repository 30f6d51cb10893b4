package calibration

import (
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/fuzzing"
)

// FuzzCalibrate: whatever the outcomes and scores, a map is fitted or refused with
// a reason, and what it gives is a probability.
func FuzzCalibrate(f *testing.F) {
	f.Add([]byte{0, 1, 1, 0, 1}, []byte{1, 2, 0, 3, 200}, uint8(0))
	f.Add([]byte{1, 1}, []byte{5, 5}, uint8(1))
	f.Add([]byte{0, 255}, []byte{255, 254}, uint8(2))
	f.Fuzz(func(t *testing.T, outcomes, scores []byte, set uint8) {
		if len(outcomes) > 200 || len(scores) > 200 {
			return
		}
		var y, p []float64
		for _, b := range outcomes {
			y = append(y, fuzzing.Number(b))
		}
		for _, b := range scores {
			p = append(p, fuzzing.Number(b)/100)
		}
		type mapping interface{ Apply(p float64) float64 }
		fit := func(name string, m mapping, err error) {
			if err != nil {
				if anlan.KindOf(err) != anlan.Invalid {
					t.Errorf("%s: %v", name, err)
				}
				return
			}
			for _, at := range append([]float64{-1e308, 0, 0.5, 1, 1e308}, p...) {
				if v := m.Apply(at); !(v >= 0 && v <= 1) {
					t.Errorf("%s: %v of %v", name, v, at)
				}
			}
		}
		i := DefaultIsotonic()
		i.Increasing = set&1 == 0
		steps, err := i.Fit(y, p)
		fit("isotonic", steps, err)
		c := DefaultPlatt()
		if set&2 != 0 {
			c.Input = "raw"
		}
		if set&4 != 0 {
			c.Targets = TargetsBinary
		}
		sigmoid, err := c.Fit(y, p)
		fit("platt", sigmoid, err)
	})
}
