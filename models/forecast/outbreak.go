package forecast

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan/models/counts"
)

// outbreaks gives the chance that a unit's counts of the next periods together
// exceed a threshold, and learns from what came how to mend it.
type outbreaks struct {
	windows []int   // lengths, in periods
	keep    float64 // what a period keeps of its weight in the next
	sheets  []*outbreakSheet
	mend    []mending   // by window
	told    []*toldOdds // by window: those that have come
	// together is the correlation of the normal scores of a level's errors at two
	// horizons: by family, then a square of the longest window.
	together [][]float64
}

// outbreakSheet holds what was said at one origin: by window, then unit, the
// chance and the threshold, NaN where none can be told.
type outbreakSheet struct {
	origin            int
	chance, threshold [][]float64
}

func newOutbreakSheet(windows, units int) *outbreakSheet {
	s := &outbreakSheet{}
	for range windows {
		s.chance, s.threshold = append(s.chance, make([]float64, units)), append(s.threshold, make([]float64, units))
	}
	return s
}

func newOutbreaks(f Forecaster, families int) outbreaks {
	n := f.Windows[len(f.Windows)-1]
	o := outbreaks{windows: f.Windows, keep: math.Exp2(-1 / f.Forget)}
	for range f.Windows {
		o.mend, o.told = append(o.mend, mending{slope: 1}), append(o.told, &toldOdds{})
	}
	for range families {
		square := make([]float64, n*n)
		for h := range n {
			square[h*n+h] = 1
		}
		o.together = append(o.together, square)
	}
	return o
}

// tell makes the sheet of an origin.
func (o *outbreaks) tell(origin *Origin) *outbreakSheet {
	e := origin.e
	s := newOutbreakSheet(len(o.windows), len(e.p.Units))
	s.origin = origin.Known
	n := o.windows[len(o.windows)-1]
	moments := make([]countMoments, n)
	for i := range e.p.Units {
		for h := range n {
			moments[h] = origin.moments(i, h)
		}
		origin.cast.told[i] = moments[0].told
		for w, length := range o.windows {
			s.threshold[w][i] = origin.limit(i, 0, length)
			s.chance[w][i] = o.chance(origin, i, length, s.threshold[w][i], moments)
		}
	}
	return s
}

// chance of more than the threshold: of one period by its forecast; of several
// by the negative binomial with the mean of their sum and the variance that it
// has where errors go together as they did.
func (o *outbreaks) chance(origin *Origin, unit, length int, threshold float64, moments []countMoments) float64 {
	if threshold != threshold {
		return threshold
	}
	if length == 1 {
		below, mass := origin.Forecast(unit, 1).Chance(threshold)
		return min(max(1-below-mass, 0), 1)
	}
	n := len(moments)
	mean, variance := 0.0, 0.0
	together := o.together[origin.e.of[unit]]
	for h, m := range moments[:length] {
		mean, variance = mean+m.mean, variance+m.sd*m.sd
		for k, other := range moments[:h] {
			variance += 2 * together[h*n+k] * m.moved * other.moved
		}
	}
	variance = max(variance, mean/2)
	return counts.Dispersed(mean, variance/mean).UpperTail(threshold + 1)
}

// moments of a unit's count h+1 periods later, as the pool says it after it is
// bent: before, the members' quarrel over the mean of a quiet unit would pass for
// a spread that it does not have.
func (o *Origin) moments(unit, h int) countMoments {
	d := o.Forecast(unit, h+1)
	if m, ok := d.summed(); ok {
		return m
	}
	mean, square := 0.0, 0.0
	for j, w := range d.Weight {
		x := d.Dist[j]
		mean += w * x.Mean
		square += w * (x.Variance() + x.Mean*x.Mean)
	}
	sd := math.Sqrt(max(square-mean*mean, 0))
	return countMoments{mean, sd, 1, sd}
}

