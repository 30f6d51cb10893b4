package etl

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// xlsxReader streams the rows of one sheet. Cells come as they are stored, so
// that a date is a serial and a number has all its digits.
type xlsxReader struct {
	book    *workbook
	sheet   bookSheet
	rows    *sheetRows
	other   []string // sheets not read
	table   bool     // the header is behind us: totals and notes are left out
	totals  []string
	notes   []string
	keyCols []int         // cells that may say that a row is a total
	types   []colType     // by cell, typeNone where the contract has no such column
	merged  []*mergedFill // by cell, nil where no cell is merged downward
	filled  int           // cells filled from the one they are merged with
	dense   []sheetCell   // the row under way, by cell
}

// mergedFill hands the value of a merged cell down its rows.
type mergedFill struct {
	ranges []mergedDown // in order, those to come
	kind   cellKind
	value  []byte
}

// openXLSX opens the sheet of a workbook that has the contract's headers, the
// one named where the name is not "".
func openXLSX(file string, c *Contract, name string) (*xlsxReader, error) {
	w, err := openWorkbook(file)
	if err != nil {
		return nil, err
	}
	if name == "" && slices.Contains(w.names(), c.ID) { // as an export of rejected rows names it
		name = c.ID
	}
	r := &xlsxReader{book: w, totals: c.Source.Totals, notes: c.Source.Notes}
	var why error
	pick := slices.IndexFunc(w.sheets, func(s bookSheet) bool {
		switch {
		case name != "":
			return keptName("", s.name) == keptName("", name)
		case c.Source.Sheet == "" && s.hidden:
			return false
		case c.Source.Sheet != "":
			if fits, _ := path.Match(c.Source.Sheet, s.name); !fits && s.name != c.Source.Sheet {
				return false
			}
		}
		head, err := w.head(s)
		if err == nil {
			_, err = c.findHeader(head, true)
		}
		if err != nil && why == nil {
			why = fmt.Errorf("sheet %s: %w", s.name, err)
		}
		return err == nil
	})
	if pick < 0 {
		if why == nil {
			why = fmt.Errorf("no sheet named %q; the workbook has %s", c.Source.Sheet+name, strings.Join(w.names(), ", "))
			if c.Source.Sheet == "" && name == "" {
				why = fmt.Errorf("all sheets are hidden: %s; name the one meant in the contract (source.sheet)", strings.Join(w.names(), ", "))
			}
		}
		return nil, errors.Join(why, w.Close())
	}
	r.sheet = w.sheets[pick]
	r.other = slices.DeleteFunc(w.names(), func(name string) bool {
		return name == r.sheet.name || name == guideSheet || name == codesSheet // of an export, which are no data
	})
	if r.rows, err = w.rows(r.sheet); err != nil {
		return nil, errors.Join(fmt.Errorf("sheet %s: %w", r.sheet.name, err), w.Close())
	}
	return r, nil
}

func (r *xlsxReader) charset() string { return "utf-8" }

// Close closes the workbook.
func (r *xlsxReader) Close() error { return errors.Join(r.rows.Close(), r.book.Close()) }

// begin starts over behind row last of the sheet, now that the header is
// known.
func (r *xlsxReader) begin(c *Contract, h header, last int64) error {
	again, err := r.book.rows(r.sheet)
	if err != nil {
		return err
	}
	_ = r.rows.Close() // it was only read
	r.rows, r.table = again, true
	r.types = make([]colType, len(h.names))
	for i := range c.Properties {
		p := &c.Properties[i]
		if at := h.column[i]; at >= 0 && p.kept() {
			r.types[at] = p.typ
			if slices.Contains(c.Key, p.Name) {
				r.keyCols = append(r.keyCols, at)
			}
		}
	}
	for _, at := range h.area {
		if at >= 0 && r.types[at] == typeNone {
			r.types[at] = typeText
		}
	}
	if err := r.findMerged(last); err != nil {
		return err
	}
	for r.rows.row < last {
		if err := r.rows.next(); err != nil {
			return noEOF(err)
		}
	}
	return nil
}

