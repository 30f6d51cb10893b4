// Package verify measures forecasts by what came of them: rolling origins, each
// with nothing but the periods before it, several methods on the same counts,
// and differences with intervals that allow for what goes together.
package verify

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/forecast"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "verification: "+format, args...)
}

// Origin is a moment to forecast from, as a method shows it: of the panel only
// the first Known periods may have been used.
type Origin struct {
	Known     int
	Forecast  func(unit, ahead int) *forecast.Distribution // ahead 1 is the next period
	Windows   []int                                        // lengths for which outbreaks are told; may be empty
	Outbreak  func(unit, window int) float64               // by place in Windows; NaN for no answer
	Threshold func(unit, window int) float64               // an outbreak is more than this in the window together
	Paths     func() [][][]float64                         // joint paths, by period ahead, then unit; nil for none
}

// Method is a way to forecast: it visits every origin with from or more periods
// known, and gives up with ctx's cause once ctx ends.
type Method struct {
	Name string
	Roll func(ctx context.Context, p *forecast.Panel, from int, visit func(Origin) error) error
}

// Of makes a method of a forecaster.
func Of(name string, f forecast.Forecaster) Method {
	return Method{name, func(ctx context.Context, p *forecast.Panel, from int, visit func(Origin) error) error {
		return f.Roll(ctx, p, from, func(o *forecast.Origin) error {
			return visit(Origin{o.Known, o.Forecast, o.Windows(), o.Outbreak, o.Threshold, o.Paths})
		})
	}}
}

// Plan says what is measured.
type Plan struct {
	Last    int    // so many last periods are forecast
	Ahead   []int  // how far ahead, ascending from 1 or more
	Embargo int    // periods before the target, beyond those ahead, whose counts are not known yet
	Block   int    // periods that the bootstrap keeps together
	Draws   int    // of the bootstrap
	Seed    uint64 // of draws and randomised transforms
	Sums    bool   // measure sums over units and windows too, by paths
}

// Validate reports a plan that the panel does not allow.
func (pl Plan) Validate(p *forecast.Panel) error {
	for i, a := range pl.Ahead {
		if i > 0 && a <= pl.Ahead[i-1] {
			return bad("%v ahead is not ascending", pl.Ahead)
		}
	}
	switch {
	case len(pl.Ahead) == 0 || pl.Ahead[0] < 1 || pl.Embargo < 0:
		return bad("%v ahead and an embargo of %d, want 1 or more and 0 or more", pl.Ahead, pl.Embargo)
	case pl.Last < 1 && p.Periods() < leastKnown+pl.furthest():
		return bad("%d periods are too few, want %d to learn from and %d more to forecast", p.Periods(), leastKnown, pl.furthest())
	case pl.Last < 1:
		return bad("%d last periods, want 1 or more", pl.Last)
	case pl.Block < 1 || pl.Draws < 40:
		return bad("blocks of %d periods, %d draws, want 1 and 40 or more", pl.Block, pl.Draws)
	case pl.first(p) < leastKnown:
		return bad("%d last periods of %d leave %d to learn from, want %d or more", pl.Last, p.Periods(), pl.first(p), leastKnown)
	}
	return nil
}

// leastKnown is how many periods the first origin must know.
const leastKnown = 20

// first is how many periods the first origin knows.
func (pl Plan) first(p *forecast.Panel) int {
	return p.Periods() - pl.Last - pl.furthest() + 1
}

// furthest is the horizon that methods must reach.
func (pl Plan) furthest() int { return pl.Ahead[len(pl.Ahead)-1] + pl.Embargo }

// Sample is one forecast and what came: the transform of the count lies between
// Below and Below+Mass.
type Sample struct {
	Unit, Target     int // the period's position
	Observed         float64
	Low, High        float64 // 95% interval
	LogS, CRPS       float64
	Below, Mass      float64
	Randomised       float64 // transform, at random between the two
	Covered80, Cov95 float64 // chance that randomised intervals of 80% and 95% hold the count
}

// Told is one chance of an outbreak and what came.
type Told struct {
	Unit, Known  int
	Chance, Came float64
}

// Record is all that one method said.
type Record struct {
	Name     string
	Samples  [][]Sample // by place in Ahead
	Windows  []int
	Told     [][]Told // by place in Windows
	Abstains map[string]int

	sums       map[string][][]summed // where the plan measures them: by what they are of, then by place in sumWindows
	sumWindows []int
}

