package etl

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/snappy"

	"github.com/anlan-lake/anlan"
)

// fast is the compression of staged files: they are read once, by the lake,
// and written anew in its order.
var fast compress.Codec = &snappy.Codec{}

func (t colType) node() parquet.Node {
	switch t {
	case typeText:
		return parquet.String()
	case typeInt32:
		return parquet.Int(32)
	case typeInt64:
		return parquet.Int(64)
	case typeFloat:
		return parquet.Leaf(parquet.DoubleType)
	case typeDecimal:
		return parquet.Decimal(2, 18, parquet.Int64Type)
	case typeBool:
		return parquet.Leaf(parquet.BooleanType)
	case typeDate:
		return parquet.Date()
	}
	return parquet.TimestampAdjusted(parquet.Microsecond, false)
}

// schema gives the Parquet schema of the data set's table. Columns are in
// order of name: the lake reads them by name.
func (r *run) schema() *parquet.Schema {
	group := parquet.Group{}
	for _, k := range r.kept {
		group[r.c.Properties[k].Name] = parquet.Optional(r.c.Properties[k].typ.node())
	}
	for i, name := range ownColumns {
		group[name] = parquet.Optional(ownTypes[i].node())
	}
	return parquet.NewSchema(r.c.ID, group)
}

// ownTypes are the types of ownColumns.
var ownTypes = [...]colType{typeText, typeText, typeInt64, typeTimestamp, typeText, typeText}

// write writes the rows of a segment that mark does not call rejected to a
// Parquet file.
func (r *run) write(b *batch, s *segment, mark []uint8, path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(fmt.Errorf("stage rows: %w", err))
	}
	defer func() {
		err = errors.Join(err, diskError(f.Close()))
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(path)))
		}
	}()
	schema := r.schema()
	w := parquet.NewGenericWriter[any](f, schema, parquet.Compression(fast), parquet.DataPageStatistics(false))
	at := map[string]int{}
	for i, c := range schema.Columns() {
		at[c[0]] = i
	}
	cols := w.ColumnWriters()
	sw := segmentWriter{r: r, b: b, s: s, mark: mark, values: make([]parquet.Value, 0, 1024)}
	for i, k := range r.kept {
		name := r.c.Properties[k].Name
		if err := sw.column(cols[at[name]], at[name], &s.vecs[i]); err != nil {
			return diskError(fmt.Errorf("stage rows: column %s: %w", name, err))
		}
	}
	for _, name := range ownColumns {
		if err := sw.own(cols[at[name]], at[name], name); err != nil {
			return diskError(fmt.Errorf("stage rows: column %s: %w", name, err))
		}
	}
	return diskError(w.Close())
}

type segmentWriter struct {
	r      *run
	b      *batch
	s      *segment
	mark   []uint8
	values []parquet.Value
}

// put appends a value, and hands a full buffer over.
func (w *segmentWriter) put(out *parquet.ColumnWriter, v parquet.Value) error {
	w.values = append(w.values, v)
	if len(w.values) < cap(w.values) {
		return nil
	}
	return w.flush(out)
}

func (w *segmentWriter) flush(out *parquet.ColumnWriter) error {
	_, err := out.WriteRowValues(w.values)
	w.values = w.values[:0]
	return err
}

func (w *segmentWriter) column(out *parquet.ColumnWriter, at int, v *vector) error {
	null := parquet.NullValue().Level(0, 0, at)
	for row, m := range w.mark {
		if m&markRejected != 0 {
			continue
		}
		val := null
		if !v.isNull(row) {
			val = v.value(row).Level(0, 1, at)
		}
		if err := w.put(out, val); err != nil {
			return err
		}
	}
	return w.flush(out)
}

