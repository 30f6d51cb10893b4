package lake

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/anlan-lake/anlan"
)

// Tx gathers the changes of one snapshot. It holds the lake's only right to
// write until Commit or Rollback; it is for one goroutine (and see Behind).
// Readers see nothing of it before Commit. After a change that failed it can only be rolled back.
type Tx struct {
	l           *Lake
	lease       *lease
	message     string
	base        Snapshot
	before      map[int64]*tableState // as they were at base
	tables      []*tableState         // as this transaction has them
	nextCatalog int64
	nextFile    int64
	e           *engine // started when first needed
	serial      int     // names relations within e
	made        []string
	batches     []batchRecord
	mends       []mendRecord
	headers     []anlan.Header
	nights      []Night
	editions    []anlan.Edition
	broken      error // the first change that failed half-way
	behind      *behind
	ended       bool
}

type batchRecord struct {
	batch   anlan.Batch
	rejects []anlan.Reject
}

// Begin starts a transaction on the newest snapshot; message describes it in
// the snapshot's log. The error is Conflict where another process is writing.
func (l *Lake) Begin(ctx context.Context, message string) (*Tx, error) {
	s, err := l.acquire(ctx)
	if err != nil {
		return nil, err
	}
	t := &Tx{l: l, lease: s, message: message, before: map[int64]*tableState{}}
	// A lake restored from a backup may come without tmp/.
	if err = makeDirs(filepath.Join(l.dir, "tmp")); err == nil {
		t.base, err = l.Head(ctx)
	}
	if err == nil {
		t.tables, err = l.at(ctx, t.base.ID)
	}
	if err != nil {
		s.release()
		return nil, err
	}
	for _, st := range t.tables {
		was := *st
		t.before[st.id] = &was
	}
	t.nextCatalog, t.nextFile = t.base.nextCatalog, t.base.nextFile
	return t, nil
}

// Base gives the snapshot the transaction started from.
func (t *Tx) Base() Snapshot { return t.base }

// StagePath gives the path, under tmp/, for a new Parquet file of a table's
// rows. Nobody else has it; whoever writes the file need not sync it.
func (t *Tx) StagePath(table string) string {
	path := filepath.Join(t.l.dir, "tmp", "stage-"+table+"-"+uuid.NewString()+".parquet")
	t.made = append(t.made, path)
	return path
}

// Rollback ends the transaction and removes its files. After Commit it does
// nothing, so that it can be deferred.
func (t *Tx) Rollback() error {
	if t.ended {
		return nil
	}
	_ = t.Wait() // what fails now is no matter
	for _, st := range t.tables {
		for _, f := range st.files {
			if f.fresh != nil {
				t.made = append(t.made, f.path)
			}
		}
	}
	return t.end()
}

// end closes the engine, removes what was staged and gives the lease back.
func (t *Tx) end() error {
	t.ended = true
	var errs []error
	if t.e != nil {
		errs = append(errs, t.e.close())
	}
	for _, path := range t.made {
		if err := os.RemoveAll(path); err != nil {
			errs = append(errs, err)
		}
	}
	t.lease.release()
	return errors.Join(errs...)
}

// engine starts the transaction's engine when it is first needed.
func (t *Tx) engine(ctx context.Context) (*engine, error) {
	if t.e == nil {
		e, err := t.l.openEngine(ctx)
		if err != nil {
			return nil, err
		}
		t.e = e
	}
	return t.e, nil
}

// failed keeps the first error of a change: what has half happened must not
// be committed.
func (t *Tx) failed(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

// table finds a table that may be written to.
func (t *Tx) table(name string) (*tableState, error) {
	if t.ended {
		return nil, errors.New("lake: the transaction has ended")
	}
	st := find(t.tables, name)
	if st == nil {
		return nil, anlan.Errorf(anlan.NotFound, "the lake has no table %s", name)
	}
	if st.unread != "" {
		return nil, anlan.Errorf(anlan.Invalid, "table %s cannot be written: %s", name, st.unread)
	}
	return st, nil
}

// tmp gives a fresh path under tmp/ that is removed when the transaction ends.
func (t *Tx) tmp(kind string) string {
	path := filepath.Join(t.l.dir, "tmp", kind+"-"+uuid.NewString())
	t.made = append(t.made, path)
	return path
}
