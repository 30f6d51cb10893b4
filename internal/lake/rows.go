package lake

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/colfile"
)

// groupRows is how many rows a row group takes: what a reader skips or reads.
const groupRows = 1 << 17

// ReplaceRows makes rows, a slice of structs, the whole content of a table that
// is not partitioned. A field with the tag lake:"name" is the column of that
// name, and every column has one: a string, a bool, an int32, an int64 or a
// float64, or a pointer to one, nil for NULL; a date counts days since 1970 and
// a timestamp microseconds. The file is written straight from the rows, sorted
// by the table's sort and then by all other columns, so that the same rows in
// any order make the same file; one equal to the file it would replace is
// dropped.
func (t *Tx) ReplaceRows(ctx context.Context, table string, rows any) error {
	st, err := t.table(table)
	if err != nil {
		return err
	}
	if err := t.replaceRows(ctx, st, reflect.ValueOf(rows)); err != nil {
		return t.failed(fmt.Errorf("replace table %s: %w", table, err))
	}
	return nil
}

func (t *Tx) replaceRows(ctx context.Context, st *tableState, rows reflect.Value) error {
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
	if rows.Len() > 0 {
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
		err = w.RowGroup(len(group), source.ahead(group))
	}
	if err == nil {
		f.File, err = w.Close()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return f, anlan.Errorf(anlan.Unavailable, "write rows: %w", err)
	}
	return f, nil
}

// rowSource gives the columns of a table from a slice of structs.
type rowSource struct {
	rows    reflect.Value
	names   []string
	columns []colfile.Column
	fields  []int // of the struct, column by column
}

// heldAs says how a column of a table is written, and what fields may hold it.
var heldAs = map[string]struct {
	typ   colfile.Type
	kinds []reflect.Kind
}{
	"varchar":   {colfile.Text, []reflect.Kind{reflect.String}},
	"boolean":   {colfile.Bool, []reflect.Kind{reflect.Bool}},
	"int32":     {colfile.Int32, []reflect.Kind{reflect.Int32}},
	"int64":     {colfile.Int64, []reflect.Kind{reflect.Int32, reflect.Int64}},
	"float64":   {colfile.Double, []reflect.Kind{reflect.Float64}},
	"date":      {colfile.Date, []reflect.Kind{reflect.Int32}},
	"timestamp": {colfile.Timestamp, []reflect.Kind{reflect.Int64}},
}

func newRowSource(st *tableState, rows reflect.Value) (*rowSource, error) {
	if rows.Kind() != reflect.Slice || rows.Type().Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("rows are a slice of structs, not a %s", rows.Kind())
	}
	s, row := &rowSource{rows: rows}, rows.Type().Elem()
	for _, c := range st.columns {
		at := -1
		for i := range row.NumField() {
			if strings.EqualFold(row.Field(i).Tag.Get("lake"), c.Name) {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("the rows have no column %s", c.Name)
		}
		typ := row.Field(at).Type
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		held := heldAs[c.Type]
		if !slices.Contains(held.kinds, typ.Kind()) {
			return nil, fmt.Errorf("column %s of type %s cannot be written from a %s", c.Name, c.Type, row.Field(at).Type)
		}
		s.names, s.fields = append(s.names, c.Name), append(s.fields, at)
		s.columns = append(s.columns, colfile.Column{Name: c.Name, ID: int32(c.id), Type: held.typ})
	}
	return s, nil
}

// values gives a column of the rows of the given numbers. A text column comes
// as words, unless most of its rows have one of their own.
func (s *rowSource) values(column int, rows []int32) (v colfile.Values) {
	field := s.rows.Type().Elem().Field(s.fields[column]).Type
	if field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	switch field.Kind() {
	case reflect.String:
		var list []string
		list, v.Null = fields[string](s, column, rows)
		v.Words, v.Word = words(list)
		if 4*len(v.Words) > len(v.Word) {
			for _, w := range v.Word {
				v.Text = append(v.Text, v.Words[w]...)
				v.End = append(v.End, uint32(len(v.Text)))
			}
			v.Words, v.Word = nil, nil
		}
	case reflect.Float64:
		v.Int, v.Null = coded(s, column, rows, func(x float64) int64 { return int64(math.Float64bits(x)) })
	case reflect.Bool:
		v.Int, v.Null = coded(s, column, rows, func(x bool) int64 {
			if x {
				return 1
			}
			return 0
		})
	case reflect.Int32:
		v.Int, v.Null = coded(s, column, rows, func(x int32) int64 { return int64(x) })
	default:
		v.Int, v.Null = coded(s, column, rows, func(x int64) int64 { return x })
	}
	return v
}

// coded gives a column of numbers as a file has them, but for those that are
// NULL, and which these are; nil where none is.
func coded[T any](s *rowSource, column int, rows []int32, code func(T) int64) (out []int64, null []bool) {
	list, null := fields[T](s, column, rows)
	out = make([]int64, len(list))
	for i, x := range list {
		out[i] = code(x)
	}
	return out, null
}

// fields gives the values of a column, a field that is a T or points to one, but
// for those that are NULL, and which these are; nil where none is. It reads them
// where they lie: to have each looked up by reflection takes several times as long.
func fields[T any](s *rowSource, column int, rows []int32) (out []T, null []bool) {
	row := s.rows.Type().Elem()
	field := row.Field(s.fields[column])
	first, size := unsafe.Add(s.rows.UnsafePointer(), field.Offset), row.Size()
	out = make([]T, 0, len(rows))
	if field.Type.Kind() != reflect.Pointer {
		for _, n := range rows {
			out = append(out, *(*T)(unsafe.Add(first, uintptr(n)*size)))
		}
		return out, nil
	}
	for i, n := range rows {
		x := *(**T)(unsafe.Add(first, uintptr(n)*size))
		switch {
		case x != nil:
			out = append(out, *x)
		case null == nil:
			null = make([]bool, len(rows))
			fallthrough
		default:
			null[i] = true
		}
	}
	return out, null
}

// ahead gives the columns of rows one after the other, from the first on, and
// takes the next one off the rows while the caller writes one.
func (s *rowSource) ahead(rows []int32) func(column int) (colfile.Values, error) {
	take := func(column int) chan colfile.Values {
		next := make(chan colfile.Values, 1)
		go func() { next <- s.values(column, rows) }()
		return next
	}
	next := take(0)
	return func(column int) (colfile.Values, error) {
		v := <-next
		if column+1 < len(s.columns) {
			next = take(column + 1)
		}
		return v, nil
	}
}

// words codes texts by their distinct ones.
func words(texts []string) (list [][]byte, word []int32) {
	word = make([]int32, len(texts))
	at := map[string]int32{}
	last, code := "", int32(-1) // texts often repeat the one before
	for i, x := range texts {
		if code < 0 || x != last {
			var known bool
			if code, known = at[x]; !known {
				code = int32(len(list))
				at[x], list = code, append(list, []byte(x))
			}
			last = x
		}
		word[i] = code
	}
	return list, word
}
