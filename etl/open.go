package etl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// table is an open file, positioned behind its header.
type table struct {
	header
	reader rowReader
	dec    *decoder
	sheet  bool
	apart  string   // what stands between the cells of a text file
	unit   string   // what rows are counted by: line, row or record
	raw    []string // headers as they stand in the file
	width  int      // cells a row of a text file must have
	head   block    // rows read while the header was sought
	next   int      // the first of them that is data
	notes  []string
	mend   mendHeader
}

// openTable opens a received file and finds its header; of a workbook kept for
// one of its sheets (book.xlsx!临河区) it opens that. What a file is, its bytes
// say; its name says whether text is JSON. Every error says what is wrong with
// the file: the batch is held.
func openTable(path string, c *Contract) (*table, error) {
	t := &table{unit: "line"}
	head, err := peekFile(path)
	if err != nil {
		return nil, err
	}
	sig := signatureOf(head)
	if err := refuse(path, sig); err != nil {
		return nil, err
	}
	name := strings.ToLower(path)
	sheet := sheetOf(path)
	book := isBook(name)
	isText, lines := isJSON(name)
	switch {
	case sig == sigZip:
		if err := checkWorkbook(path); err != nil {
			return nil, err
		}
		r, err := openXLSX(path, c, sheet)
		if err != nil {
			return nil, err
		}
		if len(r.other) > 0 && c.Source.Sheet == "" {
			t.notes = append(t.notes, "sheets not read: "+maskedWords(r.other))
		}
		t.reader, t.sheet, t.unit = r, true, "row"
	case book && len(head) == 0:
		return nil, fmt.Errorf("the workbook is empty, 0 bytes; send it again")
	case book:
		return nil, fmt.Errorf("not a workbook that can be read: it is named XLSX and is none; if it is text, name it .csv, else send it again")
	case slices.Contains([]string{".xls", ".et", ".ods"}, filepath.Ext(name)) && bytes.ContainsFunc(head, func(r rune) bool { return r < '\t' }):
		return nil, fmt.Errorf("the old XLS format is not read; %s", resave)
	case isText:
		if err := t.openJSON(path, sig, lines, c); err != nil {
			return nil, err
		}
		return t, nil
	default:
		r, err := openCSV(path, sig, c.forMended(path, sig))
		if err != nil {
			return nil, err
		}
		t.reader, t.apart = r, string(r.delim)
		if r.delim == unitSeparator {
			t.apart = c.Source.Delimiter
		}
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
			err = fmt.Errorf("%w (read as %s with cells apart by %q; name source.encoding or source.delimiter in the contract if that is wrong)", err, t.reader.charset(), t.apart)
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
		if err := r.begin(c, t.header, t.head.line[t.next-1]); err != nil {
			return err
		}
		t.next = t.head.rows() // they are read again, now that columns are known
	}
	return nil
}

// fill reads the next rows, the ones already read first.
func (t *table) fill(b *block) error {
	if t.next >= t.head.rows() {
		return t.reader.fill(b, blockRows)
	}
	b.reset()
	for ; t.next < t.head.rows(); t.next++ {
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

// text is an open text file, unpacked and without byte order mark.
type text struct {
	io.Reader
	charset string
	file    *os.File
	packed  *unpacked // nil where it is not
}

// Close closes the file.
func (t *text) Close() error {
	if t.packed != nil {
		t.packed.close()
	}
	return t.file.Close()
}

// openFile opens a text file, packed or not.
func openFile(path string, sig signature, c *Contract) (*text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t := &text{file: f}
	var in io.Reader = f
	if sig == sigGzip || sig == sigZstd {
		info, err := f.Stat()
		if err == nil {
			t.packed, err = unpack(f, sig, info.Size())
		}
		if err != nil {
			f.Close()
			return nil, err
		}
		br := bufio.NewReaderSize(t.packed, signatureBytes)
		within, err := br.Peek(signatureBytes)
		if err == nil || errors.Is(err, io.EOF) {
			if inner := signatureOf(within); inner != sigText {
				err = fmt.Errorf("what is packed within is no text; send workbooks and archives as they are")
			} else {
				err = nil
			}
		}
		if err != nil {
			t.Close()
			return nil, err
		}
		in = br
	} else if name := packedName(path); name != "" {
		f.Close()
		return nil, fmt.Errorf("it is named %s and is not packed so; name it as what it is, or send it again", name)
	}
	if t.Reader, t.charset, err = openText(in, c.Source.Encoding); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// packedName gives the ending that promises a packed text, "" for none.
func packedName(path string) string {
	for _, ext := range []string{".gz", ".zst"} {
		if strings.HasSuffix(strings.ToLower(path), ext) {
			return ext
		}
	}
	return ""
}

// unpackedName gives a file's name in lower case, without the ending that says
// it is packed.
func unpackedName(path string) string {
	path = strings.ToLower(path)
	return strings.TrimSuffix(path, packedName(path))
}

// openJSON opens a JSON file and settles its header.
func (t *table) openJSON(path string, sig signature, lines bool, c *Contract) error {
	f, err := openFile(path, sig, c)
	if err != nil {
		return err
	}
	r, err := newJSONReader(f, f, f.charset, lines, c)
	if err != nil {
		f.Close()
		return err
	}
	if t.reader, t.dec = r, newDecoder(f.charset); r.form != jsonLines {
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
	if r, ok := t.reader.(*xlsxReader); ok && r.filled > 0 {
		return append(t.notes, fmt.Sprintf("%d cells filled from the cell above that they are merged with", r.filled))
	}
	return t.notes
}

// openCSV opens a delimited file.
func openCSV(path string, sig signature, c *Contract) (*csvReader, error) {
	f, err := openFile(path, sig, c)
	if err != nil {
		return nil, err
	}
	def := ","
	if strings.HasSuffix(unpackedName(path), ".tsv") {
		def = "\t"
	}
	in, charset, delim, err := separate(f, f.charset, def, c)
	if err != nil {
		f.Close()
		return nil, err
	}
	return newCSVReader(in, f, charset, delim), nil
}
