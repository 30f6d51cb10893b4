package night_test

import (
	"fmt"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// run attacks every stride-th pair of count and area above.
func (a *attack) run(stride int) {
	names := make([]string, 0, len(a.counts))
	for name := range a.counts {
		names = append(names, name)
	}
	slices.Sort(names)
	parents := make([]string, 0, len(a.below))
	for p := range a.below {
		parents = append(parents, p)
	}
	slices.Sort(parents)
	at := 0
	for _, name := range names {
		for _, parent := range parents {
			if a.guard != asPublished && a.failed > 0 {
				return // one is enough
			}
			if at++; at%stride == 0 {
				a.family(a.counts[name], parent)
			}
		}
	}
}

// target is a withheld small count.
type target struct {
	edition           int
	area, from, until string
	value, whole      float64
	what              string
}

// family attacks a count in the areas under one.
func (a *attack) family(c *counted, parent string) {
	children := a.below[parent]
	if parent == "" || len(children) == 0 {
		return
	}
	targets := a.targets(c, children)
	if len(targets) == 0 {
		return
	}
	a.systems++
	s := a.system(c, parent, children, 0)
	if !s.p.feasible() { // a late file changed what the editions say of the same days: each by itself
		a.contrary++
		for n := range a.editions {
			if s = a.system(c, parent, children, n+1); !s.p.feasible() {
				a.t.Errorf("%s below %s: edition %s contradicts itself", c.name, parent, a.editions[n].Meta.ID)
				return
			}
			a.reach(c, s, slices.DeleteFunc(slices.Clone(targets), func(x target) bool { return x.edition != n }))
		}
		return
	}
	a.reach(c, s, targets)
}

// reach works out how little and how much each target can be.
func (a *attack) reach(c *counted, s *system, targets []target) {
	above := s.above()
	for _, x := range targets {
		least, most := s.p.reach(s.at(x.area, x.from, x.until))
		want := min(c.limit-1, x.whole)
		if above.feasible() {
			_, all := above.reach(s.days(x.from, x.until))
			want = min(want, all)
		}
		if least > 1+1e-6 || most < want-1e-6 {
			if a.failed++; a.failed <= 15 && a.guard == asPublished {
				a.t.Errorf("%s, %s of %s: %v can be told to lie between %v and %v; it should be possible that it is 1 and %v", x.what, c.name, x.area, x.value, least, most, want)
			}
			continue
		}
		a.held++
	}
}

// targets lists the withheld small counts among the areas, each once.
func (a *attack) targets(c *counted, children []anlan.Area) (out []target) {
	seen := map[string]bool{}
	for n := range a.editions {
		for _, x := range children {
			for _, g := range c.looks {
				for _, p := range a.periods(n) {
					_, _, withheld := a.shown(n, g, x.Code, p)
					v := g.of(a.truth[n][[3]string{g.i.ID, x.Code, p}])
					from, until, ok := a.span(n, g, x.Level, p)
					key := fmt.Sprint(n, x.Code, from, until)
					if !withheld || !v.Valid || v.Float64 <= 0 || v.Float64 >= c.limit || !ok || seen[key] {
						continue
					}
					seen[key] = true
					whole := math.Inf(1)
					if g.whole != nil {
						whole = a.truth[n][[3]string{g.i.ID, x.Code, p}].den.Float64
					}
					out = append(out, target{n, x.Code, from, until, v.Float64, whole, g.i.ID + " " + p + " in " + a.editions[n].Meta.ID})
				}
			}
		}
	}
	return out
}
