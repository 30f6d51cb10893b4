package lake_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// python names a Python with the duckdb module and the ducklake and
// sqlite_scanner extension wheels, "" where there is none.
func python() string { return os.Getenv("ANLAN_INTEROP_PYTHON") }

// reference runs testdata/reference.py and gives what it printed.
func reference(t *testing.T, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(python(), append([]string{"testdata/reference.py"}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.Bytes())
	}
	return string(out)
}

// TestReferenceChanges reads a lake that DuckLake's reference implementation
// changed, at every snapshot, and writes to it. With ANLAN_INTEROP_PYTHON the
// lake is made on the spot; otherwise it is the one kept in testdata, which
// ANLAN_UPDATE=1 renews.
func TestReferenceChanges(t *testing.T) {
	dir := t.TempDir()
	var said string
	if python() != "" {
		l := mustLake(t, dir)
		merge(t, l, []string{row("a", "2026-09-01", "2026-09-01", 1), row("b", "2026-10-01", "2026-10-01", 2), row("中", "", "2026-10-01", 9)})
		merge(t, l, []string{row("c", "2026-10-03", "2026-10-03", 3), row("a", "2026-09-01", "2026-09-05", 4)})
		said = reference(t, dir)
		if os.Getenv("ANLAN_UPDATE") != "" {
			l.Close()
			pack(t, dir, "testdata/reference.tar.gz")
			if err := os.WriteFile("testdata/reference.txt", []byte(said), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	} else {
		unpack(t, "testdata/reference.tar.gz", dir)
		text, err := os.ReadFile("testdata/reference.txt")
		if err != nil {
			t.Fatal(err)
		}
		said = string(text)
	}
	l := mustLake(t, dir)
	var last string
	for line := range strings.Lines(said) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		snap, err := strconv.ParseInt(f[0], 10, 64)
		if err != nil || len(f) != 3 {
			t.Fatalf("line %q", line)
		}
		last = rowsAt(t, l, snap)
		if last != f[2] {
			t.Errorf("snapshot %d, %s:\n got %s\nwant %s", snap, f[1], last, f[2])
		}
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	writeOn(t, l, dir, last)
}

// writeOn merges into the changed lake: one of the rows in the catalog, one of
// a merged file and a new one.
func writeOn(t *testing.T, l *lake.Lake, dir, before string) {
	head, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want(t, "defaults of new columns", query(t, l, head.ID, "SELECT case_id, extra, is_open FROM dispute_case WHERE case_id IN ('a', 'i', 'n0', 'm0') ORDER BY 1"),
		"a 5 true", "i 5 true", "m0 5 <nil>", "n0 6 <nil>")
	tx, err := l.Begin(t.Context(), "will fail")
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Ensure(t.Context(), cases()); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a changed type: %v", err)
	}
	if _, err := tx.Commit(t.Context()); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("commit after a failure: %v", err)
	}
	if tx, err = l.Begin(t.Context(), "on top"); err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	staged := func(id, occurred string, n int) string {
		return "SELECT *, 7 AS extra, true AS is_open FROM (" + row(id, occurred, "2026-12-01", n) + ")"
	}
	path := stage(t, l, tx, "dispute_case", staged("i", "2026-07-09", 50), staged("p9", "2026-07-09", 51), staged("z", "2026-12-01", 52))
	res, err := tx.Merge(t.Context(), lake.Merge{Table: "dispute_case", Staged: []string{path}, Key: []string{"case_id"}, Version: "updated_at"})
	if err != nil {
		t.Fatal(err)
	}
	if res.Inserted != 1 || res.Replaced != 2 {
		t.Errorf("merge %+v", res)
	}
	s := commit(t, tx)
	after := strings.NewReplacer("i 2026-11 30", "i 2026-07 50", "p9 2026-07 9", "p9 2026-07 51").Replace(before)
	after = strings.Replace(after, "|中", "|z 2026-12 52|中", 1)
	if got := rowsAt(t, l, s.ID); got != after {
		t.Errorf("after a merge:\n got %s\nwant %s", got, after)
	}
	if got := rowsAt(t, l, head.ID); got != before {
		t.Errorf("the past has changed:\n got %s\nwant %s", got, before)
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if python() != "" {
		if got := strings.Split(strings.TrimSpace(reference(t, dir, "on top")), "\t")[2]; got != after {
			t.Errorf("the reference sees\n     %s\nwant %s", got, after)
		}
	}
	if _, err := l.GC(t.Context(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if got := rowsAt(t, l, s.ID); got != after {
		t.Errorf("after gc:\n got %s\nwant %s", got, after)
	}
	if python() != "" {
		if got := strings.Split(strings.TrimSpace(reference(t, dir, "after gc")), "\t")[2]; got != after {
			t.Errorf("after gc the reference sees\n     %s\nwant %s", got, after)
		}
	}
	if err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func rowsAt(t *testing.T, l *lake.Lake, snapshot int64) string {
	t.Helper()
	return strings.Join(query(t, l, snapshot, "SELECT case_id || ' ' || coalesce(strftime(occurred_at, '%Y-%m'), '-') || ' ' || n FROM dispute_case ORDER BY ALL"), "|")
}

func pack(t *testing.T, dir, to string) {
	t.Helper()
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	w := tar.NewWriter(z)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Name: filepath.ToSlash(rel), Size: int64(len(data)), Mode: 0o644}); err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
	for _, e := range []error{err, w.Close(), z.Close(), os.WriteFile(to, buf.Bytes(), 0o644)} {
		if e != nil {
			t.Fatal(e)
		}
	}
}

func unpack(t *testing.T, from, dir string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		data, err := io.ReadAll(r)
		for _, e := range []error{err, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)} {
			if e != nil {
				t.Fatal(e)
			}
		}
	}
}
