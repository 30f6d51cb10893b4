package forecast

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan/models/linear"
)

// seasons holds what the time of year and the day of the week do to each family:
// the logarithm of a factor, by family, then period, to the end of the horizon.
//
// Estimated from ratios to centred moving averages (Macaulay, The Smoothing of
// Time Series, 1931) of the family's sums, so that a level that drifts is no
// season: harmonics drawn to nothing by a ridge, the median of the years' ratios
// for what single weeks do in the whole panel (holidays), what the columns of the
// calendar do, and the short cycle.
type seasons struct {
	p         *Panel
	members   [][]int
	harmonics int
	log       [][]float64
	mean      []float64   // by unit: of what was reported so far, for gaps
	terms     [][]float64 // columns of the calendar; nil for none
}

// Season is drawn to nothing with this standard deviation of its logarithm.
const seasonSpread = 0.3

func newSeasons(p *Panel, members [][]int, harmonics, periods int) *seasons {
	s := &seasons{p: p, members: members, harmonics: harmonics, mean: make([]float64, len(p.Units))}
	for range members {
		s.log = append(s.log, make([]float64, periods))
	}
	return s
}

// learn estimates the seasons from the first t periods, for those from t on.
func (s *seasons) learn(t int) {
	for i, y := range s.p.Counts {
		sum, n := 0.0, 0.0
		for _, v := range y[:t] {
			if v == v {
				sum, n = sum+v, n+1
			}
		}
		s.mean[i] = sum / max(n, 1)
	}
	year := int(math.Round(s.p.Year))
	annual := t >= 2*year
	ratios := make([][]float64, 0, len(s.members)) // by family: what single weeks add
	for f, units := range s.members {
		y := s.sums(units, t)
		effect := make([]float64, len(s.log[f]))
		if annual {
			s.annual(y, effect, year)
			ratios = append(ratios, y, slices.Clone(effect))
		}
		if s.p.Cycle > 0 {
			s.cycle(y, effect)
		}
		copy(s.log[f][t:], effect[t:])
	}
	if annual {
		s.calendar(ratios, t, year)
		s.weeks(ratios, t, year)
	}
}

// A column of the calendar is drawn to no effect with calendarSpread in the
// whole panel, and in a family to that of the panel with familySpread.
const calendarSpread, familySpread = 0.5, 0.1

// calendar adds what the panel's columns do to the families, in the past of the
// ratios and in the periods from t on: weighted least squares of the counts over
// centred averages and season.
func (s *seasons) calendar(ratios [][]float64, t, year int) {
	if len(s.terms) == 0 {
		return
	}
	none := make([]float64, len(s.terms))
	y, want := make([]float64, t), make([]float64, t)
	expected := make([][]float64, 0, len(s.log))
	for k := 0; k < len(ratios); k += 2 {
		m := centred(ratios[k], year)
		for u := range m {
			m[u] *= math.Exp(ratios[k+1][u])
			y[u], want[u] = y[u]+ratios[k][u], want[u]+m[u]
		}
		expected = append(expected, m)
	}
	panel := s.effects(y, want, none, calendarSpread)
	for f, m := range expected {
		own := s.effects(ratios[2*f], m, panel, familySpread)
		for u := range s.log[f] {
			sum := 1.0
			for j, x := range s.terms {
				if u < len(x) {
					sum += own[j] * x[u]
				}
			}
			effect := math.Log(min(max(sum, 0.2), 5))
			ratios[2*f+1][u] += effect
			if u >= t {
				s.log[f][u] += effect
			}
		}
	}
}

// effects of the columns on y, of which want is expected, drawn to those given.
func (s *seasons) effects(y, want, towards []float64, spread float64) []float64 {
	n := len(s.terms)
	ratio := func(u int) float64 {
		r := min(max(y[u]/want[u], 1.0/3), 3) - 1
		for j, x := range s.terms {
			r -= towards[j] * x[u]
		}
		return r
	}
	gap, seen := 0.0, 0.0
	for u, m := range want {
		if m > 0 {
			gap, seen = gap+m*ratio(u)*ratio(u), seen+1
		}
	}
	if seen < float64(n)+1 {
		return towards
	}
	over := max(1, gap/seen)
	eq, rhs := linear.New(n), make([]float64, n)
	row := make([]float64, n)
	for u, m := range want {
		if !(m > 0) {
			continue
		}
		for j, x := range s.terms {
			row[j] = x[u]
			rhs[j] += m / over * ratio(u) * x[u]
		}
		eq.Add(row, m/over)
	}
	for j := range n {
		eq.A[j*n+j] += 1 / (spread * spread)
	}
	if eq.Factor() >= 0 {
		return towards
	}
	eq.Solve(rhs)
	for j := range rhs {
		rhs[j] += towards[j]
	}
	return rhs
}

