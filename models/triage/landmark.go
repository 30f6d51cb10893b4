package triage

import (
	"math"
	"slices"
	"time"
)

// landmarkDays lie between two scoring days that a model learns from.
const landmarkDays = 7

// row is one case that was open at the end of a past day, and what became of it.
type row struct {
	cell    int // number of the case
	day     int // days before the as-of day
	columns []uint16
	y       float64
	known   int     // days before the as-of day on which y was known; negative: not yet
	from    float64 // days since acceptance at the landmark
	until   float64 // days since acceptance at the end of the horizon
	event   float64 // days since acceptance of the event (resolved; outcome), +Inf for none before the end
}

// landmarks gives the cases open at the end of the as-of day and every seventh
// day before it, as their features stood then, one outcome's rows. Known cases
// only: see Cases.Known.
//
// Source of learning at landmarks: van Houwelingen, Scandinavian Journal of
// Statistics 34 (2007) 70–85.
func (s *Cases) landmarks(c *coding, asOf time.Time, outcomes []int) [][]row {
	out := make([][]row, len(outcomes))
	if len(s.All) == 0 {
		return out
	}
	first := slices.MinFunc(s.All, func(a, b Case) int { return a.start.Compare(b.start) }).start
	end := endOf(asOf)
	for back := 0; ; back += landmarkDays {
		at := end.AddDate(0, 0, -back)
		// Loads need their window.
		if at.AddDate(0, 0, -loadWindow).Before(first) {
			return out
		}
		load := loads(s.All, s.List.Columns.LoadPrefix, at)
		for i := range s.All {
			x := &s.All[i]
			if !x.open(at.Unix()) {
				continue
			}
			var columns []uint16
			for k, o := range outcomes {
				r, ok := s.judge(x, o, at, end)
				if !ok {
					continue
				}
				if columns == nil {
					columns = c.encode(x, at, load[head(x.Area, s.List.Columns.LoadPrefix)])
				}
				r.cell, r.day, r.columns = i, back, columns
				out[k] = append(out[k], r)
			}
		}
	}
}

// judge says what became of a case that was open at a moment, ok false where
// the outcome cannot be asked: it has come already, or the case was withdrawn.
func (s *Cases) judge(x *Case, outcome int, at, end time.Time) (row, bool) {
	o := &s.List.Outcomes[outcome]
	clock := x.start
	if !x.accepted.IsZero() && x.accepted.Before(at) {
		clock = x.accepted
	}
	r := row{from: max(0, daysBetween(clock, at)), event: math.Inf(1)}
	var until time.Time
	happened := func(t time.Time) bool { return !t.IsZero() && t.Before(until) }
	if o.Is == Unresolved {
		until = x.due
		if !until.After(at) || happened(x.left) {
			return r, false
		}
		r.y = 1
		if !x.resolved.IsZero() && !x.resolved.After(until) {
			r.y, r.event = 0, daysBetween(clock, x.resolved)
		}
	} else {
		t := x.outcome[outcome]
		if !t.IsZero() && t.Before(at) || o.Traced && !s.List.traced(x, at) {
			return r, false
		}
		until = at.AddDate(0, 0, o.Days)
		if happened(t) {
			r.y, r.event = 1, daysBetween(clock, t)
		}
	}
	r.until = daysBetween(clock, until)
	r.known = int(math.Floor(daysBetween(until, end)))
	return r, true
}

// state of a case today, for one outcome, before any model is asked.
func (s *Cases) state(x *Case, outcome int, at time.Time) State {
	o := &s.List.Outcomes[outcome]
	if o.Is == Unresolved {
		if !x.dueAt(at, s.List.Columns.DueDays).After(at) {
			return Happened
		}
		return Scored
	}
	if t := x.outcome[outcome]; !t.IsZero() && t.Before(at) {
		return Happened
	}
	if o.Traced && !s.List.traced(x, at) {
		return Untraced
	}
	return Scored
}
