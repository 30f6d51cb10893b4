package etl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Columns that a mended file has beside those of the data set: which batch and
// row a line answers, and what was wrong with it.
const (
	mendBatch   = "_batch"
	mendRow     = "_row"
	mendFaults  = "_faults"
	mendSurplus = "_surplus" // cells beyond the header, as text
	mendSent    = "_sent"    // of a row with too few or too many cells: what it was, as a hash
)

// mendColumns are all of them, and that of the rules in kept rejected rows.
func mendColumns() []string {
	return []string{mendBatch, mendRow, mendFaults, mendSurplus, mendSent, "_rules"}
}

// sentMark stands for the cells of a row. A sheet does not show that a row was
// torn, so that one must not land as it was sent.
func sentMark(cells []string) string {
	h := sha256.New()
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" { // programs drop or add empty cells
			fmt.Fprintf(h, "%d:%s", len(c), c)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// mendHeader says where a mended file names the rows it answers.
type mendHeader struct {
	batch, row int // cells
	sent       int // -1 for none
	data       []int
	on         bool
}

// readMendHeader finds the columns of a mended file, and takes them off the
// columns that the contract does not know.
func (h *header) readMendHeader() (m mendHeader) {
	m.batch, m.row = slices.Index(h.names, mendBatch), slices.Index(h.names, mendRow)
	if m.on = m.batch >= 0 && m.row >= 0; m.on {
		own := mendColumns()
		h.extra = slices.DeleteFunc(h.extra, func(name string) bool { return slices.Contains(own, name) })
		m.sent = slices.Index(h.names, mendSent)
		for i, name := range h.names {
			if !slices.Contains(own, name) {
				m.data = append(m.data, i)
			}
		}
	}
	return m
}

// isMended says whether a row of a file is the header of a mended one, which
// Anlan has written: it is one row, whatever the contract says of its files.
func isMended(row []string) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(row, func(c string) bool { return plain(c) == name })
	}
	return has(mendBatch) && has(mendRow)
}

// forMended gives the contract without what it says of its text files' form,
// where the file is a mended one.
func (c *Contract) forMended(file string, sig signature) *Contract {
	if c.Source.Encoding == "" && c.Source.Delimiter == "" {
		return c
	}
	plain := *c
	plain.Source.Encoding, plain.Source.Delimiter = "", ""
	f, err := openFile(file, sig, &plain)
	if err != nil {
		return c // opening it says what is wrong
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 4<<10)
	n, _ := io.ReadFull(f, head)
	if first, _, _ := strings.Cut(string(head[:n]), "\n"); strings.Contains(first, mendBatch) && strings.Contains(first, mendRow) {
		return &plain
	}
	return c
}

// rowID names a row of a batch.
type rowID struct {
	batch string
	row   int64
}

// rejectedRows gives the rejected rows of batches, reading each batch once.
type rejectedRows struct {
	d     *landing
	byID  map[string]map[int64]anlan.RejectedRow
	batch map[string]anlan.Batch
}

// of gives what is known of a rejected row; why says, where ok is false, why a
// line cannot answer it.
func (k *rejectedRows) of(ctx context.Context, dataset string, id rowID) (row anlan.RejectedRow, why string, err error) {
	rows, known := k.byID[id.batch]
	if !known {
		b, err := k.d.l.Batch(ctx, id.batch)
		switch {
		case anlan.KindOf(err) == anlan.NotFound:
			b = anlan.Batch{}
		case err != nil:
			return row, "", err
		}
		list, err := k.d.l.RejectedRows(ctx, b)
		if err != nil {
			return row, "", err
		}
		rows = make(map[int64]anlan.RejectedRow, len(list))
		for _, r := range list {
			rows[r.Row] = r
		}
		k.byID[id.batch], k.batch[id.batch] = rows, b
	}
	b := k.batch[id.batch]
	row, rejected := rows[id.row]
	switch {
	case b.ID == "" || b.Dataset != dataset:
		return row, "the id of a batch of " + dataset + " in " + mendBatch, nil
	case len(b.Mends) > 0:
		return row, "the batch that came first in " + mendBatch + ", not one that mended it", nil
	case b.Status == anlan.BatchHeld:
		return row, "a batch that has landed; this one is held as a whole", nil
	case b.Status == anlan.BatchWithdrawn:
		return row, "a batch that counts; this one was withdrawn", nil
	case !rejected:
		return row, "a row that was rejected; this one was not, and stays as it is", nil
	case row.State == anlan.RejectMended:
		return row, "a row that is still open; this one was mended by " + row.By, nil
	}
	return row, "", nil
}

// asFirstSent gives the contract by which a mended file is read: its codes are
// those of the sender whose rows it answers, as an export has those of one.
func (r *run) asFirstSent(b *batch, c *Contract) (*Contract, error) {
	if r.rejected == nil || c.whole == nil && !c.hasSenders() {
		return c, nil
	}
	named, err := Mended(b.path)
	if err != nil {
		return nil, &heldError{err}
	}
	id := named[c.ID]
	if id == "" {
		id = named[""]
	}
	first, err := r.rejected.d.l.Batch(r.ctx, id)
	if anlan.KindOf(err) == anlan.NotFound {
		return c, nil // its lines are refused
	}
	return c.sentAs(first.Source), err
}

