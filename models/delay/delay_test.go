package delay

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan"
)

// register simulates one: every case of a week is told of on a working night with
// a source's chance, none on other nights.
type register struct {
	record []Known
	nights []int
	chance []float64 // by source
	cal    *anlan.Calendar
}

// firstSunday is 5 January 2025.
const firstSunday = 20093

func simulate(seed uint64, weeks, sources int, chance, spread float64, cases float64) register {
	r := rand.New(rand.NewPCG(seed, 1))
	g := register{cal: anlan.ChineseCalendar()}
	for range sources {
		odds := chance / (1 - chance) * math.Exp(spread*r.NormFloat64())
		g.chance = append(g.chance, odds/(1+odds))
	}
	for d := range 7 * weeks {
		g.nights = append(g.nights, firstSunday+d)
	}
	for s, p := range g.chance {
		for w := range weeks {
			last, left, told := firstSunday+7*w, int(cases*math.Exp(0.2*r.NormFloat64())), 0
			for n := last; n <= g.nights[len(g.nights)-1] && n <= last+56; n++ {
				come := 0
				if g.cal.Working(n) || n == last {
					for range left {
						if r.Float64() < p {
							come++
						}
					}
				}
				if left, told = left-come, told+come; n == last || come > 0 {
					g.record = append(g.record, Known{"register", strconv.Itoa(s), last, n, float64(told)})
				}
			}
		}
	}
	return g
}

// true share of a week told of by a night.
func (g register) share(source, last, night int) float64 {
	left := 1 - g.chance[source]
	for n := last + 1; n <= night; n++ {
		if g.cal.Working(n) {
			left *= 1 - g.chance[source]
		}
	}
	return 1 - left
}

// TestLearn: the share of a week reported is found by source and night, from a
// record that ends with weeks half reported, holidays included.
func TestLearn(t *testing.T) {
	g := simulate(1, 52, 8, 0.35, 0.4, 150)
	l, err := Learn(g.record, g.nights, DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	last := g.nights[len(g.nights)-1] - 6 // a Sunday
	festival := 20499                     // Sunday 15 February 2026: the holidays begin the day after
	for source := range g.chance {
		for age := range 15 {
			for _, from := range []int{last, festival} {
				got, want := l.Of("register", strconv.Itoa(source), from, from+age), g.share(source, from, from+age)
				if want > 0.997 {
					continue
				}
				if math.Abs(got.Mean-want) > 0.05 || got.SD > 0.1 {
					t.Errorf("source %d, %d nights after day %d: share %.3f ± %.3f, want %.3f", source, age, from, got.Mean, got.SD, want)
				}
			}
		}
		if got := l.Of("register", strconv.Itoa(source), last, last+56); got != Complete {
			t.Errorf("source %d: after the longest delay %v is reported", source, got)
		}
	}
	a, b := l.Of("register", "0", festival, festival+1), l.Of("register", "0", festival, festival+7)
	if a.Mean != b.Mean {
		t.Errorf("over the Spring Festival the share goes from %.3f to %.3f, though nobody works", a.Mean, b.Mean)
	}
}

// TestPartialPooling: of sources with few cases the pool tells more than they do.
func TestPartialPooling(t *testing.T) {
	pooled, alone := 0.0, 0.0
	for seed := range uint64(6) {
		g := simulate(seed+10, 20, 8, 0.3, 0.15, 6)
		l, err := Learn(g.record, g.nights, DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		last := g.nights[len(g.nights)-1]
		for source := range g.chance {
			var own []Known
			for _, k := range g.record {
				if k.Source == strconv.Itoa(source) {
					own = append(own, k)
				}
			}
			one, err := Learn(own, g.nights, DefaultSettings())
			if err != nil {
				t.Fatal(err)
			}
			for age := range 4 {
				want := g.share(source, last, last+age)
				pooled += math.Abs(l.Of("register", strconv.Itoa(source), last, last+age).Mean - want)
				alone += math.Abs(one.Of("register", strconv.Itoa(source), last, last+age).Mean - want)
			}
		}
	}
	if !(pooled < 0.8*alone) {
		t.Errorf("error %.3f with pooling, %.3f without", pooled, alone)
	}
}

// TestNothingLate: where all is told of at once, where the record is short and
// where nights are far apart, a week counts as complete.
func TestNothingLate(t *testing.T) {
	var record []Known
	var nights []int
	for w := range 20 {
		record = append(record, Known{"register", "a", firstSunday + 7*w, firstSunday + 7*w, 12})
	}
	for d := range 140 {
		nights = append(nights, firstSunday+d)
	}
	short := simulate(2, 7, 4, 0.3, 0, 50)
	var weekly []int
	for d := 0; d < len(short.nights); d += 7 {
		weekly = append(weekly, short.nights[d])
	}
	for name, c := range map[string]struct {
		record []Known
		nights []int
	}{"all at once": {record, nights}, "seven weeks": {short.record, short.nights}, "one night a week": {simulate(2, 30, 4, 0.3, 0, 50).record, weekly}, "no record": {}} {
		l, err := Learn(c.record, c.nights, DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		for age := range 8 {
			if got := l.Of("register", "0", firstSunday, firstSunday+age); got != Complete {
				t.Errorf("%s: %v is reported after %d nights", name, got, age)
			}
		}
	}
}

// TestRefuses: records that cannot be are refused, not learnt from.
func TestRefuses(t *testing.T) {
	for name, record := range map[string][]Known{
		"a night before the week has ended": {{"r", "a", 20, 19, 3}},
		"a negative count":                  {{"r", "a", 20, 20, -1}},
		"no number":                         {{"r", "a", 20, 20, math.NaN()}},
	} {
		if _, err := Learn(record, []int{19, 20}, DefaultSettings()); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Learn(nil, []int{3, 2}, DefaultSettings()); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("nights out of order: %v", err)
	}
	if _, err := Learn(nil, nil, Settings{}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("no settings: %v", err)
	}
}

// TestNodes: the quadrature has the moments of the beta distribution, to the
// fifth, also where it is all but all or nothing.
func TestNodes(t *testing.T) {
	for _, s := range []Share{{0.5, 0.1}, {0.9, 0.05}, {0.98, 0.13}, {0.5, 0.48}, {0.3, 0.2}, {0.02, 0.1}} {
		values, weights := s.Nodes()
		size := s.Mean*(1-s.Mean)/(s.SD*s.SD) - 1
		want := 1.0
		for power := range 6 {
			if power > 0 {
				want *= (s.Mean*size + float64(power) - 1) / (size + float64(power) - 1)
			}
			got := 0.0
			for i, v := range values {
				got += weights[i] * math.Pow(v, float64(power))
			}
			if math.Abs(got-want) > 1e-9 {
				t.Errorf("%v: moment %d is %v, want %v", s, power, got, want)
			}
		}
	}
	if v, w := Complete.Nodes(); len(v) != 1 || v[0] != 1 || w[0] != 1 {
		t.Errorf("complete: %v, %v", v, w)
	}
}
