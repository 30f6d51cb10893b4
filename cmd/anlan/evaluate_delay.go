package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/delay"
	"github.com/anlan-lake/anlan/models/surveil"
	"github.com/anlan-lake/anlan/models/watch"
)

// Arms of the measurement of reporting delay: the same nights, told of all cases
// at once; told of them late, with and without the nowcast.
const (
	delayNone    = "all_reported"
	delayNowcast = "nowcast"
	delayBlind   = "no_nowcast"
)

var delayArms = []string{delayNone, delayNowcast, delayBlind}

// delayRecord is how many weeks of nights lie before the first that is measured;
// delayOutage the chance that a county sends nothing in a week.
const (
	delayRecord = 52
	delayOutage = 0.05
)

// delayTally adds up over cities.
type delayTally struct {
	calm        map[string][]float64 // by arm: one over the factor of newest weeks in which nothing was planted
	outbreaks   []demoCatch
	warned      map[string]int // outbreaks that the night warned of in time, by arm
	falseRise   map[string]int // newest weeks warned of wrongly
	silence     map[string]int // newest weeks of a place called silent wrongly
	countyWeeks float64

	held          [3]float64 // newest weeks of series: how many, and how many come to what the 80% and 95% intervals hold
	reported, all float64    // cases of newest weeks
}

// evaluateDelay measures nights on demo cities whose registers are late: each case
// waits on every working night with a county's own chance, so many days in the
// mean, and now and then a county sends nothing for a week.
func (e *env) evaluateDelay(ctx context.Context, o *output, r demoRun) error {
	if r.cities < 1 || r.cities > 100 || r.weeks < 1 || r.weeks > 52 || !(r.delay >= 0.1 && r.delay <= 20) {
		return anlan.Errorf(anlan.Invalid, "--demo %d --weeks %d --delay %v: want 1 to 100 cities, 1 to 52 weeks and 0.1 to 20 working days", r.cities, r.weeks, r.delay)
	}
	set, err := r.settings()
	if err != nil {
		return err
	}
	until, err := e.asOf(r.until, time.UTC)
	if err != nil {
		return err
	}
	t := &delayTally{calm: map[string][]float64{}, warned: map[string]int{}, falseRise: map[string]int{}, silence: map[string]int{}}
	bar := e.progress()
	for i := range r.cities {
		seed := r.seed + uint64(i)
		c, err := newDemoCity(ctx, demo.Options{Scale: r.scale, History: r.history, Seed: seed, Until: until}, r.weeks)
		if err != nil {
			return err
		}
		if c.from < delayRecord+9 {
			return anlan.Errorf(anlan.Invalid, "--history: %d weeks before the measured ones, want %d for the record of delays", c.from, delayRecord+9)
		}
		d := c.late(r.delay, seed)
		if err := d.measure(ctx, t, set, func(n int) { bar.step(i*r.weeks+n, r.cities*r.weeks, "nights") }); err != nil {
			return fmt.Errorf("city of seed %d: %w", seed, err)
		}
	}
	bar.done()
	fmt.Fprintf(e.stderr, e.say("%d outbreaks in %d cities; of the newest week %.0f%% is reported on its last night; 80%% intervals hold what %.1f%%, 95%% intervals what %.1f%% of %d such weeks come to\n",
		"%[2]d 座城市中 %[1]d 次暴发；最新一周在周日夜间已报 %.0[3]f%%；%[6]d 个周次报齐后落入 80%%、95%% 区间者为 %.1[4]f%%、%.1[5]f%%\n"),
		len(t.outbreaks), r.cities, 100*t.reported/t.all, 100*t.held[1]/t.held[0], 100*t.held[2]/t.held[0], int(t.held[0]))
	return e.writeDelay(o, t)
}

// lateCity is a demo city with late registers.
type lateCity struct {
	*demoCity
	reports [][][]int16 // by series and week, from c.from-delayRecord-8 on: nights after its Sunday on which each case is reported, in order
	first   int         // week of the first of them
}

// late draws when each case of a city is reported. Counties are sums of their
// townships, and of what is located no further.
func (c *demoCity) late(days float64, seed uint64) *lateCity {
	r := rand.New(rand.NewPCG(seed, 99))
	l := &lateCity{demoCity: c, reports: make([][][]int16, len(c.series)), first: c.from - delayRecord - 8}
	calendar := anlan.ChineseCalendar()
	type source struct{ name, county string }
	chance, outage := map[source]float64{}, map[source][]bool{}
	within := map[[3]string][]int{}
	for i, s := range c.series {
		k := source{s.Name, s.Area[:6]}
		if _, ok := chance[k]; !ok {
			odds := math.Exp(0.3*r.NormFloat64()) / days // a mean wait of so many working nights
			chance[k] = odds / (1 + odds)
			for range len(c.dates) + 20 {
				outage[k] = append(outage[k], r.Float64() < delayOutage)
			}
		}
		if s.Level == anlan.Township {
			within[[3]string{s.Name, s.Kind, s.Area[:6]}] = append(within[[3]string{s.Name, s.Kind, s.Area[:6]}], i)
		}
	}
	draw := func(k source, week, cases int) []int16 {
		var out []int16
		sunday := anlan.EpochDay(c.dates[week]) + 6
		for range cases {
			night := sunday - 6 + r.IntN(7)
			for night < sunday+200 {
				at := (night - anlan.EpochDay(c.dates[0])) / 7
				if calendar.Working(night) && !outage[k][at] && r.Float64() < chance[k] {
					break
				}
				night++
			}
			out = append(out, int16(night-sunday))
		}
		slices.Sort(out)
		return out
	}
	for _, level := range []anlan.Level{anlan.Township, anlan.County} {
		for i, s := range c.series {
			if s.Level != level {
				continue
			}
			k := source{s.Name, s.Area[:6]}
			for week := l.first; week < len(c.dates); week++ {
				var list []int16
				left := int(s.Counts[week])
				if level == anlan.County {
					for _, j := range within[[3]string{s.Name, s.Kind, s.Area}] {
						list = append(list, l.reports[j][week-l.first]...)
					}
					left -= len(list)
				}
				list = append(list, draw(k, week, left)...)
				slices.Sort(list)
				l.reports[i] = append(l.reports[i], list)
			}
		}
	}
	return l
}

