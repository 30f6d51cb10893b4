package verify

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/anlan-lake/anlan/models/forecast"
)

// Bins of the histogram of transforms.
const Bins = 20

// Score is what a method's forecasts so far ahead were worth. Differences are
// those of the first method from this one: below 0 where the first is better.
type Score struct {
	Method             string
	Ahead, N           int
	LogS, CRPS         Estimate
	DiffLogS, DiffCRPS Estimate // paired; of the first method itself 0
	Covered80          Estimate // by randomised coverage
	Covered95          Estimate
	Width95            float64       // mean length of the 95% interval
	PIT                [Bins]float64 // density of the transforms, 1 throughout where calibrated
	PUniform           float64       // chance of as uneven randomised transforms, were they uniform and independent
	PUniformBlock      float64       // ... with the dependence within and between periods that they have
}

// Report is a backtest.
type Report struct {
	Plan      Plan
	Records   []*Record
	Scores    []Score // by method, then ahead
	Outbreaks []OutbreakScore
	Sums      []SumScore // where the plan measures them
}

// Run measures the methods on the same counts. Each is first checked for
// looking into the future. progress, which may be nil, is told each method's
// name before it runs. Once ctx ends it gives up, with ctx's cause.
func (pl Plan) Run(ctx context.Context, p *forecast.Panel, methods []Method, progress func(method string)) (*Report, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := pl.Validate(p); err != nil {
		return nil, err
	}
	if len(methods) == 0 {
		return nil, bad("no methods")
	}
	out := &Report{Plan: pl}
	for _, m := range methods {
		if progress != nil {
			progress(m.Name)
		}
		if err := pl.CheckFuture(ctx, p, m); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		r, err := pl.measure(ctx, p, m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		out.Records = append(out.Records, r)
	}
	for _, r := range out.Records {
		for k := range pl.Ahead {
			if ctx.Err() != nil {
				return nil, fmt.Errorf("scores of %s: %w", r.Name, context.Cause(ctx))
			}
			s, err := pl.score(p, r, out.Records[0], k)
			if err != nil {
				return nil, err
			}
			out.Scores = append(out.Scores, s)
		}
		told, err := pl.outbreaks(ctx, p, r)
		if err != nil {
			return nil, fmt.Errorf("outbreaks of %s: %w", r.Name, err)
		}
		out.Outbreaks = append(out.Outbreaks, told...)
		out.Sums = append(out.Sums, pl.sumScores(p, r)...)
	}
	return out, nil
}

// score sums up one method's forecasts so far ahead.
func (pl Plan) score(p *forecast.Panel, r, first *Record, k int) (Score, error) {
	begin := p.Periods() - pl.Last
	all, other := r.Samples[k], first.Samples[k]
	if len(all) != len(other) {
		return Score{}, bad("%s forecasts %d counts, %s %d", r.Name, len(all), first.Name, len(other))
	}
	s := Score{Method: r.Name, Ahead: pl.Ahead[k], N: len(all)}
	var by [6]*byPeriod
	for j := range by {
		by[j] = newByPeriod(pl.Last)
	}
	var pit []*byPeriod
	for range Bins {
		pit = append(pit, newByPeriod(pl.Last))
	}
	for j, x := range all {
		if x.Unit != other[j].Unit || x.Target != other[j].Target {
			return s, bad("%s and %s do not forecast the same counts", r.Name, first.Name)
		}
		t := x.Target - begin
		for c, v := range [...]float64{x.LogS, x.CRPS, other[j].LogS - x.LogS, other[j].CRPS - x.CRPS, x.Covered80, x.Cov95} {
			by[c].add(t, v)
		}
		s.Width95 += (x.High - x.Low) / float64(len(all))
		spread(&s.PIT, x.Below, x.Mass, float64(len(all)))
		bin := min(int(x.Randomised*Bins), Bins-1)
		for b := range pit {
			v := 0.0
			if b == bin {
				v = 1
			}
			pit[b].add(t, v)
		}
	}
	for c, to := range [...]*Estimate{&s.LogS, &s.CRPS, &s.DiffLogS, &s.DiffCRPS, &s.Covered80, &s.Covered95} {
		*to = pl.estimate(by[c], uint64(c))
	}
	s.PUniform, s.PUniformBlock = pl.uniformity(pit, float64(len(all)))
	return s, nil
}

// spread adds the non-randomised transform to a histogram of n.
//
// Source: Czado, Gneiting & Held, Biometrics 65 (2009) 1254–1261.
func spread(into *[Bins]float64, below, mass, n float64) {
	for b := range into {
		low, high := float64(b)/Bins, float64(b+1)/Bins
		share := 0.0
		if mass > 0 {
			share = max(0, min(high, below+mass)-max(low, below)) / mass
		} else if below >= low && (below < high || b == Bins-1) {
			share = 1
		}
		into[b] += Bins * share / n
	}
}

// uniformity tests the randomised transforms: chi-squared over the bins, against
// independence and against the block bootstrap of the shares about their means.
func (pl Plan) uniformity(pit []*byPeriod, n float64) (independent, block float64) {
	even := 1.0 / Bins
	chi := func(share func(b int) float64) (sum float64) {
		for b := range pit {
			sum += n * share(b) * share(b) / even
		}
		return sum
	}
	means := make([]float64, len(pit))
	for b, x := range pit {
		means[b] = x.mean(nil)
	}
	got := chi(func(b int) float64 { return means[b] - even })
	draws, weight := pl.blocks(pl.Last, 99), make([]float64, pl.Last)
	worse, made := 0.0, 0.0
	for range pl.Draws {
		draws.draw(weight)
		if drawn := chi(func(b int) float64 { return pit[b].mean(weight) - means[b] }); !math.IsNaN(drawn) {
			made++
			if drawn >= got {
				worse++
			}
		}
	}
	return mathext.GammaIncRegComp(float64(Bins-1)/2, got/2), (worse + 1) / (made + 1)
}
