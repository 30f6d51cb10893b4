package demo

import (
	"math"
	"strconv"
)

// kind is one sort of case: its share in streets and in the country, and its
// season.
type kind struct {
	code         string
	urban, rural float64
	peak         int     // day of the year
	amplitude    float64 // of the yearly rhythm
}

// process says how often cases of a data set begin: a rate that follows the
// week, the year and a slight trend, mixed over area and week so that counts are
// more scattered than chance alone would have them.
type process struct {
	dataset  string
	perDay   float64    // in the whole city, over all
	weekday  [7]float64 // Monday first
	festival float64    // share of the ordinary rate on the first days of the lunar year
	trend    float64    // growth a year, on the log scale
	shape    float64    // of the mix over weeks: large means close to Poisson
	kinds    []kind
	clock    [24]float64
}

// flow is a process in one township.
type flow struct {
	*process
	seed   uint64
	town   *place
	county *place
	rate   float64   // cases a day on an ordinary day
	kindOf []float64 // share by kind
	clocks []float64
	field  *field
	waves  [][]*Wave // by kind, nil where there are none
}

// flows shares out a process over the townships.
func (p *process) flows(t *terrain, seed uint64) []*flow {
	var list []*flow
	total := 0.0
	for _, c := range t.counties {
		for i, town := range c.kids {
			r := newStream(seed, "rate "+p.dataset+" "+town.code)
			f := &flow{process: p, seed: seed, town: town, county: c}
			f.rate = math.Pow(c.weights[i], 0.92) * r.logNormal(1, 0.22)
			u := 0.0
			switch town.kind {
			case "21":
				u = 1
			case "22":
				u = 0.4
			}
			f.kindOf = make([]float64, len(p.kinds))
			sum := 0.0
			for k, x := range p.kinds {
				f.kindOf[k] = (u*x.urban + (1-u)*x.rural) * r.logNormal(1, 0.25)
				sum += f.kindOf[k]
			}
			for k := range f.kindOf {
				f.kindOf[k] /= sum
			}
			f.clocks = newChoice(nil, p.clock[:]).sums
			f.field, f.waves = t.field, t.wavesOf(f)
			total += f.rate
			list = append(list, f)
		}
	}
	for _, f := range list {
		f.rate *= p.perDay / total
	}
	return list
}

// rhythm is what the calendar does to a process, day by day: to the rate of
// every township, and to each kind.
type rhythm struct {
	first  Date
	factor []float64   // by day, from the first
	kinds  [][]float64 // by day and kind
}

func (p *process) rhythm(cal *calendar, first, last Date) rhythm {
	week := 0.0
	for _, w := range p.weekday {
		week += w / 7
	}
	h := rhythm{first: first}
	for d := first; d <= last; d++ {
		w := p.weekday[d.weekday()]
		if d.weekday() < 5 && !cal.working(d) {
			w = p.weekday[6]
		}
		years := float64(d-last) / 365.25
		h.factor = append(h.factor, w/week*cal.quiet(d, p.festival)*math.Exp(p.trend*years))
		season := make([]float64, len(p.kinds))
		for k, x := range p.kinds {
			season[k] = yearly(d, x.peak, x.amplitude)
		}
		h.kinds = append(h.kinds, season)
	}
	return h
}

// run calls emit for each case that begins in the township from first to last.
func (f *flow) run(h rhythm, first, last Date, r stream, emit func(at Stamp, kind int)) {
	sums := make([]float64, len(f.kinds)) // of this run alone: months are made side by side
	week, mixed := -1, 1.0
	for d := first; d <= last; d++ {
		if d.week() != week {
			week = d.week()
			mixed = f.mood(week)
		}
		sum := 0.0
		for k := range sums {
			sum += f.mean(h, d, k)
			sums[k] = sum
		}
		for range r.poisson(sum * mixed) {
			emit(f.moment(d, r), pickSum(sums, r.Float64()*sum))
		}
	}
}

// mean is how many cases of a kind begin on a day, on average over the moods of
// weeks.
func (f *flow) mean(h rhythm, d Date, kind int) float64 {
	x := f.ordinary(h, d, kind)
	if f.waves != nil {
		for _, w := range f.waves[kind] {
			x *= w.on(d)
		}
	}
	return x
}

