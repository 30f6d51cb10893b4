// Package survival describes how long cases stay open: the Kaplan-Meier curve
// and Cox's proportional-hazards regression, with late entry and repeated
// events. A case that is still open is censored, never taken as resolved.
package survival

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// Data is one row per case (or per spell of a case): at risk in (Start, Stop],
// with an event at Stop or censored there.
type Data struct {
	Start []float64 // nil: at risk from the beginning
	Stop  []float64
	Event []bool
}

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "survival: "+format, args...)
}

func (d Data) check() error {
	n := len(d.Stop)
	if n == 0 || len(d.Event) != n || d.Start != nil && len(d.Start) != n {
		return bad("%d times of end, %d marks of events, %d of beginning", n, len(d.Event), len(d.Start))
	}
	events := 0
	for i, t := range d.Stop {
		if math.IsNaN(t) || math.IsInf(t, 0) {
			return bad("row %d: an end of %v is not a time", i+1, t)
		}
		if d.Start != nil && !(d.Start[i] < t) {
			return bad("row %d: it ends at %v, not after its beginning at %v", i+1, t, d.Start[i])
		}
		if d.Event[i] {
			events++
		}
	}
	if events == 0 {
		return bad("there is no event among %d rows", n)
	}
	return nil
}

// byStop gives the rows in descending order of their end.
func (d Data) byStop() []int {
	return sorted(len(d.Stop), func(i, j int) int { return cmp.Compare(d.Stop[j], d.Stop[i]) })
}

// byStart gives the rows in descending order of their beginning; none where all
// are at risk from the beginning.
func (d Data) byStart() []int {
	if d.Start == nil {
		return nil
	}
	return sorted(len(d.Start), func(i, j int) int { return cmp.Compare(d.Start[j], d.Start[i]) })
}

func sorted(n int, by func(i, j int) int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, by)
	return order
}

// Point is one time of a Kaplan-Meier curve.
type Point struct {
	Time     float64
	AtRisk   int
	Events   int
	Survival float64
	SE       float64 // Greenwood's; NaN where nobody is left
}

// KaplanMeier estimates the chance of being without event after each distinct
// end of follow-up, ascending.
//
// Source: Kaplan & Meier, Nonparametric estimation from incomplete
// observations, JASA 53 (1958) 457–481; Greenwood (1926).
func KaplanMeier(d Data) ([]Point, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	stop, start := d.byStop(), d.byStart()
	var out []Point
	at, left := 0, 0
	for i := 0; i < len(stop); {
		t, events := d.Stop[stop[i]], 0
		for ; i < len(stop) && d.Stop[stop[i]] == t; i++ {
			at++
			if d.Event[stop[i]] {
				events++
			}
		}
		for left < len(start) && d.Start[start[left]] >= t {
			at--
			left++
		}
		out = append(out, Point{Time: t, AtRisk: at, Events: events})
	}
	slices.Reverse(out)
	s, sum := 1.0, 0.0
	for i := range out {
		n, e := float64(out[i].AtRisk), float64(out[i].Events)
		s *= 1 - e/n
		if e > 0 {
			sum += e / (n * (n - e))
		}
		out[i].Survival, out[i].SE = s, s*math.Sqrt(sum)
		if e == n {
			out[i].Survival, out[i].SE, s = 0, math.NaN(), 0
		}
	}
	return out, nil
}
