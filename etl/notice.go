package etl

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// noticePrefix begins the name of a file that takes others of its data set
// back, withdraw_labor_case_2026-11-20.csv: one row a file, by the name it was
// sent under.
const noticePrefix = "withdraw_"

//go:embed notice.yaml
var noticeContract []byte

func isNotice(base string) bool { return strings.HasPrefix(strings.ToLower(base), noticePrefix) }

// recall is a file that a notice takes back.
type recall struct {
	line   int64
	file   string
	reason string
	batch  anlan.Batch
}

// notice carries one notice out, in one commit: the rows of the batches it
// names leave the table, and the rows they had replaced come back. A notice
// that cannot be carried out as a whole is held, and nothing is changed.
func (d *landing) notice(ctx context.Context, s Source, b *batch) error {
	if d.o.Progress != nil {
		d.o.Progress(d.done, d.total, s.Dataset+"/"+b.Source)
	}
	d.done++
	kept, err := receive(d.o.Landing, b, d.hashes)
	if errors.Is(err, errChanged) {
		d.held = append(d.held, anlan.Errorf(anlan.Held, "%s: %w", masked(b.path), err).WithNext("it is taken up by the next run"))
		return nil
	}
	if err != nil {
		return err
	}
	b.path = kept
	if err := b.settle(); err != nil {
		return err
	}
	recalls, err := d.recalls(ctx, s, b)
	if err == nil {
		err = d.withdraw(ctx, s, b, recalls)
	}
	var h *heldError
	if errors.As(err, &h) {
		err = d.holdNotice(ctx, b, h.why)
	}
	if err != nil {
		return err
	}
	d.batches = append(d.batches, b.Batch)
	return nil
}

// holdNotice records that a notice is held.
func (d *landing) holdNotice(ctx context.Context, b *batch, why error) (err error) {
	b.Status, b.Note, b.Landed, b.Rejected = anlan.BatchHeld, masked(why.Error()), 0, b.Received
	d.held = append(d.held, anlan.Errorf(anlan.Held, "%s: notice %s is held: %s", b.Dataset, b.Source, masked(why.Error())).
		WithNext("nothing was withdrawn; the notice is tried again by the next run"))
	if b.was.Status == b.Status && b.was.Note == b.Note {
		return nil // nothing new to say
	}
	tx, err := d.l.Begin(ctx, fmt.Sprintf("hold notice %s", b.Source))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	if err := tx.RecordBatch(ctx, b.Batch, nil); err != nil {
		return err
	}
	_, err = tx.Commit(ctx)
	return diskError(err)
}

