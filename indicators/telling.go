package indicators

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
)

// Telling gives the categories of an area and period whose scores would tell a
// small count: those in which every figure that has a score is withheld. Where
// that is one alone, the total would give it away, and the lightest other one
// goes with it. Where a deduction counts few cases, all categories go: the total
// alone does not say what was taken off it.
func (f *Framework) Telling(scores []anlan.Score, a anlan.Area, period string) []string {
	if a.Level == anlan.City {
		return nil
	}
	deducts := map[string]bool{}
	for _, d := range f.Deductions {
		deducts[d.Indicator] = true
	}
	category := f.categories()
	shown, hidden := map[string]bool{}, map[string]bool{}
	all := false
	for _, s := range scores {
		if s.Area != a.Code || s.Period != period {
			continue
		}
		all = all || deducts[s.Indicator] && s.Suppressed
		if s.Score != nil {
			c := category[s.Indicator]
			shown[c], hidden[c] = shown[c] || !s.Suppressed, hidden[c] || s.Suppressed
		}
	}
	var telling, rest []string
	by := slices.Clone(f.Categories)
	slices.SortStableFunc(by, func(a, b Category) int { return cmp.Compare(a.Weight, b.Weight) })
	for _, c := range by {
		if all || hidden[c.Code] && !shown[c.Code] {
			telling = append(telling, c.Code)
		} else if shown[c.Code] {
			rest = append(rest, c.Code)
		}
	}
	if len(telling) == 1 && len(rest) > 0 {
		telling = append(telling, rest[0])
	}
	return telling
}
