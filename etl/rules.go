package etl

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// orderTolerance is how far times may stand in the wrong order before it is a
// soft error: clocks differ.
const orderTolerance = int64(10 * time.Minute / time.Microsecond)

// rules checks the rules across columns on the rows from base on.
func (rd *reading) rules(seg *segment, base int) {
	r := rd.run
	for _, pair := range r.c.Rules.PartWhole {
		rd.partWhole(seg, base, pair)
	}
	for _, pair := range r.c.Rules.TimeOrder {
		a, b := &seg.vecs[r.index(pair[0])], &seg.vecs[r.index(pair[1])]
		dates := a.typ == typeDate || b.typ == typeDate
		for row := base; row < seg.rows(); row++ {
			if a.null[row] || b.null[row] {
				continue
			}
			if dates && a.day(row) > b.day(row) || !dates && a.num[row]-b.num[row] > orderTolerance {
				seg.flags[row] |= 1
			}
		}
	}
	for i, f := range r.c.Rules.Flags {
		when, empty := &seg.vecs[r.index(f.When)], &seg.vecs[r.index(f.Empty)]
		for row := base; row < seg.rows(); row++ {
			if !empty.isNull(row) || when.isNull(row) || len(f.In) > 0 && !slices.Contains(f.In, when.word(row)) {
				continue
			}
			seg.flags[row] |= 2 << i
		}
	}
	if r.c.Area != nil && r.c.Area.Level != "" {
		rd.levels(seg, base)
	}
}

// word gives a text or boolean as contracts write it.
func (v *vector) word(r int) string {
	if v.typ == typeBool {
		if v.num[r] == 1 {
			return "true"
		}
		return "false"
	}
	return string(v.text(r))
}

func (rd *reading) partWhole(seg *segment, base int, pair [2]string) {
	r := rd.run
	ia := r.index(pair[0])
	a, b := &seg.vecs[ia], &seg.vecs[r.index(pair[1])]
	for row := base; row < seg.rows(); row++ {
		if a.null[row] || b.null[row] {
			continue
		}
		more := a.num[row] > b.num[row]
		if a.typ == typeFloat {
			more = math.Float64frombits(uint64(a.num[row])) > math.Float64frombits(uint64(b.num[row]))
		}
		if more {
			seg.mark[row] |= markRejected
			rd.b.reject(int64(seg.line[row]), pair[0], rd.header(ia), anlan.RulePart, "no more than "+pair[1])
		}
	}
}

// levels checks that the level an area is said to have is its code's.
func (rd *reading) levels(seg *segment, base int) {
	r := rd.run
	il := r.index(r.c.Area.Level)
	code, level := &seg.vecs[r.index(r.c.Area.Column)], &seg.vecs[il]
	for row := base; row < seg.rows(); row++ {
		l, ok := r.o.Levels.Of(string(code.text(row)))
		if said := level.text(row); ok && len(said) > 0 && string(said) != string(rune('0'+int(l))) {
			rule, expected := faultLevel.of(nil)
			seg.mark[row] |= markRejected
			rd.b.reject(int64(seg.line[row]), r.c.Area.Level, rd.header(il), rule, expected)
		}
	}
}

func (rd *reading) header(i int) string {
	if rd.cols[i] == nil {
		return ""
	}
	return rd.cols[i].header
}

// finish gives the good rows from base on their hash, their counts and their
// place among the keys.
func (rd *reading) finish(seg *segment, base int) error {
	r, b := rd.run, rd.b
	for row := base; row < seg.rows(); row++ {
		if seg.mark[row]&markRejected != 0 {
			continue
		}
		rd.buf = rd.buf[:0]
		for i := range seg.vecs {
			rd.buf = seg.vecs[i].appendTo(rd.buf, row)
		}
		sum := sha256.Sum256(rd.buf)
		seg.hash[row] = binary.BigEndian.Uint64(sum[:8])
		if seg.flags[row] != 0 {
			seg.mark[row] |= markFlagged
		}
		if r.unlocated >= 0 {
			if l, ok := r.o.Levels.Of(string(seg.vecs[r.unlocated].text(row))); ok && l <= anlan.County {
				seg.mark[row] |= markUnlocated
			}
		}
		rd.buf = rd.buf[:0]
		for _, i := range r.key {
			rd.buf = seg.vecs[i].appendTo(rd.buf, row)
		}
		sum = sha256.Sum256(rd.buf)
		version := int64(0)
		if r.version >= 0 {
			version = seg.vecs[r.version].micros(row)
		}
		rd.keep([16]byte(sum[:16]), version, row)
		if r.event >= 0 && seg.mark[row]&markRejected == 0 {
			at := eventTime(seg.vecs[r.event].micros(row), r.o.Loc)
			if b.FirstEvent.IsZero() || at.Before(b.FirstEvent) {
				b.FirstEvent = at
			}
			if at.After(b.LastEvent) {
				b.LastEvent = at
			}
		}
	}
	return nil
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
