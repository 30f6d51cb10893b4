package forecast

import (
	"math"
	"testing"
)

// TestWindowsTeachOnce: of windows of several periods one ends in every period;
// together they teach what as many that do not overlap would.
func TestWindowsTeachOnce(t *testing.T) {
	p := simulated(6, 120, 5)
	f := DefaultForecaster()
	f.Forget = 1e9 // nothing fades
	if err := f.Roll(t.Context(), p, p.Periods(), func(o *Origin) error {
		for w, length := range o.Windows() {
			n := 0.0
			for _, b := range o.e.outbreaks.told[w] {
				n += b.n
			}
			if want := float64(len(p.Units)*(p.Periods()-leastTold-length+1)) / float64(length); math.Abs(n-want) > 1e-3 {
				t.Errorf("windows of %d periods teach as %v, want %v", length, n, want)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
