package etl

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

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
	path    string // where it is read: as dropped, then as kept
	from    arrival
	was     anlan.Batch // as recorded before, where it was held
	rejects []anlan.Reject
	rules   map[int64]string // rejected lines, and the rules they broke
	persons int              // cells of kept columns that hold a person's number
	segs    []*segment

	// Of a mended file: the rows its lines answer, and the lines by row;
	// recorded is what they answered when the file landed, where it is read
	// once more. overtakes holds what is looked up of its good rows' keys.
	answers   map[int64]rowID
	answered  map[rowID]int64
	recorded  map[int64]rowID
	overtakes []mendKey
}

// heldError says why a batch cannot land.
type heldError struct{ why error }

func (e *heldError) Error() string { return e.why.Error() }
func (e *heldError) Unwrap() error { return e.why }

func hold(format string, args ...any) error { return &heldError{fmt.Errorf(format, args...)} }

// reject records that a row breaks a rule. It counts the row once.
func (b *batch) reject(line int64, column, header, rule, expected string) {
	old, again := b.rules[line]
	if old == anlan.RuleMend {
		return // it answers nothing: what else is wrong with it does not matter
	}
	if !again {
		b.Rejected++
		b.rules[line] = rule
	} else {
		b.rules[line] = old + "|" + rule
	}
	if len(b.rejects) < maxRejects {
		b.rejects = append(b.rejects, anlan.Reject{
			BatchID: b.ID, File: b.Source, Row: line, Column: column, Header: header, Rule: rule, Expected: expected,
		})
	}
}

// reading is the state of reading one batch into segments.
type reading struct {
	run   *run
	b     *batch
	t     *table
	cols  []*columnReader // by kept column; nil for derived ones
	area  *areaReader
	keys  keyTable // of the good rows
	buf   []byte
	guard []int // kept columns scanned for persons' numbers
}

// read reads a batch into the run's segments. The error is a *heldError where
// the file is at fault.
func (r *run) read(b *batch) error {
	r.c = r.c.sentAs(b.Source)
	t, err := openTable(b.path, r.c)
	if err := diskError(err); anlan.KindOf(err) == anlan.Unavailable && err != nil {
		return err // no room to unpack it: not the file's fault
	}
	if err != nil {
		return &heldError{err}
	}
	defer t.close()
	rd := &reading{run: r, b: b, t: t}
	if t.mend.on {
		if err := rd.asFirstSent(); err != nil {
			return err
		}
	}
	rd.prepare()
	f := startFeed(t)
	defer f.end()
	for {
		blk, err := f.next()
		if errors.Is(err, io.EOF) {
			b.Note = masked(strings.Join(t.remarks(), "; "))
			break
		}
		if err != nil {
			return hold("broken off after row %d: %w", b.Received, err)
		}
		if err := rd.block(blk); err != nil {
			return err
		}
		f.give(blk)
	}
	if b.persons > 0 { // of a batch that is held for them, only these matter
		b.rejects = slices.DeleteFunc(b.rejects, func(j anlan.Reject) bool { return j.Rule != anlan.RulePerson })
		return hold("%d cells of kept columns hold a number that stands for a person, the first in row %d, column %s (%s); where they are codes, give the column a pattern in the contract",
			b.persons, b.rejects[0].Row, b.rejects[0].Column, strings.TrimPrefix(b.rejects[0].Expected, "no "))
	}
	return nil
}

func (rd *reading) prepare() {
	r := rd.run
	rd.t.mend.on = rd.t.mend.on && (r.rejected != nil || rd.b.recorded != nil)
	if r.c.Area != nil {
		rd.area = newAreaReader(r.c, r.o.Levels, r.tree)
		rd.area.src = rd.t.area
	}
	for i, k := range r.kept {
		p := &r.c.Properties[k]
		if !p.inFile() {
			rd.cols = append(rd.cols, nil)
			continue
		}
		src := rd.t.column[k]
		name := ""
		if src >= 0 && src < len(rd.t.raw) {
			name = rd.t.raw[src]
		}
		rd.cols = append(rd.cols, newColumnReader(p, src, name, rd.t.shift[k], rd.t.dec, r.o.Loc))
		if p.typ == typeText && !p.unguard && !p.isArea {
			rd.guard = append(rd.guard, i)
		}
	}
}

// block parses a block of rows, column by column, onto the last segment.
func (rd *reading) block(blk *block) error {
	r, b := rd.run, rd.b
	seg, err := r.room(b)
	if err != nil {
		return err
	}
	base, n := seg.rows(), blk.rows()
	for i := range n {
		seg.mark = append(seg.mark, 0)
		seg.line = append(seg.line, uint32(blk.line[i]))
		seg.flags = append(seg.flags, 0)
		seg.hash = append(seg.hash, 0)
		if blk.torn[i] || !rd.t.sheet && blk.width(i) != rd.t.width {
			seg.mark[base+i] = markRejected
			if !slices.ContainsFunc(blk.faults, func(f rowFault) bool { return f.row == i }) {
				b.reject(blk.line[i], "", "", anlan.RuleFields, fmt.Sprintf("%d fields", rd.t.width))
			}
		}
	}
	for _, f := range blk.faults {
		name, header := rd.cell(f.cell)
		b.reject(blk.line[f.row], name, header, anlan.RuleFields, f.expected)
	}
	b.Received += int64(n)
	if rd.t.mend.on {
		if err := rd.answers(blk, seg, base); err != nil {
			return err
		}
	}
	for i := range r.kept {
		if err := rd.column(blk, seg, i, base); err != nil {
			return err
		}
	}
	rd.derive(seg, base)
	r.repeat.fill(seg, base, r.repeated)
	rd.rules(seg, base)
	if err := rd.finish(seg, base); err != nil {
		return err
	}
	if rd.t.mend.on {
		rd.noteKeys(seg, base)
	}
	return nil
}

