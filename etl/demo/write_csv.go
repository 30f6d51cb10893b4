package demo

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
)

// csvForm is how a department writes its text files.
type csvForm struct {
	gb    *gbTable // nil: UTF-8
	bom   bool
	crlf  bool
	quote bool // every cell in quotes
}

// csvFile is a text file being written; it counts lines as a reader sees them,
// the header being line 1.
type csvFile struct {
	csvForm
	file *os.File
	out  *bufio.Writer
	row  []byte
	line int
	size int64
}

func createCSV(name string, form csvForm, columns []column) (*csvFile, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write demo file: %w", err)
	}
	w := &csvFile{csvForm: form, file: f, out: bufio.NewWriterSize(f, 256<<10)}
	if form.bom {
		w.out.WriteString("\uFEFF")
	}
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.zh
	}
	return w, w.strings(head)
}

func (w *csvFile) strings(cells []string) error {
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
	w.size += int64(len(w.row))
	_, err := w.out.Write(w.row)
	return err
}

func (w *csvFile) close() error {
	err := w.out.Flush()
	if e := w.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", w.file.Name(), err)
	}
	return nil
}
