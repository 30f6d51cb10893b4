package colfile

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync/atomic"

	"github.com/DataDog/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"golang.org/x/sync/errgroup"
)

// Writer writes one Parquet file. It is for one goroutine at a time, and can be
// used for another file by Reset, so that its buffers are.
type Writer struct {
	columns []Column
	out     *bufio.Writer
	sum     hash.Hash
	at      int64 // bytes written
	meta    format.FileMetaData
	sorting []format.SortingColumn
	stats   []Stats
	err     error

	encoders []*encoder // as many as were asked for at once
}

// File is what is known of a finished file.
type File struct {
	Rows   int64
	Bytes  int64
	Footer int64  // bytes of the footer
	SHA256 string // hex
	Stats  []Stats
}

const magic = "PAR1"

// outBlock is how much is written at once. Larger writes are slower: the system
// then takes its memory in large pieces, which it has to gather first.
const outBlock = 64 << 10

// NewWriter makes a writer for files of the given columns. sorted are the
// columns, by index, by which rows are in ascending order, NULLs last.
func NewWriter(columns []Column, sorted []int) (*Writer, error) {
	w := &Writer{columns: columns, sum: sha256.New(), out: bufio.NewWriterSize(nil, outBlock)}
	root := format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(len(columns)))}
	w.meta = format.FileMetaData{Version: 2, CreatedBy: "anlan", Schema: thrift.Slice[format.SchemaElement]{root}}
	for _, c := range columns {
		e, err := c.element()
		if err != nil {
			return nil, err
		}
		w.meta.Schema = append(w.meta.Schema, e)
		w.meta.ColumnOrders = append(w.meta.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
	}
	for _, i := range sorted {
		w.sorting = append(w.sorting, format.SortingColumn{ColumnIdx: int32(i)})
	}
	return w, nil
}

// Reset begins a file on out.
func (w *Writer) Reset(out io.Writer) error {
	w.sum.Reset()
	w.out.Reset(io.MultiWriter(out, w.sum))
	w.at, w.meta.NumRows, w.meta.RowGroups = 0, 0, nil
	w.stats = make([]Stats, len(w.columns))
	w.err = nil
	return w.write([]byte(magic))
}

func (w *Writer) write(b []byte) error {
	n, err := w.out.Write(b)
	w.at += int64(n)
	w.err = errors.Join(w.err, err)
	return err
}

// RowGroup writes a row group of the given number of rows; get gives the values
// of one column after another, which are done with when the next is asked for.
func (w *Writer) RowGroup(rows int, get func(column int) (Values, error)) error {
	g := w.group(rows)
	for i := range w.columns {
		e := w.encoder(0)
		m, err := w.chunk(e, i, rows, get)
		if err != nil {
			return err
		}
		if err := w.put(&g, m, e.out); err != nil {
			return err
		}
	}
	w.add(g)
	return nil
}

// RowGroupAtOnce writes a row group as RowGroup does, several columns at a time: get
// is called by as many goroutines. The row group is held in memory until it is whole.
func (w *Writer) RowGroupAtOnce(rows, workers int, get func(column int) (Values, error)) error {
	metas, chunks := make([]format.ColumnMetaData, len(w.columns)), make([][]byte, len(w.columns))
	var next atomic.Int64
	var g errgroup.Group
	for k := range min(workers, len(w.columns)) {
		e := w.encoder(k)
		g.Go(func() (err error) {
			for i := int(next.Add(1)) - 1; i < len(chunks); i = int(next.Add(1)) - 1 {
				if metas[i], err = w.chunk(e, i, rows, get); err != nil {
					return err
				}
				chunks[i], e.out = e.out, nil
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	group := w.group(rows)
	for i, m := range metas {
		if err := w.put(&group, m, chunks[i]); err != nil {
			return err
		}
	}
	w.add(group)
	return nil
}

func (w *Writer) group(rows int) format.RowGroup {
	return format.RowGroup{NumRows: int64(rows), FileOffset: w.at, SortingColumns: w.sorting, Ordinal: int16(len(w.meta.RowGroups))}
}

// encoder gives the one of a number.
func (w *Writer) encoder(n int) *encoder {
	for len(w.encoders) <= n {
		w.encoders = append(w.encoders, &encoder{zstd: zstd.NewCtx()})
	}
	return w.encoders[n]
}

// chunk makes that of column i.
func (w *Writer) chunk(e *encoder, i, rows int, get func(column int) (Values, error)) (m format.ColumnMetaData, err error) {
	v, err := get(i)
	if err != nil {
		return m, err
	}
	if v.Null == nil && v.count() != rows || v.Null != nil && len(v.Null) != rows {
		return m, fmt.Errorf("column %s: %d values for %d rows", w.columns[i].Name, v.count(), rows)
	}
	if m, err = e.chunk(w.columns[i], rows, &v, &w.stats[i]); err != nil {
		return m, fmt.Errorf("column %s: %w", w.columns[i].Name, err)
	}
	return m, nil
}

// put writes a chunk and takes it into its row group.
func (w *Writer) put(g *format.RowGroup, m format.ColumnMetaData, chunk []byte) error {
	if m.DataPageOffset > 0 { // a dictionary comes first
		m.DictionaryPageOffset = w.at
	}
	m.DataPageOffset += w.at
	if m.BloomFilterLength > 0 {
		m.BloomFilterOffset += w.at
	}
	g.Columns = append(g.Columns, format.ColumnChunk{MetaData: m})
	g.TotalByteSize += m.TotalUncompressedSize
	g.TotalCompressedSize += m.TotalCompressedSize
	return w.write(chunk)
}

func (w *Writer) add(g format.RowGroup) {
	w.meta.NumRows += g.NumRows
	w.meta.RowGroups = append(w.meta.RowGroups, g)
}

// Close writes the footer and gives what is known of the file.
func (w *Writer) Close() (File, error) {
	foot, err := thrift.Marshal(new(thrift.CompactProtocol), &w.meta)
	if err != nil {
		return File{}, fmt.Errorf("write footer: %w", err)
	}
	f := File{Rows: w.meta.NumRows, Footer: int64(len(foot)), Stats: w.stats}
	foot = binary.LittleEndian.AppendUint32(foot, uint32(len(foot)))
	if err := w.write(append(foot, magic...)); err != nil {
		return File{}, err
	}
	if err := w.out.Flush(); err != nil {
		return File{}, err
	}
	f.Bytes, f.SHA256 = w.at, hex.EncodeToString(w.sum.Sum(nil))
	return f, w.err
}
