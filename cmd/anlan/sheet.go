package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/person"
)

// sheet is a CSV file that a model reads: named columns of text.
type sheet struct {
	path   string
	header []string
	rows   [][]string
}

// readSheet reads a CSV file in UTF-8, gzipped or not. names gives columns
// other names: the model's name, then the file's. A column that sounds like a
// person's is refused, whatever it is called here.
func readSheet(path string, names map[string]string) (*sheet, error) {
	header, rows, err := readCells(path)
	if err != nil {
		return nil, err
	}
	s := &sheet{path: path, header: slices.Clone(header), rows: rows}
	for _, h := range s.header {
		if word := person.Header(h); word != "" {
			return nil, anlan.Errorf(anlan.Invalid, "%s: the column %s sounds like a person's (%s)", path, h, word).
				WithNext("models read figures of areas and cases, never of persons: leave the column out")
		}
	}
	for name, theirs := range names {
		i := slices.Index(header, theirs)
		if i < 0 {
			return nil, anlan.Errorf(anlan.Invalid, "%s: there is no column %s (it has %s)", path, theirs, strings.Join(header, ", "))
		}
		s.header[i] = name
	}
	seen := map[string]bool{}
	for _, h := range s.header {
		if seen[h] {
			return nil, anlan.Errorf(anlan.Invalid, "%s: the column %s is there twice", path, h)
		}
		seen[h] = true
	}
	return s, nil
}

func (s *sheet) has(name string) bool { return slices.Contains(s.header, name) }

// text gives a column as it is written.
func (s *sheet) text(name string) ([]string, error) {
	j := slices.Index(s.header, name)
	if j < 0 {
		return nil, anlan.Errorf(anlan.Invalid, "%s: there is no column %s (it has %s)", s.path, name, strings.Join(s.header, ", ")).
			WithNext("--columns %s=… gives a column that name", name)
	}
	out := make([]string, len(s.rows))
	for i, row := range s.rows {
		out[i] = strings.TrimSpace(row[j])
	}
	return out, nil
}

// numbers gives a column as numbers; an empty cell and NA are NaN.
func (s *sheet) numbers(name string) ([]float64, error) {
	cells, err := s.text(name)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(cells))
	for i, cell := range cells {
		if cell == "" || cell == "NA" {
			out[i] = math.NaN()
			continue
		}
		if out[i], err = strconv.ParseFloat(cell, 64); err != nil || math.IsNaN(out[i]) {
			return nil, anlan.Errorf(anlan.Invalid, "%s: row %d, column %s: %q is not a number; a missing one is an empty cell or NA",
				s.path, i+2, name, cell)
		}
	}
	return out, nil
}

// whole gives a column as numbers of which none is missing.
func (s *sheet) whole(name string) ([]float64, error) {
	out, err := s.numbers(name)
	if err != nil {
		return nil, err
	}
	for i, v := range out {
		if math.IsNaN(v) {
			return nil, anlan.Errorf(anlan.Invalid, "%s: row %d, column %s is empty", s.path, i+2, name)
		}
	}
	return out, nil
}

// columnsFlag reads name=column pairs.
func columnsFlag(pairs []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range pairs {
		name, column, ok := strings.Cut(p, "=")
		if !ok || name == "" || column == "" {
			return nil, anlan.Errorf(anlan.Invalid, "--columns %q is not name=column", p)
		}
		out[name] = column
	}
	return out, nil
}

// output is where and how a model's answer is written.
type output struct {
	format, file string
	digits       int
	settings     []string
	columns      []string
}

// flags adds the flags that all model commands share.
func (o *output) flags(e *env, c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.format, "format", "table", e.say("table, csv, json, parquet, arrow or xlsx", "table、csv、json、parquet、arrow 或 xlsx"))
	f.StringVarP(&o.file, "out", "o", "", e.say("write to this file", "写入文件"))
	f.IntVar(&o.digits, "digits", 6, e.say("significant digits of figures, 0 for all", "数字的有效位数，0 为全部"))
	f.StringArrayVar(&o.settings, "set", nil, e.say("a setting of the method, name=value; repeat for more", "方法的参数，名=值，可多次给出"))
	c.PreRunE = func(*cobra.Command, []string) error { return o.check() }
	f.StringSliceVar(&o.columns, "columns", nil, e.say("names of the file's columns, name=column,…", "文件中的列名，名=列,…"))
}

