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

// OwnIndex is another framework worked out on the lake, for one period.
type OwnIndex struct {
	Period string
	AsOf   string // night whose lake it stands on
	Rows   []OwnRow
	// Skipped are indicators that this lake has no data for, with the reason.
	Skipped []indicators.Skip
}

// OwnRow is what one area has. A category is nil where it has no score or where
// its score would tell a small count.
type OwnRow struct {
	Area       anlan.Area
	Total      anlan.IndexRow
	Categories map[string]*float64
	Run        int              // periods running with this colour, as far as they were looked at
	Follows    *indicators.Text // what the framework's rule of runs says, nil for nothing
}

// WorkOut works out a framework by its own rhythm and rules for the period that
// holds day (zero: the last one that had ended by the last night), on the lake
// as it is now. A period that has not ended by the last night is Invalid.
func (n *Night) WorkOut(ctx context.Context, f *indicators.Framework, day time.Time) (*OwnIndex, error) {
	last, ok, err := n.lastFinished(ctx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, anlan.Errorf(anlan.NotFound, "the lake has no finished night to take data from").WithNext("run 'anlan nightly'")
	}
	closed := periodsUntil(last, f.Kind(), 1)
	target := closed[len(closed)-1].Period
	if !day.IsZero() {
		target = anlan.NewPeriod(f.Kind(), day)
	}
	if target.End.After(tonight(last)) {
		return nil, anlan.Errorf(anlan.Invalid, "%s has not ended by the last night, %s", target, last.Format(anlan.DateFormat))
	}
	asked := make([]anlan.Period, f.LongestRun()) // oldest first
	for k, p := len(asked)-1, target; k >= 0; k-- {
		asked[k], p = p, anlan.NewPeriod(p.Kind, p.Start.AddDate(0, 0, -1))
	}
	b, err := n.openBuild(ctx, last)
	if err != nil {
		return nil, err
	}
	defer b.session.Close()
	index, skipped, err := b.judge(ctx, f, asked)
	if err != nil {
		return nil, err
	}
	out := &OwnIndex{Period: target.String(), AsOf: last.Format(anlan.DateFormat), Skipped: skipped}
	areas, err := readAreas(ctx, b.session)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		if row, ok := ownRow(f, a, asked, index); ok {
			out.Rows = append(out.Rows, row)
		}
	}
	return out, nil
}

// judge measures and judges the periods asked for.
func (b *build) judge(ctx context.Context, f *indicators.Framework, asked []anlan.Period) (indicators.Result, []indicators.Skip, error) {
	var none indicators.Result
	coverage, err := b.coverage(ctx)
	if err != nil {
		return none, nil, err
	}
	final := map[string]bool{}
	var ends []indicators.PeriodEnd
	for _, p := range f.Reach(asked) {
		ends = append(ends, indicators.PeriodEnd{Period: p.String(), End: p.End, Final: true, From: p.Start})
		final[p.String()] = true
	}
	plan, err := f.Compile(indicators.CompileInput{Tables: b.set.Tables(), Levels: b.Levels, Ends: ends, Coverage: coverage, Dialect: queries.DuckDB})
	if err != nil {
		return none, nil, err
	}
	measures, err := b.runner().run(ctx, plan, f.ID)
	if err != nil {
		return none, nil, err
	}
	areas, err := readAreas(ctx, b.session)
	if err != nil {
		return none, nil, err
	}
	r, err := f.Evaluate(indicators.EvaluateInput{Measures: measures, Areas: areas, Levels: b.Levels, Final: final, Skipped: plan.Skipped, Stretches: plan.Stretches,
		Cells: f.Cells(areas, measures)})
	if err != nil {
		return none, nil, fmt.Errorf("evaluate %s: %w", f.ID, err)
	}
	return r, plan.Skipped, nil
}

// ownRow puts together what an area has in the last of the periods asked for.
func ownRow(f *indicators.Framework, a anlan.Area, asked []anlan.Period, r indicators.Result) (OwnRow, bool) {
	target := asked[len(asked)-1].String()
	row := OwnRow{Area: a, Categories: map[string]*float64{}}
	colours := make([]anlan.Colour, len(asked))
	found := false
	for _, x := range r.Index {
		at := slices.IndexFunc(asked, func(p anlan.Period) bool { return p.String() == x.Period })
		if x.Area != a.Code || at < 0 {
			continue
		}
		if x.Category == "" {
			colours[at] = x.Colour
		}
		switch {
		case x.Period != target:
		case x.Category == "":
			row.Total, found = x, true
		default:
			row.Categories[x.Category] = x.Score
		}
	}
	if !found {
		return row, false
	}
	row.Run, row.Follows = f.Running(colours)
	for _, code := range f.Telling(r.Scores, a, target) {
		row.Categories[code] = nil
	}
	return row, true
}
