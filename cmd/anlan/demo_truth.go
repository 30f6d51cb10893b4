package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/watch"
)

// demoSets are the data sets of the demo city whose weekly series are watched.
var demoSets = []struct{ series, dataset string }{{"dispute_type", "dispute_case"}, {"hotline_domain", "hotline_ticket"}}

// demoSeries is a weekly series of a demo city, with what its generator knows
// of the last weeks.
type demoSeries struct {
	models.Series
	mean, variance []float64 // had nobody planted an outbreak
	planted        []bool    // weeks in an outbreak or the three after it, in a wave or in a silence
	p              []float64 // of a rise, of the one who knows mean and variance
	below          []float64 // of a silence
}

// demoCity is a demo city as detectors see it, and its truth.
type demoCity struct {
	city   *demo.City
	dates  []time.Time // Mondays of its whole weeks
	from   int         // first week that is measured
	series []*demoSeries
	totals []*demoSeries // of all kinds, by township

	methods []string // detectors that judge it
}

// newDemoCity makes a city and counts its weeks, by county and township.
func newDemoCity(ctx context.Context, o demo.Options, weeks int) (*demoCity, error) {
	city, err := demo.New(o)
	if err != nil {
		return nil, err
	}
	c := &demoCity{city: city}
	monday := city.First.Time()
	for monday.Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, 1)
	}
	for ; !monday.AddDate(0, 0, 6).After(city.Last.Time()); monday = monday.AddDate(0, 0, 7) {
		c.dates = append(c.dates, monday)
	}
	if c.from = len(c.dates) - weeks; c.from < 3 {
		return nil, anlan.Errorf(anlan.Invalid, "--weeks: %d weeks of a history of %d cannot be measured", weeks, len(c.dates))
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("demo city: %w", context.Cause(ctx))
	}
	c.count()
	for _, set := range demoSets {
		if err := c.know(ctx, set.series, set.dataset); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// count makes the series: every kind in every county and township.
func (c *demoCity) count() {
	type key struct{ name, kind, area string }
	cells, kinds := map[key][]float64{}, map[string][]string{}
	add := func(name, kind, code string, day time.Time) {
		week := int(day.Sub(c.dates[0]).Hours() / (7 * 24))
		if day.Before(c.dates[0]) || week >= len(c.dates) {
			return
		}
		if !slices.Contains(kinds[name], kind) {
			kinds[name] = append(kinds[name], kind)
		}
		for _, n := range []int{6, 9} {
			if len(code) < n {
				break
			}
			k := key{name, kind, code[:n]}
			if cells[k] == nil {
				cells[k] = make([]float64, len(c.dates))
			}
			cells[k][week]++
		}
	}
	for _, d := range c.city.Disputes {
		add("dispute_type", d.DisputeType[:2], d.AreaCode, d.RegisterTime.Date().Time())
	}
	for _, t := range c.city.Tickets() {
		add("hotline_domain", t.Domain, t.AreaCode, t.CreateTime.Date().Time())
	}
	for _, set := range demoSets {
		slices.Sort(kinds[set.series])
		for _, a := range c.city.Areas {
			level := map[int]anlan.Level{6: anlan.County, 9: anlan.Township}[len(a.AreaCode)]
			if level == 0 {
				continue
			}
			for _, kind := range kinds[set.series] {
				y := cells[key{set.series, kind, a.AreaCode}]
				if y == nil {
					y = make([]float64, len(c.dates))
				}
				c.series = append(c.series, &demoSeries{Series: models.Series{Name: set.series, Kind: kind, Area: a.AreaCode, Level: level, Counts: y, Dates: c.dates}})
			}
		}
	}
}

// know works out mean and variance of the last weeks of one data set's series.
// Registers hold more than what begins of itself: means are raised by as much
// as the city's cases of a kind exceed them.
func (c *demoCity) know(ctx context.Context, series, dataset string) error {
	k, err := c.city.Knowledge(dataset)
	if err != nil {
		return err
	}
	observed, expected := map[string]float64{}, map[string]float64{}
	totals := map[string]*demoSeries{}
	for _, s := range c.series {
		if s.Name != series {
			continue
		}
		if ctx.Err() != nil {
			return fmt.Errorf("true rates of the demo city: %w", context.Cause(ctx))
		}
		c.learn(s, k, s.Kind, dataset)
		if s.Level != anlan.Township {
			continue
		}
		for t := c.from; t < len(c.dates); t++ {
			observed[s.Kind], expected[s.Kind] = observed[s.Kind]+s.Counts[t], expected[s.Kind]+s.mean[t]
		}
		if totals[s.Area] == nil {
			x := &demoSeries{Series: models.Series{Name: series, Kind: anlan.KindAll, Area: s.Area, Level: s.Level, Counts: make([]float64, len(c.dates)), Dates: c.dates}}
			totals[s.Area] = x
			c.totals = append(c.totals, x)
			c.learn(x, k, "", dataset)
		}
		for t, y := range s.Counts {
			totals[s.Area].Counts[t] += y
		}
	}
	allObserved, allExpected := 0.0, 0.0
	for kind := range expected {
		allObserved, allExpected = allObserved+observed[kind], allExpected+expected[kind]
	}
	for _, s := range append(slices.Clone(c.series), c.totals...) {
		if s.Name == series {
			factor := allObserved / allExpected
			if s.Kind != anlan.KindAll {
				factor = observed[s.Kind] / expected[s.Kind]
			}
			s.judge(factor, c.from)
		}
	}
	return nil
}

// learn asks the generator for the last weeks of a series, and marks those in
// which something was planted.
func (c *demoCity) learn(s *demoSeries, k *demo.Knowledge, kind, dataset string) {
	n := len(c.dates)
	s.mean, s.variance, s.planted = make([]float64, n), make([]float64, n), make([]bool, n)
	for t := c.from - 2; t < n; t++ {
		s.mean[t], s.variance[t], s.planted[t] = k.Week(s.Area, kind, c.dates[t])
	}
	mark := func(start time.Time, days int) {
		for t, d := range c.dates {
			if d.AddDate(0, 0, 7).After(start) && d.Before(start.AddDate(0, 0, days)) {
				s.planted[t] = true
			}
		}
	}
	for _, o := range c.city.Outbreaks {
		if o.Series == s.Name && (kind == "" || o.Kind == s.Kind) && related(o.Area, s.Area) {
			mark(o.Start.Time(), o.Days+21)
		}
	}
	for _, q := range c.city.Silences {
		if q.Dataset == dataset && related(q.Area, s.Area) {
			mark(q.Start.Time(), q.Days+21)
		}
	}
}

// watchedFamily is a series and the level of its areas.
type watchedFamily struct {
	series string
	level  anlan.Level
}

// watchedFamilies reads families written as series:level. Errors: Invalid for
// what a demo city has no series of.
func watchedFamilies(names []string) (map[watchedFamily]bool, error) {
	all := map[watchedFamily]bool{}
	for _, set := range demoSets {
		all[watchedFamily{set.series, anlan.County}], all[watchedFamily{set.series, anlan.Township}] = true, true
	}
	if len(names) == 0 {
		return all, nil
	}
	out := map[watchedFamily]bool{}
	for _, name := range names {
		series, text, _ := strings.Cut(name, ":")
		level, err := anlan.ParseLevel(text)
		f := watchedFamily{series, level}
		if err != nil || !all[f] {
			return nil, anlan.Errorf(anlan.Invalid, "--watch %s: want dispute_type or hotline_domain, a colon, and county or township", name)
		}
		out[f] = true
	}
	return out, nil
}

// keep leaves the series of families that are watched. What was planted and what
// the generator knows stay those of the whole city.
func (c *demoCity) keep(watched map[watchedFamily]bool) {
	unwatched := func(s *demoSeries) bool { return !watched[watchedFamily{s.Name, s.Level}] }
	c.series, c.totals = slices.DeleteFunc(c.series, unwatched), slices.DeleteFunc(c.totals, unwatched)
}

// counties is how many the city has.
func (c *demoCity) counties() int {
	n := 0
	for _, a := range c.city.Areas {
		if len(a.AreaCode) == 6 {
			n++
		}
	}
	return n
}

// related areas are the same, or one lies within the other.
func related(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// judge works out p-values of the last weeks by the true mean and variance, of
// single weeks and sums as the detector has them.
func (s *demoSeries) judge(factor float64, from int) {
	s.p, s.below = nothing(len(s.Counts)), nothing(len(s.Counts))
	for t := from; t < len(s.Counts); t++ {
		y, m, v := 0.0, 0.0, 0.0
		single, windows, below := 1.0, 1.0, 1.0
		for k := range 3 {
			mean := max(s.mean[t-k]*factor, 1e-9)
			y, m = y+s.Counts[t-k], m+mean
			v += max(mean, mean+(s.variance[t-k]-s.mean[t-k])*factor*factor)
			d := counts.Dispersed(m, v/m)
			p := d.UpperTail(y+1) + math.Exp(d.LogProb(y))/2
			if k == 0 {
				single = p
			}
			windows, below = min(windows, p), min(below, 1-p)
		}
		s.p[t], s.below[t] = watch.RiseP(single, windows), watch.BelowP(below)
	}
}

// nothing are p-values that stand for no judgement.
func nothing(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
