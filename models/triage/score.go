package triage

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// State of an open case for one outcome.
type State string

// States.
const (
	Scored   State = "scored"
	Refused  State = "refused"  // the model refuses to score: see its refusal
	Happened State = "happened" // it has come about already
	Untraced State = "untraced" // its steps are not on record, so that nobody knows
)

// Score is what the model says of one open case and outcome.
type Score struct {
	Case, Area, AreaType, Kind string
	Outcome                    string
	State                      State
	Probability                float64  // NaN unless scored
	Base                       float64  // base rate of the outcome; NaN unless scored
	Reasons                    []Reason // at most three, the weightiest first
}

// Reason is what one feature adds on the logit against the mean case: above 0
// it makes the outcome likelier. Help fits reasons above 0.
type Reason struct {
	Feature, Level string
	Contribution   float64
}

// mostReasons are given with a score.
const mostReasons = 3

// Score gives every case open at the end of a day its probabilities, in the
// order of the table, outcome by outcome. What came after that day is not seen.
func (m *Model) Score(all *Cases, asOf time.Time) []Score {
	s := (&Cases{List: m.List, All: all.All}).Known(asOf)
	c := newCoding(m.List)
	end := endOf(asOf)
	load := loads(s.All, m.List.Columns.LoadPrefix, end)
	var out []Score
	for i := range s.All {
		x := &s.All[i]
		if !x.open(end.Unix()) {
			continue
		}
		columns := c.encode(x, end, load[head(x.Area, m.List.Columns.LoadPrefix)])
		for k := range m.Outcomes {
			out = append(out, m.scoreOne(s, c, x, k, end, columns))
		}
	}
	return out
}

func (m *Model) scoreOne(s *Cases, c *coding, x *Case, k int, end time.Time, columns []uint16) Score {
	f := &m.Outcomes[k]
	out := Score{Case: x.ID, Area: x.Area, AreaType: x.AreaType, Kind: x.Kind, Outcome: f.Outcome, State: s.state(x, k, end), Probability: math.NaN(), Base: math.NaN()}
	if out.State != Scored {
		return out
	}
	if f.Refusal != nil {
		out.State = Refused
		return out
	}
	l, fit := f.learner(c, m.List.Outcomes[k])
	r := s.ahead(x, k, end)
	r.columns = columns
	raw := l.probability(fit, &r)
	out.Probability, out.Base = f.Calibrator.Apply(raw), f.BaseRate
	out.Reasons = m.reasons(c, f, l, fit, &r, raw)
	slices.SortStableFunc(out.Reasons, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution)) })
	out.Reasons = out.Reasons[:min(mostReasons, len(out.Reasons))]
	return out
}

// reasons gives what every feature adds. Of a hazard, time does not speak
// through its features alone but through the days that are left: what the other
// features leave unsaid between the base rate and the case is the calendar's,
// and stands with the days left (else the days so far).
func (m *Model) reasons(c *coding, f *Fitted, l learner, fit *fitted, r *row, p float64) []Reason {
	var out []Reason
	calendar, rest := -1, logit(p)-logit(min(max(f.BaseRate, leastShare), 1-leastShare))
	for j, feature := range m.List.Features {
		first, last := c.first[j], c.size
		if j+1 < len(c.first) {
			last = c.first[j+1]
		}
		mean := 0.0
		for i := first; i < last; i++ {
			mean += f.Weights[i] * f.Means[i]
		}
		col := int(r.columns[j])
		reason := Reason{feature.ID, feature.levels()[col-first], l.shift(fit, r, p, f.Weights[col]-mean)}
		if l.method == Hazard && (feature.Is == Time || feature.Is == Age) {
			if reason.Contribution = 0; calendar < 0 || feature.Is == Time {
				calendar = j
			}
		}
		rest -= reason.Contribution
		out = append(out, reason)
	}
	if calendar >= 0 {
		out[calendar].Contribution = rest
	}
	return out
}

// learner gives the way the outcome was learnt and its estimates.
func (f *Fitted) learner(c *coding, o Outcome) (learner, *fitted) {
	return learner{f.Method, f.Prior, c, o.Is == Event}, &fitted{f.Intercept, f.Weights}
}

