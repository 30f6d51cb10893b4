package etl

import "encoding/binary"

// keyTable finds the place of a key, by 128 bits of a hash that no two keys
// will share. It is a hash table with open addressing: 32 bytes a slot, no
// pointers.
type keyTable struct {
	slots []keySlot
	used  int
}

type keySlot struct {
	hi, lo  uint64
	version int64
	seg     uint32 // number of the segment and 1; 0 for an empty slot
	row     uint32
}

// place is where the row of a key stands that has won so far in its batch.
type place struct {
	version int64
	seg     int
	row     int
}

// find gives the slot of a key, and whether the key was there before; if not,
// the slot has to be set before the next call.
func (t *keyTable) find(key [16]byte) (slot *keySlot, known bool) {
	if 4*t.used >= 3*len(t.slots) {
		t.grow()
	}
	hi, lo := binary.LittleEndian.Uint64(key[:8]), binary.LittleEndian.Uint64(key[8:])
	s := t.probe(hi, lo)
	if s.seg != 0 {
		return s, true
	}
	t.used++
	s.hi, s.lo = hi, lo
	return s, false
}

func (t *keyTable) probe(hi, lo uint64) *keySlot {
	mask := uint64(len(t.slots) - 1)
	for i := lo & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.seg == 0 || s.hi == hi && s.lo == lo {
			return s
		}
	}
}

func (t *keyTable) grow() {
	old := t.slots
	t.slots = make([]keySlot, max(1024, 2*len(old)))
	for _, s := range old {
		if s.seg != 0 {
			*t.probe(s.hi, s.lo) = s
		}
	}
}

func (s *keySlot) place() place { return place{s.version, int(s.seg) - 1, int(s.row)} }

func (s *keySlot) set(p place) { s.version, s.seg, s.row = p.version, uint32(p.seg+1), uint32(p.row) }
