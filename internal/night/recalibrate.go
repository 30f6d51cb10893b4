package night

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// RecalibrationMonths is how many closed months goalposts are taken from.
const RecalibrationMonths = 12

// Recalibrated is a proposal of goalposts, and what it would do.
type Recalibrated struct {
	First, Last string // months
	Areas       int    // counties with a figure
	Goals       []indicators.GoalProposal
	// Before and After are the counties' totals of the last month under the
	// newest version's goalposts and under those proposed, by area.
	Before, After []anlan.IndexRow
}

// Recalibrate proposes goalposts at the 5th and 95th percentile of what the
// counties had in the twelve months that ended by until (zero: the last night),
// from the measures in the lake, and judges them anew by both. A year that the lake's figures do not
// hold whole is Invalid.
func (n *Night) Recalibrate(ctx context.Context, until time.Time) (*Recalibrated, error) {
	last, ok, err := n.lastFinished(ctx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, anlan.Errorf(anlan.NotFound, "the lake has no finished night to take figures from").WithNext("run 'anlan nightly'")
	}
	if until.IsZero() {
		until = last
	}
	b, err := n.openBuild(ctx, last)
	if err != nil {
		return nil, err
	}
	defer b.session.Close()
	months := closedMonths(until)
	in, err := b.recalibrationInput(ctx, months)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, m := range in.Measures {
		if m.Level == anlan.County && m.Num != nil {
			found[m.Period] = true
		}
	}
	for _, m := range months {
		if !found[m] {
			return nil, anlan.Errorf(anlan.Invalid, "the lake has no figures of counties for %s: goalposts are set from the %d months %s to %s", m, RecalibrationMonths, months[0], months[len(months)-1]).
				WithNext("give --until a day by which twelve months of figures are there; the figures of a night reach back %d months", ClosedMonths)
		}
	}
	return recalibrated(n.Framework.Newest(), in, months)
}

// recalibrated proposes goalposts for a framework and judges the months by its
// own and by those.
func recalibrated(f *indicators.Framework, in indicators.EvaluateInput, months []string) (*Recalibrated, error) {
	before, err := f.Evaluate(in)
	if err != nil {
		return nil, fmt.Errorf("evaluate %s: %w", f.ID, err)
	}
	out := &Recalibrated{First: months[0], Last: months[len(months)-1],
		Goals: f.Propose(before.Scores, indicators.Recalibration{Level: anlan.County, Low: 0.05, High: 0.95, Least: 2 * len(months)})}
	after, err := f.WithGoals(out.Goals).Evaluate(in)
	if err != nil {
		return nil, fmt.Errorf("evaluate %s with the goalposts proposed: %w", f.ID, err)
	}
	totals := func(r indicators.Result) (rows []anlan.IndexRow) {
		for _, x := range r.Index {
			if x.Level == anlan.County && x.Category == "" && x.Period == out.Last {
				rows = append(rows, x)
			}
		}
		return rows
	}
	out.Before, out.After = totals(before), totals(after)
	out.Areas = len(out.Before)
	return out, nil
}

// closedMonths gives the twelve months that ended by the end of a day.
func closedMonths(until time.Time) []string {
	out := make([]string, 0, RecalibrationMonths)
	for _, p := range periodsUntil(until, anlan.Month, RecalibrationMonths) {
		if p.final && len(out) < RecalibrationMonths {
			out = append(out, p.String())
		}
	}
	slices.Sort(out)
	return out
}

// recalibrationInput reads the measures of city and counties and all else that
// scores depend on.
func (b *build) recalibrationInput(ctx context.Context, months []string) (in indicators.EvaluateInput, err error) {
	there, err := b.holds(ctx, b.session.Snapshot(), "measure")
	if err != nil || !there {
		return in, err
	}
	query := fmt.Sprintf("select * from measure where area_level <= %d and period in ('%s')", anlan.County, strings.Join(months, "', '"))
	if in.Measures, err = readMeasures(ctx, b.session, query, b.Levels); err != nil {
		return in, err
	}
	if there, err = b.holds(ctx, b.session.Snapshot(), adequacyTable.Name); err != nil {
		return in, err
	}
	if there {
		if in.Adequacy, err = readAdequacy(ctx, b.session); err != nil {
			return in, err
		}
	}
	facts, err := b.readVetoes(ctx)
	if err != nil {
		return in, err
	}
	in.Vetoes, in.Levels = facts.confirmed(b.Framework), b.Levels
	in.Areas, err = readAreas(ctx, b.session)
	return in, err
}
