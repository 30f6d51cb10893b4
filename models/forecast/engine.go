package forecast

import (
	"math"
	"math/rand/v2"
)

// engine is a pass through a panel: all that is known and learnt before a
// period.
type engine struct {
	f           Forecaster
	p           *Panel
	of          []int   // family by unit
	families    [][]int // units by family
	season      *seasons
	levels      *levels
	smoothing   *smoothing
	shared      []ratio // by family
	panel       ratio
	regressions []regression
	endemics    []*endemicMember // by family, nil where not fitted
	horizons    []*learner       // by horizon
	casts       []*cast          // ring of the last Horizon origins
	past        past
	outbreaks   outbreaks
	masses      *massTable
	log         []float64 // scratch, by member
	when        schedule
}

// schedule says when a pass fits anew and from when on errors teach.
type schedule struct {
	since int            // first origin that is forecast from
	fits  func(int) bool // by periods known
	ahead int            // periods from a fit on that it must have columns for
	reach int            // periods that seasons are known for, those ahead with them
}

// schedule of a pass that fits every so many periods, and at the panel's end.
func (f Forecaster) schedule(p *Panel) schedule {
	return schedule{since: leastPeriods, ahead: f.Refit + f.Horizon, reach: p.Periods() + f.Horizon,
		fits: func(t int) bool { return (t-leastPeriods)%f.Refit == 0 || t == p.Periods() }}
}

// learner is what is learnt from the errors of one horizon.
type learner struct {
	spreads []*spread // by member, the blend last
	pool    *pooling
	blend   *blending
	bend    *bending
}

// cast holds the forecasts from one origin, by horizon and unit, then member.
type cast struct {
	mean, size, weight [][]float64
	bend               [][]*bend // by horizon, then family
	told               []float64 // by unit: what its next count tells of a score
}

// members is how many distributions are pooled.
func (f Forecaster) members() int {
	if f.Pool {
		return len(f.Members) + 1
	}
	return 1
}

func newEngine(f Forecaster, p *Panel, when schedule) *engine {
	e := &engine{f: f, p: p, masses: newMassTable(), when: when}
	e.of, e.families = p.families()
	n := len(p.Units)
	e.season = newSeasons(p, e.families, f.Harmonics, when.reach)
	if f.Workdays {
		e.season.terms = p.Terms
	}
	e.levels = newLevels(n, f.Memory)
	e.smoothing = newSmoothing(n)
	for range e.families {
		e.shared = append(e.shared, newRatio(f.Lately[0]))
	}
	e.panel = newRatio(f.Lately[1])
	e.regressions = make([]regression, n)
	e.endemics = make([]*endemicMember, len(e.families))
	keep := math.Exp2(-1 / f.Forget)
	k := f.members()
	start := make([]float64, k)
	for j := range start {
		start[j] = 1 / float64(k)
		if f.Pool { // the blend begins as half of the pool
			start[j] = 0.5 / float64(k-1)
		}
	}
	if f.Pool {
		start[k-1] = 0.5
	}
	for range f.Horizon {
		l := &learner{pool: newPooling(e.of, len(e.families), start, keep), bend: newBending(len(e.families), keep),
			blend: newBlending(len(f.Members), len(e.families), keep)}
		for range k {
			l.spreads = append(l.spreads, newSpread(e.of, len(e.families), keep))
		}
		e.horizons = append(e.horizons, l)
		e.casts = append(e.casts, nil)
	}
	e.log = make([]float64, k)
	e.past = past{ahead: f.Horizon}
	e.outbreaks = newOutbreaks(f, len(e.families))
	return e
}

// refit fits what is fitted from time to time, to the first t periods. Before
// errors teach, the levels need the season alone.
func (e *engine) refit(t int) {
	if t < leastPeriods || !e.when.fits(t) {
		return
	}
	e.season.learn(t)
	if t < e.when.since {
		return
	}
	for i := range e.p.Units {
		e.regressions[i] = learnRegression(e.p, e.season, e.of[i], i, t)
	}
	if e.uses(Endemic) {
		var last *endemicMember // families are alike: one starts from another where it has no fit of its own
		for f, units := range e.families {
			start := e.endemics[f]
			if start == nil {
				start = last
			}
			e.endemics[f] = learnEndemic(e.p, units, t, e.when.ahead, e.f.OwnSize, start)
			if e.endemics[f] != nil {
				last = e.endemics[f]
			}
		}
	}
	e.tune(t)
}

// tune solves for what the errors of the periods before t have taught.
func (e *engine) tune(t int) {
	for _, l := range e.horizons {
		l.blend.learn()
	}
	e.outbreaks.learn(e, t)
}

