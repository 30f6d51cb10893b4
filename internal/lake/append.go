package lake

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/colfile"
)

// Staged is a finished Parquet file of rows of one partition of a table: all
// its columns with the ids that Fields gives, in the order of the table's sort
// and of the merge's key.
type Staged struct {
	Path      string
	Partition []string // values of the partition keys, in order
	File      colfile.File
	Columns   []string // names of the file's columns, as File.Stats has them
	// Dead names a Parquet file with the positions (column pos, from 0) of rows
	// that have lost their place since the file was written; "" for none.
	Dead string
}

// smallFile is how large a file is that a partition may hold several of, and
// manySmall how many: then they are written anew as one.
const (
	smallFile = 4 << 20
	manySmall = 8
)

// Fields gives the field ids of a table's columns.
func (t *Tx) Fields(table string) (map[string]int64, error) {
	st, err := t.table(table)
	if err != nil {
		return nil, err
	}
	ids := map[string]int64{}
	for _, c := range st.columns {
		ids[c.Name] = c.id
	}
	return ids, nil
}

// Append puts rows into a table that has no row of their keys, and gives their
// number. Files become data files as they are, but where a partition would hold
// many small ones: those are written anew, with the new ones, as one file.
func (t *Tx) Append(ctx context.Context, table string, key []string, files []Staged) (int64, error) {
	st, err := t.table(table)
	if err != nil {
		return 0, err
	}
	if len(files) == 0 {
		return 0, nil
	}
	st.key = key
	rows, err := t.append(ctx, st, key, files)
	if err != nil {
		return 0, t.failed(fmt.Errorf("append to %s: %w", table, err))
	}
	return rows, nil
}

func (t *Tx) append(ctx context.Context, st *tableState, key []string, files []Staged) (rows int64, err error) {
	var parts []part
	var as []Staged // files that are taken as they are
	for _, group := range byPartition(files) {
		values := partition(group[0].Partition)
		p := part{values: values}
		small := 0
		for _, f := range st.files {
			if f.partID == st.partID && same(f.values, values) && f.bytes < smallFile {
				p.old = append(p.old, f)
				small++
			}
		}
		var whole []string
		for _, f := range group {
			if f.File.Bytes < smallFile {
				small++
			}
			if f.Dead != "" {
				p.query = union(p.query, st.living(f))
			} else {
				whole = append(whole, f.Path)
			}
		}
		if small <= manySmall && p.query == "" {
			as = append(as, group...)
			continue
		}
		if small <= manySmall { // some rows have died, the rest is well
			for _, f := range group {
				if f.Dead == "" {
					as = append(as, f)
				}
			}
			p.old = nil
		} else {
			if len(whole) > 0 {
				p.query = union(p.query, "SELECT "+st.names()+" FROM "+stagedFiles(whole))
			}
			if len(p.old) > 0 {
				p.query = union(p.query, st.scan(p.old, t.base.ID, ""))
			}
		}
		parts = append(parts, p)
	}
	before := st.rows()
	if err := t.adopt(ctx, st, as); err != nil {
		return 0, err
	}
	if len(parts) > 0 {
		e, err := t.engine(ctx)
		if err != nil {
			return 0, err
		}
		if err := t.writeParts(ctx, e, st, parts, st.order(key)); err != nil {
			return 0, err
		}
	}
	return st.rows() - before, nil
}

func union(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\nUNION ALL " + b
}

// living gives the SELECT of a staged file's rows that have not died.
func (st *tableState) living(f Staged) string {
	if f.Dead == "" {
		return "SELECT " + st.names() + " FROM " + stagedFiles([]string{f.Path})
	}
	return "SELECT " + st.names() + " FROM " + stagedFiles([]string{f.Path}) + " WHERE file_row_number NOT IN (SELECT pos FROM " + stagedFiles([]string{f.Dead}) + ")"
}

// rows counts the rows of a table's files.
func (st *tableState) rows() (n int64) {
	for _, f := range st.files {
		n += f.rows
	}
	return n
}

