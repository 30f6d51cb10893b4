package etl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// repeater answers for the rows of a run whether somebody has come before. It
// has the table of pseudonyms open, which the run's commit keeps in step with
// the lake. A nil repeater does nothing.
type repeater struct {
	d     *landing
	c     *Contract
	p     *Property
	table *pseudonym.Table
	keys  []pseudonym.Key

	// Of the batch that is being read:
	answers []pseudonym.Answer // by line
	bad     int                // numbers that cannot be right
	differ  atomic.Int64       // answers that differ from what was sent
}

// repeater opens the table where the contract asks for it and there are keys.
// Close it.
func (d *landing) repeater(ctx context.Context, c *Contract) (*repeater, error) {
	p, keys := c.repeated(), d.o.Keys.Live(d.o.Now)
	if p == nil || len(keys) == 0 {
		return nil, nil
	}
	table, err := pseudonym.Open(ctx, d.o.Landing)
	if err != nil {
		return nil, diskError(err)
	}
	r := &repeater{d: d, c: c, p: p, table: table, keys: keys}
	if err := r.recover(ctx); err != nil {
		return nil, diskError(errors.Join(err, table.Close()))
	}
	return r, nil
}

// recover brings the table in step with the lake after a run that was killed
// between the two commits.
func (r *repeater) recover(ctx context.Context) error {
	open, err := r.table.Unsettled(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	list, err := r.d.l.Batches(ctx, 0)
	if err != nil {
		return err
	}
	for _, id := range open {
		landed := slices.ContainsFunc(list, func(b anlan.Batch) bool { return b.ID == id && b.Status == anlan.BatchLanded })
		if err := r.table.Settle(ctx, id, landed); err != nil {
			return err
		}
	}
	return nil
}

func (r *repeater) close() {
	if r != nil {
		_ = r.table.Close() // what had to be kept was committed
	}
}

// see reads the numbers of a batch and answers for its rows, before they are
// read for good: a row later in the file may have happened earlier. What is
// wrong with the file is told by that reading.
func (r *repeater) see(ctx context.Context, run *run, b *batch) error {
	if r == nil {
		return nil
	}
	r.answers, r.bad = nil, 0
	r.differ.Store(0)
	rows, bad, err := r.rows(run, b)
	if err != nil {
		return nil //nolint:nilerr // the reading that follows meets it too, and holds the file
	}
	r.bad = bad
	r.answers, err = r.table.Ask(ctx, r.c.question(r.p.Repeat), b.ID, rows, r.keys)
	return diskError(err)
}

// unsee forgets the rows that were rejected, all of a batch that is held.
func (r *repeater) unsee(ctx context.Context, b *batch) error {
	if r == nil {
		return nil
	}
	if b.Status == anlan.BatchHeld {
		return diskError(r.table.Drop(ctx, b.ID))
	}
	lines := make([]int64, 0, len(b.rules))
	for line := range b.rules {
		lines = append(lines, line)
	}
	return diskError(r.table.Unsee(ctx, b.ID, lines))
}

// unseeTwice forgets the rows that lost against another one of their key in the
// batch, which is known when all of the run is read.
func (r *repeater) unseeTwice(ctx context.Context, b *batch) error {
	if r == nil {
		return nil
	}
	var lines []int64
	for line, rules := range b.rules {
		if rules == anlan.RuleDuplicate {
			lines = append(lines, line)
		}
	}
	return diskError(r.table.Unsee(ctx, b.ID, lines))
}

// leave marks the batches a notice takes back.
func (r *repeater) leave(ctx context.Context, ids []string) error {
	if r == nil {
		return nil
	}
	return diskError(r.table.Leave(ctx, ids))
}

// commit comes right before the commit of the lake, and settle right after it:
// what a kill between them leaves, recover finds.
func (r *repeater) commit(ctx context.Context) error {
	if r == nil {
		return nil
	}
	return diskError(r.table.Commit(ctx))
}

// settle records what the lake has committed. Where that fails, the next run
// finds it out: nothing is lost.
func (r *repeater) settle(ctx context.Context, landed, left []string) {
	if r == nil {
		return
	}
	var err error
	for _, id := range landed {
		err = errors.Join(err, r.table.Settle(ctx, id, true))
	}
	for _, id := range left {
		err = errors.Join(err, r.table.Settle(ctx, id, false))
	}
	if err == nil {
		_ = r.table.Commit(ctx)
	}
}

// expire forgets the sightings that are too old, on every landing.
func (d *landing) expire(ctx context.Context) error {
	if !pseudonym.Exists(d.o.Landing) {
		return nil
	}
	table, err := pseudonym.Open(ctx, d.o.Landing)
	if anlan.KindOf(err) == anlan.Conflict && err != nil {
		return nil // whoever has it does so
	}
	if err != nil {
		return diskError(err)
	}
	err = table.Expire(ctx, d.o.Now.Add(-pseudonym.Kept), d.o.Keys.Live(d.o.Now))
	if err == nil {
		err = table.Commit(ctx)
	}
	return diskError(errors.Join(err, table.Close()))
}

// fill puts the answers for the rows of a segment in the place of what was sent.
// Several parsers may do so at once.
func (r *repeater) fill(seg *segment, column int) {
	if r == nil || len(r.answers) == 0 {
		return
	}
	v := &seg.vecs[column]
	for row := range seg.rows() {
		i, ok := slices.BinarySearchFunc(r.answers, seg.line[row], func(a pseudonym.Answer, line int64) int { return cmp.Compare(a.Line, line) })
		if !ok || !r.answers[i].Known {
			continue
		}
		var n int64
		if r.answers[i].Yes {
			n = 1
		}
		if seg.mark[row]&markRejected == 0 && !v.null[row] && v.num[row] != n {
			r.differ.Add(1)
		}
		v.num[row], v.null[row] = n, false
	}
}

// remark says in the batch's note what is wrong with its numbers, and where
// answers and what was sent differ.
func (r *repeater) remark(b *batch) {
	if r == nil {
		return
	}
	if r.bad > 0 {
		b.Note = addNote(b.Note, fmt.Sprintf("%s: %d numbers cannot be right; %s of these rows is as sent", r.p.Repeat.Of, r.bad, r.p.Name))
	}
	if n := r.differ.Load(); n > 0 {
		b.Note = addNote(b.Note, fmt.Sprintf("%s: %d rows differ from what was sent", r.p.Name, n))
	}
}
