package indicators

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// home is the nearest area above one whose figure of an indicator readers see:
// what the withheld areas below it have together is what it leaves of the
// others. The city's is always seen.
func (c *Cells) home(indicator string, a anlan.Area, byCode map[string]anlan.Area) string {
	up, ok := byCode[a.Parent]
	for ok && up.Level > anlan.City && c.Withheld(indicator, up.Code) {
		a = up
		up, ok = byCode[a.Parent]
	}
	return a.Parent
}

// poolKey names the areas of a level that are scored together.
type poolKey struct {
	indicator string
	level     anlan.Level
	home      string
}

// together scores the withheld figures of one period by what is no secret: the
// figures that the withheld areas of a level below one area that is shown have
// together. Below a parent that is itself withheld they are not enough: they
// would tell the parent's. Of one area alone, of what does not add up (medians)
// and of what is compared with a past of its own, it is that area's row that
// counts. So scores, states, categories, totals, ranks and contributions tell
// nothing of a single one. A row without any figure stays what it is, missing.
func (f *Framework) together(e *evaluation, areas []anlan.Area, period string, scores map[string][]anlan.Score) {
	c := e.Cells
	if c == nil {
		return
	}
	pools, order := map[poolKey][]*anlan.Score{}, []poolKey{}
	for _, a := range areas {
		withheld := c.rows[a.Code]
		if a.Level <= anlan.City || len(withheld) == 0 {
			continue
		}
		for n := range scores[a.Code] {
			s := &scores[a.Code][n]
			if (s.Num == nil && s.Den == nil) || !withheld[s.Indicator] {
				continue
			}
			s.Suppressed = true
			k := poolKey{s.Indicator, a.Level, c.home(s.Indicator, a, e.byCode)}
			if pools[k] == nil {
				order = append(order, k)
			}
			pools[k] = append(pools[k], s)
		}
	}
	for _, k := range order {
		i, _ := f.Indicator(k.indicator)
		var above *anlan.Score
		if at := slices.IndexFunc(scores[k.home], func(s anlan.Score) bool { return s.Indicator == k.indicator }); at >= 0 {
			above = &scores[k.home][at]
		}
		f.share(e.longer.nominal(&i, k.level, period), e.sums[i.ID], pools[k], above)
	}
}

// share gives withheld areas the state and the score that they have together,
// or those of the area above, where their figures do not add up.
func (f *Framework) share(i *Indicator, addsUp bool, pool []*anlan.Score, above *anlan.Score) {
	var sum anlan.Measure
	members := 0.0
	for _, s := range pool {
		if whole(i, s) {
			members++
			sum.Num, sum.Den, sum.N, sum.Effective = plus(sum.Num, s.Num), plus(sum.Den, s.Den), plus(sum.N, s.N), plus(sum.Effective, s.Effective)
		}
	}
	if i.Denominator == nil && members > 0 {
		mean := *i
		mean.Scale /= members
		i = &mean
	}
	all := screen(i, sum, false)
	all.Lower, all.Upper = f.interval(i, sum)
	for _, s := range pool {
		s.Own, s.Adjusted, s.Lower, s.Upper, s.Score, s.ScoreLower, s.ScoreUpper = nil, nil, nil, nil, nil, nil, nil
		switch {
		case !whole(i, s):
			s.State = anlan.StateMissing
		case members > 1 && addsUp && len(i.Compare) == 0:
			s.State = all.State
			if all.Value == nil {
				continue
			}
			adjusted := adequate(i, s.Rho, *all.Value)
			s.Adjusted, s.Lower, s.Upper = &adjusted, all.Lower, all.Upper
			if normalise(i, s); i.Deduct != nil && s.State == anlan.StateOK {
				p := i.Deduct.points(adjusted)
				s.Score = &p
			}
		case above != nil:
			s.State, s.Adjusted, s.Lower, s.Upper = above.State, above.Adjusted, above.Lower, above.Upper
			s.Score, s.ScoreLower, s.ScoreUpper = above.Score, above.ScoreLower, above.ScoreUpper
		default: // nothing that is shown stands for it
			s.State = anlan.StateInsufficient
		}
	}
}

// whole says whether a row has both sides of its figure.
func whole(i *Indicator, s *anlan.Score) bool {
	return s.Num != nil && (i.Denominator == nil || s.Den != nil)
}

func plus(a, b *float64) *float64 {
	if b == nil {
		return a
	}
	v := *b
	if a != nil {
		v += *a
	}
	return &v
}

// addsUp says whether numerator and denominator of several areas are the sums
// of theirs.
func (i Indicator) addsUp() bool {
	for _, t := range []*Term{&i.Numerator, i.Denominator} {
		if t == nil {
			continue
		}
		f, err := parseFormula(t.Expr)
		if err != nil || strings.Contains(strings.Join(f.text, ""), "/") || slices.ContainsFunc(f.atoms, func(a atom) bool { return !a.additive() }) {
			return false
		}
	}
	return true
}
