package main

import (
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/pooled"
	"github.com/anlan-lake/anlan/models/watch"
)

// hold counts what a week has come to, and whether its intervals hold it.
func (t *delayTally) hold(v float64, c pooled.Complete) {
	t.held[0]++
	if v >= c.Lower80 && v <= c.Upper80 {
		t.held[1]++
	}
	if v >= c.Lower95 && v <= c.Upper95 {
		t.held[2]++
	}
}

// warnings notes which newest weeks a night warns of, and silences where none was
// planted.
func (l *lateCity) warnings(t *delayTally, arm string, list []anlan.Warning, week int, at map[[3]string]int, warned [][]bool) {
	newest := anlan.NewPeriod(anlan.Week, l.dates[week]).String()
	for _, w := range list {
		if w.Period != newest {
			continue
		}
		if i, ok := at[[3]string{w.Series, w.Kind, w.Area}]; ok && w.Rule == watch.RuleRise {
			warned[i][week] = true
		}
		if w.Rule == watch.RuleSilence && !slices.ContainsFunc(l.totals, func(s *demoSeries) bool {
			return s.Name == w.Series && strings.HasPrefix(s.Area, w.Area) && s.planted[week]
		}) {
			t.silence[arm]++
		}
	}
}

// tallyDelay adds what a city's nights found of the week that was newest.
func (l *lateCity) tallyDelay(t *delayTally, p map[string][][]float64, warned map[string][][]bool) {
	counties := map[string]bool{}
	for i, s := range l.series {
		if s.Level == anlan.County {
			counties[s.Area] = true
		}
		for w := l.from; w < len(l.dates); w++ {
			for _, arm := range delayArms {
				if s.planted[w] {
					continue
				}
				if warned[arm][i][w] {
					t.falseRise[arm]++
				}
				if v := p[arm][i][w]; !math.IsNaN(v) {
					t.calm[arm] = append(t.calm[arm], v)
				}
			}
		}
	}
	t.countyWeeks += float64(len(counties) * (len(l.dates) - l.from))
	for _, o := range l.city.Outbreaks {
		x := demoCatch{size: o.Size, best: map[string]float64{}}
		told := map[string]bool{}
		seen := l.between(o.Start, caughtWithin, func(w int) {
			for i, s := range l.series {
				if s.Name != o.Series || s.Kind != o.Kind || !related(s.Area, o.Area) {
					continue
				}
				for _, arm := range delayArms {
					told[arm] = told[arm] || warned[arm][i][w]
					if v := p[arm][i][w]; !math.IsNaN(v) {
						x.keep(arm, v)
					}
				}
			}
		})
		if !seen {
			continue
		}
		t.outbreaks = append(t.outbreaks, x)
		for arm := range told {
			if told[arm] {
				t.warned[arm]++
			}
		}
	}
}

// writeDelay writes, for several rates of false weeks, what each arm catches, and
// what the night does by itself.
func (e *env) writeDelay(o *output, t *delayTally) error {
	a := o.answer(field("false_per_county_week", asNumber), field("reports", asText), field("outbreaks", asNumber), field("caught", asNumber),
		field("night_caught", asNumber), field("night_false", asNumber), field("night_false_silences", asNumber))
	n := float64(len(t.outbreaks))
	for _, rate := range []float64{0.02, 0.1, 0.3, 1} {
		for _, arm := range delayArms {
			level, caught := threshold(t.calm[arm], rate*t.countyWeeks), 0.0
			for _, x := range t.outbreaks {
				if p, ok := x.best[arm]; ok && p < level {
					caught++
				}
			}
			a.add(rate, arm, n, caught, float64(t.warned[arm]), float64(t.falseRise[arm])/t.countyWeeks, float64(t.silence[arm])/t.countyWeeks)
		}
	}
	return o.write(e, a)
}