// observe takes what came in period t and, with it, the windows that end there,
// and fits how what is said next must be mended. Of windows of several periods
// one ends in every period, and each period is in as many: a window counts for one
// over its length, so that what a period has to tell counts once.
func (o *outbreaks) observe(p *Panel, t int) {
	for w, length := range o.windows {
		o.told[w].fade(o.keep)
		for _, s := range o.sheets {
			if s.origin+length-1 != t || s.origin < leastTold {
				continue
			}
			for i := range p.Units {
				if came, ok := p.Exceeds(i, s.origin, length, s.threshold[w][i]); ok {
					o.told[w].see(s.chance[w][i], came, 1/float64(length))
				}
			}
		}
	}
	for w, all := range o.told {
		o.mend[w] = all.mending()
	}
	longest := o.windows[len(o.windows)-1]
	o.sheets = slices.DeleteFunc(o.sheets, func(s *outbreakSheet) bool { return s.origin+longest-1 <= t })
}

// Exceeds is 1 where the counts of a window exceed the threshold, else 0; not
// known where one was not reported and the others do not exceed it.
func (p *Panel) Exceeds(unit, from, length int, threshold float64) (came float64, ok bool) {
	sum, whole := 0.0, threshold == threshold
	for _, y := range p.Counts[unit][from : from+length] {
		if y == y {
			sum += y
		} else {
			whole = false
		}
	}
	if sum > threshold {
		return 1, true
	}
	return 0, whole
}

// learn finds how errors go together.
func (o *outbreaks) learn(e *engine, t int) {
	rows, _ := e.past.whole(t)
	if len(rows) < fewTemplates {
		return
	}
	n, units := o.windows[len(o.windows)-1], len(e.p.Units)
	for h := range n {
		for k := range h {
			var panel regressed
			family := make([]regressed, len(e.families))
			for f, members := range e.families {
				for _, row := range rows {
					for _, i := range members {
						family[f].see(float64(row[h*units+i]), float64(row[k*units+i]), float64(row[e.f.Horizon*units+i]))
					}
				}
				panel.add(family[f])
			}
			all := panel.towards(0)
			for f := range family {
				r := family[f].towards(all)
				o.together[f][h*n+k], o.together[f][k*n+h] = r, r
			}
		}
	}
}

// regressed are sums for the correlation of two scores of a level, of which the
// counts told a share each: products of scores have that correlation times both
// shares, and are weighted by these.
type regressed struct{ sum, square float64 }

func (r *regressed) see(a, b, told float64) {
	if p := a * b; p == p {
		w := told * told
		r.sum, r.square = r.sum+w*p, r.square+w*w
	}
}

func (r *regressed) add(s regressed) { r.sum, r.square = r.sum+s.sum, r.square+s.square }

// togetherSpread is the standard deviation of a family's correlation about the
// panel's, and of the panel's about none, before anything came.
const togetherSpread = 0.1

func (r *regressed) towards(centre float64) float64 {
	const prior = 1 / (togetherSpread * togetherSpread)
	return min(max((evidence*r.sum+prior*centre)/(evidence*r.square+prior), -0.9), 0.9)
}

// Windows are the lengths, in periods, for which outbreaks are told.
func (o *Origin) Windows() []int { return slices.Clone(o.e.outbreaks.windows) }

// Outbreak gives the chance that a unit's counts of a window (by its place in
// Windows) together exceed its threshold, recalibrated by what came of earlier
// chances; NaN where the unit has no threshold yet.
func (o *Origin) Outbreak(unit, window int) float64 {
	return o.e.outbreaks.mend[window].apply(o.sheet.chance[window][unit])
}

// Threshold is the sum above which the counts of a window are an outbreak: the
// upper limit of the unit's regression, known beforehand. NaN where no
// regression can be fitted.
func (o *Origin) Threshold(unit, window int) float64 { return o.sheet.threshold[window][unit] }

// Limit is the same for one period, ahead periods later.
func (o *Origin) Limit(unit, ahead int) float64 { return o.limit(unit, ahead-1, 1) }

// limit is the upper limit of a unit's regression for the sum of length periods,
// from the one after the next skip on.
func (o *Origin) limit(unit, skip, length int) float64 {
	e := o.e
	r := &e.regressions[unit]
	if !r.ok {
		return math.NaN()
	}
	mean, variance := 0.0, 0.0
	for h := skip; h < skip+length; h++ {
		m := r.mean(e.p, e.season, e.of[unit], o.Known+h)
		mean, variance = mean+m, variance+m*(1+m*r.over)
	}
	return max(counts.Dispersed(mean, variance/mean).Quantile(1-e.f.Alpha), e.f.MinCases-1)
}
