package lake_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// clock gives times a second apart, so that snapshots can be told apart.
func clock() func() time.Time {
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	ch := make(chan time.Time)
	go func() {
		for {
			at = at.Add(time.Second)
			ch <- at
		}
	}()
	return func() time.Time { return <-ch }
}

func mustLake(t *testing.T, dir string) *lake.Lake {
	t.Helper()
	o := lake.Options{Now: clock(), Threads: 2, Author: "test"}
	if err := lake.Init(t.Context(), dir, o); err != nil && anlan.KindOf(err) != anlan.Conflict {
		t.Fatal(err)
	}
	l, err := lake.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// cases is a table like those of landed status data.
func cases() lake.Table {
	return lake.Table{
		Name: "dispute_case", Comment: "纠纷",
		Columns: []lake.Column{
			{Name: "case_id", Type: "varchar", NotNull: true, Comment: "编号"}, {Name: "area_code", Type: "varchar"},
			{Name: "occurred_at", Type: "timestamp"}, {Name: "amount", Type: "decimal(18,2)"}, {Name: "n", Type: "int32"},
			{Name: "x", Type: "float64"}, {Name: "open", Type: "boolean"}, {Name: "day", Type: "date"},
			{Name: "updated_at", Type: "timestamp"}, {Name: "_batch_id", Type: "varchar"}, {Name: "_source_row", Type: "int64"},
		},
		Partition: []lake.PartitionKey{{Column: "occurred_at", Transform: "year"}, {Column: "occurred_at", Transform: "month"}},
		Sort:      []string{"area_code", "occurred_at"},
	}
}

// row gives the SELECT of one case.
func row(id, occurred, updated string, n int) string {
	q := func(s string) string {
		if s == "" {
			return "NULL"
		}
		return "'" + s + "'"
	}
	return fmt.Sprintf(`SELECT %s::VARCHAR AS case_id, '629902' AS area_code, %s::TIMESTAMP AS occurred_at, 1.5::DECIMAL(18,2) AS amount, %d AS n,
		'nan'::DOUBLE AS x, true AS open, NULL::DATE AS day, %s::TIMESTAMP AS updated_at, 'b%d' AS _batch_id, %d::BIGINT AS _source_row`, q(id), q(occurred), n, q(updated), n, n)
}

// stage writes rows as a staged file.
func stage(t *testing.T, l *lake.Lake, tx *lake.Tx, table string, selects ...string) string {
	t.Helper()
	s, err := l.Session(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := tx.StagePath(table)
	if err := s.Exec(t.Context(), "COPY ("+strings.Join(selects, " UNION ALL ")+") TO '"+strings.ReplaceAll(path, "'", "''")+"' (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	return path
}

func begin(t *testing.T, l *lake.Lake) *lake.Tx {
	t.Helper()
	tx, err := l.Begin(t.Context(), "test run")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tx.Rollback() })
	if err := tx.Ensure(t.Context(), cases()); err != nil {
		t.Fatal(err)
	}
	return tx
}

func commit(t *testing.T, tx *lake.Tx) lake.Snapshot {
	t.Helper()
	s, err := tx.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// merge lands each list of rows as one staged file, in one transaction.
func merge(t *testing.T, l *lake.Lake, files ...[]string) (lake.MergeResult, lake.Snapshot) {
	t.Helper()
	tx := begin(t, l)
	m := lake.Merge{Table: "dispute_case", Key: []string{"case_id"}, Version: "updated_at"}
	for _, f := range files {
		m.Staged = append(m.Staged, stage(t, l, tx, "dispute_case", f...))
	}
	res, err := tx.Merge(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return res, commit(t, tx)
}

// query gives the rows of a query at a snapshot, cells joined by a space.
func query(t *testing.T, l *lake.Lake, snapshot int64, q string) []string {
	t.Helper()
	s, err := l.Session(t.Context(), snapshot)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.Rows(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		cells := make([]any, len(cols))
		into := make([]any, len(cols))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.TrimSuffix(fmt.Sprintln(cells...), "\n"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

const all = "SELECT case_id, strftime(occurred_at, '%Y-%m'), n FROM dispute_case ORDER BY ALL"

func TestInitOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "城市 'lake' #%20&")
	o := lake.Options{Now: clock()}
	if _, err := lake.Open(t.Context(), dir, o); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("open without a lake: %v", err)
	}
	if err := lake.Init(t.Context(), filepath.Join(t.TempDir(), "a[b]"), o); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a folder that is a pattern: %v", err)
	}
	l := mustLake(t, dir)
	if err := lake.Init(t.Context(), dir, o); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("init twice: %v", err)
	}
	merge(t, l, []string{row("a", "2026-10-01", "2026-10-01", 1)})
	want(t, "a lake in a folder with a difficult name", query(t, l, 1, all), "a 2026-10 1")
	if _, err := l.Session(t.Context(), 99); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("session at no snapshot: %v", err)
	}
}

