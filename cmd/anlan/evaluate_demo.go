package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/pooled"
	"github.com/anlan-lake/anlan/models/surveil"
	"github.com/anlan-lake/anlan/models/watch"
)

// demoRun are the flags of a measurement on demo cities.
type demoRun struct {
	cities  int
	scale   float64
	history int // months
	weeks   int // last weeks that are measured
	until   string
	seed    uint64
	fdr     float64  // of the night; 0: the default
	watch   []string // families that are watched, as series:level; nil: all
	methods []string // detectors that stand beside the night; nil: all

	delay    float64 // working days that a report is late in the mean; 0: none is
	grids    bool    // measure forecasts of the areas below series instead
	clusters bool    // measure the scan for clusters instead
	excess   float64 // of planted outbreaks that spread, in standard deviations
}

// Detectors measured on demo cities, the ceiling first.
const (
	demoKnown      = "true_rate_known"
	demoPooled     = "pooled"
	demoAlone      = "pooled_without_pooling"
	demoFarrington = "farringtonFlexible"
	demoNight      = "night" // the night itself, at its own threshold
)

var demoMethods = []string{demoKnown, demoPooled, demoAlone, demoFarrington}

// detectors gives the detectors to run, in their own order; the one who knows the
// true rate is always among them. Errors: Invalid for a name that is none.
func (r demoRun) detectors() ([]string, error) {
	for _, name := range r.methods {
		if !slices.Contains(demoMethods, name) {
			return nil, anlan.Errorf(anlan.Invalid, "--methods %q is not one of %s", name, strings.Join(demoMethods, ", "))
		}
	}
	if len(r.methods) == 0 {
		return demoMethods, nil
	}
	return slices.DeleteFunc(slices.Clone(demoMethods), func(m string) bool { return m != demoKnown && !slices.Contains(r.methods, m) }), nil
}

// caughtWithin is how many days after its start a warning of an outbreak or a
// silence counts.
const caughtWithin, silenceWithin = 7, 14

// demoCatch is one thing planted: the least p that each method gave of it in
// time, and whether the night warned of it in time.
type demoCatch struct {
	size   string
	best   map[string]float64
	warned bool
}

// demoTally is what came of one city.
type demoTally struct {
	calm        map[string][]float64 // p of weeks in which nothing was planted, by method
	quiet       map[string][]float64 // the same of silences
	outbreaks   []demoCatch
	silences    []demoCatch
	falseWarned int // weeks that the night warned of wrongly
	falseOpened int // warnings it opened so
	trueOpened  int // warnings it opened where something was planted
	countyWeeks float64
}

// settings are those of a night in a demo city.
func (r demoRun) settings() (watch.Settings, error) {
	set := watch.DefaultSettings()
	set.Parent = anlan.Levels{4, 6, 9}.Parent
	set.Shown = func(series string, level anlan.Level) bool { // as the mart series_week has them
		return series != "dispute_type" || level <= anlan.County
	}
	if r.fdr != 0 {
		set.FDR = r.fdr
	}
	return set, set.Validate()
}

// evaluateDemo measures detectors on demo cities, whose outbreaks are known.
func (e *env) evaluateDemo(ctx context.Context, o *output, r demoRun) error {
	if r.cities < 1 || r.cities > 100 || r.weeks < 8 || r.weeks%8 != 0 {
		return anlan.Errorf(anlan.Invalid, "--demo %d --weeks %d: want 1 to 100 cities and a multiple of 8 weeks", r.cities, r.weeks)
	}
	set, err := r.settings()
	if err != nil {
		return err
	}
	until, err := e.asOf(r.until, time.UTC)
	if err != nil {
		return err
	}
	watched, err := watchedFamilies(r.watch)
	if err != nil {
		return err
	}
	methods, err := r.detectors()
	if err != nil {
		return err
	}
	var tallies []*demoTally
	bar := e.progress()
	for i := range r.cities {
		if ctx.Err() != nil {
			return fmt.Errorf("%d of %d demo cities: %w", i, r.cities, context.Cause(ctx))
		}
		bar.step(i, r.cities, "demo cities")
		c, err := newDemoCity(ctx, demo.Options{Scale: r.scale, History: r.history, Seed: r.seed + uint64(i), Until: until}, r.weeks)
		if err != nil {
			return err
		}
		c.keep(watched)
		c.methods = methods
		t := &demoTally{calm: map[string][]float64{}, quiet: map[string][]float64{}}
		if err := c.measure(ctx, t, set); err != nil {
			return fmt.Errorf("city of seed %d: %w", r.seed+uint64(i), err)
		}
		tallies = append(tallies, t)
	}
	bar.done()
	return e.writeDemo(o, methods, tallies, r.seed)
}

