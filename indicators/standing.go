package indicators

import (
	"slices"

	"github.com/anlan-lake/anlan"
)

// Standing is where an area stands in one period, as readers see it: what is
// taken apart is made of nothing that is not published.
type Standing struct {
	Area   string
	Scores []anlan.Score             // of every indicator claimed at its level
	Index  map[string]anlan.IndexRow // by category; "" is the total
	Of     map[string]*Indicator     // definitions, as they were in force, by id
}

// Standings puts scores and index rows together by area, of one period. Scores
// are passed through Shown.
func (f *Framework) Standings(scores []anlan.Score, index []anlan.IndexRow, period string) map[string]Standing {
	of := f.InForce(period).definitions()
	out := map[string]Standing{}
	for _, x := range index {
		if x.Period != period {
			continue
		}
		s, ok := out[x.Area]
		if !ok {
			s = Standing{Area: x.Area, Index: map[string]anlan.IndexRow{}, Of: of}
		}
		s.Index[x.Category] = x
		out[x.Area] = s
	}
	for _, x := range scores {
		if s, ok := out[x.Area]; ok && x.Period == period {
			s.Scores = append(s.Scores, x.Shown())
			out[x.Area] = s
		}
	}
	return out
}

// definitions gives the framework's indicators by id.
func (f *Framework) definitions() map[string]*Indicator {
	of := make(map[string]*Indicator, len(f.Indicators))
	for n := range f.Indicators {
		of[f.Indicators[n].ID] = &f.Indicators[n]
	}
	return of
}

// definition gives that of an indicator; an empty one where it has none.
func (s Standing) definition(id string) *Indicator {
	if of := s.Of[id]; of != nil {
		return of
	}
	return &Indicator{}
}

// Target is what is taken apart: the total where both are "", else a category
// or one indicator.
type Target struct {
	Category  string
	Indicator string
}

// has reports whether an indicator of a category is part of the target.
func (t Target) has(id, category string) bool {
	return (t.Indicator == "" || t.Indicator == id) && (t.Category == "" || t.Category == category)
}

// lineup numbers the indicators and categories of the standings compared, by
// id, so that sums always run in the same order.
type lineup struct {
	target     Target
	ids        []string
	categories []string
	at         map[string]int
	home       []int // category of each indicator
}

func newLineup(target Target, standings ...Standing) *lineup {
	l := &lineup{target: target, at: map[string]int{}}
	home := map[string]string{}
	for _, s := range standings {
		for _, x := range s.Scores {
			c := s.definition(x.Indicator).Category
			if !target.has(x.Indicator, c) {
				continue
			}
			if _, ok := l.at[x.Indicator]; !ok {
				l.at[x.Indicator] = 0
				l.ids = append(l.ids, x.Indicator)
			}
			home[x.Indicator] = c
			if !slices.Contains(l.categories, c) {
				l.categories = append(l.categories, c)
			}
		}
	}
	slices.Sort(l.ids)
	slices.Sort(l.categories)
	for n, id := range l.ids {
		l.at[id] = n
		l.home = append(l.home, slices.Index(l.categories, home[id]))
	}
	return l
}

// position is a standing as arithmetic needs it, indicators numbered as in its
// lineup.
type position struct {
	weight   []float64 // 0: not claimed
	category []int     // -1: not claimed
	scored   []bool
	hidden   []bool // scored, and withheld from readers
	score    []float64
	figure   []scoredFigure
	share    []float64
	whole    float64 // before a veto
	veto     float64 // what it took away, 0 or less
}

// read turns a standing into a position; ok is false where the target has no
// score.
func (l *lineup) read(s Standing) (p position, ok bool) {
	n := len(l.ids)
	p = position{
		weight: make([]float64, n), category: make([]int, n), scored: make([]bool, n), hidden: make([]bool, n),
		score: make([]float64, n), figure: make([]scoredFigure, n),
	}
	for i := range p.category {
		p.category[i] = -1
	}
	for _, x := range s.Scores {
		at, there := l.at[x.Indicator]
		of := s.definition(x.Indicator)
		if !there || !l.target.has(x.Indicator, of.Category) {
			continue
		}
		p.weight[at], p.category[at] = x.Weight, slices.Index(l.categories, of.Category)
		if l.target.Indicator != "" {
			p.weight[at] = 1 // also one without a weight has a score
		}
		switch {
		case x.State == anlan.StateOK && x.Suppressed:
			p.scored[at], p.hidden[at] = p.weight[at] > 0, p.weight[at] > 0
		case x.Score != nil && x.Value != nil && x.Adjusted != nil && of.Goal != nil:
			p.scored[at], p.score[at] = p.weight[at] > 0, *x.Score
			p.figure[at] = newScoredFigure(of, x)
		}
	}
	p.share = l.shares(p, p.scored)
	if l.target.Indicator != "" {
		at, there := l.at[l.target.Indicator]
		if !there || !p.scored[at] {
			return p, false
		}
		p.whole = p.score[at]
		return p, true
	}
	x, there := s.Index[l.target.Category]
	if !there || x.Score == nil || x.Uncapped == nil {
		return p, false
	}
	p.whole, p.veto = *x.Uncapped, *x.Score-*x.Uncapped
	return p, true
}

// shares gives each indicator's share of the target where those marked have a
// score, with the weights of p: as Framework.aggregate adds up. nil where none
// of them has a weight.
func (l *lineup) shares(p position, scored []bool) []float64 {
	claimed, have := make([]float64, len(l.categories)), make([]float64, len(l.categories))
	for i, w := range p.weight {
		if c := p.category[i]; c >= 0 && w > 0 {
			claimed[c] += w
			if scored[i] {
				have[c] += w
			}
		}
	}
	whole := 0.0
	for c := range claimed {
		if have[c] > 0 {
			whole += claimed[c]
		}
	}
	if whole == 0 {
		return nil
	}
	out := make([]float64, len(l.ids))
	for i, w := range p.weight {
		if c := p.category[i]; c >= 0 && w > 0 && scored[i] {
			out[i] = claimed[c] / whole * w / have[c]
		}
	}
	return out
}
