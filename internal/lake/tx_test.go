package lake_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

func open(t *testing.T, dir string, at time.Time) *lake.Lake {
	t.Helper()
	l, err := lake.Open(t.Context(), dir, lake.Options{Now: func() time.Time { return at }, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	mustLake(t, dir)
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	a, b, later := open(t, dir, noon), open(t, dir, noon.Add(time.Second)), open(t, dir, noon.Add(time.Hour))
	tx := begin(t, a)
	if _, err := b.Begin(t.Context(), "too early"); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("a second writer: %v", err)
	}
	if _, err := b.GC(t.Context(), noon); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("gc beside a writer: %v", err)
	}
	if _, err := b.Head(t.Context()); err != nil {
		t.Errorf("a reader beside a writer: %v", err)
	}
	// The lease has run out, by the clock of the one who comes later.
	taken := begin(t, later)
	if _, err := tx.Commit(t.Context()); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("commit under a lost lease: %v", err)
	}
	commit(t, taken)
	next := begin(t, b)
	if err := next.Rollback(); err != nil {
		t.Error(err)
	}
	if _, err := next.Commit(t.Context()); err == nil {
		t.Error("commit after rollback")
	}
	commit(t, begin(t, a))
}

func TestForeignSnapshot(t *testing.T) {
	dir := t.TempDir()
	l := mustLake(t, dir)
	tx := begin(t, l)
	db, err := sql.Open("sqlite3", filepath.Join(dir, "catalog.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO ducklake_snapshot VALUES (1, '2026-11-20 02:00:00+00', 0, 1, 0)"); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Commit(t.Context()); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("commit on another's snapshot: %v", err)
	}
}

func TestRollbackLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	l := mustLake(t, dir)
	tx := begin(t, l)
	m := lake.Merge{Table: "dispute_case", Key: []string{"case_id"}, Staged: []string{stage(t, l, tx, "dispute_case", row("a", "2026-10-01", "", 1))}}
	if _, err := tx.Merge(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if n := len(parquets(t, dir)); n < 2 {
		t.Errorf("%d files before rollback", n)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if p := parquets(t, dir); len(p) > 0 {
		t.Errorf("left over: %v", p)
	}
}

// parquets lists the Parquet files below a folder.
func parquets(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".parquet") {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEnsure(t *testing.T) {
	l := mustLake(t, t.TempDir())
	merge(t, l, []string{row("a", "2026-10-01", "", 1)})
	for what, change := range map[string]func(*lake.Table){
		"another type":      func(w *lake.Table) { w.Columns[4].Type = "int64" },
		"an unknown type":   func(w *lake.Table) { w.Columns = append(w.Columns, lake.Column{Name: "z", Type: "int"}) },
		"another partition": func(w *lake.Table) { w.Partition = w.Partition[:1] },
		"a path as name":    func(w *lake.Table) { w.Name = "../x" },
		"a column twice":    func(w *lake.Table) { w.Columns = append(w.Columns, lake.Column{Name: "N", Type: "int32"}) },
		"no such sort":      func(w *lake.Table) { w.Sort = []string{"nobody"} },
	} {
		w := cases()
		change(&w)
		tx := begin(t, l)
		if err := tx.Ensure(t.Context(), w); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", what, err)
		}
		tx.Rollback()
	}
	w := cases()
	w.Columns = append(w.Columns, lake.Column{Name: "新列", Type: "decimal(6,3)", Comment: "new", NotNull: true})
	w.Sort = []string{"occurred_at"}
	tx := begin(t, l)
	if err := tx.Ensure(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	m := lake.Merge{Table: "dispute_case", Key: []string{"case_id"}, Staged: []string{stage(t, l, tx, "dispute_case", `SELECT *, 1.5 AS "新列" FROM (`+row("b", "2026-11-01", "", 2)+")")}}
	if _, err := tx.Merge(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	s := commit(t, tx)
	if s.SchemaVersion != 2 {
		t.Errorf("schema version %d", s.SchemaVersion)
	}
	want(t, "old and new files", query(t, l, s.ID, `SELECT case_id, "新列"::VARCHAR FROM dispute_case ORDER BY 1`), "a <nil>", "b 1.500")
	tables, err := l.Tables(t.Context(), s.ID)
	if err != nil || len(tables) != 1 {
		t.Fatal(tables, err)
	}
	got := tables[0].Columns[len(tables[0].Columns)-1]
	if got.Comment != "new" || got.NotNull || tables[0].Comment != "纠纷" || len(tables[0].Sort) != 1 {
		t.Errorf("table %+v", tables[0])
	}
	if first, err := l.Tables(t.Context(), 1); err != nil || len(first[0].Columns) != 11 || len(first[0].Sort) != 2 {
		t.Errorf("the past has changed: %+v, %v", first, err)
	}
}

func TestNotNull(t *testing.T) {
	l := mustLake(t, t.TempDir())
	tx := begin(t, l)
	m := lake.Merge{Table: "dispute_case", Key: []string{"case_id"}, Staged: []string{stage(t, l, tx, "dispute_case", row("", "2026-10-01", "", 1))}}
	if _, err := tx.Merge(t.Context(), m); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("an empty key column: %v", err)
	}
}

func TestReplace(t *testing.T) {
	l := mustLake(t, t.TempDir())
	_, base := merge(t, l, []string{row("a", "2026-10-01", "", 1), row("b", "2026-11-01", "", 2)})
	run := func(query string) (int64, lake.Snapshot) {
		s, err := l.Session(t.Context(), base.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Materialise(t.Context(), "dispute_case", "SELECT * FROM dispute_case"); err != nil {
			t.Fatal(err)
		}
		if err := s.View(t.Context(), "v", "SELECT * FROM dispute_case"); err != nil {
			t.Fatal(err)
		}
		tx := begin(t, l)
		mart := lake.Table{Name: "mart", Columns: []lake.Column{{Name: "k", Type: "varchar"}, {Name: "n", Type: "int64"}}}
		if err := tx.Ensure(t.Context(), mart); err != nil {
			t.Fatal(err)
		}
		if _, err := tx.ReplaceAll(t.Context(), "mart", s, "SELECT n, case_id AS k FROM v ORDER BY k DESC"); err != nil {
			t.Fatal(err)
		}
		n, err := tx.ReplaceAll(t.Context(), "dispute_case", s, query)
		if err != nil {
			t.Fatal(err)
		}
		return n, commit(t, tx)
	}
	n, s := run("SELECT * FROM v UNION ALL BY NAME " + row("c", "2026-11-05", "", 3))
	if n != 3 {
		t.Errorf("%d rows", n)
	}
	want(t, "replaced", query(t, l, s.ID, all), "a 2026-10 1", "b 2026-11 2", "c 2026-11 3")
	want(t, "mart", query(t, l, s.ID, "FROM mart"), "a 1", "b 2")
	before, err := l.Files(t.Context(), base.ID, "dispute_case")
	after, err2 := l.Files(t.Context(), s.ID, "dispute_case")
	if err != nil || err2 != nil || before[0].ID != after[0].ID || before[1].ID == after[1].ID {
		t.Errorf("October should keep its file, November not: %v %v", before, after)
	}
	if _, again := run("SELECT * FROM v UNION ALL BY NAME " + row("c", "2026-11-05", "", 3)); again.ID != s.ID {
		t.Errorf("the same content made snapshot %d", again.ID)
	}
	n, s = run("SELECT * FROM v WHERE false")
	want(t, "emptied", query(t, l, s.ID, "SELECT count(*), max(occurred_at) FROM dispute_case"), "0 <nil>")
	if n != 0 {
		t.Errorf("%d rows", n)
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRecords(t *testing.T) {
	l := mustLake(t, t.TempDir())
	at := time.Date(2026, 11, 20, 3, 4, 5, 6000, time.FixedZone("", 8*3600))
	b := anlan.Batch{ID: "b1", Dataset: "area", Source: "地区.xlsx", Hash: "00ff", Size: 7, ReceivedAt: at, DataDate: "2026-11-19",
		Status: anlan.BatchHeld, Note: "why", Received: 3, Landed: 2, Rejected: 1, Flagged: 1, NotLocated: 1, FirstEvent: at}
	r := anlan.Reject{BatchID: "b1", File: "地区.xlsx", Row: 4, Column: "n", Header: "数", Rule: anlan.RuleType, Expected: "a number"}
	tx := begin(t, l)
	if err := tx.RecordBatch(t.Context(), b, nil); err != nil {
		t.Fatal(err)
	}
	held := commit(t, tx)
	tx = begin(t, l)
	landed := b
	landed.Status, landed.LastEvent = anlan.BatchLanded, at.Add(time.Hour)
	for _, err := range []error{
		tx.RecordBatch(t.Context(), landed, []anlan.Reject{r}), tx.RecordNight(t.Context(), "2026-11-20", "land"),
		tx.RecordNight(t.Context(), "2026-11-20", lake.NightDone), tx.RecordEdition(t.Context(), anlan.Edition{ID: "e1", Rows: map[string]int64{"a": 1}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s := commit(t, tx)
	got, ok, err := l.BatchByHash(t.Context(), "area", "00ff")
	if err != nil || !ok || got.Status != anlan.BatchLanded || !got.ReceivedAt.Equal(at) || !got.LastEvent.Equal(landed.LastEvent) || got.NotLocated != 1 {
		t.Errorf("batch %+v %v %v", got, ok, err)
	}
	if _, ok, err := l.BatchByHash(t.Context(), "other", "00ff"); ok || err != nil {
		t.Error("a batch of another data set", err)
	}
	if list, err := l.Batches(t.Context(), held.ID); err != nil || len(list) != 1 || list[0].Status != anlan.BatchHeld || !list[0].LastEvent.IsZero() {
		t.Errorf("batches at %d: %+v %v", held.ID, list, err)
	}
	if list, err := l.Rejects(t.Context(), "b1"); err != nil || len(list) != 1 || list[0] != r {
		t.Errorf("rejects %+v %v", list, err)
	}
	if list, err := l.Nights(t.Context()); err != nil || len(list) != 2 || list[1].Snapshot != s.ID {
		t.Errorf("nights %+v %v", list, err)
	}
	if as, ok, err := l.SnapshotAsOf(t.Context(), "2026-11-25"); err != nil || !ok || as.ID != s.ID {
		t.Errorf("as of: %+v %v %v", as, ok, err)
	}
	if _, ok, err := l.SnapshotAsOf(t.Context(), "2026-11-19"); ok || err != nil {
		t.Errorf("as of a day before the first night: %v %v", ok, err)
	}
	if list, err := l.Editions(t.Context()); err != nil || len(list) != 1 || list[0].Rows["a"] != 1 {
		t.Errorf("editions %+v %v", list, err)
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCareOfFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	l := mustLake(t, dir)
	merge(t, l, []string{row("a", "2026-10-01", "", 1), row("b", "2026-11-01", "", 2)})
	merge(t, l, []string{row("c", "2026-10-01", "", 3)})
	_, last := merge(t, l, []string{row("c", "2026-10-01", "", 4)})
	orphan := filepath.Join(dir, "data", "main", "dispute_case", "orphan.parquet")
	if err := os.WriteFile(orphan, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n, err := l.GC(t.Context(), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)); n != 0 || err != nil {
		t.Errorf("gc that keeps all: %d, %v", n, err)
	}
	// The clock of the test is behind that of the file system or before it:
	// keep must be after both.
	if n, err := l.GC(t.Context(), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)); n < 3 || err != nil {
		t.Errorf("gc removed %d, %v", n, err)
	}
	if p := parquets(t, dir); len(p) != 2 {
		t.Errorf("files after gc: %v", p)
	}
	if _, err := l.Session(t.Context(), 1); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("a snapshot that was removed: %v", err)
	}
	l.Close()
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	l = mustLake(t, moved)
	want(t, "moved", query(t, l, last.ID, all), "a 2026-10 1", "b 2026-11 2", "c 2026-10 4")
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	path := parquets(t, moved)[0]
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/3] ^= 1
	for what, damage := range map[string]func() error{
		"a flipped bit": func() error { return os.WriteFile(path, data, 0o644) },
		"a lost file":   func() error { return os.Remove(path) },
	} {
		if err := errors.Join(damage()); err != nil {
			t.Fatal(err)
		}
		if err := l.Verify(t.Context()); err == nil {
			t.Errorf("%s is not found", what)
		}
	}
}
