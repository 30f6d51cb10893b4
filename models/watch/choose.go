package watch

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/pooled"
	"github.com/anlan-lake/anlan/models/surveil"
)

// Shares of the level that go to the single week, which sees a rise soonest,
// and to the least likely of the windows that end in it, which sees a slow one.
//
// Source: weighted Bonferroni, Rosenthal & Rubin, Psychological Bulletin 94
// (1983) 540–541.
const singleShare, windowShare = 0.8, 0.1

// pooledSeries gives a series as the detector takes it.
func pooledSeries(s models.Series, region string) pooled.Series {
	out := pooled.Series{Name: s.Name + "/" + s.Kind + "/" + s.Area, Kind: s.Kind, Area: s.Area, Region: region}
	out.Dates, out.Counts = s.Dates, slices.Clone(s.Counts)
	for t := range out.Counts {
		if s.Missing != nil && s.Missing[t] {
			out.Counts[t] = math.NaN()
		}
	}
	return out
}

// spot weighs one judged week.
func (m *member) spot(j *pooled.Judgement) *spot {
	s := &spot{of: m, t: j.Index, j: j, p: math.NaN()}
	if j.State != surveil.Tested {
		return s
	}
	if m.rule == RuleSilence {
		s.excess, s.p = j.Expected-j.Observed, BelowP(j.PBelow)
		return s
	}
	s.excess, s.p = j.Observed-j.Expected, RiseP(j.PSingle, j.PWindows)
	return s
}

// RiseP is the p-value of a rise, from those of the single week and of the least
// likely of the windows that end in it.
func RiseP(single, windows float64) float64 {
	return min(1, single/singleShare, windows/windowShare)
}

// BelowP is the p-value of a silence, from the least of three windows.
func BelowP(below float64) float64 { return min(1, 3*below) }

// priorChecks is how many warnings looked into the prior of the precision is
// worth.
const priorChecks = 4

// weigh works out chance and harm of a member's weeks. What came of earlier
// warnings moves both the chance and the level: of a rule that has been wrong
// in an area more often than it should, p counts as larger.
//
// Source of the weights of p: Genovese, Roeder & Wasserman, Biometrika 93
// (2006) 509–524.
func (set Settings) weigh(m *member) {
	prior := 1 - set.FDR
	precision := prior
	if set.Record != nil {
		o := set.Record(m.rule, m.Area)
		n := float64(o.Confirmed + o.Partly + o.False)
		precision = (float64(o.Confirmed) + float64(o.Partly)/2 + priorChecks*prior) / (n + priorChecks)
	}
	odds := precision / (1 - precision) * (1 - prior) / prior
	for _, s := range m.spots {
		if math.IsNaN(s.p) {
			continue
		}
		s.p = min(1, s.p*prior/precision)
		on := 1 - s.j.Calm
		if m.rule == RuleSilence {
			on = 1 - min(1, s.p/(1-prior))
		}
		s.chance = on * odds / (on*odds + 1 - on)
		s.harm = m.weight * max(s.excess, 0) * s.chance
	}
}

// choose marks the weeks that are warned of. A tally of nil counts nothing.
// It gives the marked ones.
func (set Settings) choose(members []*member, tally *Tally) []*spot {
	if tally == nil {
		tally = &Tally{}
	}
	byWeek := map[time.Time][]*spot{}
	var weeks []time.Time
	for _, m := range members {
		for _, s := range m.spots {
			s.warned = false
			if math.IsNaN(s.p) {
				tally.Abstained++
				continue
			}
			week := m.Dates[s.t]
			if byWeek[week] == nil {
				weeks = append(weeks, week)
			}
			byWeek[week] = append(byWeek[week], s)
		}
	}
	slices.SortFunc(weeks, time.Time.Compare)
	var out []*spot
	for _, week := range weeks {
		out = append(out, set.chooseWeek(byWeek[week], tally)...)
	}
	return out
}

