package audit

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// Any table and any way to build an index of it has an audit: few units, holes,
// constants, repeated and empty columns, branches of different length.
func TestAnyTable(t *testing.T) {
	steps := []string{
		`{id: n, op: normalise, params: {method: min_max, lower: 0, upper: 100}}`,
		`{id: i, op: impute, params: {method: median}}, {id: t, op: treat, params: {first: winsorise, winsorise_max: 3, second: log_range_shift, max_abs_skewness: 2, max_kurtosis: 3.5}}, {id: n, op: normalise, params: {method: z_score, mean: 0, sd: 1}}`,
		`{id: s, op: screen, params: {criterion: available, min_available: 0.3}}, {id: n, op: normalise, params: {method: rank}}`,
		`{id: n, op: normalise, params: {method: goalposts, lower: -1, upper: 1, scale: 100, truncate: true}}`,
	}
	means := []string{`{method: arithmetic}`, `{method: geometric}`, `{method: [arithmetic, geometric], missing: propagate}`, `{method: power, power: 2, weights: equal}`}
	rng := rand.New(rand.NewPCG(11, 1))
	ran := 0
	for trial := range 120 {
		text := fmt.Sprintf(`{id: any, structure: [{code: T}, {code: A, parent: T, weight: 2}, {code: B, parent: T}, {code: a1, parent: A}, {code: a2, parent: A, direction: "-"}, {code: b1, parent: B}, {code: b2, parent: B}, {code: c, parent: T}],
steps: [%s, {id: total, op: aggregate, params: %s}]}`, steps[trial%4], means[trial/4%4])
		x, err := composite.ReadIndex([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		f := composite.NewFrame(nil, nil)
		f.Code, f.Col = []string{"a1", "a2", "b1", "b2", "c"}, make([][]float64, 5)
		kinds := make([]int, 5)
		for k := range kinds {
			kinds[k] = rng.IntN(6)
		}
		units := 1 + rng.IntN(14)
		for u := range units {
			f.Unit = append(f.Unit, fmt.Sprint("u", u))
			for k := range f.Col {
				v := rng.NormFloat64()
				switch kinds[k] {
				case 0:
					v = 3
				case 1:
					v = math.Exp(3 * v)
				case 2:
					v = math.Round(v)
				case 3:
					if rng.IntN(2) == 0 {
						v = math.NaN()
					}
				case 4:
					if k == 1 || k == 3 || u > 0 && rng.IntN(3) > 0 {
						v = math.NaN()
					}
				}
				f.Col[k] = append(f.Col[k], v)
			}
		}
		if _, _, err := x.Build(f, nil); err != nil {
			continue // there is no index to audit
		}
		a, err := Run(x, f, nil, Options{Seed: uint64(trial), Runs: 8})
		if err != nil {
			t.Errorf("trial %d, kinds %v, %d units, %s: %v", trial, kinds, units, text, err)
			continue
		}
		ran++
		if _, err := json.Marshal(a.Findings); err != nil {
			t.Errorf("trial %d: %v", trial, err)
		}
		for _, w := range a.Weights {
			for _, i := range w.Units {
				if r := a.Ranks[i]; len(w.Units) == len(a.Units) && (r < w.Bounds.Least[i] || r > w.Bounds.Most[i]) {
					t.Errorf("trial %d: rank %v outside %v to %v", trial, r, w.Bounds.Least[i], w.Bounds.Most[i])
				}
			}
		}
	}
	if ran < 80 {
		t.Errorf("%d of 120 tables had an index", ran)
	}
}
