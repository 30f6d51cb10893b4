package etl

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxMerged is how many merged ranges of a sheet are heeded.
const maxMerged = 100_000

// mergedDown is a range of cells in one column, or more, that are one cell
// over several rows; rows count from 1, columns from 0.
type mergedDown struct {
	col      int
	from, to int64
}

// mergedCells gives the ranges of a sheet that are merged over several rows.
// They stand behind the rows, so the part is gone through for them, as bytes.
func (w *workbook) mergedCells(s bookSheet) ([]mergedDown, error) {
	p, err := w.part(s.part)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	mark := []byte(`mergeCell ref="`)
	var found []mergedDown
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := p.in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return nil, err
		}
		rest := buf
		for len(found) < maxMerged {
			i := bytes.Index(rest, mark)
			if i < 0 || !last && len(rest)-i < 64 { // the range may go on
				break
			}
			rest = rest[i+len(mark):]
			if m, ok := parseMerged(rest); ok {
				found = append(found, m)
			}
		}
		if last {
			return found, nil
		}
		if i := bytes.Index(rest, mark); i >= 0 {
			rest = rest[i:]
		} else {
			rest = rest[max(0, len(rest)-len(mark)):]
		}
		buf = buf[:copy(buf[:cap(buf)], rest[:min(len(rest), cap(buf)/2)])]
	}
}

// parseMerged reads a range such as A3:A7" that goes over several rows.
func parseMerged(b []byte) (mergedDown, bool) {
	b = b[:min(len(b), 32)]
	end := bytes.IndexByte(b, '"')
	if end < 0 {
		return mergedDown{}, false
	}
	from, to, ok := strings.Cut(string(b[:end]), ":")
	col, err := cellColumn(from, -1)
	if !ok || err != nil {
		return mergedDown{}, false
	}
	m := mergedDown{col, rowOf(from), rowOf(to)}
	return m, m.from > 0 && m.to > m.from && m.to <= maxSheetRows
}

// rowOf gives the row of a cell reference such as AB12, 0 where it has none.
func rowOf(ref string) int64 {
	n, err := strconv.ParseInt(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 10, 32)
	if err != nil {
		return 0
	}
	return n
}