// measure judges the last weeks of a city by every method, eight at a time.
func (c *demoCity) measure(ctx context.Context, t *demoTally, set watch.Settings) error {
	p := map[string][][]float64{}
	for _, method := range c.methods {
		p[method] = make([][]float64, len(c.series))
		for i, s := range c.series {
			if p[method][i] = nothing(len(c.dates)); method == demoKnown {
				p[method][i] = s.p
			}
		}
	}
	below := map[string][][]float64{demoPooled: make([][]float64, len(c.totals)), demoKnown: make([][]float64, len(c.totals))}
	for i, s := range c.totals {
		below[demoPooled][i], below[demoKnown][i] = nothing(len(c.dates)), s.below
	}
	warned := make([][]bool, len(c.series))
	for i := range warned {
		warned[i] = make([]bool, len(c.dates))
	}
	for end := len(c.dates); end > c.from; end -= 8 {
		if err := c.block(ctx, set, end, p, below, warned); err != nil {
			return err
		}
	}
	for i, s := range c.series {
		if p[demoFarrington] == nil { // not asked for
			break
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s, %d of %d series: %w", demoFarrington, i, len(c.series), context.Cause(ctx))
		}
		if err := c.farrington(s, p[demoFarrington][i]); err != nil {
			return err
		}
	}
	c.tally(t, p, below, warned)
	return nil
}

// block judges the eight weeks before end, by what came before them.
func (c *demoCity) block(ctx context.Context, set watch.Settings, end int, p, below map[string][][]float64, warned [][]bool) error {
	cut := make([]models.Series, len(c.series))
	at := map[[3]string]int{}
	for i, s := range c.series {
		cut[i] = s.Series
		cut[i].Counts, cut[i].Dates = s.Counts[:end], s.Dates[:end]
		at[[3]string{s.Name, s.Kind, s.Area}] = i
	}
	night, err := watch.Night(cut, set)
	if err != nil {
		return err
	}
	for _, w := range night.Weeks {
		if i, ok := at[[3]string{w.Series.Name, w.Series.Kind, w.Series.Area}]; ok && w.Warned {
			warned[i][w.Index] = true
		}
	}
	for method, pool := range map[string]bool{demoPooled: true, demoAlone: false} {
		if p[method] == nil { // not asked for
			continue
		}
		d := set.Detector
		d.Pool = pool
		for lo := 0; lo < len(cut); {
			hi := lo
			for hi < len(cut) && cut[hi].Name == cut[lo].Name {
				hi++
			}
			for _, level := range []anlan.Level{anlan.County, anlan.Township} {
				if ctx.Err() != nil {
					return fmt.Errorf("%s, %s: %w", method, cut[lo].Name, context.Cause(ctx))
				}
				if err := judgeLevel(d, set, cut[lo:hi], level, func(i int, j pooled.Judgement) { p[method][lo+i][j.Index] = 1 / watch.Factor(j) }); err != nil {
					return err
				}
			}
			lo = hi
		}
	}
	totals := make([]models.Series, len(c.totals))
	for i, s := range c.totals {
		totals[i] = s.Series
		totals[i].Counts, totals[i].Dates = s.Counts[:end], s.Dates[:end]
	}
	for lo, hi := 0, 0; lo < len(totals); lo = hi {
		for hi < len(totals) && totals[hi].Name == totals[lo].Name {
			hi++
		}
		if err := judgeLevel(set.Detector, set, totals[lo:hi], anlan.Township, func(i int, j pooled.Judgement) { below[demoPooled][lo+i][j.Index] = watch.BelowP(j.PBelow) }); err != nil {
			return err
		}
	}
	return nil
}

// judgeLevel judges the series of one level as a family, and gives what stands.
func judgeLevel(d pooled.Detector, set watch.Settings, series []models.Series, level anlan.Level, found func(i int, j pooled.Judgement)) error {
	var family []pooled.Series
	var at []int
	for i, s := range series {
		if s.Level == level {
			family = append(family, pooled.Series{Series: surveil.Series{Counts: s.Counts, Dates: s.Dates}, Kind: s.Kind, Area: s.Area, Region: set.Parent(s.Area)})
			at = append(at, i)
		}
	}
	if len(family) == 0 { // not watched
		return nil
	}
	latest, err := d.JudgeLatest(family, set.Weeks)
	if err != nil {
		return err
	}
	for k, l := range latest {
		for _, j := range l.Judged {
			if j.State == surveil.Tested {
				found(at[k], j)
			}
		}
	}
	return nil
}