// byPartition groups files by partition, in order of their first.
func byPartition(files []Staged) [][]Staged {
	var groups [][]Staged
	at := map[string]int{}
	for _, f := range files {
		id := strings.Join(f.Partition, "\x00")
		i, ok := at[id]
		if !ok {
			i = len(groups)
			at[id] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

func partition(values []string) []sql.NullString {
	var v []sql.NullString
	for _, s := range values {
		v = append(v, sql.NullString{String: s, Valid: true})
	}
	return v
}

// adopt moves finished files to their places, durably and several at a time.
func (t *Tx) adopt(ctx context.Context, st *tableState, files []Staged) error {
	fresh := make([]*fileState, len(files))
	errs := make([]error, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(4*runtime.GOMAXPROCS(0), len(files)) { // they wait for the disk
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				fresh[i], errs[i] = t.adoptOne(st, files[i])
			}
		})
	}
	wg.Wait()
	for i, f := range fresh {
		switch {
		case errs[i] != nil:
			return errs[i]
		case f == nil:
			return ctx.Err()
		}
	}
	for _, f := range fresh {
		f.id = t.nextFile
		t.nextFile++
		st.files = append(st.files, *f)
		st.source = "" // until its writer says it again
	}
	return nil
}

func (t *Tx) adoptOne(st *tableState, f Staged) (*fileState, error) {
	w := &written{rows: f.File.Rows, bytes: f.File.Bytes, footer: f.File.Footer, sha: f.File.SHA256, stats: map[int64]columnStats{}, ranges: map[int64][]colfile.Range{}}
	for i, name := range f.Columns {
		c := st.column(name)
		if c == nil {
			return nil, fmt.Errorf("the table has no column %s", name)
		}
		if c.NotNull && f.File.Stats[i].Nulls > 0 {
			return nil, anlan.Errorf(anlan.Invalid, "column %s.%s may not be empty, and is in %d rows", st.name, name, f.File.Stats[i].Nulls)
		}
		w.stats[c.id] = statsOf(c.Type, f.File.Stats[i])
		if kinds := f.File.Stats[i].Kinds; len(kinds) > 1 {
			w.ranges[c.id] = kinds
		}
	}
	values := partition(f.Partition)
	path := filepath.Join(append(append([]string{st.dir}, st.folders(values)...), uuid.NewString()+".parquet")...)
	if err := os.Chmod(f.Path, 0o644); err != nil {
		return nil, fmt.Errorf("move data file: %w", err)
	}
	if err := settle(f.Path, path); err != nil {
		return nil, err
	}
	return &fileState{path: path, rows: w.rows, bytes: w.bytes, partID: st.partID, values: values, fresh: w}, nil
}

// statsOf writes a file's statistics as the engine does.
func statsOf(typ string, s colfile.Stats) columnStats {
	c := columnStats{bytes: s.Bytes, values: s.Values, nulls: s.Nulls, bounded: s.Bounded, nan: s.NaN, nanKnown: strings.HasPrefix(typ, "float")}
	if !s.Bounded {
		return c
	}
	if typ == "varchar" {
		c.min, c.max = s.MinText, s.MaxText
		return c
	}
	c.min, c.max = bound(typ, s.Min), bound(typ, s.Max)
	return c
}

func bound(typ string, v int64) string {
	switch {
	case typ == "boolean":
		return fmt.Sprint(v == 1)
	case typ == "date":
		return time.Unix(v*86400, 0).UTC().Format("2006-01-02")
	case typ == "timestamp":
		return time.UnixMicro(v).UTC().Format("2006-01-02 15:04:05.999999")
	case strings.HasPrefix(typ, "float"):
		return fmt.Sprint(math.Float64frombits(uint64(v)))
	case strings.HasPrefix(typ, "decimal"):
		sign := ""
		if v < 0 {
			sign, v = "-", -v
		}
		return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
	}
	return fmt.Sprint(v)
}

// Living gives the paths of staged files as Merge takes them: those of which
// rows have died are written anew without these.
func (t *Tx) Living(ctx context.Context, table string, files []Staged) ([]string, error) {
	st, err := t.table(table)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range files {
		if f.Dead == "" {
			paths = append(paths, f.Path)
			continue
		}
		e, err := t.engine(ctx)
		if err != nil {
			return nil, err
		}
		path := t.StagePath(table)
		if err := e.exec(ctx, "COPY ("+st.living(f)+") TO "+text(path)+" (FORMAT parquet, COMPRESSION snappy)"); err != nil {
			return nil, t.failed(fmt.Errorf("write table %s: %w", table, err))
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// Describe sets the message of the snapshot.
func (t *Tx) Describe(message string) { t.message = message }