func (v *vector) value(r int) parquet.Value {
	switch v.typ {
	case typeText:
		return parquet.ByteArrayValue(v.text(r))
	case typeInt32, typeDate:
		return parquet.Int32Value(int32(v.num[r]))
	case typeFloat:
		return parquet.DoubleValue(math.Float64frombits(uint64(v.num[r])))
	case typeBool:
		return parquet.BooleanValue(v.num[r] == 1)
	}
	return parquet.Int64Value(v.num[r])
}

// own writes one of landing's own columns.
func (w *segmentWriter) own(out *parquet.ColumnWriter, at int, name string) error {
	null := parquet.NullValue().Level(0, 0, at)
	now := w.b.ReceivedAt.In(w.r.o.Loc)
	_, off := now.Zone()
	landed := parquet.Int64Value(now.UnixMicro() + int64(off)*1e6)
	hashes := make([]byte, 0, 16*len(w.mark))
	id, file := parquet.ByteArrayValue([]byte(w.b.ID)), parquet.ByteArrayValue([]byte(w.b.Source))
	for row, m := range w.mark {
		if m&markRejected != 0 {
			continue
		}
		val := null
		switch name {
		case "_batch_id":
			val = id
		case "_source_file":
			val = file
		case "_source_row":
			val = parquet.Int64Value(int64(w.s.line[row]))
		case "_landed_at":
			val = landed
		case "_row_hash":
			hashes = appendHex(hashes, w.s.hash[row])
			val = parquet.ByteArrayValue(hashes[len(hashes)-16:])
		case "_rule_flags":
			if f := w.s.flags[row]; f != 0 {
				val = parquet.ByteArrayValue([]byte(w.r.flagNames(f)))
			}
		}
		if !val.IsNull() {
			val = val.Level(0, 1, at)
		}
		if err := w.put(out, val); err != nil {
			return err
		}
	}
	return w.flush(out)
}

func (r *run) flagNames(f uint16) string {
	s := ""
	add := func(name string) {
		if s != "" {
			s += "|"
		}
		s += name
	}
	if f&1 != 0 {
		add(FlagTimeOrder)
	}
	for i, flag := range r.c.Rules.Flags {
		if f&(2<<i) != 0 {
			add(flag.Name)
		}
	}
	return s
}

func appendHex(b []byte, v uint64) []byte {
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[v>>shift&15])
	}
	return b
}

// handOver gives a segment that was written out to the lake.
func (r *run) handOver(s *segment, path string) error {
	if !slices.EqualFunc(s.mark, s.written, func(a, b uint8) bool { return a&markRejected == b&markRejected }) {
		return r.rewrite(s, path)
	}
	if os.Rename(s.path, path) == nil {
		s.path = ""
		return nil
	}
	in, err := os.Open(s.path) // the landing zone is another file system
	if err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(fmt.Errorf("stage rows: %w", err))
	}
	_, err = io.Copy(out, in)
	return diskError(errors.Join(err, out.Close()))
}

// rewrite copies a file written by spill without the rows that died since.
func (r *run) rewrite(s *segment, path string) (err error) {
	in, err := os.Open(s.path)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(err)
	}
	defer func() { err = errors.Join(err, diskError(out.Close())) }()
	rows := parquet.NewReader(in, r.schema())
	defer func() { err = errors.Join(err, rows.Close()) }()
	w := parquet.NewGenericWriter[any](out, r.schema(), parquet.Compression(fast))
	buf := make([]parquet.Row, 256)
	at := 0
	for {
		n, err := rows.ReadRows(buf)
		live := buf[:0:0]
		for _, row := range buf[:n] {
			for s.written[at]&markRejected != 0 {
				at++
			}
			if s.mark[at]&markRejected == 0 {
				live = append(live, row)
			}
			at++
		}
		if _, werr := w.WriteRows(live); werr != nil {
			return diskError(werr)
		}
		if errors.Is(err, io.EOF) {
			return diskError(w.Close())
		}
		if err != nil {
			return fmt.Errorf("read staged rows: %w", err)
		}
	}
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
