package night_test

import (
	"testing"

	"github.com/anlan-lake/anlan/etl/demo"
)

// TestCalmFigures holds that files which came twice, late, wrong and corrected,
// or were withdrawn, leave no trace in any figure: the measures are those of
// the city that never had them.
func TestCalmFigures(t *testing.T) {
	t.Parallel()
	o := demo.Options{Months: 2, History: 3, Nights: 10, Scale: 0.01, Seed: 6, Until: day("2026-11-20")}
	d := writeCity(t.TempDir(), o)
	if len(d.city.Batches) == 0 {
		t.Fatal("the city has nothing but ordinary nights")
	}
	o.Calm = true
	got, _ := readMeasures(t, runAll(t, d, t.TempDir()).lake)
	want, _ := readMeasures(t, runAll(t, writeCity(t.TempDir(), o), t.TempDir()).lake)
	bad := 0
	for k, w := range want {
		if g, ok := got[k]; !ok || !g.Same(w) {
			if bad++; bad <= 20 {
				t.Errorf("%v: %v, in a calm city %v", k, g, w)
			}
		}
	}
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("%d figures, %d in a calm city", len(got), len(want))
	}
	t.Logf("%d figures", len(want))
}