// sums are a family's counts; a gap takes the unit's mean.
func (s *seasons) sums(units []int, t int) []float64 {
	y := make([]float64, t)
	for _, i := range units {
		for u := range t {
			if v := s.p.Counts[i][u]; v == v {
				y[u] += v
			} else {
				y[u] += s.mean[i]
			}
		}
	}
	return y
}

// centred gives the moving averages of n periods about each period, NaN where
// the window is not whole.
func centred(y []float64, n int) []float64 {
	out := make([]float64, len(y))
	half, sum := n/2, 0.0
	for i := range out {
		out[i] = math.NaN()
	}
	for t, v := range y {
		sum += v
		if t >= n {
			sum -= y[t-n]
		}
		if t >= n-1 {
			out[t-n+1+half] = sum / float64(n)
		}
	}
	return out
}

// annual adds harmonics of the year to a family's effect: weighted least squares
// of the ratios with a ridge.
func (s *seasons) annual(y, effect []float64, year int) {
	level := centred(y, year)
	width := 2 * s.harmonics
	terms := func(t int) []float64 {
		x := make([]float64, 0, width)
		for k := 1; k <= s.harmonics; k++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) * float64(t) / s.p.Year)
			x = append(x, sin, cos)
		}
		return x
	}
	gap, n := 0.0, 0.0
	ratio := make([]float64, len(y))
	for t, m := range level {
		ratio[t] = math.NaN()
		if m > 0 {
			ratio[t] = min(max(y[t]/m, 1.0/3), 3) - 1
			gap, n = gap+m*ratio[t]*ratio[t], n+1
		}
	}
	if n < float64(width) {
		return
	}
	spread := max(1, gap/n) // variance of a ratio is spread over its mean
	eq, rhs := linear.New(width), make([]float64, width)
	for t, m := range level {
		if ratio[t] != ratio[t] {
			continue
		}
		x := terms(t)
		eq.Add(x, m/spread)
		for j, v := range x {
			rhs[j] += m / spread * ratio[t] * v
		}
	}
	for j := range width {
		tau := seasonSpread / float64(1+j/2)
		eq.A[j*width+j] += 1 / (tau * tau)
	}
	if eq.Factor() >= 0 {
		return
	}
	eq.Solve(rhs)
	for t := range effect {
		sum := 1.0
		for j, v := range terms(t) {
			sum += rhs[j] * v
		}
		effect[t] += math.Log(max(sum, 0.1))
	}
}

// cycle adds the short cycle: by its position, counts over moving averages.
func (s *seasons) cycle(y, effect []float64) {
	n := s.p.Cycle
	level := centred(y, n)
	seen, want := make([]float64, n), make([]float64, n)
	for t, m := range level {
		if m == m {
			seen[t%n], want[t%n] = seen[t%n]+y[t], want[t%n]+m
		}
	}
	for t := range effect {
		k := t % n
		effect[t] += math.Log((seen[k] + 10) / (want[k] + 10))
	}
}

// weeks adds to all families what single places in the year did in the whole
// panel, beyond the harmonics: the median over the years, drawn to nothing while
// these are few.
func (s *seasons) weeks(ratios [][]float64, t, year int) {
	y, want := make([]float64, t), make([]float64, t)
	for k := 0; k < len(ratios); k += 2 {
		for u, m := range centred(ratios[k], year) {
			y[u] += ratios[k][u]
			want[u] += m * math.Exp(ratios[k+1][u])
		}
	}
	bySlot := map[int][]float64{}
	for u, m := range want {
		if m > 0 && y[u] > 0 {
			bySlot[s.p.slot(u)] = append(bySlot[s.p.slot(u)], min(max(math.Log(y[u]/m), -1), 1))
		}
	}
	for u := t; u < len(s.log[0]); u++ {
		r := bySlot[s.p.slot(u)]
		if len(r) == 0 {
			continue
		}
		slices.Sort(r)
		median := (r[(len(r)-1)/2] + r[len(r)/2]) / 2
		n := float64(len(r))
		for f := range s.log {
			s.log[f][u] += median * n / (n + 1)
		}
	}
}

// factor of a family in a period.
func (s *seasons) factor(family, t int) float64 { return math.Exp(s.log[family][t]) }
