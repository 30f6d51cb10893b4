package etl

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	everyByte = 0x0101010101010101
	lowBits   = 0x7F * everyByte
)

// bareRows cuts rows without a quote, as long as they lie whole in the window.
// It stops before a row that has a quote, and where the block has max rows.
func (r *csvReader) bareRows(b *block, max int) {
	buf := r.buf
	if i := bytes.IndexByte(buf[r.pos:], '"'); i >= 0 {
		buf = buf[:r.pos+i]
	}
	first, row := r.pos, r.pos
	base := len(b.buf) - first // from places in the window to those in the block
	for b.rows() < max {
		n := bytes.IndexByte(buf[row:], '\n')
		if n < 0 {
			break
		}
		line := chomp(buf[row : row+n+1])
		r.line++
		if len(line) > 0 && (line[0] > ' ' && line[0] < 0x80 || len(bytes.TrimSpace(line)) > 0) {
			b.cells = cutCells(b.cells, buf, row, row+len(line), base, r.delim)
			b.endRow(r.line, false)
		}
		row += n + 1
	}
	b.buf = append(b.buf, buf[first:row]...)
	r.pos = row
}

// cutCells appends the cells of buf[from:to], eight bytes at a time; base is
// added to their places.
func cutCells(cells []span, buf []byte, from, to, base int, delim byte) []span {
	pattern := uint64(delim) * everyByte
	cell := from
	i := from
	for ; i+8 <= len(buf) && i < to; i += 8 {
		// The highest bit of each byte that is the delimiter.
		x := binary.LittleEndian.Uint64(buf[i:]) ^ pattern
		for marks := ^((x&lowBits + lowBits) | x | lowBits); marks != 0; marks &= marks - 1 {
			at := i + bits.TrailingZeros64(marks)>>3
			if at >= to {
				break
			}
			cells = append(cells, span{int32(base + cell), int32(base + at)})
			cell = at + 1
		}
	}
	for ; i < to; i++ { // the last bytes of the window
		if buf[i] == delim {
			cells = append(cells, span{int32(base + cell), int32(base + i)})
			cell = i + 1
		}
	}
	return append(cells, span{int32(base + cell), int32(base + to)})
}
