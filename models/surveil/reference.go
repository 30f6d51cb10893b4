package surveil

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// Window says which earlier periods a period is compared with.
type Window struct {
	Frequency   int  `json:"frequency"`    // periods a year
	Years       int  `json:"b"`            // years back
	Half        int  `json:"w"`            // periods on either side of the same one
	CurrentYear bool `json:"current_year"` // also the Half periods just before
}

func (w Window) validate() error {
	switch {
	case w.Frequency < 1 || w.Years < 0 || w.Half < 0:
		return bad("reference window: frequency %d, %d years, half window %d", w.Frequency, w.Years, w.Half)
	case w.Years == 0 && (!w.CurrentYear || w.Half == 0):
		return bad("reference window: neither earlier years nor the current one are used")
	case w.Years > 0 && w.Half >= w.Frequency:
		return bad("reference window: a half window of %d reaches the period itself", w.Half)
	}
	return nil
}

// values gives the reported reference counts of period t; ok is false where
// the series does not reach back that far or less than half is reported.
func (w Window) values(y []float64, t int, into []float64) (ref []float64, ok bool) {
	ref = into[:0]
	asked := 0
	take := func(from, to int) bool {
		if from < 0 {
			return false
		}
		for _, v := range y[from : to+1] {
			asked++
			if v == v {
				ref = append(ref, v)
			}
		}
		return true
	}
	if w.CurrentYear && !take(t-w.Half, t-1) {
		return nil, false
	}
	for i := 1; i <= w.Years; i++ {
		if !take(t-i*w.Frequency-w.Half, t-i*w.Frequency+w.Half) {
			return nil, false
		}
	}
	return ref, len(ref) > 0 && 2*len(ref) >= asked
}

// each judges the periods from..to with the reference values of each.
func (w Window) each(s Series, from, to int, judge func(j *Judgement, ref []float64)) ([]Judgement, error) {
	if err := w.validate(); err != nil {
		return nil, err
	}
	if err := s.checkWhole(from, to); err != nil {
		return nil, err
	}
	out := make([]Judgement, 0, to-from+1)
	var buffer []float64
	for t := from; t <= to; t++ {
		j := judgement(s, t)
		ref, ok := w.values(s.Counts, t, buffer)
		switch {
		case j.State != Tested:
		case !ok:
			j.State = NoBaseline
		default:
			judge(&j, ref)
			buffer = ref
		}
		out = append(out, j)
	}
	return out, nil
}

// Bayes compares a period with the predictive distribution of the reference
// periods under Jeffreys' prior: negative binomial with size sum + 1/2.
//
// Source: Riebler (2004); Höhle, surveillance: an R package for the monitoring
// of infectious diseases, Computational Statistics 22 (2007) 571–582.
type Bayes struct {
	Window
	Alpha float64 `json:"alpha"` // one-sided level
}

// DefaultBayes compares with the six periods before and the same thirteen of
// the year before, at 5%.
func DefaultBayes() Bayes { return Bayes{Window{52, 1, 6, true}, 0.05} }

// Judge gives Expected, Upper and P by the predictive distribution.
func (b Bayes) Judge(s Series, from, to int) ([]Judgement, error) {
	if !(b.Alpha > 0 && b.Alpha < 1) {
		return nil, bad("bayes: alpha %v is not between 0 and 1", b.Alpha)
	}
	return b.each(s, from, to, func(j *Judgement, ref []float64) {
		sum, n := 0.0, float64(len(ref))
		for _, v := range ref {
			sum += v
		}
		d := counts.Dist{Mean: (sum + 0.5) / n, Size: sum + 0.5}
		j.Expected, j.Upper, j.P = d.Mean, d.Quantile(1-b.Alpha), d.UpperTail(j.Observed)
		j.Alarm = j.Observed > j.Upper
	})
}

