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
// months.
type otherFigures struct {
	measures []anlan.Measure
	result   indicators.Result
}

// with gives the months' results and these together.
func (o otherFigures) with(months indicators.Result) indicators.Result {
	return indicators.Result{Scores: slices.Concat(months.Scores, o.result.Scores), Index: slices.Concat(months.Index, o.result.Index)}
}

// otherPlan compiles the framework for other periods, at city and county only:
// weeks and ten-day periods of a township are small cells for the most part,
// and a scan by county carries the many more days at which these periods begin
// and end at little cost. nil where the framework asks for none.
func (b *build) otherPlan(ctx context.Context) (*indicators.Plan, error) {
	if len(b.others) == 0 || len(b.Levels) < int(anlan.County) {
		return nil, nil
	}
	ends := make([]indicators.PeriodEnd, len(b.others))
	for i, p := range b.others {
		ends[i] = indicators.PeriodEnd{Period: p.String(), End: p.until, Final: p.final, From: p.Start}
	}
	coverage, err := b.coverage(ctx)
	if err != nil {
		return nil, err
	}
	return b.Framework.Compile(indicators.CompileInput{
		Tables: b.set.Tables(), Levels: b.Levels[:anlan.County], Ends: ends, Coverage: coverage, Dialect: queries.DuckDB,
	})
}

// otherPeriods makes the figures of other periods than months. It comes after
// the months' measures have been read: the statements have the same names.
func (b *build) otherPeriods(ctx context.Context, vetoes []indicators.VetoFact, areas []anlan.Area, adequacy []anlan.Adequacy) (out otherFigures, err error) {
	plan, err := b.otherPlan(ctx)
	if plan == nil || err != nil {
		return out, err
	}
	b.progress("other periods")
	if out.measures, err = b.run(ctx, plan, "other periods"); err != nil {
		return out, err
	}
	final := map[string]bool{}
	for _, p := range b.others {
		final[p.String()] = p.final
	}
	out.result, err = b.Framework.Evaluate(indicators.EvaluateInput{
		Vetoes: vetoes, Measures: out.measures, Areas: areas, Levels: b.Levels, Final: final, Skipped: plan.Skipped, Stretches: plan.Stretches,
		Adequacy: b.ofMonths(adequacy),
	})
	if err != nil {
		return out, fmt.Errorf("evaluate %s for weeks to years: %w", b.Framework.ID, err)
	}
	return out, nil
}
