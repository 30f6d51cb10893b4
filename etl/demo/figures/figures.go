// Package figures computes the indicators of a demo city in plain Go from the
// rows the generator made: no file, no landing, no SQL and no compiler lies
// between. It is the truth that the lake's figures are held against.
package figures

import (
	"fmt"
	"math"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

// Key names one figure.
type Key struct{ Indicator, Area, Period string }

// Value is a number or nothing.
type Value struct {
	V  float64
	OK bool
}

// Some is a value that is there.
func Some(v float64) Value { return Value{v, true} }

// Same reports whether two values agree to 1e-9, or are both nothing.
func (a Value) Same(b Value) bool {
	if !a.OK || !b.OK {
		return a.OK == b.OK
	}
	return a.V == b.V || math.Abs(a.V-b.V) <= 1e-9*math.Max(math.Abs(a.V), math.Abs(b.V))
}

func (a Value) String() string {
	if !a.OK {
		return "nothing"
	}
	return fmt.Sprintf("%.12g", a.V)
}

// Figure is what a measure has: numerator, denominator, and the number that
// min_denominator is held against.
type Figure struct{ Num, Den, N Value }

// Same reports whether two figures agree in all three.
func (f Figure) Same(g Figure) bool {
	return f.Num.Same(g.Num) && f.Den.Same(g.Den) && f.N.Same(g.N)
}

func (f Figure) String() string { return fmt.Sprintf("num %v den %v n %v", f.Num, f.Den, f.N) }

// Levels are the lengths of the demo city's area codes.
func Levels() anlan.Levels { return anlan.Levels{4, 6, 9, 12, 15} }

// Indicators lists the ids of the indicators that are computed.
func Indicators() []string {
	var ids []string
	for _, i := range newOracle(&demo.City{}, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)).indicators() {
		ids = append(ids, i.id)
	}
	return ids
}

// Compute computes every figure of every indicator, as of the night of a day:
// for the thirteen months that have ended and the running one, every area of a
// level that claims the indicator. A data set that has not reported for a
// whole window gives nothing.
func Compute(c *demo.City, asOf time.Time) map[Key]Figure {
	o := newOracle(c, asOf)
	return o.figures(monthsUntil(o.asOf), o.current)
}

// Periods lists the periods of a night, the running month first.
func Periods(asOf time.Time) []string {
	var names []string
	for _, p := range monthsUntil(secondsOf(asOf)) {
		names = append(names, p.name)
	}
	return names
}

// oracle holds the city and what is known about its areas and its coverage.
type oracle struct {
	city    *demo.City
	levels  anlan.Levels
	asOf    int64
	today   map[string]string // ended code → code that holds its cases today
	current map[string]int64  // area of today → first day it, or a forerunner, was in use
	spans   map[string]span
}

func newOracle(c *demo.City, asOf time.Time) *oracle {
	o := &oracle{city: c, levels: Levels(), asOf: secondsOf(asOf)}
	o.placeAreas()
	o.cover()
	return o
}

// figures computes those of some periods, for areas given with the first day
// they were in use.
func (o *oracle) figures(periods []month, areas map[string]int64) map[Key]Figure {
	out := map[Key]Figure{}
	profiles := map[string]map[string]demo.Profile{}
	for _, p := range periods {
		profiles[p.name] = o.profiles(p.end)
	}
	for _, i := range o.indicators() {
		for _, p := range periods {
			for _, part := range o.windows(i, i.dataset, p) {
				got := o.counted(i, i.dataset, i.count, part)
				var over map[string]Figure
				if i.over != nil {
					for _, w := range o.windows(i, i.over.dataset, p) {
						if w.from == part.from {
							over = o.counted(i, i.over.dataset, i.over.count, w)
						}
					}
				}
				for area, from := range areas {
					level, _ := o.levels.Of(area)
					if level < part.from || level > part.to || from >= p.end {
						continue
					}
					f := got[area]
					if _, ok := got[area]; !ok && got != nil {
						f = i.empty
					}
					switch {
					case i.over != nil:
						f.Den = Value{}
						if over != nil {
							f.Den = i.over.none
							if g, ok := over[area]; ok {
								f.Den = g.Num
							}
						}
						f.N = f.Den
					case i.per != nil:
						f.Den = Value{}
						if x, ok := profiles[p.name][area]; ok {
							f.Den = i.per(x)
						}
						f.N = f.Den
					}
					out[Key{i.id, area, p.name}] = f
				}
			}
		}
	}
	return out
}

// counted gives the figures of the areas that have rows in a window, nil where
// the data set does not cover it.
func (o *oracle) counted(i indicator, dataset string, count counter, w window) map[string]Figure {
	if !o.covers(dataset, w.start, w.end) {
		return nil
	}
	got := count(w.start, w.end, w.from, w.to)
	if got == nil {
		got = map[string]Figure{}
	}
	return got
}
