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

// Shares of the outbreaks that are thought to begin in the week judged, which
// the single week shows best, and to have begun up to two weeks before, which
// the windows do.
const singleShare, windowShare = 0.8, 0.2

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
	s.excess, s.p, s.factor = j.Observed-j.Expected, RiseP(j.PSingle, j.PWindows), Factor(*j)
	return s
}

// RiseP is the p-value of a rise, from those of the single week and of the least
// likely of the windows that end in it.
//
// Source: weighted Bonferroni, Rosenthal & Rubin, Psychological Bulletin 94
// (1983) 540–541.
func RiseP(single, windows float64) float64 {
	return min(1, single/0.8, windows/0.1)
}

// Factor is the Bayes factor of an outbreak that has begun in the week judged or
// the two before it, and is on. The windows count only where the week itself
// speaks for one, so that a week like any other is not warned of for those
// before it.
func Factor(j pooled.Judgement) float64 {
	out := singleShare * j.FactorSingle
	if j.FactorSingle >= 1 {
		out += windowShare * j.FactorWindows
	}
	return out
}

// BelowP is the p-value of a silence, from the least of three windows.
func BelowP(below float64) float64 { return min(1, 3*below) }

// priorChecks is how many warnings looked into the prior of the precision is
// worth.
const priorChecks = 4

// weigh works out chance and harm of a member's weeks. What came of earlier
// warnings moves the chance, the factor and p: of a rule that has been wrong in an
// area more often than it should, a week has to show more.
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
		s.p, s.factor = min(1, s.p*prior/precision), s.factor*odds
		on := 1 - s.j.Calm
		if m.rule == RuleSilence {
			on = 1 - min(1, s.p/(1-prior))
		}
		s.chance = on * odds / (on*odds + 1 - on)
		s.harm = m.weight * max(s.excess, 0) * s.chance
	}
}

// What share of weeks lie in an outbreak is learnt from a night's own, with one in
// a hundred thought of a hundred weeks beforehand.
const priorShare, priorWeeks, shareRounds = 0.01, 100, 30

// share of the weeks that lie in an outbreak, by EM on their factors.
//
// Source: the two-groups model, Efron, Statistical Science 23 (2008) 1–22.
func share(rises []*member) float64 {
	out := priorShare
	for range shareRounds {
		sum, n := priorShare*float64(priorWeeks), float64(priorWeeks)
		for _, m := range rises {
			for _, s := range m.spots {
				if !math.IsNaN(s.p) {
					sum, n = sum+1-calmGiven(out, s.factor), n+1
				}
			}
		}
		out = sum / n
	}
	return out
}

// calmGiven is the chance of calm, given the share of weeks in an outbreak and a
// week's factor.
func calmGiven(share, factor float64) float64 {
	return (1 - share) / (1 - share + share*factor)
}

// standOut marks the weeks that stand when, among those marked, a share of at
// most q is expected to be calm: silences by their p, rises by their chance.
//
// Source of the latter: Newton, Noueiry, Sarkar & Ahlquist, Biostatistics 5
// (2004) 155–176; that no other rule of this error finds more: Sun & Cai, JASA 102
// (2007) 901–912.
func standOut(spots []*spot, q float64) []bool {
	keep, at := make([]bool, len(spots)), []int{}
	var p []float64
	var silences []int
	for i, s := range spots {
		if s.of.rule == RuleSilence {
			p, silences = append(p, s.p), append(silences, i)
		} else {
			at = append(at, i)
		}
	}
	for k, ok := range models.ScreenFDR(p, q) {
		keep[silences[k]] = ok
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(spots[a].calm, spots[b].calm) })
	sum := 0.0
	for n, i := range at {
		if sum += spots[i].calm; sum > q*float64(n+1) {
			break
		}
		keep[i] = true
	}
	return keep
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
	tally.Judged += len(spots)
	var out []*spot
	for i, keep := range standOut(spots, set.FDR) {
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
	out = set.within(out, tally)
	out = set.afford(out, tally)
	for _, s := range out {
		s.warned = true
	}
	return out
}

// nestedShare is the share of an area's excess that areas within must explain
// for the warning to be theirs alone.
const nestedShare = 0.6

// within leaves a rise to the areas within that explain most of it and whose
// counts are published.
func (set Settings) within(spots []*spot, tally *Tally) []*spot {
	type key struct{ rule, name, kind, area string }
	below := map[key]float64{}
	for _, s := range spots {
		if !set.shown(s.of.Name, s.of.Level) {
			continue
		}
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
			if t < len(marks) { // of a shorter series, judging the family says so
				marks[t] = true
			}
		}
		f[i].Missing = marks
	}
	return f
}
