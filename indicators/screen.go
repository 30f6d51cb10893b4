package indicators

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// screen makes the score row of a measure, with its value and its state, and
// without a score. In this order:
//
//   - unavailable: the indicator's data sets are not in this lake;
//   - insufficient: the denominator is below min_denominator, or is 0;
//   - missing: a side is absent, because the data set does not cover the window
//     or has no row for the area;
//   - neutral: direction "0";
//   - ok otherwise.
//
// An insufficient figure keeps its value, to be shown grey.
func screen(i *Indicator, m anlan.Measure, unavailable bool) anlan.Score {
	s := anlan.Score{Measure: m, State: anlan.StateOK}
	s.Value = value(i, m)
	switch {
	case unavailable:
		s.State = anlan.StateUnavailable
	case m.N != nil && (*m.N < i.MinDenominator || *m.N == 0):
		s.State = anlan.StateInsufficient
	case s.Value == nil:
		s.State = anlan.StateMissing
	case i.Direction == anlan.Neutral:
		s.State = anlan.StateNeutral
	}
	s.Adjusted = s.Value
	return s
}

// value gives scale × num / den, nil where that is not a number.
func value(i *Indicator, m anlan.Measure) *float64 {
	if m.Num == nil {
		return nil
	}
	v := i.Scale * *m.Num
	if i.Denominator != nil {
		if m.Den == nil || *m.Den == 0 {
			return nil
		}
		v /= *m.Den
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
