package surveil

import (
	"math"
	"slices"
	"time"

	"github.com/anlan-lake/anlan/models/counts"
)

// Alert levels of ESSENCE.
const (
	AlertRed    = "red"    // p below AlertP
	AlertYellow = "yellow" // p below WarningP
	AlertBlue   = "blue"   // no alert
	AlertGrey   = "grey"   // not judged
)

// Detectors that ESSENCE switches between.
const (
	ByRegression = "regression"
	ByEWMA       = "ewma"
)

// Essence are the settings that the daily detectors of ESSENCE share.
//
// Source: Burkom, Development, adaptation, and assessment of alerting
// algorithms for biosurveillance, Johns Hopkins APL Technical Digest 24 (2003)
// 335–342; Burkom, Elbert, Magruder, Najmi, Peter & Thompson, Journal of the
// Royal Statistical Society A 171 (2008); formulas as in the NSSP's Rnssp.
type Essence struct {
	Baseline int     `json:"baseline"`  // most days in the baseline
	Guard    int     `json:"guard"`     // days left out before the day judged
	WarningP float64 `json:"warning_p"` // below it yellow
	AlertP   float64 `json:"alert_p"`   // below it red, which is an alarm
}

// Daily is a judgement of one day by ESSENCE.
type Daily struct {
	Judgement
	Alert      string
	Detector   string  // regression, ewma, or empty
	Sigma      float64 // regression: standard error of the prediction
	AdjustedR2 float64 // regression
}

func (e Essence) check(s Series, from, to int) error {
	switch {
	case e.Baseline < 11 || e.Guard < 0:
		return bad("essence: baseline of %d days, guard of %d: want 11 and 0 or more", e.Baseline, e.Guard)
	case !(e.AlertP > 0 && e.AlertP <= e.WarningP && e.WarningP < 1):
		return bad("essence: alert_p %v, warning_p %v: want 0 < alert_p <= warning_p < 1", e.AlertP, e.WarningP)
	}
	if err := s.check(from, to); err != nil {
		return err
	}
	if s.Dates == nil {
		return bad("essence: the series has no dates, which weekdays need")
	}
	for i := 1; i < len(s.Dates); i++ {
		if s.Dates[i].Sub(s.Dates[i-1]).Round(24*time.Hour) != 24*time.Hour {
			return bad("essence: period %d does not begin a day after the one before: it judges days", i+1)
		}
	}
	return nil
}

func (e Essence) alert(p float64) string {
	switch {
	case math.IsNaN(p):
		return AlertGrey
	case p < e.AlertP:
		return AlertRed
	case p < e.WarningP:
		return AlertYellow
	}
	return AlertBlue
}

func blank(s Series, t int) Daily {
	return Daily{Judgement: judgement(s, t), Sigma: math.NaN(), AdjustedR2: math.NaN(), Alert: AlertGrey}
}

func (d *Daily) settle(alert string) {
	d.Alert = alert
	d.Alarm = alert == AlertRed
	if alert == AlertGrey && d.State == Tested {
		d.State = NoBaseline
	}
}

// EssenceEWMA smooths the days twice, quickly and slowly, and compares the
// smoothed value with the mean of the baseline. A day that was not reported
// leaves the smoothers as they are; at least 7 reported days make a baseline.
type EssenceEWMA struct {
	Essence
	W1 float64 `json:"w1"` // weight of the day in the slow smoother
	W2 float64 `json:"w2"` // and in the quick one
}

// DefaultEssenceEWMA gives the settings of the NSSP's ESSENCE.
func DefaultEssenceEWMA() EssenceEWMA {
	return EssenceEWMA{Essence{28, 2, 0.05, 0.01}, 0.4, 0.9}
}

// Judge gives the days as judgements; red alarms.
func (e EssenceEWMA) Judge(s Series, from, to int) ([]Judgement, error) {
	return judgements(e.JudgeDays(s, from, to))
}

func judgements(days []Daily, err error) ([]Judgement, error) {
	out := make([]Judgement, len(days))
	for i, d := range days {
		out[i] = d.Judgement
	}
	return out, err
}

// JudgeDays gives Expected (the baseline's mean), Statistic and P of the
// smoother that is further off.
func (e EssenceEWMA) JudgeDays(s Series, from, to int) ([]Daily, error) {
	if err := e.check(s, from, to); err != nil {
		return nil, err
	}
	if !(e.W1 > 0 && e.W1 <= 1 && e.W2 > 0 && e.W2 <= 1) {
		return nil, bad("essence: weights %v and %v are not between 0 and 1", e.W1, e.W2)
	}
	y := wholeScale(s.Counts)
	first, last := math.NaN(), math.NaN()
	var out []Daily
	for t := 0; t <= to; t++ {
		d := blank(s, t)
		if d.State == Tested {
			first, last = smooth(first, y[t], e.W1), smooth(last, y[t], e.W2)
			n, mean, sd := 0, 0.0, 0.0
			if end := t - e.Guard - 1; end >= 6 {
				n, mean, sd = moments(y, max(0, end-e.Baseline+1), end)
			}
			if n >= 7 {
				t1, p1 := e.statistic(&first, e.W1, float64(n), mean, sd)
				t2, p2 := e.statistic(&last, e.W2, float64(n), mean, sd)
				d.Expected, d.Statistic, d.P = mean, t2, p2
				if p1 < p2 {
					d.Statistic, d.P = t1, p1
				}
				d.Detector = ByEWMA
			}
			d.settle(e.alert(d.P))
		}
		if t >= from {
			out = append(out, d)
		}
	}
	return out, nil
}

// wholeScale divides proportions (every value below 1) by the median of the
// positive ones, so that the constants made for counts fit.
func wholeScale(y []float64) []float64 {
	var positive []float64
	for _, v := range y {
		if v >= 1 {
			return y
		}
		if v > 0 {
			positive = append(positive, v)
		}
	}
	if len(positive) == 0 {
		return y
	}
	slices.Sort(positive)
	n := len(positive)
	median := (positive[(n-1)/2] + positive[n/2]) / 2
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = v / median
	}
	return out
}

func smooth(before, y, w float64) float64 {
	if math.IsNaN(before) {
		return y
	}
	return w*y + (1-w)*before
}

// statistic compares a smoothed value with the baseline; one beyond the 99%
// limit is drawn back to it before it is carried on.
func (e EssenceEWMA) statistic(z *float64, w, n, mean, sd float64) (stat, p float64) {
	df := n - 1
	limit, warn := rounded(counts.StudentQuantile(0.99, df)), rounded(counts.StudentQuantile(0.95, df))
	rest := 1 - w
	f := math.Sqrt(w/(2-w) + 1/n - 2*math.Pow(rest, float64(e.Guard+1))*(1-math.Pow(rest, n))/n)
	rest4 := rest * rest * rest * rest
	sigma := max(w/warn*(0.01+0.05*rest*rest),
		sd*f+(0.1289-(0.2414-0.1826*rest4)*math.Log(0.5))*w/warn)
	stat = (*z - mean) / sigma
	if math.Abs(stat) > limit {
		*z = mean + math.Copysign(limit*sigma, stat)
	}
	return stat, counts.StudentUpper(stat, df)
}

func rounded(x float64) float64 { return math.Round(x*1e5) / 1e5 }