// chooseWeek chooses among the weeks of all series that begin on one Monday.
func (set Settings) chooseWeek(spots []*spot, tally *Tally) []*spot {
	chances := make([]float64, len(spots))
	for i, s := range spots {
		chances[i] = s.p
	}
	tally.Judged += len(spots)
	var out []*spot
	for i, keep := range models.ScreenFDR(chances, set.FDR) {
		s := spots[i]
		if !keep || s.excess <= 0 {
			continue
		}
		tally.StoodOut++
		switch {
		case s.of.rule == RuleSilence && (s.j.Expected < set.MinCases || s.j.Observed > s.j.Expected/2),
			s.of.rule == RuleRise && s.j.Observed < set.MinCases:
			tally.FewCases++
		case set.Suppressed != nil && set.Suppressed(s.of.Name, s.of.Kind, s.of.Area):
			tally.Suppressed++
		default:
			out = append(out, s)
		}
	}
	out = within(out, tally)
	out = set.afford(out, tally)
	for _, s := range out {
		s.warned = true
	}
	return out
}

// nestedShare is the share of an area's excess that areas within must explain
// for the warning to be theirs alone.
const nestedShare = 0.6

// within leaves a rise to the areas within that explain most of it.
func within(spots []*spot, tally *Tally) []*spot {
	type key struct{ rule, name, kind, area string }
	below := map[key]float64{}
	for _, s := range spots {
		below[key{s.of.rule, s.of.Name, s.of.Kind, s.of.region}] += s.excess
	}
	return slices.DeleteFunc(spots, func(s *spot) bool {
		drop := below[key{s.of.rule, s.of.Name, s.of.Kind, s.of.Area}] >= nestedShare*s.excess
		if drop {
			tally.Nested++
		}
		return drop
	})
}

// afford keeps of every area's rises those of most expected harm, as many as its
// level may be warned of. Silences cost nothing.
func (set Settings) afford(spots []*spot, tally *Tally) []*spot {
	slices.SortStableFunc(spots, func(a, b *spot) int { return cmp.Compare(b.harm, a.harm) })
	spent := map[string]int{}
	return slices.DeleteFunc(spots, func(s *spot) bool {
		budget := set.Budget[s.of.Level]
		if s.of.rule == RuleSilence || budget == 0 {
			return false
		}
		spent[s.of.Area]++
		if spent[s.of.Area] <= budget {
			return false
		}
		tally.OverBudget++
		return true
	})
}

// totals sums the kinds of every area; none where a family has one kind only.
func totals(f []models.Series) []models.Series {
	at := map[string]int{}
	var out []models.Series
	for _, s := range f {
		i, ok := at[s.Area]
		if !ok {
			i = len(out)
			at[s.Area] = i
			out = append(out, models.Series{Name: s.Name, Kind: anlan.KindAll, Area: s.Area, Level: s.Level,
				Counts: make([]float64, len(s.Counts)), Missing: make([]bool, len(s.Counts)), Dates: s.Dates})
		}
		if len(out[i].Counts) != len(s.Counts) {
			continue // judging the family says so
		}
		for t, y := range s.Counts {
			out[i].Counts[t] += y
			out[i].Missing[t] = out[i].Missing[t] || s.Missing != nil && s.Missing[t]
		}
	}
	if len(out) == len(f) {
		return nil
	}
	return out
}

// unheard marks the weeks in which an area was silent as not reported, so that
// its kinds are not judged by them.
func unheard(f []models.Series, silent []*spot) []models.Series {
	weeks := map[string][]int{}
	for _, s := range silent {
		weeks[s.of.Area] = append(weeks[s.of.Area], s.t)
	}
	f = slices.Clone(f)
	for i := range f {
		if len(weeks[f[i].Area]) == 0 {
			continue
		}
		marks := make([]bool, len(f[i].Counts))
		copy(marks, f[i].Missing)
		for _, t := range weeks[f[i].Area] {
			marks[t] = true
		}
		f[i].Missing = marks
	}
	return f
}
