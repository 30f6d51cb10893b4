package lake

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/anlan-lake/anlan/internal/colfile"
)

// Columns are rows that lie anywhere: for each column a function gives the value of
// a row, func(row int) T, where T is what a field of a row may be.
type Columns struct {
	Rows int
	Of   map[string]any // by the column's name
}

// rowSource gives the columns of a table from rows in memory.
type rowSource struct {
	count   int // of rows
	names   []string
	columns []colfile.Column
	from    []column // where each column's values are
}

// column is where the values of one column are.
type column interface {
	// values gives those of the rows of the given numbers.
	values(rows []int32) colfile.Values
}

// getter gives the value of a column in a row; ok is false where it is NULL.
type getter[T any] func(row int32) (x T, ok bool)

// heldAs says how a column of a table is written, and what may hold it.
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

func newRowSource(st *tableState, rows any) (*rowSource, error) {
	s := &rowSource{}
	var place func(column string) (held, error)
	if c, ok := rows.(Columns); ok {
		s.count, place = c.Rows, c.held
	} else {
		v := reflect.ValueOf(rows)
		if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Struct {
			return nil, fmt.Errorf("rows are a slice of structs, not a %s", v.Kind())
		}
		s.count, place = v.Len(), structs{v}.held
	}
	for _, c := range st.columns {
		x, err := place(c.Name)
		if err != nil {
			return nil, err
		}
		typ := x.typ
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		as := heldAs[c.Type]
		if !slices.Contains(as.kinds, typ.Kind()) {
			return nil, fmt.Errorf("column %s of type %s cannot be written from a %s", c.Name, c.Type, x.typ)
		}
		s.names = append(s.names, c.Name)
		s.columns = append(s.columns, colfile.Column{Name: c.Name, ID: int32(c.id), Type: as.typ})
		s.from = append(s.from, x.column(typ.Kind(), s.count))
	}
	return s, nil
}

// held is where the values of a column are: a type, and how to have them.
type held struct {
	typ    reflect.Type
	call   any            // a function of the row's number; nil for a field
	rows   unsafe.Pointer // the first row; nil where there is none
	offset uintptr        // of the field in a row
	size   uintptr        // of a row
}

// structs are rows as a slice of structs.
type structs struct{ rows reflect.Value }

func (s structs) held(name string) (held, error) {
	row := s.rows.Type().Elem()
	for i := range row.NumField() {
		if f := row.Field(i); strings.EqualFold(f.Tag.Get("lake"), name) {
			return held{typ: f.Type, rows: s.rows.UnsafePointer(), offset: f.Offset, size: row.Size()}, nil
		}
	}
	return held{}, fmt.Errorf("the rows have no column %s", name)
}

func (c Columns) held(name string) (held, error) {
	call, ok := c.Of[name]
	if !ok {
		return held{}, fmt.Errorf("the rows have no column %s", name)
	}
	switch call.(type) { // those that getterOf knows: a type of one's own is another
	case func(int) string, func(int) bool, func(int) int32, func(int) int64, func(int) float64,
		func(int) *string, func(int) *bool, func(int) *int32, func(int) *int64, func(int) *float64:
		return held{typ: reflect.TypeOf(call).Out(0), call: call}, nil
	}
	return held{}, fmt.Errorf("column %s comes of a %T, not of a function of the row", name, call)
}

func (x held) column(kind reflect.Kind, count int) column {
	switch kind {
	case reflect.String:
		return &texts{get: getterOf[string](x), count: count}
	case reflect.Float64:
		return numbers[float64]{getterOf[float64](x), func(x float64) int64 { return int64(math.Float64bits(x)) }}
	case reflect.Bool:
		return numbers[bool]{getterOf[bool](x), func(x bool) int64 {
			if x {
				return 1
			}
			return 0
		}}
	case reflect.Int32:
		return numbers[int32]{getterOf[int32](x), func(x int32) int64 { return int64(x) }}
	default:
		return numbers[int64]{getterOf[int64](x), func(x int64) int64 { return x }}
	}
}

// getterOf gives values that are T or point to one.
func getterOf[T any](x held) getter[T] {
	switch call := x.call.(type) {
	case func(int) T:
		return func(row int32) (T, bool) { return call(int(row)), true }
	case func(int) *T:
		return func(row int32) (T, bool) { return pointed(call(int(row))) }
	}
	// Read where they lie: to have each looked up by reflection takes several times as long.
	if x.typ.Kind() == reflect.Pointer {
		return func(row int32) (T, bool) { return pointed(*(**T)(unsafe.Add(x.rows, uintptr(row)*x.size+x.offset))) }
	}
	return func(row int32) (T, bool) { return *(*T)(unsafe.Add(x.rows, uintptr(row)*x.size+x.offset)), true }
}

func pointed[T any](p *T) (x T, ok bool) {
	if p != nil {
		x = *p
	}
	return x, p != nil
}

// numbers is a column of numbers, and how a file has them.
type numbers[T any] struct {
	get  getter[T]
	code func(T) int64
}

func (n numbers[T]) values(rows []int32) (v colfile.Values) {
	v.Int = make([]int64, 0, len(rows))
	for i, row := range rows {
		x, ok := n.get(row)
		switch {
		case ok:
			v.Int = append(v.Int, n.code(x))
		case v.Null == nil:
			v.Null = make([]bool, len(rows))
			fallthrough
		default:
			v.Null[i] = true
		}
	}
	return v
}

// texts is a column of texts. They are coded by their distinct ones at once, for all
// row groups and for their order.
type texts struct {
	get   getter[string]
	count int
	words [][]byte // nil until asked for
	word  []int32  // of each row; -1 for NULL
	nulls bool
}

// values gives texts as words, unless most rows have one of their own.
func (t *texts) values(rows []int32) (v colfile.Values) {
	t.read()
	word := make([]int32, 0, len(rows))
	if t.nulls {
		v.Null = make([]bool, len(rows))
	}
	for i, row := range rows {
		if w := t.word[row]; w >= 0 {
			word = append(word, w)
		} else {
			v.Null[i] = true
		}
	}
	if 4*len(t.words) <= t.count {
		v.Words, v.Word = t.words, word
		return v
	}
	for _, w := range word {
		v.Text = append(v.Text, t.words[w]...)
		v.End = append(v.End, uint32(len(v.Text)))
	}
	return v
}

// read codes the texts of all rows.
func (t *texts) read() {
	if t.word != nil {
		return
	}
	t.word, t.words = make([]int32, t.count), [][]byte{}
	at := map[string]int32{}
	last, code := "", int32(-1) // texts often repeat the one before
	for row := range t.word {
		x, ok := t.get(int32(row))
		if !ok {
			t.word[row], t.nulls = -1, true
			continue
		}
		if code < 0 || x != last {
			var known bool
			if code, known = at[x]; !known {
				code = int32(len(t.words))
				at[x], t.words = code, append(t.words, []byte(x))
			}
			last = x
		}
		t.word[row] = code
	}
}

// numbered gives the numbers of so many rows.
func numbered(count int) []int32 {
	all := make([]int32, count)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}