// recalls reads a notice and finds the batches it names. The error is a
// *heldError that names the row at fault.
func (d *landing) recalls(ctx context.Context, s Source, b *batch) ([]recall, error) {
	c, err := LoadContract("notice.yaml", bytes.NewReader(noticeContract))
	if err != nil {
		return nil, err
	}
	c.property("file").unguard = true // a name that holds a number must be namable; it is hidden below
	r := newRun(c, d.o, newAreaTree(d.o.Levels, nil), nil)
	if err := r.read(b); err != nil {
		return nil, err
	}
	if err := r.settle(ctx, nil); err != nil { // a file that is named twice is a fault
		return nil, err
	}
	if len(b.rejects) > 0 {
		j := b.rejects[0]
		return nil, hold("row %d: %s: expected %s", j.Row, j.Rule, j.Expected)
	}
	list, err := d.l.Batches(ctx, 0)
	if err != nil {
		return nil, err
	}
	var out []recall
	var lines []recall
	r.each(func(seg *segment, row int) {
		lines = append(lines, recall{line: seg.line[row], file: masked(string(seg.vecs[0].text(row))), reason: string(seg.vecs[1].text(row))})
	})
	for _, x := range lines {
		found, err := named(list, s.Dataset, x.file)
		if err != nil {
			return nil, hold("row %d: %w", x.line, err)
		}
		for _, x.batch = range found {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return nil, hold("it names no file")
	}
	return out, d.withMends(ctx, out)
}

// named finds the batch of a file by its name: where files of different content
// came under one name, the last that landed. Of an archive or a workbook whose
// parts are batches it finds those of all parts that are in the lake.
func named(list []anlan.Batch, dataset, file string) ([]anlan.Batch, error) {
	name := filepath.Base(file)
	var last []anlan.Batch // by part, in order of arrival
	for _, b := range list {
		if b.Dataset != dataset || b.Source != name && !strings.HasPrefix(b.Source, name+partMark) || b.Status == anlan.BatchNotice || isNotice(b.Source) {
			continue
		}
		at := slices.IndexFunc(last, func(o anlan.Batch) bool { return o.Source == b.Source })
		if at < 0 {
			last = append(last, b)
		} else if b.Status == anlan.BatchLanded || last[at].Status != anlan.BatchLanded {
			last[at] = b
		}
	}
	if len(last) == 0 {
		return nil, fmt.Errorf("no file %s of %s has come in", file, dataset)
	}
	landed := slices.DeleteFunc(slices.Clone(last), func(b anlan.Batch) bool { return b.Status != anlan.BatchLanded })
	switch {
	case len(landed) > 0:
		return landed, nil
	case last[0].Status == anlan.BatchHeld:
		return nil, fmt.Errorf("%s is held: nothing of it is in the lake", file)
	}
	return nil, fmt.Errorf("%s is withdrawn already", file)
}

// withdraw takes batches out of the lake and records it, in one commit.
func (d *landing) withdraw(ctx context.Context, s Source, b *batch, recalls []recall) (err error) {
	ids := make([]string, len(recalls))
	for i, x := range recalls {
		ids[i] = x.batch.ID
	}
	tree, err := d.tree(ctx, s.Contract)
	if err != nil {
		return err
	}
	repeat, err := d.repeater(ctx, s.Contract)
	if err != nil {
		return err
	}
	defer repeat.close()
	if err := repeat.leave(ctx, ids); err != nil {
		return err
	}
	tx, err := d.l.Begin(ctx, fmt.Sprintf("withdraw %s: %d files by %s", s.Dataset, len(ids), b.Source))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	p := &replay{d: d, r: newRun(s.Contract, d.o, tree, tx), tx: tx}
	p.r.apart = true
	p.r.ensure = func() error { return nil } // the table is there
	p.r.ctx, p.r.rejected = ctx, d.newRejected()
	p.r.repeat = repeat
	defer p.end()
	if slices.ContainsFunc(recalls, func(x recall) bool { return x.batch.Landed > 0 }) {
		res, err := tx.Withdraw(ctx, lake.Withdrawal{Table: s.Contract.ID, Key: s.Contract.Key, Version: s.Contract.Updated, Batches: ids, Replay: p.stage})
		if anlan.KindOf(err) == anlan.NotFound {
			return hold("the lake no longer holds what was there before: %w", err)
		}
		if err != nil {
			return diskError(err)
		}
		if err := p.cameBack(ctx, res.Replayed); err != nil {
			return err
		}
	}
	for _, x := range recalls {
		rejects, err := d.l.Rejects(ctx, x.batch.ID)
		if err != nil {
			return err
		}
		x.batch.Status = anlan.BatchWithdrawn
		x.batch.Note = addNote(x.batch.Note, fmt.Sprintf("withdrawn by %s (%s), row %d: %s", b.Source, b.ID, x.line, x.reason))
		if err := tx.RecordBatch(ctx, x.batch, rejects); err != nil {
			return err
		}
	}
	b.Status, b.Landed, b.Rejected = anlan.BatchNotice, b.Received, 0
	if err := tx.RecordBatch(ctx, b.Batch, nil); err != nil {
		return err
	}
	if err := repeat.commit(ctx); err != nil {
		return err
	}
	if _, err := tx.Commit(ctx); err != nil {
		return diskError(err)
	}
	repeat.settle(ctx, nil, ids)
	if rank(s) == 0 {
		d.areas = nil // the tree has changed
	}
	return nil
}
