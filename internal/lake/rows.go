package lake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/colfile"
)

// groupRows is how many rows a row group takes: what a reader skips or reads.
const groupRows = 1 << 17

// ReplaceRows makes rows the whole content of a table that is not partitioned:
// Columns, or a slice of structs, of which a field with the tag lake:"name" is the
// column of that name. Every column has one: a string, a bool, an int32, an int64 or
// a float64, or a pointer to one, nil for NULL; a date counts days since 1970 and
// a timestamp microseconds. The file is written straight from the rows, sorted
// by the table's sort and then by all other columns, so that the same rows in
// any order make the same file; one equal to the file it would replace is
// dropped.
func (t *Tx) ReplaceRows(ctx context.Context, table string, rows any) error {
	st, err := t.table(table)
	if err != nil {
		return err
	}
	if err := t.replaceRows(ctx, st, rows); err != nil {
		return t.failed(fmt.Errorf("replace table %s: %w", table, err))
	}
	return nil
}

func (t *Tx) replaceRows(ctx context.Context, st *tableState, rows any) error {
	if len(st.partition) > 0 {
		return errors.New("it is partitioned")
	}
	source, err := newRowSource(st, rows)
	if err != nil {
		return err
	}
	whole, rest := part{}, part{}
	for _, f := range st.files {
		if f.partID == st.partID {
			whole.old = append(whole.old, f)
		} else { // of a time when the table was partitioned otherwise
			rest.old = append(rest.old, f)
		}
	}
	var fresh *fileState
	if source.count > 0 {
		file, err := t.writeRows(st, source)
		if err != nil {
			return err
		}
		if fresh, err = t.adoptOne(st, file); err != nil {
			return err
		}
	}
	st.inlined = nil
	return t.swap(ctx, st, []part{whole, rest}, []*fileState{fresh, nil})
}

// writeRows writes a file of all rows, in order, under tmp/.
func (t *Tx) writeRows(st *tableState, source *rowSource) (f Staged, err error) {
	var sorted []int
	for _, name := range st.sort {
		sorted = append(sorted, slices.Index(source.names, st.column(name).Name))
	}
	w, err := colfile.NewWriter(source.columns, sorted)
	if err != nil {
		return f, err
	}
	f = Staged{Path: t.StagePath(st.name), Columns: source.names}
	out, err := os.OpenFile(f.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return f, anlan.Errorf(anlan.Unavailable, "write rows: %w", err)
	}
	order := source.order(sorted)
	err = w.Reset(out)
	for ; err == nil && len(order) > 0; order = order[min(groupRows, len(order)):] {
		group := order[:min(groupRows, len(order))]
		err = w.RowGroupAtOnce(len(group), runtime.GOMAXPROCS(0), func(column int) (colfile.Values, error) { return source.from[column].values(group), nil })
	}
	if err == nil {
		f.File, err = w.Close()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return f, anlan.Errorf(anlan.Unavailable, "write rows: %w", err)
	}
	return f, nil
}
