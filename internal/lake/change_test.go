package lake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// What a merge changes of a data file is told from it, over several merges, and is
// what the old file's rows differ from the new one's by.
func TestSince(t *testing.T) {
	dir := t.TempDir()
	o := lake.Options{Now: clock(), Threads: 2, Author: "test", ChangeRows: 4}
	if err := lake.Init(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var first []string
	for i := range 40 {
		first = append(first, row(fmt.Sprint("c", i), "2026-10-01", "2026-10-01", i))
	}
	for i := range 3 { // too few to be told
		first = append(first, row(fmt.Sprint("s", i), "2026-09-01", "2026-10-01", i))
	}
	_, old := merge(t, l, first)
	session := func(at int64) *lake.Session {
		s, err := l.Session(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	// keys of a snapshot's parts, those of many rows first.
	parts := func(at int64) []lake.Part {
		list, err := session(at).Parts("dispute_case")
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(list, func(a, b lake.Part) int { return int(b.Rows() - a.Rows()) })
		return list
	}
	since := func(at int64, p lake.Part) (changes []lake.Change, ok bool) {
		before := parts(old.ID)
		_, changes, ok = session(at).Since("dispute_case", p, func(key string) bool {
			return slices.ContainsFunc(before, func(b lake.Part) bool { return b.Key == key })
		})
		return changes, ok
	}
	show := func(s *lake.Session) (out []string) {
		rows, err := s.Rows(t.Context(), "SELECT case_id || ' ' || n || ' ' || x_number FROM came_and_went ORDER BY ALL")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			out = append(out, text)
		}
		return out
	}

	// One is new, one another, one moves to another month, and of the few one is another.
	_, one := merge(t, l, []string{row("new", "2026-10-02", "2026-10-02", 1), row("c3", "2026-10-01", "2026-10-02", 33), row("c4", "2026-11-01", "2026-10-02", 4), row("s1", "2026-09-01", "2026-10-02", 11)})
	// And once more.
	_, two := merge(t, l, []string{row("new", "2026-10-02", "2026-10-03", 2)}, []string{row("c3", "2026-10-01", "2026-10-03", 34)})
	changes, ok := since(two.ID, parts(two.ID)[0])
	if !ok || len(changes) != 2 || changes[0].Rows != 4 || changes[1].Rows != 4 {
		t.Fatalf("changes %+v, %v", changes, ok)
	}
	s := session(two.ID)
	if err := s.ShowChanges(t.Context(), "came_and_went", "dispute_case", changes, "x_number"); err != nil {
		t.Fatal(err)
	}
	want := "c3 3 3, c3 33 1, c3 33 2, c3 34 0, c4 4 3, new 1 1, new 1 2, new 2 0"
	if got := strings.Join(show(s), ", "); got != want {
		t.Errorf("changes are\n%s\nwant\n%s", got, want)
	}
	if got := query(t, l, two.ID, "SELECT count(*), sum(n) FROM dispute_case")[0]; got != fmt.Sprint(44, " ", 39*40/2-3+34+2+0+11+2) {
		t.Errorf("all rows: %s", got)
	}
	if changes, ok := since(one.ID, parts(one.ID)[0]); !ok || len(changes) != 1 {
		t.Errorf("of the first merge: %+v, %v", changes, ok)
	}
	if _, ok := since(two.ID, parts(two.ID)[1]); ok {
		t.Error("a small file's changes are told")
	}
	if _, ok := since(old.ID, parts(old.ID)[0]); ok {
		t.Error("a file that replaced none has changes")
	}

	// Much of it is another: nothing is told.
	var many []string
	for i := range 20 {
		many = append(many, row(fmt.Sprint("c", i), "2026-10-01", "2026-11-01", 100+i))
	}
	_, three := merge(t, l, many)
	if _, ok := since(three.ID, parts(three.ID)[0]); ok {
		t.Error("so many changes are told")
	}

	// What is spoilt, or gone, is as if it never was.
	files, err := filepath.Glob(filepath.Join(l.ChangeDir(), "*.parquet"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files of changes: %v, %v", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := since(two.ID, parts(two.ID)[0]); ok {
		t.Error("spoilt changes are told")
	}
	if err := os.RemoveAll(l.ChangeDir()); err != nil {
		t.Fatal(err)
	}
	if _, ok := since(two.ID, parts(two.ID)[0]); ok {
		t.Error("changes that are gone are told")
	}
}
