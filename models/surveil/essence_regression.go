package surveil

import (
	"math"
	"time"

	"github.com/anlan-lake/anlan/models/counts"
)

// EssenceRegression regresses the baseline's days on time and weekday and
// compares a day with the prediction. Every weekday must have a reported day
// in the baseline, which needs 11 of them.
type EssenceRegression struct {
	Essence
	// SuppressBelowMean turns an alert blue on a day below the mean of its last
	// seven days (and at weekends, of the last seven of its weekday).
	SuppressBelowMean bool `json:"suppress_below_mean"`
}

// DefaultEssenceRegression gives the settings of the NSSP's ESSENCE.
func DefaultEssenceRegression() EssenceRegression {
	return EssenceRegression{Essence{28, 2, 0.05, 0.01}, true}
}

// Judge gives the days as judgements; red alarms.
func (e EssenceRegression) Judge(s Series, from, to int) ([]Judgement, error) {
	return judgements(e.JudgeDays(s, from, to))
}

// JudgeDays gives Expected (the prediction), Statistic, P, Sigma and
// AdjustedR2.
func (e EssenceRegression) JudgeDays(s Series, from, to int) ([]Daily, error) {
	if err := e.check(s, from, to); err != nil {
		return nil, err
	}
	var out []Daily
	for t := from; t <= to; t++ {
		d := blank(s, t)
		if d.State == Tested {
			e.regress(s, t, &d)
			alert := e.alert(d.P)
			if e.SuppressBelowMean && (alert == AlertRed || alert == AlertYellow) && belowMean(s, t) {
				alert = AlertBlue
			}
			d.settle(alert)
		}
		out = append(out, d)
	}
	return out, nil
}

// weekdays holds the sums of one analysis of covariance: a level per weekday,
// one slope in time.
type weekdays [7]struct{ n, y, t float64 }

// regress predicts day t. Least squares with a level per weekday and a common
// slope is solved within the weekdays.
func (e EssenceRegression) regress(s Series, t int, d *Daily) {
	last := t - e.Guard - 1
	first := max(0, last-e.Baseline+1)
	if last-first+1 < 11 {
		return
	}
	var day weekdays
	n, mean := 0.0, 0.0
	for i := first; i <= last; i++ {
		if y := s.Counts[i]; y == y {
			g := &day[s.Dates[i].Weekday()]
			g.n, g.y, g.t = g.n+1, g.y+y, g.t+float64(i-first)
			n, mean = n+1, mean+y
		}
	}
	mean /= n
	for i := range day {
		if day[i].n == 0 {
			return
		}
		day[i].y /= day[i].n
		day[i].t /= day[i].n
	}
	df := n - 8
	if df < 1 {
		return
	}
	sxx, sxy := 0.0, 0.0
	for i := first; i <= last; i++ {
		if y := s.Counts[i]; y == y {
			g := day[s.Dates[i].Weekday()]
			x := float64(i-first) - g.t
			sxx, sxy = sxx+x*x, sxy+x*(y-g.y)
		}
	}
	slope := sxy / sxx
	predict := func(i int) float64 {
		g := day[s.Dates[i].Weekday()]
		return g.y + slope*(float64(i-first)-g.t)
	}
	rss, mss := 0.0, 0.0
	for i := first; i <= last; i++ {
		if y := s.Counts[i]; y == y {
			f := predict(i)
			rss, mss = rss+(y-f)*(y-f), mss+(f-mean)*(f-mean)
		}
	}
	r2 := 0.0
	d.AdjustedR2 = 0
	if mss+rss > 1e-20*(1+mean*mean) {
		r2 = mss / (mss + rss)
		d.AdjustedR2 = 1 - (1-r2)*(n-1)/df
	}
	warn := rounded(counts.StudentQuantile(0.95, df))
	d.Sigma = max(math.Sqrt(rss/df)*math.Sqrt((n+7)*(n-4)/(n*(n-7))), 0.01/warn)
	d.Expected = max(0, predict(t))
	d.Statistic = (d.Observed - d.Expected) / d.Sigma
	d.P, d.Detector = counts.StudentUpper(d.Statistic, df), ByRegression
}

// belowMean: the day is below the mean of its last seven days and, at
// weekends, of the last seven of its weekday, itself included. With fewer than
// seven of either, it is not said to be.
func belowMean(s Series, t int) bool {
	below := func(step int) bool {
		sum, n := 0.0, 0.0
		for i := t; i > t-7*step; i -= step {
			if i < 0 {
				return false
			}
			if y := s.Counts[i]; y == y {
				sum, n = sum+y, n+1
			}
		}
		return s.Counts[t] < sum/n
	}
	weekend := s.Dates[t].Weekday() == time.Saturday || s.Dates[t].Weekday() == time.Sunday
	return below(1) && (!weekend || below(7))
}

// EssenceSwitch uses the regression where it explains the baseline well
// enough, else the EWMA.
type EssenceSwitch struct {
	EssenceEWMA
	SuppressBelowMean bool    `json:"suppress_below_mean"`
	MinAdjustedR2     float64 `json:"min_adjusted_r2"`
}

// DefaultEssenceSwitch gives the settings of the NSSP's ESSENCE.
func DefaultEssenceSwitch() EssenceSwitch {
	return EssenceSwitch{DefaultEssenceEWMA(), true, 0.6}
}

// Judge gives the days as judgements; red alarms.
func (e EssenceSwitch) Judge(s Series, from, to int) ([]Judgement, error) {
	return judgements(e.JudgeDays(s, from, to))
}

// JudgeDays says in Detector which of the two judged.
func (e EssenceSwitch) JudgeDays(s Series, from, to int) ([]Daily, error) {
	out, err := e.EssenceEWMA.JudgeDays(s, from, to)
	if err != nil {
		return nil, err
	}
	by, err := EssenceRegression{e.Essence, e.SuppressBelowMean}.JudgeDays(s, from, to)
	if err != nil {
		return nil, err
	}
	for i, d := range by {
		if d.Detector != "" && d.AdjustedR2 >= e.MinAdjustedR2 {
			out[i] = d
		}
	}
	return out, nil
}
