package night

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// steady is how many days in a row a source has to send a file for until it
// counts as sending one a day.
const steady = 3

var rangeInName = regexp.MustCompile(`(\d{4}-\d{2}-\d{2})[_~至-]+(\d{4}-\d{2}-\d{2})`)

// spans says which intervals each batch of a feed is for.
//
// A report covers the months or quarters of its events. A daily file is for its
// day: rows of earlier days in it are news of old cases and no proof that those
// days have come. Only files up to the first of those that came day by day (the
// history), files of sources whose pattern names no day, and files whose name
// gives a range (x_2026-11-05_2026-11-09.csv) are for all days from their first
// event, or of the range.
func (n *Night) spans(f *feed) []span {
	days := n.daysOf(f)
	began := f.steadySince(days)
	out := make([]span, len(f.batches))
	for i, b := range f.batches {
		if b.Landed == 0 && b.Received > 0 && b.Status == anlan.BatchLanded {
			continue // every row was rejected
		}
		if f.every != anlan.Day {
			out[i] = n.reportSpan(f, b)
			continue
		}
		day := n.dataDay(b)
		if day.IsZero() {
			continue
		}
		s := span{first: day, last: day, own: true}
		for f.source.Contract.Due.Working && !weekday(s.first.AddDate(0, 0, -1)) {
			s.first = s.first.AddDate(0, 0, -1) // Monday's file brings the weekend
		}
		if from, to, ok := n.rangeOf(b.Source); ok {
			s = span{first: from, last: to}
		} else if began.IsZero() || !day.After(began) || b.DataDate == "" {
			s = span{first: n.historyFrom(b, day, days), last: day}
		}
		s.own = s.first.Equal(s.last)
		out[i] = s
	}
	return out
}

// reportSpan gives the months or quarters that a report is on. One that is held
// is on those that had ended when it was sent.
func (n *Night) reportSpan(f *feed, b anlan.Batch) span {
	if !b.FirstEvent.IsZero() && !b.LastEvent.IsZero() {
		first, last := anlan.NewPeriod(f.every, dayOf(b.FirstEvent, n.Loc)), anlan.NewPeriod(f.every, dayOf(b.LastEvent, n.Loc))
		return span{first: first.Start, last: last.Start, own: first.Start.Equal(last.Start)}
	}
	day := n.dataDay(b)
	if day.IsZero() || b.Status != anlan.BatchHeld {
		return span{}
	}
	p := anlan.NewPeriod(f.every, anlan.NewPeriod(f.every, day).Start.AddDate(0, 0, -1))
	return span{first: p.Start, last: p.Start, own: true}
}

// historyFrom gives the first day that a file of the history is for: that of
// its first event, or the day after the file before where few events leave the
// days between them empty.
func (n *Night) historyFrom(b anlan.Batch, day time.Time, days []time.Time) time.Time {
	first := day
	if !b.FirstEvent.IsZero() && dayOf(b.FirstEvent, n.Loc).Before(day) {
		first = dayOf(b.FirstEvent, n.Loc)
	}
	i, _ := slices.BinarySearchFunc(days, day, time.Time.Compare)
	if b.DataDate == "" || i == 0 {
		return first
	}
	next := days[i-1].AddDate(0, 0, 1)
	sameMonth := next.Format("2006-01") == first.Format("2006-01")
	if next.Before(first) && (sameMonth || 2*first.Sub(next) <= day.Sub(first)) {
		return next
	}
	return first
}

// daysOf gives the days that the feed's files are named for, in order.
func (n *Night) daysOf(f *feed) []time.Time {
	var list []time.Time
	for _, b := range f.batches {
		if day := n.dataDay(b); b.DataDate != "" && !day.IsZero() {
			list = append(list, day)
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return slices.CompactFunc(list, time.Time.Equal)
}

// steadySince gives the first of the days from which on the source sent a file
// for each of several days in a row, the zero time where it never did.
func (f *feed) steadySince(days []time.Time) time.Time {
	if !strings.Contains(f.source.Pattern, "{date}") {
		return time.Time{}
	}
	for i := range days {
		if i+steady <= len(days) && days[i+steady-1].Equal(days[i].AddDate(0, 0, steady-1)) {
			return days[i]
		}
	}
	return time.Time{}
}

// rangeOf reads a range of days in a file's name.
func (n *Night) rangeOf(name string) (from, to time.Time, ok bool) {
	m := rangeInName.FindStringSubmatch(name)
	if m == nil {
		return from, to, false
	}
	from, err := time.ParseInLocation(anlan.DateFormat, m[1], n.Loc)
	if err != nil {
		return from, to, false
	}
	to, err = time.ParseInLocation(anlan.DateFormat, m[2], n.Loc)
	return from, to, err == nil && !to.Before(from)
}
