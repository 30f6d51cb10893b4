package watch

import (
	"math"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Calm weeks that end an episode.
const calmWeeks = 2

// episodes makes one warning of the weeks that follow one another, with up to
// one calm week between them.
func (set Settings) episodes(m *member) []anlan.Warning {
	var out []anlan.Warning
	var run []*spot
	end := func() {
		if len(run) > 0 {
			out = append(out, set.episode(m, run))
		}
		run = nil
	}
	for _, s := range m.spots {
		if !s.warned {
			continue
		}
		if n := len(run); n > 0 && s.t-run[n-1].t > calmWeeks {
			end()
		}
		run = append(run, s)
	}
	end()
	return out
}

func (set Settings) episode(m *member, run []*spot) anlan.Warning {
	last, j := run[len(run)-1], run[len(run)-1].j
	week := func(t int) string { return anlan.NewPeriod(anlan.Week, m.Dates[t]).String() }
	since, weeks := m.since(run), len(run)
	w := anlan.Warning{
		ID:   strings.Join([]string{m.rule, m.Name, m.Area, m.Kind, week(since)}, ":"),
		Rule: m.rule, Series: m.Name, Kind: m.Kind, Area: m.Area, Level: m.Level,
		Period: week(last.t), Since: week(since), Weeks: weeks, Phase: m.phase(run),
		Observed: j.Observed, Expected: j.Expected, Lower: j.Lower, Upper: j.Upper, P: last.p,
		Exceed: last.exceed(), Chance: last.chance, Harm: last.harm, Grade: anlan.GradeBlue,
		Baseline: m.latest.Weeks, Trend: m.latest.Trend != 0, Dispersed: m.latest.Dispersion,
	}
	for _, s := range run {
		w.Excess += s.excess
		if g := s.grade(); g.Rank() < w.Grade.Rank() {
			w.Grade = g
		}
	}
	return w
}

// exceed is how far a week lies from the expected, in the distance to the end of
// the range that it lies beyond.
func (s *spot) exceed() float64 {
	if s.of.rule == RuleSilence {
		return (s.j.Observed - s.j.Expected) / max(s.j.Expected-s.j.Lower, 1)
	}
	return (s.j.Observed - s.j.Expected) / max(s.j.Upper-s.j.Expected, 1)
}

// since is the first week of an episode. One that has begun before the weeks
// that are judged begins where the detector saw that outbreak begin.
func (m *member) since(run []*spot) int {
	first := run[0].t
	if m.rule == RuleSilence || first-m.spots[0].t >= calmWeeks {
		return first
	}
	if n := len(m.latest.Past); n > 0 && first-m.latest.Past[n-1].Last <= calmWeeks+1 {
		return m.latest.Past[n-1].First
	}
	return first
}

// phase of an episode as of the last week judged.
func (m *member) phase(run []*spot) anlan.Phase {
	now := m.spots[len(m.spots)-1].t
	last := run[len(run)-1]
	switch {
	case now-last.t >= calmWeeks:
		return anlan.PhaseFaded
	case now == last.t && len(run) == 1 && m.since(run) == last.t:
		return anlan.PhaseOpened
	case now == last.t && len(run) > 1 && last.excess > run[len(run)-2].excess:
		return anlan.PhaseGrown
	}
	return anlan.PhaseStanding
}

// grade of one week. An episode has the gravest of its weeks that are judged, to
// its end: what was red does not turn blue because it is fading, which is for the
// phase to say. It weighs how likely the week is more than chance, how far it lies
// beyond what was expected, and how much harm that is (in cases of weight 1). Each
// step asks for all three, so that a few cases where none was expected stay blue
// however unlikely they are:
//
//	red     chance 99%, twice as far as the range reaches, harm 10 or more
//	orange  chance 95%, one and a half times,              harm 6
//	yellow  chance 80%, beyond the range,                  harm 3
//	blue    every other warning
//
// The steps are a convention, to be revised with the record of outcomes.
func (s *spot) grade() anlan.Grade {
	far := math.Abs(s.exceed())
	switch {
	case s.chance >= 0.99 && far >= 2 && s.harm >= 10:
		return anlan.GradeRed
	case s.chance >= 0.95 && far >= 1.5 && s.harm >= 6:
		return anlan.GradeOrange
	case s.chance >= 0.8 && far >= 1 && s.harm >= 3:
		return anlan.GradeYellow
	}
	return anlan.GradeBlue
}
