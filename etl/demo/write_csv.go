package demo

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// csvFile is a text file being written; it counts lines as a reader sees them,
// the header being line 1.
type csvFile struct {
	form
	file *os.File
	out  *bufio.Writer
	row  []byte
	line int
}

func createCSV(path string, f form, columns []column) (*csvFile, error) {
	file, err := createFile(path)
	if err != nil {
		return nil, err
	}
	w := &csvFile{form: f, file: file, out: bufio.NewWriterSize(file, 256<<10)}
	if f.bom {
		w.out.WriteString("\uFEFF")
	}
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.zh
	}
	return w, w.plain(head, false)
}

func (w *csvFile) plain(cells []string, _ bool) error {
	w.row = w.row[:0]
	for i, c := range cells {
		w.cell(i, []byte(c))
	}
	return w.endRow()
}

func (w *csvFile) write(l *line) error {
	w.row = w.row[:0]
	from := int32(0)
	for i, end := range l.ends {
		w.cell(i, l.buf[from:end])
		from = end
	}
	return w.endRow()
}

func (w *csvFile) cell(i int, c []byte) {
	if i > 0 {
		w.row = append(w.row, ',')
	}
	quote := w.quote || bytes.IndexByte(c, ',') >= 0 || bytes.IndexByte(c, '"') >= 0
	if quote {
		w.row = append(w.row, '"')
		c = bytes.ReplaceAll(c, []byte(`"`), []byte(`""`))
	}
	if w.gb != nil {
		w.row = w.gb.append(w.row, c)
	} else {
		w.row = append(w.row, c...)
	}
	if quote {
		w.row = append(w.row, '"')
	}
}

func (w *csvFile) endRow() error {
	if w.crlf {
		w.row = append(w.row, '\r')
	}
	w.row = append(w.row, '\n')
	w.line++
	_, err := w.out.Write(w.row)
	return err
}

func (w *csvFile) place() (string, int) { return filepath.Base(w.file.Name()), w.line }

func (w *csvFile) close() error { return closeFile(w.file, w.out) }

func closeFile(f *os.File, out *bufio.Writer) error {
	err := out.Flush()
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Name(), err)
	}
	return nil
}
