package night_test

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/etl/demo/figures"
)

// TestExpected holds the lake's figures of the last month that has ended, in
// the city and its counties, against what the generator's plan lets expect:
// they differ by chance only.
func TestExpected(t *testing.T) {
	d := sharedCity()
	const draws = 8
	o := d.city.Options
	list, err := figures.Expect(demo.Options{Months: o.Months, History: o.History, Nights: o.Nights, Scale: o.Scale, Seed: 4242, Until: o.Until}, draws)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := readMeasures(t, finished(t).lake)
	seen, far := 0, 0
	for _, x := range list {
		g, ok := got[figures.Key{Indicator: x.Indicator, Area: x.Area, Period: x.Period}]
		if !ok || !g.Num.OK || x.Draws < draws {
			continue
		}
		v := g.Num.V
		if g.Den.OK {
			if g.Den.V == 0 {
				continue
			}
			v /= g.Den.V
		}
		seen++
		// The deviation of few draws is itself uncertain: one that chance made
		// too small is not taken at its word.
		sd := math.Max(x.SD, 0.3*math.Sqrt(math.Abs(x.Value*(1-x.Value))/math.Max(1, x.Denominator)))
		if z := math.Abs(v-x.Value) / (sd * math.Sqrt(1+1.0/draws)); z > 5 {
			if far++; far <= 20 {
				t.Logf("%s of %s in %s: %.5g, expected %.5g ± %.2g (%.1f deviations)", x.Indicator, x.Area, x.Period, v, x.Value, x.SD, z)
			}
		}
	}
	if seen < 500 || far*100 > seen {
		t.Errorf("%d of %d figures lie more than 5 deviations from what is expected", far, seen)
	}
}
