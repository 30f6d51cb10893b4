package lake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// RecordMends keeps which lines of a batch answer which rejected rows, in the
// transaction's snapshot. The batch has to be recorded in it too.
func (t *Tx) RecordMends(batch string, mends []anlan.Mend) {
	t.mends = append(t.mends, mendRecord{batch, mends})
}

type mendRecord struct {
	batch string
	mends []anlan.Mend
}

func (t *Tx) applyMends(b *batchExec, snap int64) {
	for _, r := range t.mends {
		for _, m := range r.mends {
			b.exec("INSERT OR REPLACE INTO anlan_mend VALUES (?, ?, ?, ?, ?)", r.batch, m.Line, snap, m.Batch, m.Row)
		}
	}
}

// addTables makes those of our own tables that a lake of an earlier version
// lacks: the statements of catalog.sql that say IF NOT EXISTS.
func addTables(ctx context.Context, db *sql.DB) error {
	var there bool
	if err := db.QueryRowContext(ctx, "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'anlan_key_range'").Scan(&there); err != nil || there {
		return err
	}
	for s := range strings.SplitSeq(catalogSQL, ";") {
		if !strings.Contains(s, "IF NOT EXISTS") {
			continue
		}
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("add tables of this version: %w", err)
		}
	}
	return nil
}

// Mends gives what the lines of a batch answer, in order of line; none for an
// ordinary batch.
func (l *Lake) Mends(ctx context.Context, batch string) ([]anlan.Mend, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT line, mends, row FROM anlan_mend WHERE batch_id = ? ORDER BY line", batch)
	if err != nil {
		return nil, fmt.Errorf("read mends: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (m anlan.Mend, err error) { return m, r.Scan(&m.Line, &m.Batch, &m.Row) })
}

// MendedBy gives the batches in force that mend rows of a batch, in order of
// arrival.
func (l *Lake) MendedBy(ctx context.Context, batch string) ([]anlan.Batch, error) {
	return l.batches(ctx, `AND b.status = ? AND b.id IN (SELECT batch_id FROM anlan_mend WHERE mends = ?)
		ORDER BY (SELECT min(rowid) FROM anlan_batch f WHERE f.id = b.id)`, 0, 0, anlan.BatchLanded, batch)
}

// RejectedSince gives, of the batches recorded in a snapshot after the one
// given, those with rejected rows and those that are or were held or withdrawn,
// with those that mend or were mended or sent again since, in order of id.
func (l *Lake) RejectedSince(ctx context.Context, snapshot int64) ([]anlan.Batch, error) {
	return l.batches(ctx, `AND b.id IN (
			SELECT id FROM anlan_batch WHERE snapshot_id > ? AND (rejected > 0 OR status IN (?, ?))
			UNION SELECT m.mends FROM anlan_mend m JOIN anlan_batch n ON n.id = m.batch_id WHERE n.snapshot_id > ?
			UNION SELECT m.batch_id FROM anlan_mend m WHERE m.snapshot_id > ?
			UNION SELECT o.id FROM anlan_batch n JOIN anlan_batch o ON o.dataset = n.dataset AND o.source = n.source AND o.id <> n.id
				WHERE n.snapshot_id > ? AND o.rejected > 0)
		ORDER BY b.id`, 0, 0, snapshot, anlan.BatchHeld, anlan.BatchWithdrawn, snapshot, snapshot, snapshot)
}

// Batch gives a batch by its id as last recorded; NotFound for an unknown one.
func (l *Lake) Batch(ctx context.Context, id string) (anlan.Batch, error) {
	list, err := l.batches(ctx, "AND b.id = ?", 0, 0, id)
	if err != nil {
		return anlan.Batch{}, err
	}
	if len(list) == 0 {
		return anlan.Batch{}, anlan.Errorf(anlan.NotFound, "no batch %s in the lake", id).WithNext("'anlan quarantine list' names those with rejected rows")
	}
	return list[0], nil
}

// RejectedRows gives the rejected rows of a batch as they stand now, in order.
// A batch that mends others has none of its own: a line of it that was
// rejected leaves the row it answers open.
func (l *Lake) RejectedRows(ctx context.Context, batch anlan.Batch) ([]anlan.RejectedRow, error) {
	if len(batch.Mends) > 0 || batch.Status == anlan.BatchHeld {
		return nil, nil
	}
	faults, err := l.Rejects(ctx, batch.ID)
	if err != nil {
		return nil, err
	}
	var out []anlan.RejectedRow
	at := map[int64]int{}
	for _, j := range faults {
		i, known := at[j.Row]
		if !known {
			i = len(out)
			at[j.Row] = i
			out = append(out, anlan.RejectedRow{Batch: batch.ID, Row: j.Row, State: anlan.RejectOpen, From: batch.ID, Line: j.Row})
		}
		out[i].Faults = append(out[i].Faults, j)
	}
	if err := l.mended(ctx, batch.ID, out, at); err != nil {
		return nil, err
	}
	again, err := l.sentAgain(ctx, batch)
	if err != nil {
		return nil, err
	}
	for i := range out {
		r := &out[i]
		switch {
		case batch.Status == anlan.BatchWithdrawn:
			r.State = anlan.RejectWithdrawn
		case r.State == anlan.RejectOpen && (again != "" || onlyStale(r.Faults)):
			r.State, r.By = anlan.RejectOvertaken, again
		}
	}
	return out, nil
}

// sentAgain gives the batch of a file of the same name, and so of the same day,
// that landed later: the whole file, corrected. A name without a day says
// nothing: other rows may come under it each time.
func (l *Lake) sentAgain(ctx context.Context, b anlan.Batch) (string, error) {
	if b.DataDate == "" {
		return "", nil
	}
	list, err := l.batches(ctx, `AND b.dataset = ? AND b.source = ? AND b.status = ?
		AND (SELECT min(rowid) FROM anlan_batch f WHERE f.id = b.id) > (SELECT min(rowid) FROM anlan_batch f WHERE f.id = ?)
		AND b.id NOT IN (SELECT batch_id FROM anlan_mend) ORDER BY b.snapshot_id DESC LIMIT 1`, 0, 0, b.Dataset, b.Source, anlan.BatchLanded, b.ID)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].ID, nil
}

func onlyStale(faults []anlan.Reject) bool {
	for _, j := range faults {
		if j.Rule != anlan.RuleStale {
			return false
		}
	}
	return true
}

// mended goes through the mendings of a batch's rows in order of arrival: a
// line that landed closes its row, the last of those that did not says what is
// wrong now.
func (l *Lake) mended(ctx context.Context, batch string, out []anlan.RejectedRow, at map[int64]int) error {
	by, err := l.MendedBy(ctx, batch)
	if err != nil {
		return err
	}
	for _, m := range by {
		faults := map[int64][]anlan.Reject{}
		list, err := l.Rejects(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, j := range list {
			faults[j.Row] = append(faults[j.Row], j)
		}
		lines, err := l.Mends(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, x := range lines {
			i, ok := at[x.Row]
			if x.Batch != batch || !ok || out[i].State == anlan.RejectMended {
				continue
			}
			r := &out[i]
			if bad := faults[x.Line]; len(bad) > 0 {
				r.Faults, r.From, r.Line = bad, m.ID, x.Line
				continue
			}
			r.State, r.By, r.At = anlan.RejectMended, m.ID, m.ReceivedAt.In(time.UTC)
		}
	}
	return nil
}
