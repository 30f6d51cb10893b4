package lake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// Snapshot is one state of the whole lake. IDs count up from 0.
type Snapshot struct {
	ID            int64
	Time          time.Time // of the commit, UTC
	SchemaVersion int64
	Author        string
	Message       string

	nextCatalog int64 // DuckLake's counters
	nextFile    int64
}

const snapshotSQL = `SELECT s.snapshot_id, s.snapshot_time, s.schema_version, s.next_catalog_id, s.next_file_id,
	coalesce(c.author, ''), coalesce(c.commit_message, '')
	FROM ducklake_snapshot s LEFT JOIN ducklake_snapshot_changes c USING (snapshot_id) `

// Head gives the newest snapshot.
func (l *Lake) Head(ctx context.Context) (Snapshot, error) { return head(ctx, l.db) }

func head(ctx context.Context, q execer) (Snapshot, error) {
	list, err := snapshots(ctx, q, "ORDER BY s.snapshot_id DESC LIMIT 1")
	if err == nil && len(list) == 0 {
		err = errors.New("the catalog has no snapshot")
	}
	if err != nil {
		return Snapshot{}, err
	}
	return list[0], nil
}

// Snapshots gives all snapshots, oldest first.
func (l *Lake) Snapshots(ctx context.Context) ([]Snapshot, error) {
	return snapshots(ctx, l.db, "ORDER BY s.snapshot_id")
}

// SnapshotByID gives one snapshot; the error is NotFound where it never was or
// was removed.
func (l *Lake) SnapshotByID(ctx context.Context, id int64) (Snapshot, error) {
	list, err := snapshots(ctx, l.db, "WHERE s.snapshot_id = ?", id)
	if err != nil {
		return Snapshot{}, err
	}
	if len(list) == 0 {
		return Snapshot{}, anlan.Errorf(anlan.NotFound, "the lake has no snapshot %d", id)
	}
	return list[0], nil
}

func snapshots(ctx context.Context, q execer, tail string, args ...any) ([]Snapshot, error) {
	rows, err := q.QueryContext(ctx, snapshotSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read snapshots: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (s Snapshot, err error) {
		var at string
		if err = r.Scan(&s.ID, &at, &s.SchemaVersion, &s.nextCatalog, &s.nextFile, &s.Author, &s.Message); err != nil {
			return s, err
		}
		s.Time, err = parseTime(at)
		return s, err
	})
}

// collect reads all rows with scan and closes them.
func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read catalog: %w", err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read catalog: %w", err)
	}
	return list, nil
}

// formatTime writes a time as the reference implementation does in SQLite.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999") + "+00" }

// parseTime reads what formatTime writes, and other offsets.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999-07", "2006-01-02 15:04:05.999999-07:00", time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q of a snapshot is not understood", s)
}
