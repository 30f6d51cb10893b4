package colfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

var everyType = []Column{
	{Name: "key", ID: 1, Type: Text, Bloom: true, Kinds: true}, {Name: "word", ID: 2, Type: Text}, {Name: "coded", ID: 3, Type: Text}, {Name: "small", ID: 4, Type: Int32}, {Name: "big", ID: 5, Type: Int64},
	{Name: "share", ID: 6, Type: Double}, {Name: "yuan", ID: 7, Type: Decimal}, {Name: "yes", ID: 8, Type: Bool}, {Name: "day", ID: 9, Type: Date}, {Name: "at", ID: 10, Type: Timestamp},
	{Name: "none", ID: 11, Type: Text}, {Name: "nought", ID: 12, Type: Int64},
}

// table is values as a reader is to find them, row by row; nil for NULL.
type table struct {
	rows  [][]any
	words [][]byte
}

// made gives rows of every type: texts that seldom repeat and often do, numbers
// that ascend and that do not, and one column of NULLs alone.
func made(r *rand.Rand, n int) *table {
	t := &table{words: [][]byte{[]byte("一月.csv"), []byte("unused"), []byte("二月.csv")}}
	for i := range n {
		row := []any{
			fmt.Sprintf("GD%08d%03d", r.IntN(1e8), i%1000), fmt.Sprintf("街道%d", r.IntN(40)), string(t.words[2*r.IntN(2)]), int64(int32(r.Uint32())), int64(i) * 1000,
			r.NormFloat64(), r.Int64N(1e9) - 5e8, int64(r.IntN(2)), int64(20000 + i/50), 1_700_000_000_000_000 + r.Int64N(1e15), nil, nil,
		}
		for c := range row {
			if c != 2 && c != 0 && r.IntN(5) == 0 {
				row[c] = nil
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (t *table) values(column, from, to int) Values {
	var v Values
	null, some := make([]bool, to-from), false
	for i, row := range t.rows[from:to] {
		switch x := row[column].(type) {
		case nil:
			null[i], some = true, true
		case string:
			if everyType[column].Name == "coded" {
				v.Words = t.words
				v.Word = append(v.Word, map[string]int32{"一月.csv": 0, "二月.csv": 2}[x])
				continue
			}
			v.Text = append(v.Text, x...)
			v.End = append(v.End, uint32(len(v.Text)))
		case int64:
			v.Int = append(v.Int, x)
		case float64:
			v.Int = append(v.Int, int64(math.Float64bits(x)))
		}
	}
	if some {
		v.Null = null
	}
	return v
}

func (t *table) write(tb testing.TB, group int) ([]byte, File) {
	tb.Helper()
	w, err := NewWriter(everyType, []int{4})
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	var f File
	for range 2 { // the second time with the buffers of the first
		out.Reset()
		if err := w.Reset(&out); err != nil {
			tb.Fatal(err)
		}
		for from := 0; from < len(t.rows); from += group {
			to := min(from+group, len(t.rows))
			if err := w.RowGroup(to-from, func(c int) (Values, error) { return t.values(c, from, to), nil }); err != nil {
				tb.Fatal(err)
			}
		}
		if f, err = w.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	return out.Bytes(), f
}

// What is written is what parquet-go reads, in every encoding chosen.
func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 7, 9000} {
		x := made(rand.New(rand.NewPCG(uint64(n), 1)), n)
		b, f := x.write(t, 5000)
		if f.Rows != int64(n) || f.Bytes != int64(len(b)) {
			t.Fatalf("%d rows, %d bytes: %+v", n, len(b), f)
		}
		p, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, g := range p.RowGroups() {
			rows := g.Rows()
			buf := make([]parquet.Row, 100)
			for {
				k, err := rows.ReadRows(buf)
				for _, row := range buf[:k] {
					x.check(t, at, row)
					at++
				}
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if at != n {
			t.Errorf("read %d rows of %d", at, n)
		}
	}
}

func (t *table) check(tb testing.TB, at int, row parquet.Row) {
	tb.Helper()
	for c, v := range row {
		want := t.rows[at][c]
		var got any
		switch {
		case v.IsNull():
		case everyType[c].Type == Text:
			got = v.String()
		case everyType[c].Type == Double:
			got = v.Double()
		case everyType[c].Type == Bool:
			got = int64(0)
			if v.Boolean() {
				got = int64(1)
			}
		case everyType[c].Type == Int32 || everyType[c].Type == Date:
			got = int64(v.Int32())
		default:
			got = v.Int64()
		}
		if got != want {
			tb.Fatalf("row %d, column %s: %v, want %v", at, everyType[c].Name, got, want)
		}
	}
}

// Bounds hold every value, of each row group and of the file.
func TestBounds(t *testing.T) {
	x := made(rand.New(rand.NewPCG(3, 4)), 3000)
	x.rows[17][1] = string(bytes.Repeat([]byte("长"), 100)) // is cut
	_, f := x.write(t, 1000)
	for c, col := range everyType {
		s, nulls := f.Stats[c], int64(0)
		for _, row := range x.rows {
			switch v := row[c].(type) {
			case nil:
				nulls++
			case string:
				if !s.Bounded || v < s.MinText || v > s.MaxText || len(s.MaxText) > maxBound+3 {
					t.Fatalf("%s: %q is not within %q and %q", col.Name, v, s.MinText, s.MaxText)
				}
			case int64:
				if !s.Bounded || v < s.Min || v > s.Max {
					t.Fatalf("%s: %d is not within %d and %d", col.Name, v, s.Min, s.Max)
				}
			case float64:
				if low, high := math.Float64frombits(uint64(s.Min)), math.Float64frombits(uint64(s.Max)); !s.Bounded || v < low || v > high {
					t.Fatalf("%s: %g is not within %g and %g", col.Name, v, low, high)
				}
			}
		}
		if s.Nulls != nulls || s.Values+s.Nulls != 3000 || s.Bytes == 0 {
			t.Errorf("%s: %+v, want %d NULLs", col.Name, s, nulls)
		}
	}
}

func TestTextBounds(t *testing.T) {
	long := bytes.Repeat([]byte("z"), 100)
	if s, ok := ceilText(long); !ok || s <= string(long) || len(s) > maxBound {
		t.Errorf("ceil %q", s)
	}
	if s := floorText([]byte("a" + string(bytes.Repeat([]byte("长"), 40)))); len(s) != 64 || s > "a长长" == false && s != "" {
		t.Errorf("floor %q of %d bytes", s, len(s))
	}
	top := bytes.Repeat([]byte(string(rune(0x10FFFF))), 30)
	if _, ok := ceilText(top); ok {
		t.Error("there is no greater text of that length")
	}
}

// A row group whose columns are encoded several at a time is the same, byte for byte,
// and so is one after it; one that cannot be had is an error.
func TestRowGroupAtOnce(t *testing.T) {
	x := made(rand.New(rand.NewPCG(7, 8)), 3000)
	want, _ := x.write(t, 1500)
	w, err := NewWriter(everyType, []int{4}) // as table.write
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 3, 2 * len(everyType)} {
		var got bytes.Buffer
		if err := w.Reset(&got); err != nil {
			t.Fatal(err)
		}
		for from := 0; from < 3000; from += 1500 {
			if err := w.RowGroupAtOnce(1500, workers, func(c int) (Values, error) { return x.values(c, from, from+1500), nil }); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%d workers write another file", workers)
		}
	}
	if err := w.RowGroupAtOnce(2, 3, func(c int) (Values, error) { return x.values(c, 0, 1), nil }); err == nil {
		t.Error("one value for two rows was taken")
	}
}

// A chunk that gives another number of values than the row group has rows is an
// error, not a broken file.
func TestRowsMustAgree(t *testing.T) {
	w, err := NewWriter([]Column{{Name: "a", ID: 1, Type: Int64}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Reset(io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := w.RowGroup(3, func(int) (Values, error) { return Values{Int: []int64{1}}, nil }); err == nil {
		t.Error("one value for three rows was taken")
	}
}

func BenchmarkWrite(b *testing.B) {
	x := made(rand.New(rand.NewPCG(1, 1)), 1<<17)
	var values []Values
	for c := range everyType {
		values = append(values, x.values(c, 0, len(x.rows)))
	}
	w, err := NewWriter(everyType, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := w.Reset(io.Discard); err != nil {
			b.Fatal(err)
		}
		if err := w.RowGroup(len(x.rows), func(c int) (Values, error) { return values[c], nil }); err != nil {
			b.Fatal(err)
		}
		if _, err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(x.rows))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// The bounds of a column are kept for each kind of its values, over all row
// groups, and for none where there are too many.
func TestKinds(t *testing.T) {
	write := func(groups ...[]string) []Range {
		w, err := NewWriter([]Column{{Name: "key", ID: 1, Type: Text, Kinds: true}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Reset(new(bytes.Buffer)); err != nil {
			t.Fatal(err)
		}
		for _, g := range groups {
			var v Values
			for _, s := range g {
				v.Text = append(v.Text, s...)
				v.End = append(v.End, uint32(len(v.Text)))
			}
			if err := w.RowGroup(len(g), func(int) (Values, error) { return v, nil }); err != nil {
				t.Fatal(err)
			}
		}
		f, err := w.Close()
		if err != nil {
			t.Fatal(err)
		}
		return f.Stats[0].Kinds
	}
	got := write([]string{"GD2", "XF9", "GD1", "7", "gd5"}, []string{"XF1", "GD3", "XF1", "甲"})
	if want := []Range{{"GD1", "GD3"}, {"XF1", "XF9"}, {"7", "甲"}, {"gd5", "gd5"}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := write([]string{"a", "b", "c", "d", "e", "f", "g", "h"}, []string{"a1", "i", "a2"}); got != nil {
		t.Errorf("nine kinds: %v", got)
	}
	if got := write([]string{"a1", "a" + strings.Repeat("1", 70)}); got != nil {
		t.Errorf("a long value: %v", got)
	}
}
