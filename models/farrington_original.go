package models

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// FarringtonOriginal judges the periods from..to by the original method: only
// the weeks around the same week of earlier years, a trend kept at 5%, past
// outbreaks weighed down from residual 1, and a two-sided threshold. It is here
// to compare with; FarringtonFlexible is the method in use.
//
// Of the parameters it heeds Frequency, Reference, Years, HalfWindow, Trend,
// Reweight, Power, Alpha (two-sided), LimitCases and LimitPeriods. Reference
// weeks before the beginning of the series are left out, not an error.
//
// Source: Farrington et al., JRSS A 159 (1996) 547–563.
func FarringtonOriginal(s Series, from, to int, p FarringtonParams) ([]Detection, error) {
	p.Seasons, p.PastNotIncluded, p.Population = 1, 0, false
	p.TrendP, p.WeightsThreshold = 0.05, 1
	p.Threshold, p.Dispersion = Delta, DispersionPearson
	d, err := newDetector(s, from, to, p)
	if err != nil {
		return nil, err
	}
	d.z = counts.NormalQuantile(1 - p.Alpha/2)
	out := make([]Detection, 0, to-from+1)
	for t := from; t <= to; t++ {
		out = append(out, d.detectOriginal(t))
	}
	return out, nil
}

func (d *detector) detectOriginal(t int) Detection {
	r := Detection{Index: t, State: NoFit, Observed: d.s.Counts[t]}
	if !d.originalBaseline(t) || d.s.missing(t) {
		return r
	}
	r.Baseline = len(d.rows)
	eta, _, trend, ok := d.expect(t)
	if !ok {
		return r
	}
	r.Trend, r.Phi, r.Slope, r.Expected = trend, d.q.phi(), d.q.slope, math.Exp(eta)
	// Here the floored dispersion scales the error of the mean too.
	if !d.delta(&r, math.Sqrt(r.Phi*d.q.variance(0, d.covariate[t]-d.centre[0]))) {
		return r
	}
	r.State = FewCases
	if d.enough(t) {
		r.State = Tested
		r.Alarm = r.Observed > r.Upper
	}
	return r
}

// originalBaseline gathers the reference weeks, oldest first.
func (d *detector) originalBaseline(t int) bool {
	d.rows = d.rows[:0]
	d.season[1] = 0
	for i := d.p.Years; i >= 1; i-- {
		for k := -d.p.HalfWindow; k <= d.p.HalfWindow; k++ {
			j, ok := t-i*d.p.Frequency+k, true
			if d.p.Reference == ByCalendar {
				j, ok = d.shifted(t, i, k)
			}
			if ok && j >= 0 && j < t && !d.s.missing(j) {
				d.rows = append(d.rows, j)
				d.level[j] = 1
			}
		}
	}
	if len(d.rows) == 0 {
		return false
	}
	// Time counts periods here, whatever the references go by.
	for i := range d.covariate {
		d.covariate[i] = float64(i + 1)
	}
	d.gather(1)
	return true
}

// shifted gives the position of the day years before that of t and k periods
// on, moved to the weekday of t by the shorter way.
func (d *detector) shifted(t, years, k int) (int, bool) {
	now := d.s.Dates[t]
	back := now.AddDate(-years, 0, 0)
	first := dayNumber(d.s.Dates[0])
	if d.p.Frequency == 12 {
		pos, ok := d.calendar(t, years)
		return pos + k, ok
	}
	day := dayNumber(back) + 7*k
	forward := (int(now.Weekday()) - int(back.Weekday()) + 7) % 7
	if forward < 7-forward {
		day += forward
	} else if forward > 0 {
		day -= 7 - forward
	}
	pos := (day - first) / 7
	return pos, day >= first && (day-first)%7 == 0 && pos < len(d.s.Counts)
}
