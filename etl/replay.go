package etl

import (
	"context"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// replay reads files that have landed once more, for a withdrawal: rows of
// theirs may come back that no snapshot holds.
type replay struct {
	d     *landing
	r     *run
	tx    *lake.Tx
	known []anlan.Batch
}

// stage reads the files of batches from the landing zone and stages their
// rows. The error is a *heldError where a file is not there any more.
func (p *replay) stage(ctx context.Context, ids []string) ([]string, error) {
	var err error
	if p.known, err = p.d.l.Batches(ctx, 0); err != nil {
		return nil, err
	}
	for _, id := range ids {
		at := slices.IndexFunc(p.known, func(b anlan.Batch) bool { return b.ID == id })
		b := &batch{Batch: p.known[at], rules: map[int64]string{}}
		b.Received, b.Rejected = 0, 0
		if b.path = receivedFile(p.d.o.Landing, b.Dataset, id); b.path == "" {
			return nil, hold("the landing zone no longer holds %s, whose rows would have to come back", b.Source)
		}
		if b.recorded, err = p.d.recorded(ctx, id); err != nil {
			return nil, err
		}
		if b.recorded == nil {
			b.recorded = map[int64]rowID{} // nothing new is answered
		}
		if err := p.r.repeat.see(ctx, p.r, b); err != nil {
			return nil, err
		}
		if err := p.r.read(b); err != nil {
			return nil, err
		}
		if err := p.r.repeat.unsee(ctx, b); err != nil {
			return nil, err
		}
	}
	p.r.parents()
	if err := p.r.settle(ctx, nil); err != nil {
		return nil, err
	}
	files, err := p.r.finished()
	if err != nil {
		return nil, err
	}
	return p.tx.Living(ctx, p.r.c.ID, files)
}

// cameBack takes rows that were stale, and are no more, off the rejects of
// their batches.
func (p *replay) cameBack(ctx context.Context, rows []lake.StaleRow) error {
	for _, read := range p.r.batches {
		back := map[int64]bool{}
		for _, x := range rows {
			if x.BatchID == read.ID {
				back[x.SourceRow] = true
			}
		}
		if len(back) == 0 {
			continue
		}
		at := slices.IndexFunc(p.known, func(b anlan.Batch) bool { return b.ID == read.ID })
		b := p.known[at]
		rejects, err := p.d.l.Rejects(ctx, b.ID)
		if err != nil {
			return err
		}
		rejects = slices.DeleteFunc(rejects, func(j anlan.Reject) bool {
			if j.Rule != anlan.RuleStale || !back[j.Row] {
				return false
			}
			b.Landed++
			b.Rejected--
			mark := read.markOf(j.Row)
			if mark&markFlagged != 0 {
				b.Flagged++
			}
			if mark&markUnlocated != 0 {
				b.NotLocated++
			}
			return true
		})
		if b.Landed == p.known[at].Landed {
			continue
		}
		if err := p.tx.RecordBatch(ctx, b, rejects); err != nil {
			return err
		}
	}
	return nil
}

// markOf gives what became of a row.
func (b *batch) markOf(line int64) uint8 {
	if row, ok := b.row(line); ok {
		return b.mark[row]
	}
	return 0
}

// end forgets what was read.
func (p *replay) end() { _ = p.r.drop() } // its error has been seen, or does not matter any more
