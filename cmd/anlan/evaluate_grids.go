package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/outlook"
)

// Forecasts that shares of the area above are held against: each area by itself,
// by what it had in all the time before, faded as the shares are, or in a window
// as long just before. Both are drawn to the mean of their level (gamma-Poisson).
const ownYear, ownWindow = 0, 1

// gridLine is what forecasts of one level were worth over one window, by origin.
type gridLine struct {
	series string
	level  anlan.Level
	kinds  bool // by kind
	days   int
}

// gridTally adds up over areas, by origin of every city.
type gridTally struct {
	n, came, expected, in80, in95, logs float64
	own                                 [2]float64 // log scores
}

// gridCity is a demo city by day and area.
type gridCity struct {
	city   *demo.City
	levels anlan.Levels
	days   int
	series map[string]*gridSeries
	used   []string
}

// gridSeries holds running sums of cases, by area (those within included) and
// kind, and where each case was recorded.
type gridSeries struct {
	sum   map[[2]string][]int32 // [d]: cases before day d
	kinds []string
	cases []gridCase
}

type gridCase struct {
	day        int
	area, kind string
}

// evaluateGrids measures what is forecast of the areas below those that have
// series, as nights make it: from origins a week apart, what is known before each.
func (e *env) evaluateGrids(ctx context.Context, o *output, r demoRun) error {
	if r.cities < 1 || r.cities > 100 || r.weeks < 1 || r.weeks > 104 {
		return anlan.Errorf(anlan.Invalid, "--demo %d --weeks %d: want 1 to 100 cities and 1 to 104 origins, a week apart", r.cities, r.weeks)
	}
	until, err := e.asOf(r.until, time.UTC)
	if err != nil {
		return err
	}
	t := map[gridLine][]gridTally{}
	bar := e.progress()
	for i := range r.cities {
		seed := r.seed + uint64(i)
		city, err := demo.New(demo.Options{Scale: r.scale, History: r.history, Seed: seed, Until: until})
		if err != nil {
			return err
		}
		c := newGridCity(city)
		for _, set := range demoSets {
			var kept []byte
			for k := range r.weeks {
				if ctx.Err() != nil {
					return fmt.Errorf("%d of %d demo cities: %w", i, r.cities, context.Cause(ctx))
				}
				bar.step((i*2)*r.weeks+k, 2*r.cities*r.weeks, "origins")
				known := c.days - 30 - 7*(r.weeks-1-k) // days before the first that is forecast
				if kept, err = c.measure(t, set.series, known, i*r.weeks+k, kept, seed); err != nil {
					return fmt.Errorf("city of seed %d: %w", seed, err)
				}
			}
		}
	}
	bar.done()
	return e.writeGrids(o, t, r)
}

func newGridCity(city *demo.City) *gridCity {
	c := &gridCity{city: city, levels: anlan.Levels{4, 6, 9, 12, 15}, days: int(city.Last-city.First) + 1, series: map[string]*gridSeries{}}
	after := map[string]string{}
	for _, a := range city.Areas {
		if a.SuccessorCode != "" {
			after[a.AreaCode] = a.SuccessorCode
		} else {
			c.used = append(c.used, a.AreaCode)
		}
	}
	for _, set := range demoSets {
		c.series[set.series] = &gridSeries{sum: map[[2]string][]int32{}}
	}
	add := func(name, kind, area string, day int) {
		s := c.series[name]
		if to, ok := after[area]; ok {
			area = to
		}
		if !slices.Contains(s.kinds, kind) {
			s.kinds = append(s.kinds, kind)
		}
		s.cases = append(s.cases, gridCase{day, area, kind})
		for _, n := range c.levels {
			if len(area) < n {
				break
			}
			of := []string{anlan.KindAll, kind}
			if n > 9 {
				of = of[:1]
			}
			for _, k := range of {
				key := [2]string{area[:n], k}
				if s.sum[key] == nil {
					s.sum[key] = make([]int32, c.days+1)
				}
				s.sum[key][day+1]++
			}
		}
	}
	for _, d := range city.Disputes {
		add("dispute_type", d.DisputeType[:2], d.AreaCode, int(d.RegisterTime.Date()-city.First))
	}
	for _, x := range city.Tickets() {
		if d := int(x.CreateTime.Date() - city.First); d >= 0 && d < c.days {
			add("hotline_domain", x.Domain, x.AreaCode, d)
		}
	}
	for _, s := range c.series {
		slices.Sort(s.kinds)
		for _, sum := range s.sum {
			for d := 1; d < len(sum); d++ {
				sum[d] += sum[d-1]
			}
		}
	}
	return c
}

