// Package surveil holds the detectors of public-health surveillance that judge
// a series of counts period by period: EARS, CUSUM, likelihood-ratio charts,
// Bayes, RKI, outbreakP and ESSENCE. The Farrington family is in package
// models. Each detector is a plain struct of settings with one method, Judge.
//
// A period that was not reported is NaN: it is never judged, and what a
// detector does without it is said where the detector is.
package surveil

import (
	"math"
	"time"

	"github.com/anlan-lake/anlan"
)

// Series is what one place reported, oldest first and without gaps.
type Series struct {
	Counts []float64   // cases; NaN where the period was not reported
	Dates  []time.Time // first day of each period; nil where only the order is known
}

// State says which figures of a judgement stand.
type State string

// States of a judgement.
const (
	Tested      State = "tested"       // every figure that is not NaN stands
	NotReported State = "not_reported" // the period itself is missing
	NoBaseline  State = "no_baseline"  // too little history, or too little of it reported
	Undefined   State = "undefined"    // the statistic is 0/0 or infinite here
)

// Judgement is what a detector says of one period. A figure that does not
// stand, or that the detector does not have, is NaN.
type Judgement struct {
	Index     int // position in the series, from 0
	State     State
	Observed  float64
	Expected  float64 // mean had nothing changed
	Upper     float64 // threshold, on the scale of counts unless the detector says otherwise
	P         float64 // chance of as much or more
	Statistic float64
	Alarm     bool // false unless State is Tested, or an infinite statistic alarms
}

func judgement(s Series, t int) Judgement {
	nan := math.NaN()
	j := Judgement{Index: t, State: Tested, Observed: s.Counts[t], Expected: nan, Upper: nan, P: nan, Statistic: nan}
	if math.IsNaN(j.Observed) {
		j.State = NotReported
	}
	return j
}

// Abstained is an error that is the series', not the caller's: no model could
// be fitted to its history.
type Abstained struct{ Err error }

// Error says it in English.
func (a *Abstained) Error() string { return "not judged: " + a.Err.Error() }

// Unwrap gives the cause.
func (a *Abstained) Unwrap() error { return a.Err }

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, format, args...)
}

// check refuses counts that cannot be counts and positions outside the series.
func (s Series) check(from, to int) error {
	if from < 0 || to < from || to >= len(s.Counts) {
		return bad("the series has %d periods: cannot judge %d to %d", len(s.Counts), from+1, to+1)
	}
	if s.Dates != nil && len(s.Dates) != len(s.Counts) {
		return bad("the series has %d counts but %d dates", len(s.Counts), len(s.Dates))
	}
	for i, y := range s.Counts {
		// 2^53: above it a float64 no longer tells whole numbers apart.
		if y < 0 || y > 1<<53 {
			return bad("period %d: %v is not a count", i+1, y)
		}
	}
	return nil
}

// checkWhole refuses counts with a fraction, for detectors of whole cases.
func (s Series) checkWhole(from, to int) error {
	if err := s.check(from, to); err != nil {
		return err
	}
	for i, y := range s.Counts {
		if !math.IsNaN(y) && y != math.Trunc(y) {
			return bad("period %d: %v is not a whole number of cases", i+1, y)
		}
	}
	return nil
}

// moments gives number, mean and sample standard deviation of the reported
// counts from..to (inclusive).
func moments(y []float64, from, to int) (n int, mean, sd float64) {
	sum := 0.0
	for _, v := range y[from : to+1] {
		if v == v {
			n++
			sum += v
		}
	}
	mean = sum / float64(n)
	square := 0.0
	for _, v := range y[from : to+1] {
		if v == v {
			square += (v - mean) * (v - mean)
		}
	}
	return n, mean, math.Sqrt(square / float64(n-1))
}
