package hiding

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// city is a simulated city: the figures of its counties' indicators, and what
// its registers and surveys held in the window and in the years before.
type city struct {
	figures [counties][]anlan.Measure
	years   []year     // the window's own first, then those before
	cases   []register // of the first county, which hides some
}

// year is what a factor rests on, by factor and county.
type year struct {
	period string
	of     map[string][counties]reported
}

type reported struct{ requests, share, answers, effective, people float64 }

// spreadOfWeights is the variance of the survey's weights over their squared
// mean: log-normal, with a deviation of 0.35.
var spreadOfWeights = math.Exp(0.35*0.35) - 1

// draw makes a city. Counties differ in size, in how often people have a
// problem and in how readily they report it; years differ a little in both.
func draw(f *indicators.Framework, answers float64, costliest bool, r *rand.Rand) *city {
	c := &city{}
	end, _ := anlan.ParsePeriod(period, time.UTC)
	longest := 0
	for _, a := range f.Adequacy {
		longest = max(longest, a.Years)
	}
	people, skill := [counties]float64{}, [counties]float64{}
	for k := range counties {
		people[k], skill[k] = 400_000*math.Exp(0.5*r.NormFloat64()), 0.12*r.NormFloat64()
	}
	for back := range longest + 1 {
		c.years = append(c.years, year{anlan.NewPeriod(anlan.Month, end.Start.AddDate(0, -12*back, 0)).String(), map[string][counties]reported{}})
	}
	for n, a := range f.Adequacy {
		need, ready := [counties]float64{}, [counties]float64{}
		for k := range counties {
			need[k], ready[k] = 0.13*math.Exp(0.15*r.NormFloat64()), math.Exp(0.05*r.NormFloat64())
			if n > 0 { // few are victims of a crime
				need[k] /= 2
			}
		}
		for _, y := range c.years {
			var row [counties]reported
			for k := range counties {
				p := need[k] * math.Exp(0.04*r.NormFloat64())
				effective := answers / (1 + spreadOfWeights)
				row[k] = reported{
					requests: math.Round(people[k] * p * ready[k] * math.Exp(0.01*r.NormFloat64())),
					share:    binomial(r, effective, p) / effective, answers: answers, effective: effective, people: people[k],
				}
			}
			y.of[a.ID] = row
		}
	}
	for k := range counties {
		for _, i := range f.Indicators {
			if slices.Contains(i.Levels, anlan.County.String()) && i.Goal != nil {
				c.figures[k] = append(c.figures[k], figure(i, k, people[k], skill[k], r))
			}
		}
	}
	c.cases = registers(f, c.figures[0], costliest, r)
	return c
}

// figure draws one indicator of a county: somewhere between its goalposts, by
// the county's skill and its own luck, and by chance over its cases.
func figure(i indicators.Indicator, k int, people, skill float64, r *rand.Rand) anlan.Measure {
	m := anlan.Measure{Indicator: i.ID, Area: code(k), Level: anlan.County, Period: period}
	at := min(max(0.72+skill+0.15*r.NormFloat64(), 0.02), 1.05)
	value := max((i.Goal.Worst+at*(i.Goal.Best-i.Goal.Worst))/i.Scale, 0)
	cases := math.Round(max(2*i.MinDenominator, 600*math.Exp(0.6*r.NormFloat64())))
	switch i.SamplingModel() {
	case indicators.Count:
		m.Num = pointer(poisson(r, value))
	case indicators.Rate:
		m.Den, m.Num = pointer(people), pointer(poisson(r, value*people))
	default:
		if i.Denominator == nil { // a median
			m.Num, m.N = pointer(value*math.Exp(0.03*r.NormFloat64())), pointer(cases)
			return m
		}
		m.Den, m.Num = pointer(cases), pointer(binomial(r, cases, min(value, 1)))
	}
	m.N = m.Den
	return m
}

// adequacy gives the measures of the factors when the first county keeps a
// share of the window's requests out.
func (c *city) adequacy(f *indicators.Framework, hidden float64) []anlan.Measure {
	var out []anlan.Measure
	for n, y := range c.years {
		for _, a := range f.Adequacy {
			for k, x := range y.of[a.ID] {
				if n == 0 && k == 0 {
					x.requests *= 1 - hidden
				}
				add := func(id string, num float64, den, effective *float64) {
					out = append(out, anlan.Measure{Indicator: id, Area: code(k), Level: anlan.County, Period: y.period, Num: &num, Den: den, Effective: effective})
				}
				add(a.RequestID(0), x.requests, nil, nil)
				add(a.SurveyID(), x.share*x.answers, &x.answers, &x.effective)
				add(a.PopulationID(), x.people, nil, nil)
			}
		}
	}
	return out
}

// total judges one county alone, with a share of its cases kept out (of the
// first county only).
func (c *city) total(f *indicators.Framework, k int, hidden float64, rows []anlan.Adequacy) (float64, error) {
	measures := c.figures[k]
	if hidden > 0 {
		measures = slices.Clone(measures)
		for _, r := range c.cases {
			r.hide(measures, hidden)
		}
	}
	r, err := f.Evaluate(indicators.EvaluateInput{Measures: measures, Adequacy: rows, Levels: anlan.Levels{4, 6},
		Areas: []anlan.Area{{Code: code(k), Level: anlan.County, Type: "12", Parent: "6299"}}})
	if err != nil {
		return 0, err
	}
	for _, x := range r.Index {
		if x.Category == "" && x.Score != nil {
			return *x.Score, nil
		}
	}
	return 0, anlan.Errorf(anlan.Invalid, "framework %s gives counties no total", f.ID)
}

func pointer(v float64) *float64 { return &v }

func poisson(r *rand.Rand, mean float64) float64 {
	if mean <= 0 {
		return 0
	}
	return distuv.Poisson{Lambda: mean, Src: r}.Rand()
}

func binomial(r *rand.Rand, n, p float64) float64 {
	switch {
	case p <= 0:
		return 0
	case p >= 1:
		return n
	}
	return distuv.Binomial{N: math.Round(n), P: p, Src: r}.Rand()
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// upper gives the value that a share of them do not exceed.
func upper(v []float64, share float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[min(int(share*float64(len(s))), len(s)-1)]
}
