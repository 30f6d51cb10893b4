package night_test

import (
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// aheadOf names a forecast.
type aheadOf struct {
	series, kind, area string
	days               int
}

// readAhead gives the cases that the lake's forecasts expect; those that were not
// made are none, and are no part of any sum.
func readAhead(t *testing.T, l *lake.Lake, snapshot int64) map[aheadOf]float64 {
	t.Helper()
	out := map[aheadOf]float64{}
	eachRow(t, l, snapshot, "select series, kind, area_code, days, mean from forecast where mean is not null "+
		"union all select series, kind, area_code, days, mean from forecast_below where area_level = 3", func(rows *sql.Rows) error {
		var k aheadOf
		var v float64
		err := rows.Scan(&k.series, &k.kind, &k.area, &k.days, &v)
		out[k] = v
		return err
	})
	return out
}

// ahead is an edition's forecasts as they are, and as they are shown.
type ahead struct{ truth, shown map[aheadOf]float64 }

func (a *attack) readAhead(l *lake.Lake) {
	for _, e := range a.editions {
		x := ahead{readAhead(a.t, l, e.Meta.Snapshot), map[aheadOf]float64{}}
		for _, area := range e.Areas() {
			for _, f := range e.Forecasts(area.Code) {
				k := aheadOf{f.Series, f.Kind, f.Area, f.Days}
				if x.shown[k] = *f.Mean; x.truth[k] == 0 {
					a.t.Errorf("forecast %v of %s is shown, and the lake has none", k, e.Meta.ID)
				}
				for _, v := range []*float64{f.Mean, f.Lower95, f.Lower80, f.Median, f.Upper80, f.Upper95, f.Limit} {
					if v != nil && (*v != math.Round(*v) || v != f.Limit && math.Mod(*v, 2*halfUnit(*v)) != 0) {
						a.t.Errorf("forecast %v of %s is not rounded: %v", k, e.Meta.ID, *v)
					}
				}
				if area.Level > anlan.City && *f.Mean < anlan.SmallCell {
					a.t.Errorf("forecast %v of %s expects %v", k, e.Meta.ID, *f.Mean)
				}
			}
		}
		a.ahead = append(a.ahead, x)
	}
}

// attackAhead attacks the forecasts that are withheld because fewer than five
// cases are expected: sums of kinds and of areas are the sums of their parts, and
// what is shown is known as well as its digits say. It must be possible that any number from
// 1 to 4 is expected, or as many as the area above has. Every stride-th system of
// an area, the areas below it and their kinds is attacked.
func (a *attack) attackAhead(stride int) {
	at := 0
	for n, e := range a.editions {
		for _, days := range []int{7, 14, 30} {
			for _, series := range a.seriesAhead(n) {
				for _, above := range e.Areas() {
					if a.guard != asPublished && a.failed > 0 {
						return
					}
					if at++; at%stride == 0 {
						a.familyAhead(n, series, above, days)
					}
				}
			}
		}
	}
}

func (a *attack) seriesAhead(n int) []string {
	series := map[string]bool{}
	for k := range a.ahead[n].truth {
		series[k.series] = true
	}
	return slices.Sorted(maps.Keys(series))
}

// knownAhead is what a reader knows of a figure: as well as its digits say where it is shown,
// that it is less than five where it is withheld for that, or nothing.
func (a *attack) knownAhead(n int, k aheadOf) (low, high float64) {
	truth := a.ahead[n].truth[k]
	v, shown := a.ahead[n].shown[k]
	switch {
	case a.opened[k]:
		return truth, truth
	case shown && a.guard == sharpAhead:
		return truth, truth
	case shown: // what was rounded up to 100 was rounded to whole cases
		return v - halfUnit(math.Nextafter(v, 0)), v + halfUnit(v)
	case truth < anlan.SmallCell:
		return 0, anlan.SmallCell
	}
	return 0, math.Inf(1)
}

// halfUnit is half of the unit in which an expected number is shown: two digits
// of it, and no less than a case.
func halfUnit(v float64) float64 {
	return max(1, math.Pow(10, math.Floor(math.Log10(max(v, 1)))-1)) / 2
}

// familyAhead attacks an area's kinds in the areas below it.
func (a *attack) familyAhead(n int, series string, above anlan.Area, days int) {
	children := a.below[above.Code]
	kinds := map[string]bool{}
	hidden := 0
	for _, c := range children {
		for k := range a.ahead[n].truth {
			if k.area == c.Code && k.series == series && k.days == days && k.kind != anlan.KindAll {
				kinds[k.kind] = true
			}
		}
	}
	if len(kinds) == 0 {
		return
	}
	order := slices.Sorted(maps.Keys(kinds))
	p := &program{n: len(children) * len(order)}
	nowhere := map[string]float64{} // expected above and in none of the areas below, which the attacker is told
	for _, kind := range append([]string{anlan.KindAll}, order...) {
		nowhere[kind] = a.ahead[n].truth[aheadOf{series, kind, above.Code, days}]
		for _, c := range children {
			nowhere[kind] -= a.ahead[n].truth[aheadOf{series, kind, c.Code, days}]
		}
	}
	limit := func(at []int, k aheadOf) {
		if low, high := a.knownAhead(n, k); true {
			if k.area == above.Code {
				low, high = low-nowhere[k.kind], high-nowhere[k.kind]
			}
			if low > 0 {
				p.add(at, -1, low)
			}
			if !math.IsInf(high, 1) {
				p.add(at, 1, high)
			}
		}
	}
	type target struct {
		at   int
		key  aheadOf
		most float64
	}
	var targets []target
	for j, kind := range order {
		var column []int
		_, most := a.knownAhead(n, aheadOf{series, kind, above.Code, days})
		for i, c := range children {
			at := i*len(order) + j
			column = append(column, at)
			k := aheadOf{series, kind, c.Code, days}
			limit([]int{at}, k)
			v, there := a.ahead[n].truth[k]
			most := most - nowhere[kind]
			if _, shown := a.ahead[n].shown[k]; there && !shown && !a.opened[k] && v > 0 && v < anlan.SmallCell {
				hidden++
				targets = append(targets, target{at, k, most})
			}
		}
		limit(column, aheadOf{series, kind, above.Code, days})
	}
	if hidden == 0 {
		return
	}
	for i, c := range children {
		var row []int
		for j := range order {
			row = append(row, i*len(order)+j)
		}
		limit(row, aheadOf{series, anlan.KindAll, c.Code, days})
	}
	every := make([]int, p.n)
	for at := range every {
		every[at] = at
	}
	limit(every, aheadOf{series, anlan.KindAll, above.Code, days})
	if !p.feasible() {
		a.t.Errorf("%s below %s, %d days of %s: forecasts contradict themselves", series, above.Code, days, a.editions[n].Meta.ID)
		return
	}
	for _, x := range targets {
		least, most := p.reach([]int{x.at})
		if least > 1+1e-6 || most < min(anlan.SmallCell-1, x.most)-1e-6 {
			if a.failed++; a.guard == asPublished && a.failed <= 15 {
				a.t.Errorf("forecast %v of %s: %.2f can be told to lie between %.2f and %.2f", x.key, a.editions[n].Meta.ID, a.ahead[n].truth[x.key], least, most)
			}
			continue
		}
		a.held++
	}
}

// plantAhead gives the same attack on forecasts that are shown sharp, in all areas
// below one but one; nil where none is withheld.
func (a *attack) plantAhead() *attack {
	b := a.without(sharpAhead)
	b.opened = map[aheadOf]bool{}
	for _, k := range slices.SortedFunc(maps.Keys(a.ahead[0].truth), func(x, y aheadOf) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) }) {
		v := a.ahead[0].truth[k]
		x, _ := a.editions[0].Area(k.area)
		if _, shown := a.ahead[0].shown[k]; shown || k.kind == anlan.KindAll || x.Level <= anlan.City || !(v > 0.5 && v < anlan.SmallCell) {
			continue
		}
		for _, y := range a.below[x.Parent] {
			if y.Code != k.area {
				b.opened[aheadOf{k.series, k.kind, y.Code, k.days}] = true
			}
		}
		b.opened[aheadOf{k.series, k.kind, x.Parent, k.days}] = true
		return b
	}
	return nil
}
