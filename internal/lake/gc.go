package lake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// GC forgets the snapshots that were replaced before keep, and removes the
// files that no snapshot reads any more, as well as files older than keep that
// the catalog does not know: what killed runs left behind. The lake can still
// be read as of keep and any later time. removed counts the files; the error
// is Conflict where another process is writing.
func (l *Lake) GC(ctx context.Context, keep time.Time) (removed int, err error) {
	s, err := l.acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer s.release()
	err = l.write(ctx, func(q execer) error {
		if err := s.check(ctx, q); err != nil {
			return err
		}
		return expire(ctx, q, keep)
	})
	if err != nil {
		return 0, fmt.Errorf("gc: %w", err)
	}
	// Only now that the catalog no longer knows them may files go: a process
	// killed here leaves files that the next GC finds.
	known := map[string]bool{}
	files, err := l.referenced(ctx, l.db)
	if err != nil {
		return 0, fmt.Errorf("gc: %w", err)
	}
	for _, f := range files {
		known[f.path] = true
	}
	var errs []error
	for _, dir := range []string{"data", "tmp"} {
		n, err := sweep(ctx, filepath.Join(l.dir, dir), known, keep)
		removed += n
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return removed, fmt.Errorf("gc: %w", err)
	}
	return removed, nil
}

// expire takes snapshots, and all that only they saw, out of the catalog. The
// newest stays, and the newest of those not after keep.
func expire(ctx context.Context, q execer, keep time.Time) error {
	list, err := snapshots(ctx, q, "ORDER BY s.snapshot_id")
	if err != nil {
		return err
	}
	last := slices.IndexFunc(list, func(s Snapshot) bool { return s.Time.After(keep) }) - 1
	if last < -1 {
		last = len(list) - 1 // none is after keep
	}
	if last <= 0 {
		return nil
	}
	first := list[last].ID
	b := newBatch(ctx, q)
	defer b.close()
	b.exec("DELETE FROM ducklake_snapshot WHERE snapshot_id < ?", first)
	b.exec("DELETE FROM ducklake_snapshot_changes WHERE snapshot_id < ?", first)
	// Rows that ended at or before the first snapshot kept are seen by none.
	for _, t := range []string{"ducklake_data_file", "ducklake_delete_file"} {
		b.exec("DELETE FROM "+t+" WHERE end_snapshot <= ?", first)
	}
	for _, t := range []string{"ducklake_file_column_stats", "ducklake_file_partition_value", "ducklake_file_variant_stats", "anlan_file", "anlan_key_range"} {
		b.exec("DELETE FROM " + t + " WHERE data_file_id NOT IN (SELECT data_file_id FROM ducklake_data_file)")
	}
	inlined, err := tablesLike(ctx, q, "ducklake_inlined_data_")
	if err != nil {
		return err
	}
	for t := range inlined {
		if t != "ducklake_inlined_data_tables" {
			b.exec("DELETE FROM "+ident(t)+" WHERE end_snapshot <= ?", first)
		}
	}
	deleted, err := tablesLike(ctx, q, "ducklake_inlined_delete_")
	if err != nil {
		return err
	}
	for t := range deleted {
		b.exec("DELETE FROM " + ident(t) + " WHERE file_id NOT IN (SELECT data_file_id FROM ducklake_data_file)")
	}
	b.exec("DELETE FROM ducklake_files_scheduled_for_deletion") // the sweep removes them, if nobody reads them
	return b.err
}

// sweep removes files below root that are not known and older than keep, and
// the folders that this leaves empty.
func sweep(ctx context.Context, root string, known map[string]bool, keep time.Time) (removed int, err error) {
	var folders []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if d.IsDir() {
			folders = append(folders, path)
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if known[path] || !info.ModTime().Before(keep) {
			return nil
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		removed++
		return nil
	})
	for _, f := range slices.Backward(folders) {
		if f != root && !strings.HasPrefix(filepath.Base(f), "spill-") {
			os.Remove(f) // fails, as it should, where something is in it
		}
	}
	return removed, err
}
