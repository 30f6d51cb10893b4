package conformal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// least is how many values an interval of a level takes.
var least = map[float64]int{0.5: 2, 0.8: 4, 0.9: 9, 0.95: 19}

func TestFewValues(t *testing.T) {
	for level, want := range least {
		for n := range 25 {
			if _, _, ok := Interval(make([]float64, n), level); ok != (n >= want) {
				t.Errorf("%d values at %g: ok is %v, an interval takes %d", n, level, ok, want)
			}
		}
	}
}

// TestIntervalIsAllThatConforms holds the closed form against the definition:
// y belongs to the interval if enough values lie as far from the median of all,
// y among them, as y does.
func TestIntervalIsAllThatConforms(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 4; n <= 24; n++ {
		past := make([]float64, n)
		for i := range past {
			past[i] = math.Round(r.NormFloat64()*20) / 4 // ties happen
		}
		for _, level := range []float64{0.5, 0.8, 0.95} {
			lower, upper, ok := Interval(past, level)
			if ok != (n >= least[level]) {
				t.Fatalf("%d values at %g: ok is %v", n, level, ok)
			}
			if !ok {
				continue
			}
			for y := -30.0; y <= 30; y += 0.0625 {
				if within, want := lower <= y && y <= upper, conforms(past, y, level); within != want {
					t.Fatalf("%v at %g: interval [%g, %g], but %g conforms: %v", past, level, lower, upper, y, want)
				}
			}
		}
	}
}

// conforms is the definition: the share of values, y among them, that lie as
// far from the median of all or farther is above 1 − level.
func conforms(past []float64, y, level float64) bool {
	all := append(slices.Clone(past), y)
	m := Median(all)
	farther := 0
	for _, v := range all {
		if math.Abs(v-m) >= math.Abs(y-m) {
			farther++
		}
	}
	return float64(farther) > float64(len(all))*(1-level)+1e-9
}

// TestIntervalHoldsItsLevel draws from distributions that no normal interval
// would survive: the next value must lie within as often as was said.
func TestIntervalHoldsItsLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	draws := map[string]func() float64{
		"skewed": func() float64 { return math.Exp(2 * r.NormFloat64()) },
		"heavy":  func() float64 { return r.NormFloat64() / math.Abs(r.NormFloat64()) },
		"lumps":  func() float64 { return float64(r.IntN(3)) },
	}
	const runs = 20000
	for name, draw := range draws {
		for _, c := range []struct {
			n     int
			level float64
		}{{8, 0.8}, {24, 0.8}, {19, 0.95}, {24, 0.95}} {
			held := 0
			past := make([]float64, c.n)
			for range runs {
				for i := range past {
					past[i] = draw()
				}
				lower, upper, _ := Interval(past, c.level)
				if y := draw(); lower <= y && y <= upper {
					held++
				}
			}
			share, error := float64(held)/runs, 4*math.Sqrt(c.level*(1-c.level)/runs)
			exact := float64(rank(c.n, c.level)) / float64(c.n+1)
			if share < c.level-error || name != "lumps" && math.Abs(share-exact) > error {
				t.Errorf("%s, %d values: %g of the next lie within, want %g (at least %g)", name, c.n, share, exact, c.level)
			}
		}
	}
}

func TestMedian(t *testing.T) {
	if m := Median([]float64{3, 1, 2}); m != 2 {
		t.Error(m)
	}
	if m := Median([]float64{4, 1, 2, 3}); m != 2.5 {
		t.Error(m)
	}
	if !math.IsNaN(Median(nil)) {
		t.Error("the median of nothing is a number")
	}
}
