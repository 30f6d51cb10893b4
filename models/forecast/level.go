package forecast

import "math"

// levels are discounted sums of a unit's counts over those of its season: their
// ratio is the level of now, which what came lately says most about.
type levels struct {
	keep         []float64 // by memory: what a period keeps of its weight in the next
	count, shape [][]float64
}

// Before anything is seen a level is a tenth of a case over half a period, so
// that nothing seen is not nothing possible.
const priorCount, priorShape = 0.1, 0.5

func newLevels(units int, halfLives []float64) *levels {
	l := &levels{}
	for _, h := range halfLives {
		l.keep = append(l.keep, math.Exp2(-1/h))
		count, shape := make([]float64, units), make([]float64, units)
		for i := range count {
			count[i], shape[i] = priorCount, priorShape
		}
		l.count, l.shape = append(l.count, count), append(l.shape, shape)
	}
	return l
}

func (l *levels) at(memory, unit int) float64 { return l.count[memory][unit] / l.shape[memory][unit] }

// see takes the count y of a unit in a period whose season has that factor.
func (l *levels) see(unit int, y, factor float64) {
	for k, keep := range l.keep {
		l.count[k][unit] = keep*l.count[k][unit] + y
		l.shape[k][unit] = keep*l.shape[k][unit] + factor
		// The prior does not fade with what was seen.
		l.count[k][unit] += (1 - keep) * priorCount
		l.shape[k][unit] += (1 - keep) * priorShape * min(1, factor)
	}
}

// ratio is the discounted sum of what came over what was expected.
type ratio struct{ keep, came, expected float64 }

// A ratio is drawn to 1 by this many cases.
const ratioPrior = 5

func newRatio(halfLife float64) ratio { return ratio{keep: math.Exp2(-1 / halfLife)} }

func (r *ratio) value() float64 {
	return min(max((r.came+ratioPrior)/(r.expected+ratioPrior), 0.05), 20)
}

func (r *ratio) see(came, expected float64) {
	r.came, r.expected = r.keep*r.came+came, r.keep*r.expected+expected
}

// smoothing is simple exponential smoothing with the weight that has served the
// unit best so far, by the Poisson deviance of one-step forecasts.
type smoothing struct {
	level, loss [][]float64 // by weight, then unit
	seen        []int
}

var smoothingWeights = [...]float64{0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55}

func newSmoothing(units int) *smoothing {
	s := &smoothing{seen: make([]int, units)}
	for range smoothingWeights {
		s.level, s.loss = append(s.level, make([]float64, units)), append(s.loss, make([]float64, units))
	}
	return s
}

func (s *smoothing) at(unit int) float64 {
	best := 0
	for k := range s.loss {
		if s.loss[k][unit] < s.loss[best][unit] {
			best = k
		}
	}
	return s.level[best][unit]
}

func (s *smoothing) see(unit int, y float64) {
	s.seen[unit]++
	for k, w := range smoothingWeights {
		m := max(s.level[k][unit], leastMean)
		if s.seen[unit] > 1 {
			s.loss[k][unit] += m - y*math.Log(m)
		}
		// The first counts are averaged: nothing is known before them.
		w = max(w, 1/float64(s.seen[unit]))
		s.level[k][unit] += w * (y - s.level[k][unit])
	}
}
