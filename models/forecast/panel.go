// Package forecast pools several forecasts of counts into one that knows its
// error. Many related series (a kind of case by township, say) move through the
// same periods; every member forecasts each of them some periods ahead, what came
// teaches how far each is to be believed, and the pool's own past tells how its
// probabilities must be bent to come true as often as they say.
//
// Nothing is fitted to what it then forecasts: a pass goes through the periods
// in order, and what is learnt at one rests on the periods before it.
package forecast

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "forecast: "+format, args...)
}

// Panel holds series of counts over the same periods.
type Panel struct {
	Units  []string
	Family []string    // by unit: series of one family share season and dispersion; nil makes one family
	Counts [][]float64 // by unit, then period; NaN where not reported
	Order  [][]int     // neighbourhood order by unit and unit, as in package endemic; nil for none
	Year   float64     // periods a year
	Cycle  int         // periods of the short cycle, 7 of days; 0 for none
	Terms  [][]float64 // columns that move all families, by column, then period and those ahead: what the calendar does; nil for none
	Slot   []int       // by period and those ahead: place in the year (a week's number); nil counts from the first period
}

// Periods is how many periods the panel has.
func (p *Panel) Periods() int { return len(p.Counts[0]) }

// Validate reports what is no panel of counts.
func (p *Panel) Validate() error {
	switch {
	case len(p.Units) == 0 || len(p.Counts) != len(p.Units):
		return bad("%d units, %d series", len(p.Units), len(p.Counts))
	case p.Family != nil && len(p.Family) != len(p.Units):
		return bad("%d units, families of %d", len(p.Units), len(p.Family))
	case !(p.Year > 2) || p.Year > 1e6:
		return bad("%v periods a year", p.Year)
	case p.Cycle < 0 || p.Cycle == 1 || float64(p.Cycle) > p.Year:
		return bad("a short cycle of %d periods", p.Cycle)
	case slices.ContainsFunc(p.Terms, func(x []float64) bool {
		return len(x) < len(p.Counts[0]) || slices.ContainsFunc(x, func(v float64) bool { return !(math.Abs(v) <= 100) })
	}):
		return bad("a column of the calendar has other periods than the %d of the series, or a figure beyond 100", len(p.Counts[0]))
	case p.Slot != nil && len(p.Slot) < len(p.Counts[0]):
		return bad("%d periods, %d places in the year", len(p.Counts[0]), len(p.Slot))
	}
	for i, y := range p.Counts {
		if len(y) == 0 || len(y) != p.Periods() {
			return bad("unit %s has %d periods, unit %s %d", p.Units[i], len(y), p.Units[0], p.Periods())
		}
		for t, v := range y {
			if v < 0 || v > mostCount || !math.IsNaN(v) && v != math.Trunc(v) {
				return bad("unit %s, period %d: %v is not a count (a whole number from 0 to %.0g)", p.Units[i], t+1, v, float64(mostCount))
			}
		}
	}
	return p.checkOrder()
}

// mostCount is beyond any count of cases; the pool's sums stay exact below it.
const mostCount = 1e9

func (p *Panel) checkOrder() error {
	if p.Order == nil {
		return nil
	}
	if len(p.Order) != len(p.Units) {
		return bad("the neighbourhood is of %d units, the series are of %d", len(p.Order), len(p.Units))
	}
	for i, row := range p.Order {
		if len(row) != len(p.Units) {
			return bad("the neighbourhood of unit %s is of %d units, want %d", p.Units[i], len(row), len(p.Units))
		}
		for j, o := range row {
			if (o == 0) != (i == j) || o < 0 || len(p.Order[j]) != len(row) || o != p.Order[j][i] {
				return bad("neighbourhood order %d of units %s and %s: want 0 with itself, 1 or more with others, the same both ways",
					o, p.Units[i], p.Units[j])
			}
		}
	}
	return nil
}

// families gives the family of every unit by number, and the units of each.
func (p *Panel) families() (of []int, members [][]int) {
	number := map[string]int{}
	for i := range p.Units {
		name := ""
		if p.Family != nil {
			name = p.Family[i]
		}
		k, ok := number[name]
		if !ok {
			k = len(members)
			number[name] = k
			members = append(members, nil)
		}
		of = append(of, k)
		members[k] = append(members[k], i)
	}
	return of, members
}

// slot is the place in the year of a period, which may lie ahead.
func (p *Panel) slot(t int) int {
	if p.Slot != nil && t < len(p.Slot) {
		return p.Slot[t]
	}
	if n := len(p.Slot); n > 0 {
		t = t - n + 1 + p.Slot[n-1]
	}
	return t % int(math.Round(p.Year))
}

// leastPeriods reported that a forecast rests on.
const leastPeriods = 8

// Abstain gives the reason why a unit cannot be forecast from its first so many
// periods, empty where it can: fewer than eight reported, most of them or the
// latest four not, nothing ever counted, or always the same count.
func (p *Panel) Abstain(unit, periods int) string {
	y := p.Counts[unit][:periods]
	reported, first, same := 0, math.NaN(), true
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if reported == 0 {
			first = v
		}
		same = same && v == first
		reported++
	}
	late := 0
	for t := periods - 1; t >= 0 && math.IsNaN(y[t]); t-- {
		late++
	}
	switch {
	case reported < leastPeriods:
		return "too_short"
	case late >= 4:
		return "stopped_reporting"
	case 2*reported < periods-p.begins(unit):
		return "mostly_unreported"
	case same && first == 0:
		return "all_zero"
	case same:
		return "constant"
	}
	return ""
}

// begins is the first period that a unit reported.
func (p *Panel) begins(unit int) int {
	for t, v := range p.Counts[unit] {
		if !math.IsNaN(v) {
			return t
		}
	}
	return p.Periods()
}
