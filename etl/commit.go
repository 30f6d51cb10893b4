package etl

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

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
func (d *landing) commit(ctx context.Context, r *run) error {
	news := slices.DeleteFunc(slices.Clone(r.batches), func(b *batch) bool {
		// Held as it was last time: nothing new to say.
		return b.Status == anlan.BatchHeld && b.was.Status == b.Status && b.was.Note == b.Note
	})
	if len(news) == 0 {
		return nil
	}
	d.o.did("begun")
	if r.landed() {
		if err := d.overtaken(ctx, r.tx.Base().ID, r); err != nil {
			return err
		}
		if err := r.enter(ctx); err != nil {
			return diskError(err)
		}
		d.o.did("merged")
	}
	for _, b := range news {
		if b.Status == anlan.BatchLanded {
			b.count()
			if err := r.repeat.unseeTwice(ctx, b); err != nil {
				return err
			}
			r.settleMends(b)
			r.tx.RecordMends(b.ID, b.mends())
			if b.Rejected > 0 {
				if err := r.keepRejected(b); err != nil {
					return err
				}
			}
		}
		if n := int64(len(b.rules)); n > maxRejects {
			b.Note = addNote(b.Note, fmt.Sprintf("%d rows rejected, the first %d faults written down", n, maxRejects))
		}
		slices.SortStableFunc(b.rejects, func(a, b anlan.Reject) int { return cmp.Compare(a.Row, b.Row) })
		if err := r.tx.RecordBatch(ctx, b.Batch, b.rejects); err != nil {
			return err
		}
		if b.header.Batch != "" {
			r.tx.RecordHeader(b.header)
		}
	}
	if err := r.repeat.commit(ctx); err != nil {
		return err
	}
	d.o.did("kept")
	r.tx.Describe(r.message())
	if _, err := r.tx.Commit(ctx); err != nil {
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

// enter puts the run's rows into the table. Where the lake holds no row of
// their keys, the files become part of it as they are; else they are merged.
func (r *run) enter(ctx context.Context) error {
	if err := r.tx.Ensure(ctx, r.c.Table()); err != nil {
		return err
	}
	old, err := r.holdings(ctx)
	if err != nil {
		return err
	}
	if err := r.settle(ctx, old); err != nil {
		return err
	}
	files, err := r.finished()
	if err != nil || len(files) == 0 {
		return err
	}
	if len(old) == 0 {
		_, err = r.tx.Append(ctx, r.c.ID, r.c.Key, files)
		return err
	}
	paths, err := r.tx.Living(ctx, r.c.ID, files)
	if err != nil {
		return err
	}
	res, err := r.tx.Merge(ctx, lake.Merge{Table: r.c.ID, Staged: paths, Key: r.c.Key, Version: r.c.Updated})
	if err == nil && res.Stale > 0 {
		err = fmt.Errorf("%d rows are older than those of the lake, and were taken for newer", res.Stale)
	}
	return err
}

// holdings gives the keys and versions of the rows that the lake holds of the
// run's keys.
func (r *run) holdings(ctx context.Context) (old []rowKey, err error) {
	if some, err := r.tx.Holds(r.c.ID); err != nil || !some {
		return nil, err
	}
	if err := r.wait(); err != nil {
		return nil, err
	}
	paths, err := r.keyFiles()
	if err != nil {
		return nil, err
	}
	var buf []byte
	err = r.tx.Holdings(ctx, lake.Merge{Table: r.c.ID, Staged: paths, Key: r.c.Key, Version: r.c.Updated}, func(h lake.Holding) error {
		buf = buf[:0]
		for i, v := range h.Key {
			switch v := v.(type) {
			case string:
				buf = binary.LittleEndian.AppendUint32(buf, uint32(len(v)))
				buf = append(buf, v...)
			case int64:
				buf = binary.LittleEndian.AppendUint64(append(buf, 1), uint64(v))
			default:
				return fmt.Errorf("the key column %s holds a %T", r.c.Key[i], v)
			}
		}
		k := keyOf(buf)
		k.version, k.row = h.Version, lakeRow
		old = append(old, k)
		return nil
	})
	return old, err
}
