package indicators

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// withholding is the work of Cells under way.
type withholding struct {
	f        *Framework
	order    []*count
	families map[anlan.Level][]family
	below    map[string][]string           // areas directly under one
	size     map[string]int                // of an area: how many areas lie below it
	measures []map[string][]*anlan.Measure // by indicator and area
	periods  map[string]int
	hidden   map[*count]map[string]bool
	small    map[*count]map[string]bool
}

// family is the areas of a level under one parent, those with the fewest areas
// below them first.
type family []string

func (f *Framework) newWithholding(areas []anlan.Area, measures [][]anlan.Measure) *withholding {
	w := &withholding{f: f, order: f.shownCounts(), families: map[anlan.Level][]family{}, below: map[string][]string{}, size: map[string]int{},
		measures: make([]map[string][]*anlan.Measure, len(f.Indicators)), periods: map[string]int{},
		hidden: map[*count]map[string]bool{}, small: map[*count]map[string]bool{}}
	at := map[string]int{}
	for n, i := range f.Indicators {
		at[i.ID], w.measures[n] = n, map[string][]*anlan.Measure{}
	}
	level, parents := map[string]anlan.Level{}, map[string]string{}
	for _, a := range areas {
		if level[a.Code] = a.Level; a.Level > anlan.City {
			w.below[a.Parent], parents[a.Code] = append(w.below[a.Parent], a.Code), a.Parent
		}
	}
	for _, a := range areas {
		for up := parents[a.Code]; up != ""; up = parents[up] {
			w.size[up]++
		}
	}
	for _, parent := range sortedKeys(w.below) {
		slices.SortFunc(w.below[parent], func(a, b string) int { return cmp.Or(cmp.Compare(w.size[a], w.size[b]), cmp.Compare(a, b)) })
		l := level[w.below[parent][0]]
		w.families[l] = append(w.families[l], w.below[parent])
	}
	for _, list := range measures {
		for i := range list {
			m := &list[i]
			n, ok := at[m.Indicator]
			if !ok || level[m.Area] <= anlan.City {
				continue
			}
			w.measures[n][m.Area] = append(w.measures[n][m.Area], m)
			if _, ok := w.periods[m.Period]; !ok {
				w.periods[m.Period] = len(w.periods)
			}
		}
	}
	for _, k := range w.order {
		w.hidden[k], w.small[k] = map[string]bool{}, map[string]bool{}
	}
	return w
}

// closeLevel hides a count in the areas of one level.
func (w *withholding) closeLevel(k *count, l anlan.Level) {
	for _, fam := range w.families[l] {
		var smalls []string
		for _, a := range fam {
			if w.isSmall(k, a) {
				w.small[k][a] = true
				w.hide(k, a)
				smalls = append(smalls, a)
			}
		}
		if len(smalls) == 0 {
			continue
		}
		of := map[string]figures{}
		for _, a := range fam {
			of[a] = w.figures(k, a)
		}
		n := 0
		for n < len(fam) && !w.enough(k, fam[:n], smalls, of) {
			w.hide(k, fam[n])
			n++
		}
		for n == len(fam) && !w.enough(k, fam, smalls, of) && w.free(k, fam, of) {
		}
	}
}

func (w *withholding) isSmall(k *count, area string) bool {
	for _, u := range k.uses {
		for _, m := range w.measures[u.indicator][area] {
			if small(u.value(m), k.limit) {
				return true
			}
		}
	}
	return false
}

func small(count *float64, limit float64) bool {
	return count != nil && *count > 0 && *count < limit
}

// hide hides a count in an area. The numerator goes with what its share leaves
// out, since others show the denominator.
func (w *withholding) hide(k *count, area string) {
	w.hidden[k][area] = true
	if k.num != nil {
		w.hidden[k.num][area] = true
	}
}

// figures are a count in one area, by use and period: as it is, and what of it
// and of the rest of its share lies in no area below that shows it. NaN: no figure.
type figures struct{ value, spare, rest []float64 }

func (w *withholding) figures(k *count, area string) figures {
	size := len(k.uses) * len(w.periods)
	g := figures{make([]float64, size), make([]float64, size), make([]float64, size)}
	for n := range size {
		g.value[n], g.spare[n], g.rest[n] = math.NaN(), 0, 0
	}
	w.eachFigure(k, area, func(n int, v, rest float64) { g.value[n], g.spare[n], g.rest[n] = v, v, rest })
	for _, b := range w.below[area] {
		if !w.hidden[k][b] {
			w.eachFigure(k, b, func(n int, v, rest float64) {
				g.spare[n], g.rest[n] = max(g.spare[n]-v, 0), max(g.rest[n]-rest, 0)
			})
		}
	}
	return g
}

func (w *withholding) eachFigure(k *count, area string, do func(n int, v, rest float64)) {
	for n, u := range k.uses {
		for _, m := range w.measures[u.indicator][area] {
			v, rest := u.value(m), 0.0
			if v == nil {
				continue
			}
			if u.rest != nil {
				if r := u.rest(m); r != nil {
					rest = *r
				}
			}
			do(n*len(w.periods)+w.periods[m.Period], *v, rest)
		}
	}
}

// enough says whether the areas hidden with small ones hold as many cases, and
// leave out as many of their shares, as keep every small count from being told.
func (w *withholding) enough(k *count, with []string, smalls []string, of map[string]figures) bool {
	if len(with) == 0 || len(with) == 1 && slices.Contains(smalls, with[0]) {
		return false
	}
	size := len(k.uses) * len(w.periods)
	cases, rest := make([]float64, size), make([]float64, size)
	for _, a := range with {
		for n := range size {
			cases[n] += of[a].spare[n]
			rest[n] += of[a].rest[n]
		}
	}
	for _, a := range smalls {
		own := figures{spare: make([]float64, size), rest: make([]float64, size)}
		if slices.Contains(with, a) {
			own = of[a]
		}
		for n, v := range of[a].value {
			share := k.uses[n/len(w.periods)].rest != nil
			if small(&v, k.limit) && (cases[n]-own.spare[n] < k.limit-1-v || share && rest[n]-own.rest[n] < v-1) {
				return false
			}
		}
	}
	return true
}

// free hides the count in one more area below those of a family that is hidden
// as a whole, so that its cases can be moved too.
func (w *withholding) free(k *count, fam family, of map[string]figures) bool {
	for _, a := range fam {
		for _, b := range w.below[a] {
			if !w.hidden[k][b] && slices.ContainsFunc(w.figures(k, b).value, func(v float64) bool { return v > 0 }) {
				w.hide(k, b)
				of[a] = w.figures(k, a)
				return true
			}
		}
	}
	return false
}
