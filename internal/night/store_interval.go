package night

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

type intervalRow struct {
	Dataset  string   `lake:"dataset"`
	Source   string   `lake:"source"`
	Period   string   `lake:"period"`
	State    string   `lake:"state"`
	Due      int64    `lake:"due"`
	Arrived  *int64   `lake:"arrived"`
	Changed  *int64   `lake:"changed"`
	Files    int64    `lake:"files"`
	Received *int64   `lake:"received"`
	Landed   *int64   `lake:"landed"`
	Rejected *int64   `lake:"rejected"`
	Volume   string   `lake:"volume"`
	Usual    *float64 `lake:"usual"`
	Low      *float64 `lake:"low"`
	High     *float64 `lake:"high"`
}

var intervalTable = lake.Table{Name: "data_interval", Comment: "What was expected of every source for each day, month or quarter, and what became of it · 应到数据期次",
	Columns: columns("dataset varchar!", "source varchar!", "period varchar!", "state varchar!", "due timestamp!", "arrived timestamp", "changed timestamp", "files int64!",
		"received int64", "landed int64", "rejected int64", "volume varchar!", "usual float64", "low float64", "high float64"),
	Sort: []string{"dataset", "source", "period"}}

// intervalsOf gives the intervals as the night finds them.
func (b *build) intervalsOf(ctx context.Context, batches []anlan.Batch) ([]anlan.Interval, error) {
	nights, err := b.Lake.Nights(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(b.intervals(batches, nights, DueNight(b.asOf)), func(x anlan.Interval) bool { return b.startOf(x).After(b.asOf) }), nil
}

// storeIntervals writes the intervals. What has come is checked: this build holds
// it against its checks.
func (b *build) storeIntervals(ctx context.Context, tx *lake.Tx, list []anlan.Interval) error {
	return replaceAs(ctx, tx, intervalTable.Name, list, func(x anlan.Interval) intervalRow {
		if x.State == anlan.IntervalLanded {
			x.State = anlan.IntervalChecked
		}
		return intervalRow{x.Dataset, x.Source, x.Period, x.State, *b.clock(x.Due), b.clock(x.Arrived), b.clock(x.Changed), x.Files,
			x.Received, x.Landed, x.Rejected, x.Volume, x.Usual, x.Low, x.High}
	})
}

// clock gives an instant as the city's clocks show it, in microseconds, nil for
// none: times in the lake are the city's, without a zone.
func (n *Night) clock(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	_, offset := t.In(n.Loc).Zone()
	micros := t.UnixMicro() + int64(offset)*1e6
	return &micros
}

func readIntervals(ctx context.Context, s *lake.Session, loc *time.Location) ([]anlan.Interval, error) {
	var out []anlan.Interval
	at := func(t sql.NullTime) time.Time {
		if !t.Valid {
			return time.Time{}
		}
		x := t.Time
		return time.Date(x.Year(), x.Month(), x.Day(), x.Hour(), x.Minute(), x.Second(), 0, loc)
	}
	err := each(ctx, s, `select dataset, source, period, state, due, arrived, changed, files, received, landed, rejected, volume, usual, low, high
		from data_interval order by dataset, source, period`, func(r *sql.Rows) error {
		var x anlan.Interval
		var due, arrived, changed sql.NullTime
		err := r.Scan(&x.Dataset, &x.Source, &x.Period, &x.State, &due, &arrived, &changed, &x.Files, &x.Received, &x.Landed, &x.Rejected, &x.Volume, &x.Usual, &x.Low, &x.High)
		x.Due, x.Arrived, x.Changed = at(due), at(arrived), at(changed)
		out = append(out, x)
		return err
	})
	return out, err
}

// Days of intervals that an edition holds: of what comes daily, and of reports.
const (
	shownDays    = 62
	shownReports = 400
)

// recentIntervals keeps what the data page shows.
func recentIntervals(list []anlan.Interval, asOf time.Time, n *Night) []anlan.Interval {
	return slices.DeleteFunc(list, func(x anlan.Interval) bool {
		days := shownDays
		if len(x.Period) != len(anlan.DateFormat) {
			days = shownReports
		}
		return n.startOf(x).Before(asOf.AddDate(0, 0, -days))
	})
}
