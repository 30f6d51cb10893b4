package verify

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/anlan-lake/anlan/models/calibration"
	"github.com/anlan-lake/anlan/models/forecast"
	"github.com/anlan-lake/anlan/models/scoring"
)

// OutbreakScore is what a method's chances of an outbreak in a window were worth.
type OutbreakScore struct {
	Method       string
	Window, N    int
	BaseRate     float64
	MeanChance   float64
	Brier, Skill float64  // skill against the base rate of what came
	AP, AUC      float64  // average precision; area under the ROC curve
	Slope        Estimate // of what came by the logarithm of the odds given: 1 where reliable
	Reliability  []Reliability
}

// Reliability is one tenth of the chances, in ascending order: their mean, and
// the share of outbreaks.
type Reliability struct {
	N            int
	Chance, Rate float64
}

// outbreaks sums up one method's chances, window by window. A window in which
// nothing or only outbreaks came has no score.
func (pl Plan) outbreaks(ctx context.Context, p *forecast.Panel, r *Record) (out []OutbreakScore, err error) {
	for w, told := range r.Told {
		y, c := make([]float64, len(told)), make([]float64, len(told))
		for i, x := range told {
			y[i], c[i] = x.Came, x.Chance
		}
		b := scoring.DefaultBinary()
		b.Top = nil
		x, err := b.Score(y, c)
		if err != nil {
			continue
		}
		s := OutbreakScore{Method: r.Name, Window: r.Windows[w], N: len(told), BaseRate: x.BaseRate, Brier: x.Brier, Skill: x.BrierSkill,
			AP: x.AveragePrecision, AUC: x.AUC, Reliability: tenths(told)}
		for _, v := range c {
			s.MeanChance += v / float64(len(c))
		}
		if s.Slope, err = pl.slope(ctx, p, told, max(pl.Block, r.Windows[w])); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// slopeDraws is how often the slope is bootstrapped: a fit each time.
const slopeDraws = 200

// slope is that of what came by the log-odds given, with the interval of the
// block bootstrap over origins.
//
// Source: Cox, Two further applications of a model for binary regression,
// Biometrika 45 (1958) 562–565.
func (pl Plan) slope(ctx context.Context, p *forecast.Panel, told []Told, block int) (Estimate, error) {
	begin := p.Periods() - pl.Last
	byOrigin := make([][]Told, pl.Last)
	for _, x := range told {
		byOrigin[x.Known-begin] = append(byOrigin[x.Known-begin], x)
	}
	fit := func(weight []float64) float64 {
		var y, c []float64
		for t, all := range byOrigin {
			for range int(weight[t]) {
				for _, x := range all {
					y, c = append(y, x.Came), append(c, x.Chance)
				}
			}
		}
		m, err := calibration.Platt{Input: "logit", Clip: 1e-4, Targets: calibration.TargetsBinary}.Fit(y, c)
		if err != nil {
			return math.NaN()
		}
		return -m.A
	}
	weight := make([]float64, pl.Last)
	for t := range weight {
		weight[t] = 1
	}
	value := fit(weight)
	pl.Block = block
	b := pl.blocks(pl.Last, 7)
	var drawn []float64
	for range min(slopeDraws, pl.Draws) {
		if ctx.Err() != nil {
			return Estimate{}, context.Cause(ctx)
		}
		b.draw(weight)
		if v := fit(weight); !math.IsNaN(v) {
			drawn = append(drawn, v)
		}
	}
	return interval(value, drawn), nil
}

// tenths cuts the chances, in ascending order, into ten groups of equal number.
func tenths(told []Told) []Reliability {
	sorted := slices.Clone(told)
	slices.SortStableFunc(sorted, func(a, b Told) int { return cmp.Compare(a.Chance, b.Chance) })
	var out []Reliability
	for k := range 10 {
		group := sorted[k*len(sorted)/10 : (k+1)*len(sorted)/10]
		if len(group) == 0 {
			continue
		}
		r := Reliability{N: len(group)}
		for _, x := range group {
			r.Chance += x.Chance / float64(len(group))
			r.Rate += x.Came / float64(len(group))
		}
		out = append(out, r)
	}
	return out
}
