package night

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

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
	defer looseCollector()()
	if err := n.inOrder(ctx, asOf); err != nil {
		return 0, err
	}
	tx, err := n.Lake.Begin(ctx, "build "+asOf.Format(anlan.DateFormat))
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	kept := sync.OnceValue(func() map[string][]anlan.Measure { return n.readKept(asOf) })
	known := sync.OnceValue(n.readIntervals)
	go func() { kept(); known() }() // while the lake is opened
	b, err := n.openFacts(ctx, asOf)
	if err != nil {
		return 0, err
	}
	done := sync.OnceFunc(func() {
		_ = tx.Wait() // jobs behind read the session; Commit tells of their errors
		b.beside.Wait()
		b.session.Close() // whichever it is by then
	})
	defer done()
	// A build asks several things at once, and judges and writes beside: an engine
	// that took every processor for each would spend a tenth on dividing the work.
	if err := b.session.Exec(ctx, fmt.Sprintf("SET threads = %d", max(1, runtime.GOMAXPROCS(0)/2))); err != nil {
		return 0, err
	}

	m, err := b.measure(ctx, tx, kept)
	if err != nil {
		return 0, err
	}
	measures := m.months
	if !slices.ContainsFunc(measures, func(m anlan.Measure) bool { return m.Num != nil }) {
		return 0, anlan.Errorf(anlan.Invalid, "no figure can be made as of %s: no data set covers a window that ends there", asOf.Format(anlan.DateFormat)).
			WithNext("the figures of the last build stay")
	}
	if err := b.storeMarts(ctx, tx); err != nil {
		return 0, err
	}
	// After the marts: who asks the engine meanwhile has to wait for it.
	if err := tx.Behind(func() error { b.settlePartials(ctx); return nil }); err != nil {
		return 0, err
	}
	b.beside.Go(func() { n.keepMeasures(asOf, m.keep) })
	if err := b.storeMeasures(ctx, tx, m); err != nil {
		return 0, err
	}
	quality := later(b, func() (dataQuality, error) { return b.readQuality(ctx) })
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
	adequacy := b.Framework.Adequacies(m.adequacy, b.adequacyPeriods(m.past))
	cells := n.Framework.Cells(areas, measures, m.others)
	result, err := n.Framework.Evaluate(indicators.EvaluateInput{
		Adequacy: adequacy, Cells: cells,
		Vetoes:   facts.confirmed(n.Framework),
		Measures: measures, Areas: areas, Levels: n.Levels, Final: final, Skipped: m.draft.Skipped, Intervals: known(),
	})
	if err != nil {
		return 0, fmt.Errorf("evaluate %s: %w", n.Framework.ID, err)
	}
	other, err := b.otherPeriods(m, facts.confirmed(n.Framework), areas, adequacy, cells)
	if err != nil {
		return 0, err
	}
	b.beside.Go(func() { n.keepIntervals(known()) })
	if err := b.storeCells(ctx, tx, cells); err != nil {
		return 0, err
	}
	if err := b.store(ctx, tx, result, other.result); err != nil {
		return 0, err
	}
	if err := b.storeAdequacy(ctx, tx, n.Framework.WithholdAdequacy(slices.Clone(adequacy), m.adequacy, cells)); err != nil {
		return 0, err
	}
	n.progress("assessment")
	assessed := later(b, func() (assessment, error) { return b.assess(ctx, facts, measures, areas, result) })
	if err := b.storeContributions(ctx, tx, areas, result); err != nil {
		return 0, err
	}
	a, err := assessed()
	if err != nil {
		return 0, err
	}
	if err := b.storeAssessment(ctx, tx, a); err != nil {
		return 0, err
	}
	q, err := quality()
	if err != nil {
		return 0, err
	}
	if err := b.storeQuality(ctx, tx, q); err != nil {
		return 0, err
	}
	if err := b.storeRestatement(ctx, tx, result.Scores); err != nil {
		return 0, err
	}
	if err := b.storeRevisions(ctx, tx, slices.Concat(result.Index, other.result.Index)); err != nil {
		return 0, err
	}
	if err := b.storeNowcast(ctx, tx, result.Index, other.past, m.past); err != nil {
		return 0, err
	}
	if err := b.storeNames(ctx, tx); err != nil {
		return 0, err
	}
	if err := tx.Wait(); err != nil {
		return 0, err
	}
	go done() // nobody reads any more: its memory is given back while the catalog is written
	if err := tx.RecordNight(ctx, asOf.Format(anlan.DateFormat), StepBuild); err != nil {
		return 0, err
	}
	if _, err := tx.Commit(ctx); err != nil {
		return 0, err
	}
	return int64(len(measures)), nil
}

