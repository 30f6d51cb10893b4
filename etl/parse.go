package etl

import (
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/anlan-lake/anlan"
	finder "github.com/anlan-lake/anlan/internal/person"
)

// parsed is a block read by the contract.
type parsed struct {
	blk     *block
	seg     *segment
	rejects []anlan.Reject      // without batch and file
	hits    []anlan.Reject      // cells with a person's number, as many as are named
	persons int                 // all of them
	broken  map[*Severity]int64 // rows that break what may hold the file
	first   int64               // event time of the good rows, microseconds; first > last for none
	last    int64
	err     error // the file is at fault: a *heldError
}

// reject records that a row breaks a rule.
func (p *parsed) reject(row int, column, header, rule, expected string) {
	p.seg.mark[row] |= markRejected
	p.rejects = append(p.rejects, anlan.Reject{Row: p.seg.line[row], Column: column, Header: header, Rule: rule, Expected: expected})
}

// personHit records a person's number in a kept column, without the number.
func (p *parsed) personHit(row int, column, header, what string) {
	p.persons++
	if len(p.hits) < maxPersonHits {
		p.hits = append(p.hits, anlan.Reject{Row: p.seg.line[row], Column: column, Header: header, Rule: anlan.RulePerson, Expected: "no " + what})
	}
}

// blockParser reads blocks of one file into segments, column by column. Several
// parsers share a file; each is for one goroutine.
type blockParser struct {
	run  *run
	t    *table
	b    *batch          // only of a mended file more than its name is of use
	c    *Contract       // as the file's sender is read
	cols []*columnReader // by kept column; nil for those not in the file
	area *areaReader
	buf  []byte
	sums []uint64
	days calendarDay
}

func newBlockParser(r *run, t *table, b *batch, c *Contract) *blockParser {
	ps := &blockParser{run: r, t: t, b: b, c: c}
	dec := newDecoder(t.reader.charset())
	if c.Area != nil {
		ps.area = newAreaReader(c, r.o.Levels, r.tree)
		ps.area.src = t.area
		ps.area.dec = dec
	}
	for _, k := range r.kept {
		p := &c.Properties[k]
		if !p.inFile() {
			ps.cols = append(ps.cols, nil)
			continue
		}
		src := t.column[k]
		name := ""
		if src >= 0 && src < len(t.raw) {
			name = t.raw[src]
		}
		ps.cols = append(ps.cols, newColumnReader(p, src, name, t.shift[k], dec, r.o.Loc))
	}
	return ps
}

// parse reads a block. The error of what it gives is a *heldError where the
// file is at fault.
func (ps *blockParser) parse(blk *block, seg *segment) *parsed {
	p := &parsed{blk: blk, seg: seg, first: 1}
	n := blk.rows()
	seg.line = append(seg.line, blk.line...)
	seg.mark = append(seg.mark, make([]uint8, n)...)
	seg.flags = append(seg.flags, make([]uint16, n)...)
	ps.torn(p)
	for _, f := range blk.faults {
		name, header := ps.cell(f.cell)
		p.reject(f.row, name, header, anlan.RuleFields, f.expected)
		seg.mark[f.row] |= markTorn
	}
	if ps.t.mend.on {
		if p.err = ps.answers(p); p.err != nil {
			return p
		}
	}
	for i := range ps.run.kept {
		if p.err = ps.column(p, i); p.err != nil {
			return p
		}
	}
	ps.derive(seg)
	ps.run.repeat.fill(seg, ps.run.repeated)
	ps.rules(p)
	ps.finish(p)
	if ps.t.mend.on {
		ps.noteKeys(p.seg)
	}
	return p
}

// torn rejects rows that have not as many cells as the header.
func (ps *blockParser) torn(p *parsed) {
	for i := range p.blk.rows() {
		if !p.blk.torn[i] && (ps.t.sheet || p.blk.width(i) == ps.t.width) {
			continue
		}
		p.seg.mark[i] |= markRejected | markTorn
		if !slices.ContainsFunc(p.blk.faults, func(f rowFault) bool { return f.row == i }) {
			p.reject(i, "", "", anlan.RuleFields, fmt.Sprintf("%d fields", ps.t.width))
		}
	}
}

// cell names the column and the header of a cell of the file, "" for none.
func (ps *blockParser) cell(at int) (name, header string) {
	if at < 0 {
		return "", ""
	}
	for i, k := range ps.run.kept {
		if c := ps.cols[i]; c != nil && c.src == at {
			return ps.c.Properties[k].Name, c.header
		}
	}
	return "", maskedWords(ps.t.raw[at : at+1])
}

// column parses one column of a block.
func (ps *blockParser) column(p *parsed, i int) error {
	prop := &ps.c.Properties[ps.run.kept[i]]
	v := &p.seg.vecs[i]
	if prop.isArea && ps.area.m != nil {
		return ps.areaFromMaps(p, v, prop)
	}
	c := ps.cols[i]
	switch {
	case c == nil && prop.RowKey:
		for row := range p.blk.rows() {
			source, line := ps.firstSent(p.blk.line[row])
			v.addText(fmt.Appendf(nil, "%s#%d", source, line))
		}
		return nil
	case c == nil:
		if prop.Constant != "" {
			for range p.blk.rows() {
				v.addText([]byte(prop.Constant))
			}
		}
		return nil
	case c.src < 0:
		for range p.blk.rows() {
			v.addNull()
		}
		return nil
	case prop.typ == typeText:
		return ps.textColumn(p, c, v)
	}
	return ps.numColumn(p, c, v)
}

