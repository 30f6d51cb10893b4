package etl

import (
	"math"
	"slices"
)

// volumeLookBack is how many comparable counts the volume guard looks at: weeks
// of the same weekday, or periods.
const volumeLookBack = 8

// deviation is the median absolute deviation of a normal count of one standard
// deviation: the steadiest a count can be is that of chance alone.
const deviation = 0.6745

// Guard is what is usual of a count, and what is not.
type Guard struct {
	Usual, Low, High float64
}

// Guard takes what is usual from earlier counts, newest first, of which it looks
// at eight: the median, and so many median absolute deviations on either side of
// it. Counts that never moved are given the spread of chance, so that one row
// more is no alarm. ok is false where the guard is off or has too few counts.
func (v Volume) Guard(counts []int64) (g Guard, ok bool) {
	counts = counts[:min(len(counts), volumeLookBack)]
	if !v.Enabled || len(counts) < max(v.MinimumHistory, 1) {
		return g, false
	}
	values := make([]float64, len(counts))
	for i, n := range counts {
		values[i] = float64(n)
	}
	g.Usual = middle(values)
	for i := range values {
		values[i] = math.Abs(values[i] - g.Usual)
	}
	spread := v.Deviations * max(middle(values), deviation*math.Sqrt(g.Usual))
	g.Low, g.High = max(g.Usual-spread, 0), g.Usual+spread
	return g, true
}

// Zero says whether no row at all is an alarm: where chance alone gives a day
// without a case less than once in a thousand.
func (g Guard) Zero() bool { return g.Usual >= 7 }

func middle(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n%2 == 1 {
		return values[n/2]
	}
	return (values[n/2-1] + values[n/2]) / 2
}
