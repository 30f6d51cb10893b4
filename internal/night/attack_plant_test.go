package night_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// plant gives the same attack on editions with clusters that tell: one of a small
// count alone, or of all but one of those that a line withholds; nil where the
// city withholds too little.
func (a *attack) plant(rest bool) *attack {
	b := a.without(asPublished)
	b.planted = make([][]anlan.Cluster, len(a.editions))
	n := len(a.editions) - 1
	e := a.editions[n]
	on := map[line][]cellOf{}
	for c, v := range a.days[n].shown {
		if c.kind == "" || v != anlan.Withheld && !isSmall(v) {
			continue
		}
		if id, summed := a.weekLine(n, c); summed {
			on[id] = append(on[id], c)
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(on), func(x, y line) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) }) {
		cells := on[id]
		slices.SortFunc(cells, func(x, y cellOf) int { return strings.Compare(x.area+x.kind, y.area+y.kind) })
		spare := 0.0 // what the line's sum leaves beside the least that each can be
		for _, c := range cells {
			low, _ := bounds(a.days[n].shown[c])
			spare += a.days[n].truth[c] - low
		}
		at := slices.IndexFunc(cells, func(c cellOf) bool {
			low, _ := bounds(a.days[n].shown[c])
			return isSmall(a.days[n].truth[c]) && a.days[n].truth[c] < min(anlan.SmallCell-1, low+spare)
		})
		if at < 0 || len(cells) < 3 || id.area != "" {
			continue
		}
		if rest {
			cells = slices.Delete(cells, at, at+1)
		} else {
			cells = cells[at : at+1]
		}
		day, err := time.Parse(anlan.DateFormat, id.day)
		if err != nil {
			a.t.Fatal(err)
		}
		week := anlan.NewPeriod(anlan.Week, day).String()
		x := anlan.Cluster{ID: "planted", Kinds: []anlan.SeriesKind{{Series: id.what, Kind: id.kind}}, From: week, Period: week}
		for _, c := range cells {
			area, _ := e.Area(c.area)
			x.Level, x.Areas = area.Level, append(x.Areas, c.area)
			x.Observed += a.days[n].truth[c]
		}
		b.planted[n] = []anlan.Cluster{x}
		return b
	}
	return nil
}

// holdClusters holds clusters against the lake: what is shown is what it has, and with
// withheld cases goes how likely they are.
func (a *attack) holdClusters() {
	for n, e := range a.editions {
		for _, c := range e.Clusters("") {
			a.clustered++
			if v, ok := a.clusters[n][c.ID]; !ok || c.Observed != anlan.Withheld && !isSmall(c.Observed) && c.Observed != v {
				a.t.Errorf("cluster %s in %s says %v, the lake %v", c.ID, e.Meta.ID, c.Observed, v)
			}
			if (c.Observed == anlan.Withheld || isSmall(c.Observed) && c.Level > anlan.City) && c.P != 0 {
				a.t.Errorf("cluster %s: its cases are withheld, and it says how likely they are", c.ID)
			}
			if c.Observed != anlan.Withheld && !isSmall(c.Observed) {
				a.summed++
			}
		}
	}
}
