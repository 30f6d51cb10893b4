package etl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// The largest sheet there is.
const (
	maxSheetRows = 1 << 20
	maxSheetCols = 1 << 14
)

// cellKind is what a cell of a sheet holds.
type cellKind uint8

const (
	cellBlank cellKind = iota
	cellNumber
	cellText
	cellBool
	cellError     // #N/A
	cellUncounted // a formula whose value was never worked out
)

// sheetCell is one cell, at a column counted from 0. Its text is a range of
// the row's.
type sheetCell struct {
	col      int
	kind     cellKind
	from, to int
}

// sheetRows streams the rows of a worksheet.
type sheetRows struct {
	book  *workbook
	part  *xmlPart
	row   int64 // number of the row under way, from 1
	cells []sheetCell
	buf   []byte
	data  bool // within the rows
	done  bool
}

// rows opens a sheet.
func (w *workbook) rows(s bookSheet) (*sheetRows, error) {
	p, err := w.part(s.part)
	if err != nil {
		return nil, err
	}
	return &sheetRows{book: w, part: p}, nil
}

// Close closes the sheet.
func (r *sheetRows) Close() error { return r.part.Close() }

// next reads the next row that the sheet has; io.EOF behind the last.
func (r *sheetRows) next() error {
	if r.done {
		return io.EOF
	}
	r.cells, r.buf = r.cells[:0], r.buf[:0]
	for {
		t, err := r.part.next()
		if errors.Is(err, io.EOF) {
			r.done = true
			return err
		}
		if err != nil {
			return fmt.Errorf("behind row %d: %w", r.row, err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if r.data = r.data || e.Name.Local == "sheetData"; r.data && e.Name.Local == "row" {
				return r.readRow(e)
			}
		case xml.EndElement:
			r.data = r.data && e.Name.Local != "sheetData"
		}
	}
}

// texts gives the cells of the row under way as text.
func (r *sheetRows) texts() []string {
	var cells []string
	for _, c := range r.cells {
		for len(cells) < c.col {
			cells = append(cells, "")
		}
		cells = append(cells, string(r.buf[c.from:c.to]))
	}
	return cells
}

func (r *sheetRows) readRow(e xml.StartElement) error {
	was := r.row
	r.row++
	if s := attr(e, "r"); s != "" {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil || n <= was || n > maxSheetRows {
			return fmt.Errorf("behind row %d: a row numbered %q", was, s)
		}
		r.row = n
	}
	depth, col := r.part.open, -1
	for {
		t, err := r.part.next()
		if err != nil {
			return fmt.Errorf("row %d: %w", r.row, noEOF(err))
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			if col, err = cellColumn(attr(e, "r"), col); err != nil {
				return fmt.Errorf("row %d: %w", r.row, err)
			}
			if err := r.readCell(col, attr(e, "t")); err != nil {
				return fmt.Errorf("row %d, cell %d: %w", r.row, col+1, noEOF(err))
			}
		case xml.EndElement:
			if r.part.open < depth {
				return nil
			}
		}
	}
}

// noEOF makes an end that comes too early an error like others.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// cellColumn gives the column of a cell reference such as AB12, the one behind
// last where it names none.
func cellColumn(ref string, last int) (int, error) {
	if ref == "" {
		return last + 1, nil
	}
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 || n > maxSheetCols || n-1 <= last {
		return 0, fmt.Errorf("a cell named %q behind cell %d", ref, last+1)
	}
	return n - 1, nil
}

// readCell reads the cell that has just opened.
func (r *sheetRows) readCell(col int, typ string) error {
	depth := r.part.open
	formula, value := false, false
	from := len(r.buf)
	for r.part.open >= depth {
		t, err := r.part.next()
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "f":
			formula = true
			at := len(r.buf)
			if r.buf, err = r.part.text(r.buf); err != nil {
				return err
			}
			r.buf = r.buf[:at]
		case "v", "is":
			value = true
			if r.buf, err = r.part.text(r.buf); err != nil {
				return err
			}
		}
	}
	c := sheetCell{col, cellNumber, from, len(r.buf)}
	switch typ {
	case "s":
		if c.from == c.to {
			return nil
		}
		if r.book.shared == nil {
			var err error
			if r.book.shared, err = r.book.readShared(); err != nil {
				return err
			}
		}
		n, err := strconv.Atoi(string(r.buf[from:]))
		text, ok := r.book.shared.at(n)
		if err != nil || !ok {
			return fmt.Errorf("it names the text %q, which the workbook has not", r.buf[from:])
		}
		r.buf = append(r.buf[:from], text...)
		c.kind = cellText
	case "str", "inlineStr", "d":
		r.buf = append(r.buf[:from], unescapeCell(r.buf[from:])...)
		c.kind = cellText
	case "b":
		c.kind = cellBool
	case "e":
		c.kind = cellError
	}
	if c.to = len(r.buf); c.from == c.to {
		if !formula || value {
			return nil
		}
		c.kind = cellUncounted
	}
	r.cells = append(r.cells, c)
	return nil
}
