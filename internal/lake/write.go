package lake

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/google/uuid"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/colfile"
)

// written is a finished data file of the running transaction.
type written struct {
	rows, bytes, footer int64
	sha                 string
	stats               map[int64]columnStats     // by column id
	ranges              map[int64][]colfile.Range // of key columns whose values are of several kinds
}

// part is one partition to be written: its values and the SELECT of its rows.
type part struct {
	values []sql.NullString
	query  string
	old    []fileState // the files it replaces

	// What makes the file another than the old ones, where that is known: the SELECTs
	// of the rows that come and go, "" for none.
	came, went string
	rows       int64 // that come; 0 where they were not counted
}

// labels gives the SQL of a table's partition values, as VARCHAR.
func (t *tableState) labels() []string {
	s := make([]string, len(t.partition))
	for i, p := range t.partition {
		s[i] = fmt.Sprintf("CAST(%s(%s) AS VARCHAR)", p.Transform, ident(p.Column))
		if p.Transform == "identity" {
			s[i] = fmt.Sprintf("CAST(%s AS VARCHAR)", ident(p.Column))
		}
	}
	return s
}

// labelled gives labels as further columns _lake_p0, _lake_p1, … of a SELECT.
func (t *tableState) labelled() string {
	var b strings.Builder
	for i, l := range t.labels() {
		fmt.Fprintf(&b, ", %s AS _lake_p%d", l, i)
	}
	return b.String()
}

// same tells whether two lists of partition values are equal, NULL included.
func same(a, b []sql.NullString) bool { return slices.Equal(a, b) }

// spool writes the rows of a SELECT into one folder per partition, unsorted,
// and gives the partitions found, in order, with the SELECT that reads each
// back. One streaming pass keeps memory small; each partition is sorted on its
// own later.
func (t *Tx) spool(ctx context.Context, e *engine, st *tableState, query string) ([]part, error) {
	if len(st.partition) == 0 {
		return []part{{query: query}}, nil
	}
	var names []string
	for i := range st.partition {
		names = append(names, fmt.Sprintf("_lake_p%d", i))
	}
	rows, err := e.db.QueryContext(ctx, "COPY (SELECT *"+st.labelled()+" FROM ("+query+")) TO "+text(t.tmp("spool"))+
		" (FORMAT parquet, COMPRESSION snappy, PARTITION_BY ("+strings.Join(names, ", ")+"), RETURN_STATS)")
	if err != nil {
		return nil, fmt.Errorf("split %s by partition: %w", st.name, err)
	}
	paths := map[string][]string{}
	values := map[string][]sql.NullString{}
	counts := map[string]int64{}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		var path string
		var n, bytes, footer int64
		var stats any
		var keys duckdb.OrderedMap
		if err := r.Scan(&path, &n, &bytes, &footer, &stats, &keys); err != nil {
			return struct{}{}, err
		}
		v := make([]sql.NullString, len(names))
		for i, name := range names {
			k, _ := keys.Get(name)
			v[i].String, v[i].Valid = k.(string)
		}
		id := fmt.Sprint(v)
		paths[id], values[id] = append(paths[id], path), v
		counts[id] += n
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("split %s by partition: %w", st.name, err)
	}
	var parts []part
	for _, id := range slices.Sorted(maps.Keys(paths)) {
		parts = append(parts, part{values: values[id], query: "SELECT " + st.names() + " FROM " + stagedFiles(paths[id]), rows: counts[id]})
	}
	return parts, nil
}

