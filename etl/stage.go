package etl

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/colfile"
	"github.com/anlan-lake/anlan/internal/lake"
)

// groupRows is how many rows a row group takes: what a reader skips or reads.
const groupRows = 1 << 17

// stagedFile is one file of rows that is on its way to the lake.
type stagedFile struct {
	lake.Staged
	rows []uint32 // numbers of its rows, in their order
}

// flush has a bin written, behind the reading.
func (r *run) flush(b *bin) error {
	delete(r.bins, b.part)
	live := slices.DeleteFunc(b.rows, func(ref uint32) bool {
		s, row := b.segs[ref>>11], int(ref&(1<<11-1))
		i := int(s.from-s.b.first) + row
		return s.b.mark[i]&markRejected != 0 || r.replaced.has(s.from+uint32(row))
	})
	b.rows = live
	if len(live) == 0 {
		for _, s := range b.segs {
			r.letGo(s)
		}
		return nil
	}
	if err := r.prepareFields(); err != nil {
		return err
	}
	f := &stagedFile{Staged: lake.Staged{Path: r.tx.StagePath(r.c.ID), Partition: partValues(b.part, r.c.Partition)}}
	r.staged = append(r.staged, f)
	r.mu.Lock()
	for r.writes >= runtime.GOMAXPROCS(0) && r.failed == nil {
		r.freed.Wait()
	}
	err := r.failed
	r.writes++
	r.under += b.size
	r.mu.Unlock()
	if err != nil {
		return err
	}
	r.files.Go(func() {
		err := r.write(f, b)
		for _, s := range b.segs {
			r.letGo(s)
		}
		r.mu.Lock()
		r.writes--
		r.under -= b.size
		if r.failed == nil {
			r.failed = err
		}
		r.freed.Broadcast()
		r.mu.Unlock()
	})
	return nil
}

// prepareFields makes sure that the lake has the table, and takes the ids of
// its columns.
func (r *run) prepareFields() error {
	if r.fields != nil {
		return nil
	}
	if err := r.ensure(); err != nil {
		return err
	}
	ids, err := r.tx.Fields(r.c.ID)
	if err != nil {
		return err
	}
	for _, k := range r.kept {
		p := &r.c.Properties[k]
		r.fields = append(r.fields, colfile.Column{Name: p.Name, ID: int32(ids[p.Name]), Type: fileTypes[p.typ], Bloom: p.isKey && len(r.c.Key) == 1, Kinds: p.isKey})
	}
	for i, name := range ownColumns {
		r.fields = append(r.fields, colfile.Column{Name: name, ID: int32(ids[name]), Type: fileTypes[ownTypes[i]]})
	}
	return nil
}

var fileTypes = [...]colfile.Type{typeText: colfile.Text, typeInt32: colfile.Int32, typeInt64: colfile.Int64, typeFloat: colfile.Double,
	typeDecimal: colfile.Decimal, typeBool: colfile.Bool, typeDate: colfile.Date, typeTimestamp: colfile.Timestamp}

// ownTypes are the types of ownColumns.
var ownTypes = [...]colType{typeText, typeText, typeInt64, typeTimestamp, typeText, typeText}

// write writes the rows of a bin, in order, as one file.
func (r *run) write(f *stagedFile, b *bin) (err error) {
	out, err := os.OpenFile(f.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(fmt.Errorf("stage rows: %w", err))
	}
	defer func() { err = errors.Join(err, diskError(out.Close())) }()
	w, err := r.fileWriter()
	if err != nil {
		return err
	}
	defer r.shelveWriter(w)
	if err := w.out.Reset(out); err != nil {
		return diskError(fmt.Errorf("stage rows: %w", err))
	}
	w.arrange(b)
	f.rows = make([]uint32, len(b.rows))
	for i, ref := range b.rows {
		f.rows[i] = b.segs[ref>>11].from + ref&(1<<11-1)
	}
	for at := 0; at < len(b.rows); at += groupRows {
		rows := b.rows[at:min(at+groupRows, len(b.rows))]
		err := w.out.RowGroup(len(rows), func(column int) (colfile.Values, error) { return w.gather(b, rows, column), nil })
		if err != nil {
			return diskError(fmt.Errorf("stage rows: %w", err))
		}
	}
	if f.File, err = w.out.Close(); err != nil {
		return diskError(fmt.Errorf("stage rows: %w", err))
	}
	return nil
}

