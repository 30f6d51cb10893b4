package forecast

import "slices"

// Schedule says when a pass that is kept fits and learns, by calendar alone, so
// that what it has learnt does not depend on when it was asked.
type Schedule struct {
	Since int   // first origin whose errors teach: levels follow all counts, from the first
	Fits  []int // periods known when season and regressions are fitted anew, ascending
	Reach int   // periods that seasons must be known for, those ahead with them
}

// Learner is a pass through a panel that can be kept and gone on with.
type Learner struct {
	e      *engine
	known  int
	fitted int // periods known when it was last looked whether a fit is due
}

// NewLearner begins a pass that knows no period yet. The panel holds all
// periods that it is to learn from. Errors: Invalid for settings, a panel or a
// schedule that cannot be.
func (f Forecaster) NewLearner(p *Panel, s Schedule) (*Learner, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if s.Since < leastPeriods || !slices.IsSorted(s.Fits) || s.Reach < p.Periods()+f.Horizon {
		return nil, bad("a pass that learns from origin %d, fits at %v and reaches %d periods: of %d, %d ahead, it must reach all, and learn from %d on",
			s.Since, s.Fits, s.Reach, p.Periods(), f.Horizon, leastPeriods)
	}
	f = f.filled(p)
	when := schedule{since: s.Since, reach: s.Reach, fits: func(t int) bool { _, ok := slices.BinarySearch(s.Fits, t); return ok }}
	when.ahead = f.Horizon // between fits as far as the furthest two lie apart, and after the last to the end
	for i, t := range s.Fits {
		next := s.Reach
		if i+1 < len(s.Fits) {
			next = s.Fits[i+1] + f.Horizon
		}
		if t >= s.Since {
			when.ahead = max(when.ahead, next-t)
		}
	}
	return &Learner{e: newEngine(f, p, when)}, nil
}

// Known is how many periods it has learnt from.
func (l *Learner) Known() int { return l.known }

// Learn goes on until so many periods are known, no more than the panel has.
func (l *Learner) Learn(until int) {
	for t := l.known; t < min(until, l.e.p.Periods()); t++ {
		l.fit()
		if t >= l.e.when.since {
			l.e.tell(t, l.e.forecast(t))
		}
		l.e.observe(t)
		l.known = t + 1
	}
	l.fit()
}

// tunes is how many periods lie between solving for what errors taught.
const tunes = 4

func (l *Learner) fit() {
	if l.fitted == l.known {
		return
	}
	l.fitted = l.known
	l.e.refit(l.known)
	if l.known > l.e.when.since && (l.known-l.e.when.since)%tunes == 0 {
		l.e.tune(l.known)
	}
}

// Keep writes what has been learnt.
func (l *Learner) Keep() []byte {
	a := &archive{}
	a.whole(&l.known)
	a.whole(&l.fitted)
	l.e.archived(a)
	return a.out
}

// Resume reads what Keep wrote, into a pass that has just begun with the same
// settings, units, schedule and known periods: none of these is written, and
// the caller must know that they are the same. After an error it is worth
// nothing.
func (l *Learner) Resume(kept []byte) error {
	a := &archive{in: kept, reading: true}
	a.whole(&l.known)
	a.whole(&l.fitted)
	l.e.archived(a)
	switch {
	case a.err != nil:
		return a.err
	case len(a.in) > 0 || l.known < 0 || l.known > l.e.p.Periods():
		return bad("the kept state is of another panel")
	}
	return nil
}

// Outlook ends the pass with a look ahead from the end of a panel whose first
// periods are those known. The periods after them move the levels and teach
// nothing else: they may still change. They may begin up to a period later than
// the calendar of those before, by late of a period.
func (l *Learner) Outlook(p *Panel, late float64) (*Origin, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	e := l.e
	if len(p.Units) != len(e.p.Units) || p.Periods() < l.known || !(late >= 0 && late < 1) || p.Periods()+e.f.Horizon+1 > e.when.reach {
		return nil, bad("no look ahead from %d periods of %d units, %v late: %d periods of %d units are known, and seasons of %d",
			p.Periods(), len(p.Units), late, l.known, len(e.p.Units), e.when.reach)
	}
	e.p, e.season.p = p, p
	e.season.shift(l.known, late)
	for t := l.known; t < p.Periods(); t++ {
		e.follow(t)
	}
	o := &Origin{Known: p.Periods(), e: e, cast: e.forecast(p.Periods())}
	o.sheet = e.outbreaks.tell(o)
	return o, nil
}

// shift moves the seasons from period t on by a part of a period.
func (s *seasons) shift(t int, late float64) {
	for _, row := range s.log {
		for u := t; u < len(row); u++ {
			next := row[u]
			if u+1 < len(row) {
				next = row[u+1]
			}
			row[u] += late * (next - row[u])
		}
	}
}
