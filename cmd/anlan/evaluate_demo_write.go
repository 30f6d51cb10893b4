package main

import (
	"cmp"
	"math"
	"slices"
)

// writeDemo writes, for several rates of false weeks, what each method catches,
// and what the night does at its default budget.
func (e *env) writeDemo(o *output, t *demoTally) error {
	a := o.answer(field("false_per_county_week", asNumber), field("method", asText), field("outbreaks", asNumber), field("caught", asNumber), field("of_known", asNumber),
		field("small", asNumber), field("medium", asNumber), field("large", asNumber), field("huge", asNumber), field("silences", asNumber), field("silences_caught", asNumber))
	sizes := []string{"small", "medium", "large", "huge"}
	row := func(rate float64, method string, caught, silent func(demoCatch) bool, known float64) float64 {
		share := func(list []demoCatch, size string, hit func(demoCatch) bool) float64 {
			if hit == nil {
				return math.NaN()
			}
			n, of := 0.0, 0.0
			for _, x := range list {
				if size == "" || x.size == size {
					of++
					if hit(x) {
						n++
					}
				}
			}
			return n / of
		}
		all := share(t.outbreaks, "", caught)
		ratio := all / known
		if method == demoKnown {
			ratio = 1
		}
		cells := []any{rate, method, float64(len(t.outbreaks)), all, ratio}
		for _, size := range sizes {
			cells = append(cells, share(t.outbreaks, size, caught))
		}
		a.add(append(cells, float64(len(t.silences)), share(t.silences, "", silent))...)
		return all
	}
	own := float64(t.falseWarned) / t.countyWeeks
	for _, rate := range []float64{own, 0.1, 0.3, 1} {
		known := math.NaN()
		for _, m := range demoMethods {
			level, quiet := threshold(t.calm[m], rate*t.countyWeeks), threshold(t.quiet[m], rate*t.countyWeeks/10)
			below := func(level float64) func(demoCatch) bool {
				return func(x demoCatch) bool { p, ok := x.best[m]; return ok && p < level }
			}
			caught, silent := below(level), below(quiet)
			if t.quiet[m] == nil { // judged nothing, which is no zero
				silent = nil
			}
			if t.calm[m] == nil {
				caught = nil
			}
			all := row(rate, m, caught, silent, known)
			if m == demoKnown {
				known = all
			}
		}
		if rate == own {
			row(rate, "night", func(x demoCatch) bool { return x.warned }, nil, known)
		}
	}
	return o.write(e, a)
}

// threshold is the level below which as many weeks lie as are allowed.
func threshold(p []float64, allowed float64) float64 {
	p = slices.Clone(p)
	slices.SortFunc(p, cmp.Compare)
	if n := int(allowed); n < len(p) {
		return p[n]
	}
	return 1
}
