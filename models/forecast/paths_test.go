package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan/models/counts"
)

// drifting gives series of so many cases a period. What one period brings to all,
// and levels that wander slowly, are seen only through them.
func drifting(units, periods int, mean, shock, drift float64, seed uint64) *Panel {
	r := rand.New(rand.NewPCG(seed, 21))
	common := make([]float64, periods)
	for t := range common {
		common[t] = shock * r.NormFloat64()
	}
	p := &Panel{Year: 52}
	for i := range units {
		level := 0.0
		y := make([]float64, periods)
		for t := range y {
			level = 0.97*level + drift*r.NormFloat64()
			y[t] = counts.Poisson(mean * math.Exp(level+common[t])).Quantile(r.Float64())
		}
		p.Units, p.Counts = append(p.Units, strconv.Itoa(i)), append(p.Counts, y)
	}
	return p
}

// held is the share of sums, each with those of its paths, that lie in their
// middle 80%; a sum on an edge lies within by chance.
type held struct {
	r          *rand.Rand
	within, of float64
}

func (h *held) see(paths []float64, came float64) {
	below, mass := 0.0, 0.0
	for _, y := range paths {
		switch {
		case y < came:
			below += 1 / float64(len(paths))
		case y == came:
			mass += 1 / float64(len(paths))
		}
	}
	if u := below + mass*h.r.Float64(); math.Abs(u-0.5) < 0.4 {
		h.within++
	}
	h.of++
}

// coverage of sums over all units in the next period, and over all periods of
// each unit.
func coverage(t *testing.T, p *Panel, ahead int) (city, unit *held) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	city, unit = &held{r: r}, &held{r: r}
	f := DefaultForecaster()
	f.Horizon, f.Paths, f.Refit = ahead, 400, 26
	f.Members = []string{EWMA, Long, Middle}
	if err := f.Roll(t.Context(), p, 150, func(o *Origin) error {
		if o.Known+ahead > p.Periods() || o.Known%3 > 0 {
			return nil
		}
		paths := o.Paths()
		all, came := make([]float64, f.Paths), 0.0
		for i := range p.Units {
			own, cases := make([]float64, f.Paths), 0.0
			for h := range ahead {
				cases += p.Counts[i][o.Known+h]
				for k, y := range paths[h][i] {
					own[k] += y
				}
			}
			unit.see(own, cases)
			came += p.Counts[i][o.Known]
			for k, y := range paths[0][i] {
				all[k] += y
			}
		}
		city.see(all, came)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return city, unit
}

// TestSumsHold: sums over units that share shocks, of counts that tell little
// each, and sums over periods of levels that wander slowly are as often within
// their intervals as these say.
func TestSumsHold(t *testing.T) {
	city, _ := coverage(t, drifting(60, 420, 0.5, 0.4, 0, 1), 2)
	_, unit := coverage(t, drifting(30, 300, 5, 0, 0.08, 2), 20)
	for name, h := range map[string]*held{"one period of all": city, "all periods of one": unit} {
		share := h.within / h.of
		t.Logf("sums over %s: %.1f%% of %v are within 80%% intervals", name, 100*share, h.of)
		if math.Abs(share-0.8) > 0.04 {
			t.Errorf("sums over %s: %.1f%% of %v are within 80%% intervals", name, 100*share, h.of)
		}
	}
}

// TestTold: a count of many cases tells its score, one of few hardly.
func TestTold(t *testing.T) {
	told := func(mean float64) float64 {
		d := Distribution{Weight: []float64{1}, Dist: []counts.Dist{counts.Poisson(mean)}}
		m, ok := d.summed()
		if !ok {
			t.Fatalf("no moments of mean %v", mean)
		}
		return m.told
	}
	last := 0.0
	for _, mean := range []float64{0.01, 0.1, 0.66, 3, 30, 300} {
		now := told(mean)
		if !(now > last && now <= 1) {
			t.Errorf("of mean %v a count tells %v, of a smaller one %v", mean, now, last)
		}
		last = now
	}
	// By hand, for mean 0.66: sums of (φ below - φ above)²/mass over 0, 1, 2, ...
	want, below, edge, mass := 0.0, 0.0, 0.0, math.Exp(-0.66)
	for y := 1.0; y < 12; y++ {
		z := counts.NormalQuantile(below + mass)
		next := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		want += (edge - next) * (edge - next) / mass
		below, edge, mass = below+mass, next, mass*0.66/y
	}
	if got := told(0.66); math.Abs(got-want) > 1e-3 {
		t.Errorf("of mean 0.66 a count tells %v, want %v", got, want)
	}
}

// TestShocksExplainCorrelations: shocks and templates together have the
// correlations that came.
func TestShocksExplainCorrelations(t *testing.T) {
	for _, c := range []struct{ came, drawn correlations }{
		{came: correlations{across: 0.3, same: 0.25, apart: 0.1, sameBetween: 0.12, apartBetween: 0.05}},
		{correlations{0.4, 0.3, 0.2, 0.15, 0.1}, correlations{0.2, 0.15, 0.1, 0.05, 0.05}},
	} {
		s := newShocks(1)
		s.solve(0, c.came, c.drawn, true, true)
		loose := s.rest[0] * (1 - likeness*likeness)
		lasting := s.lasting[0][0] + s.lasting[1][0]
		got := correlations{across: loose*c.drawn.across + lasting + s.lasting[2][0],
			same: loose*c.drawn.same + lasting + s.passing[0][0] + s.passing[1][0], apart: loose*c.drawn.apart + lasting,
			sameBetween:  loose*c.drawn.sameBetween + s.lasting[0][0] + s.passing[0][0],
			apartBetween: loose*c.drawn.apartBetween + s.lasting[0][0]}
		for k, v := range got.list() {
			if math.Abs(v-c.came.list()[k]) > 1e-6 {
				t.Errorf("correlations %v, want %v: %v", got, c.came, s)
				break
			}
		}
	}
	// Nothing is taken away where more goes together among templates than came.
	s := newShocks(1)
	s.solve(0, correlations{}, correlations{0.3, 0.3, 0.3, 0.3, 0.3}, true, true)
	if s.rest[0] != 1 || slices.Max([]float64{s.lasting[0][0], s.lasting[1][0], s.lasting[2][0], s.passing[0][0], s.passing[1][0]}) > 0 {
		t.Errorf("shocks %v where there are none", s)
	}
}

func (c correlations) list() []float64 {
	return []float64{c.across, c.same, c.apart, c.sameBetween, c.apartBetween}
}
