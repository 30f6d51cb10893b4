package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/scan"
	"github.com/anlan-lake/anlan/models/surveil"
	"github.com/anlan-lake/anlan/models/watch"
)

// Methods that are held against one another on outbreaks that spread.
const (
	spreadScan    = "scan"
	spreadSingle  = "single_series"
	spreadPoisson = "scan_poisson_null"
	spreadNight   = "night_warnings"
)

// spreadWeeks is how long a planted outbreak spreads: to two townships in its
// first week, three in its second, five in its third.
const (
	spreadWeeks = 3
	spreadEach  = 4 // in the eight weeks of a block
)

var spreadTowns = [spreadWeeks]int{2, 3, 5}

// spreadTally adds up over cities: by method and night the least p of what is
// false, and by planted outbreak that of what hits it, week by week.
type spreadTally struct {
	calm  map[string][]float64
	found map[string][][spreadWeeks]float64
}

// evaluateClusters measures the scan for clusters on demo cities: how often it is
// wrong in weeks in which nothing was planted, and how soon it sees outbreaks that
// spread over neighbouring townships, planted here on top of the cities, beside
// series judged one by one at as many false nights.
func (e *env) evaluateClusters(ctx context.Context, o *output, r demoRun) error {
	if r.cities < 1 || r.cities > 100 || r.weeks < 8 || r.weeks%8 != 0 || !(r.excess > 0 && r.excess < 20) {
		return anlan.Errorf(anlan.Invalid, "--demo %d --weeks %d --excess %v: want 1 to 100 cities, a multiple of 8 weeks, an excess above 0", r.cities, r.weeks, r.excess)
	}
	until, err := e.asOf(r.until, time.UTC)
	if err != nil {
		return err
	}
	t := &spreadTally{calm: map[string][]float64{}, found: map[string][][spreadWeeks]float64{}}
	bar := e.progress()
	for i := range r.cities {
		if ctx.Err() != nil {
			return fmt.Errorf("%d of %d demo cities: %w", i, r.cities, context.Cause(ctx))
		}
		bar.step(i, r.cities, "demo cities")
		seed := r.seed + uint64(i)
		c, err := newDemoCity(ctx, demo.Options{Scale: r.scale, History: r.history, Seed: seed, Until: until}, r.weeks)
		if err != nil {
			return err
		}
		for end := len(c.dates); end > c.from; end -= 8 {
			if err := c.spread(ctx, t, end, r.excess, seed); err != nil {
				return fmt.Errorf("city of seed %d: %w", seed, err)
			}
		}
	}
	bar.done()
	return e.writeSpread(o, t)
}

// spreadBlock is eight weeks as a night sees them.
type spreadBlock struct {
	night watch.Result
	panel watch.Panel
	found map[string][][]scan.JointCluster // by method and week
}

// planted is an outbreak that spreads.
type plantedSpread struct {
	kinds, towns []string
	more         map[int][]float64 // cases by the city's series, in the weeks of the block
}

// spreadFrom is the week of a block in which outbreaks begin.
const spreadFrom = 8 - spreadWeeks

// spread measures one block: as it is, and with outbreaks that spread.
func (c *demoCity) spread(ctx context.Context, t *spreadTally, end int, excess float64, seed uint64) error {
	var places []string
	at := map[[2]string]int{} // of the city's series, by kind and township
	for i, s := range c.series {
		if s.watchedTown() {
			places = append(places, s.Area)
			at[[2]string{s.Kind, s.Area}] = i
		}
	}
	slices.Sort(places)
	near, err := scan.NewAdjacency(slices.Compact(places), c.city.Touching())
	if err != nil {
		return err
	}
	touching := map[anlan.Level]scan.Adjacency{anlan.Township: near}
	calm, err := c.look(end, nil, touching)
	if err != nil {
		return err
	}
	planted := c.plantSpread(rand.New(rand.NewPCG(seed, uint64(end))), end, near, at, excess)
	more := map[int][]float64{}
	for _, x := range planted {
		maps.Copy(more, x.more)
	}
	risen, err := c.look(end, more, touching)
	if err != nil {
		return err
	}
	set := watch.DefaultClusterSettings()
	set.Scan.MaxClusters = 12
	for _, method := range []string{spreadScan, spreadPoisson} {
		cells := calm.panel.Cells
		if method == spreadPoisson {
			cells.Dispersion, cells.Error, cells.Swell = nil, nil, scan.Swell{}
		}
		ready, err := set.Scan.Prepare(ctx, cells, near, seed)
		if err != nil {
			return err
		}
		for _, b := range []*spreadBlock{calm, risen} {
			if b.found[method], err = ready.Clusters(b.panel.Cells.Counts); err != nil {
				return err
			}
		}
	}
	for w := range 8 {
		c.tallyCalm(t, calm, end-8, w, at)
	}
	for _, x := range planted {
		c.tallySpread(t, risen, x)
	}
	return nil
}

