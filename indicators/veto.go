package indicators

import (
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// VetoFact is a fact that a person with the right role has confirmed. A veto is
// never set by a figure: Proposals only say where to look.
type VetoFact struct {
	Indicator string
	Area      string
	Day       string // of the fact, 2026-10-15
	Document  string // the paper that states it
	By        string // who confirmed it
	Lifted    string // day the level above lifted it, "" while it stands
}

func (v VetoFact) days() (days [2]time.Time, err error) {
	for n, s := range []string{v.Day, v.Lifted} {
		if s == "" && n == 1 {
			continue
		}
		if days[n], err = time.Parse(anlan.DateFormat, s); err != nil {
			return days, anlan.Errorf(anlan.Invalid, "day %q is not like 2026-10-15", s)
		}
	}
	return days, nil
}

// stands reports whether the fact holds at the end of a period: it lies within
// the rule's months before, and was not lifted.
func (f *Framework) stands(v VetoFact, end time.Time) bool {
	if _, err := v.days(); err != nil {
		return false
	}
	last := end.AddDate(0, 0, -1).Format(anlan.DateFormat)
	return v.Day <= last && last <= f.Until(v)
}

// veto caps a total where enough confirmed facts stand against the area. Facts
// of an area count for those above it, where a rule says how many it takes;
// a bound on a share is confirmed for just the area it was measured in. The
// value before the cap stays in Uncapped.
func (f *Framework) veto(total *anlan.IndexRow, a anlan.Area, facts []VetoFact) {
	p, err := anlan.ParsePeriod(total.Period, time.UTC)
	if err != nil || total.Score == nil {
		return
	}
	for _, i := range f.Indicators {
		for _, rule := range i.VetoRule {
			if rule.Level != a.Level.String() {
				continue
			}
			n := 0.0
			for _, v := range facts {
				within := strings.HasPrefix(v.Area, a.Code)
				if rule.Upper95Below > 0 {
					within = v.Area == a.Code
				}
				if v.Indicator == i.ID && within && f.stands(v, p.End) {
					n++
				}
			}
			if n >= max(rule.AtLeast, 1) && *total.Score > f.Veto.Cap {
				capped := f.Veto.Cap
				total.Score, total.Colour = &capped, f.colour(capped)
				if total.Lower != nil {
					lower, upper := min(*total.Lower, capped), min(*total.Upper, capped)
					total.Lower, total.Upper = &lower, &upper
				}
			}
		}
	}
}

// Proposal is a figure that meets a veto's rule, for a person to look into.
type Proposal struct {
	Indicator string
	Area      string
	Level     anlan.Level
	Period    string
	Value     float64 // the count, or the share in percent
	Upper95   float64 // of a share, in percent; 0 for counts
}

// Proposals lists the measures that meet a veto's rule, in the order given.
// A small sample proposes nothing: it is the upper bound of the share that has
// to lie below the limit, and min_denominator holds.
func (f *Framework) Proposals(measures []anlan.Measure) []Proposal {
	var out []Proposal
	var i Indicator
	for _, m := range measures { // those of an indicator mostly stand together
		if m.Indicator != i.ID {
			i, _ = f.Indicator(m.Indicator)
		}
		for _, rule := range i.VetoRule {
			if rule.Level != m.Level.String() || m.Num == nil {
				continue
			}
			p := Proposal{Indicator: m.Indicator, Area: m.Area, Level: m.Level, Period: m.Period, Value: *m.Num}
			if rule.AtLeast > 0 && *m.Num >= rule.AtLeast {
				out = append(out, p)
			}
			if rule.Upper95Below > 0 && m.Den != nil && *m.Den >= max(i.MinDenominator, 1) {
				p.Value = 100 * *m.Num / *m.Den
				share, n, _ := f.cases(&i, m) // independent answers: weights and clusters tell less than their number
				_, upper, ok := smallarea.Wilson(share, n)
				p.Upper95 = 100 * upper
				if ok && p.Upper95 < rule.Upper95Below {
					out = append(out, p)
				}
			}
		}
	}
	return out
}
