package night

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// ClosedMonths is how many months that have ended a build makes figures for:
// a year and the same month of the year before.
const ClosedMonths = 13

// Build makes the figures of the night of asOf from what has landed: measures,
// scores, the index, weekly series and the daily flash, in one commit. It gives
// the number of measures.
func (n *Night) Build(ctx context.Context, asOf time.Time) (rows int64, err error) {
	defer func() { err = full(err) }()
	if err := n.inOrder(ctx, asOf); err != nil {
		return 0, err
	}
	tx, err := n.Lake.Begin(ctx, "build "+asOf.Format(anlan.DateFormat))
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	b, err := n.openBuild(ctx, asOf)
	if err != nil {
		return 0, err
	}
	defer b.session.Close()

	measures, plan, err := b.measures(ctx)
	if err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(measures, func(m anlan.Measure) bool { return m.Num != nil }) {
		return 0, anlan.Errorf(anlan.Invalid, "no figure can be made as of %s: no data set covers a window that ends there", asOf.Format(anlan.DateFormat)).
			WithNext("the figures of the last build stay")
	}
	n.progress("scores")
	areas, err := readAreas(ctx, b.session)
	if err != nil {
		return 0, err
	}
	final := map[string]bool{}
	for _, p := range b.periods {
		final[p.String()] = p.final
	}
	facts, err := b.readVetoes(ctx)
	if err != nil {
		return 0, err
	}
	adequacy, err := b.adequacy(ctx)
	if err != nil {
		return 0, err
	}
	result, err := n.Framework.Evaluate(indicators.EvaluateInput{
		Adequacy: adequacy,
		Vetoes:   facts.confirmed(n.Framework),
		Measures: measures, Areas: areas, Levels: n.Levels, Final: final, Skipped: plan.Skipped,
	})
	if err != nil {
		return 0, fmt.Errorf("evaluate %s: %w", n.Framework.ID, err)
	}
	other, err := b.otherPeriods(ctx, facts.confirmed(n.Framework), areas, adequacy)
	if err != nil {
		return 0, err
	}
	if err := b.store(ctx, tx, slices.Concat(measures, other.measures), other.with(result)); err != nil {
		return 0, err
	}
	if err := b.storeAdequacy(ctx, tx, adequacy); err != nil {
		return 0, err
	}
	if err := b.storeContributions(ctx, tx, areas, result); err != nil {
		return 0, err
	}
	if err := b.storeAssessment(ctx, tx, facts, measures, areas, result); err != nil {
		return 0, err
	}
	if err := b.storeRestatement(ctx, tx, result.Scores); err != nil {
		return 0, err
	}
	if err := b.storeRevisions(ctx, tx, other.with(result).Index); err != nil {
		return 0, err
	}
	if err := b.storeNowcast(ctx, tx, result.Index, other.past, other.months); err != nil {
		return 0, err
	}
	if err := b.storeNames(ctx, tx); err != nil {
		return 0, err
	}
	if err := b.storeMarts(ctx, tx); err != nil {
		return 0, err
	}
	if err := tx.RecordNight(ctx, asOf.Format(anlan.DateFormat), StepBuild); err != nil {
		return 0, err
	}
	if _, err := tx.Commit(ctx); err != nil {
		return 0, err
	}
	return int64(len(measures)), nil
}

// build is one build under way.
type build struct {
	*Night
	asOf    time.Time
	session *lake.Session
	set     *queries.Set
	periods []period
	others  []period                   // beside the months, of city and counties
	covers  map[string]indicators.Span // by data set; nil until asked for
}

// openBuild opens a session on the lake's newest snapshot with the facts as views.
func (n *Night) openBuild(ctx context.Context, asOf time.Time) (*build, error) {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return nil, err
	}
	set, err := loadQueries(ctx, n.Lake, head.ID, n.Queries, false)
	if err != nil {
		return nil, err
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	if err := views(ctx, s, set, params(n.Levels, asOf), false); err != nil {
		s.Close()
		return nil, err
	}
	return &build{Night: n, asOf: asOf, session: s, set: set, periods: periodsUntil(asOf, anlan.Month, ClosedMonths), others: n.othersUntil(asOf)}, nil
}

// plan compiles the framework against what the lake holds.
func (b *build) plan(ctx context.Context) (*indicators.Plan, error) {
	coverage, err := b.coverage(ctx)
	if err != nil {
		return nil, err
	}
	ends := make([]indicators.PeriodEnd, len(b.periods))
	for i, p := range b.periods {
		ends[i] = indicators.PeriodEnd{Period: p.String(), End: p.until, Final: p.final}
	}
	return b.Framework.Compile(indicators.CompileInput{
		Tables: b.set.Tables(), Levels: b.Levels, Ends: ends, Coverage: coverage, Dialect: queries.DuckDB,
	})
}

// measures runs the compiled framework.
func (b *build) measures(ctx context.Context) ([]anlan.Measure, *indicators.Plan, error) {
	plan, err := b.plan(ctx)
	if err != nil {
		return nil, nil, err
	}
	measures, err := b.run(ctx, plan, "measures")
	return measures, plan, err
}

// run runs the statements of a plan and reads its measures.
func (b *build) run(ctx context.Context, plan *indicators.Plan, what string) (measures []anlan.Measure, err error) {
	for i, st := range plan.Statements {
		if b.Progress != nil {
			b.Progress(i, len(plan.Statements), what+": "+st.Name)
		}
		if st.Temp {
			err = b.session.Materialise(ctx, st.Name, st.SQL)
		} else {
			err = b.session.View(ctx, st.Name, st.SQL)
		}
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", st.Name, err)
		}
	}
	if plan.Final == "" {
		return nil, nil
	}
	return readMeasures(ctx, b.session, plan.Final, b.Levels)
}

// dataDay is the last day a batch reports for: its name's date, else its last event.
func (n *Night) dataDay(b anlan.Batch) time.Time {
	if b.DataDate != "" {
		if t, err := time.ParseInLocation(anlan.DateFormat, b.DataDate, n.Loc); err == nil {
			return t
		}
	}
	if b.LastEvent.IsZero() {
		return time.Time{}
	}
	return dayOf(b.LastEvent, n.Loc)
}

// dayOf takes the calendar day of a zoneless time as a day of the city.
func dayOf(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}

func minTime(a, b time.Time) time.Time { return slices.MinFunc([]time.Time{a, b}, time.Time.Compare) }
func maxTime(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }
