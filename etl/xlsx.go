package etl

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsxReader streams the rows of one sheet. Cells come as they are stored, so
// that a date is a serial and a number has all its digits.
type xlsxReader struct {
	file    *excelize.File
	rows    *excelize.Rows
	row     int64
	other   []string // sheets not read
	table   bool     // the header is behind us: totals and notes are left out
	totals  []string
	notes   []string
	keyCols []int // cells that may say that a row is a total
}

// openXLSX opens the sheet of a workbook that has the contract's headers.
// Large sheets are unpacked under tmp, which must be as private as the file.
func openXLSX(path, tmp string, c *Contract) (*xlsxReader, error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, TmpDir: tmp})
	if err != nil {
		return nil, fmt.Errorf("not a workbook that can be read: %w", err)
	}
	sheets := f.GetSheetList()
	want := c.Source.Sheet
	if slices.Contains(sheets, c.ID) { // as an export of rejected rows names it
		want = c.ID
	}
	r := &xlsxReader{file: f, totals: c.Source.Totals, notes: c.Source.Notes}
	pick := -1
	var why error
	for i, name := range sheets {
		if want != "" && name != want {
			continue
		}
		rows, err := f.Rows(name)
		if err != nil {
			why = fmt.Errorf("sheet %s: %w", name, err)
			continue
		}
		head, err := headRows(rows)
		if err == nil {
			_, err = c.findHeader(head, true)
		}
		err = errors.Join(err, rows.Close())
		if err == nil {
			pick = i
			break
		}
		if why == nil {
			why = fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	if pick < 0 {
		if why == nil {
			why = fmt.Errorf("no sheet named %q", want)
		}
		return nil, errors.Join(why, f.Close())
	}
	if r.rows, err = f.Rows(sheets[pick]); err != nil {
		return nil, errors.Join(fmt.Errorf("sheet %s: %w", sheets[pick], err), f.Close())
	}
	r.other = slices.Delete(slices.Clone(sheets), pick, pick+1)
	return r, nil
}

func headRows(rows *excelize.Rows) ([][]string, error) {
	var head [][]string
	for len(head) < headerSearch && rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if !blank(cells) {
			head = append(head, cells)
		}
	}
	return head, rows.Error()
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func (r *xlsxReader) charset() string { return "utf-8" }

func (r *xlsxReader) Close() error {
	return errors.Join(r.rows.Close(), r.file.Close())
}

func (r *xlsxReader) fill(b *block, max int) error {
	b.reset()
	for b.rows() < max && r.rows.Next() {
		r.row++
		cells, err := r.rows.Columns()
		if err != nil {
			return fmt.Errorf("row %d: %w", r.row, err)
		}
		if blank(cells) || r.table && (r.isTotal(cells) || r.isNote(cells)) {
			continue
		}
		for _, c := range cells {
			b.addCell([]byte(c))
		}
		b.endRow(r.row, false)
	}
	if err := r.rows.Error(); err != nil {
		return fmt.Errorf("row %d: %w", r.row, err)
	}
	if b.rows() == 0 {
		return io.EOF
	}
	return nil
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
