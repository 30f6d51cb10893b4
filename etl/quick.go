package etl

import "encoding/binary"

// shortCell is a cell of up to seven bytes of a number column, and its value.
// Whether something is done, how many people, what was paid in full: such
// cells come again and again.
type shortCell struct {
	key uint64 // the bytes, and behind them how many they are and 1; 0 for none
	num int64
}

// shortKey gives the key of a cell of up to seven bytes, and its place.
func shortKey(raw []byte) (key uint64, place uint8) {
	key = uint64(len(raw)+1) << 56
	if cap(raw) >= 8 { // a cell is nearly always followed by others
		key |= binary.LittleEndian.Uint64(raw[:8]) & (1<<(8*len(raw)) - 1)
	} else {
		for i, c := range raw {
			key |= uint64(c) << (8 * i)
		}
	}
	return key, uint8(key * 0x9E3779B97F4A7C15 >> 56)
}

// quick gives the value of a cell that needs no closer look: one met before, or
// a time in the form that nearly all have.
func (c *columnReader) quick(raw []byte) (int64, bool) {
	switch n := len(raw); {
	case n == 0:
		return 0, false
	case n < 8:
		if c.short == nil {
			return 0, false
		}
		key, place := shortKey(raw)
		s := &c.short[place]
		return s.num, s.key == key
	case n == 19 && c.p.typ == typeTimestamp && !c.p.Hour:
		return c.day.time(raw)
	}
	return 0, false
}

// remember keeps the value of a short cell in which nothing is wrong.
func (c *columnReader) remember(raw []byte, num int64) {
	if n := len(raw); n > 0 && n < 8 {
		if c.short == nil {
			c.short = make([]shortCell, 256)
		}
		key, place := shortKey(raw)
		c.short[place] = shortCell{key, num}
	}
}

// isoDate reads 2026-10-16 08:05:09 as parseTime does, with the day that it
// read last, which is most often the day of the next row.
type isoDate struct {
	head uint64 // 2026-10-
	tail uint16 // 16
	day  int64
}

func (d *isoDate) time(b []byte) (micros int64, ok bool) {
	b = b[:19]
	head, tail := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint16(b[8:])
	if b[10] != ' ' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	h, m, s := two(b[11:]), two(b[14:]), two(b[17:])
	if h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 {
		return 0, false
	}
	if head != d.head || tail != d.tail {
		day, ok := isoDay(b[:10])
		if !ok || b[4] != '-' || b[7] != '-' {
			return 0, false
		}
		d.head, d.tail, d.day = head, tail, day
	}
	return d.day*dayMicros + int64(h*3600+m*60+s)*1e6, true
}
