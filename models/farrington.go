package models

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// Reference says how "the same week in earlier years" is found.
type Reference string

// References: by counting frequency periods back, or by the calendar (which
// keeps weeks in step with the year over a long history).
const (
	ByIndex    Reference = "index"
	ByCalendar Reference = "calendar"
)

// Threshold says how the upper bound is derived from the fit.
type Threshold string

// Thresholds. Delta: normal on a power scale, variance of the mean and of the
// count together (Farrington et al. 1996). NBPlugin: quantile of the negative
// binomial with the fitted mean (Salmon et al. 2016). Muan: quantile of the
// negative binomial with the upper confidence limit of the mean (Noufaily et
// al. 2013, as in their appendix).
const (
	Delta    Threshold = "delta"
	NBPlugin Threshold = "nb_plugin"
	Muan     Threshold = "muan"
)

// Power is the transform of the delta threshold that brings counts near normal.
type Power string

// Powers: 2/3 for skewed counts, 1/2 to even out the variance, none.
const (
	PowerTwoThirds Power = "2/3"
	PowerHalf      Power = "1/2"
	PowerNone      Power = "none"
)

// Dispersion says which dispersion scales the standard error of the mean.
type Dispersion string

// Dispersions: of R's surveillance package (prior weights in place of working
// weights after reweighting; kept for comparison with it) or Pearson's.
const (
	DispersionSurveillance Dispersion = "surveillance"
	DispersionPearson      Dispersion = "pearson"
)

// FarringtonParams are the settings of FarringtonFlexible. DefaultFarrington
// gives those of Noufaily et al. (2013).
type FarringtonParams struct {
	Frequency        int        `json:"frequency"`         // periods a year: 52 or 12
	Reference        Reference  `json:"reference_dates"`   // ByCalendar needs dates
	Years            int        `json:"b"`                 // years back (b)
	HalfWindow       int        `json:"w"`                 // periods on either side of the reference (w)
	Seasons          int        `json:"no_periods"`        // seasonal levels; 1 uses only the reference windows
	PastNotIncluded  int        `json:"past_not_included"` // periods before the current one kept out of the baseline
	Trend            bool       `json:"trend"`             // try a linear trend
	TrendP           float64    `json:"p_threshold_trend"` // level at which it is kept; 1 keeps it unless another rule drops it
	Reweight         bool       `json:"reweight"`          // weigh past outbreaks down
	WeightsThreshold float64    `json:"weights_threshold"` // Anscombe residual above which a past period weighs less
	Population       bool       `json:"population_offset"` // use the series' population as offset
	Threshold        Threshold  `json:"threshold_method"`
	Power            Power      `json:"power_transform"` // Delta only
	Alpha            float64    `json:"alpha"`           // one-sided level of the threshold
	LimitCases       float64    `json:"limit_cases"`     // least cases ...
	LimitPeriods     int        `json:"limit_periods"`   // ... in the latest periods, the current one included
	Dispersion       Dispersion `json:"se_dispersion"`   // of the standard error of the mean
}

// DefaultFarrington gives the improved method's settings for weekly series:
// five years, seven-week windows, ten seasonal levels, the last half year left
// out, trend kept if plausible, past outbreaks weighed down from residual 2.58,
// negative-binomial threshold at 1%, at least 5 cases in 4 weeks.
func DefaultFarrington() FarringtonParams {
	return FarringtonParams{
		Frequency: 52, Reference: ByCalendar, Years: 5, HalfWindow: 3, Seasons: 10,
		PastNotIncluded: 26, Trend: true, TrendP: 1, Reweight: true, WeightsThreshold: 2.58,
		Threshold: NBPlugin, Power: PowerTwoThirds, Alpha: 0.01,
		LimitCases: 5, LimitPeriods: 4, Dispersion: DispersionPearson,
	}
}

