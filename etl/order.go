package etl

import (
	"bytes"
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// sorter puts the rows of a bin in the order of the run's sort columns and key,
// NULLs last.
type sorter struct {
	keys, other []sortKey
	codes       []int32
	slots       []int32
	words       [][]byte
	rank        []uint64
}

// sortKey is a row with as much of what it is sorted by as 64 bits hold.
type sortKey struct {
	key uint64
	ref uint32
}

// arrange sorts b.rows. Rows are sorted by radix on the first columns, and rows
// that are equal so far by comparison.
func (w *fileWriter) arrange(b *bin) {
	s, order := &w.sort, w.r.order
	s.keys = s.keys[:0]
	for _, ref := range b.rows {
		s.keys = append(s.keys, sortKey{ref: ref})
	}
	width, whole := 0, 0
	for _, column := range order {
		n, all := s.pack(b, column, 64-width)
		if n < 0 {
			break
		}
		width += n
		if !all {
			break
		}
		whole++
	}
	s.radix(width)
	rest := order[whole:]
	for i, k := range s.keys {
		b.rows[i] = k.ref
	}
	if len(rest) == 0 {
		return
	}
	for from := 0; from < len(s.keys); {
		to := from + 1
		for to < len(s.keys) && s.keys[to].key == s.keys[from].key {
			to++
		}
		if to-from > 1 {
			slices.SortStableFunc(b.rows[from:to], func(x, y uint32) int { return b.compare(x, y, rest) })
		}
		from = to
	}
}

// pack shifts the rank of a column's values into the keys. It gives the bits it
// took, -1 where there is no room, and whether equal ranks are equal values.
func (s *sorter) pack(b *bin, column, room int) (width int, all bool) {
	if b.segs[0].vecs[column].typ == typeText {
		return s.packText(b, column, room)
	}
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	float := b.segs[0].vecs[column].typ == typeFloat
	s.rank = s.rank[:0]
	for _, k := range s.keys {
		v, row := &b.segs[k.ref>>11].vecs[column], k.ref&(1<<11-1)
		n := v.num[row]
		if float && n < 0 { // bits of a negative number, in its order
			n ^= math.MaxInt64
		}
		if v.null[row] {
			s.rank = append(s.rank, math.MaxUint64)
			continue
		}
		lo, hi = min(lo, n), max(hi, n)
		s.rank = append(s.rank, uint64(n))
	}
	width = 1 // of NULLs alone
	if lo <= hi {
		width = bits.Len64(uint64(hi)-uint64(lo)) + 1
	}
	if width > room {
		return -1, false
	}
	for i := range s.keys {
		v := &b.segs[s.keys[i].ref>>11].vecs[column]
		rank := uint64(1)<<(width-1) | (uint64(1)<<(width-1) - 1)
		if !v.null[s.keys[i].ref&(1<<11-1)] {
			rank = s.rank[i] - uint64(lo)
		}
		s.keys[i].key = s.keys[i].key<<width | rank
	}
	return width, true
}

// maxRanked is how many different texts of a column are ranked; of more, the
// first bytes are taken.
const maxRanked = 1 << 15

func (s *sorter) packText(b *bin, column, room int) (width int, all bool) {
	if s.slots == nil {
		s.slots = make([]int32, 2*maxRanked)
	}
	clear(s.slots)
	s.words, s.codes = s.words[:0], s.codes[:0]
	for _, k := range s.keys {
		v := b.segs[k.ref>>11].vecs[column].text(int(k.ref & (1<<11 - 1)))
		if len(v) == 0 {
			s.codes = append(s.codes, -1)
			continue
		}
		at := xxhash.Sum64(v) & (2*maxRanked - 1)
		for ; s.slots[at] != 0 && !bytes.Equal(s.words[s.slots[at]-1], v); at = (at + 1) & (2*maxRanked - 1) {
		}
		if s.slots[at] == 0 {
			if len(s.words) == maxRanked {
				return s.packPrefix(b, column, room)
			}
			s.words = append(s.words, v)
			s.slots[at] = int32(len(s.words))
		}
		s.codes = append(s.codes, s.slots[at]-1)
	}
	width = bits.Len(uint(len(s.words)))
	if width > room {
		return -1, false
	}
	byWord := make([]int32, len(s.words))
	for i := range byWord {
		byWord[i] = int32(i)
	}
	slices.SortFunc(byWord, func(x, y int32) int { return bytes.Compare(s.words[x], s.words[y]) })
	rank := make([]uint64, len(s.words))
	for i, n := range byWord {
		rank[n] = uint64(i)
	}
	for i := range s.keys {
		n := uint64(len(s.words))
		if s.codes[i] >= 0 {
			n = rank[s.codes[i]]
		}
		s.keys[i].key = s.keys[i].key<<width | n
	}
	return width, true
}

// packPrefix takes the first bytes of texts.
func (s *sorter) packPrefix(b *bin, column, room int) (width int, all bool) {
	n := min(room/8, 8)
	if n == 0 {
		return -1, false
	}
	for i := range s.keys {
		v := b.segs[s.keys[i].ref>>11].vecs[column].text(int(s.keys[i].ref & (1<<11 - 1)))
		var key uint64
		for k := range n {
			c := byte(0)
			switch {
			case len(v) == 0:
				c = 0xFF
			case k < len(v):
				c = v[k]
			}
			key = key<<8 | uint64(c)
		}
		if n == 8 {
			s.keys[i].key = key
		} else {
			s.keys[i].key = s.keys[i].key<<(8*n) | key
		}
	}
	return 8 * n, false
}

// radix sorts the keys by their lowest bits, stably.
func (s *sorter) radix(width int) {
	if cap(s.other) < len(s.keys) {
		s.other = make([]sortKey, len(s.keys))
	}
	s.other = s.other[:len(s.keys)]
	const step = 11
	for shift := 0; shift < width; shift += step {
		var count [1<<step + 1]int
		for _, k := range s.keys {
			count[k.key>>shift&(1<<step-1)+1]++
		}
		if slices.Contains(count[:], len(s.keys)) { // all alike
			continue
		}
		for i := 1; i < len(count); i++ {
			count[i] += count[i-1]
		}
		for _, k := range s.keys {
			d := k.key >> shift & (1<<step - 1)
			s.other[count[d]] = k
			count[d]++
		}
		s.keys, s.other = s.other, s.keys
	}
}

// compare compares two rows of a bin by columns, NULLs last.
func (b *bin) compare(x, y uint32, columns []int) int {
	sx, rx, sy, ry := b.segs[x>>11], int(x&(1<<11-1)), b.segs[y>>11], int(y&(1<<11-1))
	for _, i := range columns {
		v, w := &sx.vecs[i], &sy.vecs[i]
		nx, ny := v.isNull(rx), w.isNull(ry)
		c := 0
		switch {
		case nx || ny:
			if nx != ny {
				c = -1
				if nx {
					c = 1
				}
			}
		case v.typ == typeText:
			c = bytes.Compare(v.text(rx), w.text(ry))
		case v.typ == typeFloat:
			c = cmp.Compare(math.Float64frombits(uint64(v.num[rx])), math.Float64frombits(uint64(w.num[ry])))
		default:
			c = cmp.Compare(v.num[rx], w.num[ry])
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
