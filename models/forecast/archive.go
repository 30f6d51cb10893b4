package forecast

import (
	"encoding/binary"
	"math"

	"github.com/anlan-lake/anlan"
)

// archive writes what a pass has learnt, or reads it back into a pass of the
// same shape: numbers one after another, little-endian, nothing rounded.
type archive struct {
	out     []byte
	in      []byte
	reading bool
	err     error
}

func (a *archive) word(v uint64) uint64 {
	if !a.reading {
		a.out = binary.LittleEndian.AppendUint64(a.out, v)
		return v
	}
	if len(a.in) < 8 {
		a.err, a.in = anlan.Errorf(anlan.Invalid, "forecast: the kept state ends too early"), nil
		return 0
	}
	v = binary.LittleEndian.Uint64(a.in)
	a.in = a.in[8:]
	return v
}

func (a *archive) number(v *float64) { *v = math.Float64frombits(a.word(math.Float64bits(*v))) }

func (a *archive) whole(v *int) { *v = int(int64(a.word(uint64(int64(*v))))) }

// length is that of a list; what is read may not be longer than what is left.
func (a *archive) length(n int) int {
	a.whole(&n)
	if a.reading && (n < 0 || n > len(a.in)) {
		a.err, n = anlan.Errorf(anlan.Invalid, "forecast: the kept state holds a list of %d", n), 0
	}
	return n
}

func (a *archive) flag(v *bool) {
	n := 0
	if *v {
		n = 1
	}
	a.whole(&n)
	*v = n != 0
}

// numbers of a list whose length both sides know.
func (a *archive) numbers(v []float64) {
	for i := range v {
		a.number(&v[i])
	}
}

func (a *archive) rows(v [][]float64) {
	for _, row := range v {
		a.numbers(row)
	}
}

// scores are single-precision numbers of a list whose length both sides know,
// two a word.
func (a *archive) scores(v []float32) {
	for i := 0; i < len(v); i += 2 {
		w := uint64(math.Float32bits(v[i]))
		if i+1 < len(v) {
			w |= uint64(math.Float32bits(v[i+1])) << 32
		}
		w = a.word(w)
		v[i] = math.Float32frombits(uint32(w))
		if i+1 < len(v) {
			v[i+1] = math.Float32frombits(uint32(w >> 32))
		}
	}
}

// archived goes through all that the pass has learnt, to write or to read it.
func (e *engine) archived(a *archive) {
	a.rows(e.season.log)
	a.numbers(e.season.mean)
	a.rows(e.levels.count)
	a.rows(e.levels.shape)
	a.rows(e.smoothing.level)
	a.rows(e.smoothing.loss)
	for i := range e.smoothing.seen {
		a.whole(&e.smoothing.seen[i])
	}
	for f := range e.shared {
		a.number(&e.shared[f].came)
		a.number(&e.shared[f].expected)
	}
	a.number(&e.panel.came)
	a.number(&e.panel.expected)
	for i := range e.regressions {
		r := &e.regressions[i]
		a.flag(&r.ok)
		a.number(&r.level)
		a.number(&r.rise)
		a.whole(&r.at)
		a.number(&r.over)
	}
	e.archivedEndemics(a)
	for _, l := range e.horizons {
		l.archived(a)
	}
	for slot := range e.casts {
		there := e.casts[slot] != nil
		a.flag(&there)
		if !there || a.err != nil {
			continue
		}
		if e.casts[slot] == nil {
			e.casts[slot] = e.newCast()
		}
		e.casts[slot].archived(a)
	}
	e.past.archived(a, len(e.p.Units))
	e.outbreaks.archived(a, len(e.p.Units))
}

func (e *engine) archivedEndemics(a *archive) {
	for f, units := range e.families {
		there, at := e.endemics[f] != nil, 0
		var parameters []float64
		if there {
			at, parameters = e.endemics[f].at, e.endemics[f].fit.Parameters()
		}
		a.flag(&there)
		if !there || a.err != nil {
			continue
		}
		a.whole(&at)
		n := a.length(len(parameters))
		if a.reading {
			parameters = make([]float64, n)
		}
		a.numbers(parameters)
		if !a.reading || a.err != nil {
			continue
		}
		if at < 2 || at > e.p.Periods() {
			a.err = anlan.Errorf(anlan.Invalid, "forecast: the kept state has a fit to %d of %d periods", at, e.p.Periods())
			return
		}
		m, err := keptEndemic(e.p, units, at, e.when.ahead, e.f.OwnSize, parameters)
		if err != nil {
			a.err = err
			return
		}
		e.endemics[f] = m
	}
}

func (l *learner) archived(a *archive) {
	for _, s := range l.spreads {
		for i := range s.unit {
			a.numbers(s.unit[i][:])
		}
		for f := range s.family {
			a.numbers(s.family[f][:])
		}
		a.numbers(s.weight)
	}
	a.rows(l.pool.unit)
	a.rows(l.pool.family)
	a.numbers(l.bend.panel[:])
	for f := range l.bend.family {
		a.numbers(l.bend.family[f][:])
	}
	l.bend.learn()
	a.rows(l.blend.square)
	a.rows(l.blend.cross)
	a.numbers(l.blend.cases)
	a.rows(l.blend.weight)
}

func (c *cast) archived(a *archive) {
	a.rows(c.mean)
	a.rows(c.size)
	a.rows(c.weight)
	a.numbers(c.told)
	for h := range c.bend {
		for f := range c.bend[h] {
			b := c.bend[h][f]
			if a.reading {
				b = &bend{}
				c.bend[h][f] = b
			}
			a.numbers(b.density[:])
			a.numbers(b.edge[:])
		}
	}
}

func (p *past) archived(a *archive, units int) {
	a.whole(&p.from)
	n := a.length(len(p.rows))
	for k := range n {
		if a.reading {
			p.rows = append(p.rows, make([]float32, p.width(units)))
		}
		a.scores(p.rows[k])
		if a.err != nil {
			return
		}
	}
}

func (o *outbreaks) archived(a *archive, units int) {
	for w := range o.windows {
		a.number(&o.mend[w].slope)
		a.number(&o.mend[w].shift)
		for k := range o.told[w] {
			b := &o.told[w][k]
			a.number(&b.n)
			a.number(&b.odds)
			a.number(&b.came)
		}
	}
	a.rows(o.together)
	n := a.length(len(o.sheets))
	for k := range n {
		if a.reading {
			o.sheets = append(o.sheets, newOutbreakSheet(len(o.windows), units))
		}
		s := o.sheets[k]
		a.whole(&s.origin)
		a.rows(s.chance)
		a.rows(s.threshold)
		if a.err != nil {
			return
		}
	}
}
