package demo

import "math"

// field is how restless each township is in each week, beside its own chance:
// standard normal, alike among neighbours and from week to week. All registers
// of requests share it, so that their counts go together.
type field struct {
	first  int // week
	index  map[string]int
	spread [][]float64 // by township: how the white noise of the others enters, of length 1
	weeks  [][]float64 // by week and township
}

// persistence is the correlation of a week with the week before.
const persistence = 0.8

// newField draws the field for the weeks from first to last: an autoregression
// in time whose noise is twice averaged over neighbouring townships.
func newField(t *terrain, seed uint64, first, last Date) *field {
	n := len(t.towns)
	f := &field{first: first.week(), index: map[string]int{}}
	for i, town := range t.towns {
		f.index[town.code] = i
	}
	once := t.neighbours()
	for i := range n {
		row := make([]float64, n)
		for k, a := range once[i] {
			for j, b := range once[k] {
				row[j] += a * b
			}
		}
		sum := 0.0
		for _, x := range row {
			sum += x * x
		}
		for j := range row {
			row[j] /= math.Sqrt(sum)
		}
		f.spread = append(f.spread, row)
	}
	r := newStream(seed, "field")
	before := make([]float64, n)
	for week := f.first; week <= last.week(); week++ {
		white, now := make([]float64, n), make([]float64, n)
		for i := range white {
			white[i] = r.NormFloat64()
		}
		keep, news := persistence, math.Sqrt(1-persistence*persistence)
		if week == f.first {
			keep, news = 0, 1
		}
		for i := range now {
			s := 0.0
			for j, x := range f.spread[i] {
				s += x * white[j]
			}
			now[i] = keep*before[i] + news*s
		}
		f.weeks = append(f.weeks, now)
		before = now
	}
	return f
}

// neighbours gives, for each township, the weights of averaging: half its own,
// half shared among those it touches, by length of the border.
func (t *terrain) neighbours() [][]float64 {
	n := len(t.towns)
	of := make([]int, len(t.hexes.at))
	for i, town := range t.towns {
		for _, c := range town.cells {
			of[c] = i
		}
	}
	weights := make([][]float64, n)
	for i, town := range t.towns {
		weights[i] = make([]float64, n)
		border := 0.0
		for _, c := range town.cells {
			for _, d := range t.hexes.next[c] {
				if d >= 0 && of[d] != i {
					weights[i][of[d]]++
					border++
				}
			}
		}
		for j := range weights[i] {
			weights[i][j] *= 0.5 / border
		}
		weights[i][i] = 0.5
	}
	return weights
}

// at gives the field of a township in a week.
func (f *field) at(town string, week int) float64 {
	return f.weeks[week-f.first][f.index[town]]
}

// correlation of two townships in weeks that lie lag apart.
func (f *field) correlation(a, b string, lag int) float64 {
	s := 0.0
	x, y := f.spread[f.index[a]], f.spread[f.index[b]]
	for i := range x {
		s += x[i] * y[i]
	}
	return s * math.Pow(persistence, math.Abs(float64(lag)))
}

// loading is how strongly a data set follows the field: its rates are
// multiplied by exp(loading × field − loading²/2), which is 1 on average. The
// square is the share of the data set's overdispersion that lies in the field;
// the rest is the gamma mix of each township's own weeks.
func (p *process) loading() float64 { return math.Sqrt(p.common() / p.shape) }

// own is the shape of the gamma mix that is left to a township.
func (p *process) own() float64 { return p.shape / (1 - p.common()) }

// common is the share of a data set's overdispersion that lies in the field.
func (p *process) common() float64 {
	switch p.dataset {
	case "hotline_ticket":
		return 0.45
	case "dispute_case", "grid_event", "consumer_case":
		return 0.40
	}
	return 0.30
}