// holdCell is the error of a cell that cannot be decoded.
func (ps *blockParser) holdCell(p *parsed, c *columnReader, row int, err error) error {
	return hold("%s %d, column %s: %w in %s; name source.encoding in the contract if the file is written otherwise",
		ps.t.unit, p.blk.line[row], c.header, err, ps.t.reader.charset())
}

// textColumn reads a column of texts or of areas. While the cells repeat one
// another, each is looked at once.
func (ps *blockParser) textColumn(p *parsed, c *columnReader, v *vector) error {
	if c.words == nil && !c.apart && p.blk.rows() >= wordTrial { // small files are not worth a table
		c.words = newWordTable()
	}
	v.table = c.words
	for row := range p.blk.rows() {
		if p.seg.mark[row]&markTorn != 0 {
			v.addNull()
			continue
		}
		raw := p.blk.cell(row, c.src)
		var sum uint64
		if v.table != nil {
			sum = xxh3.Hash(raw)
			if known, ok := v.table.find(raw, sum); ok {
				v.code = append(v.code, known.word)
				if known.fault != faultNone {
					c.fault(p, row, known.fault)
				}
				continue
			}
			if v.table.useless(raw, len(v.code)) {
				v.spell()
				c.words, c.apart = nil, true
			}
		}
		text, what, f, err := ps.text(c, raw)
		if err != nil {
			return ps.holdCell(p, c, row, err)
		}
		if f != faultNone {
			text = nil
			c.fault(p, row, f)
		}
		if what != "" {
			p.personHit(row, c.p.Name, c.header, what)
		}
		if v.table != nil { // a person's number is told of each row that has it
			v.code = append(v.code, v.table.add(raw, sum, text, f, what == ""))
		} else {
			v.addText(text)
		}
	}
	if v.table != nil {
		v.words, v.table.tried = v.table.words, true
	}
	return nil
}

// text gives the value of a cell of a text column, nil for none; what names the
// person's number that it holds.
func (ps *blockParser) text(c *columnReader, raw []byte) (text []byte, what string, f fault, err error) {
	if c.exact != nil && len(raw) == len(c.exact) && (len(c.strides) > 0 && fits(c.strides, raw) || c.exact.Match(raw)) {
		return raw, "", faultNone, nil
	}
	if c.prose {
		// One pass over a long text tells what is in it and whether it is UTF-8.
		text = trimmed(raw)
		kind, valid := finder.Scan(text)
		if !valid {
			err = errBytes
		}
		text, what = meaning(text), string(kind)
	} else {
		text, err = clean(raw, c.dec)
	}
	switch {
	case err != nil:
		return nil, "", faultNone, err
	case text == nil && c.p.Required:
		return nil, "", faultRequired, nil
	case text == nil:
		return nil, "", faultNone, nil
	case c.p.isArea:
		text, f = ps.area.code(text, &c.scratch)
		return text, "", f, nil
	case !c.plain:
		if text, f = c.textCell(text); f != faultNone {
			return nil, "", f, nil
		}
	}
	if !c.prose && !c.p.unguard {
		what = person(text)
	}
	return text, what, faultNone, nil
}

func (ps *blockParser) numColumn(p *parsed, c *columnReader, v *vector) error {
	for row := range p.blk.rows() {
		if p.seg.mark[row]&markTorn != 0 {
			v.addNull()
			continue
		}
		raw := p.blk.cell(row, c.src)
		if num, ok := c.quick(raw); ok {
			v.addNum(num)
			continue
		}
		cell, err := clean(raw, c.dec)
		if err != nil {
			return ps.holdCell(p, c, row, err)
		}
		if cell == nil {
			v.addNull()
			if c.p.Required {
				c.fault(p, row, faultRequired)
			}
			continue
		}
		num, f := c.numCell(cell)
		if f != faultNone {
			v.addNull()
			c.fault(p, row, f)
			continue
		}
		if c.p.numGuard {
			if what := personNumber(cell); what != "" {
				p.personHit(row, c.p.Name, c.header, what)
			}
		}
		c.remember(raw, num)
		v.addNum(num)
	}
	return nil
}

// fault does with a row what the contract says of a cell that is wrong.
func (c *columnReader) fault(p *parsed, row int, f fault) {
	rule, expected := f.of(c.p)
	p.judge(&c.p.Severity, row, c.p.Name, c.header, rule, expected)
}

func (ps *blockParser) areaFromMaps(p *parsed, v *vector, prop *Property) error {
	for row := range p.blk.rows() {
		if p.blk.torn[row] {
			v.addNull()
			continue
		}
		code, err := ps.area.mapped(p.blk, row)
		if err != nil {
			return hold("%s %d, area columns: %w", ps.t.unit, p.blk.line[row], err)
		}
		v.addText([]byte(code))
		if code == "" && p.seg.mark[row]&markRejected == 0 {
			rule, expected := faultArea.of(prop)
			p.reject(row, prop.Name, "", rule, expected)
		}
	}
	return nil
}

// derive fills the columns that come from others.
func (ps *blockParser) derive(seg *segment) {
	r := ps.run
	for i, k := range r.kept {
		p := &r.c.Properties[k]
		if p.Derive == nil {
			continue
		}
		from := &seg.vecs[r.index(p.Derive.WhenEmpty)]
		for row := range seg.rows() {
			if from.isNull(row) {
				seg.vecs[i].addText([]byte(p.Derive.Then))
			} else {
				seg.vecs[i].addText([]byte(p.Derive.Else))
			}
		}
	}
}
