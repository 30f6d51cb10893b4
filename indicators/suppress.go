package indicators

import (
	"strings"

	"github.com/anlan-lake/anlan"
)

// suppress marks the small cells of one period below city level.
//
// First, a figure is withheld where its numerator or denominator counts more
// than 0 and fewer than min_cell cases. Then, where that leaves exactly one
// area withheld under the same parent, one more goes with it: the smallest
// count that is itself large enough, else a zero, the lower code first.
// Otherwise the one could be worked out from the parent's figure.
func (f *Framework) suppress(areas []anlan.Area, scores map[string][]anlan.Score) {
	type key struct{ indicator, parent string }
	families := map[key][]*anlan.Score{}
	for _, a := range areas {
		if a.Level == anlan.City {
			continue
		}
		for n := range scores[a.Code] {
			s := &scores[a.Code][n]
			k := key{s.Indicator, a.Parent}
			families[k] = append(families[k], s)
		}
	}
	limit, byN := map[string]float64{}, map[string]bool{}
	for _, i := range f.Indicators {
		limit[i.ID] = f.Cell(i)
		byN[i.ID] = i.Denominator == nil && strings.Contains(i.Numerator.Expr, "median")
	}
	for k, family := range families { // each apart from the others: their order is no matter
		if limit[k.indicator] > 0 {
			suppressFamily(family, limit[k.indicator], byN[k.indicator])
		}
	}
}

// Cell is the count under which an indicator's figures are withheld below city
// level: its own min_cell, or the framework's where that is greater.
func (f *Framework) Cell(i Indicator) float64 { return max(i.MinCell, f.SmallCell) }

// suppressFamily marks the areas under one parent, given by code. byN judges by
// the number of cases: the numerator of a median counts nothing.
func suppressFamily(family []*anlan.Score, limit float64, byN bool) {
	hidden := 0
	var next *anlan.Score
	for _, s := range family {
		switch {
		case s.Suppressed: // for another reason: it counts among those withheld
			hidden++
		case byN && small(s.N, limit), !byN && (small(s.Num, limit) || small(s.Den, limit)):
			s.Suppressed = true
			hidden++
		case s.Num != nil && (next == nil || *next.Num == 0 && *s.Num > 0 || *s.Num > 0 && *s.Num < *next.Num):
			next = s
		}
	}
	if hidden == 1 && next != nil {
		next.Suppressed = true
	}
}

func small(count *float64, limit float64) bool {
	return count != nil && *count > 0 && *count < limit
}
