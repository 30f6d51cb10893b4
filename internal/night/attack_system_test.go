package night_test

import (
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// system is what is known of a count: one variable for each area with anything
// withheld and each stretch of days that no window divides.
type system struct {
	p       program
	areas   map[string]int
	cuts    []string
	parents []known // of the area above, without what areas below show
	most    []known // of that, an upper bound only
}

// known is the sum over some days.
type known struct {
	from, until string
	value       float64
}

func (s *system) days(from, until string) (out []int) {
	for n := 0; n+1 < len(s.cuts); n++ {
		if s.cuts[n] >= from && s.cuts[n+1] <= until {
			out = append(out, n)
		}
	}
	return out
}

func (s *system) at(area, from, until string) (out []int) {
	for _, n := range s.days(from, until) {
		out = append(out, s.areas[area]*(len(s.cuts)-1)+n)
	}
	return out
}

func (s *system) all(from, until string) (out []int) {
	for area := range s.areas {
		out = append(out, s.at(area, from, until)...)
	}
	slices.Sort(out)
	return out
}

// above is the program of the area above alone: what its own figures leave to
// the areas below.
func (s *system) above() *program {
	p := &program{n: max(len(s.cuts)-1, 1)}
	for _, k := range s.parents {
		p.add(s.days(k.from, k.until), 0, k.value)
	}
	for _, k := range s.most {
		p.add(s.days(k.from, k.until), 1, k.value)
	}
	return p
}

// fact is a figure of one area that is shown.
type fact struct {
	area string
	known
	slack float64
}

// system writes down what both editions say of a count, or, from 1 on, one of them.
func (a *attack) system(c *counted, parent string, children []anlan.Area, only int) *system {
	s := &system{areas: map[string]int{}}
	var facts []fact
	spans := map[string]bool{}
	whole, _ := a.editions[0].Area(parent)
	for _, x := range children {
		for n := range a.editions {
			for _, g := range c.looks {
				for _, p := range a.periods(n) {
					if _, _, withheld := a.shown(n, g, x.Code, p); withheld {
						if _, ok := s.areas[x.Code]; !ok {
							s.areas[x.Code] = len(s.areas)
						}
					}
				}
			}
		}
	}
	for n := range a.editions {
		for _, g := range c.looks {
			for _, p := range a.periods(n) {
				if only > 0 && n != only-1 {
					continue
				}
				facts = append(facts, a.facts(s, n, g, children, p)...)
				a.parent(s, n, g, whole, children, p)
			}
		}
	}
	facts = append(facts, a.flashFacts(s, c, parent, only)...)
	for _, f := range facts {
		spans[f.from], spans[f.until] = true, true
	}
	for _, k := range slices.Concat(s.parents, s.most) {
		spans[k.from], spans[k.until] = true, true
	}
	for _, x := range a.targets(c, children) {
		spans[x.from], spans[x.until] = true, true
	}
	sums := a.sums(s, c, children, only)
	for _, x := range sums {
		spans[x.from], spans[x.until] = true, true
	}
	for at := range spans {
		s.cuts = append(s.cuts, at)
	}
	slices.Sort(s.cuts)
	s.p.n = len(s.areas) * (len(s.cuts) - 1)
	said := map[string]bool{}
	add := func(at []int, slack, value float64) {
		if key := fmt.Sprint(at, slack, value); !said[key] {
			said[key] = true
			s.p.add(at, slack, value)
		}
	}
	for _, f := range facts {
		add(s.at(f.area, f.from, f.until), f.slack, f.value)
	}
	for _, k := range s.parents {
		add(s.all(k.from, k.until), 0, k.value)
	}
	for _, k := range s.most {
		add(s.all(k.from, k.until), 1, k.value)
	}
	for _, x := range sums {
		var at []int
		for _, area := range x.areas {
			at = append(at, s.at(area, x.from, x.until)...)
		}
		slices.Sort(at)
		add(at, x.slack, x.value)
	}
	return s
}

// facts are what one figure's areas show, of those that withhold anything:
// the count itself, the denominator it is a part of, and what areas below show.
func (a *attack) facts(s *system, n int, g glance, children []anlan.Area, period string) (out []fact) {
	for _, x := range children {
		if _, ok := s.areas[x.Code]; !ok {
			continue
		}
		from, until, there := a.span(n, g, x.Level, period)
		if !there {
			continue
		}
		if v, ok, withheld := a.shown(n, g, x.Code, period); ok && !withheld {
			out = append(out, fact{x.Code, known{from, until, v}, 0})
		}
		if g.whole != nil {
			if v, ok := a.denominator(n, *g.whole, x, period, from, until); ok {
				out = append(out, fact{x.Code, known{from, until, v}, 1})
			}
		}
		sum, some, every := 0.0, false, true
		for _, y := range a.below[x.Code] {
			bf, bu, ok := a.span(n, g, y.Level, period)
			if !ok || bf != from || bu != until {
				every = false
				continue
			}
			if v, ok, withheld := a.shown(n, g, y.Code, period); ok && !withheld {
				sum, some = sum+v, true
			} else if withheld {
				every = false
			}
		}
		switch truth := g.of(a.truth[n][[3]string{g.i.ID, x.Code, period}]); {
		case some && every && truth.Valid: // and the attacker is told what lies in none of them
			out = append(out, fact{x.Code, known{from, until, truth.Float64}, 0})
		case some:
			out = append(out, fact{x.Code, known{from, until, sum}, -1})
		}
	}
	return out
}

// denominator finds a denominator over the same days that any figure shows.
func (a *attack) denominator(n int, whole indicators.Term, x anlan.Area, period, from, until string) (float64, bool) {
	for _, g := range a.wholes[whole] {
		if f, u, ok := a.span(n, g, x.Level, period); ok && f == from && u == until {
			if v, ok, withheld := a.shown(n, g, x.Code, period); ok && !withheld {
				return v, true
			}
		}
	}
	return 0, false
}

// parent notes what the area above shows: the attacker is told how many of its
// cases lie in no area below, where they are counted over the same days.
func (a *attack) parent(s *system, n int, g glance, above anlan.Area, children []anlan.Area, period string) {
	v, ok, withheld := a.shown(n, g, above.Code, period)
	from, until, there := a.span(n, g, above.Level, period)
	if !ok || withheld || !there {
		return
	}
	rest, same := 0.0, true
	for _, x := range children {
		f, u, there := a.span(n, g, x.Level, period)
		same = same && there && f == from && u == until
		truth := g.of(a.truth[n][[3]string{g.i.ID, x.Code, period}])
		if _, hidden := s.areas[x.Code]; hidden { // one that shows all it has needs no variables
			rest += truth.Float64
			same = same && truth.Valid
		}
	}
	if same {
		s.parents = append(s.parents, known{from, until, rest})
		return
	}
	s.most = append(s.most, known{from, until, v})
}