// writeParts writes each part as one sorted file in its place, several at a
// time, and puts the files into the table's state instead of those they
// replace. A file equal, byte for byte, to the one it would replace is dropped.
func (t *Tx) writeParts(ctx context.Context, e *engine, st *tableState, parts []part, order []string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	fresh := make([]*fileState, len(parts))
	next := make(chan int, len(parts))
	for i := range parts {
		next <- i
	}
	close(next)
	workers := t.l.o.Threads
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	// Twice as many, since half of them wait for the disk.
	for range min(2*workers, len(parts)) {
		wg.Go(func() {
			for i := range next {
				if ctx.Err() != nil {
					return
				}
				f, err := t.writePart(ctx, e, st, parts[i], order)
				if err != nil {
					cancel(err)
					return
				}
				fresh[i] = f
				if f != nil {
					t.remember(ctx, e, st, parts[i], f)
				}
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		for _, f := range fresh {
			if f != nil {
				t.made = append(t.made, f.path)
			}
		}
		return context.Cause(ctx)
	}
	return t.swap(ctx, st, parts, fresh)
}

// swap puts new files into the table's state instead of those they replace.
func (t *Tx) swap(ctx context.Context, st *tableState, parts []part, fresh []*fileState) error {
	gone := map[int64]bool{}
	var added []fileState
	for i, p := range parts {
		if f := fresh[i]; f != nil {
			t.made = append(t.made, f.path) // until it is in the table's state
			equal, err := t.unchanged(ctx, p, f)
			if err != nil {
				return err
			}
			if equal {
				continue
			}
			t.made = t.made[:len(t.made)-1]
			f.id = t.nextFile
			t.nextFile++
			added = append(added, *f)
		}
		for _, o := range p.old {
			gone[o.id] = true
		}
	}
	kept := slices.DeleteFunc(slices.Clone(st.files), func(f fileState) bool {
		if gone[f.id] && f.fresh != nil {
			t.made = append(t.made, f.path) // written and replaced in one transaction
		}
		return gone[f.id]
	})
	st.files = append(kept, added...)
	st.source = "" // until its writer says it again
	return nil
}

// writePart writes one file; nil where there are no rows.
func (t *Tx) writePart(ctx context.Context, e *engine, st *tableState, p part, order []string) (*fileState, error) {
	name := uuid.NewString() + ".parquet"
	tmp := filepath.Join(t.l.dir, "tmp", name)
	w, err := copyOut(ctx, e, st, p.query, order, tmp)
	if err != nil {
		os.Remove(tmp)
		return nil, fmt.Errorf("write table %s: %w", st.name, err)
	}
	if w.rows == 0 {
		return nil, os.Remove(tmp)
	}
	for _, c := range st.columns {
		if s := w.stats[c.id]; c.NotNull && s.nulls > 0 {
			os.Remove(tmp)
			return nil, anlan.Errorf(anlan.Invalid, "column %s.%s may not be empty, and is in %d rows", st.name, c.Name, s.nulls)
		}
	}
	if w.ranges, err = keyRanges(ctx, e, st, w, tmp); err != nil {
		os.Remove(tmp)
		return nil, fmt.Errorf("write table %s: %w", st.name, err)
	}
	if w.sha, err = hashFile(tmp); err != nil {
		return nil, err
	}
	path := filepath.Join(append(append([]string{st.dir}, st.folders(p.values)...), name)...)
	if err := settle(tmp, path); err != nil {
		return nil, err
	}
	return &fileState{path: path, rows: w.rows, bytes: w.bytes, partID: st.partID, values: p.values, fresh: w}, nil
}

// copyOut has the engine write a SELECT, sorted, as a Parquet file with the
// columns' ids, and gives what the engine knows of the file.
func copyOut(ctx context.Context, e *engine, st *tableState, query string, order []string, path string) (*written, error) {
	ids := make([]string, len(st.columns))
	for i, c := range st.columns {
		ids[i] = fmt.Sprintf("%s: %d", text(c.Name), c.id)
	}
	by := ""
	if len(order) > 0 {
		by = " ORDER BY "
		for i, c := range order {
			if i > 0 {
				by += ", "
			}
			by += ident(c) + " NULLS LAST"
		}
	}
	rows, err := e.db.QueryContext(ctx, "COPY (SELECT "+st.names()+" FROM ("+query+")"+by+") TO "+text(path)+
		" (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {"+strings.Join(ids, ", ")+"}, RETURN_STATS)")
	if err != nil {
		return nil, err
	}
	list, err := collect(rows, func(r *sql.Rows) (*written, error) {
		var file string
		var keys any
		var stats duckdb.OrderedMap
		w := &written{}
		if err := r.Scan(&file, &w.rows, &w.bytes, &w.footer, &stats, &keys); err != nil {
			return nil, err
		}
		w.stats, err = readStats(st, stats)
		return w, err
	})
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("the engine wrote %d files instead of one", len(list))
	}
	return list[0], nil
}

// folders names a partition's folders: year=2026, month=10.
func (t *tableState) folders(values []sql.NullString) []string {
	var s []string
	for i, v := range values {
		name := t.partition[i].Transform
		if name == "identity" {
			name = t.partition[i].Column
		}
		if !v.Valid {
			v.String = NullPartition
		}
		s = append(s, folderSafe(name)+"="+folderSafe(v.String))
	}
	return s
}

// folderSafe escapes all but letters, digits, '-', '_' and '.' as %XX.
func folderSafe(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c == '-' || c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// unchanged tells whether a new file has the bytes of the one file it would
// replace.
func (t *Tx) unchanged(ctx context.Context, p part, f *fileState) (bool, error) {
	if len(p.old) != 1 {
		return false, nil
	}
	old := p.old[0]
	if old.bytes != f.bytes || old.rows != f.rows || old.partial || len(old.deletes)+len(old.partDels)+len(old.dead) > 0 {
		return false, nil
	}
	if old.fresh != nil {
		return old.fresh.sha == f.fresh.sha, nil
	}
	var sha string
	err := t.l.db.QueryRowContext(ctx, "SELECT coalesce((SELECT sha256 FROM anlan_file WHERE data_file_id = ?), '')", old.id).Scan(&sha)
	if err != nil {
		return false, fmt.Errorf("compare data files: %w", err)
	}
	return sha == f.fresh.sha, nil
}
