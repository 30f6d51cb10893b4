package hiding

import (
	"reflect"
	"testing"

	"github.com/anlan-lake/anlan/indicators"
)

// Hiding failures does not pay: on average no share of them gains a county more
// than half a point, where without the factors it would.
func TestHidingDoesNotPay(t *testing.T) {
	f, err := indicators.Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Cities: 30, Seed: 1, Shares: []float64{0.02, 0.05, 0.1, 0.2, 0.4}}
	r, err := Simulate(f, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("d %.4f, honest counties lose %.3f, a tenth more than %.3f", r.Tolerance, r.Honest, r.HonestP90)
	for _, g := range r.Gains {
		t.Logf("%.2f: %+.2f without, %+.2f with (± %.2f), rho %.3f", g.Share, g.Plain, g.Guarded, g.Error, g.RhoC)
		if g.Guarded > 0.5 {
			t.Errorf("hiding %v gains %.2f points", g.Share, g.Guarded)
		}
		if g.Plain < g.Share*10 { // else there is nothing to guard against
			t.Errorf("hiding %v would gain only %.2f points without the factors", g.Share, g.Plain)
		}
	}
}

// The same seed gives the same result, another another.
func TestSeed(t *testing.T) {
	f, err := indicators.Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	var r [3]Result
	for n, seed := range []uint64{5, 5, 6} {
		if r[n], err = Simulate(f, Options{Cities: 1, Seed: seed, Shares: []float64{0.1}}); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(r[0], r[1]) || reflect.DeepEqual(r[0], r[2]) {
		t.Errorf("%+v", r)
	}
}

// A framework without factors is refused.
func TestNothingGuards(t *testing.T) {
	if _, err := Simulate(&indicators.Framework{ID: "bare"}, Options{Cities: 1}); err == nil {
		t.Error("a framework without factors is simulated")
	}
}
