package night

import (
	"context"
	"database/sql"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Days after the end of a month or quarter by which its figures are due; a
// day's are due the next morning at six.
const (
	dueMonthly   = 8
	dueQuarterly = 10
	dueHour      = 6
)

// quality says of every batch how it came: in time or late after its data
// set's rhythm, and how much of it was good. The files of a data set's first
// delivery are its history: none of them is late.
func (n *Night) quality(batches []anlan.Batch) []anlan.BatchQuality {
	source := map[string]Source{}
	for _, s := range n.Sources {
		source[s.Dataset] = s
	}
	first := map[string]time.Time{}
	for _, b := range batches {
		if at, ok := first[b.Dataset]; !ok || b.ReceivedAt.Before(at) {
			first[b.Dataset] = b.ReceivedAt
		}
	}
	out := make([]anlan.BatchQuality, 0, len(batches))
	for _, b := range batches {
		if b.Status == anlan.BatchNotice {
			continue // it reports of no day
		}
		q := anlan.BatchQuality{Batch: b.ID, Dataset: b.Dataset, Source: b.Source, ReceivedAt: b.ReceivedAt, Status: b.Status,
			Received: b.Received, Landed: b.Landed, Rejected: b.Rejected, Flagged: b.Flagged, NotLocated: b.NotLocated}
		if last, due, ok := n.due(b, source[b.Dataset]); ok {
			q.DataDate = last.Format(anlan.DateFormat)
			if b.ReceivedAt.After(first[b.Dataset]) && len(b.Mends) == 0 { // what comes back mended is due on no day
				late := daysLate(due, b.ReceivedAt)
				q.DaysLate = &late
			}
		}
		out = append(out, q)
	}
	return out
}

// due gives the last day a batch reports for, and when it should have come; ok
// is false where nothing is due: the data set comes when something changes, or
// the file does not say what it is for.
func (n *Night) due(b anlan.Batch, s Source) (last, due time.Time, ok bool) {
	if s.Contract == nil { // no source of the settings any more
		return last, due, false
	}
	rhythm, day := s.Contract.Rhythm, n.dataDay(b)
	if rhythm != "daily" && !b.LastEvent.IsZero() {
		day = dayOf(b.LastEvent, n.Loc) // the name of a monthly file says when it was sent
	}
	if day.IsZero() {
		return last, due, false
	}
	kind := anlan.Day
	if rhythm != "daily" {
		kind = reportsBy(rhythm)
	}
	if kind == 0 {
		return last, due, false
	}
	p := anlan.NewPeriod(kind, day)
	return p.End.AddDate(0, 0, -1), n.dueOf(s, p), true
}

// dueOf gives the instant at which a source's data of a period have to be
// there, as its contract says; else as is usual of its rhythm. Working days are
// Monday to Friday: there is no calendar of holidays.
func (n *Night) dueOf(s Source, p anlan.Period) time.Time {
	due := s.Contract.Due
	if due.Days == 0 {
		return duePeriod(p)
	}
	day := p.End.AddDate(0, 0, -1)
	for due.Working && p.Kind == anlan.Day && !weekday(day) {
		day = day.AddDate(0, 0, 1) // what happened at the weekend comes with Monday's
	}
	for left := due.Days; left > 0; {
		day = day.AddDate(0, 0, 1)
		if !due.Working || weekday(day) {
			left--
		}
	}
	if due.Time == "" {
		return day.AddDate(0, 0, 1)
	}
	at, err := time.Parse("15:04", due.Time)
	if err != nil { // the contract was read: it is a time
		return day
	}
	return time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, n.Loc)
}

func weekday(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

func duePeriod(p anlan.Period) time.Time {
	switch p.Kind {
	case anlan.Day:
		return DueNight(p.Start)
	case anlan.Quarter:
		return p.End.AddDate(0, 0, dueQuarterly)
	}
	return p.End.AddDate(0, 0, dueMonthly)
}

// daysLate counts the days begun since a batch was due.
func daysLate(due, received time.Time) int64 {
	if !received.After(due) {
		return 0
	}
	return int64(received.Sub(due)/(24*time.Hour)) + 1
}

func readQuality(ctx context.Context, s *lake.Session, loc *time.Location) ([]anlan.BatchQuality, error) {
	var out []anlan.BatchQuality
	err := each(ctx, s, `select batch_id, dataset, source, data_date, received_at, days_late, status, received, landed, rejected, flagged, not_located
		from batch_quality order by batch_id`, func(r *sql.Rows) error {
		var q anlan.BatchQuality
		var at time.Time
		err := r.Scan(&q.Batch, &q.Dataset, &q.Source, &q.DataDate, &at, &q.DaysLate, &q.Status, &q.Received, &q.Landed, &q.Rejected, &q.Flagged, &q.NotLocated)
		q.ReceivedAt = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, loc)
		out = append(out, q)
		return err
	})
	return out, err
}

func readRejectCounts(ctx context.Context, s *lake.Session) ([]anlan.RejectCount, error) {
	var out []anlan.RejectCount
	err := each(ctx, s, `select batch_id, rule, "rows" from batch_reject_rule order by batch_id, rule`, func(r *sql.Rows) error {
		var c anlan.RejectCount
		err := r.Scan(&c.Batch, &c.Rule, &c.Rows)
		out = append(out, c)
		return err
	})
	return out, err
}

// recentQuality keeps what belongs to the batches an edition lists.
func recentQuality(quality []anlan.BatchQuality, rejects []anlan.RejectCount, batches []anlan.Batch) ([]anlan.BatchQuality, []anlan.RejectCount) {
	kept := map[string]bool{}
	for _, b := range batches {
		kept[b.ID] = true
	}
	var q []anlan.BatchQuality
	var c []anlan.RejectCount
	for _, x := range quality {
		if kept[x.Batch] {
			q = append(q, x)
		}
	}
	for _, x := range rejects {
		if kept[x.Batch] {
			c = append(c, x)
		}
	}
	return q, c
}