func (s *demoSeries) watchedTown() bool {
	return s.Level == anlan.Township && s.Name == "hotline_domain"
}

// look judges the eight weeks before end of the townships' series, with more cases
// in some of them.
func (c *demoCity) look(end int, more map[int][]float64, touching map[anlan.Level]scan.Adjacency) (*spreadBlock, error) {
	set := watch.DefaultSettings()
	set.Parent = anlan.Levels{4, 6, 9}.Parent
	var cut []models.Series
	for i, s := range c.series {
		if !s.watchedTown() {
			continue
		}
		x := s.Series
		x.Counts, x.Dates = slices.Clone(s.Counts[:end]), s.Dates[:end]
		for w, y := range more[i] {
			x.Counts[end-8+w] += y
		}
		cut = append(cut, x)
	}
	night, err := watch.Night(cut, set)
	if err != nil {
		return nil, err
	}
	panels, err := watch.Panels(night.Judged, 8, touching, watch.DefaultClusterSettings())
	if err != nil {
		return nil, err
	}
	return &spreadBlock{night: night, panel: panels[0], found: map[string][][]scan.JointCluster{}}, nil
}

// plantSpread draws outbreaks of one and of two kinds, in townships that hang
// together and that no other has, where the city has planted nothing itself.
func (c *demoCity) plantSpread(r *rand.Rand, end int, near scan.Adjacency, at map[[2]string]int, excess float64) []plantedSpread {
	var kinds []string
	for key := range at {
		kinds = append(kinds, key[0])
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	places := slices.Sorted(maps.Keys(near))
	var out []plantedSpread
	taken := map[string]bool{}
	for tries := 0; len(out) < spreadEach && tries < 1000; tries++ {
		x := plantedSpread{more: map[int][]float64{}, towns: []string{places[r.IntN(len(places))]}}
		for len(x.towns) < spreadTowns[spreadWeeks-1] {
			of := near[x.towns[r.IntN(len(x.towns))]]
			if len(of) == 0 {
				break
			}
			if next := of[r.IntN(len(of))]; !slices.Contains(x.towns, next) {
				x.towns = append(x.towns, next)
			}
		}
		first := r.IntN(len(kinds))
		x.kinds = []string{kinds[first]}
		if len(out)%2 == 1 {
			x.kinds = append(x.kinds, kinds[(first+1+r.IntN(len(kinds)-1))%len(kinds)])
		}
		if slices.ContainsFunc(x.towns, func(a string) bool { return taken[a] }) || c.touched(x, end, at) {
			continue
		}
		for _, kind := range x.kinds {
			for w, towns := range spreadTowns {
				for _, town := range x.towns[:towns] {
					i := at[[2]string{kind, town}]
					if x.more[i] == nil {
						x.more[i] = make([]float64, 8)
					}
					mean := excess * math.Sqrt(c.series[i].variance[end-8+spreadFrom+w])
					x.more[i][spreadFrom+w] = distuv.Poisson{Lambda: mean, Src: r}.Rand()
				}
			}
		}
		for _, a := range x.towns {
			taken[a] = true
		}
		out = append(out, x)
	}
	return out
}

// touched says whether something is planted already where an outbreak would be.
func (c *demoCity) touched(x plantedSpread, end int, at map[[2]string]int) bool {
	for _, kind := range x.kinds {
		for _, town := range x.towns {
			s := c.series[at[[2]string{kind, town}]]
			if len(x.towns) < spreadTowns[spreadWeeks-1] || slices.Contains(s.planted[end-8:end], true) || s.variance[end-1] == 0 {
				return true
			}
		}
	}
	return false
}

// tallyCalm notes what each method says of a week in which nothing was planted
// where it says it: the least p.
func (c *demoCity) tallyCalm(t *spreadTally, b *spreadBlock, from, week int, at map[[2]string]int) {
	least := map[string]float64{spreadScan: 1, spreadPoisson: 1, spreadSingle: 1, spreadNight: 1}
	p := b.panel
	for method, found := range b.found {
		for _, x := range found[week] {
			planted := false
			for _, k := range x.Kinds {
				for _, j := range x.Places {
					s := c.series[at[[2]string{p.Series[k.Kind].Kind, p.Cells.Places[j]}]]
					planted = planted || slices.Contains(s.planted[from+x.From:from+x.To+1], true)
				}
			}
			if !planted {
				least[method] = min(least[method], x.P)
			}
		}
	}
	for _, j := range b.night.Judged {
		w := j.Latest.Judged[week]
		if s := c.series[at[[2]string{j.Kind, j.Area}]]; w.State == surveil.Tested && w.Observed >= 3 && !s.planted[from+week] {
			least[spreadSingle] = min(least[spreadSingle], 1/watch.Factor(w))
		}
	}
	for _, w := range b.night.Weeks {
		if i, ok := at[[2]string{w.Series.Kind, w.Series.Area}]; ok && w.Warned && w.Index == from+week && !c.series[i].planted[w.Index] {
			least[spreadNight] = 0
		}
	}
	for method, v := range least {
		t.calm[method] = append(t.calm[method], v)
	}
}

// tallySpread notes what each method says of an outbreak, by the end of each of
// its weeks: the least p so far.
func (c *demoCity) tallySpread(t *spreadTally, b *spreadBlock, x plantedSpread) {
	best := map[string][spreadWeeks]float64{}
	sofar := map[string]float64{spreadScan: 1, spreadPoisson: 1, spreadSingle: 1, spreadNight: 1}
	keep := func(method string, v float64) { sofar[method] = min(sofar[method], v) }
	p := b.panel
	for w, towns := range spreadTowns {
		week := spreadFrom + w
		hit := func(kind, town string) bool {
			return slices.Contains(x.kinds, kind) && slices.Contains(x.towns[:towns], town)
		}
		for method, found := range b.found {
			for _, f := range found[week] {
				if slices.ContainsFunc(f.Kinds, func(k scan.KindShare) bool {
					return slices.ContainsFunc(f.Places, func(j int) bool { return hit(p.Series[k.Kind].Kind, p.Cells.Places[j]) })
				}) {
					keep(method, f.P)
				}
			}
		}
		for _, j := range b.night.Judged {
			if v := j.Latest.Judged[week]; hit(j.Kind, j.Area) && v.State == surveil.Tested && v.Observed >= 3 {
				keep(spreadSingle, 1/watch.Factor(v))
			}
		}
		for _, v := range b.night.Weeks {
			if hit(v.Series.Kind, v.Series.Area) && v.Warned && v.Index == len(v.Series.Counts)-8+week {
				keep(spreadNight, 0)
			}
		}
		for method, v := range sofar {
			list := best[method]
			list[w] = v
			best[method] = list
		}
	}
	for method, list := range best {
		t.found[method] = append(t.found[method], list)
	}
}

// writeSpread writes, at the scan's own level and at as many false nights as the
// night's warnings have, what each method finds by the end of each week.
func (e *env) writeSpread(o *output, t *spreadTally) error {
	a := o.answer(field("at", asText), field("method", asText), field("nights", asWhole), field("false_nights", asNumber), field("outbreaks", asWhole),
		field("caught_7_days", asNumber), field("caught_14_days", asNumber), field("caught_21_days", asNumber))
	share := func(list []float64, level float64) float64 {
		n := 0.0
		for _, p := range list {
			if p <= level {
				n++
			}
		}
		return n / float64(len(list))
	}
	row := func(at, method string, level float64) {
		cells := []any{at, method, len(t.calm[method]), share(t.calm[method], level), len(t.found[method])}
		for w := range spreadWeeks {
			var list []float64
			for _, f := range t.found[method] {
				list = append(list, f[w])
			}
			cells = append(cells, share(list, level))
		}
		a.add(cells...)
	}
	own := 1 / watch.DefaultClusterSettings().Recurrence
	row("own level", spreadScan, own)
	row("own level", spreadPoisson, own)
	row("own level", spreadNight, 0)
	nights := float64(len(t.calm[spreadScan]))
	for _, x := range []struct {
		at   string
		rate float64
	}{{"scan's false nights", share(t.calm[spreadScan], own)}, {"night's false nights", share(t.calm[spreadNight], 0)}} {
		for _, method := range []string{spreadScan, spreadSingle} {
			level := math.Nextafter(threshold(t.calm[method], math.Round(x.rate*nights)), 0)
			row(x.at, method, level)
		}
	}
	return o.write(e, a)
}
