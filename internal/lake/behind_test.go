package lake_test

import (
	"errors"
	"testing"
)

// Jobs behind are done in order, before Commit; after one that fails nothing
// is committed and nothing more is done.
func TestBehind(t *testing.T) {
	l := mustLake(t, t.TempDir())
	tx := begin(t, l)
	var done []int
	for n := range 100 {
		if err := tx.Behind(func() error { done = append(done, n); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	base := commit(t, tx)
	for n, got := range done {
		if n != got {
			t.Fatalf("job %d was done in place %d", got, n)
		}
	}
	if len(done) != 100 {
		t.Fatalf("%d jobs of 100 were done before the commit", len(done))
	}

	tx = begin(t, l)
	broken := errors.New("no room")
	after := false
	if err := tx.RecordNight(t.Context(), "2026-11-20", "build"); err != nil {
		t.Fatal(err)
	}
	if err := tx.Behind(func() error { return broken }); err != nil {
		t.Fatal(err)
	}
	_ = tx.Behind(func() error { after = true; return nil })
	if _, err := tx.Commit(t.Context()); !errors.Is(err, broken) {
		t.Errorf("commit with a failed job: %v", err)
	}
	if head, err := l.Head(t.Context()); err != nil || head.ID != base.ID || after {
		t.Errorf("after a failed job: snapshot %d of %d, %v; the next was done: %v", head.ID, base.ID, err, after)
	}

	tx = begin(t, l)
	started, finished := make(chan bool), false
	if err := tx.Behind(func() error { close(started); finished = true; return broken }); err != nil {
		t.Fatal(err)
	}
	<-started
	if err := tx.Rollback(); err != nil || !finished {
		t.Errorf("rollback: %v, with the job under way done: %v", err, finished)
	}
	commit(t, begin(t, l))
}
