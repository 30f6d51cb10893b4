package etl

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/anlan-lake/anlan"
)

// maxRejects is how many rejects of one batch are written down one by one;
// all are counted.
const maxRejects = 100_000

// maxPersonHits is how many cells with a person's number are named.
const maxPersonHits = 100

// batch is one received file on its way.
type batch struct {
	anlan.Batch
	path     string // where it is read: as dropped, then as kept
	from     arrival
	settling <-chan error // the copy is on its way to the disk
	place    string       // where it is moved then
	was      anlan.Batch  // as recorded before, where it was held
	rejects  []anlan.Reject
	rules    map[int64]string // rejected lines, and the rules they broke
	header   anlan.Header
	persons  int    // cells of kept columns that hold a person's number
	unit     string // what rows are counted by: line, row or record

	first uint32    // number of its first row in the run
	mark  []uint8   // what became of its rows
	lines []lineRun // where they stand in the file

	// Of a mended file: the rows its lines answer, and the lines by row;
	// recorded is what they answered when the file landed, where it is read
	// once more. overtakes holds what is looked up of its good rows' keys.
	answers   map[int64]rowID
	answered  map[rowID]int64
	recorded  map[int64]rowID
	overtakes []mendKey

	broken map[*Severity]int64 // rows that break what may hold the file
}

// lineRun is a run of rows on lines that follow one another.
type lineRun struct {
	row  int // of the batch
	line int64
}

// heldError says why a batch cannot land.
type heldError struct{ why error }

func (e *heldError) Error() string { return e.why.Error() }
func (e *heldError) Unwrap() error { return e.why }

func hold(format string, args ...any) error { return &heldError{fmt.Errorf(format, args...)} }

// reject records that a row breaks a rule. It counts the row once.
func (b *batch) reject(line int64, column, header, rule, expected string) {
	b.rejectAs(anlan.Reject{Row: line, Column: column, Header: header, Rule: rule, Expected: expected})
}

func (b *batch) rejectAs(j anlan.Reject) {
	old, again := b.rules[j.Row]
	if old == anlan.RuleMend {
		return // it answers nothing: what else is wrong with it does not matter
	}
	if !again {
		b.Rejected++
		b.rules[j.Row] = j.Rule
	} else {
		b.rules[j.Row] = old + "|" + j.Rule
	}
	if len(b.rejects) < maxRejects {
		j.BatchID, j.File = b.ID, b.Source
		b.rejects = append(b.rejects, j)
	}
}

// line gives the line of a row of the batch.
func (b *batch) line(row int) int64 {
	i := sort.Search(len(b.lines), func(i int) bool { return b.lines[i].row > row }) - 1
	return b.lines[i].line + int64(row-b.lines[i].row)
}

// row gives the row of the batch on a line; ok is false where there is none.
func (b *batch) row(line int64) (row int, ok bool) {
	i := sort.Search(len(b.lines), func(i int) bool { return b.lines[i].line > line }) - 1
	if i < 0 {
		return 0, false
	}
	row = b.lines[i].row + int(line-b.lines[i].line)
	end := len(b.mark)
	if i+1 < len(b.lines) {
		end = b.lines[i+1].row
	}
	return row, row < end
}

// drop gives up all rows of a batch.
func (b *batch) drop() {
	for i := range b.mark {
		b.mark[i] |= markRejected
	}
}

// count fills the batch's counts from the marks of its rows.
func (b *batch) count() {
	b.Flagged, b.NotLocated = 0, 0
	for _, m := range b.mark {
		if m&markRejected != 0 {
			continue
		}
		if m&markFlagged != 0 {
			b.Flagged++
		}
		if m&markUnlocated != 0 {
			b.NotLocated++
		}
	}
	b.Landed = b.Received - b.Rejected
}

// enlist makes a batch one of the run's; its rows are yet to come.
func (r *run) enlist(b *batch) {
	b.first = r.rows
	r.batches = append(r.batches, b)
}

// read reads a batch into the run. The error is a *heldError where the file is
// at fault.
func (r *run) read(b *batch) error {
	r.enlist(b)
	c := r.c.sentAs(b.Source)
	t, err := openTable(b.path, c)
	if err := diskError(err); anlan.KindOf(err) == anlan.Unavailable && err != nil {
		return err // no room to unpack it: not the file's fault
	}
	if err != nil {
		return &heldError{err}
	}
	defer t.close()
	b.unit = t.unit
	if t.mend.on {
		if c, err = r.asFirstSent(b, c); err != nil {
			return err
		}
	}
	t.mend.on = t.mend.on && (r.rejected != nil || b.recorded != nil)
	aside := newAside(t, c, r.o.Loc)
	f := startFeed(r, t, b, c)
	defer f.end()
	for {
		p := f.next()
		if p == nil {
			b.Note = masked(strings.Join(t.remarks(), "; "))
			break
		}
		var h *heldError
		if p.err != nil && !errors.As(p.err, &h) {
			return hold("broken off after row %d: %w", b.Received, p.err)
		}
		if p.err != nil {
			return p.err
		}
		if err := r.take(b, p); err != nil {
			return err
		}
		aside.look(p.blk)
		f.give(p.blk)
	}
	b.header = aside.header(b)
	if b.persons > 0 { // of a batch that is held for them, only these matter
		return hold("%d cells of kept columns hold a number that stands for a person, the first in row %d, column %s (%s); where they are codes, give the column a pattern in the contract",
			b.persons, b.rejects[0].Row, b.rejects[0].Column, strings.TrimPrefix(b.rejects[0].Expected, "no "))
	}
	return b.excess()
}

// take enters a parsed block into its batch and the run.
func (r *run) take(b *batch, p *parsed) error {
	s := p.seg
	s.b, s.from = b, r.rows
	for i, line := range s.line {
		if n := len(b.lines); n == 0 || line != b.lines[n-1].line+int64(len(b.mark)+i-b.lines[n-1].row) {
			b.lines = append(b.lines, lineRun{len(b.mark) + i, line})
		}
	}
	b.mark = append(b.mark, s.mark...)
	b.Received += int64(s.rows())
	if p.persons > 0 && b.persons == 0 {
		b.rejects = nil
	}
	b.persons += p.persons
	for s, n := range p.broken {
		if b.broken == nil {
			b.broken = map[*Severity]int64{}
		}
		b.broken[s] += n
	}
	for _, j := range p.hits {
		if len(b.rejects) < maxPersonHits {
			j.BatchID, j.File = b.ID, b.Source
			b.rejects = append(b.rejects, j)
		}
	}
	if b.persons == 0 {
		for _, j := range p.rejects {
			b.rejectAs(j)
		}
	}
	if p.first <= p.last {
		first, last := eventTime(p.first, r.o.Loc), eventTime(p.last, r.o.Loc)
		if b.FirstEvent.IsZero() || first.Before(b.FirstEvent) {
			b.FirstEvent = first
		}
		if last.After(b.LastEvent) {
			b.LastEvent = last
		}
	}
	if int64(r.rows)+int64(s.rows()) > 1<<32-1 {
		return hold("more than %d rows in one commit", uint32(1<<32-1))
	}
	r.rows += uint32(s.rows())
	if b.persons > 0 { // it will be held: its rows are not wanted
		r.recycle(s)
		return nil
	}
	return r.shelve(s)
}
