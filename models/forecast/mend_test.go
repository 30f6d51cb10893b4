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

// TestMendingTellsLevelFromSlope: where all chances that were told are alike, what
// came says nothing of a slope, and all of it of the level: the more, the more
// has come.
func TestMendingTellsLevelFromSlope(t *testing.T) {
	const told, rate = 0.02, 0.05
	last := told
	for _, n := range []float64{10, 1e3, 1e6} {
		var o toldOdds
		o.see(told, 1, n*rate)
		o.see(told, 0, n*(1-rate))
		m := o.mending()
		if math.Abs(m.slope-1) > 1e-9 {
			t.Errorf("%v chances, all alike, are mended by a slope of %v, want 1", n, m.slope)
		}
		p := m.apply(told)
		if p <= last || p > rate+1e-9 {
			t.Errorf("%v chances of %v, of which %v came, are mended to %v, want between %v and %v", n, told, rate, p, last, rate)
		}
		last = p
	}
	if math.Abs(last-rate) > 1e-4 {
		t.Errorf("much that came mends %v to %v, want %v", told, last, rate)
	}
}

// TestMendingFindsTheSlope: chances whose odds are spread twice as far as they
// should be about one in twenty are mended by half, and their level is kept.
func TestMendingFindsTheSlope(t *testing.T) {
	var o toldOdds
	middle := logOdds(0.05)
	for _, away := range []float64{-2, -1, 0, 1, 2} {
		x := middle + away
		truth := 1 / (1 + math.Exp(-middle-away/2))
		// Counted whole: what came is its expectation, so that only the penalty is between.
		told := 1 / (1 + math.Exp(-x))
		o.see(told, 1, 1e6*truth)
		o.see(told, 0, 1e6*(1-truth))
	}
	m := o.mending()
	if math.Abs(m.slope-0.5) > 1e-3 {
		t.Errorf("odds spread twice as far as they should be are mended by a slope of %v, want 0.5", m.slope)
	}
	if p := m.apply(0.05); math.Abs(p-0.05) > 1e-4 {
		t.Errorf("a chance of .05 that is right is mended to %v", p)
	}
}

// TestMendingOfNothing: before any chance came, none is changed.
func TestMendingOfNothing(t *testing.T) {
	var o toldOdds
	if m := o.mending(); m.slope != 1 || m.shift != 0 {
		t.Errorf("nothing that came is mended by slope %v and shift %v", m.slope, m.shift)
	}
}
