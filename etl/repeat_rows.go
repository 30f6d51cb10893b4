package etl

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	finder "github.com/anlan-lake/anlan/internal/person"
	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// sightReader reads what a question needs of a file.
type sightReader struct {
	r      *repeater
	t      *table
	number int // cell of the person's number
	area   *areaReader
	cols   map[string]*columnReader
	all    []*columnReader
}

// rows reads the rows that have a number and all that the question needs; bad
// counts numbers that cannot be right.
func (r *repeater) rows(run *run, b *batch) (rows []pseudonym.Row, bad int, err error) {
	c := r.c.sentAs(b.Source)
	t, err := openTable(b.path, c)
	if err != nil {
		return nil, 0, err
	}
	defer t.close()
	s := sightReader{r: r, t: t, number: -1, cols: map[string]*columnReader{}}
	if c.Area != nil {
		s.area = newAreaReader(c, run.o.Levels, run.tree)
	}
	for k := range c.Properties {
		p := &c.Properties[k]
		switch src := t.column[k]; {
		case p.Name == r.p.Repeat.Of:
			s.number = src
		case p.kept() && src >= 0:
			col := newColumnReader(p, src, "", t.shift[k], t.dec, run.o.Loc)
			s.cols[p.Name], s.all = col, append(s.all, col)
		}
	}
	var blk block
	for s.number >= 0 {
		err := t.fill(&blk)
		if err != nil && blk.rows() == 0 {
			break // at the end, or where the reading that follows breaks off too
		}
		for i := range blk.rows() {
			if blk.torn[i] || !t.sheet && blk.width(i) != t.width {
				continue
			}
			row, number, ok := s.row(&blk, i)
			if number && !ok {
				bad++
			} else if ok {
				rows = append(rows, row)
			}
		}
		if err != nil {
			break
		}
	}
	return rows, bad, nil
}

// row reads one row. number is false where it has none, or lacks what else the
// question needs.
func (s *sightReader) row(blk *block, i int) (row pseudonym.Row, number, ok bool) {
	row.Line = blk.line[i]
	c := s.r.c
	if !s.lands(blk, i) {
		return row, false, false
	}
	at, good := s.time(blk, i, c.EventTime)
	if !good {
		return row, false, false
	}
	row.At = at
	if c.Updated != "" {
		if row.Version, good = s.time(blk, i, c.Updated); !good {
			return row, false, false
		}
	}
	if after := s.r.p.Repeat.After; after != "" {
		if ended, good := s.time(blk, i, after); good {
			row.EndedAt = &ended
		}
	}
	h := sha256.New()
	h.Write([]byte(c.ID))
	for _, k := range c.Key {
		v, good := s.value(blk, i, k)
		if !good {
			return row, false, false
		}
		h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(v))))
		h.Write([]byte(v))
	}
	row.Record = int64(binary.LittleEndian.Uint64(h.Sum(nil)))
	for _, x := range s.r.p.Repeat.sames() {
		v, good := s.value(blk, i, x.column)
		if !good {
			return row, false, false
		}
		switch {
		case c.Area != nil && x.column == c.Area.Column:
			row.Area = v
			continue
		case x.chars > 0 && len([]rune(v)) > x.chars:
			v = string([]rune(v)[:x.chars])
		}
		row.Matter = append(row.Matter, v)
	}
	cell, err := clean(blk.cell(i, s.number), s.t.dec)
	if err != nil || cell == nil {
		return row, false, false
	}
	row.Number, ok = numberOf(cell)
	return row, true, ok
}

// lands says that no cell of a row breaks a rule of its column: a row that does
// will be rejected, and is no case.
func (s *sightReader) lands(blk *block, i int) bool {
	for _, c := range s.all {
		cell, err := clean(blk.cell(i, c.src), c.dec)
		if err != nil || cell == nil && c.p.Required {
			return false
		}
		if cell == nil {
			continue
		}
		if _, good := s.parse(c, cell); !good {
			return false
		}
	}
	return true
}

// numberOf gives the numbers of a cell, several of them in order and joined:
// the same two parties are the same, whoever stands first.
func numberOf(cell []byte) (string, bool) {
	var list []string
	for _, part := range strings.FieldsFunc(string(cell), func(r rune) bool { return strings.ContainsRune("、,，;；|", r) }) {
		n, ok := finder.Normal([]byte(part))
		if !ok {
			return "", false
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "+"), len(list) > 0
}

// time reads a date or timestamp as microseconds.
func (s *sightReader) time(blk *block, i int, name string) (int64, bool) {
	c := s.cols[name]
	if c == nil {
		return 0, false
	}
	cell, err := clean(blk.cell(i, c.src), c.dec)
	if err != nil || cell == nil {
		return 0, false
	}
	n, f := c.numCell(cell)
	if c.p.typ == typeDate {
		n *= dayMicros
	}
	return n, f == faultNone
}

// value reads a cell as a text of its own form.
func (s *sightReader) value(blk *block, i int, name string) (string, bool) {
	c := s.cols[name]
	if c == nil {
		return "", false
	}
	cell, err := clean(blk.cell(i, c.src), c.dec)
	if err != nil || cell == nil {
		return "", false
	}
	text, good := s.parse(c, cell)
	return string(text), good
}

func (s *sightReader) parse(c *columnReader, cell []byte) (text []byte, good bool) {
	var f fault
	switch {
	case c.p.isArea:
		text, f = s.area.code(cell, &c.scratch)
	case c.p.typ == typeText:
		text, f = c.textCell(cell)
	default:
		var n int64
		n, f = c.numCell(cell)
		text = binary.LittleEndian.AppendUint64(nil, uint64(n))
	}
	return text, f == faultNone
}
