package lake

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// RecordBatch keeps a batch and its rejects, in the transaction's snapshot. A
// batch recorded again (held, then landed) replaces the earlier record from
// this snapshot on.
func (t *Tx) RecordBatch(ctx context.Context, b anlan.Batch, rejects []anlan.Reject) error {
	if b.ID == "" || b.Dataset == "" || b.Hash == "" {
		return anlan.Errorf(anlan.Invalid, "batch %q of data set %q with hash %q: none may be empty", b.ID, b.Dataset, b.Hash)
	}
	t.batches = append(t.batches, batchRecord{b, rejects})
	return nil
}

// applyRecords writes batches, nights and editions under a snapshot.
func (t *Tx) applyRecords(b *batchExec, snap int64) {
	for _, r := range t.batches {
		x := r.batch
		b.exec("DELETE FROM anlan_reject WHERE batch_id = ? AND snapshot_id = ?", x.ID, snap)
		b.exec("INSERT OR REPLACE INTO anlan_batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			x.ID, snap, x.Dataset, x.Source, x.Hash, x.Size, stamp(x.ReceivedAt), x.DataDate, x.Status, x.Note,
			x.Received, x.Landed, x.Rejected, x.Flagged, x.NotLocated, stamp(x.FirstEvent), stamp(x.LastEvent))
		for _, j := range r.rejects {
			b.exec("INSERT INTO anlan_reject VALUES (?, ?, ?, ?, ?, ?, ?, ?)", x.ID, snap, j.File, j.Row, j.Column, j.Header, j.Rule, j.Expected)
		}
	}
	t.applyMends(b, snap)
	t.applyHeaders(b, snap)
	for _, n := range t.nights {
		b.exec("INSERT OR REPLACE INTO anlan_night VALUES (?, ?, ?, ?)", n.AsOf, n.Step, snap, stamp(n.Finished))
	}
	for _, e := range t.editions {
		text, err := json.Marshal(e)
		if err != nil && b.err == nil {
			b.err = fmt.Errorf("record edition: %w", err)
		}
		b.exec("INSERT OR REPLACE INTO anlan_edition VALUES (?, ?, ?)", e.ID, snap, string(text))
	}
}

// stamp writes a time, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func unstamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, fmt.Errorf("time in the catalog: %w", err)
	}
	return t, nil
}

const batchSQL = `SELECT b.id, b.dataset, b.source, b.hash, b.size, b.received_at, b.data_date, b.status, b.note, b.received, b.landed,
	b.rejected, b.flagged, b.not_located, b.first_event, b.last_event,
	(SELECT coalesce(group_concat(x.mends, ' '), '') FROM (SELECT DISTINCT m.mends FROM anlan_mend m WHERE m.batch_id = b.id ORDER BY m.mends) x) FROM anlan_batch b
	WHERE b.snapshot_id = (SELECT max(n.snapshot_id) FROM anlan_batch n WHERE n.id = b.id AND (? <= 0 OR n.snapshot_id <= ?)) `

// Batches gives the batches recorded up to a snapshot, all for 0 or less, in
// the order in which they first came in.
func (l *Lake) Batches(ctx context.Context, snapshot int64) ([]anlan.Batch, error) {
	return l.batches(ctx, "ORDER BY (SELECT min(rowid) FROM anlan_batch f WHERE f.id = b.id)", snapshot, snapshot)
}

// BatchByHash finds the batch of a data set by the hash of the bytes received.
func (l *Lake) BatchByHash(ctx context.Context, dataset, hash string) (anlan.Batch, bool, error) {
	list, err := l.batches(ctx, "AND b.dataset = ? AND b.hash = ? ORDER BY b.snapshot_id DESC LIMIT 1", 0, 0, dataset, hash)
	if err != nil || len(list) == 0 {
		return anlan.Batch{}, false, err
	}
	return list[0], true, nil
}

// BatchesByHash gives what BatchByHash finds for every hash of a data set.
func (l *Lake) BatchesByHash(ctx context.Context, dataset string) (map[string]anlan.Batch, error) {
	list, err := l.batches(ctx, "AND b.dataset = ? ORDER BY b.snapshot_id", 0, 0, dataset)
	if err != nil {
		return nil, err
	}
	found := make(map[string]anlan.Batch, len(list))
	for _, b := range list {
		found[b.Hash] = b // the last recorded
	}
	return found, nil
}

func (l *Lake) batches(ctx context.Context, tail string, args ...any) ([]anlan.Batch, error) {
	rows, err := l.db.QueryContext(ctx, batchSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read batches: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (b anlan.Batch, err error) {
		var received, first, last, mends string
		err = r.Scan(&b.ID, &b.Dataset, &b.Source, &b.Hash, &b.Size, &received, &b.DataDate, &b.Status, &b.Note, &b.Received, &b.Landed,
			&b.Rejected, &b.Flagged, &b.NotLocated, &first, &last, &mends)
		if mends != "" {
			b.Mends = strings.Fields(mends)
		}
		for _, f := range []struct {
			into *time.Time
			from string
		}{{&b.ReceivedAt, received}, {&b.FirstEvent, first}, {&b.LastEvent, last}} {
			if err == nil {
				*f.into, err = unstamp(f.from)
			}
		}
		return b, err
	})
}

// Rejects gives the rejected rows of a batch as last recorded, in the order in
// which they were recorded.
func (l *Lake) Rejects(ctx context.Context, batchID string) ([]anlan.Reject, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT batch_id, file, row, "column", header, rule, expected FROM anlan_reject
		WHERE batch_id = ? AND snapshot_id = (SELECT max(snapshot_id) FROM anlan_batch WHERE id = ?) ORDER BY row, rowid`, batchID, batchID)
	if err != nil {
		return nil, fmt.Errorf("read rejects: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (j anlan.Reject, err error) {
		return j, r.Scan(&j.BatchID, &j.File, &j.Row, &j.Column, &j.Header, &j.Rule, &j.Expected)
	})
}

// RejectCounts gives the rows rejected of every batch as last recorded, by
// batch and rule. A row that broke two rules counts under both.
func (l *Lake) RejectCounts(ctx context.Context) ([]anlan.RejectCount, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT r.batch_id, r.rule, count(DISTINCT r.row) FROM anlan_reject r
		JOIN (SELECT id, max(snapshot_id) AS snapshot_id FROM anlan_batch GROUP BY id) b ON b.id = r.batch_id AND b.snapshot_id = r.snapshot_id
		GROUP BY r.batch_id, r.rule ORDER BY r.batch_id, r.rule`)
	if err != nil {
		return nil, fmt.Errorf("count rejects: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (c anlan.RejectCount, err error) { return c, r.Scan(&c.Batch, &c.Rule, &c.Rows) })
}
