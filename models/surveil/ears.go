package surveil

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// Forms of EARS C3: as published, or as R's surveillance computes it, where
// the current period's own excess does not count (kept for comparison).
const (
	C3Published    = "published"
	C3Surveillance = "surveillance"
)

// EARS compares a period with the few before it: the detectors C1 (the window
// ends the period before), C2 (two periods are left out between) and C3 (the
// excess of three periods of C2 together). No season, no trend.
//
// A window needs half of its periods reported, two at least. In C3 an earlier
// period that was not reported adds nothing.
//
// Source: Hutwagner, Thompson, Seeman & Treadwell, The bioterrorism preparedness
// and response Early Aberration Reporting System (EARS), Journal of Urban
// Health 80 (2003) i89–i96; Fricker, Hegler & Dunfee, Statistics in Medicine 27
// (2008) 3407–3429.
type EARS struct {
	Variant  string  `json:"variant"`   // c1, c2 or c3
	Baseline int     `json:"baseline"`  // periods in the window
	MinSigma float64 `json:"min_sigma"` // least standard deviation, in cases
	Alpha    float64 `json:"alpha"`     // one-sided level of the normal threshold
	C3Form   string  `json:"c3_form"`   // of c3; empty means published
}

// DefaultEARS gives seven periods at 0.1%; C3 is used at 2.5%.
func DefaultEARS(variant string) EARS {
	e := EARS{Variant: variant, Baseline: 7, Alpha: 0.001}
	if variant == "c3" {
		e.Alpha = 0.025
	}
	return e
}

func (e EARS) validate() error {
	switch {
	case e.Variant != "c1" && e.Variant != "c2" && e.Variant != "c3":
		return bad("ears: variant %q is not c1, c2 or c3", e.Variant)
	case e.C3Form != "" && e.C3Form != C3Published && e.C3Form != C3Surveillance:
		return bad("ears: c3_form %q is not published or surveillance", e.C3Form)
	case e.Baseline < 2:
		return bad("ears: a baseline of %d periods, want 2 or more", e.Baseline)
	case !(e.MinSigma >= 0) || math.IsInf(e.MinSigma, 1):
		return bad("ears: min_sigma %v is not a number of 0 or more", e.MinSigma)
	case !(e.Alpha > 0 && e.Alpha < 0.5):
		return bad("ears: alpha %v is not between 0 and 0.5", e.Alpha)
	}
	return nil
}

// Judge gives Expected (the window's mean) and Upper; for C3 as published
// Statistic is the sum compared with the normal quantile, and Upper is NaN.
func (e EARS) Judge(s Series, from, to int) ([]Judgement, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	if err := s.check(from, to); err != nil {
		return nil, err
	}
	z := counts.NormalQuantile(1 - e.Alpha)
	out := make([]Judgement, 0, to-from+1)
	for t := from; t <= to; t++ {
		j := judgement(s, t)
		if j.State == Tested {
			e.judge(s.Counts, &j, z)
		}
		out = append(out, j)
	}
	return out, nil
}

// window gives mean and standard deviation of the baseline of period t.
func (e EARS) window(y []float64, t int) (mean, sd float64, ok bool) {
	last := t - 1
	if e.Variant != "c1" {
		last = t - 3
	}
	first := last - e.Baseline + 1
	if first < 0 {
		return 0, 0, false
	}
	n, mean, sd := moments(y, first, last)
	return mean, max(sd, e.MinSigma), n >= 2 && 2*n >= e.Baseline
}

// C2 is the standardised excess of period t that C3 sums; NaN where it is 0/0
// or not defined, +Inf where a constant window is exceeded.
func (e EARS) C2(s Series, t int) float64 {
	e.Variant = "c2"
	if t < 0 || t >= len(s.Counts) {
		return math.NaN()
	}
	mean, sd, ok := e.window(s.Counts, t)
	if !ok {
		return math.NaN()
	}
	return (s.Counts[t] - mean) / sd
}

func (e EARS) judge(y []float64, j *Judgement, z float64) {
	mean, sd, ok := e.window(y, j.Index)
	if !ok {
		j.State = NoBaseline
		return
	}
	j.Expected = mean
	if e.Variant != "c3" {
		j.Upper = mean
		if sd > 0 {
			j.Upper += z * sd
		}
		j.Alarm = j.Observed > j.Upper
		return
	}
	earlier, ok := 0.0, true
	for t := j.Index - 2; t < j.Index; t++ {
		x, known := e.excess(y, t)
		earlier, ok = earlier+x, ok && known
	}
	if !ok {
		j.State = NoBaseline
		return
	}
	if e.C3Form == C3Surveillance {
		j.Upper = max(0, j.Observed+sd*(z-earlier))
		j.Alarm = j.Observed > j.Upper
		if math.IsNaN(j.Upper) {
			j.State = Undefined
		}
		return
	}
	own := max(0, (j.Observed-mean)/sd-1)
	j.Statistic = earlier + own
	j.Alarm = j.Statistic >= z
	if math.IsNaN(j.Statistic) || math.IsInf(j.Statistic, 0) {
		j.State, j.Statistic = Undefined, math.NaN()
	}
}

// excess of an earlier period; known is false where its window is too short.
func (e EARS) excess(y []float64, t int) (x float64, known bool) {
	if t < 0 {
		return 0, false
	}
	mean, sd, ok := e.window(y, t)
	if !ok {
		return 0, false
	}
	if math.IsNaN(y[t]) {
		return 0, true
	}
	return max(0, (y[t]-mean)/sd-1), true
}
