package models

import (
	"fmt"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// Params are the settings of Detect.
type Params struct {
	Farrington FarringtonParams // Years is set by Detect from the history there is
	MinYears   int              // whole years of history without which it abstains
	MaxYears   int              // most years used
}

// DefaultParams gives weekly settings: three to five years, the improved
// Farrington method at 1%.
func DefaultParams() Params {
	return Params{Farrington: DefaultFarrington(), MinYears: 3, MaxYears: 5}
}

// Abstained says why a period was not judged. It is neither an alarm nor an
// all-clear, and is to be shown as such.
type Abstained struct {
	Code string // one of the Abstain constants
	Have int    // AbstainHistory: whole years there are
	Need int    // AbstainHistory: whole years needed
}

// Reasons to abstain.
const (
	AbstainHistory  = "short_history" // fewer whole years than MinYears
	AbstainMissing  = "not_reported"  // the period itself was not reported
	AbstainBaseline = "no_baseline"   // no reported week of the same season, or too few to fit
	AbstainFit      = "no_fit"        // the regression did not converge
)

// Error says it in English.
func (a *Abstained) Error() string {
	if a.Code == AbstainHistory {
		return fmt.Sprintf("not judged: %d whole years of history, %d needed", a.Have, a.Need)
	}
	return "not judged: " + a.Code
}

// Detect judges position week of s. The warning's figures are filled in
// whether or not it alarms; the second result says whether it does. An
// *Abstained error means that no judgement is possible, any other error that
// the input is wrong.
//
// The years looked back are as many whole ones as s holds, at most MaxYears.
// Where the same season of those years holds no case at all the regression has
// nothing to go by: the bounds are then those of the predictive distribution of
// a Poisson count under Jeffreys' prior (Riebler 2004; the "Bayes" method of
// Höhle 2007, Computational Statistics 22, 571–582), so that a first case is
// rare but not impossible.
func Detect(s Series, week int, p Params) (anlan.Warning, bool, error) {
	w, d, err := judge(s, week, p)
	return w, d.Alarm, err
}

func judge(s Series, week int, p Params) (anlan.Warning, Detection, error) {
	f := p.Farrington
	if s.Dates == nil {
		return anlan.Warning{}, Detection{}, s.bad("has no dates, which a warning needs")
	}
	if week < 0 || week >= len(s.Counts) {
		return anlan.Warning{}, Detection{}, s.bad("has no period %d", week+1)
	}
	if f.Frequency <= 0 || p.MinYears < 1 || p.MaxYears < p.MinYears {
		return anlan.Warning{}, Detection{}, anlan.Errorf(anlan.Invalid,
			"detection settings: frequency %d, %d to %d years", f.Frequency, p.MinYears, p.MaxYears)
	}
	f.Years = max(1, p.MaxYears)
	d, err := newDetector(s, week, week, f)
	if err != nil {
		return anlan.Warning{}, Detection{}, err
	}
	f.Years = 0
	for f.Years < p.MaxYears && d.reaches(week, f.Years+1) {
		f.Years++
	}
	if f.Years < p.MinYears {
		return anlan.Warning{}, Detection{}, &Abstained{Code: AbstainHistory, Have: f.Years, Need: p.MinYears}
	}
	if s.missing(week) {
		return anlan.Warning{}, Detection{}, &Abstained{Code: AbstainMissing}
	}
	d.p.Years, d.refs = f.Years, d.refs[:f.Years+1]
	r, err := d.detect(week)
	if err != nil {
		return anlan.Warning{}, Detection{}, err
	}
	if r, err = d.quiet(r); err != nil {
		return anlan.Warning{}, r, err
	}
	return s.warning(r, f.Frequency), r, nil
}

// reaches reports whether the history covers the window of so many years ago.
func (d *detector) reaches(t, years int) bool {
	ref, ok := t-years*d.p.Frequency, true
	if d.p.Reference == ByCalendar {
		ref, ok = d.calendar(t, years)
	}
	return ok && ref-d.p.HalfWindow >= 0
}

// quiet replaces the judgement where the current season never had a case, and
// turns the states without figures into reasons to abstain.
func (d *detector) quiet(r Detection) (Detection, error) {
	n, sum := 0.0, 0.0
	for _, j := range d.rows {
		if d.level[j] == d.p.Seasons {
			n++
			sum += d.s.Counts[j]
		}
	}
	switch {
	case n == 0:
		return r, &Abstained{Code: AbstainBaseline}
	case sum > 0 && r.State == NoFit && d.q.df < 1:
		return r, &Abstained{Code: AbstainBaseline}
	case sum > 0 && (r.State == NoFit || r.State == NoThreshold):
		return r, &Abstained{Code: AbstainFit}
	case sum > 0:
		return r, nil
	}
	nb := counts.Dispersed(0.5/n, 1+1/n)
	r.Expected, r.Phi, r.Trend, r.Slope, r.MeanUpper = nb.Mean, 1, false, 0, 0
	r.Lower, r.Upper, r.P = 0, nb.Quantile(1-d.p.Alpha), nb.UpperTail(r.Observed)
	r.Exceedance = (r.Observed - r.Expected) / max(r.Upper-r.Expected, 1)
	r.Baseline, r.State = len(d.rows), FewCases
	if d.enough(r.Index) {
		r.State = Tested
	}
	r.Alarm = r.State == Tested && r.Observed > r.Upper
	return r, nil
}
