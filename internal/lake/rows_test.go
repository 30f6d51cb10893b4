package lake_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// figure has a field of every type that rows may have.
type figure struct {
	Area  string   `lake:"area_code"`
	Day   int32    `lake:"day"`
	Name  *string  `lake:"name"`
	Value *float64 `lake:"value"`
	Share float64  `lake:"share"`
	N     int32    `lake:"n"`
	Big   *int64   `lake:"big"`
	At    int64    `lake:"seen"`
	Open  bool     `lake:"open"`
}

func figures() lake.Table {
	t := lake.Table{Name: "figure", Sort: []string{"area_code", "value"}}
	for _, c := range []string{"area_code varchar", "day date", "name varchar", "value float64", "share float64", "n int32", "big int64", "seen timestamp", "open boolean"} {
		name, typ, _ := strings.Cut(c, " ")
		t.Columns = append(t.Columns, lake.Column{Name: name, Type: typ, NotNull: !slices.Contains([]string{"name", "value", "big"}, name)})
	}
	return t
}

// replaceRows commits rows as all of a table.
func replaceRows(t *testing.T, l *lake.Lake, table lake.Table, rows any) lake.Snapshot {
	t.Helper()
	tx := begin(t, l)
	if err := tx.Ensure(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	if err := tx.ReplaceRows(t.Context(), table.Name, rows); err != nil {
		t.Fatal(err)
	}
	return commit(t, tx)
}

func TestReplaceRows(t *testing.T) {
	l := mustLake(t, t.TempDir())
	rows := []figure{
		{Area: "b", Day: 20000, Name: new("中"), Value: new(-1.5), N: -7, Big: new(int64(1) << 40), At: 1_700_000_000_123_456, Open: true},
		{Area: "b", Day: -1, Value: new(math.Inf(-1)), Share: .5},
		{Area: "a", Name: new("")},
		{Area: "b", Value: new(-2.5)},
		{Area: "a", Value: new(3.25), N: 2},
		{Area: "a", Value: new(3.25), N: 1},
		{Area: "b", Value: new(0.)},
	}
	s := replaceRows(t, l, figures(), rows)
	const shown = "SELECT area_code, CAST(day AS VARCHAR), name, value, share, n, big, CAST(seen AS VARCHAR), open FROM figure"
	want(t, "rows in order", query(t, l, s.ID, shown),
		"a 1970-01-01 <nil> 3.25 0 1 <nil> 1970-01-01 00:00:00 false",
		"a 1970-01-01 <nil> 3.25 0 2 <nil> 1970-01-01 00:00:00 false",
		"a 1970-01-01  <nil> 0 0 <nil> 1970-01-01 00:00:00 false",
		"b 1969-12-31 <nil> -Inf 0.5 0 <nil> 1970-01-01 00:00:00 false",
		"b 1970-01-01 <nil> -2.5 0 0 <nil> 1970-01-01 00:00:00 false",
		"b 2024-10-04 中 -1.5 0 -7 1099511627776 2023-11-14 22:13:20.123456 true",
		"b 1970-01-01 <nil> 0 0 0 <nil> 1970-01-01 00:00:00 false")
	// A filter is answered by the bounds in the catalog and in the file.
	want(t, "filtered", query(t, l, s.ID, "SELECT count(*) FROM figure WHERE value = -2.5 OR day = DATE '2024-10-04' OR name = '中'"), "2")
	slices.Reverse(rows)
	if again := replaceRows(t, l, figures(), rows); again.ID != s.ID {
		t.Errorf("the same rows in another order made snapshot %d", again.ID)
	}
	at := func(i int) *figure { return &rows[len(rows)-1-i] }
	columns := lake.Columns{Rows: len(rows), Of: map[string]any{
		"area_code": func(i int) string { return at(i).Area },
		"day":       func(i int) int32 { return at(i).Day },
		"name":      func(i int) *string { return at(i).Name },
		"value":     func(i int) *float64 { return at(i).Value },
		"share":     func(i int) float64 { return at(i).Share },
		"n":         func(i int) int32 { return at(i).N },
		"big":       func(i int) *int64 { return at(i).Big },
		"seen":      func(i int) int64 { return at(i).At },
		"open":      func(i int) bool { return at(i).Open },
	}}
	if again := replaceRows(t, l, figures(), columns); again.ID != s.ID {
		t.Errorf("the same rows by column made snapshot %d", again.ID)
	}
	rows[0].N++
	if s = replaceRows(t, l, figures(), rows); len(query(t, l, s.ID, "FROM figure")) != 7 {
		t.Error("another row was added to the old ones")
	}
	s = replaceRows(t, l, figures(), []figure(nil))
	want(t, "no rows", query(t, l, s.ID, "SELECT count(*) FROM figure"), "0")
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestReplaceByNoRows empties a table while the collector moves stacks: where there
// are no rows, there may be no address a few bytes from nowhere on them.
func TestReplaceByNoRows(t *testing.T) {
	l := mustLake(t, t.TempDir())
	tx := begin(t, l)
	if err := tx.Ensure(t.Context(), figures()); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	for range 5000 {
		done := make(chan error)
		go func() {
			deep(100) // a stack larger than it need be is made smaller
			done <- tx.ReplaceRows(t.Context(), "figure", []figure(nil))
		}()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	<-stopped
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
}

// deep takes n kilobytes of the stack and more.
func deep(n int) (sum byte) {
	var room [1024]byte
	if n > 0 {
		room[n%len(room)] = deep(n - 1)
	}
	for _, b := range room {
		sum += b
	}
	return sum + 1
}

// TestReplaceManyRows writes several row groups, and has them in the order in
// which the SQL engine sorts them.
func TestReplaceManyRows(t *testing.T) {
	l := mustLake(t, t.TempDir())
	random := rand.New(rand.NewPCG(1, 2))
	rows := make([]figure, 150_000)
	for i := range rows {
		r := &rows[i]
		*r = figure{Area: fmt.Sprintf("6299%03d", random.IntN(500)), N: int32(random.IntN(3)), Share: random.NormFloat64()}
		if random.IntN(3) > 0 {
			r.Value = new(math.Round(random.NormFloat64()*100)/8 + 0) // 0 has one sign here
		}
		if random.IntN(2) > 0 {
			r.Name = new(fmt.Sprint(random.IntN(100_000)))
		}
	}
	s := replaceRows(t, l, figures(), rows)
	sum, named, valued := 0, 0, 0
	for _, r := range rows {
		sum += int(r.N)
		if r.Name != nil {
			named++
		}
		if r.Value != nil {
			valued++
		}
	}
	want(t, "totals", query(t, l, s.ID, "SELECT count(*), CAST(sum(n) AS BIGINT), count(name), count(value) FROM figure"), fmt.Sprint(len(rows), sum, named, valued))
	const columns = "area_code, value, name, share, n"
	written := query(t, l, s.ID, "SELECT "+columns+" FROM figure")
	sorted := query(t, l, s.ID, "SELECT "+columns+" FROM figure ORDER BY area_code, value NULLS LAST, day, name NULLS LAST, share, n")
	if !slices.Equal(written, sorted) {
		t.Error("the rows are not in the order of the SQL engine")
	}
}

func TestReplaceRowsRefused(t *testing.T) {
	l := mustLake(t, t.TempDir())
	type lacking struct {
		Area string `lake:"area_code"`
	}
	type code string
	small := figures()
	small.Name, small.Columns, small.Sort = "small", small.Columns[:1], nil
	strict := figures()
	strict.Name, strict.Columns, strict.Sort = "strict", []lake.Column{{Name: "name", Type: "varchar", NotNull: true}}, nil
	for name, x := range map[string]struct {
		table lake.Table
		rows  any
		says  string
	}{
		"no slice":       {figures(), 5, "slice of structs"},
		"a column short": {figures(), []lacking{{}}, "no column day"},
		"another type": {small, []struct {
			A int `lake:"area_code"`
		}{}, "cannot be written from a int"},
		"no function":    {small, lake.Columns{Rows: 1, Of: map[string]any{"area_code": "a"}}, "not of a function of the row"},
		"its own type":   {small, lake.Columns{Rows: 1, Of: map[string]any{"area_code": func(int) code { return "a" }}}, "not of a function of the row"},
		"no such column": {small, lake.Columns{Rows: 1}, "no column area_code"},
		"NULL": {strict, []struct {
			A *string `lake:"name"`
		}{{}}, "may not be empty"},
		"partitioned":   {cases(), []figure{}, "partitioned"},
		"no such table": {lake.Table{Name: "dispute_case2"}, []figure{}, "no table"},
	} {
		tx := begin(t, l)
		if len(x.table.Columns) > 0 {
			if err := tx.Ensure(t.Context(), x.table); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.ReplaceRows(t.Context(), x.table.Name, x.rows); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}
