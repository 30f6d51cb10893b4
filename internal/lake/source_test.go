package lake_test

import (
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
)

// What a table's rows were made of is told of these rows alone.
func TestSource(t *testing.T) {
	l := mustLake(t, t.TempDir())
	mart := lake.Table{Name: "mart", Columns: []lake.Column{{Name: "k", Type: "int32"}}}
	change := func(do func(tx *lake.Tx)) {
		t.Helper()
		tx := begin(t, l)
		if err := tx.Ensure(t.Context(), mart); err != nil {
			t.Fatal(err)
		}
		do(tx)
		commit(t, tx)
	}
	source := func(want string) {
		t.Helper()
		tx := begin(t, l)
		defer tx.Rollback()
		if got := tx.Source("mart"); got != want {
			t.Errorf("made of %q, want %q", got, want)
		}
	}
	fill := func(tx *lake.Tx, query string) {
		t.Helper()
		s, err := l.Session(t.Context(), tx.Base().ID)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := tx.ReplaceAll(t.Context(), "mart", s, query); err != nil {
			t.Fatal(err)
		}
	}
	say := func(tx *lake.Tx, text string) {
		t.Helper()
		if err := tx.SourceOf("mart", text); err != nil {
			t.Fatal(err)
		}
	}
	source("") // there is none
	change(func(tx *lake.Tx) { fill(tx, "SELECT 1 AS k"); say(tx, "one") })
	source("one")
	change(func(*lake.Tx) {}) // nothing about the rows
	source("one")
	change(func(tx *lake.Tx) { fill(tx, "SELECT 2 AS k"); say(tx, "two") })
	source("two")
	change(func(tx *lake.Tx) { fill(tx, "SELECT 3 AS k") })
	source("")
	change(func(tx *lake.Tx) { say(tx, "three") })
	source("three")
	change(func(tx *lake.Tx) {
		rows := []struct {
			K int32 `lake:"k"`
		}{{4}}
		if err := tx.ReplaceRows(t.Context(), "mart", rows); err != nil {
			t.Fatal(err)
		}
	})
	source("")
	tx := begin(t, l)
	defer tx.Rollback()
	if err := tx.SourceOf("none", "x"); err == nil {
		t.Error("a table that is not there has a source")
	}
}
