package survival

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/fuzzing"
)

// FuzzSurvival: whatever the times, marks and terms, curves and regressions are
// fitted or refused with a reason, and shares stay between 0 and 1.
func FuzzSurvival(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 2, 4, 0, 1, 5}, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, true)
	f.Add([]byte{7, 7, 7, 7}, []byte{0, 0, 0, 0}, false)
	f.Add([]byte{255, 1, 254}, []byte{1, 255, 3}, true)
	f.Fuzz(func(t *testing.T, stops, terms []byte, late bool) {
		if len(stops) > 80 || len(terms) < len(stops) {
			return
		}
		var d Data
		x := [][]float64{nil, nil}
		for i, b := range stops {
			d.Stop, d.Event = append(d.Stop, fuzzing.Number(b)), append(d.Event, b%2 == 1)
			if late {
				d.Start = append(d.Start, fuzzing.Number(terms[i])/4-1)
			}
			x[0], x[1] = append(x[0], fuzzing.Number(terms[i])), append(x[1], fuzzing.Number(terms[i]%3))
		}
		points, err := KaplanMeier(d)
		if err != nil && anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("curve: %v", err)
		}
		for _, p := range points {
			if !(p.Survival >= 0 && p.Survival <= 1) || p.AtRisk < p.Events {
				t.Errorf("curve: %+v", p)
			}
		}
		for _, ties := range []Ties{Efron, Breslow} {
			fit, err := Cox(d, []string{"a", "b"}, x, ties)
			if err != nil {
				if anlan.KindOf(err) != anlan.Invalid {
					t.Errorf("%s: %v", ties, err)
				}
				continue
			}
			for _, c := range fit.Coefficients {
				if math.IsNaN(c.Estimate) {
					t.Errorf("%s: %s is not a number", ties, c.Term)
				}
			}
		}
	})
}
