package etl

import (
	"slices"

	"github.com/anlan-lake/anlan"
)

// rowKey is the key of a row, by 96 bits of a hash that no two keys will share,
// and its version.
type rowKey struct {
	lo      uint64
	version int64
	hi      uint32
	row     uint32 // number in the run; of a row in the lake, lakeRow
}

// lakeRow stands for a row that the lake holds.
const lakeRow = 1<<32 - 1

// Keys are kept apart by the first bits of their hash, so that each part fits
// the processor's cache when its keys are set against one another.
const (
	keyParts = 256
	keyBlock = 2048
)

// keyLog collects the keys of all good rows of a run: 24 bytes a row.
type keyLog struct {
	parts [keyParts][][]rowKey
	count int
}

func (l *keyLog) add(k rowKey) {
	l.count++
	p := &l.parts[k.lo>>56]
	n := len(*p)
	if n == 0 || len((*p)[n-1]) == cap((*p)[n-1]) {
		size := keyBlock
		if n == 0 {
			size = 16 // most runs are small
		} else if n < 8 {
			size = min(keyBlock, 4*cap((*p)[n-1]))
		}
		*p = append(*p, make([]rowKey, 0, size))
		n++
	}
	(*p)[n-1] = append((*p)[n-1], k)
}

// repeated calls found for each key that is there more than once, with its
// rows in order of arrival, those of the lake first. dead says of a row that it
// does not count.
func (l *keyLog) repeated(dead func(row uint32) bool, found func([]rowKey)) {
	var all []rowKey
	var slots []uint32
	for i := range l.parts {
		all = all[:0]
		for _, block := range l.parts[i] {
			for _, k := range block {
				if k.row == lakeRow || !dead(k.row) {
					all = append(all, k)
				}
			}
		}
		size := 16
		for size < 2*len(all) {
			size *= 2
		}
		slots = grown(slots, size)
		var groups map[uint32][]rowKey
		for n, k := range all {
			at := uint32(k.lo) & uint32(size-1)
			for ; slots[at] != 0; at = (at + 1) & uint32(size-1) {
				if first := all[slots[at]-1]; first.lo == k.lo && first.hi == k.hi {
					if groups == nil {
						groups = map[uint32][]rowKey{}
					}
					if groups[slots[at]] == nil {
						groups[slots[at]] = []rowKey{first}
					}
					groups[slots[at]] = append(groups[slots[at]], k)
					break
				}
			}
			if slots[at] == 0 {
				slots[at] = uint32(n + 1)
			}
		}
		firsts := make([]uint32, 0, len(groups))
		for first := range groups {
			firsts = append(firsts, first)
		}
		slices.Sort(firsts)
		for _, first := range firsts {
			g := groups[first]
			slices.SortStableFunc(g, func(a, b rowKey) int { return int(int64(a.row+1) - int64(b.row+1)) })
			found(g)
		}
	}
}

// contest settles who stays among the rows of one key, g, as if they arrived one
// after another. Of rows of one batch the newest stays, of equal ones the last;
// the others are rejected. A row that arrives after a newer one of another
// batch, or of the lake, is stale and rejected; a row that a later one replaces
// has landed, but is not written.
func (r *run) contest(g []rowKey) {
	type version struct {
		at   int64
		have bool
	}
	var best version
	survivor := uint32(lakeRow)
	for len(g) > 0 {
		if g[0].row == lakeRow {
			best = version{g[0].version, true}
			g = g[1:]
			continue
		}
		b := r.batchOf(g[0].row)
		win := g[0]
		for g = g[1:]; len(g) > 0 && r.batchOf(g[0].row) == b; g = g[1:] {
			if g[0].version < win.version {
				r.duplicate(b, g[0].row, win.row)
				continue
			}
			r.duplicate(b, win.row, g[0].row)
			win = g[0]
		}
		if r.apart { // batches are not set against one another
			continue
		}
		if best.have && win.version < best.at {
			r.stale(b, win.row)
			continue
		}
		best = version{win.version, true}
		if survivor != lakeRow {
			r.replaced.set(survivor)
			r.undone = true
		}
		survivor = win.row
	}
}

// duplicate rejects a row for another one of its key in the batch.
func (r *run) duplicate(b *batch, row, winner uint32) {
	i := int(row - b.first)
	b.mark[i] |= markRejected
	r.undone = true
	b.reject(b.line(i), r.keyColumn(), "", anlan.RuleDuplicate, "one row for each key; "+b.unit+" "+itoa(b.line(int(winner-b.first)))+" is newer")
}

// stale rejects a row of which there is a newer version.
func (r *run) stale(b *batch, row uint32) {
	i := int(row - b.first)
	b.mark[i] |= markRejected
	r.undone = true
	b.reject(b.line(i), r.c.Updated, "", anlan.RuleStale, "a row no older than the one in the lake")
}

func itoa(n int64) string { return string(appendInt(nil, n)) }

// keyColumn names the key in rejects: the one column, or "" for several.
func (r *run) keyColumn() string {
	if len(r.c.Key) == 1 {
		return r.c.Key[0]
	}
	return ""
}

// rowSet is a set of rows by number.
type rowSet []uint64

func (s *rowSet) set(row uint32) {
	for int(row/64) >= len(*s) {
		*s = append(*s, make([]uint64, len(*s)+64)...)
	}
	(*s)[row/64] |= 1 << (row % 64)
}

func (s rowSet) has(row uint32) bool {
	return int(row/64) < len(s) && s[row/64]&(1<<(row%64)) != 0
}
