package demo

import (
	"fmt"
	"os"
	"path/filepath"
)

// formKind is a kind of file that departments send.
type formKind uint8

const (
	formCSV   formKind = iota
	formLines          // JSON, one object a line
	formPages          // JSON, files of one page each: {"page": 1, "size": 500, "total": 1670, "data": [...]}
	formBook           // a workbook of one sheet
)

// form is how a department writes its files.
type form struct {
	kind formKind

	gb    *gbTable // CSV: nil for UTF-8
	bom   bool     // CSV
	crlf  bool     // CSV
	quote bool     // CSV: every cell in quotes

	names bool // JSON: keys are the columns' names, not the headers
	page  int  // JSON pages: rows of a page; an export of history has pages of ten times as many

	title  string   // book: over the header
	groups []group  // book: upper header row, nil for none
	totals []string // book: columns that the row 合计 under the table sums up
	notes  []string // book: under the table
	serial bool     // book: dates are stored as serials
}

// ext is the ending of the form's file names.
func (f form) ext() string { return [...]string{".csv", ".jsonl", ".json", ".xlsx"}[f.kind] }

// ragged reports whether a row of the form can have too few or too many cells.
func (f form) ragged() bool { return f.kind == formCSV || f.kind == formLines }

// fileWriter writes one file of a data set; where a form has pages, several.
type fileWriter interface {
	// write writes a row.
	write(l *line) error
	// plain writes a row that is not clean, all cells as texts; one that is
	// ragged has a number of cells of its own.
	plain(cells []string, ragged bool) error
	// place tells where the last row stands: the file's base name and the line,
	// row of the sheet or number of the object, as a reader counts.
	place() (name string, row int)
	// close ends the file.
	close() error
}

// create opens the writer of dir/name.ext; name has no ending.
func (f form) create(dir, name string, columns []column) (fileWriter, error) {
	path := filepath.Join(dir, name+f.ext())
	switch f.kind {
	case formLines:
		return createLines(path, f, columns)
	case formPages:
		return createPages(dir, name, f, columns)
	case formBook:
		return createBook(path, f, columns)
	}
	return createCSV(path, f, columns)
}

func createFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write demo file: %w", err)
	}
	return f, nil
}

// dayOfName gives the day that ends a file's name.
func dayOfName(name string) string { return name[max(0, len(name)-10):] }
