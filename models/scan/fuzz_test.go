package scan

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/fuzzing"
)

// FuzzScan: whatever the places, people, counts and baselines, each scan answers
// or refuses with a reason.
func FuzzScan(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 9, 4, 0, 1, 5}, []byte{1, 1, 2, 1, 1, 2, 2, 2}, uint8(4))
	f.Add([]byte{0, 0, 0, 0}, []byte{5, 5, 5, 5}, uint8(2))
	f.Add([]byte{3, 255, 254, 1, 252, 0}, []byte{255, 254, 253, 252, 0, 0}, uint8(3))
	f.Add([]byte{7}, []byte{7}, uint8(1))
	f.Fuzz(func(t *testing.T, raw, at []byte, shape uint8) {
		n := int(shape % 8)
		if len(raw) > 60 || len(at) < max(1, 2*n) {
			return
		}
		var places []Place
		for i := range n {
			places = append(places, Place{string(rune('a' + i)), fuzzing.Number(at[2*i]), fuzzing.Number(at[2*i+1]), fuzzing.Number(at[2*i]) * 5})
		}
		var y, base []float64
		for i, b := range raw {
			y, base = append(y, fuzzing.Number(b)), append(base, fuzzing.Number(at[i%len(at)]))
		}
		check := func(name string, r *Result, err error) {
			if err != nil {
				if anlan.KindOf(err) != anlan.Invalid {
					t.Errorf("%s: %v", name, err)
				}
				return
			}
			for _, c := range r.Clusters {
				if !(c.P > 0 && c.P <= 1) || math.IsNaN(c.Statistic) || len(c.Places) == 0 {
					t.Errorf("%s: %+v of %v at %v against %v", name, c, y, places, base)
				}
			}
		}
		for _, model := range []string{ModelPoisson, ModelBinomial} {
			s := DefaultSpatial()
			s.Model, s.Simulations = model, 19
			expected := base
			if shape&8 != 0 || model == ModelBinomial {
				expected = nil
			}
			r, err := s.Run(t.Context(), places, y, expected, 1)
			check(model, r, err)
		}
		for _, statistic := range []string{StatPoisson, StatPermutation, StatExpectation} {
			s := DefaultSpaceTime()
			s.Statistic, s.Simulations, s.MaxDuration = statistic, 19, 1+int(shape>>4&3)
			if shape&64 != 0 {
				s.Mode = Retrospective
			}
			if shape&128 != 0 {
				s.Zones = Zones{Kind: PopulationFraction, MaxPopulationFraction: 0.5}
			}
			baseline := base
			if statistic == StatPermutation {
				baseline = nil
			}
			r, err := s.Run(t.Context(), places, y, baseline, 1)
			check(statistic, r, err)
		}
	})
}
