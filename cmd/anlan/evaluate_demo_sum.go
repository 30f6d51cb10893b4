package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// demoSum is what came of several cities, by city. Weights say how often each
// city counts: once, or as often as the bootstrap drew it.
type demoSum struct {
	cities      []*demoTally
	calm, quiet map[string][]demoWeek // by method, from the least p on
}

// demoWeek is the p of a week in which nothing was planted, and its city.
type demoWeek struct {
	p    float64
	city int
}

// sumDemo puts the weeks of all cities in the order of their p.
func sumDemo(cities []*demoTally) *demoSum {
	s := &demoSum{cities, map[string][]demoWeek{}, map[string][]demoWeek{}}
	for i, t := range cities {
		for m, list := range t.calm {
			s.calm[m] = addWeeks(s.calm[m], list, i)
		}
		for m, list := range t.quiet {
			s.quiet[m] = addWeeks(s.quiet[m], list, i)
		}
	}
	for _, by := range []map[string][]demoWeek{s.calm, s.quiet} {
		for _, list := range by {
			slices.SortStableFunc(list, func(a, b demoWeek) int { return cmp.Compare(a.p, b.p) })
		}
	}
	return s
}

func addWeeks(to []demoWeek, p []float64, city int) []demoWeek {
	for _, v := range p {
		to = append(to, demoWeek{v, city})
	}
	return to
}

// once are the weights with which every city counts once.
func (s *demoSum) once() []float64 { return slices.Repeat([]float64{1}, len(s.cities)) }

// total adds up over cities.
func (s *demoSum) total(weight []float64, of func(*demoTally) float64) (sum float64) {
	for i, t := range s.cities {
		sum += weight[i] * of(t)
	}
	return sum
}

// allowed is how many weeks may be false: at a rate per county and week or, with
// NaN for it, as many as the night's own.
func (s *demoSum) allowed(weight []float64, rate float64) float64 {
	if math.IsNaN(rate) {
		return s.total(weight, func(t *demoTally) float64 { return float64(t.falseWarned) })
	}
	return rate * s.total(weight, func(t *demoTally) float64 { return t.countyWeeks })
}

// weekLevel is the p below which as many weeks lie as are allowed.
func weekLevel(weeks []demoWeek, weight []float64, allowed float64) float64 {
	n, most := 0.0, math.Floor(allowed)
	for _, w := range weeks {
		if n += weight[w.city]; n > most {
			return w.p
		}
	}
	return 1
}

// caught tells, of a method, which outbreaks it catches at so many false weeks;
// nil where it judged nothing, which is no zero.
func (s *demoSum) caught(weight []float64, method string, rate float64) func(demoCatch) bool {
	if method == demoNight {
		return func(x demoCatch) bool { return x.warned }
	}
	return catches(s.calm[method], method, weight, s.allowed(weight, rate))
}

// silent tells the same of silences, of which a tenth as many may be false.
func (s *demoSum) silent(weight []float64, method string, rate float64) func(demoCatch) bool {
	return catches(s.quiet[method], method, weight, s.allowed(weight, rate)/10)
}

// catches tells which things planted a method sees at so many false weeks.
func catches(weeks []demoWeek, method string, weight []float64, allowed float64) func(demoCatch) bool {
	if weeks == nil {
		return nil
	}
	at := weekLevel(weeks, weight, allowed)
	return func(x demoCatch) bool { p, ok := x.best[method]; return ok && p < at }
}

// share is that of what is hit among the things planted of a size, or of all
// sizes; NaN where hit is nil or there is none.
func (s *demoSum) share(weight []float64, list func(*demoTally) []demoCatch, size string, hit func(demoCatch) bool) float64 {
	if hit == nil {
		return math.NaN()
	}
	n, of := 0.0, 0.0
	for i, t := range s.cities {
		for _, x := range list(t) {
			if size == "" || x.size == size {
				of += weight[i]
				if hit(x) {
					n += weight[i]
				}
			}
		}
	}
	return n / of
}

// ofKnown is what a method catches as a share of what the one who knows the true
// rate catches at as many false weeks.
func (s *demoSum) ofKnown(weight []float64, method string, rate float64) float64 {
	known := s.share(weight, outbreaksOf, "", s.caught(weight, demoKnown, rate))
	return s.share(weight, outbreaksOf, "", s.caught(weight, method, rate)) / known
}

// ofKnownInterval is its 95% interval: the paired bootstrap over cities, each
// drawn with its outbreaks and its false weeks, so that levels are found anew in
// every draw. NaN for fewer than five cities, which cannot show it.
func (s *demoSum) ofKnownInterval(method string, rate float64, seed uint64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	if len(s.cities) < 5 {
		return low, high
	}
	r := rand.New(rand.NewPCG(seed, 17))
	var drawn []float64
	for range bootstrapDraws {
		weight := make([]float64, len(s.cities))
		for range weight {
			weight[r.IntN(len(weight))]++
		}
		if v := s.ofKnown(weight, method, rate); !math.IsNaN(v) && !math.IsInf(v, 0) {
			drawn = append(drawn, v)
		}
	}
	if len(drawn) < bootstrapDraws/2 {
		return low, high
	}
	slices.Sort(drawn)
	n := float64(len(drawn) - 1)
	return drawn[int(math.Round(0.025*n))], drawn[int(math.Round(0.975*n))]
}

func outbreaksOf(t *demoTally) []demoCatch { return t.outbreaks }
func silencesOf(t *demoTally) []demoCatch  { return t.silences }