// known is how much of a week a series had told of so many nights after its Sunday.
func (l *lateCity) known(series, week, nights int) float64 {
	list := l.reports[series][week-l.first]
	n, _ := slices.BinarySearch(list, int16(nights+1))
	return float64(n)
}

// record is what the nights up to the Sunday of a week had noted.
func (l *lateCity) record(until int) (record []delay.Known, nights []int) {
	last := anlan.EpochDay(l.dates[until]) + 6
	for night := last - 7*delayRecord; night <= last; night++ {
		nights = append(nights, night)
	}
	sources := map[[2]string][]int{}
	var names [][2]string
	for i, s := range l.series {
		if s.Level == anlan.County {
			k := [2]string{s.Name, s.Area}
			if sources[k] == nil {
				names = append(names, k)
			}
			sources[k] = append(sources[k], i)
		}
	}
	for _, k := range names {
		for week := max(l.first, until-delayRecord); week <= until; week++ {
			sunday := anlan.EpochDay(l.dates[week]) + 6
			before := -1.0
			for night := max(sunday, nights[0]); night <= min(last, sunday+56); night++ {
				sum := 0.0
				for _, i := range sources[k] {
					sum += l.known(i, week, night-sunday)
				}
				if sum != before {
					record = append(record, delay.Known{Pool: k[0], Source: k[1], Last: sunday, Night: night, Count: sum})
				}
				before = sum
			}
		}
	}
	return record, nights
}

// asKnown gives the series as the Sunday night of a week knows them, or as they
// come to be.
func (l *lateCity) asKnown(until int, late bool) []models.Series {
	out := make([]models.Series, len(l.series))
	for i, s := range l.series {
		out[i] = s.Series
		out[i].Counts, out[i].Dates = slices.Clone(s.Counts[:until+1]), s.Dates[:until+1]
		for week := until - 8; late && week <= until; week++ {
			out[i].Counts[week] = l.known(i, week, 7*(until-week))
		}
	}
	return out
}

// measure runs the Sunday nights of the measured weeks in every arm.
func (l *lateCity) measure(ctx context.Context, t *delayTally, set watch.Settings, step func(int)) error {
	p := map[string][][]float64{}
	warned := map[string][][]bool{}
	for _, arm := range delayArms {
		p[arm], warned[arm] = make([][]float64, len(l.series)), make([][]bool, len(l.series))
		for i := range l.series {
			p[arm][i], warned[arm][i] = nothing(len(l.dates)), make([]bool, len(l.dates))
		}
	}
	at := map[[3]string]int{}
	for i, s := range l.series {
		at[[3]string{s.Name, s.Kind, s.Area}] = i
	}
	for week := l.from; week < len(l.dates); week++ {
		if ctx.Err() != nil {
			return fmt.Errorf("%d of %d nights: %w", week-l.from, len(l.dates)-l.from, context.Cause(ctx))
		}
		step(week - l.from)
		record, nights := l.record(week)
		learnt, err := delay.Learn(record, nights, delay.DefaultSettings())
		if err != nil {
			return err
		}
		tonight := anlan.EpochDay(l.dates[week]) + 6
		for i, s := range l.series {
			if s.Level == anlan.County {
				t.reported, t.all = t.reported+l.known(i, week, 0), t.all+s.Counts[week]
			}
		}
		for _, arm := range delayArms {
			set.Reported = nil
			if arm == delayNowcast {
				set.Reported = shareOf(learnt, tonight)
			}
			night, err := watch.Night(l.asKnown(week, arm != delayNone), set)
			if err != nil {
				return err
			}
			for _, j := range night.Judged {
				i := at[[3]string{j.Name, j.Kind, j.Area}]
				w := j.Latest.Judged[len(j.Latest.Judged)-1]
				if w.State != surveil.Tested {
					continue
				}
				if w.Observed >= set.MinCases {
					p[arm][i][week] = 1 / watch.Factor(w)
				}
				if c, ok := j.Latest.Complete(len(j.Latest.Judged) - 1); ok && w.Expected >= 1 {
					t.hold(l.series[i].Counts[week], c)
				}
			}
			l.warnings(t, arm, night.Warnings, week, at, warned[arm])
		}
	}
	l.tallyDelay(t, p, warned)
	return nil
}

// shareOf gives the shares of weeks as of one night; each is worked out once.
func shareOf(learnt *delay.Learnt, tonight int) func(series, area string, monday time.Time) delay.Share {
	type key struct {
		series, county string
		last           int
	}
	made := map[key]delay.Share{}
	return func(series, area string, monday time.Time) delay.Share {
		k := key{series, area[:6], anlan.EpochDay(monday) + 6}
		s, ok := made[k]
		if !ok {
			s = learnt.Of(k.series, k.county, k.last, tonight)
			made[k] = s
		}
		return s
	}
}
