package edition

import (
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// Kind gives the kind of a period by its name, Month where it has no form of
// its own.
func Kind(period string) anlan.PeriodKind {
	p, err := anlan.ParsePeriod(period, time.UTC)
	if err != nil {
		return anlan.Month
	}
	return p.Kind
}

// Main is the kind of period that the index comes out in: every area has
// figures of it, other kinds are made for city and counties.
func (e *Edition) Main() anlan.PeriodKind { return Kind(e.Meta.Closed) }

// Kinds gives the kinds of period that have figures, the shortest first.
func (e *Edition) Kinds() []anlan.PeriodKind {
	var out []anlan.PeriodKind
	for k := range e.kinds {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Periods gives the periods of the main kind that have figures, oldest first.
func (e *Edition) Periods() []string { return e.kinds[e.Main()] }

// PeriodsOf gives the periods of a kind that have figures, oldest first.
func (e *Edition) PeriodsOf(kind anlan.PeriodKind) []string { return e.kinds[kind] }

// HasPeriod says whether a period of any kind has figures.
func (e *Edition) HasPeriod(period string) bool { _, ok := e.periodAt[period]; return ok }

// Final says whether a period had ended when its figures were made.
func (e *Edition) Final(period string) bool { return e.HasPeriod(period) && !e.running[period] }

// Before gives the period of the same kind before one that has figures, ""
// when it is the first.
func (e *Edition) Before(period string) string {
	all := e.kinds[Kind(period)]
	if i := slices.Index(all, period); i > 0 {
		return all[i-1]
	}
	return ""
}

// setPeriods puts the periods that have figures in order.
func (e *Edition) setPeriods(seen map[string]bool) {
	e.periods, e.kinds = e.periods[:0], map[anlan.PeriodKind][]string{}
	for p := range seen {
		e.periods = append(e.periods, p)
	}
	slices.Sort(e.periods)
	for i, p := range e.periods {
		e.periodAt[p] = i
		e.kinds[Kind(p)] = append(e.kinds[Kind(p)], p)
	}
}
