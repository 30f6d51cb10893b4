package composite

// rankSearch finds weights under which as many rows as possible hold of
//
//	d·w >= margin, one d for each other unit
//
// by branch and bound: rows that hold for all weights or for none are told
// apart at once, since the largest d·w has a closed form; of the others one that
// does not hold is either made to hold, by a linear programme, or given up.
type rankSearch struct {
	r       RankRange
	start   []float64
	margin  float64
	d       [][]float64 // of the rows that can hold
	lp      simplex
	left    int // programmes
	count   int // most rows that held
	bound   int // no weights let more hold
	weights []float64
	order   []int // scratch
}

// rankProgrammes is how many programmes are spent where nothing is said.
const rankProgrammes = 1000

// rankTries is how many rows' own best weights are tried before the search.
const rankTries = 48

func newRankSearch(r RankRange, start []float64) *rankSearch {
	if r.Programmes == 0 {
		r.Programmes = rankProgrammes
	}
	return &rankSearch{r: r, start: start}
}

// most gives how many of the other rows can be had at once, the bound of that
// and the weights: of scale·(x_i - x_j)·w >= margin over the rows j.
func (s *rankSearch) most(cols [][]float64, rows []int, i int, scale, margin float64) (count, bound int, weights []float64) {
	s.margin, s.left, s.d = margin, s.r.Programmes, s.d[:0]
	for _, j := range rows {
		if j == i {
			continue
		}
		d := make([]float64, len(cols))
		for k, col := range cols {
			d[k] = scale * (col[i] - col[j])
		}
		if s.holds(d, s.vertex(d)) {
			s.d = append(s.d, d)
		}
	}
	s.count, s.bound, s.weights = -1, len(s.d), nil
	s.try(s.start)
	for k := 0; k < len(s.d) && k < rankTries && s.count < len(s.d); k++ {
		s.try(s.vertex(s.d[k*len(s.d)/min(rankTries, len(s.d))]))
	}
	if s.count < len(s.d) && s.branch(nil, make([]bool, len(s.d)), 0, s.weights) {
		s.bound = s.count
	}
	return s.count, s.bound, s.weights
}

// holds leaves half the margin to rounding.
func (s *rankSearch) holds(d, w []float64) bool {
	return dot(d, w) >= s.margin-max(s.margin/2, -s.margin/2)
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for k, v := range a {
		sum += v * b[k]
	}
	return sum
}

// try counts the rows that hold with weights.
func (s *rankSearch) try(w []float64) {
	n := 0
	for _, d := range s.d {
		if s.holds(d, w) {
			n++
		}
	}
	if n > s.count {
		s.count, s.weights = n, append([]float64(nil), w...)
	}
}

// branch goes on from rows that must hold, rows given up and weights with which
// the former hold. It is false where the programmes ran out.
func (s *rankSearch) branch(must []int, givenUp []bool, lost int, w []float64) bool {
	if len(s.d)-lost <= s.count {
		return true
	}
	next := -1
	for k, d := range s.d {
		if !givenUp[k] && !s.holds(d, w) {
			next = k
			break
		}
	}
	if next < 0 { // all that was not given up
		s.try(w)
		return true
	}
	if s.left == 0 {
		return false
	}
	s.left--
	more := append(must[:len(must):len(must)], next)
	if with := s.feasible(more); with != nil {
		s.try(with)
		if !s.branch(more, givenUp, lost, with) {
			return false
		}
	}
	givenUp[next] = true
	whole := s.branch(must, givenUp, lost+1, w)
	givenUp[next] = false
	return whole
}

// vertex gives the weights with the largest d·w: all at their lower bounds, and
// what is left to 1 to the largest of d first.
func (s *rankSearch) vertex(d []float64) []float64 {
	w := append([]float64(nil), s.r.Lower...)
	left := 1.0
	s.order = s.order[:0]
	for k, low := range w {
		left -= low
		at := len(s.order)
		s.order = append(s.order, k)
		for at > 0 && d[s.order[at-1]] < d[k] {
			s.order[at], at = s.order[at-1], at-1
		}
		s.order[at] = k
	}
	for _, k := range s.order {
		add := min(max(left, 0), s.r.Upper[k]-w[k])
		w[k], left = w[k]+add, left-add
	}
	return w
}

// feasible gives weights with which all the rows of must hold, nil where there
// are none. From a vertex the weights are moved until no row falls short: unknown
// are how far each weight but one moves from its bound, and by how much the
// largest shortage shrinks, which is the goal.
func (s *rankSearch) feasible(must []int) []float64 {
	v := s.vertex(s.d[must[len(must)-1]])
	short := 0.0
	for _, j := range must {
		short = max(short, s.margin-dot(s.d[j], v))
	}
	if short == 0 {
		return v
	}
	p, free := len(v), s.between(v)
	sign := make([]float64, p)
	s.lp.reset(p, len(must)+p+2) // the place of free is that of the shortage
	up, down := s.lp.row(s.r.Upper[free]-v[free]), s.lp.row(v[free]-s.r.Lower[free])
	for k := range v {
		s.lp.goal[k] = 0
		if k == free {
			continue
		}
		sign[k] = 1
		if v[k]-s.r.Lower[k] > s.r.Upper[k]-v[k] {
			sign[k] = -1
		}
		up[k], down[k] = -sign[k], sign[k]
		s.lp.row(s.r.Upper[k] - s.r.Lower[k])[k] = 1
	}
	s.lp.goal[free] = 1
	s.lp.row(short)[free] = 1
	for _, j := range must {
		d := s.d[j]
		row := s.lp.row(dot(d, v) + short - s.margin)
		for k := range d {
			row[k] = -sign[k] * (d[k] - d[free])
		}
		row[free] = 1
	}
	gained, err := s.lp.maximise()
	if err != nil || gained < short-rankTie/10 {
		return nil
	}
	rest := 1.0
	for row, of := range s.lp.basic {
		if of < p && of != free {
			v[of] += sign[of] * s.lp.cells[row*(p+1)+p]
		}
	}
	for k := range v {
		if k != free {
			rest -= v[k]
		}
	}
	v[free] = rest
	return v
}

// between gives the place of a weight that lies furthest from both its bounds.
func (s *rankSearch) between(v []float64) int {
	at, most := 0, -1.0
	for k, w := range v {
		if room := min(w-s.r.Lower[k], s.r.Upper[k]-w); room > most {
			at, most = k, room
		}
	}
	return at
}