// count is how many cases an area had from one day to before another.
func (s *gridSeries) count(area, kind string, from, to int) float64 {
	sum := s.sum[[2]string{area, kind}]
	if sum == nil {
		return 0
	}
	return float64(sum[to] - sum[max(from, 0)])
}

// input is what a night knows that ends the day before known.
func (c *gridCity) input(name string, known int) outlook.Input {
	s := c.series[name]
	level := anlan.Township
	if name == "dispute_type" {
		level = anlan.County
	}
	in := outlook.Input{Series: name, Last: c.city.First.Time().AddDate(0, 0, known-1)}
	tail := anlan.EpochDay(outlook.Tail(in.Last)) - anlan.EpochDay(c.city.First.Time())
	weeks := tail / 7
	in.Monday = c.city.First.Time().AddDate(0, 0, tail-7*weeks)
	for _, area := range c.used {
		if l, _ := c.levels.Of(area); l != level {
			continue
		}
		for _, kind := range s.kinds {
			u := outlook.Unit{Kind: kind, Area: area}
			for w := range weeks {
				from := tail - 7*(weeks-w)
				u.Weeks = append(u.Weeks, s.count(area, kind, from, from+7))
			}
			for d := tail; d < known; d++ {
				u.Days = append(u.Days, s.count(area, kind, d, d+1))
			}
			in.Units = append(in.Units, u)
		}
	}
	p := outlook.NewPlaces(c.levels)
	for _, area := range c.used {
		p.Use(area)
	}
	for _, x := range s.cases {
		ago := known - 1 - x.day
		if ago < 0 || ago > 1092 || len(x.area) < c.levels.Len(level) {
			continue
		}
		stretch, weight := outlook.Fade(ago)
		p.Add(x.area, anlan.KindAll, stretch, weight)
		if level == anlan.County {
			p.Add(x.area[:min(len(x.area), c.levels.Len(anlan.Township))], x.kind, stretch, weight)
		}
	}
	in.Below = p.Below(level)
	return in
}

// measure scores the parts of one night.
func (c *gridCity) measure(t map[gridLine][]gridTally, name string, known, origin int, kept []byte, seed uint64) ([]byte, error) {
	res, err := outlook.DefaultSettings().Ahead(c.input(name, known), kept)
	if err != nil {
		return nil, err
	}
	s := c.series[name]
	r := rand.New(rand.NewPCG(seed, uint64(known)))
	byLine := map[gridLine][]outlook.Part{}
	var order []gridLine
	for _, p := range res.Parts {
		level, _ := c.levels.Of(p.Area)
		k := gridLine{name, level, p.Kind != anlan.KindAll, p.Days}
		if byLine[k] == nil {
			order = append(order, k)
		}
		byLine[k] = append(byLine[k], p)
	}
	for _, k := range order {
		parts := byLine[k]
		var rates [2]*ownRates
		for m := range rates {
			rates[m] = newOwnRates(s, parts, known, m)
		}
		for len(t[k]) <= origin {
			t[k] = append(t[k], gridTally{})
		}
		x := &t[k][origin]
		for i, p := range parts {
			y := s.count(p.Area, p.Kind, known, known+p.Days)
			below, mass := p.Mass.At(y)
			u := below + mass*r.Float64()
			x.n, x.came, x.expected = x.n+1, x.came+y, x.expected+p.Mean
			if u > 0.1 && u < 0.9 {
				x.in80++
			}
			if u > 0.025 && u < 0.975 {
				x.in95++
			}
			x.logs -= math.Log(max(mass, 1e-9))
			for m := range rates {
				x.own[m] -= max(rates[m].of(i, p.Days).LogProb(y), math.Log(1e-9))
			}
		}
	}
	return res.Keep, nil
}

// ownRates are gamma-Poisson forecasts of areas by what each had itself.
type ownRates struct {
	had         []float64
	days        float64 // in which, faded ones by weight
	shape, rate float64 // cases a day of the level's areas
}