// farrington judges the last weeks of one series by itself.
func (c *demoCity) farrington(s *demoSeries, p []float64) error {
	for t := c.from; t < len(c.dates); t++ {
		w, _, err := models.Detect(s.Series, t, models.DefaultParams())
		var abstained *models.Abstained
		if errors.As(err, &abstained) {
			continue
		}
		if err != nil {
			return err
		}
		p[t] = w.P
	}
	return nil
}

// tally notes what was found. Only weeks with the night's least number of cases
// can stand out.
func (c *demoCity) tally(t *demoTally, p, below map[string][][]float64, warned [][]bool) {
	least := watch.DefaultSettings().MinCases
	for i, s := range c.series {
		for w := c.from; w < len(c.dates); w++ {
			opened := warned[i][w] && !warned[i][w-1] && !warned[i][w-2]
			if s.planted[w] {
				if opened {
					t.trueOpened++
				}
				continue
			}
			if warned[i][w] {
				t.falseWarned++
			}
			if opened {
				t.falseOpened++
			}
			for _, m := range c.methods {
				if v := p[m][i][w]; s.Counts[w] >= least && !math.IsNaN(v) {
					t.calm[m] = append(t.calm[m], v)
				}
			}
		}
	}
	t.countyWeeks += float64(c.counties() * (len(c.dates) - c.from))
	for _, o := range c.city.Outbreaks {
		x := demoCatch{size: o.Size, best: map[string]float64{}}
		seen := c.between(o.Start, caughtWithin, func(w int) {
			for i, s := range c.series {
				if s.Name != o.Series || s.Kind != o.Kind || !related(s.Area, o.Area) {
					continue
				}
				x.warned = x.warned || warned[i][w]
				for _, m := range c.methods {
					if v := p[m][i][w]; s.Counts[w] >= least && !math.IsNaN(v) {
						x.keep(m, v)
					}
				}
			}
		})
		if seen {
			t.outbreaks = append(t.outbreaks, x)
		}
	}
	c.tallySilences(t, below)
}

func (c *demoCity) tallySilences(t *demoTally, below map[string][][]float64) {
	for i, s := range c.totals {
		for w := c.from; w < len(c.dates); w++ {
			for m, v := range below {
				if !s.planted[w] && s.Counts[w] <= s.mean[w]/2 && !math.IsNaN(v[i][w]) {
					t.quiet[m] = append(t.quiet[m], v[i][w])
				}
			}
		}
	}
	for _, q := range c.city.Silences {
		x := demoCatch{size: "silence", best: map[string]float64{}}
		seen := c.between(q.Start, silenceWithin, func(w int) {
			for i, s := range c.totals {
				for m, v := range below {
					if s.Area == q.Area && demoDataset(s.Name) == q.Dataset && !math.IsNaN(v[i][w]) {
						x.keep(m, v[i][w])
					}
				}
			}
		})
		if seen && slices.ContainsFunc(c.totals, func(s *demoSeries) bool { return s.Area == q.Area && demoDataset(s.Name) == q.Dataset }) {
			t.silences = append(t.silences, x)
		}
	}
}

func demoDataset(series string) string {
	for _, s := range demoSets {
		if s.series == series {
			return s.dataset
		}
	}
	return ""
}

func (x *demoCatch) keep(method string, p float64) {
	if best, ok := x.best[method]; !ok || p < best {
		x.best[method] = p
	}
}

// between calls do for every measured week that ends from a day on, so many days
// after it at most; false where the days are not all measured.
func (c *demoCity) between(start demo.Date, days int, do func(week int)) bool {
	first, last := start.Time(), start.Time().AddDate(0, 0, days)
	if first.Before(c.dates[c.from]) || last.After(c.city.Last.Time()) {
		return false
	}
	for w := c.from; w < len(c.dates); w++ {
		if sunday := c.dates[w].AddDate(0, 0, 6); !sunday.Before(first) && !sunday.After(last) {
			do(w)
		}
	}
	return true
}
