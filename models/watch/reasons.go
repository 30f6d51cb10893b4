package watch

import (
	"cmp"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/surveil"
)

// Codes of reasons beside those of package models, and what they carry.
const (
	ReasonTogether = "weeks_together"  // weeks, observed, expected: the last weeks as one
	ReasonSilent   = "silent"          // observed, expected, weeks: few of all kinds
	ReasonMostFrom = "most_from"       // area; share: percent of the excess that lies there
	ReasonWarned   = "warned_within"   // area within, without published counts, that is warned of for the same
	ReasonRoseToo  = "rose_too"        // series, kind; weeks: how many ago it began to rise; ratio
	ReasonMovedTo  = "moved_to"        // area where the same has begun
	ReasonPast     = "past_episodes"   // episodes in so many weeks, mean length, weeks since the last ended
	ReasonPartial  = "reported_so_far" // observed; share: percent thought reported; complete: expected when all is; lower, upper: ends of its 95% interval
	ReasonRecord   = "record"          // checked: warnings of this rule around here looked into; right: percent that held
)

// explain gives every warning its reasons, most telling first.
func (set Settings) explain(warnings []anlan.Warning, all []*member) {
	type key struct{ rule, name, kind, area string }
	at := map[key]*member{}
	byArea := map[string][]*member{}
	below := map[key][]*member{}
	for _, m := range all {
		at[key{m.rule, m.Name, m.Kind, m.Area}] = m
		if m.rule == RuleRise {
			byArea[m.Area] = append(byArea[m.Area], m)
		}
		k := key{m.rule, m.Name, m.Kind, m.region}
		below[k] = append(below[k], m)
	}
	moved := set.moves(warnings)
	for i := range warnings {
		w := &warnings[i]
		m := at[key{w.Rule, w.Series, w.Kind, w.Area}]
		s := m.at(w.Period)
		if w.Rule == RuleSilence {
			w.Reasons = append(w.Reasons, reason(ReasonSilent, args{"observed": w.Observed, "expected": w.Expected, "weeks": float64(w.Weeks)}))
		} else {
			w.Reasons = m.Reasons(s.t, w.Expected, w.Baseline, m.latest.Trend, 52)
			if s.j.Statistic > 1 && s.j.FactorWindows > s.j.FactorSingle {
				w.Reasons = append(w.Reasons, m.together(s)...)
			}
			w.Reasons = append(w.Reasons, mostFrom(below[key{w.Rule, w.Series, w.Kind, w.Area}], s)...)
			w.Reasons = append(w.Reasons, roseToo(byArea[w.Area], m, s)...)
			w.Reasons = append(w.Reasons, m.past(s)...)
		}
		w.Reasons = append(w.Reasons, set.warnedWithin(warnings, w)...)
		w.Reasons = append(m.partial(s), w.Reasons...)
		if area := moved[i]; area != "" {
			w.Phase = anlan.PhaseMoved
			r := reason(ReasonMovedTo, nil)
			r.Text = map[string]string{"area": area}
			w.Reasons = append(w.Reasons, r)
		}
		w.Reasons = append(w.Reasons, set.record(w)...)
	}
}

type args = map[string]float64

func reason(code string, a args) anlan.Reason { return anlan.Reason{Code: code, Args: a} }

// partial says that a week is not all reported, and what it is expected to hold
// when it is.
func (m *member) partial(s *spot) []anlan.Reason {
	whole, ok := m.latest.Complete(s.t - m.spots[0].t)
	if !ok {
		return nil
	}
	return []anlan.Reason{reason(ReasonPartial, args{"observed": s.j.Observed, "share": 100 * s.j.Reported,
		"complete": whole.Mean, "lower": whole.Lower95, "upper": whole.Upper95})}
}

// at gives the judged week of a period.
func (m *member) at(period string) *spot {
	i := slices.IndexFunc(m.spots, func(s *spot) bool { return anlan.NewPeriod(anlan.Week, m.Dates[s.t]).String() == period })
	return m.spots[i]
}

// together gives the longest window of weeks that a week was judged with; not
// where one of them is a small cell, which the sum would give away.
func (m *member) together(s *spot) []anlan.Reason {
	a := args{"weeks": s.j.Statistic}
	for _, x := range m.spots {
		if x.t > s.t || x.t <= s.t-int(s.j.Statistic) || x.j.State != surveil.Tested {
			continue
		}
		if y := x.j.Observed; y > 0 && y < anlan.SmallCell {
			return nil
		}
		a["observed"], a["expected"] = a["observed"]+x.j.Observed, a["expected"]+x.j.Expected
	}
	return []anlan.Reason{reason(ReasonTogether, a)}
}

