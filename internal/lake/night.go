package lake

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// NightDone is the step whose record finishes a night; the other steps have
// the names the nightly run gives them.
const NightDone = "done"

// Night is one finished step of a nightly run.
type Night struct {
	AsOf     string // 2026-11-20
	Step     string
	Snapshot int64
	Finished time.Time
}

// RecordNight keeps that a step of the night asOf (YYYY-MM-DD) has finished.
func (t *Tx) RecordNight(ctx context.Context, asOf, step string) error {
	if _, err := time.Parse(time.DateOnly, asOf); err != nil || step == "" {
		return anlan.Errorf(anlan.Invalid, "night %q, step %q: want a date like 2026-11-20 and a name", asOf, step)
	}
	t.nights = append(t.nights, Night{AsOf: asOf, Step: step, Finished: t.l.o.Now()})
	return nil
}

// RecordEdition keeps an edition that was built from the lake.
func (t *Tx) RecordEdition(ctx context.Context, e anlan.Edition) error {
	if e.ID == "" {
		return anlan.Errorf(anlan.Invalid, "record edition: it has no id")
	}
	t.editions = append(t.editions, e)
	return nil
}

// Nights gives the finished steps of all nights, in the order of nights and of
// snapshots.
func (l *Lake) Nights(ctx context.Context) ([]Night, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT as_of, step, snapshot_id, finished_at FROM anlan_night ORDER BY as_of, snapshot_id, rowid")
	if err != nil {
		return nil, fmt.Errorf("read nights: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (n Night, err error) {
		var at string
		if err = r.Scan(&n.AsOf, &n.Step, &n.Snapshot, &at); err == nil {
			n.Finished, err = unstamp(at)
		}
		return n, err
	})
}

// Editions gives the editions recorded, oldest first.
func (l *Lake) Editions(ctx context.Context) ([]anlan.Edition, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT edition FROM anlan_edition ORDER BY rowid")
	if err != nil {
		return nil, fmt.Errorf("read editions: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (e anlan.Edition, err error) {
		var s string
		if err = r.Scan(&s); err == nil {
			err = json.Unmarshal([]byte(s), &e)
		}
		return e, err
	})
}

// SnapshotAsOf gives the snapshot at which the last finished night up to asOf
// (YYYY-MM-DD) ended. ok is false where no such night has finished, or where
// its snapshot has been removed by GC.
func (l *Lake) SnapshotAsOf(ctx context.Context, asOf string) (s Snapshot, ok bool, err error) {
	if _, err := time.Parse(time.DateOnly, asOf); err != nil {
		return s, false, anlan.Errorf(anlan.Invalid, "as-of date %q is not like 2026-11-20", asOf)
	}
	list, err := snapshots(ctx, l.db, `WHERE s.snapshot_id = (SELECT snapshot_id FROM anlan_night
		WHERE step = ? AND as_of <= ? ORDER BY as_of DESC, snapshot_id DESC LIMIT 1)`, NightDone, asOf)
	if err != nil || len(list) == 0 {
		return s, false, err
	}
	return list[0], true, nil
}
