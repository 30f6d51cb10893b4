package forecast

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/scoring"
)

// simulated gives weekly series of two families: season, a level that wanders,
// shocks that a family's units share, and negative-binomial counts.
func simulated(units, weeks int, seed uint64) *Panel {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &Panel{Year: 52}
	shock := make([][]float64, 2)
	for f := range shock {
		x := 0.0
		for range weeks {
			x = 0.7*x + 0.15*r.NormFloat64()
			shock[f] = append(shock[f], x)
		}
	}
	for i := range units {
		f := i % 2
		p.Units, p.Family = append(p.Units, "u"+strconv.Itoa(i)), append(p.Family, "f"+strconv.Itoa(f))
		level := math.Log(1 + 8*r.Float64())
		y := make([]float64, weeks)
		for t := range y {
			level += 0.03 * r.NormFloat64()
			m := math.Exp(level + 0.4*math.Sin(2*math.Pi*float64(t)/52+float64(f)) + shock[f][t])
			y[t] = counts.Dist{Mean: m, Size: 8}.Quantile(r.Float64())
		}
		p.Counts = append(p.Counts, y)
	}
	return p
}

// TestWorkdays: where working days and a feast that moves move all series, the
// pool that knows them forecasts better; it still does not look ahead.
func TestWorkdays(t *testing.T) {
	p := simulated(10, 260, 8)
	c := anlan.ChineseCalendar()
	first := anlan.EpochDay(time.Date(2019, 1, 7, 0, 0, 0, 0, time.UTC))
	p.Terms = c.Columns(first, 7, 260+4)
	r := rand.New(rand.NewPCG(4, 4))
	for i := range p.Counts {
		for k := range p.Counts[i] {
			x := math.Exp(0.5*p.Terms[0][k] + 0.4*p.Terms[1][k] - 0.7*p.Terms[2][k])
			p.Counts[i][k] = math.Floor(2*p.Counts[i][k]*x + r.Float64())
		}
	}
	f := DefaultForecaster()
	f.Horizon, f.Workdays = 1, true
	with := roll(t, f, p, 110)
	f.Workdays = false
	without := roll(t, f, p, 110)
	if with.logS >= without.logS-0.003*with.n || with.rps >= without.rps {
		t.Errorf("with the calendar: logS %.4f, CRPS %.4f; without: %.4f, %.4f", with.logS/with.n, with.rps/with.n, without.logS/without.n, without.rps/without.n)
	}
	f.Workdays = true
	said := func() (out []float64) {
		if err := f.Roll(t.Context(), p, 200, func(o *Origin) error {
			if o.Known == 200 {
				below, mass := o.Forecast(3, 1).Chance(5)
				out = append(out, below, mass)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := said()
	for i := range p.Counts {
		for k := 200; k < 260; k++ {
			p.Counts[i][k] = float64(k % 31)
		}
	}
	if got := said(); got[0] != want[0] || got[1] != want[1] {
		t.Errorf("with another future %v becomes %v", want, got)
	}
	p.Terms[0] = p.Terms[0][:100]
	if p.Validate() == nil {
		t.Error("a column of other periods is accepted")
	}
}

// tally is what a method's one-step forecasts were worth.
type tally struct{ n, logS, rps, in80, in95 float64 }

func roll(t *testing.T, f Forecaster, p *Panel, last int) (x tally) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 3))
	err := f.Roll(t.Context(), p, p.Periods()-last, func(o *Origin) error {
		if o.Known == p.Periods() {
			return nil
		}
		for i := range p.Units {
			s := o.Forecast(i, 1).Score(p.Counts[i][o.Known])
			x.n, x.logS, x.rps = x.n+1, x.logS+s.LogS, x.rps+s.RPS
			u := s.Below + r.Float64()*s.Mass
			if u > 0.1 && u < 0.9 {
				x.in80++
			}
			if u > 0.025 && u < 0.975 {
				x.in95++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestPoolBeatsItsMembers: lower mean scores than every reference method, and
// intervals that hold what they promise.
func TestPoolBeatsItsMembers(t *testing.T) {
	p := simulated(16, 260, 1)
	f := DefaultForecaster()
	f.Horizon = 1
	pool := roll(t, f, p, 104)
	for _, name := range []string{Naive, Seasonal, EWMA, Endemic} {
		x := roll(t, f.Reference(name), p, 104)
		if pool.logS >= x.logS || pool.rps >= x.rps {
			t.Errorf("pool: logS %.4f, CRPS %.4f; %s: %.4f, %.4f", pool.logS/pool.n, pool.rps/pool.n, name, x.logS/x.n, x.rps/x.n)
		}
	}
	if a, b := pool.in80/pool.n, pool.in95/pool.n; math.Abs(a-0.8) > 0.025 || math.Abs(b-0.95) > 0.015 {
		t.Errorf("intervals of 80%% and 95%% hold %.1f%% and %.1f%%", 100*a, 100*b)
	}
}

// TestNoFuture: what comes after an origin changes nothing there.
func TestNoFuture(t *testing.T) {
	const at = 120
	first := func(p *Panel) (out []float64) {
		f := DefaultForecaster()
		if err := f.Roll(t.Context(), p, at, func(o *Origin) error {
			if o.Known != at {
				return nil
			}
			for i := range p.Units {
				for h := 1; h <= f.Horizon; h++ {
					below, mass := o.Forecast(i, h).Chance(4)
					out = append(out, below, mass, o.Limit(i, h))
				}
				out = append(out, o.Outbreak(i, 0), o.Outbreak(i, 1))
			}
			out = append(out, o.Paths()[3][2]...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	p := simulated(6, 130, 2)
	want := first(p)
	for i := range p.Counts {
		for k := at; k < 130; k++ {
			p.Counts[i][k] = float64((k * 37) % 90)
		}
	}
	for k, v := range first(p) {
		if v != want[k] && !(v != v && want[k] != want[k]) {
			t.Fatalf("figure %d is %v with one future and %v with another", k, want[k], v)
		}
	}
}

// TestPathsGoTogether: paths have the forecasts' distributions, and sums over
// units that share their shocks spread wider than if these were their own.
func TestPathsGoTogether(t *testing.T) {
	p := simulated(20, 220, 4)
	f := DefaultForecaster()
	f.Horizon, f.Paths = 2, 4000
	if err := f.Roll(t.Context(), p, 220, func(o *Origin) error {
		paths := o.Paths()
		sum, alone := make([]float64, f.Paths), 0.0
		for i := range p.Units {
			if p.Family[i] != "f0" {
				continue
			}
			y, d := paths[0][i], o.Forecast(i, 1)
			m, v := moments(y)
			alone += v
			for k := range y {
				sum[k] += y[k]
			}
			below, mass := d.Chance(math.Round(m))
			share := 0.0
			for _, x := range y {
				if x <= math.Round(m) {
					share += 1 / float64(len(y))
				}
			}
			if math.Abs(share-below-mass) > 0.03 {
				t.Errorf("unit %d: %.3f of the paths have %v or fewer, the forecast says %.3f", i, share, math.Round(m), below+mass)
			}
		}
		if _, v := moments(sum); v < 1.2*alone {
			t.Errorf("the sum's variance is %.1f, that of independent units %.1f", v, alone)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func moments(y []float64) (mean, variance float64) {
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		variance += (v - mean) * (v - mean) / float64(len(y)-1)
	}
	return mean, variance
}

// TestOutbreakChances come true as often as they say, over one period and four.
func TestOutbreakChances(t *testing.T) {
	p := simulated(24, 320, 5)
	f := DefaultForecaster()
	var said, came [2]float64
	var rank [2]struct{ y, p []float64 }
	if err := f.Roll(t.Context(), p, 200, func(o *Origin) error {
		for w, length := range o.Windows() {
			if o.Known+length > p.Periods() {
				continue
			}
			for i := range p.Units {
				hit, _ := p.Exceeds(i, o.Known, length, o.Threshold(i, w))
				c := o.Outbreak(i, w)
				said[w], came[w] = said[w]+c, came[w]+hit
				rank[w].y, rank[w].p = append(rank[w].y, hit), append(rank[w].p, c)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for w := range said {
		if ratio := said[w] / came[w]; ratio < 0.85 || ratio > 1.15 {
			t.Errorf("window %d: %.0f outbreaks forecast, %.0f came", w, said[w], came[w])
		}
		b := scoring.DefaultBinary()
		b.Top = nil
		s, err := b.Score(rank[w].y, rank[w].p)
		if err != nil {
			t.Fatal(err)
		}
		if s.AUC < 0.6 || s.BrierSkill <= 0 {
			t.Errorf("window %d: AUC %.3f, Brier skill %.3f", w, s.AUC, s.BrierSkill)
		}
	}
}

func TestAbstain(t *testing.T) {
	nan := math.NaN()
	repeat := func(n int, v ...float64) (out []float64) {
		for range n {
			out = append(out, v...)
		}
		return out
	}
	for want, y := range map[string][]float64{
		"too_short":         repeat(1, 3),
		"all_zero":          repeat(20, 0),
		"constant":          repeat(20, 5),
		"mostly_unreported": append(repeat(10, 1, nan, nan), 2),
		"stopped_reporting": append(repeat(10, 1, 2), repeat(4, nan)...),
		"":                  append(repeat(6, nan), repeat(10, 1, 2)...),
	} {
		p := &Panel{Units: []string{"a"}, Counts: [][]float64{y}, Year: 52}
		if got := p.Abstain(0, len(y)); got != want {
			t.Errorf("%v: %q, want %q", y, got, want)
		}
	}
}

func TestBadPanels(t *testing.T) {
	good := func() *Panel {
		return &Panel{Units: []string{"a", "b"}, Counts: [][]float64{{1, 2, 0}, {0, 1, 3}}, Year: 52, Order: [][]int{{0, 1}, {1, 0}}}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Panel){
		"negative":           func(p *Panel) { p.Counts[0][1] = -1 },
		"fraction":           func(p *Panel) { p.Counts[0][1] = 1.5 },
		"infinite":           func(p *Panel) { p.Counts[0][1] = math.Inf(1) },
		"uneven":             func(p *Panel) { p.Counts[1] = p.Counts[1][:2] },
		"no periods":         func(p *Panel) { p.Counts = [][]float64{{}, {}} },
		"other neighbours":   func(p *Panel) { p.Order = [][]int{{0}} },
		"one-way neighbours": func(p *Panel) { p.Order[0][1] = 2 },
		"families":           func(p *Panel) { p.Family = []string{"f"} },
		"year":               func(p *Panel) { p.Year = math.NaN() },
	} {
		p := good()
		spoil(p)
		if err := DefaultForecaster().Roll(t.Context(), p, 1, func(*Origin) error { return nil }); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestScoreOfOneMember agrees with the scores of a negative binomial, and a
// table of very large counts with its exact distribution.
func TestScoreOfOneMember(t *testing.T) {
	for _, x := range []struct{ mean, size, y float64 }{{3, 2, 0}, {40, 5, 61}, {0.01, 1, 1}, {900, math.Inf(1), 870}, {2e6, 30, 2.2e6}} {
		n := counts.Dist{Mean: x.mean, Size: x.size}
		d := &Distribution{Weight: []float64{0.4, 0.6}, Dist: []counts.Dist{n, n}}
		got := d.Score(x.y)
		want, err := scoring.Count(x.y, n)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.LogS-want.LogS) > 1e-9*want.LogS || math.Abs(got.RPS-want.RPS) > 2e-3*(1+want.RPS) || math.Abs(got.Below-want.CDFBelow) > 1e-9 {
			t.Errorf("%+v: %+v, want %+v", x, got, want)
		}
		for _, q := range []float64{0.025, 0.5, 0.975} {
			if got, want := d.Quantile(q), n.Quantile(q); math.Abs(got-want) > 2e-3*want {
				t.Errorf("%+v: quantile %v is %v, want %v", x, q, got, want)
			}
		}
	}
}

func FuzzRoll(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 2, 4, 0, 1, 5, 9, 9, 1, 255, 3, 2, 1, 7, 0, 0, 1, 2, 3, 9, 8, 1, 2, 3}, uint8(1))
	f.Add([]byte{255, 254, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 254, 253, 0, 0, 0, 0, 1, 1, 0, 0}, uint8(0))
	f.Fuzz(func(t *testing.T, raw []byte, shape uint8) {
		n := 1 + int(shape%3)
		if len(raw) < n || len(raw) > 240 {
			return
		}
		p := &Panel{Year: 6, Cycle: int(shape / 3 % 2 * 3)}
		for i := range n {
			var y []float64
			for _, b := range raw[i*(len(raw)/n) : (i+1)*(len(raw)/n)] {
				switch b {
				case 255:
					y = append(y, math.NaN())
				case 254:
					y = append(y, 1e9)
				case 253:
					y = append(y, -1)
				default:
					y = append(y, float64(b))
				}
			}
			p.Units, p.Counts = append(p.Units, strconv.Itoa(i)), append(p.Counts, y)
		}
		g := DefaultForecaster()
		g.Horizon, g.Paths = 3, 20
		err := g.Roll(t.Context(), p, p.Periods(), func(o *Origin) error {
			for i := range n {
				below, mass := o.Forecast(i, 3).Chance(2)
				if !(below >= 0 && mass >= 0 && below+mass <= 1+1e-9) {
					t.Errorf("chances %v and %v", below, mass)
				}
			}
			for _, y := range o.Paths()[2] {
				for _, v := range y {
					if !(v >= 0) {
						t.Errorf("a path to %v", v)
					}
				}
			}
			return nil
		})
		if err == nil && p.Validate() != nil {
			t.Error("an invalid panel is forecast")
		}
	})
}
