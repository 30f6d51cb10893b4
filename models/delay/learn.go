package delay

import "math"

// sums of the steps of one cell of one source.
type sums struct{ k, n, nn, x, xx, xn float64 }

func (s *sums) add(t step) {
	s.k, s.n, s.nn, s.x, s.xx, s.xn = s.k+1, s.n+t.now, s.nn+t.now*t.now, s.x+t.come, s.xx+t.come*t.come, s.xn+t.come*t.now
}

// mostHazard keeps a night before which nothing was known from saying so for ever.
const mostHazard = 0.9999

// hazardOf a cell, by moments of the beta-binomial: the mean is that of all
// sources, the correlation that of a source's own periods.
func hazardOf(sources []*sums) hazard {
	var n, nn, x, over, pairs float64
	for _, s := range sources {
		if s == nil {
			continue
		}
		n, nn, x = n+s.n, nn+s.nn, x+s.x
		m := s.x / s.n
		if within := m * (1 - m); within > 0 && s.k > 1 {
			over += (s.xx-2*m*s.xn+m*m*s.nn)*s.k/(s.k-1) - within*s.n
			pairs += within * (s.nn - s.n)
		}
	}
	h := hazard{mean: min(x/n, mostHazard)}
	if pairs > 0 {
		h.alike = min(max(over/pairs, 0), 1)
	}
	h.err = h.mean * (1 - h.mean) * (n + h.alike*(nn-n)) / (n * n)
	return h
}

// pool learns from the steps of one pool; nil where there are too few periods.
func (l *Learnt) pool(steps []step) *pool {
	names, at := []string{}, map[string]int{}
	width := 0
	periods := map[int]bool{}
	for _, s := range steps {
		width = max(width, s.cell+1)
		periods[s.last] = true
		if _, ok := at[s.source]; !ok {
			at[s.source] = len(names)
			names = append(names, s.source)
		}
	}
	if len(periods) < l.set.Periods {
		return nil
	}
	cells, seen := make([][]*sums, width), make([]map[int]bool, width)
	for c := range cells {
		cells[c], seen[c] = make([]*sums, len(names)), map[int]bool{}
	}
	for _, s := range steps {
		seen[s.cell][s.last] = true
		own := &cells[s.cell][at[s.source]]
		if *own == nil {
			*own = &sums{}
		}
		(*own).add(s)
	}
	p := &pool{hazard: make([]hazard, width), source: map[string]source{}}
	for c := range cells {
		if len(seen[c]) >= l.set.Seen {
			p.hazard[c] = hazardOf(cells[c])
		} else if c >= 2 { // hardly ever seen: as after a working day less
			p.hazard[c] = p.hazard[c-2]
		}
	}
	p.frailties(steps)
	return p
}

// ratio is what came late over what should have by the pool's hazards, and the
// variance of what came.
type ratio struct{ come, expected, variance float64 }

func (r *ratio) add(s step, h hazard, factor float64) {
	m := min(h.mean*factor, mostHazard)
	r.come, r.expected = r.come+s.come, r.expected+s.now*m
	r.variance += m * (1 - m) * s.now * (1 + (s.now-1)*h.alike)
}

func (r *ratio) tells() bool { return r != nil && r.expected > 0 && r.variance > 0 }

// toward draws a ratio towards 1, by the variance between ratios.
func (r *ratio) toward(between float64) frailty {
	own := r.variance / (r.expected * r.expected)
	keep := between / (between + own)
	return frailty{max(1+keep*(r.come/r.expected-1), 0), keep * own}
}

// between is the variance of ratios beside that of what came: by moments, as
// they weigh (DerSimonian & Laird, Controlled Clinical Trials 7 (1986) 177–188).
func between(list []*ratio) float64 {
	var w, ww, wr, wrr float64
	for _, t := range list {
		r, v := t.come/t.expected, t.expected*t.expected/t.variance
		w, ww, wr, wrr = w+v, ww+v*v, wr+v*r, wrr+v*r*r
	}
	spread := w - ww/w
	if len(list) < 2 || !(spread > 0) { // one, or one that outweighs all others
		return 0
	}
	return max(0, (wrr-wr*wr/w-float64(len(list)-1))/spread)
}

// frailties learns how sources differ: each in all, and beside that on nights of
// one kind.
func (p *pool) frailties(steps []step) {
	all := map[string]*ratio{}
	cells := map[string][]*ratio{}
	var names []string
	for _, s := range steps {
		if all[s.source] == nil {
			all[s.source], cells[s.source] = &ratio{}, make([]*ratio, len(p.hazard))
			names = append(names, s.source)
		}
		all[s.source].add(s, p.hazard[s.cell], 1)
	}
	var list []*ratio
	for _, name := range names { // in the record's order
		if all[name].tells() {
			list = append(list, all[name])
		}
	}
	apart := between(list)
	for _, name := range names {
		own := source{all: frailty{mean: 1}}
		if all[name].tells() {
			own.all = all[name].toward(apart)
		}
		p.source[name] = own
	}
	list = list[:0]
	for _, s := range steps {
		c := cells[s.source]
		if c[s.cell] == nil {
			c[s.cell] = &ratio{}
		}
		c[s.cell].add(s, p.hazard[s.cell], p.source[s.source].all.mean)
	}
	for _, name := range names {
		for _, r := range cells[name] {
			if r.tells() {
				list = append(list, r)
			}
		}
	}
	apart = between(list)
	for _, name := range names {
		own := p.source[name]
		for _, r := range cells[name] {
			f := frailty{mean: 1}
			if r.tells() {
				f = r.toward(apart)
			}
			own.cell = append(own.cell, f)
		}
		p.source[name] = own
	}
}

// Of gives the share of a period's cases that a source has told of by a night:
// complete where nothing is known of its delays.
func (l *Learnt) Of(poolName, source string, last, night int) Share {
	p := l.pools[poolName]
	if p == nil || night < last {
		return Complete
	}
	own, ok := p.source[source]
	if !ok {
		own.all.mean = 1
	}
	clock := clock{days: l.set.Days, night: last}
	clock.to(night)
	mean, square, slope := 1.0, 1.0, 0.0 // slope: of the logarithm of the mean, by the source's frailty in all
	for n := night + 1; n <= last+l.set.Longest; n++ {
		cell := clock.to(n)
		if cell >= len(p.hazard) { // later than any that was seen
			break
		}
		h := p.hazard[cell]
		if !(h.mean > 0) {
			continue
		}
		f := frailty{mean: 1}
		if ok {
			f = own.cell[cell]
		}
		factor := own.all.mean * f.mean
		stay := 1 - min(h.mean*factor, mostHazard)
		unsure := h.err*factor*factor + f.variance*h.mean*h.mean*own.all.mean*own.all.mean
		mean, square, slope = mean*stay, square*(stay*stay+h.alike*stay*(1-stay)+unsure), slope+h.mean*f.mean/stay
	}
	if mean >= l.set.Least {
		return Complete
	}
	variance := square - mean*mean + own.all.variance*slope*slope*mean*mean
	return Share{max(mean, leastShare), math.Sqrt(min(max(variance, 0), mostSpread*mean*(1-mean)))}
}

// mostSpread keeps the variance of a share below that of all or nothing;
// leastShare keeps a share from nothing, which no count could be held against.
const mostSpread, leastShare = 0.98, 1e-4
