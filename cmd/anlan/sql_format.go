package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/xuri/excelize/v2"
)

// resultWriters write a query's result in each format that --format names.
var resultWriters = map[string]func(io.Writer, array.RecordReader) error{
	"table":   writeTable,
	"csv":     writeCSV,
	"json":    writeJSON,
	"arrow":   writeArrow,
	"parquet": writeParquet,
	"xlsx":    writeXLSX,
}

// cell gives one value as text; ok is false for NULL.
func cell(col arrow.Array, i int) (text string, ok bool) {
	if col.IsNull(i) {
		return "", false
	}
	switch c := col.(type) {
	case *array.Timestamp:
		unit := c.DataType().(*arrow.TimestampType).Unit
		t := c.Value(i).ToTime(unit)
		if t.Nanosecond() != 0 {
			return t.Format("2006-01-02 15:04:05.000000"), true
		}
		return t.Format(time.DateTime), true
	default:
		// A batch's strings point into memory that goes with the batch.
		return strings.Clone(col.ValueStr(i)), true
	}
}

// eachRow calls f with the cells of every row; a NULL is nil.
func eachRow(r array.RecordReader, f func(row []*string) error) error {
	row := make([]*string, r.Schema().NumFields())
	for r.Next() {
		rec := r.RecordBatch()
		for i := range int(rec.NumRows()) {
			for j := range row {
				row[j] = nil
				if s, ok := cell(rec.Column(j), i); ok {
					row[j] = &s
				}
			}
			if err := f(row); err != nil {
				return err
			}
		}
	}
	return r.Err()
}

func names(r array.RecordReader) []string {
	out := make([]string, r.Schema().NumFields())
	for i, f := range r.Schema().Fields() {
		out[i] = f.Name
	}
	return out
}

// width of a text on a terminal: Chinese characters take two columns.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x20000 && r <= 0x3fffd) {
			n++
		}
	}
	return n
}

// writeTable aligns columns; it holds the result in memory, as a screen would.
func writeTable(w io.Writer, r array.RecordReader) error {
	rows := [][]string{names(r)}
	widths := make([]int, len(rows[0]))
	for j, s := range rows[0] {
		widths[j] = width(s)
	}
	err := eachRow(r, func(row []*string) error {
		line := make([]string, len(row))
		for j, s := range row {
			if s == nil {
				line[j] = "NULL"
			} else {
				line[j] = strings.ReplaceAll(*s, "\n", " ")
			}
			widths[j] = max(widths[j], width(line[j]))
		}
		rows = append(rows, line)
		return nil
	})
	if err != nil {
		return err
	}
	for i, line := range rows {
		var b strings.Builder
		for j, s := range line {
			b.WriteString(s)
			if j < len(line)-1 {
				b.WriteString(strings.Repeat(" ", widths[j]-width(s)+2))
			}
		}
		fmt.Fprintln(w, b.String())
		if i == 0 {
			for j, n := range widths {
				fmt.Fprint(w, strings.Repeat("-", n))
				if j < len(widths)-1 {
					fmt.Fprint(w, "  ")
				}
			}
			fmt.Fprintln(w)
		}
	}
	_, err = fmt.Fprintf(w, "(%d rows)\n", len(rows)-1)
	return err
}

func writeCSV(w io.Writer, r array.RecordReader) error {
	out := csv.NewWriter(w)
	if err := out.Write(names(r)); err != nil {
		return err
	}
	line := make([]string, r.Schema().NumFields())
	err := eachRow(r, func(row []*string) error {
		for j, s := range row {
			line[j] = ""
			if s != nil {
				line[j] = *s
			}
		}
		return out.Write(line)
	})
	out.Flush()
	if err != nil {
		return err
	}
	return out.Error()
}

// writeJSON writes one object a line; numbers and booleans stay what they are.
func writeJSON(w io.Writer, r array.RecordReader) error {
	fields := r.Schema().Fields()
	return eachRow(r, func(row []*string) error {
		var b strings.Builder
		b.WriteByte('{')
		for j, s := range row {
			if j > 0 {
				b.WriteByte(',')
			}
			key, err := json.Marshal(fields[j].Name)
			if err != nil {
				return err
			}
			b.Write(key)
			b.WriteByte(':')
			switch {
			case s == nil:
				b.WriteString("null")
			case isBare(fields[j].Type, *s):
				b.WriteString(*s)
			default:
				text, err := json.Marshal(*s)
				if err != nil {
					return err
				}
				b.Write(text)
			}
		}
		b.WriteString("}\n")
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// isBare tells whether a value is written without quotes in JSON: NaN and the
// infinities are not numbers there.
func isBare(t arrow.DataType, s string) bool {
	switch t.ID() {
	case arrow.BOOL:
		return true
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.FLOAT32, arrow.FLOAT64, arrow.DECIMAL128, arrow.DECIMAL256, arrow.DECIMAL32, arrow.DECIMAL64:
		return json.Valid([]byte(s))
	}
	return false
}

func writeArrow(w io.Writer, r array.RecordReader) error {
	out := ipc.NewWriter(w, ipc.WithSchema(r.Schema()))
	for r.Next() {
		if err := out.Write(r.RecordBatch()); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	return out.Close()
}

func writeParquet(w io.Writer, r array.RecordReader) error {
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd))
	out, err := pqarrow.NewFileWriter(r.Schema(), w, props, pqarrow.DefaultWriterProps())
	if err != nil {
		return err
	}
	for r.Next() {
		if err := out.WriteBuffered(r.RecordBatch()); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	return out.Close()
}

func writeXLSX(w io.Writer, r array.RecordReader) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	line := make([]any, r.Schema().NumFields())
	put := func(n int) error {
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return sheet.SetRow(at, line)
	}
	for j, s := range names(r) {
		line[j] = s
	}
	n := 1
	if err := put(n); err != nil {
		return err
	}
	fields := r.Schema().Fields()
	err = eachRow(r, func(row []*string) error {
		for j, s := range row {
			switch {
			case s == nil:
				line[j] = nil
			case isBare(fields[j].Type, *s) && fields[j].Type.ID() != arrow.BOOL:
				line[j] = json.Number(*s)
				var f float64
				if _, err := fmt.Sscan(*s, &f); err == nil {
					line[j] = f
				}
			default:
				line[j] = *s
			}
		}
		n++
		return put(n)
	})
	if err != nil {
		return err
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}
