package demo

import "slices"

// Silence is a span in which an area sent nothing of a data set: its rows never
// reached the registers. Of a source that fell silent, nothing came from the
// whole city, and the span reaches to the last day.
type Silence struct {
	Dataset, Area string
	Start         Date
	Days          int
	Kind          string // "township" or "source"
	Rows          int    // kept back
}

// Hidden is how many cases that ended badly a county kept out of a data set's
// register in a month. Nothing of them is in the files.
type Hidden struct {
	Dataset, County string
	Month           Date
	Cases           int
}

// The county that hides failures, how many of them, and since how many months.
const (
	hidingCounty = "629904"
	hiddenShare  = 0.12
	hiddenMonths = 14
)

// quiet source: quality_check has sent nothing for this many days.
const (
	quietSource = "quality_check"
	quietDays   = 6
)

// planSilences chooses the townships that fall silent: the busiest of some
// counties, so that it can be noticed, at times that the history has room for.
// The last silence still lasts.
func planSilences(t *terrain, first, last Date) []Silence {
	var list []Silence
	for i, x := range []Silence{
		{Dataset: "dispute_case", Start: last - 150, Days: 32}, {Dataset: "hotline_ticket", Start: last - 96, Days: 18},
		{Dataset: "petition_item", Start: last - 260, Days: 35}, {Dataset: "grid_event", Start: last - 15, Days: 16},
	} {
		county := t.counties[(2*i+1)%len(t.counties)]
		best := 0
		for k := range county.kids {
			if share(county.weights, k) > share(county.weights, best) {
				best = k
			}
		}
		x.Area, x.Kind = county.kids[best].code, "township"
		if x.Start >= first {
			list = append(list, x)
		}
	}
	return list
}

// share is the part of a running sum that is one's own.
func share(sums []float64, k int) float64 {
	if k == 0 {
		return sums[0]
	}
	return sums[k] - sums[k-1]
}

// SilentFrom gives the first day of which a data set's source has sent nothing:
// the day after the last where it has not fallen silent. Rows of that day and
// later are not among the city's.
func (c *City) SilentFrom(dataset string) Date {
	if dataset == quietSource {
		return c.Last + 1 - quietDays
	}
	return c.Last + 1
}

// keptBack notes that a source which has fallen silent keeps back so many rows.
func (c *City) keptBack(dataset string, rows int) {
	from := c.SilentFrom(dataset)
	c.Silences = append(c.Silences, Silence{dataset, CityCode, from, int(c.Last-from) + 1, "source", rows})
}

// silencesOf lists the silences of a data set; they are counted while its rows
// are made.
func (c *City) silencesOf(dataset string) []*Silence {
	var list []*Silence
	for i := range c.Silences {
		if c.Silences[i].Dataset == dataset {
			list = append(list, &c.Silences[i])
		}
	}
	return list
}

// months lists the first days of the months that a silence touches.
func (s *Silence) months() []Date {
	var list []Date
	for m := s.Start.monthStart(0); m < s.Start+Date(s.Days); m = m.monthStart(1) {
		list = append(list, m)
	}
	return list
}

// heard gives the rows that a township did send.
func heard[T any](silences []*Silence, town string, rows []T, day func(*T) Date) []T {
	for _, s := range silences {
		if s.Area == town {
			rows = slices.DeleteFunc(rows, func(x T) bool { return s.covers(day(&x)) })
		}
	}
	return rows
}

// covers reports whether a day lies in the silence.
func (s *Silence) covers(day Date) bool { return day >= s.Start && day < s.Start+Date(s.Days) }

// withhold takes out of a data set, given in one part for each flow, what never
// reached the registers, and notes how much: rows of spans in which a township
// was silent, and part of the hiding county's failures.
func withhold[T any](c *City, fs []*flow, parts [][]T, day func(*T) Date, failed func(*T) bool) {
	from := c.Last.monthStart(-hiddenMonths)
	hidden := map[Date]int{}
	silences := c.silencesOf(fs[0].dataset)
	for i, f := range fs {
		for _, s := range silences {
			before := len(parts[i])
			parts[i] = heard([]*Silence{s}, f.town.code, parts[i], day)
			s.Rows += before - len(parts[i])
		}
		r := newStream(c.Options.Seed, "hidden "+f.dataset+" "+f.town.code)
		parts[i] = slices.DeleteFunc(parts[i], func(x T) bool {
			d := day(&x)
			if f.county.code != hidingCounty || d < from || !failed(&x) || !r.chance(hiddenShare) {
				return false
			}
			hidden[d.monthStart(0)]++
			return true
		})
	}
	for m := from; m <= c.Last; m = m.monthStart(1) {
		if hidden[m] > 0 {
			c.Hidden = append(c.Hidden, Hidden{fs[0].dataset, hidingCounty, m, hidden[m]})
		}
	}
}
