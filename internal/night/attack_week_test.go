package night_test

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// weekSum is a sum over weekly counts that an edition states beside the lines:
// of a warning on several areas or kinds together, of a cluster.
type weekSum struct {
	edition int
	what    string
	cells   []cellOf
}

// readClusters gives, by name, the cases of the clusters as the lake has them.
func readClusters(t *testing.T, l *lake.Lake, snapshot int64) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	eachRow(t, l, snapshot, "select id, observed from warning_cluster", func(rows *sql.Rows) error {
		var id string
		var v float64
		err := rows.Scan(&id, &v)
		out[id] = v
		return err
	})
	return out
}

func isSmall(v float64) bool { return v > 0 && v < anlan.SmallCell }

// weekSums lists the sums that the editions show. That they are the sums of what
// the lake holds of those weeks is tested beside.
func (a *attack) weekSums() (out []weekSum) {
	a.charted = 0
	for n, e := range a.editions {
		add := func(what string, shown float64, series map[string]bool, in func(c cellOf) bool) {
			x := weekSum{edition: n, what: what}
			sum := 0.0
			for c := range a.days[n].shown {
				if c.kind != "" && series[c.what] && in(c) {
					x.cells, sum = append(x.cells, c), sum+a.days[n].truth[c]
				}
			}
			if len(x.cells) == 0 {
				return
			}
			if sum != shown {
				a.t.Errorf("%s in %s says %v, and the weeks it counts hold %v", what, e.Meta.ID, shown, sum)
			}
			out = append(out, x)
		}
		for _, w := range e.Warnings("") {
			week, err := anlan.ParsePeriod(w.Period, time.UTC)
			if err != nil || w.Level <= anlan.City || w.Observed == anlan.Withheld || isSmall(w.Observed) {
				continue
			}
			day := week.Start.Format(anlan.DateFormat)
			if _, own := a.days[n].shown[cellOf{w.Series, w.Kind, w.Area, day}]; own {
				continue
			}
			add("warning "+w.ID, w.Observed, map[string]bool{w.Series: true}, func(c cellOf) bool {
				return c.day == day && strings.HasPrefix(c.area, w.Area) && (w.Kind == anlan.KindAll || c.kind == w.Kind)
			})
		}
		for k, v := range a.days[n].charts {
			if a.charted++; isSmall(v) {
				a.t.Errorf("the week %v of a warning in %s says that its areas have %v together", k, e.Meta.ID, v)
			}
			if v == anlan.Withheld || k.day <= dayOf(a.days[n].last[k.what], -91) { // of older weeks no line has a sum
				continue
			}
			add(fmt.Sprint("chart ", k), v, map[string]bool{k.what: true}, func(c cellOf) bool {
				return c.day == k.day && c.kind == k.kind && strings.HasPrefix(c.area, k.area)
			})
		}
		for _, c := range slices.Concat(e.Clusters(""), a.planted[n]) {
			v := c.Observed
			if hidden := v == anlan.Withheld || isSmall(v) && a.clusters[n][c.ID] > 0; hidden && a.guard != openClusters || c.Level <= anlan.City {
				continue
			} else if hidden {
				v = a.clusters[n][c.ID]
			}
			series := map[string]bool{}
			for _, k := range c.Kinds {
				series[k.Series] = true
			}
			add("cluster "+c.ID, v, series, func(x cellOf) bool { return clusterCounts(c, x) })
		}
	}
	return out
}

// clusterCounts says whether a cluster counts a cell.
func clusterCounts(c anlan.Cluster, x cellOf) bool {
	from, err := anlan.ParsePeriod(c.From, time.UTC)
	if err != nil {
		return false
	}
	to, err := anlan.ParsePeriod(c.Period, time.UTC)
	return err == nil && x.day >= from.Start.Format(anlan.DateFormat) && x.day < to.End.Format(anlan.DateFormat) &&
		slices.ContainsFunc(c.Areas, func(area string) bool { return strings.HasPrefix(x.area, area) }) &&
		slices.Contains(c.Kinds, anlan.SeriesKind{Series: x.what, Kind: x.kind})
}

// weekLine is the line of a week that a cell lies on; summed says that editions
// show or tell its sum.
func (a *attack) weekLine(n int, c cellOf) (id line, summed bool) {
	x, _ := a.editions[n].Area(c.area)
	id = line{c.what, c.kind, "", c.day}
	if x.Level == anlan.County {
		id = line{c.what, "", c.area, c.day}
	}
	if c.day <= dayOf(a.days[n].last[c.what], -91) {
		return line(c), false
	}
	return id, true
}

// attackSums attacks the weeks that warnings and clusters add up: by linear
// programming over all lines that their sums cut, and all the sums that cut them.
// It must be possible of a small count that it is all that it can be without.
func (a *attack) attackSums() {
	sums := a.weekSums()
	of := map[line][]int{} // sums by line
	for at, x := range sums {
		for _, c := range x.cells {
			id, _ := a.weekLine(x.edition, c)
			if list := of[id]; len(list) == 0 || list[len(list)-1] != at {
				of[id] = append(list, at)
			}
		}
	}
	lines := map[line][]cellOf{}
	for n := range a.editions {
		for c := range a.days[n].shown {
			if c.kind == "" {
				continue
			}
			if id, _ := a.weekLine(n, c); of[id] != nil && !slices.Contains(lines[id], c) {
				lines[id] = append(lines[id], c)
			}
		}
	}
	done := map[line]bool{}
	for _, first := range slices.SortedFunc(maps.Keys(of), func(x, y line) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) }) {
		if done[first] {
			continue
		}
		part := &weekPart{a: a, lines: map[line][]cellOf{}, sums: map[int]weekSum{}}
		for todo := []line{first}; len(todo) > 0; todo = todo[1:] {
			if id := todo[0]; !done[id] {
				done[id], part.lines[id] = true, lines[id]
				for _, at := range of[id] {
					if part.sums[at] = sums[at]; len(sums[at].cells) > 0 {
						for _, c := range sums[at].cells {
							next, _ := a.weekLine(sums[at].edition, c)
							todo = append(todo, next)
						}
					}
				}
			}
		}
		part.attack()
	}
}

