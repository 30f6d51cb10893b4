package audit

import (
	"cmp"
	"math"
	"slices"
)

// MainEffect gives the share of the variance of y that x explains by itself,
// Var(E(y|x))/Var(y): Pearson's correlation ratio, the first-order sensitivity
// index of x, and the measure of importance of Paruolo, Saisana and Saltelli
// (2013). E(y|x) is a running line: the least-squares line through the nearest
// rows of each (Friedman 1984), as many of them as predict rows that are left
// out best; with few rows, or where nothing does better, one line through all,
// of which the share is r². It is between 0 and 1; NaN for fewer than 4 rows
// with both values, and where one does not vary.
func MainEffect(x, y []float64) float64 {
	var rows []int
	for i := range x {
		if x[i] == x[i] && y[i] == y[i] {
			rows = append(rows, i)
		}
	}
	if len(rows) < 4 {
		return math.NaN()
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	l := newLines(x, y, rows)
	if l.width == 0 || l.variance == 0 {
		return math.NaN()
	}
	best, effect := math.Inf(1), math.NaN()
	for _, span := range []float64{1, 0.5, 0.3, 0.2, 0.1, 0.05} {
		near := int(span * float64(len(rows)))
		if span < 1 && near < leastNear {
			break
		}
		if span == 1 {
			near = 2 * len(rows)
		}
		// A narrower span has to earn its freedom.
		if e, left := l.fit(near); left < best*0.999 {
			best, effect = left, e
		}
	}
	return effect
}

// leastNear is of how many rows a line is drawn through at least.
const leastNear = 10

// lines are rows in the order of x, with the sums by which a line through any
// run of them is had at once. x begins at 0 and ends at 1, y has mean 0.
type lines struct {
	x, y             []float64
	sx, sy, sxx, sxy []float64 // over the rows before each
	first, last      []int     // of the rows with the same x
	width, variance  float64
}

func newLines(x, y []float64, rows []int) *lines {
	n := len(rows)
	l := &lines{x: make([]float64, n), y: make([]float64, n), first: make([]int, n), last: make([]int, n)}
	low, mean := x[rows[0]], 0.0
	l.width = x[rows[n-1]] - low
	for _, r := range rows {
		mean += y[r] / float64(n)
	}
	for k, r := range rows {
		l.x[k], l.y[k] = (x[r]-low)/l.width, y[r]-mean
		l.variance += l.y[k] * l.y[k]
	}
	for from := 0; from < n; {
		to := from + 1
		for to < n && l.x[to] == l.x[from] {
			to++
		}
		for k := from; k < to; k++ {
			l.first[k], l.last[k] = from, to
		}
		from = to
	}
	l.sx, l.sy, l.sxx, l.sxy = make([]float64, n+1), make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
	for k := range n {
		l.sx[k+1], l.sy[k+1] = l.sx[k]+l.x[k], l.sy[k]+l.y[k]
		l.sxx[k+1], l.sxy[k+1] = l.sxx[k]+l.x[k]*l.x[k], l.sxy[k]+l.x[k]*l.y[k]
	}
	return l
}

// fit gives the share of variance of lines through the near rows nearest, and
// the mean squared error of predicting each row from the others.
func (l *lines) fit(near int) (effect, left float64) {
	n := len(l.x)
	fits, sum := make([]float64, n), 0.0
	for k := range l.x {
		from, to := l.first[max(k-near/2, 0)], l.last[min(k+near/2, n-1)]
		m := float64(to - from)
		mx, my := (l.sx[to]-l.sx[from])/m, (l.sy[to]-l.sy[from])/m
		xx := l.sxx[to] - l.sxx[from] - m*mx*mx
		leverage := 1 / m
		fits[k] = my
		if d := l.x[k] - mx; xx > 1e-12*m {
			fits[k] += (l.sxy[to] - l.sxy[from] - m*mx*my) / xx * d
			leverage += d * d / xx
		}
		sum += fits[k]
		e := (l.y[k] - fits[k]) / max(1-leverage, 1e-3)
		left += e * e / float64(n)
	}
	for _, v := range fits {
		d := v - sum/float64(n)
		effect += d * d
	}
	return min(effect/l.variance, 1), left
}