// tell says what outbreaks may come, from the first t periods.
func (e *engine) tell(t int, c *cast) *outbreakSheet {
	s := e.outbreaks.tell(&Origin{Known: t, e: e, cast: c})
	e.outbreaks.sheets = append(e.outbreaks.sheets, s)
	return s
}

func (e *engine) uses(member string) bool {
	for _, m := range e.f.Members {
		if m == member {
			return true
		}
	}
	return false
}

// forecast makes the forecasts from the first t periods and keeps them until
// what they are of has come.
func (e *engine) forecast(t int) *cast {
	n, k := len(e.p.Units), e.f.members()
	slot := t % e.f.Horizon
	c := e.casts[slot]
	if c == nil {
		c = e.newCast()
		e.casts[slot] = c
	}
	e.means(t, c)
	for h, l := range e.horizons {
		copy(c.bend[h], l.bend.now)
		for i := range n {
			at := h*n + i
			if e.f.Pool {
				c.mean[at][k-1] = l.blend.mean(e.of[i], c.mean[at][:k-1])
			}
			for j, s := range l.spreads {
				if c.size[at][j] == 0 {
					c.size[at][j] = s.size(i)
				}
			}
			l.pool.weights(i, c.weight[at])
		}
	}
	return c
}

func (e *engine) newCast() *cast {
	c, k := &cast{told: make([]float64, len(e.p.Units))}, e.f.members()
	for range len(e.p.Units) * e.f.Horizon {
		c.mean, c.size, c.weight = append(c.mean, make([]float64, k)), append(c.size, make([]float64, k)), append(c.weight, make([]float64, k))
	}
	c.bend = make([][]*bend, e.f.Horizon)
	for h := range c.bend {
		c.bend[h] = make([]*bend, len(e.families))
	}
	return c
}

// observe takes the counts of period t: first what they say of the forecasts
// that were made of them, then of the level.
func (e *engine) observe(t int) {
	for h, l := range e.horizons {
		if t-h < e.when.since {
			break // what was forecast from nearly nothing says little
		}
		e.judge(t, h, l, e.casts[(t-h)%e.f.Horizon])
	}
	e.outbreaks.observe(e.p, t)
	e.follow(t)
}

// follow takes from the counts of period t what they say of the level.
func (e *engine) follow(t int) {
	all, allWant := 0.0, 0.0
	for f, units := range e.families {
		factor := e.season.factor(f, t)
		came, want := 0.0, 0.0
		for _, i := range units {
			y := e.p.Counts[i][t]
			if y != y {
				continue
			}
			came, want = came+y, want+e.levels.at(middleMemory, i)*factor
			e.levels.see(i, y, factor)
			e.smoothing.see(i, y)
		}
		e.shared[f].see(came, want)
		all, allWant = all+came, allWant+want
	}
	e.panel.see(all, allWant)
}

// judge learns from the forecasts of period t that were made h+1 periods before.
func (e *engine) judge(t, h int, l *learner, c *cast) {
	for _, s := range l.spreads {
		s.fade()
	}
	if e.f.Pool {
		l.pool.fade()
		l.blend.fade()
		l.bend.fade()
	}
	k, n := e.f.members(), len(e.p.Units)
	var log [len(sizes)]float64
	r := rand.New(rand.NewPCG(e.f.Seed, uint64(t)<<16|uint64(h)))
	for i, v := range c.told {
		e.past.row(t-h, n)[e.f.Horizon*n+i] = float32(v)
	}
	for i := range e.p.Units {
		y := e.p.Counts[i][t]
		if y != y {
			continue
		}
		at := h*n + i
		for j, s := range l.spreads {
			e.masses.log(y, c.mean[at][j], &log)
			s.see(i, &log)
		}
		d := (&Origin{e: e, cast: c}).Forecast(i, h+1)
		below, mass := d.raw(y)
		bentBelow, bentMass := below, mass
		if d.bend != nil {
			bentBelow, bentMass = d.bend.at(below), d.bend.mass(below, mass)
		}
		e.past.row(t-h, n)[h*n+i] = scoreBetween(bentBelow, bentMass, r)
		if !e.f.Pool {
			continue
		}
		for j, x := range d.Dist {
			e.log[j] = x.LogProb(y)
		}
		l.pool.see(i, c.weight[at], e.log)
		l.blend.see(e.of[i], c.mean[at][:k-1], c.mean[at][k-1], c.size[at][k-1], y)
		l.bend.see(e.of[i], below, mass)
	}
	if e.f.Pool {
		l.bend.learn()
	}
}
