package indicators

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// AwardRules say who gets on the proposal list of the steed and seahorse
// awards (骏马奖、海马奖).
type AwardRules struct {
	Share    float64 `yaml:"share" doc:"of a peer group, at its head and at its tail: 0.1"`
	Peers    int     `yaml:"peers" doc:"least number of areas compared"`
	Coverage float64 `yaml:"coverage" doc:"least share of weight covered in every month compared"`
}

// quarter is the mean of an area's three monthly totals.
type quarter struct{ score, coverage float64 }

// AwardList proposes units for every quarter that has ended and whose two
// quarters before are there too, newest first. In each peer group
//
//   - best: in the highest tenth by score in this quarter and the one before;
//   - most improved: in the highest tenth by the change of the score, and
//     risen, in this quarter and the one before;
//   - last: in the lowest tenth by score in both.
//
// A tenth is rounded up, and all that tie with its last member belong to it. A
// quarter's score is the mean of its three monthly totals, all of them final
// and covering enough weight; an area without one takes no part. A group of
// too few areas has no list.
func (f *Framework) AwardList(areas []anlan.Area, index []anlan.IndexRow) []anlan.Award {
	if f.Awards.Share <= 0 {
		return nil
	}
	scores := f.quarters(index)
	groups := map[string][]anlan.Area{}
	for _, a := range areas {
		if g := f.peers(a); g != "" {
			groups[g] = append(groups[g], a)
		}
	}
	var out []anlan.Award
	for _, q := range sortedKeys(scores) {
		last, before := scores[previousQuarter(q)], scores[previousQuarter(previousQuarter(q))]
		if last == nil || before == nil {
			continue
		}
		for _, g := range sortedKeys(groups) {
			out = append(out, f.awardsOf(g, q, groups[g], scores[q], last, before)...)
		}
	}
	slices.SortStableFunc(out, func(a, b anlan.Award) int {
		return cmp.Or(strings.Compare(b.Quarter, a.Quarter), strings.Compare(b.Award, a.Award), strings.Compare(a.Reason, b.Reason),
			strings.Compare(a.Peers, b.Peers), cmp.Compare(a.Place, b.Place), strings.Compare(a.Area, b.Area))
	})
	return out
}

// quarters gives the score of every quarter and area that has one.
func (f *Framework) quarters(index []anlan.IndexRow) map[string]map[string]quarter {
	months := map[string]map[string][]anlan.IndexRow{}
	for _, x := range index {
		p, err := anlan.ParsePeriod(x.Period, time.UTC)
		if err != nil || x.Category != "" || !x.Final || x.Score == nil || x.Rank == 0 || x.Coverage < f.Awards.Coverage-f.Tie {
			continue
		}
		q := anlan.NewPeriod(anlan.Quarter, p.Start).String()
		if months[q] == nil {
			months[q] = map[string][]anlan.IndexRow{}
		}
		months[q][x.Area] = append(months[q][x.Area], x)
	}
	out := map[string]map[string]quarter{}
	for q, byArea := range months {
		for area, rows := range byArea {
			if len(rows) != 3 {
				continue
			}
			slices.SortFunc(rows, func(a, b anlan.IndexRow) int { return strings.Compare(a.Period, b.Period) })
			if out[q] == nil {
				out[q] = map[string]quarter{}
			}
			out[q][area] = quarter{(*rows[0].Score + *rows[1].Score + *rows[2].Score) / 3, min(rows[0].Coverage, rows[1].Coverage, rows[2].Coverage)}
		}
	}
	return out
}

// awardsOf makes the list of one peer group and quarter: now, the quarter
// before it and the one before that.
func (f *Framework) awardsOf(group, q string, areas []anlan.Area, now, last, before map[string]quarter) []anlan.Award {
	var out []anlan.Award
	add := func(award, reason string, a anlan.Area, place, of int) {
		n, l := now[a.Code], last[a.Code]
		coverage := min(n.coverage, l.coverage)
		if reason == anlan.AwardImproved {
			coverage = min(coverage, before[a.Code].coverage)
		}
		out = append(out, anlan.Award{Quarter: q, Award: award, Reason: reason, Area: a.Code, Level: a.Level, Peers: group,
			Score: n.score, Before: l.score, Place: place, Of: of, Coverage: coverage})
	}
	level := func(at map[string]quarter, sign float64) map[string]float64 {
		m := map[string]float64{}
		for _, a := range areas {
			if s, ok := at[a.Code]; ok {
				m[a.Code] = sign * s.score
			}
		}
		return m
	}
	change := func(at, than map[string]quarter) map[string]float64 {
		m := map[string]float64{}
		for _, a := range areas {
			s, ok := at[a.Code]
			if b, there := than[a.Code]; ok && there {
				m[a.Code] = s.score - b.score
			}
		}
		return m
	}
	for _, rule := range []struct {
		award, reason string
		now, last     map[string]float64
		above         float64
	}{
		{anlan.AwardSteed, anlan.AwardBest, level(now, 1), level(last, 1), math.Inf(-1)},
		{anlan.AwardSteed, anlan.AwardImproved, change(now, last), change(last, before), 0},
		{anlan.AwardSeahorse, anlan.AwardLast, level(now, -1), level(last, -1), math.Inf(-1)},
	} {
		places, earlier := f.tenth(rule.now, rule.above), f.tenth(rule.last, rule.above)
		for _, a := range areas {
			if place, ok := places[a.Code]; ok && earlier[a.Code] > 0 {
				add(rule.award, rule.reason, a, place, len(rule.now))
			}
		}
	}
	return out
}

// tenth gives the places of those in the highest share of values, ties
// included, that lie above a bound; none where too few are compared.
func (f *Framework) tenth(values map[string]float64, above float64) map[string]int {
	if len(values) < max(f.Awards.Peers, 1) {
		return nil
	}
	codes := sortedKeys(values)
	slices.SortStableFunc(codes, func(a, b string) int { return cmp.Compare(values[b], values[a]) })
	n := int(math.Ceil(f.Awards.Share*float64(len(codes)) - 1e-9))
	places := map[string]int{}
	for i, code := range codes {
		if i >= n && values[codes[n-1]]-values[code] > f.Tie || values[code] <= above {
			break
		}
		places[code] = i + 1
		if i > 0 && values[codes[i-1]]-values[code] <= f.Tie {
			places[code] = places[codes[i-1]]
		}
	}
	return places
}

// previousQuarter gives the quarter before one, "" where q is none.
func previousQuarter(q string) string {
	p, err := anlan.ParsePeriod(q, time.UTC)
	if err != nil {
		return ""
	}
	return anlan.NewPeriod(anlan.Quarter, p.Start.AddDate(0, 0, -1)).String()
}
