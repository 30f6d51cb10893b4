package demo

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// group is a heading over columns from first to last (from 0) in the upper row.
type group struct {
	text        string
	first, last int
}

// day is a date to be stored as a serial with a date format.
type day Date

// bookFile is a workbook with one sheet being written, as offices keep them: a
// merged title, a header of one or two rows, the table, a row of totals and
// notes below it.
type bookFile struct {
	form
	path    string
	columns []column
	book    *excelize.File
	out     *excelize.StreamWriter
	date    int // style of dates
	row     int // rows written
	sums    map[int]float64
}

func createBook(path string, f form, columns []column) (*bookFile, error) {
	w := &bookFile{form: f, path: path, columns: columns, book: excelize.NewFile(), sums: map[int]float64{}}
	if err := w.head(); err != nil {
		return nil, fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return w, nil
}

func (w *bookFile) head() (err error) {
	if w.out, err = w.book.NewStreamWriter("Sheet1"); err != nil {
		return err
	}
	format := "yyyy-mm-dd"
	if w.date, err = w.book.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return err
	}
	if err := w.put([]any{w.title + "（" + dayOfName(strings.TrimSuffix(filepath.Base(w.path), ".xlsx")) + "报）"}); err != nil {
		return err
	}
	if err := w.merge(1, 1, len(w.columns), 1); err != nil {
		return err
	}
	upper, lower := make([]any, len(w.columns)), make([]any, len(w.columns))
	for i, c := range w.columns {
		lower[i] = c.zh
	}
	for _, g := range w.groups {
		upper[g.first] = g.text
		if g.first == g.last && g.text == lower[g.first] { // one cell over both rows
			lower[g.first] = nil
			err = w.merge(g.first+1, 2, g.first+1, 3)
		} else if g.first < g.last {
			err = w.merge(g.first+1, 2, g.last+1, 2)
		}
		if err != nil {
			return err
		}
	}
	if w.groups != nil {
		if err := w.put(upper); err != nil {
			return err
		}
	}
	return w.put(lower)
}

// put writes a row of the sheet.
func (w *bookFile) put(cells []any) error {
	w.row++
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	for i, c := range cells {
		if d, ok := c.(day); ok {
			cells[i] = excelize.Cell{StyleID: w.date, Value: int(d) + 36526} // 2000-01-01 in the 1900 system
		}
	}
	return w.out.SetRow(at, cells)
}

func (w *bookFile) merge(x1, y1, x2, y2 int) error {
	a, err := excelize.CoordinatesToCellName(x1, y1)
	if err != nil {
		return err
	}
	b, err := excelize.CoordinatesToCellName(x2, y2)
	if err != nil {
		return err
	}
	return w.out.MergeCell(a, b)
}

func (w *bookFile) write(l *line) error {
	cells := make([]any, len(l.ends))
	for i := range l.ends {
		text := string(l.cell(i))
		switch k := l.kinds[i]; {
		case k == cellNumber:
			cells[i] = text
			if x, err := strconv.ParseFloat(text, 64); err == nil {
				cells[i] = x
				w.sums[i] += x
			}
		case k == cellDate && w.serial && len(text) == 10 && text[4] == '-':
			cells[i] = day(parseDay(strings.ReplaceAll(text, "-", "")))
		case text != "":
			cells[i] = text
		}
	}
	return w.put(cells)
}

func (w *bookFile) plain(cells []string, _ bool) error {
	row := make([]any, len(cells))
	for i, c := range cells {
		if c != "" {
			row[i] = c
		}
	}
	return w.put(row)
}

func (w *bookFile) place() (string, int) { return filepath.Base(w.path), w.row }

// total gives the row 合计, nil where the form has none.
func (w *bookFile) total() []any {
	if w.totals == nil {
		return nil
	}
	row := make([]any, len(w.columns))
	row[0] = "合计"
	for _, name := range w.totals {
		for i, c := range w.columns {
			if c.name == name {
				row[i] = w.sums[i]
			}
		}
	}
	return row
}

func (w *bookFile) close() error { return w.finish(w.total()) }

// finish writes a row of totals, if any, and the notes, and saves the book.
func (w *bookFile) finish(total []any) error {
	err := w.end(total)
	if e := w.book.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(w.path), err)
	}
	return nil
}

func (w *bookFile) end(total []any) error {
	if total != nil {
		if err := w.put(total); err != nil {
			return err
		}
	}
	for _, n := range w.notes {
		if err := w.put([]any{n}); err != nil {
			return err
		}
	}
	if err := w.out.Flush(); err != nil {
		return err
	}
	return w.book.SaveAs(w.path)
}