// findMerged looks for cells merged downward below row last. A text or a day
// holds for each row it is merged over; a number is one figure for all of
// them, and is not made several.
func (r *xlsxReader) findMerged(last int64) error {
	ranges, err := r.book.mergedCells(r.sheet)
	if err != nil {
		return err
	}
	slices.SortStableFunc(ranges, func(a, b mergedDown) int { return int(a.from - b.from) })
	r.merged = make([]*mergedFill, len(r.types))
	for _, m := range ranges {
		if m.from <= last || m.col >= len(r.types) || r.types[m.col] == typeNone || r.types[m.col].isNumber() {
			continue
		}
		if r.merged[m.col] == nil {
			r.merged[m.col] = &mergedFill{}
		}
		r.merged[m.col].ranges = append(r.merged[m.col].ranges, m)
	}
	return nil
}

func (r *xlsxReader) fill(b *block, max int) error {
	b.reset()
	for b.rows() < max && len(b.buf) < 1<<28 {
		err := r.rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		cells := make([]string, 0, 32)
		r.dense = r.dense[:0]
		for _, c := range r.rows.cells {
			if r.table && c.col >= len(r.types) {
				break // beyond the header
			}
			for len(r.dense) < c.col {
				r.dense, cells = append(r.dense, sheetCell{}), append(cells, "")
			}
			r.dense, cells = append(r.dense, c), append(cells, string(r.rows.buf[c.from:c.to]))
		}
		empty := blank(cells) && !slices.ContainsFunc(r.dense, func(c sheetCell) bool { return c.kind == cellUncounted })
		if empty || r.table && (r.isTotal(cells) || r.isNote(cells)) {
			continue
		}
		r.emit(b)
	}
	if b.rows() == 0 {
		return io.EOF
	}
	return nil
}

// emit makes the row under way one of the block.
func (r *xlsxReader) emit(b *block) {
	torn := false
	if r.table {
		r.fillDown()
	}
	for i, c := range r.dense {
		text := r.rows.buf[c.from:c.to]
		typ := typeNone
		if r.table {
			typ = r.types[i]
		}
		expected := ""
		switch {
		case typ == typeNone:
		case c.kind == cellError:
			expected = "a value, not the error " + string(text)
		case c.kind == cellUncounted:
			expected = "a value: the formula was never worked out; open the workbook in Excel or WPS and save it"
		case c.kind == cellNumber && typ == typeText && tooLong(text):
			expected = "the code as text: of a number a sheet keeps 15 digits"
		case c.kind == cellNumber && typ.isTime() && r.book.date1904:
			text = from1904(text)
		case c.kind == cellNumber && len(text) > 16:
			text = shown(text)
		}
		b.addCell(text)
		if expected != "" {
			torn = true
			b.fault(i, expected)
		}
	}
	b.endRow(r.rows.row, torn)
}

// fillDown gives blank cells the value of the cell they are merged with.
func (r *xlsxReader) fillDown() {
	row := r.rows.row
	for col, m := range r.merged {
		if m == nil {
			continue
		}
		for len(m.ranges) > 0 && m.ranges[0].to < row {
			m.ranges, m.value = m.ranges[1:], nil
		}
		if len(m.ranges) == 0 || row < m.ranges[0].from {
			continue
		}
		for len(r.dense) <= col {
			r.dense = append(r.dense, sheetCell{})
		}
		c := &r.dense[col]
		switch {
		case row == m.ranges[0].from:
			m.kind, m.value = c.kind, append(m.value[:0], r.rows.buf[c.from:c.to]...)
		case c.from == c.to && len(m.value) > 0:
			c.kind, c.from = m.kind, len(r.rows.buf)
			r.rows.buf = append(r.rows.buf, m.value...)
			c.to = len(r.rows.buf)
			r.filled++
		}
	}
}

// isTotal reports whether a row sums others up: its first cell with text, or
// a key cell, says 合计 at its beginning or end.
func (r *xlsxReader) isTotal(cells []string) bool {
	says := func(s string) bool {
		s = strings.TrimRight(plain(s), ":")
		return slices.ContainsFunc(r.totals, func(w string) bool {
			return s != "" && (strings.HasPrefix(s, w) || strings.HasSuffix(s, w))
		})
	}
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			if says(c) {
				return true
			}
			break
		}
	}
	return slices.ContainsFunc(r.keyCols, func(i int) bool { return i < len(cells) && says(cells[i]) })
}

// isNote reports whether a row is a note under the table: 填报人：….
func (r *xlsxReader) isNote(cells []string) bool {
	for _, c := range cells {
		if s := plain(c); s != "" {
			return slices.ContainsFunc(r.notes, func(w string) bool { return strings.HasPrefix(s, plain(w)) })
		}
	}
	return false
}