// check refuses what the answer could not be written as, before it is worked
// out.
func (o *output) check() error {
	if _, ok := resultWriters[o.format]; !ok {
		return badFormat(o.format)
	}
	if o.digits < 0 {
		return anlan.Errorf(anlan.Invalid, "--digits %d, want 1 or more, or 0 for all", o.digits)
	}
	if o.file == "" || o.file == "-" {
		return nil
	}
	if dir, err := os.Stat(filepath.Dir(o.file)); err != nil || !dir.IsDir() {
		return anlan.Errorf(anlan.Invalid, "--out %s: there is no folder %s", o.file, filepath.Dir(o.file))
	}
	return nil
}

func badFormat(format string) error {
	return anlan.Errorf(anlan.Invalid, "--format %q is not one of table, csv, json, parquet, arrow, xlsx", format)
}

// kinds of an answer's columns.
var (
	asText   = arrow.BinaryTypes.String
	asWhole  = arrow.PrimitiveTypes.Int64
	asNumber = arrow.PrimitiveTypes.Float64
	asTruth  = arrow.FixedWidthTypes.Boolean
)

func field(name string, kind arrow.DataType) arrow.Field {
	return arrow.Field{Name: name, Type: kind, Nullable: true}
}

// period gives the columns that name a unit and a period of a file of series.
func (o *output) period(f *seriesFile) []arrow.Field {
	if f.units[0].dates != nil {
		return []arrow.Field{field("unit", asText), field("date", asText)}
	}
	return []arrow.Field{field("unit", asText), field("time", asText)}
}

// answer is a table that a model gives.
type answer struct {
	build  *array.RecordBuilder
	digits int
}

func (o *output) answer(fields ...arrow.Field) *answer {
	return &answer{array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil)), o.digits}
}

// add appends a row: text, numbers and truth values by the kinds of the
// columns. NaN, infinity (which JSON cannot write as a number), empty text and
// nil are NULL.
func (a *answer) add(cells ...any) {
	for i, c := range cells {
		b := a.build.Field(i)
		switch c := c.(type) {
		case float64:
			if math.IsNaN(c) || math.IsInf(c, 0) {
				b.AppendNull()
			} else {
				b.(*array.Float64Builder).Append(significant(c, a.digits))
			}
		case int:
			b.(*array.Int64Builder).Append(int64(c))
		case bool:
			b.(*array.BooleanBuilder).Append(c)
		case string:
			if c == "" {
				b.AppendNull()
			} else {
				b.(*array.StringBuilder).Append(c)
			}
		default:
			b.AppendNull()
		}
	}
}

// significant rounds to so many significant digits, 0 for all. Whole numbers
// stay: cases and people are not rounded.
func significant(v float64, digits int) float64 {
	if digits <= 0 || v == math.Trunc(v) {
		return v
	}
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return out
}

// write sends the answer to where the flags say.
func (o *output) write(e *env, a *answer) error {
	rec := a.build.NewRecordBatch()
	defer a.build.Release()
	reader, err := array.NewRecordReader(rec.Schema(), []arrow.RecordBatch{rec})
	if err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	defer reader.Release()
	return writeRecords(e, o.format, o.file, reader)
}

// writeRecords writes a result in one of the formats of resultWriters.
func writeRecords(e *env, format, file string, reader array.RecordReader) error {
	write, ok := resultWriters[format]
	if !ok {
		return badFormat(format)
	}
	if err := writeResult(e.stdout, file, func(w io.Writer) error { return write(w, reader) }); err != nil {
		return anlan.Errorf(anlan.Unavailable, "write result: %w", err)
	}
	return nil
}
