package indicators

import (
	"slices"
	"testing"

	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// What a memo tells is what is worked out, whoever asks and whenever; it lists
// what it was asked for and nothing else.
func TestMemo(t *testing.T) {
	var none *Memo
	first := NewMemo(nil)
	for _, m := range []*Memo{none, first} {
		for _, x := range [][2]float64{{3, 40}, {.5, 2}, {3, 40}} {
			l, u, ok := m.Beta(x[0], x[1])
			if wl, wu, wok := smallarea.BetaInterval(x[0], x[1]); l != wl || u != wu || ok != wok {
				t.Errorf("Beta(%v): %v %v %v, want %v %v %v", x, l, u, ok, wl, wu, wok)
			}
			l, u, ok = m.Gamma(x[0], x[1])
			if wl, wu, wok := smallarea.GammaInterval(x[0], x[1]); l != wl || u != wu || ok != wok {
				t.Errorf("Gamma(%v): %v %v %v, want %v %v %v", x, l, u, ok, wl, wu, wok)
			}
		}
		if _, _, ok := m.Beta(0, 1); ok {
			t.Error("Beta(0, 1) has an interval")
		}
	}
	list := first.Asked()
	if len(list) != 4 {
		t.Errorf("%d intervals asked for: %v", len(list), list)
	}
	// A known one is not worked out again: this one says so by being wrong.
	second := NewMemo(append(slices.Clone(list), KnownInterval{false, 1, 1, -1, -2}, KnownInterval{true, 9, 9, 1, 2}))
	if l, u, ok := second.Beta(1, 1); l != -1 || u != -2 || !ok {
		t.Errorf("Beta(1, 1) was worked out again: %v %v %v", l, u, ok)
	}
	if l, u, ok := second.Beta(3, 40); !ok || l != list[1].Lower || u != list[1].Upper {
		t.Errorf("Beta(3, 40): %v %v %v of %v", l, u, ok, list)
	}
	if got, want := second.Asked(), []KnownInterval{{false, 1, 1, -1, -2}, list[1]}; !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
}
