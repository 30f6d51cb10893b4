package demo

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// Knowledge is what the generator knows of the rates of a data set: the mean
// and the spread of a week's cases, had nobody planted an outbreak. It is the
// best that a detector could know. Repeats and cases handed over from other
// registers come on top (see truth.md).
type Knowledge struct {
	city   *City
	rhythm rhythm
	within map[string][]*flow // by county and township
}

// Knowledge of "dispute_case" or "hotline_ticket"; NotFound for a data set
// whose rates are not drawn.
func (c *City) Knowledge(dataset string) (*Knowledge, error) {
	for _, p := range c.processes {
		if p.dataset != dataset {
			continue
		}
		k := &Knowledge{city: c, rhythm: p.rhythm(newCalendar(), c.First, c.Last), within: map[string][]*flow{}}
		for _, f := range p.flows(c.terrain, c.Options.Seed) {
			for _, area := range []string{f.county.code, f.town.code} {
				k.within[area] = append(k.within[area], f)
			}
		}
		return k, nil
	}
	return nil, anlan.Errorf(anlan.NotFound, "the demo city has no rates of %s", dataset)
}

// Week gives mean and variance of the cases of a kind ("" for all) that begin in
// a county or township in the seven days from monday, waves included, and
// whether a wave of that kind is on there. The days must lie within the city's.
func (k *Knowledge) Week(area, kind string, monday time.Time) (mean, variance float64, wave bool) {
	from := dateOf(monday)
	to := from + 6
	fs := k.within[area]
	for _, f := range fs {
		mean += f.expected(k.rhythm, from, to, kind)
		for i, x := range f.kinds {
			for d := from; d <= to && f.waves != nil && (kind == "" || x.code == kind); d++ {
				for _, w := range f.waves[i] {
					wave = wave || w.on(d) > 1
				}
			}
		}
	}
	sd := deviation(fs, k.rhythm, from, to, kind)
	return mean, sd * sd, wave
}
