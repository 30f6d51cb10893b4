package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan/etl/demo"
)

// Expectation is what an indicator is expected to be in an area in the last
// month that has ended, and how far chance takes it from there.
type Expectation struct {
	Indicator, Area, Period string
	Numerator, Denominator  float64 // means; Denominator NaN where there is none
	Value                   float64 // mean of the ratio, or of the numerator
	SD                      float64 // of one city
	Draws                   int     // cities that had the figure
	Scale                   float64 // of the cities drawn: numerators and deviations are those of such a city
}

// drawnScale is the scale at which cities are drawn.
const drawnScale = 0.02

// Expect draws cities of the plan of a demo city, each with a seed of its own,
// and gives the mean and the standard deviation of every indicator in the city
// and its counties: the counties' sizes, rates and skills are those of the
// plan, all else is left to chance. Cities of more than drawnScale are drawn at
// that scale: rates do not depend on it. One city is held at a time.
func Expect(o demo.Options, draws int) ([]Expectation, error) {
	o.Dir, o.Progress = "", nil
	if o.Scale > drawnScale {
		o.Scale = drawnScale
	}
	parts := make([]map[Key]Figure, draws)
	for i := range draws {
		own := o
		own.Seed = o.Seed*1_000_003 + uint64(i) + 1
		var err error
		if parts[i], err = drawn(own); err != nil {
			return nil, fmt.Errorf("draw a city: %w", err)
		}
	}
	return gather(parts, o.Scale), nil
}

// drawn gives the figures of the last month that has ended of one city.
func drawn(o demo.Options) (map[Key]Figure, error) {
	c, err := demo.New(o)
	if err != nil {
		return nil, err
	}
	or := newOracle(c, o.Until)
	periods := slices.DeleteFunc(monthsUntil(or.asOf), func(m month) bool { return m.running })
	areas := map[string]int64{}
	for code, from := range or.current {
		if len(code) <= or.levels[1] {
			areas[code] = from
		}
	}
	return or.figures(periods[:1], areas), nil
}

func gather(parts []map[Key]Figure, scale float64) []Expectation {
	type sums struct{ num, den, v, vv, n float64 }
	by := map[Key]*sums{}
	for _, part := range parts {
		for k, f := range part {
			v, ok := f.ratio()
			if !ok {
				continue
			}
			s := by[k]
			if s == nil {
				s = &sums{}
				by[k] = s
			}
			den := math.NaN()
			if f.Den.OK {
				den = f.Den.V
			}
			s.num, s.den, s.v, s.vv, s.n = s.num+f.Num.V, s.den+den, s.v+v, s.vv+v*v, s.n+1
		}
	}
	var out []Expectation
	for k, s := range by {
		mean := s.v / s.n
		sd := math.NaN()
		if s.n > 1 {
			sd = math.Sqrt(math.Max(0, (s.vv-s.n*mean*mean)/(s.n-1)))
		}
		out = append(out, Expectation{k.Indicator, k.Area, k.Period, s.num / s.n, s.den / s.n, mean, sd, int(s.n), scale})
	}
	slices.SortFunc(out, func(a, b Expectation) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Area, b.Area))
	})
	return out
}

// ratio gives numerator over denominator, or the numerator alone.
func (f Figure) ratio() (float64, bool) {
	switch {
	case !f.Num.OK:
		return 0, false
	case !f.Den.OK:
		return f.Num.V, true
	}
	return f.Num.V / f.Den.V, f.Den.V != 0
}

// Table gives expectations as rows of text under a header, for truth/expected.csv.
func Table(list []Expectation) [][]string {
	number := func(x float64) string {
		if math.IsNaN(x) {
			return ""
		}
		return strings.TrimSuffix(strconv.FormatFloat(x, 'g', 9, 64), "e+00")
	}
	rows := [][]string{{"indicator_id", "area_code", "period", "numerator", "denominator", "value", "sd", "draws", "scale"}}
	for _, x := range list {
		rows = append(rows, []string{x.Indicator, x.Area, x.Period, number(x.Numerator), number(x.Denominator), number(x.Value), number(x.SD), strconv.Itoa(x.Draws), number(x.Scale)})
	}
	return rows
}
