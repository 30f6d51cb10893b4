package etl

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// table is an open file, positioned behind its header.
type table struct {
	header
	reader rowReader
	dec    *decoder
	sheet  bool
	unit   string   // what rows are counted by: line, row or record
	raw    []string // headers as they stand in the file
	width  int      // cells a row of a text file must have
	head   block    // rows read while the header was sought
	next   int      // the first of them that is data
	notes  []string
	mend   mendHeader
}

// openTable opens a received file and finds its header. Every error says what
// is wrong with the file: the batch is held.
func openTable(path, tmp string, c *Contract) (*table, error) {
	t := &table{unit: "line"}
	name := strings.ToLower(path)
	isText, lines := isJSON(name)
	switch {
	case isText:
		if err := t.openJSON(path, lines, c); err != nil {
			return nil, err
		}
		return t, nil
	case strings.HasSuffix(name, ".xlsx"), strings.HasSuffix(name, ".xlsm"):
		r, err := openXLSX(path, tmp, c)
		if err != nil {
			return nil, err
		}
		if len(r.other) > 0 && c.Source.Sheet == "" {
			t.notes = append(t.notes, "sheets not read: "+maskedWords(r.other))
		}
		t.reader, t.sheet, t.unit = r, true, "row"
	case strings.HasSuffix(name, ".xls"):
		return nil, fmt.Errorf("the old XLS format is not read; expected CSV, XLSX or JSON")
	default:
		r, err := openCSV(path, c.forMended(path))
		if err != nil {
			return nil, err
		}
		t.reader = r
	}
	if err := t.find(c); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// close closes the file. It was only read: an error of closing says nothing.
func (t *table) close() { _ = t.reader.Close() }

// find reads the first rows and positions the table behind its header.
func (t *table) find(c *Contract) error {
	t.dec = newDecoder(t.reader.charset())
	err := t.reader.fill(&t.head, headerSearch)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the file is empty; expected a header with %s", c.wanted())
	}
	if err != nil {
		return err
	}
	rows := make([][]string, t.head.rows())
	for i := range rows {
		for k := range t.head.width(i) {
			rows[i] = append(rows[i], t.dec.lenient(t.head.cell(i, k)))
		}
	}
	if t.header, err = c.findHeader(rows, t.sheet); err != nil {
		if !t.sheet {
			err = fmt.Errorf("%w (read as %s; name source.encoding in the contract if that is wrong)", err, t.reader.charset())
		}
		return err
	}
	t.mend = t.readMendHeader()
	t.next = t.row + t.rows
	t.width = t.head.width(t.next - 1)
	t.raw = rows[t.next-1]
	for i := range t.raw {
		if t.raw[i] = strings.TrimSpace(t.raw[i]); t.raw[i] == "" && i < len(t.names) {
			t.raw[i] = t.names[i]
		}
	}
	if t.rows == 2 {
		for i := len(t.raw); i < len(t.names); i++ {
			t.raw = append(t.raw, t.names[i])
		}
	}
	if len(t.extra) > 0 {
		t.notes = append(t.notes, "columns not in the contract, not kept: "+maskedWords(t.extra))
	}
	if r, ok := t.reader.(*xlsxReader); ok {
		r.table = true
		for _, k := range c.Key {
			for i := range c.Properties {
				if c.Properties[i].Name == k && t.column[i] >= 0 {
					r.keyCols = append(r.keyCols, t.column[i])
				}
			}
		}
	}
	return nil
}

// fill reads the next rows, the ones already read first.
func (t *table) fill(b *block) error {
	if t.next >= t.head.rows() {
		return t.reader.fill(b, blockRows)
	}
	b.reset()
	x, _ := t.reader.(*xlsxReader)
	for ; t.next < t.head.rows(); t.next++ {
		if x != nil {
			cells := make([]string, t.head.width(t.next))
			for k := range cells {
				cells[k] = string(t.head.cell(t.next, k))
			}
			if x.isTotal(cells) || x.isNote(cells) {
				continue
			}
		}
		for k := range t.head.width(t.next) {
			b.addCell(t.head.cell(t.next, k))
		}
		for _, f := range t.head.faults {
			if f.row == t.next {
				b.fault(f.cell, f.expected)
			}
		}
		b.endRow(t.head.line[t.next], t.head.torn[t.next])
	}
	return nil
}

// openFile opens a text file, packed or not.
func openFile(path string, c *Contract) (f *os.File, text io.Reader, charset string, err error) {
	if f, err = os.Open(path); err != nil {
		return nil, nil, "", err
	}
	var in io.Reader = f
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			f.Close()
			return nil, nil, "", fmt.Errorf("not a gzip file that can be read: %w", err)
		}
	}
	if text, charset, err = openText(in, c.Source.Encoding); err != nil {
		f.Close()
		return nil, nil, "", err
	}
	return f, text, charset, nil
}

// openJSON opens a JSON file and settles its header.
func (t *table) openJSON(path string, lines bool, c *Contract) error {
	f, text, charset, err := openFile(path, c)
	if err != nil {
		return err
	}
	r, err := newJSONReader(text, f, charset, lines, c)
	if err != nil {
		f.Close()
		return err
	}
	if t.reader, t.dec = r, newDecoder(charset); r.form != jsonLines {
		t.unit = "record"
	}
	err = r.fill(&t.head, headerSearch)
	if errors.Is(err, io.EOF) {
		err = nil // no records: not every day has some
	}
	if err == nil {
		t.header, err = r.keys.settle(t.head.rows())
	}
	if err != nil {
		t.close()
		return err
	}
	t.raw, t.width = r.keys.raw, len(r.keys.raw)
	return nil
}

// remarks says what of the file was not kept. It is known when the file has
// been read.
func (t *table) remarks() []string {
	if r, ok := t.reader.(*jsonReader); ok && r.keys.notes() != "" {
		return append(t.notes, r.keys.notes())
	}
	return t.notes
}

// openCSV opens a delimited file.
func openCSV(path string, c *Contract) (*csvReader, error) {
	f, text, charset, err := openFile(path, c)
	if err != nil {
		return nil, err
	}
	delim := byte(',')
	if strings.HasSuffix(strings.TrimSuffix(strings.ToLower(path), ".gz"), ".tsv") {
		delim = '\t'
	}
	if d := c.Source.Delimiter; d != "" && d != "auto" {
		delim = d[0]
	} else {
		head := make([]byte, 64<<10)
		n, err := io.ReadFull(text, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			f.Close()
			return nil, err
		}
		delim = guessDelimiter(head[:n], delim)
		text = io.MultiReader(bytes.NewReader(head[:n]), text)
	}
	if delim == '|' && charset == "gb18030" { // a bar may be the second byte of a character
		text, charset = transform.NewReader(text, simplifiedchinese.GB18030.NewDecoder()), "utf-8"
	}
	return newCSVReader(text, f, charset, delim), nil
}

// guessDelimiter takes the delimiter that cuts the first lines into most cells.
func guessDelimiter(head []byte, def byte) byte {
	best, most := def, 0
	for _, d := range []byte{def, ',', '\t', ';'} {
		count, quoted, lines := 0, false, 0
		for _, c := range head {
			switch {
			case c == '"':
				quoted = !quoted
			case c == d && !quoted:
				count++
			case c == '\n':
				lines++
			}
			if lines == 5 {
				break
			}
		}
		if count > most {
			best, most = d, count
		}
	}
	return best
}
