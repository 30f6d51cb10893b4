package indicators

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
)

// measured finds measures by period, area and indicator, all of which have
// numbers: a map by three texts takes longer to fill and to ask than all else
// of a small area's score.
type measured struct {
	measures  []anlan.Measure
	areas     []anlan.Area // by code; an area's number is its place
	area      map[string]int32
	indicator map[string]int32
	period    map[string]int32
	start     []int32 // in found, of each area of each period, and the end
	found     []foundMeasure
}

// foundMeasure is an indicator and the number of its measure.
type foundMeasure struct{ indicator, measure int32 }

// numbered gives each text its place in the list.
func numbered[T any](list []T, name func(*T) string) map[string]int32 {
	at := make(map[string]int32, len(list))
	for n := range list {
		at[name(&list[n])] = int32(n)
	}
	return at
}

// sortMeasures puts measures where they are found by period, area and indicator.
func (f *Framework) sortMeasures(in EvaluateInput) (*measured, error) {
	x := &measured{measures: in.Measures, areas: slices.Clone(in.Areas), period: map[string]int32{}}
	for _, a := range in.Areas {
		if l, ok := in.Levels.Of(a.Code); !ok || l != a.Level {
			return nil, anlan.Errorf(anlan.Invalid, "area %s is said to be of level %s, which its code is not", a.Code, a.Level)
		}
	}
	slices.SortFunc(x.areas, func(a, b anlan.Area) int { return cmp.Compare(a.Code, b.Code) })
	x.area = numbered(x.areas, func(a *anlan.Area) string { return a.Code })
	x.indicator = numbered(f.Indicators, func(i *Indicator) string { return i.ID })
	type place struct{ period, area, indicator int32 }
	places := make([]place, len(in.Measures))
	for n := range in.Measures {
		m := &in.Measures[n]
		p := &places[n]
		if n > 0 && m.Period == in.Measures[n-1].Period { // they come in runs
			p.period = places[n-1].period
		} else {
			at, ok := x.period[m.Period]
			if !ok {
				at = int32(len(x.period))
				x.period[m.Period] = at
			}
			p.period = at
		}
		var indicator int32
		var known bool
		if n > 0 && m.Indicator == in.Measures[n-1].Indicator {
			indicator, known = places[n-1].indicator, true
		} else {
			indicator, known = x.indicator[m.Indicator]
		}
		area, there := x.area[m.Area]
		if !known || !there {
			return nil, badMeasure(*m)
		}
		p.indicator, p.area = indicator, area
	}
	x.start = make([]int32, len(x.period)*len(x.areas)+2)
	for _, p := range places {
		x.start[x.row(p.period, p.area)+2]++
	}
	for n := 2; n < len(x.start); n++ {
		x.start[n] += x.start[n-1]
	}
	x.found = make([]foundMeasure, len(places))
	for n, p := range places {
		at := &x.start[x.row(p.period, p.area)+1] // the start of the row, until it is filled and this is its end
		x.found[*at] = foundMeasure{p.indicator, int32(n)}
		*at++
	}
	for n := range len(x.start) - 2 {
		row := x.found[x.start[n]:x.start[n+1]]
		slices.SortFunc(row, func(a, b foundMeasure) int { return cmp.Compare(a.indicator, b.indicator) })
		for k := 1; k < len(row); k++ {
			if row[k].indicator == row[k-1].indicator {
				return nil, badMeasure(in.Measures[row[k].measure])
			}
		}
	}
	return x, nil
}

func badMeasure(m anlan.Measure) error {
	return anlan.Errorf(anlan.Invalid, "measure %s of %s in %s: no such indicator or area, or it is given twice", m.Indicator, m.Area, m.Period)
}

func (x *measured) row(period, area int32) int { return int(period)*len(x.areas) + int(area) }

// of gives what is measured of an area in a period, in order of indicators.
func (x *measured) of(period, area int32) []foundMeasure {
	n := x.row(period, area)
	return x.found[x.start[n]:x.start[n+1]]
}

// in finds an indicator, by number, in what is measured of an area of a level.
func (x *measured) in(row []foundMeasure, indicator int32, level anlan.Level) (m anlan.Measure, ok bool) {
	n, ok := slices.BinarySearchFunc(row, indicator, func(f foundMeasure, indicator int32) int { return cmp.Compare(f.indicator, indicator) })
	if ok {
		m = x.measures[row[n].measure]
		m.Level = level
	}
	return m, ok
}

// at finds a measure by name.
func (x *measured) at(indicator, area, period string) (m anlan.Measure, ok bool) {
	i, okI := x.indicator[indicator]
	a, okA := x.area[area]
	p, okP := x.period[period]
	if !okI || !okA || !okP {
		return m, false
	}
	return x.in(x.of(p, a), i, x.areas[a].Level)
}

// numbers gives the numbers of indicators, -1 for one that has none.
func (x *measured) numbers(list []Indicator) []int32 {
	out := make([]int32, len(list))
	for n, i := range list {
		at, ok := x.indicator[i.ID]
		if !ok {
			at = -1
		}
		out[n] = at
	}
	return out
}
