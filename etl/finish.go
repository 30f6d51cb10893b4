package etl

import (
	"encoding/binary"
	"math/bits"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/anlan-lake/anlan"
)

// finish gives the good rows their hash, their key and their partition.
func (ps *blockParser) finish(p *parsed) {
	r, seg := ps.run, p.seg
	n := seg.rows()
	seg.hash, seg.key, seg.part = grown(seg.hash, n), grown(seg.key, n), grown(seg.part, n)
	p.first, p.last = 1, 0
	ps.sums = grown(ps.sums, n)
	for i := range seg.vecs {
		seg.vecs[i].mixInto(ps.sums)
	}
	for row, sum := range ps.sums {
		seg.hash[row] = uint32(sum ^ sum>>32)
	}
	for row := range n {
		if seg.mark[row]&markRejected != 0 {
			continue
		}
		if seg.flags[row] != 0 {
			seg.mark[row] |= markFlagged
		}
		if r.unlocated >= 0 {
			if l, ok := r.o.Levels.Of(string(seg.vecs[r.unlocated].text(row))); ok && l <= anlan.County {
				seg.mark[row] |= markUnlocated
			}
		}
		ps.buf = ps.buf[:0]
		for _, i := range r.key {
			ps.buf = seg.vecs[i].appendTo(ps.buf, row)
		}
		key := keyOf(ps.buf)
		if r.version >= 0 {
			key.version = seg.vecs[r.version].micros(row)
		}
		seg.key[row] = key
		if r.event < 0 {
			continue
		}
		event := &seg.vecs[r.event]
		at := event.micros(row)
		if p.first > p.last {
			p.first, p.last = at, at
		} else {
			p.first, p.last = min(p.first, at), max(p.last, at)
		}
		seg.part[row] = ps.days.part(event.day(row), r.c.Partition)
	}
	seg.size = seg.bytes()
}

// grown gives a slice of n elements, with the memory of s where that is enough.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, max(n, blockRows))
	}
	s = s[:n]
	clear(s)
	return s
}

// keyOf gives the key of a row from its values, as appendTo writes them.
func keyOf(b []byte) rowKey {
	h := xxh3.Hash128(b)
	return rowKey{lo: h.Lo, hi: uint32(h.Hi)}
}

// mixInto mixes the value of each row into its hash. Rows that differ in one
// column alone have different hashes of 64 bits, but for texts of one hash.
func (v *vector) mixInto(sums []uint64) {
	mix := func(sum, value uint64) uint64 {
		sum = (bits.RotateLeft64(sum, 29) ^ value) * 0x9E3779B97F4A7C15
		return sum ^ sum>>32
	}
	switch {
	case v.table != nil:
		for row, n := range v.code {
			sums[row] = mix(sums[row], v.words.sum[n])
		}
	case v.typ == typeText:
		for row := range v.end {
			sums[row] = mix(sums[row], xxh3.Hash(v.text(row)))
		}
	default:
		for row, n := range v.num {
			sums[row] = mix(sums[row], uint64(n))
			if v.null[row] { // and no number
				sums[row] = mix(sums[row], 1)
			}
		}
	}
}

// appendTo appends the value of row r so that different values differ.
func (v *vector) appendTo(b []byte, r int) []byte {
	if v.typ == typeText {
		text := v.text(r)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
		return append(b, text...)
	}
	if v.null[r] {
		return append(b, 0)
	}
	return binary.LittleEndian.AppendUint64(append(b, 1), uint64(v.num[r]))
}

func eventTime(micros int64, loc *time.Location) time.Time {
	t := time.UnixMicro(micros).UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}
