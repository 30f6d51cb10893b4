package lake

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/anlan-lake/anlan"
)

// Commit makes the changes one snapshot, in one transaction of the catalog,
// and gives it. Without a change of tables or batches there is no new
// snapshot, and the one the transaction started from is given. The error is
// Conflict where the lease was lost or another program has written since; then,
// and after any other error, nothing has changed.
func (t *Tx) Commit(ctx context.Context) (Snapshot, error) {
	if t.ended {
		return Snapshot{}, fmt.Errorf("commit: the transaction has ended")
	}
	if err := t.Wait(); err != nil {
		t.Rollback()
		return Snapshot{}, err
	}
	if t.broken != nil {
		t.Rollback()
		return Snapshot{}, fmt.Errorf("commit: an earlier step has failed: %w", t.broken)
	}
	snap := t.base
	err := t.l.write(ctx, func(q execer) error {
		if err := t.lease.check(ctx, q); err != nil {
			return err
		}
		now, err := head(ctx, q)
		if err != nil {
			return err
		}
		if now.ID != t.base.ID {
			return anlan.Errorf(anlan.Conflict, "another program has written snapshot %d since this run started from %d", now.ID, t.base.ID).WithNext("run again")
		}
		if snap, err = t.apply(ctx, q); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		t.Rollback()
		return Snapshot{}, fmt.Errorf("commit: %w", err)
	}
	_ = t.end() // what it could not remove is left to GC
	return snap, nil
}

// apply writes the transaction into the catalog.
func (t *Tx) apply(ctx context.Context, q execer) (Snapshot, error) {
	snap := t.base
	snap.ID++
	snap.Time = t.l.o.Now().UTC()
	if !snap.Time.After(t.base.Time) {
		snap.Time = t.base.Time // snapshots never go back in time
	}
	snap.Author, snap.Message = t.l.o.Author, t.message
	snap.nextFile = t.nextFile
	b := newBatch(ctx, q)
	defer b.close()
	var changes []string
	schema := false
	for _, st := range t.tables {
		list, altered, err := t.applyTable(b, st, snap.ID)
		if err != nil {
			return snap, err
		}
		changes = append(changes, list...)
		if altered {
			schema = true
			b.exec("INSERT INTO ducklake_schema_versions VALUES (?, ?, ?)", snap.ID, t.base.SchemaVersion+1, st.id)
		}
	}
	if schema {
		snap.SchemaVersion++
	}
	snap.nextCatalog = t.nextCatalog
	if len(changes) == 0 && len(t.batches) == 0 {
		snap = t.base
	} else {
		b.exec("INSERT INTO ducklake_snapshot VALUES (?, ?, ?, ?, ?)", snap.ID, formatTime(snap.Time), snap.SchemaVersion, snap.nextCatalog, snap.nextFile)
		b.exec("INSERT INTO ducklake_snapshot_changes VALUES (?, ?, ?, ?, NULL)", snap.ID, strings.Join(changes, ","), null(snap.Author), null(snap.Message))
	}
	t.applyRecords(b, snap.ID)
	return snap, b.err
}

// applyTable writes how one table differs from what it was.
func (t *Tx) applyTable(b *batchExec, st *tableState, snap int64) (changes []string, altered bool, err error) {
	was := t.before[st.id]
	if was == nil {
		rel := filepath.Base(st.dir) + "/"
		b.exec(`INSERT INTO ducklake_table SELECT ?, ?, ?, NULL, schema_id, ?, ?, 1 FROM ducklake_schema WHERE schema_name = 'main' AND end_snapshot IS NULL`,
			st.id, uuid.NewString(), snap, st.name, rel)
		changes = append(changes, `created_table:"main".`+ident(st.name))
		was = &tableState{}
		altered = true
	}
	if t.applyShape(b, st, was, snap) && !altered {
		changes = append(changes, fmt.Sprintf("altered_table:%d", st.id))
		altered = true
	}
	removed, added := 0, 0
	for _, f := range was.files {
		if st.file(f.id) == nil {
			b.exec("UPDATE ducklake_data_file SET end_snapshot = ? WHERE data_file_id = ?", snap, f.id)
			b.exec("UPDATE ducklake_delete_file SET end_snapshot = ? WHERE data_file_id = ? AND end_snapshot IS NULL", snap, f.id)
			removed++
		}
	}
	if len(was.inlined) > 0 && len(st.inlined) == 0 {
		for _, in := range was.inlined {
			b.exec("UPDATE "+ident(in.table)+" SET end_snapshot = ? WHERE end_snapshot IS NULL", snap)
		}
		removed++
	}
	if added, err = t.applyFiles(b, st, snap); err != nil {
		return nil, false, err
	}
	if added > 0 {
		changes = append(changes, fmt.Sprintf("inserted_into_table:%d", st.id))
	}
	if removed > 0 {
		changes = append(changes, fmt.Sprintf("deleted_from_table:%d", st.id))
	}
	return changes, altered, nil
}

// applyShape writes new columns, tags, partition and sort order.
func (t *Tx) applyShape(b *batchExec, st, was *tableState, snap int64) (changed bool) {
	for _, tag := range []struct{ key, was, is string }{{"comment", was.comment, st.comment}, {"source", was.source, st.source}} {
		if tag.is == tag.was {
			continue
		}
		changed = true
		b.exec("UPDATE ducklake_tag SET end_snapshot = ? WHERE object_id = ? AND key = ? AND end_snapshot IS NULL", snap, st.id, tag.key)
		if tag.is != "" {
			b.exec("INSERT INTO ducklake_tag VALUES (?, ?, NULL, ?, ?)", st.id, snap, tag.key, tag.is)
		}
	}
	for _, c := range st.columns {
		old := was.column(c.Name)
		if old == nil {
			changed = true
			b.exec("INSERT INTO ducklake_column VALUES (?, ?, NULL, ?, ?, ?, ?, NULL, 'NULL', ?, NULL, 'literal', 'duckdb')", c.id, snap, st.id, c.id, c.Name, c.Type, !c.NotNull)
			old = &columnState{}
		}
		if c.Comment != old.Comment {
			changed = true
			b.exec("UPDATE ducklake_column_tag SET end_snapshot = ? WHERE table_id = ? AND column_id = ? AND key = 'comment' AND end_snapshot IS NULL", snap, st.id, c.id)
			b.exec("INSERT INTO ducklake_column_tag VALUES (?, ?, ?, NULL, 'comment', ?)", st.id, c.id, snap, c.Comment)
		}
	}
	if st.partID != was.partID {
		changed = true
		b.exec("INSERT INTO ducklake_partition_info VALUES (?, ?, ?, NULL)", st.partID, st.id, snap)
		for i, p := range st.partition {
			b.exec("INSERT INTO ducklake_partition_column VALUES (?, ?, ?, ?, ?)", st.partID, st.id, i, p.columnID, p.Transform)
		}
	}
	if !slices.Equal(st.sort, was.sort) {
		changed = true
		b.exec("UPDATE ducklake_sort_info SET end_snapshot = ? WHERE table_id = ? AND end_snapshot IS NULL", snap, st.id)
		if len(st.sort) > 0 {
			id := t.nextCatalog
			t.nextCatalog++
			b.exec("INSERT INTO ducklake_sort_info VALUES (?, ?, ?, NULL)", id, st.id, snap)
			for i, s := range st.sort {
				b.exec("INSERT INTO ducklake_sort_expression VALUES (?, ?, ?, ?, 'duckdb', 'ASC', 'NULLS_LAST')", id, st.id, i, ident(s))
			}
		}
	}
	return changed
}

// applyFiles writes the new data files with their statistics, and the table's.
func (t *Tx) applyFiles(b *batchExec, st *tableState, snap int64) (added int, err error) {
	var rows, bytes, rowID int64
	if b.err != nil {
		return 0, b.err
	}
	err = b.db.QueryRowContext(b.ctx, "SELECT coalesce((SELECT next_row_id FROM ducklake_table_stats WHERE table_id = ?), 0)", st.id).Scan(&rowID)
	if err != nil {
		return 0, fmt.Errorf("read row ids: %w", err)
	}
	wide := map[int64]*tableColumnStats{}
	for _, f := range st.files {
		rows, bytes = rows+f.rows, bytes+f.bytes
		w := f.fresh
		if w == nil {
			continue
		}
		added++
		rel, err := filepath.Rel(st.dir, f.path)
		if err != nil {
			return 0, fmt.Errorf("name data file: %w", err)
		}
		var part any
		if st.partID != 0 {
			part = st.partID
		}
		b.exec("INSERT INTO ducklake_data_file VALUES (?, ?, ?, NULL, NULL, ?, 1, 'parquet', ?, ?, ?, ?, ?, NULL, NULL, NULL)",
			f.id, st.id, snap, filepath.ToSlash(rel), f.rows, f.bytes, w.footer, rowID, part)
		rowID += f.rows
		for i, v := range f.values {
			b.exec("INSERT INTO ducklake_file_partition_value VALUES (?, ?, ?, ?)", f.id, st.id, i, v)
		}
		b.exec("INSERT INTO anlan_file VALUES (?, ?)", f.id, w.sha)
		for column, ranges := range w.ranges {
			for _, r := range ranges {
				b.exec("INSERT INTO anlan_key_range VALUES (?, ?, ?, ?)", f.id, column, r.Min, r.Max)
			}
		}
		for _, c := range st.columns {
			s, ok := w.stats[c.id]
			if !ok {
				continue
			}
			var nan any
			if s.nanKnown {
				nan = s.nan
			}
			b.exec("INSERT INTO ducklake_file_column_stats VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", f.id, st.id, c.id, s.bytes, s.values, s.nulls,
				nullText(s.min, s.bounded), nullText(s.max, s.bounded), nan)
			if wide[c.id] == nil {
				wide[c.id] = &tableColumnStats{}
			}
			wide[c.id].add(c.Type, s)
		}
	}
	if added == 0 && t.before[st.id] != nil && len(t.before[st.id].files) == len(st.files) {
		return 0, b.err
	}
	b.exec("DELETE FROM ducklake_table_stats WHERE table_id = ?", st.id)
	b.exec("INSERT INTO ducklake_table_stats VALUES (?, ?, ?, ?)", st.id, rows, rowID, bytes)
	return added, t.widen(b, st, wide)
}

// widen brings a table's column statistics up to hold the new files as well.
// They are bounds over all snapshots and never shrink.
func (t *Tx) widen(b *batchExec, st *tableState, wide map[int64]*tableColumnStats) error {
	for _, c := range st.columns {
		s := wide[c.id]
		if s == nil || b.err != nil {
			continue
		}
		var old tableColumnStats
		var nan sql.NullBool
		var low, high sql.NullString
		var values sql.NullInt64
		err := b.db.QueryRowContext(b.ctx, `SELECT contains_null, contains_nan, min_value, max_value,
			(SELECT sum(value_count) FROM ducklake_file_column_stats f WHERE f.table_id = s.table_id AND f.column_id = s.column_id AND f.data_file_id < ?)
			FROM ducklake_table_column_stats s WHERE table_id = ? AND column_id = ?`, t.base.nextFile, st.id, c.id).Scan(&old.null, &nan, &low, &high, &values)
		if err != nil && err != sql.ErrNoRows {
			return fmt.Errorf("read statistics: %w", err)
		}
		if err == nil {
			// No bounds means: none known, unless no file ever held a value.
			old.any = low.Valid || values.Int64 > 0 || len(t.before[st.id].inlined) > 0
			old.min, old.max, old.lost = low.String, high.String, old.any && !(low.Valid && high.Valid)
			old.nan, old.nanKnown = nan.Bool, nan.Valid
			s.merge(c.Type, old)
		} else if t.before[st.id] != nil && len(t.before[st.id].files)+len(t.before[st.id].inlined) > 0 {
			s.null = true // older files lack the column, or their statistics
		}
		var isNaN any
		if s.nanKnown {
			isNaN = s.nan
		}
		b.exec("DELETE FROM ducklake_table_column_stats WHERE table_id = ? AND column_id = ?", st.id, c.id)
		b.exec("INSERT INTO ducklake_table_column_stats VALUES (?, ?, ?, ?, ?, ?, NULL)", st.id, c.id, s.null, isNaN,
			nullText(s.min, s.any && !s.lost), nullText(s.max, s.any && !s.lost))
	}
	return b.err
}
