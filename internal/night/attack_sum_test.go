package night_test

import (
	"maps"
	"slices"

	"github.com/anlan-lake/anlan"
)

// sum is what some areas have together.
type sum struct {
	areas []string
	known
	slack float64
}

// sums gives what scores tell of a count among the areas of a system, and of
// the areas below them.
func (a *attack) sums(s *system, c *counted, children []anlan.Area, only int) (out []sum) {
	at := map[string]bool{}
	for _, x := range children {
		at[x.Code] = true
	}
	for n := range a.editions {
		if only > 0 && n != only-1 {
			continue
		}
		for _, g := range c.looks {
			for _, t := range a.told[n][g.i.ID] {
				switch t.level {
				case children[0].Level:
					if x, ok := a.sumOf(s, n, g, t, at); ok {
						out = append(out, x)
					}
				case children[0].Level + 1:
					if x, ok := a.sumAbove(s, n, g, t, at); ok {
						out = append(out, x)
					}
				}
			}
		}
	}
	return out
}

// sumOf is what a telling says of areas of the system itself.
func (a *attack) sumOf(s *system, n int, g glance, t telling, at map[string]bool) (x sum, ok bool) {
	from, until, there := a.span(n, g, t.level, t.period)
	if !there {
		return x, false
	}
	x = sum{known: known{from, until, t.bound}, slack: t.slack}
	for _, area := range t.areas {
		v := a.truth[n][[3]string{g.i.ID, area, t.period}]
		if !at[area] || t.slack != 0 && (g.of(v) != v.n || v.n != v.den) {
			return x, false
		}
		if _, hidden := s.areas[area]; hidden {
			if x.areas = append(x.areas, area); t.slack == 0 {
				x.value += g.of(v).Float64
			}
		}
	}
	return x, len(x.areas) > 0
}

// sumAbove is what a telling of areas below says of those of the system: all of
// theirs, where nothing else below them is withheld and the windows are the same;
// else no less than what is told.
func (a *attack) sumAbove(s *system, n int, g glance, t telling, at map[string]bool) (x sum, ok bool) {
	from, until, there := a.span(n, g, t.level, t.period)
	f, u, same := a.span(n, g, t.level-1, t.period)
	if !there || t.slack != 0 {
		return x, false
	}
	same = same && f == from && u == until
	above := map[string]bool{}
	for _, area := range t.areas {
		y, _ := a.editions[n].Area(area)
		above[y.Parent] = true
	}
	x = sum{known: known{from: from, until: until}}
	if !same {
		x.slack = -1
	}
	for _, up := range slices.Sorted(maps.Keys(above)) {
		if !at[up] {
			return x, false
		}
		if _, hidden := s.areas[up]; !hidden {
			continue
		}
		x.areas = append(x.areas, up)
		below := 0.0
		for _, y := range a.below[up] {
			if _, ok, withheld := a.shown(n, g, y.Code, t.period); withheld && !slices.Contains(t.areas, y.Code) {
				x.slack = -1
			} else if ok || withheld {
				below += g.of(a.truth[n][[3]string{g.i.ID, y.Code, t.period}]).Float64
			}
		}
		if own := g.of(a.truth[n][[3]string{g.i.ID, up, t.period}]); x.slack == 0 && own.Valid {
			below = own.Float64 // the attacker is told what lies in no area below
		} else {
			x.slack = -1
		}
		x.value += below
	}
	return x, len(x.areas) > 0
}
