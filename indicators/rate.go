package indicators

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
)

// RateRule is one of the rates that are shown together (三率): a single
// indicator, or several pooled by adding numerators and denominators.
type RateRule struct {
	ID     string   `yaml:"id" need:"true" doc:"name in the rates"`
	Name   Text     `yaml:"name" need:"true" doc:"what people call it"`
	Of     []string `yaml:"of" need:"true" doc:"indicators it is made of"`
	Scored bool     `yaml:"scored" doc:"whether what it is made of is scored"`
}

// Rates gives the framework's rates of every area and period that has all
// parts claimed, by rate, period and area. A rate with a part missing is
// missing. A rate is withheld with any of its parts: the rest would give the
// part away.
func (f *Framework) Rates(scores []anlan.Score) []anlan.Rate {
	of := map[string]bool{}
	for _, rule := range f.RateRules {
		for _, id := range rule.Of {
			of[id] = true
		}
	}
	at := map[cellKey]anlan.Score{}
	for _, s := range scores {
		if of[s.Indicator] {
			at[cellKey{s.Indicator, s.Area, s.Period}] = s
		}
	}
	var out []anlan.Rate
	for _, rule := range f.RateRules {
		var cells []anlan.Score
		for _, s := range scores {
			if s.Indicator == rule.Of[0] {
				if c, ok := f.pool(rule, s, at); ok {
					cells = append(cells, c)
				}
			}
		}
		for _, c := range cells {
			out = append(out, anlan.Rate{ID: rule.ID, Area: c.Area, Level: c.Level, Period: c.Period, Num: c.Num, Den: c.Den,
				Value: c.Value, Scored: rule.Scored, Suppressed: c.Suppressed})
		}
	}
	slices.SortStableFunc(out, func(a, b anlan.Rate) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Period, b.Period), cmp.Compare(a.Area, b.Area))
	})
	return out
}

// pool adds the parts of a rate up; ok is false where one is not claimed.
func (f *Framework) pool(rule RateRule, first anlan.Score, at map[cellKey]anlan.Score) (anlan.Score, bool) {
	c := anlan.Score{Measure: anlan.Measure{Area: first.Area, Level: first.Level, Period: first.Period}}
	num, den, whole := 0.0, 0.0, true
	for _, id := range rule.Of {
		s, ok := at[cellKey{id, first.Area, first.Period}]
		if !ok {
			return c, false
		}
		c.Suppressed = c.Suppressed || s.Suppressed
		if s.Num == nil || s.Den == nil || s.State == anlan.StateUnavailable {
			whole = false
			continue
		}
		num, den = num+*s.Num, den+*s.Den
	}
	if !whole {
		return c, true
	}
	i, _ := f.Indicator(rule.Of[0])
	c.Num, c.Den = &num, &den
	c.Value = value(&i, c.Measure)
	return c, true
}
