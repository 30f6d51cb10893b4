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
// missing. Small cells are marked as those of scores are, and a pooled rate is
// withheld with any of its parts: the rest would give the part away.
func (f *Framework) Rates(areas []anlan.Area, scores []anlan.Score) []anlan.Rate {
	parent := map[string]anlan.Area{}
	for _, a := range areas {
		parent[a.Code] = a
	}
	at := map[cellKey]anlan.Score{}
	for _, s := range scores {
		at[cellKey{s.Indicator, s.Area, s.Period}] = s
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
		f.suppressPooled(rule, cells, parent)
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
	c.Value = value(i, c.Measure)
	return c, true
}

// suppressPooled marks the small cells of one pooled rate among the areas
// under each parent. A rate of one part carries that part's mark already.
func (f *Framework) suppressPooled(rule RateRule, cells []anlan.Score, areas map[string]anlan.Area) {
	if len(rule.Of) == 1 {
		return
	}
	limit := f.SmallCell
	for _, id := range rule.Of {
		if i, ok := f.Indicator(id); ok {
			limit = max(limit, f.Cell(i))
		}
	}
	type key struct{ parent, period string }
	families := map[key][]*anlan.Score{}
	for n := range cells {
		if c := &cells[n]; c.Level > anlan.City {
			k := key{areas[c.Area].Parent, c.Period}
			families[k] = append(families[k], c)
		}
	}
	for _, family := range families { // each apart from the others: their order is no matter
		slices.SortFunc(family, func(a, b *anlan.Score) int { return cmp.Compare(a.Area, b.Area) })
		suppressFamily(family, limit, false)
	}
}