// later begins to work something out of a build while the caller goes on to
// something else. wait waits for it and gives it.
func later[T any](b *build, work func() (T, error)) (wait func() (T, error)) {
	var out T
	var err error
	done := make(chan struct{})
	b.beside.Go(func() {
		defer close(done)
		out, err = work()
	})
	return func() (T, error) {
		<-done
		return out, err
	}
}

// looseCollector lets the collector of memory wait longer while a build holds
// some hundred thousand figures, each with a few pointers: to go through them
// again and again would cost a fifth of the build. It gives back what undoes it.
func looseCollector() func() {
	before := debug.SetGCPercent(buildGC)
	if before < 0 || before > buildGC {
		debug.SetGCPercent(before) // as it was asked for
	}
	return func() { debug.SetGCPercent(before) }
}

// buildGC is the collector's target while a build runs, in percent.
const buildGC = 300

// build is one build under way.
type build struct {
	*Night
	asOf    time.Time
	session *lake.Session
	set     *queries.Set
	periods []period
	others  []period                   // beside the months, of city and counties
	covers  map[string]indicators.Span // by data set; nil until asked for

	marts  []mart         // that are plain SQL
	beside sync.WaitGroup // what is worked out while something else is

	partials *partials // nil: plans read the facts themselves
}

// openBuild opens a session on the lake's newest snapshot with the facts as views.
func (n *Night) openBuild(ctx context.Context, asOf time.Time) (*build, error) {
	b, err := n.openFacts(ctx, asOf)
	if err != nil {
		return nil, err
	}
	if err := b.showCounts(ctx); err != nil {
		b.session.Close()
		return nil, err
	}
	return b, nil
}

// openFacts does what openBuild does, but for counts and what reads them: see
// showCounts.
func (n *Night) openFacts(ctx context.Context, asOf time.Time) (*build, error) {
	head, err := n.Lake.Head(ctx)
	if err != nil {
		return nil, err
	}
	b := &build{Night: n, asOf: asOf, periods: periodsUntil(asOf, anlan.Month, ClosedMonths), others: n.othersUntil(asOf)}
	g, at := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		b.set, err = loadQueries(at, n.Lake, head.ID, n.Queries, false)
		return err
	})
	g.Go(func() (err error) {
		b.session, err = n.Lake.Session(at, head.ID)
		return err
	})
	g.Go(func() (err error) {
		_, err = b.coverage(at)
		return err
	})
	if err := g.Wait(); err != nil {
		if b.session != nil {
			b.session.Close()
		}
		return nil, err
	}
	return b, b.prepare(ctx)
}

// reopen opens a session on a snapshot in place of one that is closed.
func (b *build) reopen(ctx context.Context, snapshot int64) (err error) {
	if b.session, err = b.Lake.Session(ctx, snapshot); err != nil {
		return err
	}
	return b.prepare(ctx)
}

