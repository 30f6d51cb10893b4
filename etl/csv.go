package etl

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// A quoted field may run over several lines. One that runs over more than
// these is taken for a quote that was never closed: the row is torn at the end
// of its first line, and the rows after it are read.
const (
	maxRowLines = 64
	maxRowBytes = 1 << 20
)

// csvReader cuts a text into rows and cells (RFC 4180, and a lone quote within
// a bare field is itself). It works on bytes of UTF-8 or GB18030: no byte of a
// GB18030 character but the first is a comma, a quote, a tab, a semicolon or
// an end of line, so that cells can be decoded one by one, when they are kept.
type csvReader struct {
	window
	closer io.Closer
	line   int64 // lines consumed
	delim  byte
	enc    string
}

// newCSVReader reads rows from in, which closer closes.
func newCSVReader(in io.Reader, closer io.Closer, enc string, delim byte) *csvReader {
	return &csvReader{window: newWindow(in), closer: closer, delim: delim, enc: enc}
}

func (r *csvReader) charset() string { return r.enc }
func (r *csvReader) Close() error    { return r.closer.Close() }

func (r *csvReader) fill(b *block, max int) error {
	b.reset()
	for b.rows() < max && len(b.buf) < 1<<28 {
		if r.bareRows(b, max); b.rows() == max {
			break
		}
		end, err := r.lineEnd(0)
		if err != nil {
			return err
		}
		if end < 0 {
			if b.rows() == 0 {
				return io.EOF
			}
			return nil
		}
		if err := r.row(b, end); err != nil {
			return err
		}
	}
	return nil
}

// row reads the row that starts at r.pos, whose first line ends at end.
func (r *csvReader) row(b *block, end int) error {
	text := chomp(r.buf[r.pos : r.pos+end])
	start := r.line + 1
	if bytes.IndexByte(text, '"') < 0 {
		if len(bytes.TrimSpace(text)) > 0 {
			r.bare(b, text)
			b.endRow(start, r.cut(end))
		}
		r.pos += end
		r.line++
		return nil
	}
	first := end
	for lines := int64(1); ; lines++ {
		state := r.quoted(b, chomp(r.buf[r.pos:r.pos+end]))
		if state == rowWhole {
			b.endRow(start, false)
			r.pos += end
			r.line += lines
			return nil
		}
		b.dropRow()
		next := -1
		if state == rowOpen && lines < maxRowLines && end < maxRowBytes {
			var err error
			if next, err = r.lineEnd(end); err != nil {
				return err
			}
		}
		if next < 0 {
			break
		}
		end = next
	}
	// A torn row: what can be had of its first line is kept for the landing
	// zone, and reading goes on behind that line.
	r.bare(b, chomp(r.buf[r.pos:r.pos+first]))
	b.endRow(start, true)
	r.pos += first
	r.line++
	return nil
}

// cut reports whether the line that ends at end is the file's last, has no end
// of line and stops within a character: a transfer that broke off.
func (r *csvReader) cut(end int) bool {
	if !r.eof || r.pos+end < len(r.buf) || r.buf[r.pos+end-1] == '\n' || ascii(r.buf[r.pos+end-1:]) {
		return false
	}
	_, err := newDecoder(r.enc).decode(r.buf[r.pos : r.pos+end])
	return err != nil
}

// bare cuts a line without quotes.
func (r *csvReader) bare(b *block, text []byte) {
	from := int32(len(b.buf))
	b.buf = append(b.buf, text...)
	for {
		i := bytes.IndexByte(text, r.delim)
		if i < 0 {
			b.cells = append(b.cells, span{from, from + int32(len(text))})
			return
		}
		b.cells = append(b.cells, span{from, from + int32(i)})
		from += int32(i) + 1
		text = text[i+1:]
	}
}

type rowState int

const (
	rowWhole rowState = iota
	rowOpen           // ends within quotes
	rowBad            // text behind a closing quote
)

// quoted cuts a row some of whose cells stand in quotes.
func (r *csvReader) quoted(b *block, text []byte) rowState {
	for {
		if len(text) == 0 || text[0] != '"' {
			i := bytes.IndexByte(text, r.delim)
			if i < 0 {
				b.addCell(text)
				return rowWhole
			}
			b.addCell(text[:i])
			text = text[i+1:]
			continue
		}
		from := int32(len(b.buf))
		text = text[1:]
		for {
			i := bytes.IndexByte(text, '"')
			if i < 0 {
				return rowOpen
			}
			b.buf = append(b.buf, text[:i]...)
			text = text[i+1:]
			if len(text) == 0 || text[0] != '"' {
				break
			}
			b.buf = append(b.buf, '"')
			text = text[1:]
		}
		b.cells = append(b.cells, span{from, int32(len(b.buf))})
		switch {
		case len(text) == 0:
			return rowWhole
		case text[0] != r.delim:
			return rowBad
		}
		text = text[1:]
	}
}

// chomp takes the end of line off.
func chomp(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}

// cutRune reports whether b ends within a UTF-8 character.
func cutRune(b []byte) bool {
	for i := 1; i <= 3 && i <= len(b); i++ {
		c := b[len(b)-i]
		if utf8.RuneStart(c) {
			return c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:])
		}
	}
	return false
}
