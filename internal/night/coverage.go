package night

import (
	"context"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// grace is how many days a daily source may lag before the running month's
// figures count as not covered. Until then they stand on what has come, and
// the data line says that the source is late.
const grace = 3

// changeGrace is the same for lists that come when something changes.
const changeGrace = 45

// reportsBy gives the length of the periods that the rows of a data set report
// on, 0 where they stand on their own days. A survey has one wave a month.
func reportsBy(rhythm string) anlan.PeriodKind {
	switch rhythm {
	case "monthly", "wave":
		return anlan.Month
	case "quarterly":
		return anlan.Quarter
	}
	return 0
}

// coverage gives the days each data set covers: from its first event to the
// last day it has reported for, without the days or periods between them that
// never came, were held or taken back. What comes as reports on whole periods
// covers those of its first and last event, whenever the files came.
func (b *build) coverage(ctx context.Context) (map[string]indicators.Span, error) {
	if b.covers != nil {
		return b.covers, nil
	}
	batches, err := b.Lake.Batches(ctx, 0)
	if err != nil {
		return nil, err
	}
	b.covers = b.coverageOf(batches, b.asOf)
	return b.covers, nil
}

func (n *Night) coverageOf(batches []anlan.Batch, asOf time.Time) map[string]indicators.Span {
	first, last, event := map[string]time.Time{}, map[string]time.Time{}, map[string]time.Time{}
	for _, x := range batches {
		if x.Status != anlan.BatchLanded || x.Landed == 0 && x.Received > 0 { // a file without a row says that nothing happened
			continue
		}
		if day := dayOf(x.FirstEvent, n.Loc); !x.FirstEvent.IsZero() && (first[x.Dataset].IsZero() || day.Before(first[x.Dataset])) {
			first[x.Dataset] = day
		}
		if day := dayOf(x.LastEvent, n.Loc); !x.LastEvent.IsZero() && day.After(event[x.Dataset]) {
			event[x.Dataset] = day
		}
		if day := n.dataDay(x); day.After(last[x.Dataset]) {
			last[x.Dataset] = day
		}
	}
	out := map[string]indicators.Span{}
	for _, s := range n.Sources {
		every := reportsBy(s.Contract.Rhythm)
		from, to := first[s.Dataset], last[s.Dataset]
		if every != 0 {
			to = event[s.Dataset]
		}
		if from.IsZero() || to.IsZero() {
			continue
		}
		allowed := changeGrace
		if s.Contract.Rhythm == "daily" {
			allowed = grace
		}
		if every == 0 && !asOf.After(to.AddDate(0, 0, allowed)) {
			to = asOf
		}
		if span, ok := out[s.Dataset]; ok { // two sources of one data set
			from, to = minTime(from, span.First), maxTime(to, span.Last)
		}
		out[s.Dataset] = indicators.Span{First: from, Last: to, Every: every}
	}
	gaps := n.gaps(n.intervals(batches, nil, DueNight(asOf)), asOf)
	for id, span := range out {
		span.Gaps = within(gaps[id], span, asOf)
		out[id] = span
	}
	return out
}

// gaps gives the stretches that each data set has not reported for: an interval
// of any of its sources whose data are not in the lake. A source is waited for
// a few days.
func (n *Night) gaps(list []anlan.Interval, asOf time.Time) map[string][]indicators.Gap {
	out := map[string][]indicators.Gap{}
	for _, x := range list {
		p, err := anlan.ParsePeriod(x.Period, n.Loc)
		if err != nil || x.Here() {
			continue
		}
		if p.Kind == anlan.Day && p.Start.After(asOf.AddDate(0, 0, -grace)) {
			continue
		}
		out[x.Dataset] = append(out[x.Dataset], indicators.Gap{From: p.Start, Until: p.End})
	}
	return out
}

// within keeps the gaps between a span's ends, joined and in order.
func within(gaps []indicators.Gap, s indicators.Span, asOf time.Time) []indicators.Gap {
	slices.SortFunc(gaps, func(a, b indicators.Gap) int { return a.From.Compare(b.From) })
	var out []indicators.Gap
	for _, g := range gaps {
		if !g.Until.After(s.First) || g.From.After(s.Last) {
			continue
		}
		if k := len(out) - 1; k >= 0 && !g.From.After(out[k].Until) {
			out[k].Until = maxTime(out[k].Until, g.Until)
			continue
		}
		out = append(out, g)
	}
	return out
}
