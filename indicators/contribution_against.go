package indicators

import (
	"github.com/anlan-lake/anlan"
)

// Past is an earlier standing of an area.
type Past struct {
	Published Standing  // as readers saw it
	AsNow     *Standing // the same period's figures as they stand now; nil: no others are known
	Boundary  bool      // the area's extent changed between the two
}

// Difference takes apart how a target went from a past standing to the present one:
// first what became of the figures published, which counts as restated (as
// boundary where the area's extent changed), then what moved since. The points
// add up to the difference of the two scores.
//
// NotFound where either side has no score, Invalid where the target is an
// indicator whose figure is withheld.
func Difference(target Target, past Past, now Standing) ([]anlan.Contribution, error) {
	all := []Standing{past.Published, now}
	if past.AsNow != nil {
		all = []Standing{past.Published, *past.AsNow, now}
	}
	l := newLineup(target, all...)
	positions := make([]position, len(all))
	for n, s := range all {
		var err error
		if positions[n], err = l.open(s); err != nil {
			return nil, err
		}
	}
	t := newTally(l)
	for i := range l.ids {
		for _, p := range positions {
			t.barred[i] = t.barred[i] || p.hidden[i]
		}
	}
	for n, b := range positions[1:] {
		how := leg{times: 1}
		if n == 0 && past.AsNow != nil {
			if how.as = anlan.PartRestated; past.Boundary {
				how.as = anlan.PartBoundary
			}
		}
		t.compare(positions[n], b, how)
	}
	return t.rows(), nil
}

// open reads a standing that has to have a score.
func (l *lineup) open(s Standing) (position, error) {
	p, ok := l.read(s)
	if id := l.target.Indicator; id != "" {
		if at, there := l.at[id]; there && p.hidden[at] {
			return p, anlan.Errorf(anlan.Invalid, "the figure of %s for %s is withheld: a small cell", id, s.Area)
		}
	}
	if !ok {
		return p, anlan.Errorf(anlan.NotFound, "%s has no score to compare", s.Area).
			WithNext("the framework's index_levels says of which levels there is an index")
	}
	return p, nil
}

// Group holds areas of one period that are held against each other and against
// the goalposts.
type Group struct {
	*lineup
	number map[string]int // by area code
	areas  []position     // of those with a score
}

// NewGroup takes a target's score in each of the standings; those without one
// are left out.
func NewGroup(target Target, of []Standing) *Group {
	g := &Group{lineup: newLineup(target, of...), number: map[string]int{}}
	for _, s := range of {
		if p, err := g.open(s); err == nil {
			g.number[s.Area] = len(g.areas)
			g.areas = append(g.areas, p)
		}
	}
	return g
}

// AgainstPeers takes apart the difference between an area's score and the mean
// of the others in its group: the mean of the differences from each. What a
// peer withholds counts as withheld against that peer alone.
//
// NotFound where the area has no score or no peer has one.
func (g *Group) AgainstPeers(area string) ([]anlan.Contribution, error) {
	n, ok := g.number[area]
	if !ok || len(g.areas) < 2 {
		return nil, anlan.Errorf(anlan.NotFound, "%s has no score, or no peer with one", area)
	}
	t := newTally(g.lineup)
	how := leg{times: 1 / float64(len(g.areas)-1)}
	for k, p := range g.areas {
		if k != n {
			t.compare(p, g.areas[n], how)
		}
	}
	return t.rows(), nil
}

// AgainstGoal takes apart what an area's score lacks of 100: the difference
// from an area with the same indicators that are all at their best goalpost,
// without a pull and without an adequacy factor. NotFound where the area has no
// score.
func (g *Group) AgainstGoal(area string) ([]anlan.Contribution, error) {
	n, ok := g.number[area]
	if !ok {
		return nil, anlan.Errorf(anlan.NotFound, "%s has no score", area)
	}
	own := g.areas[n]
	ideal := own
	ideal.whole, ideal.veto = 100, 0
	ideal.score, ideal.figure = make([]float64, len(own.score)), make([]scoredFigure, len(own.figure))
	for i, f := range own.figure {
		if own.scored[i] && !own.hidden[i] {
			ideal.score[i] = 100
			ideal.figure[i] = scoredFigure{of: f.of, value: f.of.Goal.Best, own: 1}
		}
	}
	t := newTally(g.lineup)
	t.compare(ideal, own, leg{times: 1})
	return t.rows(), nil
}

// RankMove shares the change of an area's rank between its own change and that
// of the others: with R(x, y) its rank where it stands as in x among the others
// as in y, the Shapley values of the two. before and now are the ranked rows of
// its peer group, the area's own among them; ok is false where it has a rank on
// one side only, or in another group than before.
func (f *Framework) RankMove(area string, before, now []anlan.IndexRow) (m anlan.RankMove, ok bool) {
	find := func(rows []anlan.IndexRow) (own anlan.IndexRow, found bool) {
		for _, r := range rows {
			if r.Area == area && r.Rank > 0 {
				return r, true
			}
		}
		return own, false
	}
	a, okA := find(before)
	b, okB := find(now)
	if !okA || !okB || a.Peers != b.Peers {
		return m, false
	}
	rank := func(own anlan.IndexRow, others []anlan.IndexRow) int {
		rows := []anlan.IndexRow{own}
		for _, r := range others {
			if r.Area != area && r.Rank > 0 && r.Peers == own.Peers {
				rows = append(rows, r)
			}
		}
		ranks, _, _ := f.bands(rows)
		return ranks[0]
	}
	parts := Shapley(2, func(in uint) float64 {
		own, others := a, before
		if in&1 != 0 {
			own = b
		}
		if in&2 != 0 {
			others = now
		}
		return float64(rank(own, others))
	})
	return anlan.RankMove{Area: area, Level: b.Level, Period: b.Period, Peers: b.Peers, Before: a.Rank, Now: b.Rank, Own: parts[0], Others: parts[1]}, true
}
