package calibration

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestIsotonicByHand(t *testing.T) {
	fit, err := DefaultIsotonic().Fit([]float64{0, 1, 0, 1, 1}, []float64{0.1, 0.3, 0.5, 0.7, 0.7})
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[float64]float64{0: 0, 0.1: 0, 0.2: 0.25, 0.4: 0.5, 0.6: 0.75, 0.9: 1} {
		if got := fit.Apply(p); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v becomes %v, want %v", p, got, want)
		}
	}
	falling := DefaultIsotonic()
	falling.Increasing = false
	if fit, err = falling.Fit([]float64{1, 0}, []float64{0, 1}); err != nil || fit.Apply(0.25) != 0.75 {
		t.Errorf("falling: %v, %v", fit, err)
	}
}

func TestRefused(t *testing.T) {
	y, p := []float64{0, 1, 1}, []float64{0.2, 0.4, 0.9}
	raw := Platt{"raw", 0, TargetsBinary}
	for name, run := range map[string]func() error{
		"nothing":      func() error { _, err := DefaultPlatt().Fit(nil, nil); return err },
		"all the same": func() error { _, err := DefaultPlatt().Fit([]float64{1, 1, 1}, p); return err },
		"half":         func() error { _, err := DefaultPlatt().Fit([]float64{0.5, 1, 0}, p); return err },
		"NaN":          func() error { _, err := DefaultIsotonic().Fit(y, []float64{math.NaN(), 1, 1}); return err },
		"no end":       func() error { _, err := raw.Fit(y, p); return err },
		"bounds":       func() error { _, err := (Isotonic{1, 0, "clip", true}).Fit(y, p); return err },
	} {
		if err := run(); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
