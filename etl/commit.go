package etl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// batchID gives the identity of a batch: the same bytes for the same data set
// are the same batch, whatever the file is called.
func batchID(dataset, hash string) string {
	sum := sha256.Sum256([]byte(dataset + hash))
	return hex.EncodeToString(sum[:8])
}

// Table gives the data set's table in the lake.
func (c *Contract) Table() lake.Table {
	t := lake.Table{Name: c.ID, Comment: c.Name.Zh + " " + c.Name.En, Sort: c.Sort}
	for _, p := range c.Kept() {
		comment := p.Description
		if comment == "" && len(p.Header) > 0 {
			comment = p.Header[0]
		}
		t.Columns = append(t.Columns, lake.Column{Name: p.Name, Type: p.typ.String(), Comment: comment})
	}
	for i, name := range ownColumns {
		t.Columns = append(t.Columns, lake.Column{Name: name, Type: ownTypes[i].String()})
	}
	for _, transform := range c.Partition {
		t.Partition = append(t.Partition, lake.PartitionKey{Column: c.EventTime, Transform: transform})
	}
	return t
}

// commit puts the run's rows and batches into the lake.
func (d *landing) commit(ctx context.Context, r *run) (err error) {
	news := slices.DeleteFunc(slices.Clone(r.batches), func(b *batch) bool {
		// Held as it was last time: nothing new to say.
		return b.Status == anlan.BatchHeld && b.was.Status == b.Status && b.was.Note == b.Note
	})
	if len(news) == 0 {
		return nil
	}
	for _, b := range news {
		if b.Status == anlan.BatchLanded {
			b.count()
		}
	}
	tx, err := d.l.Begin(ctx, r.message())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	d.o.did("begun")
	if r.landed() {
		if err := d.overtaken(ctx, tx.Base().ID, r); err != nil {
			return err
		}
		if err := d.merge(ctx, tx, r); err != nil {
			return diskError(err)
		}
		d.o.did("merged")
	}
	for _, b := range news {
		if b.Status == anlan.BatchLanded {
			b.count()
			r.settleMends(b)
			tx.RecordMends(b.ID, b.mends())
			if b.Rejected > 0 {
				if err := r.keepRejected(b); err != nil {
					return err
				}
			}
		}
		if n := int64(len(b.rules)); n > maxRejects {
			b.Note = addNote(b.Note, fmt.Sprintf("%d rows rejected, the first %d faults written down", n, maxRejects))
		}
		if err := tx.RecordBatch(ctx, b.Batch, b.rejects); err != nil {
			return err
		}
	}
	if err := r.repeat.commit(ctx); err != nil {
		return err
	}
	d.o.did("kept")
	if _, err := tx.Commit(ctx); err != nil {
		return diskError(err)
	}
	d.o.did("committed")
	var landed []string
	for _, b := range news {
		if b.Status == anlan.BatchLanded {
			landed = append(landed, b.ID)
		}
	}
	r.repeat.settle(ctx, landed, nil)
	return nil
}

func addNote(note, more string) string {
	if note == "" {
		return more
	}
	return note + "; " + more
}

// landed says whether any batch of the run is not held.
func (r *run) landed() bool {
	return slices.ContainsFunc(r.batches, func(b *batch) bool { return b.Status == anlan.BatchLanded })
}

func (d *landing) merge(ctx context.Context, tx *lake.Tx, r *run) error {
	if err := tx.Ensure(ctx, r.c.Table()); err != nil {
		return err
	}
	staged, err := r.stage(tx)
	if err != nil {
		return err
	}
	if len(staged) == 0 {
		return nil
	}
	res, err := tx.Merge(ctx, lake.Merge{Table: r.c.ID, Staged: staged, Key: r.c.Key, Version: r.c.Updated})
	if err != nil {
		return err
	}
	byID := map[string]*batch{}
	for _, b := range r.batches {
		byID[b.ID] = b
	}
	for _, s := range res.StaleRows {
		b := byID[s.BatchID]
		if b == nil {
			return fmt.Errorf("stale row of a batch that is not landing: %s", s.BatchID)
		}
		r.stale(b, s.SourceRow)
	}
	return nil
}

// stage hands the run's segments to the lake as files, in order of arrival,
// each of one batch.
func (r *run) stage(tx *lake.Tx) ([]string, error) {
	var staged []string
	var tasks []func() error
	for _, b := range r.batches {
		for _, s := range b.segs {
			if s.live() == 0 {
				continue
			}
			path := tx.StagePath(r.c.ID)
			staged = append(staged, path)
			tasks = append(tasks, func() error {
				defer s.release() // the lake needs the memory next
				if s.written != nil {
					return r.handOver(s, path)
				}
				return r.write(b, s, s.mark, path)
			})
		}
	}
	return staged, inParallel(tasks)
}

// inParallel runs tasks on as many goroutines as there are cores, and gives
// the errors of all.
func inParallel(tasks []func() error) error {
	errs := make([]error, len(tasks))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(tasks) {
					return
				}
				errs[i] = tasks[i]()
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
