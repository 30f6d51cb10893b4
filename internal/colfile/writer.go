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

	"github.com/DataDog/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
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

	zstd   zstd.Ctx
	page   []byte // of the chunk under way, not compressed
	packed []byte // a page, compressed
	level  int    // that the chunk is compressed at; 0 for not
	values []byte // an encoding's output
	dict   dictionary
	ends   []uint32
	num32  []int32
	bits   []byte
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
	w := &Writer{columns: columns, zstd: zstd.NewCtx(), sum: sha256.New(), out: bufio.NewWriterSize(nil, outBlock)}
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
	g := format.RowGroup{NumRows: int64(rows), FileOffset: w.at, SortingColumns: w.sorting, Ordinal: int16(len(w.meta.RowGroups))}
	for i := range w.columns {
		v, err := get(i)
		if err != nil {
			return err
		}
		if v.Null == nil && v.count() != rows || v.Null != nil && len(v.Null) != rows {
			return fmt.Errorf("column %s: %d values for %d rows", w.columns[i].Name, v.count(), rows)
		}
		m, err := w.chunk(i, rows, &v)
		if err != nil {
			return fmt.Errorf("column %s: %w", w.columns[i].Name, err)
		}
		g.Columns = append(g.Columns, format.ColumnChunk{MetaData: m})
		g.TotalByteSize += m.TotalUncompressedSize
		g.TotalCompressedSize += m.TotalCompressedSize
	}
	w.meta.NumRows += int64(rows)
	w.meta.RowGroups = append(w.meta.RowGroups, g)
	return nil
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
