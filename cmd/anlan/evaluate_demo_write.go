package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// writeDemo writes, for several rates of false weeks, what each method catches,
// and what the night does at its default budget.
func (e *env) writeDemo(o *output, judged []string, cities []*demoTally, seed uint64) error {
	s := sumDemo(cities)
	once := s.once()
	add := func(of func(*demoTally) float64) float64 { return s.total(once, of) }
	countyWeeks := add(func(t *demoTally) float64 { return t.countyWeeks })
	outbreaks, silences := add(func(t *demoTally) float64 { return float64(len(t.outbreaks)) }), add(func(t *demoTally) float64 { return float64(len(t.silences)) })
	falseOpened, trueOpened := add(func(t *demoTally) float64 { return float64(t.falseOpened) }), add(func(t *demoTally) float64 { return float64(t.trueOpened) })
	own := s.allowed(once, math.NaN()) / countyWeeks
	fmt.Fprintf(e.stderr, e.say("%.0f outbreaks and %.0f silences in %d cities; by the night %.3f false weeks and %.3f false warnings per county and week, %.0f%% of its warnings of rises\n",
		"%[3]d 座城市中 %[1].0f 次暴发、%[2].0f 次静默；夜间运行每区县每周误报 %.3[4]f 周次、%.3[5]f 条，占多发预警的 %.0[6]f%%\n"),
		outbreaks, silences, len(cities), own, falseOpened/countyWeeks, 100*falseOpened/max(1, falseOpened+trueOpened))

	a := o.answer(field("false_per_county_week", asNumber), field("method", asText), field("outbreaks", asNumber), field("caught", asNumber),
		field("of_known", asNumber), field("of_known_low", asNumber), field("of_known_high", asNumber),
		field("small", asNumber), field("medium", asNumber), field("large", asNumber), field("huge", asNumber), field("silences", asNumber), field("silences_caught", asNumber))
	for _, rate := range []float64{math.NaN(), 0.1, 0.3, 1} {
		methods, at := judged, rate
		if math.IsNaN(rate) {
			methods, at = append(slices.Clone(judged), demoNight), own
		}
		for _, m := range methods {
			caught := s.caught(once, m, rate)
			ratio, low, high := 1.0, math.NaN(), math.NaN()
			if m != demoKnown {
				ratio = s.ofKnown(once, m, rate)
				low, high = s.ofKnownInterval(m, rate, seed)
			}
			cells := []any{at, m, outbreaks, s.share(once, outbreaksOf, "", caught), ratio, low, high}
			for _, size := range []string{"small", "medium", "large", "huge"} {
				cells = append(cells, s.share(once, outbreaksOf, size, caught))
			}
			a.add(append(cells, silences, s.share(once, silencesOf, "", s.silent(once, m, rate)))...)
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