// prepare lets the session read the facts as views; where it fails it closes it.
func (b *build) prepare(ctx context.Context) error {
	s := b.session
	// A build reads the same files many times over: their heads are kept.
	err := s.Exec(ctx, "SET GLOBAL parquet_metadata_cache = true")
	if err == nil {
		without, _ := counting(b.set)
		err = views(ctx, s, without, params(b.Levels, b.asOf), false)
	}
	if err == nil {
		err = keepAreas(ctx, s, b.set)
	}
	if err != nil {
		s.Close()
		return fmt.Errorf("open the lake for a build: %w", err)
	}
	return nil
}

// keptAreas are the facts that keepAreas makes tables of the session.
var keptAreas = []string{"dim_area_bridge", "dim_area"}

// keepAreas works out once what nearly every query of a build reads beside its
// facts: the areas, and which of them those that have ended went into.
func keepAreas(ctx context.Context, s *lake.Session, set *queries.Set) error {
	for _, name := range keptAreas {
		if _, ok := set.Query(name); !ok {
			continue
		}
		if err := s.Materialise(ctx, name, "SELECT * FROM "+name); err != nil {
			return err
		}
	}
	return nil
}

// monthDraft drafts the framework for months against what the lake holds.
func (b *build) monthDraft(ctx context.Context) (*indicators.Draft, error) {
	coverage, err := b.coverage(ctx)
	if err != nil {
		return nil, err
	}
	ends := make([]indicators.PeriodEnd, len(b.periods))
	for i, p := range b.periods {
		ends[i] = indicators.PeriodEnd{Period: p.String(), End: p.until, Final: p.final}
	}
	return b.Framework.Draft(indicators.CompileInput{
		Tables: b.set.Tables(), Levels: b.Levels, Ends: ends, Coverage: coverage, Dialect: queries.DuckDB,
	})
}

// measured are the figures that all else of a build rests on.
type measured struct {
	draft      *indicators.Draft // of the months
	otherDraft *indicators.Draft // nil where the framework asks for no other periods
	months     []anlan.Measure
	others     []anlan.Measure
	adequacy   []anlan.Measure // terms of the adequacy factors
	past       []pastMonth     // that the running month is held against
	keep       []keptKey       // all of them, for the next night
}

// measure drafts the framework for months, for other periods and for the
// factors of adequacy, and runs the three over one set of partial sums. Where
// these cannot be read or written they are made anew, and where that fails too
// (a full disk) the plans read the facts themselves: the figures are the same.
// kept gives what earlier nights have kept.
func (b *build) measure(ctx context.Context, tx *lake.Tx, kept func() map[string][]anlan.Measure) (m measured, err error) {
	coverage, err := b.coverage(ctx)
	if err != nil {
		return m, err
	}
	m.past = b.pastMonths(coverage)
	var adequacy *indicators.Draft
	g, at := errgroup.WithContext(ctx)
	g.Go(func() (err error) { m.draft, err = b.monthDraft(at); return err })
	g.Go(func() (err error) { m.otherDraft, err = b.otherDraft(at, m.past); return err })
	g.Go(func() (err error) { adequacy, err = b.adequacyDraft(at, m.past); return err })
	if err := g.Wait(); err != nil {
		return m, err
	}
	list := []asked{{what: "measures", draft: m.draft}, {what: "other periods", draft: m.otherDraft}, {what: "adequacy", draft: adequacy}}
	early := b.readCounts(list)
	for try := range 3 {
		err = nil
		if early {
			err = b.showCounts(ctx)
		}
		if err == nil && try < 2 {
			err = b.openPartials(ctx, list)
		}
		if err == nil || try == 2 {
			marts := b.makeMarts(ctx, tx)
			err = b.runAll(ctx, &m, list, kept)
			err = cmp.Or(err, marts())
		}
		if err == nil || try == 2 || ctx.Err() != nil {
			break
		}
		b.progress("partial sums are made anew: " + err.Error())
		if e := b.dropPartials(ctx); e != nil {
			return m, errors.Join(err, e)
		}
	}
	return m, err
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
