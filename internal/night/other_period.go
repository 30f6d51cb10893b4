package night

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/queries"
)

// otherKinds are the kinds of period that a framework may ask for beside months.
var otherKinds = []anlan.PeriodKind{anlan.Week, anlan.TenDay, anlan.Quarter, anlan.Year}

// othersUntil gives the weeks, ten-day periods, quarters and years that the
// framework asks for on the night of asOf.
func (n *Night) othersUntil(asOf time.Time) []period {
	var out []period
	for _, kind := range otherKinds {
		if closed := n.Framework.Periods.Of(kind); closed > 0 {
			out = append(out, periodsUntil(asOf, kind, closed)...)
		}
	}
	return out
}

// otherFigures are the figures of city and counties for other periods than
// months, and the index of past months on the day of the month that tonight is.
type otherFigures struct {
	result indicators.Result
	past   []anlan.IndexRow
}

// otherDraft drafts the framework for other periods, at city and county only:
// weeks and ten-day periods of a township are small cells for the most part,
// and a scan by county carries the many more days at which these periods begin
// and end at little cost. nil where the framework asks for none. The past
// months that the running one is held against are scanned with them.
func (b *build) otherDraft(ctx context.Context, past []pastMonth) (*indicators.Draft, error) {
	ends := make([]indicators.PeriodEnd, len(b.others))
	for i, p := range b.others {
		ends[i] = indicators.PeriodEnd{Period: p.String(), End: p.until, Final: p.final, From: p.Start}
	}
	ends = append(ends, b.pastEnds(past)...)
	if len(ends) == 0 || len(b.Levels) < int(anlan.County) {
		return nil, nil
	}
	coverage, err := b.coverage(ctx)
	if err != nil {
		return nil, err
	}
	return b.Framework.Draft(indicators.CompileInput{
		Tables: b.set.Tables(), Levels: b.Levels[:anlan.County], Ends: ends, Coverage: coverage, Dialect: queries.DuckDB,
	})
}

// otherPeriods judges the figures of other periods than months.
func (b *build) otherPeriods(m measured, vetoes []indicators.VetoFact, areas []anlan.Area, adequacy []anlan.Adequacy, cells *indicators.Cells) (out otherFigures, err error) {
	if m.otherDraft == nil {
		return out, nil
	}
	b.progress("scores of other periods")
	final := map[string]bool{}
	for _, p := range b.others {
		final[p.String()] = p.final
	}
	all, err := b.Framework.Evaluate(indicators.EvaluateInput{
		Vetoes: vetoes, Measures: m.others, Areas: areas, Levels: b.Levels, Final: final, Skipped: m.otherDraft.Skipped, Stretches: m.otherDraft.Stretches,
		Adequacy: slices.Concat(b.ofMonths(adequacy), ofPast(adequacy, m.past)), Cells: cells,
	})
	if err != nil {
		return out, fmt.Errorf("evaluate %s for weeks to years: %w", b.Framework.ID, err)
	}
	out.result.Scores = slices.DeleteFunc(all.Scores, func(s anlan.Score) bool { _, ok := final[s.Period]; return !ok })
	for _, x := range all.Index {
		if _, ok := final[x.Period]; ok {
			out.result.Index = append(out.result.Index, x)
		} else {
			out.past = append(out.past, x)
		}
	}
	return out, nil
}
