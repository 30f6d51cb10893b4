package pooled

import "math"

// levels gives each series the level to expect beside that of its kind: what
// its area has more of every kind, and its region of this one. Both are drawn
// towards nothing by how little they vary, and what is left over is how far a
// series of that kind may lie from there.
//
// The levels are rates, cases over what the common season and trend would have
// brought: a series without a case says as much as any other, and a few cases do
// not count for less than they are, as the mean of logarithms would have it.
//
// Source: a multiplicative model of kind, area, and kind in its region, fitted by
// iterative proportional scaling, each factor but the first shrunk by empirical
// Bayes as rates are in Clayton & Kaldor, Biometrics 43 (1987) 671–681.
func levels(all []*regression, found []estimate, out []common, kindOf []int) {
	l := newLeveller(all, found, out)
	kinds, _ := groups(all, func(s Series) string { return s.Kind })
	areas, _ := groups(all, func(s Series) string { return s.Area })
	regions, _ := groups(all, func(s Series) string { return s.Region + "/" + s.Kind })
	if len(areas) < 2 {
		return
	}
	left := make([]float64, len(kinds)) // by kind
	for k := range left {
		left[k] = levelScatter
	}
	for range levelRounds {
		l.scale(kinds, false)
		l.scale(areas, true)
		if len(regions) > 1 {
			l.scale(regions, true)
		}
		for k, members := range kinds {
			left[k] = l.scatter(members, left[k])
			for _, i := range members {
				l.between[i] = left[k]
			}
		}
	}
	for i := range out {
		c := &out[i].coef
		if !out[i].lent || !(l.mean[i] > 0) || !l.ok[i] {
			continue
		}
		c.mean = append([]float64(nil), c.mean...)
		c.precision = append([]float64(nil), c.precision...)
		c.mean[0] = math.Log(l.mean[i] / l.exposed[i])
		c.precision[0] = 1 / left[kindOf[i]]
	}
}

// levelScatter is the variance, on the log scale, that a series is first thought
// to keep beside area and kind; levelRounds are enough to settle.
const levelScatter, levelRounds = 0.1, 12

// leveller holds, by series, cases, what they would be at a level of one, and
// what the model expects; and the variance that it leaves over.
type leveller struct {
	ok                                    []bool
	cases, exposed, mean, spread, between []float64
}

func newLeveller(all []*regression, found []estimate, out []common) *leveller {
	n := len(all)
	l := &leveller{make([]bool, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
	inParallel(n, func(i int) {
		r, coef := all[i], out[i].coef.mean
		l.ok[i], l.spread[i], l.between[i] = found[i].told && out[i].lent, max(1, r.phi), levelScatter
		if found[i].beta == nil {
			l.spread[i] = 1
		}
		if !l.ok[i] {
			return
		}
		for k, t := range r.rows {
			eta, x := 0.0, r.g.terms(t)
			for j := 1; j < len(x); j++ {
				eta += x[j] * coef[j]
			}
			l.cases[i] += r.w[k] * r.s.Counts[t]
			l.exposed[i] += r.w[k] * math.Exp(eta)
		}
		l.mean[i] = l.exposed[i]
	})
	return l
}

// weight of a ratio of cases over mean: one over its variance.
func (l *leveller) weight(i int) float64 {
	return l.mean[i] / (l.spread[i] + l.between[i]*l.mean[i])
}

// scale multiplies the means of each group by what its cases have more, drawn
// towards one where that is asked for.
func (l *leveller) scale(members [][]int, draw bool) {
	ratio, variance := make([]float64, 0, len(members)), make([]float64, 0, len(members))
	at := make([]int, 0, len(members))
	for k, group := range members {
		sum, weight := 0.0, 0.0
		for _, i := range group {
			if l.ok[i] && l.mean[i] > 0 {
				w := l.weight(i)
				sum, weight = sum+w*l.cases[i]/l.mean[i], weight+w
			}
		}
		if weight > 0 {
			at, ratio, variance = append(at, k), append(ratio, sum/weight), append(variance, 1/weight)
		}
	}
	between := math.Inf(1)
	if draw {
		if len(at) < 3 {
			return
		}
		between = pauleMandel([][]float64{ratio}, [][]float64{variance})
	}
	for n, k := range at {
		by := ratio[n]
		if draw {
			by = 1 + (by-1)*between/(between+variance[n])
		}
		for _, i := range members[k] {
			l.mean[i] *= by
		}
	}
}

// scatter is the variance of the ratios of cases over mean, beside that of the
// counts, by moments.
func (l *leveller) scatter(members []int, before float64) float64 {
	sum, weight := 0.0, 0.0
	for _, i := range members {
		if l.ok[i] && l.mean[i] > 0 {
			w := l.weight(i)
			w *= w
			d := l.cases[i]/l.mean[i] - 1
			sum, weight = sum+w*(d*d-l.spread[i]/l.mean[i]), weight+w
		}
	}
	if weight == 0 {
		return before
	}
	return max(sum/weight, leastScatter)
}

const leastScatter = 0.01
