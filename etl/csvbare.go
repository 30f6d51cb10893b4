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

// bytesOf gives the bytes of x that are c, of which pattern has eight: the
// highest bit of each.
func bytesOf(x, pattern uint64) uint64 {
	x ^= pattern
	return ^((x&lowBits + lowBits) | x | lowBits)
}

// bareRows cuts rows without a quote, eight bytes at a time, as long as they lie
// whole in the window. It stops before a row that has a quote, and where the
// block has max rows.
func (r *csvReader) bareRows(b *block, max int) {
	buf, first := r.buf, r.pos
	base := len(b.buf) - first // from places in the window to those in the block
	delim, end, quote := uint64(r.delim)*everyByte, uint64('\n')*everyByte, uint64('"')*everyByte
	cells := b.cells
	cell, row := first, first // where those under way begin
scan:
	for i := first; i+8 <= len(buf) && b.rows() < max; i += 8 {
		x := binary.LittleEndian.Uint64(buf[i:])
		ends := bytesOf(x, end)
		marks := ends | bytesOf(x, delim)
		quotes := bytesOf(x, quote)
		if quotes != 0 {
			marks &= quotes&-quotes - 1
		}
		for ; marks != 0; marks &= marks - 1 {
			k := bits.TrailingZeros64(marks)
			at := i + k>>3
			if ends>>k&1 == 0 {
				cells = append(cells, span{int32(base + cell), int32(base + at)})
				cell = at + 1
				continue
			}
			to := at
			if to > cell && buf[to-1] == '\r' {
				to--
			}
			r.line++
			if c := buf[row]; (c <= ' ' || c >= 0x80) && len(bytes.TrimSpace(buf[row:at])) == 0 {
				cells = cells[:b.first[len(b.first)-1]]
			} else {
				b.cells = append(cells, span{int32(base + cell), int32(base + to)})
				b.endRow(r.line, false)
				cells = b.cells
			}
			cell, row = at+1, at+1
			if b.rows() == max {
				break scan
			}
		}
		if quotes != 0 {
			break
		}
	}
	b.buf = append(b.buf, buf[first:row]...)
	r.pos = row
}