// shift gives how far the logit of the probability lies above what it would be
// with part of the linear predictor taken away.
func (l learner) shift(f *fitted, r *row, p, part float64) float64 {
	if l.method == Logistic {
		return part
	}
	without := fitted{f.intercept - part, f.weight}
	return logit(p) - logit(l.probability(&without, r))
}

// ahead is the row of an open case whose outcome nobody knows.
func (s *Cases) ahead(x *Case, outcome int, at time.Time) row {
	o := &s.List.Outcomes[outcome]
	clock := x.start
	if x.acceptedAt < at.Unix() {
		clock = x.accepted
	}
	until := at.AddDate(0, 0, o.Days)
	if o.Is == Unresolved {
		until = x.dueAt(at, s.List.Columns.DueDays)
	}
	return row{from: max(0, daysBetween(clock, at)), until: daysBetween(clock, until), event: math.Inf(1)}
}

// Watch judges a model on the cases whose outcome has become known since it was
// learnt. An outcome that is no longer better than its base rate there refuses
// from now on; with too few cases (fewer than least with the outcome, or without
// it) its first check stands. The checks come by outcome, nil where there were
// too few.
func (m *Model) Watch(all *Cases, asOf time.Time, least int) []*Check {
	s := (&Cases{List: m.List, All: all.All}).Known(asOf)
	c := newCoding(m.List)
	checks := make([]*Check, len(m.Outcomes))
	learnt, err := time.Parse("2006-01-02", m.AsOf)
	if err != nil {
		return checks
	}
	since := int(daysBetween(endOf(learnt), endOf(asOf)))
	outcomes := make([]int, len(m.Outcomes))
	for k := range outcomes {
		outcomes[k] = k
	}
	for k, rows := range s.landmarks(c, asOf, outcomes) {
		f := &m.Outcomes[k]
		if f.Refusal != nil {
			continue
		}
		l, fit := f.learner(c, m.List.Outcomes[k])
		var later []row
		var p []float64
		for _, r := range rows {
			if r.day < since && r.known >= 0 {
				later = append(later, r)
				p = append(p, f.Calibrator.Apply(l.probability(fit, &r)))
			}
		}
		if min(cases(later, 1), cases(later, 0)) < least {
			continue
		}
		check, err := s.measure(later, p, f.BaseRate, nil)
		if err != nil {
			continue
		}
		if checks[k] = check; check.Gain <= 0 {
			f.Refusal = &Refusal{Code: NoLonger, Have: check.Gain, Low: check.GainLow, High: check.GainHigh}
		}
	}
	return checks
}

// First gives the scores of at least a probability, outcome by outcome, the
// likeliest first (cases without a score last), at most top of each; top 0 gives
// all, least 0 also those without a score.
func First(scores []Score, top int, least float64) []Score {
	var order []string
	by := map[string][]Score{}
	for _, s := range scores {
		if least > 0 && !(s.Probability >= least) {
			continue
		}
		if by[s.Outcome] == nil {
			order = append(order, s.Outcome)
		}
		by[s.Outcome] = append(by[s.Outcome], s)
	}
	var out []Score
	for _, o := range order {
		list := by[o]
		slices.SortStableFunc(list, func(a, b Score) int {
			return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(a.Case, b.Case))
		})
		if top > 0 {
			list = list[:min(top, len(list))]
		}
		out = append(out, list...)
	}
	return out
}

// rank orders scores; what was not scored comes last.
func rank(s Score) float64 {
	if s.State != Scored {
		return -1
	}
	return s.Probability
}

// Feature gives a feature of the list by its name, an empty one where there is none.
func (l *List) Feature(id string) Feature {
	for _, f := range l.Features {
		if f.ID == id {
			return f
		}
	}
	return Feature{}
}

// leastHelp is what a feature has to add to the logit for its help to be named:
// a tenth of the odds.
const leastHelp = 0.1

// Help gives the features among reasons that make an outcome likelier: theirs is
// the help that fits, unless they hardly do (leastHelp on the logit). A step that
// was never taken asks for no help of its own.
// What helps is a measure for the case, not a finding that it would have been
// the cause.
func (l *List) Help(reasons []Reason) []Feature {
	var out []Feature
	for _, r := range reasons {
		if f := l.Feature(r.Feature); r.Contribution >= leastHelp && f.ID != "" && !(f.Is == Times && r.Level == "0") {
			out = append(out, f)
		}
	}
	return out
}