// measure runs a method through the panel.
func (pl Plan) measure(ctx context.Context, p *forecast.Panel, m Method) (*Record, error) {
	r := &Record{Name: m.Name, Samples: make([][]Sample, len(pl.Ahead)), Abstains: map[string]int{}}
	begin := p.Periods() - pl.Last
	err := m.Roll(ctx, p, pl.first(p), func(o Origin) error {
		if o.Known >= p.Periods() {
			return nil
		}
		if pl.Sums && pl.Embargo == 0 && o.Known >= begin && o.Paths != nil {
			r.sumWindows = o.Windows
			pl.sums(r, p, o)
		}
		for i := range p.Units {
			if reason := p.Abstain(i, o.Known); reason != "" {
				r.Abstains[reason]++
				continue
			}
			for k, ahead := range pl.Ahead {
				target := o.Known + ahead + pl.Embargo - 1
				if target < begin || target >= p.Periods() || math.IsNaN(p.Counts[i][target]) {
					continue
				}
				s, err := pl.sample(o.Forecast(i, ahead+pl.Embargo), p.Counts[i][target], i, target)
				if err != nil {
					return bad("unit %s, %d periods known: %w", p.Units[i], o.Known, err)
				}
				r.Samples[k] = append(r.Samples[k], s)
			}
			if pl.Embargo == 0 && o.Known >= begin {
				r.tell(p, o, i)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for k, s := range r.Samples {
		if len(s) == 0 {
			return nil, bad("nothing %d ahead can be scored%s", pl.Ahead[k], r.silent())
		}
	}
	return r, nil
}

// silent says why nothing was forecast, as far as units abstained.
func (r *Record) silent() string {
	var why []string
	for _, reason := range slices.Sorted(maps.Keys(r.Abstains)) {
		why = append(why, fmt.Sprintf("%s (%d times)", reason, r.Abstains[reason]))
	}
	if why == nil {
		return ""
	}
	return ": units were not forecast as " + strings.Join(why, ", ")
}

func (pl Plan) sample(d *forecast.Distribution, y float64, unit, target int) (Sample, error) {
	x := d.Score(y)
	s := Sample{Unit: unit, Target: target, Observed: y, Low: d.Quantile(0.025), High: d.Quantile(0.975),
		LogS: x.LogS, CRPS: x.RPS, Below: x.Below, Mass: x.Mass}
	if math.IsNaN(s.LogS+s.CRPS) || !(s.Below >= 0 && s.Below+s.Mass <= 1+1e-6) {
		return s, bad("a forecast that is no distribution")
	}
	s.Randomised = min(s.Below+uniform(pl.Seed, unit, target)*s.Mass, 1)
	s.Covered80, s.Cov95 = s.covered(0.8), s.covered(0.95)
	return s, nil
}

// covered is the chance that the randomised central interval of that level holds
// the count: what it should be on average is the level, however few the counts.
func (s Sample) covered(level float64) float64 {
	low, high := (1-level)/2, (1+level)/2
	if s.Mass == 0 {
		if s.Below > low && s.Below < high {
			return 1
		}
		return 0
	}
	return min(max(0, min(high, s.Below+s.Mass)-max(low, s.Below))/s.Mass, 1)
}

// uniform is a number between 0 and 1 that depends on nothing but its seeds, so
// that all methods meet the same.
func uniform(seed uint64, a, b int) float64 {
	x := seed ^ uint64(a)*0x9e3779b97f4a7c15 ^ uint64(b)*0xbf58476d1ce4e5b9
	for range 2 {
		x ^= x >> 30
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 27
		x *= 0x94d049bb133111eb
		x ^= x >> 31
	}
	return float64(x>>11) / (1 << 53)
}

// tell notes the chances of outbreaks whose windows have been reported.
func (r *Record) tell(p *forecast.Panel, o Origin, unit int) {
	if r.Told == nil {
		r.Windows, r.Told = o.Windows, make([][]Told, len(o.Windows))
	}
	for w, length := range o.Windows {
		if o.Known+length > p.Periods() {
			continue
		}
		came, ok := p.Exceeds(unit, o.Known, length, o.Threshold(unit, w))
		if c := o.Outbreak(unit, w); c == c && ok {
			r.Told[w] = append(r.Told[w], Told{unit, o.Known, c, came})
		}
	}
}
