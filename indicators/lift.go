package indicators

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// best tenth of the peers: no indicator is asked for more than this quantile of
// the others' scores.
const bestTenth = 0.9

// fewestOthers is how many peers have to show a figure before it can be told
// what the best of them achieve.
const fewestOthers = 2

// lever is an indicator that could be raised.
type lever struct {
	at     int
	share  float64
	figure scoredFigure
	score  float64
	top    float64 // highest score it can be raised to
	unit   float64 // what one case changes of the value; 0: not counted in cases
	sign   float64 // 1 where the value has to grow
	whole  float64 // value that scores 100, less the value as it is
	gain   float64 // points of the total at top
	effort float64 // at top
}

// Lift finds the least effort that raises an area's total to the next colour:
//
//	minimise Σ e_i   such that   Σ h_i (s_i(e_i) − s_i) ≥ need,   s_i(e_i) ≤ top_i
//
// where e_i is the change of value i as a share of its way to the value that
// scores 100, h the effective shares, and top_i the best tenth of the peers'
// scores. It is a linear programme with one constraint, so taking indicators in
// the order of points per effort is the optimum (G. B. Dantzig, Discrete-
// variable extremum problems, Oper. Res. 5 (1957) 266-277). Shares and counts
// move by whole cases: the last is rounded up, the bounds down, and what that
// wins too much is given back. An indicator beyond its worst goalpost has first
// to come back to it, which wins nothing.
//
// ok is false where the area has no colour or the best one already, or no score.
func (f *Framework) Lift(g *Group, x anlan.IndexRow) (l anlan.Lift, ok bool) {
	n, there := g.number[x.Area]
	if !there || x.Uncapped == nil || x.Score == nil || g.target != (Target{}) {
		return l, false
	}
	next := slices.IndexFunc(f.Colours, func(c ColourCut) bool { return c.Colour == x.Colour }) - 1
	if next < 0 {
		return l, false
	}
	l = anlan.Lift{Area: x.Area, Level: x.Level, Period: x.Period, Colour: f.Colours[next].Colour,
		Need: f.Colours[next].Min - *x.Uncapped, Vetoed: *x.Score < *x.Uncapped}
	if l.Vetoed {
		l.Need = max(l.Need, 0)
		return l, true
	}
	levers := f.levers(g, g.areas[n], n)
	for _, v := range levers {
		l.Reach += v.gain
	}
	if l.Feasible = l.Reach >= l.Need; !l.Feasible {
		return l, true
	}
	for _, s := range steps(levers, l.Need) {
		v := levers[s.lever]
		l.Steps = append(l.Steps, v.step(g.ids[v.at], s.score))
	}
	return l, true
}

// levers are the indicators of area n that can be raised, most points per
// effort first.
func (f *Framework) levers(g *Group, p position, n int) []lever {
	var out []lever
	for i := range g.ids {
		if !p.scored[i] || p.hidden[i] || !(p.share[i] > 0) {
			continue
		}
		var others []float64
		for k, o := range g.areas {
			if k != n && o.scored[i] && !o.hidden[i] {
				others = append(others, o.score[i])
			}
		}
		if len(others) < fewestOthers {
			continue
		}
		v := lever{at: i, share: p.share[i], figure: p.figure[i], score: p.score[i]}
		if f.countsCases(v.figure) {
			if v.unit = v.figure.of.Scale; v.figure.den != nil {
				v.unit /= *v.figure.den
			}
		}
		if v.bound(quantile(others, bestTenth)) {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b lever) int { return cmp.Compare(b.gain/b.effort, a.gain/a.effort) })
	return out
}

// countsCases reports whether a value moves by whole cases: those of registers
// do, weighted answers and sums of money do not.
func (f *Framework) countsCases(x scoredFigure) bool {
	if f.Samples[x.of.sampleTable()].Weight != "" || x.of.Denominator != nil && !(x.den != nil && *x.den > 0) {
		return false
	}
	switch x.of.SamplingModel() {
	case Proportion, Rate, Count:
		return true
	}
	return false
}

// valueAt is the value whose score is s; ok is false where the area's own value
// does not count.
func (x scoredFigure) valueAt(s float64) (v float64, ok bool) {
	treated, ok := unadjusted(x.of, x.rho, x.of.Goal.Worst+s/100*(x.of.Goal.Best-x.of.Goal.Worst))
	if !ok || !(x.own > 0) {
		return 0, false
	}
	return (treated - (1-x.own)*x.mean) / x.own, true
}

// scoreAt is the score of the same area with another value.
func (x scoredFigure) scoreAt(v float64) float64 {
	x.value = v
	return x.score()
}

// bound sets what the lever can do at most, up to a score; false where that is
// nothing. A percentage does not leave 0 to 100, nor any value go below 0.
func (v *lever) bound(top float64) bool {
	best, ok := v.figure.valueAt(100)
	if !ok || best == v.figure.value || top <= v.score {
		return false
	}
	v.whole = best - v.figure.value
	v.sign = math.Copysign(1, v.whole)
	to, _ := v.figure.valueAt(top)
	if to = max(to, 0); v.figure.of.Unit == "%" {
		to = min(to, 100)
	}
	if v.unit > 0 {
		to = v.figure.value + v.sign*v.unit*math.Floor(math.Abs(to-v.figure.value)/v.unit+rounding)
	}
	v.top = v.figure.scoreAt(to)
	v.gain, v.effort = v.share*(v.top-v.score), math.Abs((to-v.figure.value)/v.whole)
	return v.gain > rounding && v.effort > 0
}

// least is the lowest score, not below s, that whole cases reach.
func (v lever) least(s float64) float64 {
	if v.unit == 0 || s <= v.score {
		return max(s, v.score)
	}
	to, _ := v.figure.valueAt(s)
	k := math.Ceil(math.Abs(to-v.figure.value)/v.unit - rounding)
	return min(v.figure.scoreAt(v.figure.value+v.sign*v.unit*k), v.top)
}

type taken struct {
	lever int
	score float64 // raised to
}

// steps raises levers, in their order, until the points needed are won, and
// then lowers them again by what whole cases won too much.
func steps(levers []lever, need float64) []taken {
	var out []taken
	won := 0.0
	for n, v := range levers {
		if won >= need-rounding {
			break
		}
		s := v.top
		if won+v.gain > need {
			s = v.least(v.score + (need-won)/v.share)
		}
		out = append(out, taken{n, s})
		won += v.share * (s - v.score)
	}
	for n := len(out) - 2; n >= 0; n-- {
		v := levers[out[n].lever]
		s := v.least(out[n].score - (won-need)/v.share)
		won -= v.share * (out[n].score - s)
		out[n].score = s
	}
	return slices.DeleteFunc(out, func(t taken) bool { return t.score-levers[t.lever].score <= rounding })
}

// step is the lever raised to a score.
func (v lever) step(id string, s float64) anlan.LiftStep {
	to, _ := v.figure.valueAt(s)
	out := anlan.LiftStep{Indicator: id, Value: v.figure.value, Target: to, Points: v.share * (s - v.score), Effort: math.Abs((to - v.figure.value) / v.whole)}
	if v.unit > 0 {
		out.Cases = math.Round(math.Abs(to-v.figure.value) / v.unit)
	}
	return out
}