// RKI compares a period with the mean of the reference periods: two standard
// deviations above it where it is large, else the upper Poisson limit for it.
//
// Source: the rule of the Robert Koch Institute as described by Höhle (2007);
// Poisson limits: Crow & Gardner, Confidence intervals for the expectation of a
// Poisson variable, Biometrika 46 (1959) 441–453.
type RKI struct {
	Window
	NormalAbove   float64 `json:"normal_above"`   // mean above which the normal rule holds
	SigmaMultiple float64 `json:"sigma_multiple"` // of the normal rule
	// UpperLimits are the upper Poisson limits for means 0, 1, 2 …; nil means
	// those of Crow & Gardner at 95%.
	UpperLimits []float64 `json:"-"`
}

// DefaultRKI compares with the six periods before and the same thirteen of the
// year before; the normal rule holds above a mean of 20.
func DefaultRKI() RKI {
	return RKI{Window: Window{52, 1, 6, true}, NormalAbove: 20, SigmaMultiple: 2}
}

// Judge gives Expected (the reference mean) and Upper.
func (r RKI) Judge(s Series, from, to int) ([]Judgement, error) {
	if !(r.NormalAbove >= 0) || !(r.SigmaMultiple > 0) {
		return nil, bad("rki: normal_above %v, sigma_multiple %v", r.NormalAbove, r.SigmaMultiple)
	}
	limits := r.UpperLimits
	switch {
	case limits != nil:
	case int(r.NormalAbove) < len(crowGardner95):
		limits = crowGardner95[:]
	default:
		limits = CrowGardner(0.95, int(r.NormalAbove))
	}
	if len(limits) <= int(r.NormalAbove) {
		return nil, bad("rki: %d Poisson limits, means up to %v need %d", len(limits), r.NormalAbove, int(r.NormalAbove)+1)
	}
	return r.each(s, from, to, func(j *Judgement, ref []float64) {
		n, mean, sd := moments(ref, 0, len(ref)-1)
		j.Expected = mean
		switch {
		case mean <= r.NormalAbove:
			j.Upper = limits[int(mean)]
		case n < 2:
			j.State = NoBaseline
			return
		default:
			j.Upper = mean + r.SigmaMultiple*sd
		}
		j.Alarm = j.Observed > j.Upper
	})
}

// crowGardner95 is CrowGardner(0.95, 20), worked out once.
var crowGardner95 = [...]float64{3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633,
	19.051, 20.335, 21.364, 22.945, 23.762, 25.4, 26.306, 27.735, 28.966, 30.017}

// CrowGardner gives the upper confidence limits of a Poisson mean for observed
// counts 0..most, rounded to three decimals: the acceptance region of every
// mean is the shortest run of counts that holds the level, the highest of such
// runs, and the limit is the largest mean whose region holds the count.
//
// Source: Crow & Gardner (1959).
func CrowGardner(level float64, most int) []float64 {
	limits := make([]float64, most+1)
	mean, next := 0.0, 0.0
	for k := range limits {
		for lowestAccepted(next, level) <= k {
			mean, next = next, next+0.01
		}
		above := next
		for above-mean > 1e-6 {
			if mid := (mean + above) / 2; lowestAccepted(mid, level) > k {
				above = mid
			} else {
				mean = mid
			}
		}
		limits[k] = math.Round(above*1000) / 1000
		next = above
	}
	return limits
}

// lowestAccepted is the lowest count of the acceptance region of a mean.
func lowestAccepted(mean, level float64) int {
	most := int(mean+10*math.Sqrt(mean)) + 10
	d := counts.Poisson(mean)
	below := make([]float64, most+2) // chance of fewer than k
	for k := range most + 1 {
		below[k+1] = below[k] + math.Exp(d.LogProb(float64(k)))
	}
	for length := 1; length <= most; length++ {
		for low := most + 1 - length; low >= 0; low-- {
			if below[low+length]-below[low] >= level {
				return low
			}
		}
	}
	return 0
}
