package verify

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/forecast"
)

// mean is that of the simulated counts of a unit.
func mean(unit, t int) float64 {
	return float64(2+unit) * math.Exp(0.5*math.Sin(2*math.Pi*float64(t)/26))
}

func simulated(units, periods int) *forecast.Panel {
	r := rand.New(rand.NewPCG(11, 1))
	p := &forecast.Panel{Year: 26}
	for i := range units {
		var y []float64
		for t := range periods {
			y = append(y, counts.Dist{Mean: mean(i, t), Size: 6}.Quantile(r.Float64()))
		}
		p.Units, p.Counts = append(p.Units, "u"+strconv.Itoa(i)), append(p.Counts, y)
	}
	return p
}

// method forecasts one negative binomial, whatever dist gives.
func method(name string, dist func(p *forecast.Panel, known, unit, ahead int) counts.Dist) Method {
	return Method{name, func(ctx context.Context, p *forecast.Panel, from int, visit func(Origin) error) error {
		for known := from; known <= p.Periods(); known++ {
			err := visit(Origin{Known: known, Windows: []int{1},
				Forecast: func(unit, ahead int) *forecast.Distribution {
					return &forecast.Distribution{Weight: []float64{1}, Dist: []counts.Dist{dist(p, known, unit, ahead)}}
				},
				Threshold: func(unit, _ int) float64 { return float64(4 + 2*unit) },
				Outbreak: func(unit, _ int) float64 {
					return dist(p, known, unit, 1).UpperTail(float64(5 + 2*unit))
				}})
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

func knowing(size float64) func(*forecast.Panel, int, int, int) counts.Dist {
	return func(_ *forecast.Panel, known, unit, ahead int) counts.Dist {
		return counts.Dist{Mean: mean(unit, known+ahead-1), Size: size}
	}
}

func plan(last int) Plan {
	return Plan{Last: last, Ahead: []int{1, 3}, Block: 4, Draws: 300, Seed: 5}
}

// TestTruthPasses: who knows the distribution has uniform transforms, intervals
// that hold, a slope of 1; who thinks it narrower has none of it, and worse scores
// by a margin whose interval leaves out zero.
func TestTruthPasses(t *testing.T) {
	rep, err := plan(150).Run(t.Context(), simulated(10, 200), []Method{method("truth", knowing(6)), method("narrow", knowing(1e6))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range rep.Scores {
		if s.Method == "truth" {
			if s.PUniform < 0.01 || s.PUniformBlock < 0.01 || math.Abs(s.Covered80.Value-0.8) > 0.02 || math.Abs(s.Covered95.Value-0.95) > 0.02 {
				t.Errorf("truth %d ahead: p %.4f and %.4f, coverage %.3f and %.3f", s.Ahead, s.PUniform, s.PUniformBlock, s.Covered80.Value, s.Covered95.Value)
			}
			if s.DiffLogS != (Estimate{}) {
				t.Errorf("the first method differs from itself by %+v", s.DiffLogS)
			}
			continue
		}
		if s.PUniform > 1e-6 || s.PUniformBlock > 0.01 || s.Covered80.High > 0.75 || s.DiffLogS.High >= 0 || s.DiffCRPS.High >= 0 {
			t.Errorf("narrow %d ahead: %+v", s.Ahead, s)
		}
	}
	for _, s := range rep.Outbreaks {
		if s.Method == "truth" && (s.Slope.Low > 1 || s.Slope.High < 1 || s.Skill <= 0 || s.AUC < 0.6 || len(s.Reliability) != 10) {
			t.Errorf("truth: %+v", s)
		}
	}
}

// TestLeakIsCaught: a method that takes a little from the count to come is
// refused, though it forecasts from the right origins.
func TestLeakIsCaught(t *testing.T) {
	leak := method("leak", func(p *forecast.Panel, known, unit, ahead int) counts.Dist {
		m := mean(unit, known+ahead-1)
		if target := known + ahead - 1; target < p.Periods() {
			m = 0.95*m + 0.05*p.Counts[unit][target]
		}
		return counts.Dist{Mean: m, Size: 6}
	})
	_, err := plan(60).Run(t.Context(), simulated(3, 120), []Method{leak}, nil)
	if err == nil || !strings.Contains(err.Error(), "leak looks into the future") {
		t.Fatalf("a leak passes: %v", err)
	}
}

// TestEmbargo: what lies between the origin and the target is not known to the
// forecast: with an embargo the last count is an older one.
func TestEmbargo(t *testing.T) {
	p := simulated(2, 80)
	last := method("last", func(p *forecast.Panel, known, unit, _ int) counts.Dist {
		return counts.Dist{Mean: p.Counts[unit][known-1] + 1, Size: 5}
	})
	for _, embargo := range []int{0, 3} {
		pl := plan(30)
		pl.Ahead, pl.Embargo = []int{2}, embargo
		rep, err := pl.Run(t.Context(), p, []Method{last}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range rep.Records[0].Samples[0] {
			m := p.Counts[s.Unit][s.Target-2-embargo] + 1
			if want := -(counts.Dist{Mean: m, Size: 5}).LogProb(s.Observed); math.Abs(want-s.LogS) > 1e-9 {
				t.Fatalf("embargo %d: target %d of unit %d scores %v, from the count %d before %v", embargo, s.Target, s.Unit, s.LogS, 2+embargo, want)
			}
		}
		if n := rep.Scores[0].N; n != 60 {
			t.Errorf("embargo %d: %d forecasts, want 60", embargo, n)
		}
	}
}

// TestPoolIsHonest: Anlan's own methods pass the check, gaps and all.
func TestPoolIsHonest(t *testing.T) {
	p := simulated(4, 90)
	for k := 40; k < 44; k++ {
		p.Counts[1][k] = math.NaN()
	}
	f := forecast.DefaultForecaster()
	pl := plan(30)
	rep, err := pl.Run(t.Context(), p, []Method{Of("pool", f), Of("endemic", f.Reference(forecast.Endemic))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := rep.Scores[0].N; n != 120 {
		t.Errorf("%d forecasts, want 120", n)
	}
	pl.Last = 75
	if _, err := pl.Run(t.Context(), p, []Method{Of("pool", f)}, nil); err == nil {
		t.Error("a plan that leaves too little to learn from is accepted")
	}
}

// TestSums: paths that know the distribution cover sums of periods and units as
// often as they say; paths of one world each too wide or too narrow do not.
func TestSums(t *testing.T) {
	p := simulated(4, 200)
	p.Family = []string{"a", "a", "b", "b"}
	with := func(name string, size float64) Method {
		return Method{name, func(ctx context.Context, p *forecast.Panel, from int, visit func(Origin) error) error {
			m := method(name, knowing(size))
			return m.Roll(ctx, p, from, func(o Origin) error {
				r := rand.New(rand.NewPCG(9, uint64(o.Known)))
				o.Windows = []int{1, 3}
				o.Outbreak = func(int, int) float64 { return math.NaN() }
				o.Paths = func() [][][]float64 {
					out := make([][][]float64, 3)
					for h := range out {
						for i := range p.Units {
							y := make([]float64, 300)
							for k := range y {
								y[k] = counts.Dist{Mean: mean(i, o.Known+h), Size: size}.Quantile(r.Float64())
							}
							out[h] = append(out[h], y)
						}
					}
					return out
				}
				return visit(o)
			})
		}}
	}
	pl := plan(150)
	pl.Sums = true
	rep, err := pl.Run(t.Context(), p, []Method{with("true", 6), with("narrow", 1e9)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]SumScore{}
	for _, s := range rep.Sums {
		seen[s.Method+" "+s.Of+" "+strconv.Itoa(s.Window)] = s
	}
	if len(seen) != 12 {
		t.Fatalf("%d sums, want 12", len(seen))
	}
	for key, n := range map[string]int{"true unit 1": 600, "true unit 3": 592, "true family 1": 300, "true family 3": 296, "true all 1": 150, "true all 3": 148} {
		s := seen[key]
		if s.N != n || math.Abs(s.Covered80.Value-0.8) > 0.07 || math.Abs(s.Covered95.Value-0.95) > 0.04 || math.Abs(s.Mean/s.Observed-1) > 0.05 {
			t.Errorf("%s: %+v, want %d", key, s, n)
		}
		if narrow := seen["narrow"+strings.TrimPrefix(key, "true")]; narrow.Covered80.Value > s.Covered80.Value-0.04 {
			t.Errorf("%s: narrow paths cover %.3f, true ones %.3f", key, narrow.Covered80.Value, s.Covered80.Value)
		}
	}
	pl.Sums = false
	if rep, err = pl.Run(t.Context(), p, []Method{with("true", 6)}, nil); err != nil || len(rep.Sums) != 0 {
		t.Errorf("sums that nobody asked for: %d, %v", len(rep.Sums), err)
	}
}
