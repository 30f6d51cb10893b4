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
	rhythm := map[string]string{}
	for _, s := range n.Sources {
		rhythm[s.Dataset] = s.Contract.Rhythm
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
		if last, due, ok := n.due(b, rhythm[b.Dataset]); ok {
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
func (n *Night) due(b anlan.Batch, rhythm string) (last, due time.Time, ok bool) {
	day := n.dataDay(b)
	if rhythm != "daily" && !b.LastEvent.IsZero() {
		day = dayOf(b.LastEvent, n.Loc) // the name of a monthly file says when it was sent
	}
	if day.IsZero() {
		return last, due, false
	}
	switch rhythm {
	case "daily":
		return day, time.Date(day.Year(), day.Month(), day.Day()+1, dueHour, 0, 0, 0, n.Loc), true
	case "monthly", "wave":
		end := anlan.NewPeriod(anlan.Month, day).End
		return end.AddDate(0, 0, -1), end.AddDate(0, 0, dueMonthly), true
	case "quarterly":
		end := anlan.NewPeriod(anlan.Quarter, day).End
		return end.AddDate(0, 0, -1), end.AddDate(0, 0, dueQuarterly), true
	}
	return last, due, false
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
