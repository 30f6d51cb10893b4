package indicators

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// HiddenCount is a count that no reader may see or work out for one area.
type HiddenCount struct {
	Count string // the count's name: table, expression and time; or what an indicator's share leaves out
	Area  string
	Small bool // it is a small cell itself; false: it is hidden so that others cannot be worked out
}

// Cells says which figures below city level are withheld. It is made once a
// build, from measures alone, and every place that shows a figure goes by it.
type Cells struct {
	rows   map[string]map[string]bool // by area, indicators
	counts []HiddenCount
}

// Withheld says whether an indicator's figures of an area are withheld, in all
// periods. A nil Cells withholds nothing.
func (c *Cells) Withheld(indicator, area string) bool {
	return c != nil && c.rows[area][indicator]
}

// Counts lists the hidden counts, by name and area.
func (c *Cells) Counts() []HiddenCount { return c.counts }

// Cell is the count under which an indicator's figures are withheld below city
// level: its own min_cell, or the framework's where that is greater.
func (f *Framework) Cell(i Indicator) float64 { return max(i.MinCell, f.SmallCell) }

// Cells finds the small cells among measures of any number of periods, and what
// has to be withheld with them.
//
// A count is small in an area if in any period it is more than 0 and below its
// limit. Counts are numerators, denominators, the cases behind a median, and of
// a share what it leaves out (denominator - numerator). The limit is the
// greatest of those of the indicators that show the count.
//
// A hidden count is withheld in all periods and in every indicator that shows
// it: one window cannot be told from another, nor one indicator from another.
// The areas under one parent that have it hidden hold together, period by
// period, K cases, the parent's less those shown; as far as readers can tell
// each may have any part of K. That is the exact range of the linear program
// over sums of areas and overlapping windows, because cases can be moved
// between hidden areas on any day without a change in anything shown (the
// feasibility interval of L. H. Cox, Suppression methodology and statistical
// disclosure control, J. Amer. Statist. Assoc. 75 (1980) 377–385). So areas are
// hidden with the small ones until, for each small count v, those others hold
// limit-1-v cases, and, of a share, leave out v-1. Cases of an area that lie in
// areas below it that are shown cannot be moved and do not count. Where all
// areas are hidden, K is the parent's own figure, and no more is left to do.
//
// The areas hidden with small ones are taken in an order that no figure has a
// part in, those with the fewest areas below them first. An order by figures
// would hide another area every few nights, and two editions together would
// show what each of them hides.
func (f *Framework) Cells(areas []anlan.Area, measures ...[]anlan.Measure) *Cells {
	w := f.modelled().newWithholding(areas, measures)
	for _, l := range []anlan.Level{anlan.Grid, anlan.Village, anlan.Township, anlan.County} {
		for _, shares := range []bool{true, false} { // what a share leaves out hides its numerator, which then counts among the hidden
			for _, k := range w.order {
				if k.share == shares {
					w.closeLevel(k, l)
				}
			}
		}
	}
	return w.cells()
}

// count is a count that indicators show, or let work out.
type count struct {
	name  string
	limit float64
	share bool   // denominator - numerator of a share
	num   *count // of a share: hiding what it leaves out hides the numerator
	uses  []use
}

// use is an indicator that shows a count, and how a measure gives it.
type use struct {
	indicator int
	value     func(*anlan.Measure) *float64
	rest      func(*anlan.Measure) *float64 // what else the indicator's share counts; nil: no share
}

func numerator(m *anlan.Measure) *float64   { return m.Num }
func denominator(m *anlan.Measure) *float64 { return m.Den }
func judged(m *anlan.Measure) *float64      { return m.N }

func leftOut(m *anlan.Measure) *float64 {
	if m.Num == nil || m.Den == nil {
		return nil
	}
	v := *m.Den - *m.Num
	return &v
}

// shownCounts lists the counts that the framework's indicators show.
func (f *Framework) shownCounts() []*count {
	var order []*count
	by := map[string]*count{}
	add := func(name string, limit float64, u use) *count {
		c := by[name]
		if c == nil {
			c = &count{name: name}
			by[name], order = c, append(order, c)
		}
		c.limit, c.uses = max(c.limit, limit), append(c.uses, u)
		return c
	}
	for n, i := range f.Indicators {
		limit := f.Cell(i)
		switch byN := i.Denominator == nil && strings.Contains(i.Numerator.Expr, "median"); {
		case byN:
			add("cases of "+i.ID, limit, use{indicator: n, value: judged})
		case i.Denominator == nil:
			add(termName(i.Numerator), limit, use{indicator: n, value: numerator})
		case i.Model == Proportion:
			num := add(termName(i.Numerator), limit, use{n, numerator, leftOut})
			c := add("left out of "+i.ID, limit, use{n, leftOut, numerator})
			c.share, c.num = true, num
			add(termName(*i.Denominator), limit, use{indicator: n, value: denominator})
		default:
			add(termName(i.Numerator), limit, use{indicator: n, value: numerator})
			add(termName(*i.Denominator), limit, use{indicator: n, value: denominator})
		}
	}
	return order
}

// termName names the count that a term takes, as HiddenCount does.
func termName(t Term) string {
	return t.Table + ": " + strings.Join(strings.Fields(t.Expr), " ") + " [" + t.Time + "]"
}

// cells gives the indicators and areas that hidden counts withhold.
func (w *withholding) cells() *Cells {
	c := &Cells{rows: map[string]map[string]bool{}}
	for _, k := range w.order {
		for area := range w.hidden[k] {
			c.counts = append(c.counts, HiddenCount{Count: k.name, Area: area, Small: w.small[k][area]})
			if c.rows[area] == nil {
				c.rows[area] = map[string]bool{}
			}
			for _, u := range k.uses {
				c.rows[area][w.f.Indicators[u.indicator].ID] = true
			}
		}
	}
	slices.SortFunc(c.counts, func(a, b HiddenCount) int {
		return cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(a.Area, b.Area))
	})
	return c
}