func (c *Contract) hasSenders() bool {
	return slices.ContainsFunc(c.Properties, func(p Property) bool { return p.senders != nil })
}

// senderOf names the sender of a file, as far as the contract tells senders
// apart: two files of one sender are read alike.
func (c *Contract) senderOf(file string) string {
	var fits []string
	for _, p := range c.Properties {
		for _, t := range p.senders {
			if ok, _ := path.Match(t.source, file); ok { // the pattern was checked
				fits = append(fits, p.Name+":"+t.source)
			}
		}
	}
	return strings.Join(fits, " ")
}

// answers finds the rows that the lines of a block answer. A line that answers
// none is rejected, and nothing of it is looked at.
func (ps *blockParser) answers(p *parsed) error {
	b := ps.b
	if b.answers == nil {
		b.answers, b.answered = map[int64]rowID{}, map[rowID]int64{}
	}
	for i := range p.blk.rows() {
		why, err := ps.answer(p.blk.line[i], ps.mendCell(p.blk, i, ps.t.mend.batch), ps.mendCell(p.blk, i, ps.t.mend.row))
		if err != nil {
			return err
		}
		if why == "" {
			if ps.asSent(p.blk, i) {
				p.reject(i, "", "", anlan.RuleFields, "the row made whole; it is as it was sent")
				p.seg.mark[i] |= markRejected | markTorn
			}
			continue
		}
		if p.seg.mark[i]&markTorn == 0 {
			p.reject(i, "", "", anlan.RuleMend, why)
		}
		p.seg.mark[i] |= markRejected
	}
	return nil
}

// asSent says whether a line of a row that was torn is still as it was.
func (ps *blockParser) asSent(blk *block, row int) bool {
	m := ps.t.mend
	if m.sent < 0 {
		return false
	}
	mark := ps.mendCell(blk, row, m.sent)
	if mark == "" {
		return false
	}
	cells := make([]string, len(m.data))
	for i, at := range m.data {
		cells[i] = ps.mendCell(blk, row, at)
	}
	return mark == sentMark(cells)
}

func (ps *blockParser) mendCell(blk *block, row, cell int) string {
	return strings.TrimSpace(ps.t.dec.lenient(blk.cell(row, cell)))
}

// answer notes which row a line answers, or says what was expected of it.
func (ps *blockParser) answer(line int64, batch, row string) (why string, err error) {
	b := ps.b
	if b.recorded != nil { // it has landed before: as it was found then
		if id, ok := b.recorded[line]; ok {
			b.answers[line] = id
			return "", nil
		}
		return "a line that answered a row when it landed", nil
	}
	n, err := strconv.ParseInt(row, 10, 64)
	if err != nil || batch == "" {
		return "the batch and row it answers, in " + mendBatch + " and " + mendRow, nil
	}
	id := rowID{strings.ToLower(batch), n}
	if first, twice := b.answered[id]; twice {
		return fmt.Sprintf("one line for each row; line %d answers this one", first), nil
	}
	_, why, err = ps.run.rejected.of(ps.run.ctx, ps.run.c.ID, id)
	if err != nil || why != "" {
		return why, err
	}
	b.answers[line], b.answered[id] = id, line
	return "", nil
}

// firstSent names the file and the row by which a line first came: its own, or
// those it answers.
func (ps *blockParser) firstSent(line int64) (source string, row int64) {
	id, ok := ps.b.answers[line]
	if !ok || ps.run.rejected == nil {
		return ps.b.Source, line
	}
	b, known := ps.run.rejected.batch[id.batch]
	if !known { // read once more: it was looked up when it landed
		var err error
		if b, err = ps.run.rejected.d.l.Batch(ps.run.ctx, id.batch); err != nil {
			return ps.b.Source, line
		}
		ps.run.rejected.batch[id.batch] = b
	}
	return b.Source, id.row
}

// mends lists what the lines of a batch answer, in order.
func (b *batch) mends() []anlan.Mend {
	var out []anlan.Mend
	for line, id := range b.answers {
		out = append(out, anlan.Mend{Line: line, Batch: id.batch, Row: id.row})
	}
	slices.SortFunc(out, func(x, y anlan.Mend) int { return int(x.Line - y.Line) })
	return out
}

// settleMends gives a batch that mends others the day those stand for, and says
// in its note what it did. It does not make its data set look up to date.
func (r *run) settleMends(b *batch) {
	if b.answers == nil {
		return
	}
	mended := map[string]int{}
	b.DataDate = ""
	for line, id := range b.answers {
		b.DataDate = max(b.DataDate, r.rejected.batch[id.batch].DataDate)
		n := mended[id.batch]
		if _, bad := b.rules[line]; !bad {
			n++
		}
		mended[id.batch] = n
	}
	b.Mends = nil
	for id, n := range mended {
		b.Mends = append(b.Mends, id)
		if n > 0 {
			b.Note = addNote(b.Note, fmt.Sprintf("mends %s of %s (%s)", rowsOf(n), r.rejected.batch[id].Source, id))
		}
	}
	slices.Sort(b.Mends)
	if n := int(b.Received) - len(b.answers); n > 0 {
		b.Note = addNote(b.Note, rowsOf(n)+" answered none that is open")
	}
}

func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return strconv.Itoa(n) + " rows"
}