func TestMergeAndTimeTravel(t *testing.T) {
	l := mustLake(t, t.TempDir())
	res, first := merge(t, l,
		[]string{row("a", "2026-09-01", "2026-09-01", 1), row("b", "2026-10-01", "2026-10-01", 2), row("d", "", "2026-10-01", 9)},
		[]string{row("c", "2026-10-03", "2026-10-03", 3), row("a", "2026-09-01", "2026-09-05", 4)})
	if res.Inserted != 4 || res.Replaced != 1 || res.Stale != 0 {
		t.Errorf("first merge: %+v", res)
	}
	want(t, "first", query(t, l, first.ID, all), "a 2026-09 4", "b 2026-10 2", "c 2026-10 3", "d <nil> 9")
	files, err := l.Files(t.Context(), first.ID, "dispute_case")
	if err != nil || len(files) != 3 {
		t.Fatalf("files %v, %v", files, err)
	}

	// a moves to October, b is stale against the lake, c gets the same version
	// again, e is overtaken within the run, d leaves the partition NULL.
	res, second := merge(t, l,
		[]string{row("a", "2026-10-09", "2026-09-06", 5), row("b", "2026-10-01", "2026-09-30", 6), row("e", "2026-11-01", "2026-11-02", 7)},
		[]string{row("c", "2026-10-03", "2026-10-03", 8), row("e", "2026-11-01", "2026-11-01", 10), row("d", "2026-11-09", "2026-10-01", 11)})
	if res.Inserted != 1 || res.Replaced != 3 || res.Stale != 2 {
		t.Errorf("second merge: %+v", res)
	}
	if want := []lake.StaleRow{{BatchID: "b6", SourceRow: 6}, {BatchID: "b10", SourceRow: 10}}; !slices.Equal(res.StaleRows, want) {
		t.Errorf("stale rows %v, want %v", res.StaleRows, want)
	}
	want(t, "second", query(t, l, second.ID, all), "a 2026-10 5", "b 2026-10 2", "c 2026-10 8", "d 2026-11 11", "e 2026-11 7")
	want(t, "first again", query(t, l, first.ID, all), "a 2026-09 4", "b 2026-10 2", "c 2026-10 3", "d <nil> 9")
	want(t, "empty", query(t, l, 0, "SELECT count(*) FROM information_schema.tables"), "0")

	// All stale, or nothing staged: no new snapshot.
	res, third := merge(t, l, []string{row("b", "2026-10-01", "2026-09-30", 12)})
	if third.ID != second.ID || res.Stale != 1 {
		t.Errorf("a merge without news made snapshot %d: %+v", third.ID, res)
	}
	snaps, err := l.Snapshots(t.Context())
	if err != nil || len(snaps) != 3 || snaps[2].Message != "test run" || snaps[2].Author != "test" {
		t.Errorf("snapshots %+v, %v", snaps, err)
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestMergesOfOneTransaction(t *testing.T) {
	l := mustLake(t, t.TempDir())
	tx := begin(t, l)
	for i, rows := range [][]string{
		{row("a", "2026-10-01", "", 1), row("b", "2026-10-02", "", 2)},
		{row("a", "2026-11-01", "", 3), row("c", "2026-10-03", "", 4)},
		{row("c", "2026-10-03", "", 5)},
	} {
		m := lake.Merge{Table: "dispute_case", Key: []string{"case_id", "day"}, Staged: []string{stage(t, l, tx, "dispute_case", rows...)}}
		res, err := tx.Merge(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := res.Replaced, []int64{0, 1, 1}[i]; got != want {
			t.Errorf("merge %d replaced %d rows, want %d", i, got, want)
		}
	}
	s := commit(t, tx)
	want(t, "rows", query(t, l, s.ID, all), "a 2026-11 3", "b 2026-10 2", "c 2026-10 5")
	if files, err := l.Files(t.Context(), s.ID, "dispute_case"); err != nil || len(files) != 2 || len(parquets(t, l.Dir())) != 2 {
		t.Errorf("files %v, %v, on disk %v", files, err, parquets(t, l.Dir()))
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestArrow(t *testing.T) {
	l := mustLake(t, t.TempDir())
	_, snap := merge(t, l, []string{row("a", "2026-10-01", "", 1), row("b", "2026-10-02", "", 2)})
	s, err := l.Session(t.Context(), snap.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := s.Arrow(t.Context(), "SELECT n, case_id FROM dispute_case WHERE n > ? ORDER BY n", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	rows := int64(0)
	for r.Next() {
		rows += r.RecordBatch().NumRows()
	}
	if r.Err() != nil || rows != 1 || r.Schema().Field(1).Name != "case_id" {
		t.Errorf("%d rows of %v, %v", rows, r.Schema(), r.Err())
	}
	if _, err := s.Arrow(t.Context(), "SELECT nothing FROM nowhere"); err == nil {
		t.Error("no error")
	}
}
