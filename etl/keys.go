package etl

import (
	"slices"

	"github.com/anlan-lake/anlan"
)

// keep sets a row of the batch's last segment against the row of the same key
// in the batch, if there is one: the older version, or where versions are equal
// or the data set has none the earlier line, is rejected. Rows of other batches
// are the lake's matter, which takes batches one after another.
func (rd *reading) keep(key [16]byte, version int64, row int) {
	b := rd.b
	s := b.last()
	slot, again := rd.keys.find(key)
	if again {
		old := slot.place()
		os := b.segs[old.seg]
		if version < old.version {
			rd.duplicate(s, row, os.line[old.row])
			return
		}
		rd.duplicate(os, old.row, s.line[row])
	}
	slot.set(place{version, len(b.segs) - 1, row})
}

func (rd *reading) duplicate(s *segment, row int, winner uint32) {
	s.mark[row] |= markRejected
	rd.b.reject(int64(s.line[row]), rd.run.keyColumn(), "", anlan.RuleDuplicate, "one row for each key; "+rd.t.unit+" "+itoa(winner)+" is newer")
}

func itoa(n uint32) string { return string(appendInt(nil, int64(n))) }

// keyColumn names the key in rejects: the one column, or "" for several.
func (r *run) keyColumn() string {
	if len(r.c.Key) == 1 {
		return r.c.Key[0]
	}
	return ""
}

// count fills the batch's counts from the marks of its rows.
func (b *batch) count() {
	b.Flagged, b.NotLocated = 0, 0
	for _, s := range b.segs {
		for _, m := range s.mark {
			if m&markRejected != 0 {
				continue
			}
			if m&markFlagged != 0 {
				b.Flagged++
			}
			if m&markUnlocated != 0 {
				b.NotLocated++
			}
		}
	}
	b.Landed = b.Received - b.Rejected
}

// stale rejects a row of which the lake holds a newer version.
func (r *run) stale(b *batch, line int64) {
	for _, s := range b.segs {
		if row, ok := slices.BinarySearch(s.line, uint32(line)); ok {
			s.mark[row] |= markRejected
		}
	}
	b.reject(line, r.c.Updated, "", anlan.RuleStale, "a row no older than the one in the lake")
}
