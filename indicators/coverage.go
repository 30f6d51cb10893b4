package indicators

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// CoverageLimit is the share of a window's days that must have been reported
// for the window to have a figure.
const CoverageLimit = 0.9

// Gap is a stretch of days [From, Until) within a span that the data set did
// not report for.
type Gap struct{ From, Until time.Time }

// Share gives the share of the days of [from, until) that are in none of the
// span's gaps, 1 for a stretch without a day. It does not look at the span's
// ends.
func (s Span) Share(from, until time.Time) float64 {
	whole := days(from, until)
	if whole <= 0 {
		return 1
	}
	return 1 - float64(s.missing(from, until))/float64(whole)
}

// enough says whether the gaps leave a window its figure: the limit holds for
// the window, and of no calendar month in it is more than half missing. One
// month that never came is a twelfth of a year, and still no calm month.
func (s Span) enough(from, until time.Time) bool {
	if len(s.Gaps) == 0 {
		return true
	}
	if s.Share(from, until) < CoverageLimit {
		return false
	}
	for m := anlan.NewPeriod(anlan.Month, from); m.Start.Before(until); m = anlan.NewPeriod(anlan.Month, m.End) {
		if 2*s.missing(later(m.Start, from), earlier(m.End, until)) > days(m.Start, m.End) {
			return false
		}
	}
	return true
}

// missing counts the days of [from, until) that lie in gaps.
func (s Span) missing(from, until time.Time) int {
	n := 0
	for _, g := range s.Gaps {
		n += max(days(later(g.From, from), earlier(g.Until, until)), 0)
	}
	return n
}

// days counts the days from one midnight to another, whatever the clocks did
// between them.
func days(from, until time.Time) int {
	hours := until.Sub(from).Hours()
	if hours < 0 {
		return -days(until, from)
	}
	return int(hours/24 + 0.5)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