// ordinary is that mean without waves.
func (f *flow) ordinary(h rhythm, d Date, kind int) float64 {
	i := int(d - h.first)
	return f.rate * h.factor[i] * f.kindOf[kind] * h.kinds[i][kind]
}

// mood is the factor of a week, 1 on average: what the township shares with
// its neighbours and with other data sets, and its own chance.
func (f *flow) mood(week int) float64 {
	load := f.loading()
	shared := math.Exp(load*f.field.at(f.town.code, week) - load*load/2)
	return shared * weekly(f.seed, f.dataset, f.town.code, week).gamma(f.own())
}

// weekly is the stream of what a week brings to a data set in a township: it
// is the same for every month that asks, so that any month can be made alone.
func weekly(seed uint64, dataset, town string, week int) stream {
	return newStream(seed, "week "+dataset+" "+town+" "+strconv.Itoa(week))
}

// monthly is the stream of a data set in a township in the month that begins on
// a day.
func monthly(seed uint64, dataset, town string, month Date) stream {
	return newStream(seed, dataset+" "+town+" "+month.String())
}

// moment gives a second of the day after the process's clock.
func (f *flow) moment(d Date, r stream) Stamp {
	h := pickSum(f.clocks, r.Float64()*f.clocks[23])
	return d.at(h*hour + r.IntN(hour))
}

// expected is the mean number of cases of a kind ("" for all) from one day to
// another.
func (f *flow) expected(h rhythm, from, to Date, kind string) float64 {
	sum := 0.0
	for k, x := range f.kinds {
		for d := from; d <= to && (kind == "" || x.code == kind); d++ {
			sum += f.mean(h, d, k)
		}
	}
	return sum
}

// site is how precisely cases of a data set are located: the chances of a
// grid, a village and a township; the rest lie at county.
type site struct{ grid, village, town float64 }

// locate picks where in the township a case lies, and gives its code and its
// village.
func (f *flow) locate(at Stamp, s site, r stream) (code string, village *place) {
	town := f.town
	village = town.kids[pickSum(town.weights, r.Float64()*town.weights[len(town.weights)-1])]
	return locateIn(village, at, s, r), village
}

func locateIn(v *place, at Stamp, s site, r stream) string {
	g := v.kids[pickSum(v.weights, r.Float64()*v.weights[len(v.weights)-1])]
	switch x := r.Float64(); {
	case x < s.grid:
		return g.codeOn(at.Date(), r.Uint64())
	case x < s.grid+s.village:
		return v.code
	case x < s.grid+s.village+s.town:
		return v.parent.code
	}
	return v.parent.parent.code
}

// skill is how well cases are handled in the township on a day, on the logit
// scale around 0.
func (f *flow) skill(d, last Date) float64 {
	return f.county.plan.skill + f.town.skill + f.county.plan.drift*float64(d-last+365)/365.25
}

func officeClock() [24]float64 {
	return [24]float64{8: 6, 9: 12, 10: 12, 11: 8, 12: 2, 13: 2, 14: 9, 15: 11, 16: 10, 17: 6, 18: 2, 19: 1}
}

func phoneClock() [24]float64 {
	return [24]float64{.5, .3, .2, .2, .2, .4, 1, 3, 7, 10, 10, 8, 5, 5, 7, 8, 8, 7, 5, 4.5, 4, 3, 2, 1}
}

func patrolClock() [24]float64 {
	return [24]float64{.05, .02, .02, .02, .05, .2, 1, 4, 9, 11, 11, 7, 3, 4, 8, 10, 9, 7, 4, 3, 2, 1, .5, .2}
}

// soon moves a time that falls outside working hours to the next opening.
func soon(s Stamp, r stream) Stamp {
	switch c := s.clock(); {
	case c < 8*hour+1800:
		return s.Date().at(8*hour + 1800 + r.IntN(2*hour))
	case c > 18*hour:
		return (s.Date() + 1).at(8*hour + 1800 + r.IntN(3*hour))
	}
	return s
}
