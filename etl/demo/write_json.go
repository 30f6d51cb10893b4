package demo

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// jsonKeys are the keys of a data set's objects, quoted.
func jsonKeys(f form, columns []column) []string {
	keys := make([]string, len(columns))
	for i, c := range columns {
		keys[i] = strconv.Quote(c.zh)
		if f.names {
			keys[i] = strconv.Quote(c.name)
		}
	}
	return keys
}

// appendObject writes a row as an object: numbers and booleans in their plain
// form as such, what is missing as null, all else as text.
func appendObject(b []byte, keys []string, l *line) []byte {
	b = append(b, '{')
	from := int32(0)
	for i, end := range l.ends {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, keys[i]...), ':')
		cell := l.buf[from:end]
		from = end
		switch k := l.kinds[i]; {
		case k == cellEmpty && len(cell) == 0:
			b = append(b, "null"...)
		case k == cellNumber && plainNumber(cell):
			b = append(b, cell...)
		case k == cellFlag && string(cell) == "是":
			b = append(b, "true"...)
		case k == cellFlag && string(cell) == "否":
			b = append(b, "false"...)
		default:
			b = appendText(b, cell)
		}
	}
	return append(b, '}')
}

// plainNumber reports whether a cell is a number as JSON writes it.
func plainNumber(cell []byte) bool {
	point := false
	for i, c := range cell {
		switch {
		case c >= '0' && c <= '9':
		case c == '.' && !point && i > 0 && i < len(cell)-1:
			point = true
		default:
			return json.Valid(cell)
		}
	}
	return len(cell) > 0 && (cell[0] != '0' || len(cell) == 1 || cell[1] == '.')
}

// appendText writes a text. Nearly all are written as they are: looking first
// takes a twentieth of the time of the encoder, which does the rest.
func appendText[T ~string | ~[]byte](b []byte, s T) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xE2 { // 0xE2: U+2028 is escaped
			return appendEscaped(b, string(s))
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendEscaped(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil { // a string always can
		return append(b, `""`...)
	}
	return append(b, text...)
}

// appendPlain writes cells as texts; one that is empty is left out.
func appendPlain(b []byte, keys, cells []string) []byte {
	b = append(b, '{')
	first := true
	for i, c := range cells {
		if c == "" || i >= len(keys) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendText(append(append(b, keys[i]...), ':'), c)
	}
	return append(b, '}')
}

// linesFile is a file of one object a line.
type linesFile struct {
	file *os.File
	out  *bufio.Writer
	keys []string
	row  []byte
	line int
}

func createLines(path string, f form, columns []column) (*linesFile, error) {
	file, err := createFile(path)
	if err != nil {
		return nil, err
	}
	return &linesFile{file: file, out: bufio.NewWriterSize(file, 256<<10), keys: jsonKeys(f, columns)}, nil
}

func (w *linesFile) write(l *line) error {
	w.row = appendObject(w.row[:0], w.keys, l)
	return w.endRow()
}

// plain writes a ragged row as a line that breaks off.
func (w *linesFile) plain(cells []string, ragged bool) error {
	w.row = appendPlain(w.row[:0], w.keys, cells)
	if ragged {
		w.row = w.row[:len(w.row)-2]
	}
	return w.endRow()
}

func (w *linesFile) endRow() error {
	w.row = append(w.row, '\n')
	w.line++
	_, err := w.out.Write(w.row)
	return err
}

func (w *linesFile) place() (string, int) { return filepath.Base(w.file.Name()), w.line }

func (w *linesFile) close() error { return closeFile(w.file, w.out) }

// pagesFile writes the pages of an interface, a file each. The total is known
// in the end only, so pages are kept until then.
type pagesFile struct {
	dir, name string
	size      int
	keys      []string
	pages     [][]byte // objects of each page, with commas between
	row       int      // on the last page
	rows      int
}

func createPages(dir, name string, f form, columns []column) (*pagesFile, error) {
	return &pagesFile{dir: dir, name: name, size: f.page, keys: jsonKeys(f, columns)}, nil
}

func (w *pagesFile) next() []byte {
	if len(w.pages) == 0 || w.row == w.size {
		w.pages, w.row = append(w.pages, nil), 0
	}
	w.row++
	w.rows++
	page := w.pages[len(w.pages)-1]
	if w.row > 1 {
		page = append(page, ",\n"...)
	}
	return page
}

func (w *pagesFile) write(l *line) error {
	page := appendObject(w.next(), w.keys, l)
	w.pages[len(w.pages)-1] = page
	return nil
}

func (w *pagesFile) plain(cells []string, _ bool) error {
	page := appendPlain(w.next(), w.keys, cells)
	w.pages[len(w.pages)-1] = page
	return nil
}

func (w *pagesFile) file(page int) string { return fmt.Sprintf("%s_p%03d.json", w.name, page) }

func (w *pagesFile) place() (string, int) { return w.file(len(w.pages)), w.row }

func (w *pagesFile) close() error {
	if len(w.pages) == 0 {
		w.pages = [][]byte{nil}
	}
	for i, page := range w.pages {
		// The day makes the empty pages of two quiet nights two batches.
		head := fmt.Sprintf("{\"date\":%q,\"page\":%d,\"size\":%d,\"total\":%d,\"data\":[\n", dayOfName(w.name), i+1, w.size, w.rows)
		text := append(append([]byte(head), page...), "\n]}\n"...)
		if err := writeFile(w.dir, w.file(i+1), text); err != nil {
			return err
		}
	}
	return nil
}