// cell names the column and the header of a cell of the file, "" for none.
func (rd *reading) cell(at int) (name, header string) {
	if at < 0 {
		return "", ""
	}
	for i, k := range rd.run.kept {
		if c := rd.cols[i]; c != nil && c.src == at {
			return rd.run.c.Properties[k].Name, c.header
		}
	}
	return "", maskedWords(rd.t.raw[at : at+1])
}

// column parses one column of a block.
func (rd *reading) column(blk *block, seg *segment, i, base int) error {
	p := &rd.run.c.Properties[rd.run.kept[i]]
	v := &seg.vecs[i]
	if p.isArea && rd.area.m != nil {
		return rd.areaFromMaps(blk, seg, v, base)
	}
	c := rd.cols[i]
	if c == nil {
		if p.RowKey {
			for row := range blk.rows() {
				v.addText(fmt.Appendf(nil, "%s#%d", rd.b.Source, blk.line[row]))
			}
		}
		if p.Constant != "" {
			for range blk.rows() {
				v.addText([]byte(p.Constant))
			}
		}
		return nil
	}
	for row := range blk.rows() {
		if seg.mark[base+row]&markRejected != 0 && strings.HasPrefix(rd.b.rules[blk.line[row]], anlan.RuleFields) || c.src < 0 {
			v.addNull()
			continue
		}
		cell, err := clean(blk.cell(row, c.src), c.dec)
		if err != nil {
			return hold("%s %d, column %s: %w in %s; name source.encoding in the contract if the file is written otherwise",
				rd.t.unit, blk.line[row], c.header, err, rd.t.reader.charset())
		}
		f := faultNone
		switch {
		case cell == nil:
			if p.Required {
				f = faultRequired
			}
			v.addNull()
		case p.isArea:
			var code []byte
			if code, f = rd.area.code(cell, &c.scratch); f == faultNone {
				v.addText(code)
			} else {
				v.addNull()
			}
		case p.typ == typeText:
			var text []byte
			if text, f = c.textCell(cell); f == faultNone {
				if !p.unguard {
					if what := person(text); what != "" {
						rd.personHit(blk.line[row], p, c.header, what)
					}
				}
				v.addText(text)
			} else {
				v.addNull()
			}
		default:
			var num int64
			if num, f = c.numCell(cell); f == faultNone {
				if p.numGuard {
					if what := personNumber(cell); what != "" {
						rd.personHit(blk.line[row], p, c.header, what)
					}
				}
				v.addNum(num)
			} else {
				v.addNull()
			}
		}
		if f != faultNone {
			rule, expected := f.of(p)
			seg.mark[base+row] |= markRejected
			rd.b.reject(blk.line[row], p.Name, c.header, rule, expected)
		}
	}
	return nil
}

// personHit records a person's number in a kept column, without the number.
func (rd *reading) personHit(line int64, p *Property, header, what string) {
	rd.b.persons++
	if rd.b.persons <= maxPersonHits {
		rd.b.rejects = append(rd.b.rejects, anlan.Reject{
			BatchID: rd.b.ID, File: rd.b.Source, Row: line, Column: p.Name, Header: header,
			Rule: anlan.RulePerson, Expected: "no " + what,
		})
	}
}

func (rd *reading) areaFromMaps(blk *block, seg *segment, v *vector, base int) error {
	p := rd.run.c.property(rd.run.c.Area.Column)
	for row := range blk.rows() {
		if blk.torn[row] {
			v.addNull()
			continue
		}
		code, err := rd.area.mapped(blk, row, rd.t.dec)
		if err != nil {
			return hold("%s %d, area columns: %w", rd.t.unit, blk.line[row], err)
		}
		v.addText([]byte(code))
		if code == "" && seg.mark[base+row]&markRejected == 0 {
			rule, expected := faultArea.of(p)
			seg.mark[base+row] |= markRejected
			rd.b.reject(blk.line[row], p.Name, "", rule, expected)
		}
	}
	return nil
}

// derive fills the columns that come from others.
func (rd *reading) derive(seg *segment, base int) {
	r := rd.run
	for i, k := range r.kept {
		p := &r.c.Properties[k]
		if p.Derive == nil {
			continue
		}
		from := &seg.vecs[r.index(p.Derive.WhenEmpty)]
		for row := base; row < seg.rows(); row++ {
			if from.isNull(row) {
				seg.vecs[i].addText([]byte(p.Derive.Then))
			} else {
				seg.vecs[i].addText([]byte(p.Derive.Else))
			}
		}
	}
}

func eventTime(micros int64, loc *time.Location) time.Time {
	t := time.UnixMicro(micros).UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}
