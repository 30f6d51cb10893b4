package etl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxLine is how long a line of a text may be.
const maxLine = 64 << 20

// window is the part of a text that is in memory.
type window struct {
	in  io.Reader
	buf []byte
	pos int // start of what is not yet consumed
	eof bool
}

func newWindow(in io.Reader) window { return window{in: in, buf: make([]byte, 0, 256<<10)} }

// more reads on, keeping what lies from w.pos; false at the end of the text.
func (w *window) more() (bool, error) {
	if w.eof {
		return false, nil
	}
	if w.pos > 0 {
		w.buf = w.buf[:copy(w.buf, w.buf[w.pos:])]
		w.pos = 0
	}
	if len(w.buf) == cap(w.buf) {
		w.buf = append(w.buf, make([]byte, len(w.buf)+1)...)[:len(w.buf)]
	}
	n, err := w.in.Read(w.buf[len(w.buf):cap(w.buf)])
	w.buf = w.buf[:len(w.buf)+n]
	if errors.Is(err, io.EOF) {
		w.eof = true
		return n > 0, nil
	}
	return true, err
}

// lineEnd gives the offset just behind the line that starts at from (relative
// to w.pos), reading on as needed; -1 when nothing is left. A last line may
// lack its end.
func (w *window) lineEnd(from int) (int, error) {
	seen := from
	for {
		if i := bytes.IndexByte(w.buf[w.pos+seen:], '\n'); i >= 0 {
			return seen + i + 1, nil
		}
		if seen = len(w.buf) - w.pos; seen > maxLine {
			return 0, fmt.Errorf("a line is longer than %d MiB: this is no table of text", maxLine>>20)
		}
		ok, err := w.more()
		if err != nil {
			return 0, err
		}
		if !ok && w.eof {
			if len(w.buf)-w.pos > from {
				return len(w.buf) - w.pos, nil
			}
			return -1, nil
		}
	}
}