func newOwnRates(s *gridSeries, parts []outlook.Part, known, method int) *ownRates {
	o := &ownRates{had: make([]float64, len(parts))}
	window := func(from, to int, weight float64) {
		from = max(from, 0)
		o.days += weight * float64(to-from)
		for i, p := range parts {
			o.had[i] += weight * s.count(p.Area, p.Kind, from, to)
		}
	}
	if method == ownWindow {
		window(known-parts[0].Days, known, 1)
	} else {
		for to := known; to > 0 && known-to < 1092; to -= outlook.StretchDays {
			_, weight := outlook.Fade(known - to + outlook.StretchDays*(outlook.Stretches-1))
			window(to-outlook.StretchDays, to, weight)
		}
	}
	sum := 0.0
	for _, y := range o.had {
		sum += y
	}
	o.rate = max(sum, 0.5) / o.days / float64(len(parts))
	best := math.Inf(-1)
	for a := 0.05; a < 200; a *= 1.3 { // the shape that makes what they had most likely
		like := 0.0
		for _, y := range o.had {
			like += counts.Dist{Mean: o.rate * o.days, Size: a}.LogProb(math.Round(y))
		}
		if like > best {
			best, o.shape = like, a
		}
	}
	return o
}

// of is what part i may have in so many days.
func (o *ownRates) of(i, days int) counts.Dist {
	a := o.shape + o.had[i]
	return counts.Dist{Mean: a / (o.shape/o.rate + o.days) * float64(days), Size: a}
}

// gridBlock origins are drawn together: windows overlap.
const gridBlock = 5

func (e *env) writeGrids(o *output, t map[gridLine][]gridTally, r demoRun) error {
	fields := []string{"coverage80", "coverage95", "log_score", "less_own_year", "less_own_window"}
	columns := []arrow.Field{field("series", asText), field("level", asText), field("kinds", asText), field("days", asWhole), field("forecasts", asNumber), field("came", asNumber), field("expected", asNumber)}
	for _, name := range fields {
		columns = append(columns, field(name, asNumber))
		if name != "log_score" {
			columns = append(columns, field(name+"_low", asNumber), field(name+"_high", asNumber))
		}
	}
	head := o.answer(columns...)
	keys := make([]gridLine, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b gridLine) int {
		return slices.Compare([]string{a.series, fmt.Sprint(int(a.level), !a.kinds, a.days+1000)}, []string{b.series, fmt.Sprint(int(b.level), !b.kinds, b.days+1000)})
	})
	for _, k := range keys {
		var all gridTally
		for _, x := range t[k] {
			all.n, all.came, all.expected = all.n+x.n, all.came+x.came, all.expected+x.expected
		}
		kinds := "all"
		if k.kinds {
			kinds = "each"
		}
		row := []any{k.series, k.level.String(), kinds, k.days, all.n, all.came / all.n, all.expected / all.n}
		for i, of := range []func(x gridTally) float64{
			func(x gridTally) float64 { return x.in80 }, func(x gridTally) float64 { return x.in95 }, func(x gridTally) float64 { return x.logs },
			func(x gridTally) float64 { return x.logs - x.own[ownYear] }, func(x gridTally) float64 { return x.logs - x.own[ownWindow] },
		} {
			value, low, high := blockMean(t[k], r, of)
			if row = append(row, value); fields[i] != "log_score" {
				row = append(row, low, high)
			}
		}
		head.add(row...)
	}
	return o.write(e, head)
}

// blockMean is a mean over all forecasts with its 95% interval, by drawing runs of
// origins of a city with replacement.
//
// Source: Künsch, Annals of Statistics 17 (1989) 1217–1241.
func blockMean(x []gridTally, r demoRun, of func(gridTally) float64) (value, low, high float64) {
	var blocks [][]gridTally
	for city := 0; city < len(x); city += r.weeks {
		own := x[city:min(len(x), city+r.weeks)]
		for at := 0; at < len(own); at += gridBlock {
			blocks = append(blocks, own[at:min(len(own), at+gridBlock)])
		}
	}
	mean := func(pick func(int) int) float64 {
		sum, n := 0.0, 0.0
		for i := range blocks {
			for _, y := range blocks[pick(i)] {
				sum, n = sum+of(y), n+y.n
			}
		}
		return sum / n
	}
	rnd := rand.New(rand.NewPCG(r.seed, 3))
	drawn := make([]float64, 400)
	for k := range drawn {
		drawn[k] = mean(func(int) int { return rnd.IntN(len(blocks)) })
	}
	slices.Sort(drawn)
	return mean(func(i int) int { return i }), drawn[10], drawn[389]
}
