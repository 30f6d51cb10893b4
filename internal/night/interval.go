package night

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// IntervalMonths is how far back intervals are kept: as far as a figure looks,
// a window of a year at the end of the oldest closed month.
const IntervalMonths = ClosedMonths + 13

// Intervals says what was expected of every source at an instant, by data set,
// source and period, oldest first: what has come in the lake, what is late,
// what is missing. It is worked out from the batches, which are committed with
// their rows, so that it cannot say anything else than the lake does.
func (n *Night) Intervals(ctx context.Context, at time.Time) ([]anlan.Interval, error) {
	batches, err := n.Lake.Batches(ctx, 0)
	if err != nil {
		return nil, err
	}
	nights, err := n.Lake.Nights(ctx)
	if err != nil {
		return nil, err
	}
	return n.intervals(batches, nights, at), nil
}

// DueNight is the instant at which the data of the night of asOf is due.
func DueNight(asOf time.Time) time.Time {
	y, m, d := asOf.Date()
	return time.Date(y, m, d+1, dueHour, 0, 0, 0, asOf.Location())
}

func (n *Night) intervals(batches []anlan.Batch, nights []lake.Night, at time.Time) []anlan.Interval {
	at = at.In(n.Loc)
	var lists [][]anlan.Interval
	for _, f := range n.feeds(batches, at) {
		list := f.intervals(n, at, nights)
		f.guard(list)
		lists = append(lists, list)
	}
	out := slices.Concat(lists...)
	slices.SortStableFunc(out, func(a, b anlan.Interval) int {
		return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(a.Source, b.Source), strings.Compare(a.Period, b.Period))
	})
	return out
}

// feed is a source with what it has sent.
type feed struct {
	source  Source
	every   anlan.PeriodKind // of its intervals
	oldest  time.Time        // no interval before
	batches []anlan.Batch
	spans   []span // of the batches, in their order
}

// span is the intervals that a batch is for, by the starts of the first and the
// last of them. A batch for none has a zero first.
type span struct {
	first, last time.Time
	own         bool // rows of one interval alone, and of all of it
}

// feeds gives the sources whose data come by a rhythm, each with its batches.
// Of two sources of one data set a file is that one's whose pattern it fits.
func (n *Night) feeds(batches []anlan.Batch, at time.Time) []*feed {
	var out []*feed
	byDataset := map[string][]*feed{}
	for _, s := range n.Sources {
		every := anlan.Day
		if s.Contract.Rhythm != "daily" {
			every = reportsBy(s.Contract.Rhythm)
		}
		if every == 0 {
			continue // it comes when something changes
		}
		f := &feed{source: s, every: every, oldest: anlan.NewPeriod(every, at.AddDate(0, -IntervalMonths, 0)).Start}
		out, byDataset[s.Dataset] = append(out, f), append(byDataset[s.Dataset], f)
	}
	for _, b := range batches {
		if b.Status == anlan.BatchNotice {
			continue
		}
		list := byDataset[b.Dataset]
		for i, f := range list {
			if i == len(list)-1 || f.sends(b.Source) {
				f.batches = append(f.batches, b)
				break
			}
		}
	}
	for _, f := range out {
		f.spans = n.spans(f)
	}
	return out
}

// sends says whether a file's name fits the source's pattern.
func (f *feed) sends(name string) bool {
	pattern := strings.ReplaceAll(f.name(), "{date}", "????-??-??")
	if f.source.Pull != nil {
		pattern += "_????-??-??_p*"
	}
	ok, err := filepath.Match(pattern, name)
	return err == nil && ok
}

// name is the source as the ledger calls it.
func (f *feed) name() string {
	if f.source.Pull != nil {
		return f.source.Pull.Name
	}
	return filepath.Base(f.source.Pattern)
}

