package models

import (
	"math"
	"time"

	"github.com/anlan-lake/anlan"
)

// Series is what one place reported of one kind of case, period by period,
// oldest first and without gaps.
type Series struct {
	Name  string      // family of series: "dispute_type", "hotline_domain"
	Kind  string      // code of the type or domain
	Area  string      // area code
	Level anlan.Level // level of Area

	Counts     []float64   // whole numbers, not negative
	Missing    []bool      // true where nothing was reported; nil when every period was
	Dates      []time.Time // first day of each period; nil when only the order is known
	Population []float64   // people at each period, for an offset; nil when not used
}

// Validate reports counts that cannot be counts, and companions of another
// length. frequency is 52 (weeks) or 12 (months); dates must follow one another
// by exactly one such period, so that a gap cannot pass for a calm week.
func (s Series) Validate(frequency int) error {
	n := len(s.Counts)
	if n == 0 {
		return s.bad("holds no periods")
	}
	if frequency != 52 && frequency != 12 {
		return s.bad("has a frequency of %d, want 52 or 12", frequency)
	}
	if s.Missing != nil && len(s.Missing) != n {
		return s.bad("has %d counts but %d marks of missing", n, len(s.Missing))
	}
	if s.Dates != nil && len(s.Dates) != n {
		return s.bad("has %d counts but %d dates", n, len(s.Dates))
	}
	if s.Population != nil && len(s.Population) != n {
		return s.bad("has %d counts but %d populations", n, len(s.Population))
	}
	for i, c := range s.Counts {
		if s.missing(i) {
			continue
		}
		// 2^53: above it a float64 no longer tells whole numbers apart.
		if math.IsNaN(c) || c < 0 || c > 1<<53 || c != math.Trunc(c) {
			return s.bad("period %d: %v is not a count (a whole number, 0 or more)", i+1, c)
		}
	}
	for i, p := range s.Population {
		if math.IsNaN(p) || math.IsInf(p, 0) || p <= 0 {
			return s.bad("period %d: population %v is not a positive number", i+1, p)
		}
	}
	for i := 1; i < len(s.Dates); i++ {
		want := s.Dates[i-1].AddDate(0, 0, 7)
		if frequency == 12 {
			want = s.Dates[i-1].AddDate(0, 1, 0)
		}
		if !sameDay(s.Dates[i], want) {
			return s.bad("period %d begins on %s, want %s: a missing period must be marked missing, not left out",
				i+1, s.Dates[i].Format(anlan.DateFormat), want.Format(anlan.DateFormat))
		}
	}
	return nil
}

func (s Series) missing(i int) bool { return s.Missing != nil && s.Missing[i] }

// bad is an error that names the series, where it has a name.
func (s Series) bad(format string, args ...any) *anlan.Error {
	if s.Name == "" {
		return anlan.Errorf(anlan.Invalid, format, args...)
	}
	args = append([]any{s.Name, s.Kind, s.Area}, args...)
	return anlan.Errorf(anlan.Invalid, "series %s/%s of area %s "+format, args...)
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// dayNumber counts days since 1 January 1970, whatever the time zone.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
