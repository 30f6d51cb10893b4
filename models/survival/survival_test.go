package survival

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestKaplanMeierByHand(t *testing.T) {
	points, err := KaplanMeier(Data{Stop: []float64{1, 2, 2, 3}, Event: []bool{true, true, false, true}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Point{{1, 4, 1, 0.75, 0.75 * math.Sqrt(1.0/12)}, {2, 3, 1, 0.5, 0.5 * math.Sqrt(1.0/12+1.0/6)}, {3, 1, 1, 0, math.NaN()}}
	for i, w := range want {
		p := points[i]
		if p.Time != w.Time || p.AtRisk != w.AtRisk || p.Events != w.Events || math.Abs(p.Survival-w.Survival) > 1e-12 {
			t.Errorf("%+v, want %+v", p, w)
		}
		if math.IsNaN(w.SE) != math.IsNaN(p.SE) || math.Abs(p.SE-w.SE) > 1e-12 {
			t.Errorf("error %v, want %v", p.SE, w.SE)
		}
	}
}

// TestConcordance counts the pairs one by one.
func TestConcordance(t *testing.T) {
	d := Data{}
	x := []float64{}
	for i := range 120 {
		begin := float64(i * 13 % 7)
		d.Start, d.Stop = append(d.Start, begin), append(d.Stop, begin+1+float64(i*29%11))
		d.Event = append(d.Event, i*17%3 != 0)
		x = append(x, float64(i*31%10))
	}
	fit, err := Cox(d, []string{"x"}, [][]float64{x}, Efron)
	if err != nil {
		t.Fatal(err)
	}
	good, pairs := 0.0, 0.0
	sign := fit.Coefficients[0].Estimate
	for i := range x {
		if !d.Event[i] {
			continue
		}
		for j := range x {
			if d.Start[j] < d.Stop[i] && (d.Stop[j] > d.Stop[i] || d.Stop[j] == d.Stop[i] && !d.Event[j]) {
				pairs++
				switch gap := sign * (x[i] - x[j]); {
				case gap > 0:
					good++
				case gap == 0:
					good += 0.5
				}
			}
		}
	}
	if math.Abs(fit.Concordance-good/pairs) > 1e-12 {
		t.Errorf("concordance %v, pair by pair %v", fit.Concordance, good/pairs)
	}
}

func TestRefused(t *testing.T) {
	d := Data{Stop: []float64{1, 2, 3, 4, 5, 6}, Event: []bool{true, false, true, true, false, true}}
	x := []float64{1, 5, 2, 0, 3, 1}
	bent := d
	bent.Stop = []float64{1, 2, math.NaN(), 4, 5, 6}
	late := d
	late.Start = []float64{0, 0, 3, 0, 0, 0}
	none := d
	none.Event = make([]bool, 6)
	for name, run := range map[string]func() error{
		"no event":      func() error { _, err := KaplanMeier(none); return err },
		"NaN":           func() error { _, err := KaplanMeier(bent); return err },
		"ends at start": func() error { _, err := KaplanMeier(late); return err },
		"same twice":    func() error { _, err := Cox(d, []string{"a", "b"}, [][]float64{x, x}, Efron); return err },
		"never moves":   func() error { _, err := Cox(d, []string{"a"}, [][]float64{{1, 1, 1, 1, 1, 1}}, Efron); return err },
		"without end":   func() error { _, err := Cox(d, []string{"a"}, [][]float64{{6, 5, 4, 3, 2, 1}}, Efron); return err },
		"ragged":        func() error { _, err := Cox(d, []string{"a"}, [][]float64{x[:4]}, Efron); return err },
		"ties":          func() error { _, err := Cox(d, []string{"a"}, [][]float64{x}, "exact"); return err },
		"column of NaNs": func() error {
			_, err := Cox(d, []string{"a"}, [][]float64{{1, 2, math.NaN(), 4, 5, 6}}, Efron)
			return err
		},
	} {
		if err := run(); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