// intervals lays out the feed's intervals up to the one that holds the instant,
// and says of each what has come for it.
func (f *feed) intervals(n *Night, at time.Time, nights []lake.Night) []anlan.Interval {
	first := time.Time{}
	for _, s := range f.spans {
		if !s.first.IsZero() && (first.IsZero() || s.first.Before(first)) {
			first = s.first
		}
	}
	if first.IsZero() { // it has sent nothing at all: what is due tonight is missing
		first = anlan.NewPeriod(f.every, at.AddDate(0, 0, -1)).Start
	}
	var periods []anlan.Period
	place := map[int64]int{} // of a period, by its start
	for p := anlan.NewPeriod(f.every, maxTime(first, f.oldest)); !p.Start.After(at); p = anlan.NewPeriod(f.every, p.End) {
		place[p.Start.Unix()] = len(periods)
		periods = append(periods, p)
	}
	list, name := make([]anlan.Interval, len(periods)), f.name()
	for i, p := range periods {
		list[i] = anlan.Interval{Dataset: f.source.Dataset, Source: name, Period: p.String(), Due: n.dueOf(f.source, p)}
	}
	landed, held, taken := make([]int, len(list)), make([]int, len(list)), make([]int, len(list))
	late := make([]bool, len(list))
	shown, built := published(nights, n.Loc), lastBuild(nights)
	for i, b := range f.batches {
		s := f.spans[i]
		if s.first.IsZero() {
			continue
		}
		for p := anlan.NewPeriod(f.every, maxTime(s.first, f.oldest)); !p.Start.After(s.last); p = anlan.NewPeriod(f.every, p.End) {
			at, ok := place[p.Start.Unix()]
			if !ok {
				break
			}
			x := &list[at]
			x.Files++
			switch b.Status {
			case anlan.BatchHeld:
				held[at]++
				continue
			case anlan.BatchWithdrawn:
				taken[at]++
				continue
			}
			landed[at]++
			if x.Arrived.IsZero() || b.ReceivedAt.Before(x.Arrived) {
				x.Arrived = b.ReceivedAt
			}
			if b.ReceivedAt.After(x.Changed) {
				x.Changed = b.ReceivedAt
			}
			if when := shown(p.End.AddDate(0, 0, -1)); !when.IsZero() && b.ReceivedAt.After(when) {
				late[at] = true
			}
			if s.own {
				add(&x.Received, b.Received)
				add(&x.Landed, b.Landed)
				add(&x.Rejected, b.Rejected)
			}
		}
	}
	for i := range list {
		x, p := &list[i], periods[i]
		switch {
		case landed[i] > 0 && (late[i] || taken[i] > 0 && !shown(p.End.AddDate(0, 0, -1)).IsZero()):
			x.State = anlan.IntervalRestated
		case landed[i] > 0 && x.Changed.After(built):
			x.State = anlan.IntervalLanded
		case landed[i] > 0:
			x.State = anlan.IntervalChecked
		case held[i] > 0:
			x.State = anlan.IntervalHeld
		case taken[i] > 0:
			x.State = anlan.IntervalWithdrawn
		case at.Before(x.Due):
			x.State = anlan.IntervalExpected
		case at.Before(x.Due.AddDate(0, 0, patience[f.every])):
			x.State = anlan.IntervalLate
		default:
			x.State = anlan.IntervalMissing
		}
	}
	return list
}

// patience is how many days what is due may be late before it is missing. A
// month's report is missing when figures stop standing on the one before.
var patience = map[anlan.PeriodKind]int{anlan.Day: 1, anlan.Month: 7, anlan.Quarter: 10}

func add(to **int64, n int64) {
	if *to == nil {
		*to = new(int64)
	}
	**to += n
}

// published gives, for a day, when the first edition that holds it was
// published; the zero time for none.
func published(nights []lake.Night, loc *time.Location) func(day time.Time) time.Time {
	type edition struct {
		asOf string
		at   time.Time
	}
	var done []edition
	for _, x := range nights { // in the order of nights
		if x.Step == lake.NightDone {
			done = append(done, edition{x.AsOf, x.Finished})
		}
	}
	for i := len(done) - 2; i >= 0; i-- { // a later night may have been published before
		if done[i+1].at.Before(done[i].at) {
			done[i].at = done[i+1].at
		}
	}
	return func(day time.Time) time.Time {
		text := day.In(loc).Format(anlan.DateFormat)
		i, _ := slices.BinarySearchFunc(done, text, func(e edition, day string) int { return strings.Compare(e.asOf, day) })
		if i == len(done) {
			return time.Time{}
		}
		return done[i].at
	}
}

// lastBuild is when the last build ended, the zero time before the first.
func lastBuild(nights []lake.Night) time.Time {
	var last time.Time
	for _, x := range nights {
		if x.Step == StepBuild && x.Finished.After(last) {
			last = x.Finished
		}
	}
	return last
}
