package etl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// sharedStrings are the texts that a workbook's cells name by number.
type sharedStrings struct {
	buf []byte
	end []uint32
}

// at gives a text; ok is false where the book has none of that number.
func (s *sharedStrings) at(n int) (text []byte, ok bool) {
	if n < 0 || n >= len(s.end) {
		return nil, false
	}
	from := uint32(0)
	if n > 0 {
		from = s.end[n-1]
	}
	return s.buf[from:s.end[n]], true
}

// readShared reads the shared strings of a workbook.
func (w *workbook) readShared() (*sharedStrings, error) {
	s := &sharedStrings{}
	if w.strings == "" {
		return s, nil
	}
	p, err := w.part(w.strings)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	var text []byte
	for {
		e, err := p.start()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if e.Name.Local != "si" {
			continue
		}
		if text, err = p.text(text[:0]); err != nil {
			return nil, err
		}
		s.buf = append(s.buf, unescapeCell(text)...)
		if s.end = append(s.end, uint32(len(s.buf))); len(s.buf) > maxShared {
			return nil, fmt.Errorf("%s: its texts are longer than %d MiB together", w.strings, maxShared>>20)
		}
	}
}

// unescapeCell turns _x000D_, as workbooks write characters that XML has not,
// into the character.
func unescapeCell(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		if len(b) >= 7 && b[0] == '_' && b[1] == 'x' && b[6] == '_' {
			if n, err := strconv.ParseUint(string(b[2:6]), 16, 16); err == nil {
				if r := rune(n); r < 0x20 || r == '_' {
					out, b = append(out, byte(r)), b[7:]
					continue
				}
			}
		}
		out, b = append(out, b[0]), b[1:]
	}
	return out
}
