package edition

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// figure is a number that may be absent.
type figure struct {
	v  float64
	ok bool
}

func toFigure(p *float64) figure {
	if p == nil {
		return figure{}
	}
	return figure{*p, true}
}

func (f *figure) ptr() *float64 {
	if !f.ok {
		return nil
	}
	return &f.v
}

// cell is one score in memory. A city's year is a quarter of a million of
// them, so codes are numbers here.
type cell struct {
	indicator  uint16
	period     uint16
	state      uint8
	suppressed bool
	num, den   figure
	n, value   figure
	adjusted   figure
	score      figure
	lower      figure
	upper      figure
	own, rho   figure
	scoreLower figure
	scoreUpper figure
	weight     float64
}

// scoreTable holds cells by area, period and indicator.
type scoreTable struct {
	ids     []string // of indicators, as numbered
	idAt    map[string]uint16
	states  []anlan.State
	stateAt map[anlan.State]uint8
	byArea  map[string][]cell
}

func newScoreTable() scoreTable {
	return scoreTable{idAt: map[string]uint16{}, stateAt: map[anlan.State]uint8{}, byArea: map[string][]cell{}}
}

func number[K comparable, N uint8 | uint16](at map[K]N, names *[]K, k K) N {
	n, ok := at[k]
	if !ok {
		n = N(len(*names))
		at[k] = n
		*names = append(*names, k)
	}
	return n
}

func (t *scoreTable) add(r scoreRow, period uint16) {
	c := cell{indicator: number(t.idAt, &t.ids, r.Indicator), period: period,
		state: number(t.stateAt, &t.states, anlan.State(r.State)), suppressed: r.Suppressed,
		num: toFigure(r.Num), den: toFigure(r.Den), n: toFigure(r.N), value: toFigure(r.Value),
		adjusted: toFigure(r.Adjusted), score: toFigure(r.Score), weight: r.Weight, lower: toFigure(r.Lower), upper: toFigure(r.Upper),
		own: toFigure(r.Own), rho: toFigure(r.Rho), scoreLower: toFigure(r.ScoreLower), scoreUpper: toFigure(r.ScoreUpper)}
	t.byArea[r.Area] = append(t.byArea[r.Area], c)
}

func cellOrder(a, b cell) int {
	return cmp.Or(cmp.Compare(a.period, b.period), cmp.Compare(a.indicator, b.indicator))
}

func (t *scoreTable) sort() {
	for _, cells := range t.byArea {
		slices.SortFunc(cells, cellOrder)
	}
}

func (e *Edition) toScore(c *cell, area string) anlan.Score {
	return anlan.Score{
		Measure: anlan.Measure{Indicator: e.scores.ids[c.indicator], Area: area, Level: e.level(area),
			Period: e.periods[c.period], Num: c.num.ptr(), Den: c.den.ptr(), N: c.n.ptr()},
		Value: c.value.ptr(), Adjusted: c.adjusted.ptr(), Score: c.score.ptr(), Weight: c.weight,
		Lower: c.lower.ptr(), Upper: c.upper.ptr(), Own: c.own.ptr(), Rho: c.rho.ptr(), ScoreLower: c.scoreLower.ptr(), ScoreUpper: c.scoreUpper.ptr(),
		State: e.scores.states[c.state], Suppressed: c.suppressed,
	}
}

func (e *Edition) level(area string) anlan.Level {
	l, _ := e.Meta.Levels.Of(area)
	return l
}

// Score gives one indicator of one area and period; ok is false where the
// edition has no row of it.
func (e *Edition) Score(area, indicator, period string) (anlan.Score, bool) {
	p, okP := e.periodAt[period]
	id, okI := e.scores.idAt[indicator]
	if !okP || !okI {
		return anlan.Score{}, false
	}
	cells := e.scores.byArea[area]
	i, ok := slices.BinarySearchFunc(cells, cell{period: uint16(p), indicator: id}, cellOrder)
	if !ok {
		return anlan.Score{}, false
	}
	return e.toScore(&cells[i], area), true
}

// Scores gives all scores of one area and period, by indicator id.
func (e *Edition) Scores(area, period string) []anlan.Score {
	p, ok := e.periodAt[period]
	if !ok {
		return nil
	}
	cells := e.scores.byArea[area]
	i, _ := slices.BinarySearchFunc(cells, cell{period: uint16(p)}, cellOrder)
	var list []anlan.Score
	for ; i < len(cells) && int(cells[i].period) == p; i++ {
		list = append(list, e.toScore(&cells[i], area))
	}
	slices.SortFunc(list, func(a, b anlan.Score) int { return strings.Compare(a.Indicator, b.Indicator) })
	return list
}

// ScoreSeries gives one indicator of one area over the periods of a kind,
// oldest first; periods without a row are left out.
func (e *Edition) ScoreSeries(area, indicator string, kind anlan.PeriodKind) []anlan.Score {
	var list []anlan.Score
	for _, p := range e.PeriodsOf(kind) {
		if s, ok := e.Score(area, indicator, p); ok {
			list = append(list, s)
		}
	}
	return list
}
