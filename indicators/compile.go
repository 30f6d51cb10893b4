package indicators

import (
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// Compile turns the framework into SQL for the tables at hand.
//
// Each fact is scanned once for every time that indicators look at, for all of
// them together. Aggregates that add up (counts, sums) are kept by area and day
// (Partial). Windows share their first and last days, so those days cut time
// into a few dozen stretches (mostly whole months): the days are summed by
// stretch, and then over each window. Of distinct values the days of each month
// are kept, as bits; what looks at the period's end is taken once for each end;
// medians once for each end and level. Then the expressions are put together
// again over the sums.
//
// The measures have a row for every indicator, period and area of a level that
// claims the indicator. num and den are null where the data set does not cover
// the window; where it does, a count without a case is 0. Cases located higher
// than a level still count at the levels above. Areas are those of the as-of
// day; one that neither existed nor had a forerunner before a period's end has
// no row for it.
//
// An indicator whose tables or columns are absent is skipped with the reason.
// Levels that do not hold together, no ends, an unknown dialect or no dim_area
// are Invalid.
func (f *Framework) Compile(c CompileInput) (*Plan, error) {
	d, err := f.Draft(c)
	if err != nil {
		return nil, err
	}
	return d.Plan(nil)
}

func (c CompileInput) check() error {
	if err := c.Levels.Validate(); err != nil {
		return err
	}
	if len(c.Ends) == 0 {
		return anlan.Errorf(anlan.Invalid, "no period to measure is given")
	}
	seen := map[string]bool{}
	for _, e := range c.Ends {
		if seen[e.Period] || e.Period == "" || e.End.IsZero() {
			return anlan.Errorf(anlan.Invalid, "period %q has no end, or stands twice", e.Period)
		}
		seen[e.Period] = true
	}
	if !slices.Contains(queries.Dialects(), c.Dialect) {
		return anlan.Errorf(anlan.Invalid, "no SQL dialect %q: duckdb, trino and spark are known", string(c.Dialect))
	}
	if _, ok := c.Tables["dim_area"]; !ok {
		return anlan.Errorf(anlan.Invalid, "there is no dim_area to take areas from").WithNext("run the queries of the lake first")
	}
	return nil
}

// claim is an indicator that can be computed.
type claim struct {
	Indicator
	levels  []anlan.Level // that claim it and exist in this city
	periods []string      // that are wanted; nil: all
	num     side
	den     *side
	n       *side // what min_denominator is held against; nil: nothing

	squares *side  // of the weights that the denominator adds up; nil: no weighted sample
	times   int    // how often one answer may count in the denominator
	moments []side // sums of y², xy and x² of a ratio of sums; nil: no such ratio
}

// side is a numerator or denominator over the columns of the scans.
type side struct {
	Term
	formula
	refs []ref // where each atom is found
}

// ref is a column of a scan.
type ref struct {
	scan   string // name of the statement
	column string
	zero   bool // a count: 0 where no case fell in the window
}

// claim registers an indicator's aggregates with the scans, or says why it
// cannot be computed.
func (b *builder) claim(i Indicator) (*claim, string, error) {
	k := &claim{Indicator: i}
	for l := anlan.City; int(l) <= len(b.in.Levels); l++ {
		if i.Claims(l) {
			k.levels = append(k.levels, l)
		}
	}
	if len(k.levels) == 0 {
		return nil, "no level of this city claims it", nil
	}
	for _, t := range []*Term{&i.Numerator, i.Denominator} {
		if t == nil {
			continue
		}
		if reason := b.lacks(*t); reason != "" {
			return nil, reason, nil
		}
	}
	var err error
	if k.num, err = b.side(i.Numerator, k); err != nil {
		return nil, "", err
	}
	if i.Denominator != nil {
		den, err := b.side(*i.Denominator, k)
		if err != nil {
			return nil, "", err
		}
		k.den, k.n = &den, &den
		return k, "", b.spread(k)
	}
	for _, a := range k.num.atoms {
		if a.fn == "@median" || a.fn == "avg" { // the cases it is taken over
			t := i.Numerator
			t.Expr = atom{fn: "count", arg: a.arg, cond: a.cond}.sql()
			n, err := b.side(t, k)
			if err != nil {
				return nil, "", err
			}
			k.n = &n
			break
		}
	}
	return k, "", nil
}

// spread registers what an indicator's sampling error is told from: squared
// weights of a sample, squares and products of a ratio of sums.
func (b *builder) spread(k *claim) error {
	if sq, times, ok := squares(*k.Denominator, b.f.Samples[k.Denominator.Table].Weight); ok {
		s, err := b.side(sq, k)
		if err != nil {
			return err
		}
		k.squares, k.times = &s, times
	}
	yy, xy, xx, ok := k.Indicator.moments()
	if k.SamplingModel() != Ratio || !ok {
		return nil
	}
	for _, t := range []Term{yy, xy, xx} {
		s, err := b.side(t, k)
		if err != nil {
			return err
		}
		k.moments = append(k.moments, s)
	}
	return nil
}

// lacks says which table or column a term needs and does not find.
func (b *builder) lacks(t Term) string {
	table := b.source(t.Table)
	columns, ok := b.in.Tables[table]
	if !ok {
		return "no data set " + t.Table
	}
	need := t.Columns()
	for _, c := range need {
		if !slices.Contains(columns, c) {
			return fmt.Sprintf("data set %s has no column %s", t.Table, c)
		}
	}
	return ""
}

// Columns lists the columns of its table that a term reads: the area's, those
// of the expression, and the time that has to fall in the window.
func (t Term) Columns() []string {
	need := append([]string{"area_code"}, columnsOf(t.Expr)...)
	switch t.Time {
	case Latest:
		return append(need, latestColumn)
	case Stock:
		return need
	default:
		return append(need, t.Time)
	}
}

// source gives the view that reads a data set on today's areas, or its table.
func (b *builder) source(dataset string) string {
	return b.f.source(dataset, b.in.Tables)
}

// source is the fact table of a data set where there is one, else the data set.
func (f *Framework) source(dataset string, tables map[string][]string) string {
	if fact := f.Facts[dataset]; fact != "" {
		if _, ok := tables[fact]; ok {
			return fact
		}
	}
	return dataset
}
