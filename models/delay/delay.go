// Package delay learns how late a source reports: how much of a period's cases
// it has told of so many nights after the period has ended, from what was known
// on earlier nights. Sources go in (the register of a county, say), never the
// people who keep it.
package delay

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// Known is a count as it stood at the end of a night. It stands until a later
// night has another: a record need not repeat what has not changed.
type Known struct {
	Pool   string // sources that report much alike: a register
	Source string // of a pool: the register of a county
	Last   int    // last day of the period counted, days since 1970
	Night  int    // the night, so many days since 1970; Last or later
	Count  float64
}

// Settings of what is learnt. The zero value is not valid; begin with
// DefaultSettings.
type Settings struct {
	Longest int             // nights after its last day on which a period counts as complete
	Periods int             // least periods of a pool that were seen to fill
	Seen    int             // least periods seen on nights of a kind for these to be learnt by themselves
	Least   float64         // share from which a period counts as complete
	Days    *anlan.Calendar // working days; nil for the Chinese ones
}

// DefaultSettings takes eight weeks for the longest delay, and asks for eight
// weeks that were seen to fill, six of them on nights of a kind: one late file is
// no habit.
func DefaultSettings() Settings {
	return Settings{Longest: 56, Periods: 8, Seen: 6, Least: 0.999}
}

// Validate reports settings outside their domain.
func (s Settings) Validate() error {
	switch {
	case s.Longest < 1 || s.Longest > 1000:
		return anlan.Errorf(anlan.Invalid, "reporting delay: a longest delay of %d nights, want 1 to 1000", s.Longest)
	case s.Periods < 2 || s.Seen < 1:
		return anlan.Errorf(anlan.Invalid, "reporting delay: least periods %d and %d, want 2 and 1 or more", s.Periods, s.Seen)
	case !(s.Least > 0.5 && s.Least <= 1):
		return anlan.Errorf(anlan.Invalid, "reporting delay: complete from a share of %v, want more than 0.5, at most 1", s.Least)
	}
	return nil
}

// Learnt is what a record tells of delays.
type Learnt struct {
	set   Settings
	pools map[string]*pool
}

// pool is what is learnt of sources that report alike.
type pool struct {
	hazard []hazard          // by cell
	source map[string]source // how much more a source has to come than its pool
}

// source is how a source's hazards lie to its pool's: all of them, and beside that
// those of each cell.
type source struct {
	all  frailty
	cell []frailty
}

// hazard is the chance that a case told of by a night came on that very night:
// mean, correlation between the cases of one period (they come together, in a
// file), and variance of its error.
type hazard struct{ mean, alike, err float64 }

// frailty multiplies a hazard.
type frailty struct{ mean, variance float64 }

// step is one night of one source's period: what was known the night before, and
// what came.
type step struct {
	source    string
	last      int
	cell      int
	now, come float64
}

// Learn learns from a record of counts, as it stood on some nights (days since
// 1970, in order). Nights that do not follow one another teach nothing of what
// came between them. A pool with too few periods is not learnt, and its counts
// pass for complete; so do those of a pool to which nothing ever came late.
//
// The method is the reverse-time hazard of a right-truncated delay: of the cases
// that are known on a night, the share that came that night, which needs no
// period to be complete. Nights are told apart by how many working days have
// passed since the period and by whether they follow a working day themselves, so
// that a holiday stops the clock. A source's hazards are proportional to its
// pool's, and drawn towards them by how little sources differ. Corrections that
// lower a count count as nothing come.
//
// Sources: Lawless JF, Canadian Journal of Statistics 22 (1994) 15–31; Höhle M & an
// der Heiden M, Biometrics 70 (2014) 993–1002; shrinkage of the sources' ratios:
// Clayton D & Kaldor J, Biometrics 43 (1987) 671–681.
func Learn(record []Known, nights []int, set Settings) (*Learnt, error) {
	if err := set.Validate(); err != nil {
		return nil, err
	}
	for _, k := range record {
		if k.Night < k.Last || !(k.Count >= 0) || math.IsInf(k.Count, 0) {
			return nil, anlan.Errorf(anlan.Invalid, "reporting delay: %s of %s: a count of %v on night %d of a period that ends on day %d", k.Pool, k.Source, k.Count, k.Night, k.Last)
		}
	}
	if !slices.IsSorted(nights) {
		return nil, anlan.Errorf(anlan.Invalid, "reporting delay: the nights of the record are not in order")
	}
	if set.Days == nil {
		set.Days = anlan.ChineseCalendar()
	}
	l := &Learnt{set: set, pools: map[string]*pool{}}
	record = slices.Clone(record)
	slices.SortFunc(record, func(a, b Known) int {
		return cmp.Or(cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Night, b.Night))
	})
	for lo, hi := 0, 0; lo < len(record); lo = hi {
		for hi < len(record) && record[hi].Pool == record[lo].Pool {
			hi++
		}
		if steps := l.steps(record[lo:hi], nights); len(steps) > 0 {
			l.pools[record[lo].Pool] = l.pool(steps)
		}
	}
	return l, nil
}

// steps gives the nights of a pool's record, period by period.
func (l *Learnt) steps(record []Known, nights []int) []step {
	var out []step
	for lo, hi := 0, 0; lo < len(record); lo = hi {
		first := record[lo]
		for hi < len(record) && record[hi].Source == first.Source && record[hi].Last == first.Last {
			hi++
		}
		at, clock := lo, clock{days: l.set.Days, night: first.Last}
		i, _ := slices.BinarySearch(nights, first.Night)
		for ; i+1 < len(nights) && nights[i+1] <= first.Last+l.set.Longest; i++ {
			for at+1 < hi && record[at+1].Night <= nights[i] {
				at++
			}
			now := record[at].Count
			if at+1 < hi && record[at+1].Night <= nights[i+1] {
				now = record[at+1].Count
			}
			if cell := clock.to(nights[i+1]); now > 0 && nights[i+1] == nights[i]+1 {
				out = append(out, step{first.Source, first.Last, cell, now, max(0, now-record[at].Count)})
			}
		}
	}
	return out
}

// clock counts the working days that have passed since a period.
type clock struct {
	days   *anlan.Calendar
	night  int
	worked int
}

// to moves on to a later night and gives its cell: two to a working day, the
// night after it and those of the days off that follow.
func (c *clock) to(night int) int {
	for c.night < night {
		c.night++
		if c.days.Working(c.night) {
			c.worked++
		}
	}
	if c.days.Working(night) {
		return 2 * c.worked
	}
	return 2*c.worked + 1
}
