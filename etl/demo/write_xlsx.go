package demo

import (
	"fmt"
	"path/filepath"

	"github.com/xuri/excelize/v2"
)

// sheet is a workbook with one sheet, as offices keep them: a merged title, a
// header of one or two rows, the table, and notes below it.
type sheet struct {
	dataset, name string
	title         string
	groups        []group // upper header row, nil for none
	rows          []sheetRow
	total         []any // the row 合计, nil for none
	notes         []string
}

// group is a heading over columns from first to last (from 0) in the upper row.
type group struct {
	text        string
	first, last int
}

// sheetRow is a row of a sheet; rule is set where it is not clean.
type sheetRow struct {
	cells        []any
	rule, column string
}

// day is a date to be stored as a serial with a date format.
type day Date

// write writes the workbook and lists the rows in it that are not clean.
func (s *sheet) write(dir string) ([]Rejected, error) {
	out, err := s.fill(filepath.Join(dir, "inbox", s.dataset, s.name))
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", s.name, err)
	}
	return out, nil
}

func (s *sheet) fill(path string) ([]Rejected, error) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	format := "yyyy-mm-dd"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return nil, err
	}
	columns := columnsOf(s.dataset)
	row := 1
	put := func(cells []any) error {
		at, err := excelize.CoordinatesToCellName(1, row)
		if err != nil {
			return err
		}
		row++
		for i, c := range cells {
			if d, ok := c.(day); ok {
				cells[i] = excelize.Cell{StyleID: style, Value: int(d) + 36526} // 2000-01-01 in the 1900 system
			}
		}
		return w.SetRow(at, cells)
	}
	merge := func(x1, y1, x2, y2 int) error {
		a, err := excelize.CoordinatesToCellName(x1, y1)
		if err != nil {
			return err
		}
		b, err := excelize.CoordinatesToCellName(x2, y2)
		if err != nil {
			return err
		}
		return w.MergeCell(a, b)
	}
	if err := put([]any{s.title}); err != nil {
		return nil, err
	}
	if err := merge(1, 1, len(columns), 1); err != nil {
		return nil, err
	}
	upper, lower := make([]any, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		lower[i] = c.zh
	}
	if s.groups != nil {
		for _, g := range s.groups {
			upper[g.first] = g.text
			if g.first == g.last && g.text == lower[g.first] { // one cell over both rows
				lower[g.first] = nil
				err = merge(g.first+1, 2, g.first+1, 3)
			} else if g.first < g.last {
				err = merge(g.first+1, 2, g.last+1, 2)
			}
			if err != nil {
				return nil, err
			}
		}
		if err := put(upper); err != nil {
			return nil, err
		}
	}
	if err := put(lower); err != nil {
		return nil, err
	}
	var out []Rejected
	for _, r := range s.rows {
		if r.rule != "" {
			out = append(out, Rejected{s.dataset, s.name, row, r.column, r.rule})
		}
		if err := put(r.cells); err != nil {
			return nil, err
		}
	}
	if s.total != nil {
		if err := put(s.total); err != nil {
			return nil, err
		}
	}
	for _, n := range s.notes {
		if err := put([]any{n}); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return out, f.SaveAs(path)
}
