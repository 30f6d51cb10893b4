package lake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/anlan-lake/anlan"
)

// Verify checks the catalog and every data and delete file that any snapshot
// reads: that it is there with its size, its hash (of files this package
// wrote) and its rows, and that batches account for all rows received. All
// faults found are in the error, which is nil for a sound lake.
func (l *Lake) Verify(ctx context.Context) error {
	tx, err := l.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	defer tx.Rollback()
	faults, err := checkCatalog(ctx, tx)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	files, err := l.referenced(ctx, tx)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.check(); err != nil {
			faults = append(faults, err)
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return anlan.Errorf(anlan.Internal, "lake %s: %d faults: %w", l.dir, len(faults), errors.Join(faults...)).WithNext("restore a backup, or land the files of the damaged tables again")
}

// storedFile is a file the catalog refers to.
type storedFile struct {
	path  string
	bytes int64
	rows  int64
	sha   string // "" where it is not known
}

func (f storedFile) check() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return fmt.Errorf("file is missing: %w", err)
	}
	if info.Size() != f.bytes {
		return fmt.Errorf("file %s has %d bytes, not %d", f.path, info.Size(), f.bytes)
	}
	if f.sha != "" {
		sha, err := hashFile(f.path)
		if err != nil {
			return err
		}
		if sha != f.sha {
			return fmt.Errorf("file %s has changed since it was written (SHA-256 %s, not %s)", f.path, sha, f.sha)
		}
	}
	r, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer r.Close()
	p, err := parquet.OpenFile(r, f.bytes, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("file %s is not Parquet: %w", f.path, err)
	}
	if p.NumRows() != f.rows {
		return fmt.Errorf("file %s has %d rows, not %d", f.path, p.NumRows(), f.rows)
	}
	return nil
}

// referenced lists the files that the catalog knows, of every schema and
// every snapshot.
func (l *Lake) referenced(ctx context.Context, q execer) ([]storedFile, error) {
	rows, err := q.QueryContext(ctx, `SELECT s.path, s.path_is_relative, t.path, t.path_is_relative, f.path, f.path_is_relative, f.bytes, f.rows, f.sha FROM (
			SELECT d.table_id, d.path, d.path_is_relative, d.file_size_bytes AS bytes, d.record_count AS rows, coalesce(h.sha256, '') AS sha
			FROM ducklake_data_file d LEFT JOIN anlan_file h USING (data_file_id)
			UNION ALL SELECT table_id, path, path_is_relative, file_size_bytes, delete_count, '' FROM ducklake_delete_file) f
		JOIN (SELECT table_id, max(schema_id) AS schema_id, max(path) AS path, max(path_is_relative) AS path_is_relative FROM ducklake_table GROUP BY table_id) t USING (table_id)
		JOIN (SELECT schema_id, max(path) AS path, max(path_is_relative) AS path_is_relative FROM ducklake_schema GROUP BY schema_id) s USING (schema_id)`)
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (f storedFile, err error) {
		var schema, table, path string
		var schemaRel, tableRel, rel bool
		err = r.Scan(&schema, &schemaRel, &table, &tableRel, &path, &rel, &f.bytes, &f.rows, &f.sha)
		f.path = resolve(resolve(resolve(filepath.Join(l.dir, "data"), schema, schemaRel), table, tableRel), path, rel)
		return f, err
	})
}

// checkCatalog checks what the catalog says against itself. A query yields a
// fault for every row.
func checkCatalog(ctx context.Context, q execer) (faults []error, err error) {
	for _, c := range [][2]string{
		{"catalog file: %s", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"},
		{"there is no snapshot%s", "SELECT '' WHERE NOT EXISTS (SELECT 1 FROM ducklake_snapshot)"},
		{"data file %s has a beginning or an end after the newest snapshot", `SELECT data_file_id FROM ducklake_data_file
			WHERE max(begin_snapshot, coalesce(end_snapshot, 0)) > (SELECT max(snapshot_id) FROM ducklake_snapshot)`},
		{"data file %s has an id that is yet to be given", "SELECT data_file_id FROM ducklake_data_file WHERE data_file_id >= (SELECT next_file_id FROM ducklake_snapshot ORDER BY snapshot_id DESC LIMIT 1)"},
		{"data file %s belongs to no table", "SELECT data_file_id FROM ducklake_data_file WHERE table_id NOT IN (SELECT table_id FROM ducklake_table)"},
		{"batch %s: received is not landed + rejected", "SELECT id FROM anlan_batch WHERE status = 'landed' AND received <> landed + rejected"},
		{"batch %s: its rejects are not all listed", `SELECT b.id FROM anlan_batch b WHERE b.status = 'landed' AND b.rejected <>
			(SELECT count(DISTINCT r.row) FROM anlan_reject r WHERE r.batch_id = b.id AND r.snapshot_id = b.snapshot_id)`},
		{"batch %s mends a row that was never rejected", `SELECT DISTINCT m.batch_id FROM anlan_mend m WHERE NOT EXISTS
			(SELECT 1 FROM anlan_reject r WHERE r.batch_id = m.mends AND r.row = m.row)`},
	} {
		rows, err := q.QueryContext(ctx, c[1])
		if err != nil {
			return nil, fmt.Errorf("check catalog: %w", err)
		}
		list, err := collect(rows, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			faults = append(faults, errors.New(strings.ReplaceAll(c[0], "%s", s)))
		}
	}
	return faults, nil
}
