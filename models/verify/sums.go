package verify

import (
	"math"
	"slices"
	"sort"

	"github.com/anlan-lake/anlan/models/forecast"
)

// What sums are of: a unit's periods, the units of a family, or all units.
const (
	SumUnit   = "unit"
	SumFamily = "family"
	SumAll    = "all"
)

// SumScore is what a method's joint paths said of sums over the next periods.
type SumScore struct {
	Method               string
	Of                   string // SumUnit, SumFamily or SumAll
	Window, N            int
	Observed, Mean       float64 // means of what came and of what was expected
	Covered80, Covered95 Estimate
}

// summed is one sum: where what came lies among the paths.
type summed struct {
	known          int
	observed, mean float64
	Sample
}

// sums notes what paths say of sums from an origin: of units that are forecast,
// where every count of the window was reported.
func (pl Plan) sums(r *Record, p *forecast.Panel, o Origin) {
	if r.sums == nil {
		r.sums = map[string][][]summed{}
		for _, of := range []string{SumUnit, SumFamily, SumAll} {
			r.sums[of] = make([][]summed, len(o.Windows))
		}
	}
	paths := o.Paths()
	for w, length := range o.Windows {
		if o.Known+length > p.Periods() {
			continue
		}
		groups, all := map[string]*total{}, &total{}
		var names []string
		for i := range p.Units {
			if p.Abstain(i, o.Known) != "" {
				continue
			}
			x := total{paths: make([]float64, len(paths[0][i]))}
			for h := range length {
				x.observed += p.Counts[i][o.Known+h]
				for k, v := range paths[h][i] {
					x.paths[k] += v
				}
			}
			if math.IsNaN(x.observed) {
				continue
			}
			if p.Family != nil {
				if groups[p.Family[i]] == nil {
					groups[p.Family[i]] = &total{}
					names = append(names, p.Family[i])
				}
				groups[p.Family[i]].add(x)
			}
			all.add(x)
			r.sums[SumUnit][w] = append(r.sums[SumUnit][w], x.sample(o.Known))
		}
		for _, name := range names {
			r.sums[SumFamily][w] = append(r.sums[SumFamily][w], groups[name].sample(o.Known))
		}
		if all.paths != nil {
			r.sums[SumAll][w] = append(r.sums[SumAll][w], all.sample(o.Known))
		}
	}
}

// total is what came and what paths say of a sum.
type total struct {
	observed float64
	paths    []float64
}

func (x *total) add(y total) {
	x.observed += y.observed
	if x.paths == nil {
		x.paths = make([]float64, len(y.paths))
	}
	for k, v := range y.paths {
		x.paths[k] += v
	}
}

func (x *total) sample(known int) summed {
	v := slices.Clone(x.paths)
	slices.Sort(v)
	n := float64(len(v))
	s := summed{known: known, observed: x.observed}
	for _, y := range v {
		s.mean += y / n
	}
	below := sort.SearchFloat64s(v, x.observed)
	s.Below, s.Mass = float64(below)/n, float64(sort.SearchFloat64s(v, math.Nextafter(x.observed, math.Inf(1)))-below)/n
	s.Covered80, s.Cov95 = s.covered(0.8), s.covered(0.95)
	return s
}

// sumScores sums them up, by what they are of, then window. Windows into which
// no origin reached whole have none.
func (pl Plan) sumScores(p *forecast.Panel, r *Record) (out []SumScore) {
	begin := p.Periods() - pl.Last
	for _, of := range []string{SumUnit, SumFamily, SumAll} {
		for w, list := range r.sums[of] {
			if len(list) == 0 {
				continue
			}
			s := SumScore{Method: r.Name, Of: of, Window: r.sumWindows[w], N: len(list)}
			var by [2]*byPeriod
			for j := range by {
				by[j] = newByPeriod(pl.Last)
			}
			for _, x := range list {
				s.Observed += x.observed / float64(len(list))
				s.Mean += x.mean / float64(len(list))
				by[0].add(x.known-begin, x.Covered80)
				by[1].add(x.known-begin, x.Cov95)
			}
			blocks := pl
			blocks.Block = max(pl.Block, s.Window) // windows that overlap go together
			s.Covered80, s.Covered95 = blocks.estimate(by[0], 11), blocks.estimate(by[1], 12)
			out = append(out, s)
		}
	}
	return out
}
