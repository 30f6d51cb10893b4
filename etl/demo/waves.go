package demo

import (
	"fmt"
	"math"
)

// Wave is a planted rise of cases of unpaid wages in one county, as one data
// set shows it: labour cases first, then the hotline, disputes and petitions.
// Its rate is multiplied by 1 + Height × sin²(π (day − Start + ½) / Days) from
// Start on for Days days.
type Wave struct {
	ID, Dataset, Kind, County string
	Start                     Date
	Days, Lag                 int // Lag in days behind the labour cases
	Height                    float64
	Excess                    float64 // cases more than without it, on average, until the last day
}

// echoes are the kinds that rise with unpaid wages, and how many days later.
func echoes() []Wave {
	return []Wave{
		{Dataset: "labor_case", Kind: "04", Lag: 0}, {Dataset: "labor_case", Kind: "03", Lag: 0}, {Dataset: "hotline_ticket", Kind: "08", Lag: 7},
		{Dataset: "dispute_case", Kind: "07", Lag: 14}, {Dataset: "petition_item", Kind: "04", Lag: 28},
	}
}

// planWaves plants the waves that the history has room for: one before the last
// Spring Festival that is over, one in the last ten weeks and one between.
func planWaves(cal *calendar, first, last Date) []Wave {
	festival := Date(0)
	for _, f := range cal.festival {
		if f <= last {
			festival = f
		}
	}
	var list []Wave
	for i, x := range []Wave{
		{County: "629921", Start: festival - 75, Days: 49, Height: 3},
		{County: "629911", Start: last - 68, Days: 42, Height: 3.5},
		{County: "629923", Start: last - 190, Days: 42, Height: 2.5},
	} {
		if x.Start < first {
			continue
		}
		for _, e := range echoes() {
			e.ID, e.County, e.Start, e.Days, e.Height = fmt.Sprintf("W%d", i+1), x.County, x.Start+Date(e.Lag), x.Days, x.Height
			list = append(list, e)
		}
	}
	return list
}

// lifts reports whether the wave is one of a kind of a flow.
func (w *Wave) lifts(f *flow, kind string) bool {
	return w.Dataset == f.dataset && w.Kind == kind && w.County == f.county.code
}

// on gives the factor of a day.
func (w *Wave) on(day Date) float64 {
	if day < w.Start || day >= w.Start+Date(w.Days) {
		return 1
	}
	s := math.Sin(math.Pi * (float64(day-w.Start) + 0.5) / float64(w.Days))
	return 1 + w.Height*s*s
}

// wavesOf lists the waves of a flow by kind; nil where there are none.
func (t *terrain) wavesOf(f *flow) [][]*Wave {
	var list [][]*Wave
	for i := range t.waves {
		w := &t.waves[i]
		for k, x := range f.kinds {
			if !w.lifts(f, x.code) {
				continue
			}
			if list == nil {
				list = make([][]*Wave, len(f.kinds))
			}
			list[k] = append(list[k], w)
		}
	}
	return list
}

// addWaves adds up what the waves bring to the flows of a data set.
func (c *City) addWaves(fs []*flow, h rhythm) {
	for i := range c.terrain.waves {
		w := &c.terrain.waves[i]
		for _, f := range fs {
			for k, x := range f.kinds {
				for d := max(w.Start, h.first); d < w.Start+Date(w.Days) && d <= c.Last && w.lifts(f, x.code); d++ {
					w.Excess += f.ordinary(h, d, k) * (w.on(d) - 1)
				}
			}
		}
	}
}