// weekPart is a part of the weeks that hangs together by sums.
type weekPart struct {
	a     *attack
	lines map[line][]cellOf
	sums  map[int]weekSum
}

// attack takes both editions together where they have the same counts, else each
// by itself: a late file has changed some.
func (p *weekPart) attack() {
	both := true
	for _, cells := range p.lines {
		for _, c := range cells {
			v, there := p.a.days[0].truth[c]
			for _, d := range p.a.days {
				w, too := d.truth[c]
				both = both && there == too && v == w
			}
		}
	}
	if both {
		p.editions(0, len(p.a.editions))
		return
	}
	for n := range p.a.editions {
		p.editions(n, n+1)
	}
}

// group are withheld counts of a line that the same sums count.
type group struct {
	line      line
	sums      string
	low, high float64
	truth     float64
	count     map[[2]float64]int // its small counts, by what each is known to be
}

// editions writes the program of editions from to until, one variable a group,
// and works out the least and the greatest of a small count of each.
func (p *weekPart) editions(from, until int) {
	groups := map[string]*group{}
	for id, cells := range p.lines {
		for _, c := range cells {
			low, high, there := 0.0, 1e12, false
			for n := from; n < until; n++ {
				if v, ok := p.a.days[n].shown[c]; ok {
					l, h := bounds(v)
					low, high, there = max(low, l), min(high, h), true
				}
			}
			if !there || low == high {
				continue
			}
			member := ""
			for _, at := range slices.Sorted(maps.Keys(p.sums)) {
				if x := p.sums[at]; x.edition >= from && x.edition < until && slices.Contains(x.cells, c) {
					member += fmt.Sprint(at, " ")
				}
			}
			key := fmt.Sprint(id, member)
			if groups[key] == nil {
				groups[key] = &group{line: id, sums: " " + member, count: map[[2]float64]int{}}
			}
			g, v := groups[key], p.a.days[until-1].truth[c]
			g.low, g.high, g.truth = g.low+low, g.high+high, g.truth+v
			if isSmall(v) {
				g.count[[2]float64{low, high}]++
			}
		}
	}
	list := make([]*group, 0, len(groups))
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		list = append(list, groups[key])
	}
	for _, g := range list {
		for k, n := range g.count {
			least, most, ok := p.reach(list, g, k, from, until, true)
			low, high, _ := p.reach(list, g, k, from, until, false)
			switch {
			case !ok:
				p.a.t.Errorf("the sums over weeks contradict themselves: %v", p.names())
			case least > max(1, low)+1e-6 || most < min(anlan.SmallCell-1, high)-1e-6:
				if p.a.failed += n; p.a.guard == asPublished && len(p.a.planted[0])+len(p.a.planted[len(p.a.planted)-1]) == 0 {
					p.a.t.Errorf("%d counts of %v can be told to lie between %v and %v, without sums between %v and %v: %v", n, g.line, least, most, low, high, p.names())
				}
			default:
				p.a.held += n
			}
		}
	}
}

func (p *weekPart) names() (out []string) {
	for _, at := range slices.Sorted(maps.Keys(p.sums)) {
		out = append(out, p.sums[at].what)
	}
	return out
}

// reach gives the range of one count known to be k, of a group.
func (p *weekPart) reach(list []*group, of *group, k [2]float64, from, until int, sums bool) (least, most float64, ok bool) {
	x := program{n: len(list) + 1} // the count itself is the last
	lines, left := map[line][]int{}, map[line]float64{}
	for at, g := range list {
		low, high := g.low, g.high
		lines[g.line], left[g.line] = append(lines[g.line], at), left[g.line]+g.truth
		if g == of {
			low, high = low-k[0], high-k[1]
			lines[g.line] = append(lines[g.line], len(list))
		}
		x.add([]int{at}, -1, low)
		if high < 1e11 {
			x.add([]int{at}, 1, high)
		}
	}
	x.add([]int{len(list)}, -1, k[0])
	if k[1] < 1e11 {
		x.add([]int{len(list)}, 1, k[1])
	}
	for id, at := range lines {
		if _, summed := p.a.weekLine(until-1, p.lines[id][0]); summed {
			x.add(at, 0, left[id])
		}
	}
	for s, sum := range p.sums {
		if !sums || sum.edition < from || sum.edition >= until {
			continue
		}
		var at []int
		right := 0.0
		for n, g := range list {
			if strings.Contains(g.sums, fmt.Sprintf(" %d ", s)) {
				if at, right = append(at, n), right+g.truth; g == of {
					at = append(at, len(list))
				}
			}
		}
		if len(at) > 0 {
			x.add(at, 0, right)
		}
	}
	if !x.feasible() {
		return 0, 0, false
	}
	least, most = x.reach([]int{len(list)})
	return least, most, true
}