// finished gives the files written, each with the rows in it that have died
// since.
func (r *run) finished() ([]lake.Staged, error) {
	var names []string
	for _, c := range r.fields {
		names = append(names, c.Name)
	}
	files := make([]lake.Staged, 0, len(r.staged))
	for _, f := range r.staged {
		f.Columns = names
		var dead []int64
		for at, row := range f.rows {
			if r.dead(row) {
				dead = append(dead, int64(at))
			}
		}
		switch {
		case len(dead) == len(f.rows):
			continue
		case len(dead) > 0:
			f.Dead = r.tx.StagePath(r.c.ID)
			if err := writeNumbers(f.Dead, "pos", dead); err != nil {
				return nil, err
			}
		}
		files = append(files, f.Staged)
	}
	return files, nil
}

// writeNumbers writes a file of one column of whole numbers.
func writeNumbers(path, name string, numbers []int64) error {
	w, err := colfile.NewWriter([]colfile.Column{{Name: name, ID: 1, Type: colfile.Int64}}, nil)
	if err != nil {
		return err
	}
	return writeStaged(path, w, len(numbers), func(int) (colfile.Values, error) { return colfile.Values{Int: numbers}, nil })
}

// writeStaged writes a file of one row group.
func writeStaged(path string, w *colfile.Writer, rows int, get func(int) (colfile.Values, error)) (err error) {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(fmt.Errorf("stage rows: %w", err))
	}
	defer func() { err = diskError(errors.Join(err, out.Close())) }()
	if err := w.Reset(out); err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	if err := w.RowGroup(rows, get); err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	_, err = w.Close()
	return err
}

// keyFiles gives files that hold the key columns of all rows: those that are
// written, and one of the rows that are not.
func (r *run) keyFiles() ([]string, error) {
	var paths []string
	for _, f := range r.staged {
		paths = append(paths, f.Path)
	}
	if len(r.bins) == 0 {
		return paths, nil
	}
	var columns []colfile.Column
	for n, i := range r.key {
		p := &r.c.Properties[r.kept[i]]
		columns = append(columns, colfile.Column{Name: p.Name, ID: int32(n + 1), Type: fileTypes[p.typ]})
	}
	w, err := colfile.NewWriter(columns, nil)
	if err != nil {
		return nil, err
	}
	values, rows := make([]colfile.Values, len(r.key)), 0
	r.each(func(s *segment, row int) {
		rows++
		for n, i := range r.key {
			v := &s.vecs[i]
			if v.typ == typeText {
				values[n].Text = append(values[n].Text, v.text(row)...)
				values[n].End = append(values[n].End, uint32(len(values[n].Text)))
			} else {
				values[n].Int = append(values[n].Int, v.num[row])
			}
		}
	})
	path := r.tx.StagePath(r.c.ID)
	return append(paths, path), writeStaged(path, w, rows, func(i int) (colfile.Values, error) { return values[i], nil })
}

func (r *run) fileWriter() (*fileWriter, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.shelf); n > 0 {
		w := r.shelf[n-1]
		r.shelf = r.shelf[:n-1]
		return w, nil
	}
	out, err := colfile.NewWriter(r.fields, r.order[:min(len(r.order), len(r.c.Sort))])
	return &fileWriter{r: r, out: out}, err
}

func (r *run) shelveWriter(w *fileWriter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shelf = append(r.shelf, w)
}

// diskError makes a full disk something a person can act upon.
func diskError(err error) error {
	if err == nil {
		return nil
	}
	// The SQL engine tells of a full disk in words only.
	words := strings.Contains(err.Error(), "No space left on device")
	if words || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return anlan.Errorf(anlan.Unavailable, "the disk is full: %w", err).
			WithNext("nothing was landed; make room and land again")
	}
	return err
}