// Validate reports settings outside their domain.
func (p FarringtonParams) Validate() error {
	bad := func(format string, args ...any) error {
		return anlan.Errorf(anlan.Invalid, "farrington settings: "+format, args...)
	}
	switch {
	case p.Frequency != 52 && p.Frequency != 12:
		return bad("frequency %d, want 52 or 12", p.Frequency)
	case p.Reference != ByIndex && p.Reference != ByCalendar:
		return bad("reference dates %q, want index or calendar", p.Reference)
	case p.Years < 1:
		return bad("%d years back, want 1 or more", p.Years)
	case p.HalfWindow < 0 || 2*p.HalfWindow+1 >= p.Frequency:
		return bad("half window %d: windows of neighbouring years must not touch", p.HalfWindow)
	case p.Seasons < 1:
		return bad("%d seasonal levels, want 1 or more", p.Seasons)
	case p.PastNotIncluded < 0:
		return bad("%d past periods left out, want 0 or more", p.PastNotIncluded)
	case !(p.TrendP >= 0 && p.TrendP <= 1):
		return bad("significance level of the trend %v, want 0 to 1", p.TrendP)
	case p.Reweight && !(p.WeightsThreshold > 0):
		return bad("reweighting threshold %v, want more than 0", p.WeightsThreshold)
	case !(p.Alpha > 0 && p.Alpha < 0.5):
		return bad("alpha %v, want between 0 and 0.5", p.Alpha)
	case p.Threshold != Delta && p.Threshold != NBPlugin && p.Threshold != Muan:
		return bad("threshold %q, want delta, nb_plugin or muan", p.Threshold)
	case p.Power != PowerTwoThirds && p.Power != PowerHalf && p.Power != PowerNone:
		return bad("power transform %q, want 2/3, 1/2 or none", p.Power)
	case p.LimitPeriods < 1 || math.IsNaN(p.LimitCases):
		return bad("least cases %v in %d periods, want 1 period or more", p.LimitCases, p.LimitPeriods)
	case p.Dispersion != DispersionSurveillance && p.Dispersion != DispersionPearson:
		return bad("dispersion %q, want surveillance or pearson", p.Dispersion)
	}
	return nil
}

// DetectionState says which figures of a Detection stand.
type DetectionState string

// States of a detection.
const (
	Tested      DetectionState = "tested"       // all figures stand
	FewCases    DetectionState = "few_cases"    // figures stand, but too few cases to alarm
	NoThreshold DetectionState = "no_threshold" // fitted, but no finite threshold: Expected, Upper, P do not stand
	NoFit       DetectionState = "no_fit"       // no figure stands: not one, and not "no alarm"
)

// Detection is the judgement of one period. Figures that State does not cover
// are 0 and mean nothing.
type Detection struct {
	Index      int // position in the series, from 0
	State      DetectionState
	Observed   float64
	Expected   float64 // mean had nothing changed
	Lower      float64 // lower end of the range expected, same level as Upper
	Upper      float64 // threshold on the scale of counts
	P          float64 // chance of a count as high or higher
	Phi        float64 // dispersion used, at least 1
	Alarm      bool
	Trend      bool    // a trend was kept
	Slope      float64 // its coefficient per period on the log scale, 0 if dropped
	Exceedance float64 // (observed - expected) / (upper - expected)
	MeanUpper  float64 // upper confidence limit of the mean; Muan only
	Baseline   int     // periods the expectation rests on
}

// FarringtonFlexible judges the periods from..to (positions in s, inclusive)
// against the same season of earlier years, each with the history before it.
//
// Source: Noufaily et al., An improved algorithm for outbreak detection in
// multiple surveillance systems, Statistics in Medicine 32 (2013) 1206–1222;
// Farrington et al., A statistical algorithm for the early detection of
// outbreaks of infectious disease, JRSS A 159 (1996) 547–563; thresholds as
// written up by Salmon, Schumacher & Höhle, Journal of Statistical Software 70
// (2016) 10. Errors are of the input: settings, counts, gaps, or a history too
// short for the years asked for.
func FarringtonFlexible(s Series, from, to int, p FarringtonParams) ([]Detection, error) {
	d, err := newDetector(s, from, to, p)
	if err != nil {
		return nil, err
	}
	out := make([]Detection, 0, to-from+1)
	for t := from; t <= to; t++ {
		r, err := d.detect(t)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
