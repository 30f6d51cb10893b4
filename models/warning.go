package models

import (
	"math"
	"strings"

	"github.com/anlan-lake/anlan"
)

// RuleFarrington is the Rule of warnings made by Detect.
const RuleFarrington = "farrington_flexible"

// Codes of reasons, and the figures they carry.
const (
	ReasonRatio       = "ratio_to_expected"   // ratio, observed, expected
	ReasonFirst       = "none_in_season"      // baseline: weeks without a case in this season
	ReasonRise        = "consecutive_rise"    // weeks: each higher than the one before
	ReasonHighest     = "highest_since"       // weeks: none of them had as many
	ReasonHighestEver = "highest_on_record"   // weeks: length of the record
	ReasonFourWeeks   = "four_weeks"          // last: sum of four weeks, before: of the four before
	ReasonLastYear    = "same_week_last_year" // observed
	ReasonTrend       = "trend"               // percent a year, already allowed for in the expectation
)

// warning turns a detection into a warning with reasons.
func (s Series) warning(d Detection, frequency int) anlan.Warning {
	kind := anlan.Week
	if frequency == 12 {
		kind = anlan.Month
	}
	period := anlan.NewPeriod(kind, s.Dates[d.Index]).String()
	w := anlan.Warning{
		ID:   strings.Join([]string{RuleFarrington, s.Name, s.Area, s.Kind, period}, ":"),
		Rule: RuleFarrington, Series: s.Name, Kind: s.Kind, Area: s.Area, Level: s.Level, Period: period,
		Observed: d.Observed, Expected: d.Expected, Lower: d.Lower, Upper: d.Upper,
		P: d.P, Exceed: d.Exceedance, Baseline: d.Baseline, Trend: d.Trend, Dispersed: d.Phi,
	}
	w.Grade = grade(d)
	slope := 0.0
	if d.Trend {
		slope = d.Slope * float64(frequency)
	}
	w.Reasons = s.Reasons(d.Index, d.Expected, d.Baseline, slope, frequency)
	return w
}

// grade weighs how far above the threshold (exceedance), how unlikely (p) and
// how many (cases above the expected). Each step asks for all three, so that
// two cases where none was expected stay blue however unlikely they are:
//
//	red     exceedance >= 3,   p < 1e-5, 10 cases or more above the expected
//	orange  exceedance >= 2,   p < 1e-4,  6 cases or more
//	yellow  exceedance >= 1.5, p < 1e-3,  3 cases or more
//	blue    every other warning
//
// The steps are a convention, to be revised with the record of confirmed and
// false warnings.
func grade(d Detection) anlan.Grade {
	more := d.Observed - d.Expected
	switch {
	case d.Exceedance >= 3 && d.P < 1e-5 && more >= 10:
		return anlan.GradeRed
	case d.Exceedance >= 2 && d.P < 1e-4 && more >= 6:
		return anlan.GradeOrange
	case d.Exceedance >= 1.5 && d.P < 1e-3 && more >= 3:
		return anlan.GradeYellow
	}
	return anlan.GradeBlue
}

// Reasons gives what the series itself says of its period t, of which expected
// cases were expected on so many periods of the past, with a trend of so much a
// year on the log scale (0 for none); most telling first. A missing period ends
// every comparison that would have to look across it.
func (s Series) Reasons(t int, expected float64, baseline int, trend float64, frequency int) []anlan.Reason {
	var out []anlan.Reason
	add := func(code string, args map[string]float64) {
		out = append(out, anlan.Reason{Code: code, Args: args})
	}
	y := s.Counts[t]
	if expected >= 0.1 {
		add(ReasonRatio, map[string]float64{"ratio": y / expected, "observed": y, "expected": expected})
	} else {
		add(ReasonFirst, map[string]float64{"baseline": float64(baseline)})
	}
	rise := 0
	for j := t; j > 0 && !s.missing(j-1) && s.Counts[j] > s.Counts[j-1]; j-- {
		rise++
	}
	if rise >= 2 {
		add(ReasonRise, map[string]float64{"weeks": float64(rise)})
	}
	back := t - 1
	for back >= 0 && !s.missing(back) && s.Counts[back] < y {
		back--
	}
	switch since := t - 1 - back; {
	case back < 0 && t >= 13:
		add(ReasonHighestEver, map[string]float64{"weeks": float64(t)})
	case since >= 13:
		add(ReasonHighest, map[string]float64{"weeks": float64(since)})
	}
	if last, ok := s.sum(t-3, t); ok {
		if before, ok := s.sum(t-7, t-4); ok && last > before {
			add(ReasonFourWeeks, map[string]float64{"last": last, "before": before})
		}
	}
	if j := t - frequency; j >= 0 && !s.missing(j) {
		add(ReasonLastYear, map[string]float64{"observed": s.Counts[j]})
	}
	if trend != 0 {
		add(ReasonTrend, map[string]float64{"percent": 100 * (math.Exp(trend) - 1)})
	}
	return out
}

func (s Series) sum(from, to int) (total float64, ok bool) {
	if from < 0 {
		return 0, false
	}
	for j := from; j <= to; j++ {
		if s.missing(j) {
			return 0, false
		}
		total += s.Counts[j]
	}
	return total, true
}
