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
// for what single weeks do in the whole panel (holidays), and the short cycle.
type seasons struct {
	p         *Panel
	members   [][]int
	harmonics int
	log       [][]float64
	mean      []float64 // by unit: of what was reported so far, for gaps
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
		s.weeks(ratios, t, year)
	}
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