// mostFrom names the area within that has most of an excess, where it has a
// third or more.
func mostFrom(within []*member, s *spot) []anlan.Reason {
	var most *spot
	for _, m := range within {
		for _, x := range m.spots {
			if m.Dates[x.t].Equal(s.of.Dates[s.t]) && (most == nil || x.excess > most.excess) {
				most = x
			}
		}
	}
	if most == nil || most.excess < s.excess/3 {
		return nil
	}
	r := reason(ReasonMostFrom, args{"share": min(100, 100*most.excess/s.excess)})
	r.Text = map[string]string{"area": most.of.Area}
	return []anlan.Reason{r}
}

// warnedWithin names the areas within that have no published counts and a warning
// of the same over these weeks, by code: no more than the list of warnings says. A
// share of the excess, or an order by it, would tell of their counts.
func (set Settings) warnedWithin(warnings []anlan.Warning, w *anlan.Warning) []anlan.Reason {
	var areas []string
	for _, x := range warnings {
		if x.Rule == w.Rule && x.Series == w.Series && x.Kind == w.Kind && set.Parent(x.Area) == w.Area && x.Since <= w.Period && x.Period >= w.Since &&
			!set.shown(x.Series, x.Level) {
			areas = append(areas, x.Area)
		}
	}
	slices.Sort(areas)
	out := make([]anlan.Reason, len(slices.Compact(areas)))
	for i := range out {
		out[i] = anlan.Reason{Code: ReasonWarned, Text: map[string]string{"area": areas[i]}}
	}
	return out
}

// Other series of the area are named where an outbreak is more likely than not,
// with as much more than expected; most of them.
const roseRatio, roseMost = 1.5, 3

// roseToo gives the other series of the same area that have risen in the weeks
// up to s, in the order in which they rose.
func roseToo(others []*member, m *member, s *spot) []anlan.Reason {
	type risen struct {
		*spot
		ratio float64
	}
	var list []risen
	for _, o := range others {
		if o == m {
			continue
		}
		for _, x := range o.spots {
			if x.j.State == surveil.Tested && x.chance >= 0.5 && x.j.Observed >= roseRatio*x.j.Expected && !o.Dates[x.t].After(m.Dates[s.t]) {
				list = append(list, risen{x, x.j.Observed / max(x.j.Expected, 0.1)})
				break
			}
		}
	}
	slices.SortFunc(list, func(a, b risen) int {
		return cmp.Or(a.of.Dates[a.t].Compare(b.of.Dates[b.t]), cmp.Compare(b.harm, a.harm), cmp.Compare(a.of.Name+a.of.Kind, b.of.Name+b.of.Kind))
	})
	var out []anlan.Reason
	for _, x := range list[:min(roseMost, len(list))] {
		weeks := m.Dates[s.t].Sub(x.of.Dates[x.t]).Hours() / (7 * 24)
		r := reason(ReasonRoseToo, args{"weeks": weeks, "ratio": x.ratio})
		r.Text = map[string]string{"series": x.of.Name, "kind": x.of.Kind}
		out = append(out, r)
	}
	return out
}

// past says how often this series had the like.
func (m *member) past(s *spot) []anlan.Reason {
	n := len(m.latest.Past)
	if n == 0 {
		return nil
	}
	length := 0
	for _, p := range m.latest.Past {
		length += p.Last - p.First + 1
	}
	return []anlan.Reason{reason(ReasonPast, args{"episodes": float64(n), "of": float64(m.latest.Weeks),
		"length": float64(length) / float64(n), "ago": float64(s.t - m.latest.Past[n-1].Last)})}
}

// record says what came of earlier warnings of the rule around the area.
func (set Settings) record(w *anlan.Warning) []anlan.Reason {
	if set.Record == nil {
		return nil
	}
	o := set.Record(w.Rule, w.Area)
	n := float64(o.Confirmed + o.Partly + o.False)
	if n == 0 {
		return nil
	}
	return []anlan.Reason{reason(ReasonRecord, args{"checked": n, "right": 100 * (float64(o.Confirmed) + float64(o.Partly)/2) / n})}
}

// moves tells, by warning, where the same has begun as it was over here: in
// another area of the same region.
func (set Settings) moves(warnings []anlan.Warning) map[int]string {
	out := map[int]string{}
	for i, a := range warnings {
		if a.Rule != RuleRise || a.Phase != anlan.PhaseFaded && a.Phase != anlan.PhaseStanding {
			continue
		}
		for _, b := range warnings {
			if b.Rule == a.Rule && b.Series == a.Series && b.Kind == a.Kind && b.Area != a.Area && set.Parent(b.Area) == set.Parent(a.Area) &&
				b.Since > a.Period && b.Level == a.Level && (out[i] == "" || b.Area < out[i]) {
				out[i] = b.Area
			}
		}
	}
	return out
}
