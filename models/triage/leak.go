package triage

import (
	"strconv"
	"time"
)

// What counts as a level that is learnt at the end: so many of today's open
// cases would have it, were they like those of an earlier day, and none has.
// By chance that happens less than once in 20,000.
const leakExpected = 10

// leak refuses a code, class or flag that is filled in when a case ends. Cases
// open today are held against those that were open on an earlier day, as the
// table shows them now: a column that a register knows while a case is open
// looks the same in both, one that it learns at the end does not.
func (s *Cases) leak(asOf time.Time) error {
	end := endOf(asOf)
	var now, then []*Case
	for i := range s.All {
		if s.All[i].open(end.Unix()) {
			now = append(now, &s.All[i])
		}
	}
	// Three earlier days, far enough back for most of their cases to have ended.
	span := s.List.Columns.DueDays
	for k := 2.0; k <= 4; k++ {
		at := end.Add(-time.Duration(k * span * float64(day)))
		for i := range s.All {
			if x := &s.All[i]; x.open(at.Unix()) && x.endedAt < end.Unix() {
				then = append(then, x)
			}
		}
	}
	if len(now) == 0 || len(then) == 0 {
		return nil
	}
	c := newCoding(s.List)
	for j, f := range s.List.Features {
		if f.Is != Code && f.Is != Class && f.Is != Flag {
			continue
		}
		levels := f.levels()
		had, has := make([]float64, len(levels)), make([]float64, len(levels))
		for _, x := range then {
			had[c.level(j, x, end, 0)]++
		}
		for _, x := range now {
			has[c.level(j, x, end, 0)]++
		}
		for i, level := range levels {
			expected := had[i] / float64(len(then)) * float64(len(now))
			if expected >= leakExpected && has[i] == 0 {
				return bad("feature %s (column %s): none of the %s cases open on %s is %q, but %.0f%% of those open earlier that have ended since are: it is written down when a case ends",
					f.ID, f.Column, strconv.Itoa(len(now)), end.AddDate(0, 0, -1).Format("2006-01-02"), level, 100*had[i]/float64(len(then))).
					WithNext("take the feature out: it is not known while a case is open")
			}
		}
	}
	return nil
}
