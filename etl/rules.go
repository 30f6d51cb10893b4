package etl

import (
	"bytes"
	"cmp"
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
		rd.partWhole(seg, base, PartWhole{Part: pair[0], Whole: pair[1]})
	}
	for _, w := range r.c.Rules.PartWholeWhen {
		rd.partWhole(seg, base, w)
	}
	for _, pair := range r.c.Rules.StartsWith {
		rd.startsWith(seg, base, pair)
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
		holds := r.condition(seg, f)
		empty := &seg.vecs[r.index(f.Empty)]
		for row := base; row < seg.rows(); row++ {
			if empty.isNull(row) && holds(row) {
				seg.flags[row] |= 2 << i
			}
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

// condition gives the test of a flag, but for the column that is empty.
func (r *run) condition(seg *segment, f Flag) func(row int) bool {
	if f.Less == [2]string{} {
		when := &seg.vecs[r.index(f.When)]
		return func(row int) bool {
			return !when.isNull(row) && (len(f.In) == 0 || slices.Contains(f.In, when.word(row)))
		}
	}
	a, b := &seg.vecs[r.index(f.Less[0])], []*vector{&seg.vecs[r.index(f.Less[1])]}
	return func(row int) bool {
		return !a.null[row] && !b[0].null[row] && a.compareSum(b, row) < 0
	}
}

func (rd *reading) partWhole(seg *segment, base int, w PartWhole) {
	r := rd.run
	ia := r.index(w.Part)
	a := &seg.vecs[ia]
	var wholes []*vector
	for _, name := range w.wholes() {
		wholes = append(wholes, &seg.vecs[r.index(name)])
	}
	var when *vector
	if w.When != "" {
		when = &seg.vecs[r.index(w.When)]
	}
	for row := base; row < seg.rows(); row++ {
		missing := func(v *vector) bool { return v.null[row] }
		if a.null[row] || slices.ContainsFunc(wholes, missing) {
			continue
		}
		if when != nil && (when.isNull(row) || !slices.Contains(w.In, when.word(row))) {
			continue
		}
		if a.compareSum(wholes, row) > 0 {
			seg.mark[row] |= markRejected
			rd.b.reject(int64(seg.line[row]), w.Part, rd.header(ia), anlan.RulePart, "no more than "+w.Whole)
		}
	}
}

// compareSum compares the number of row r with the sum of others of its type.
func (v *vector) compareSum(others []*vector, r int) int {
	if v.typ == typeFloat {
		sum := 0.0
		for _, o := range others {
			sum += math.Float64frombits(uint64(o.num[r]))
		}
		return cmp.Compare(math.Float64frombits(uint64(v.num[r])), sum)
	}
	sum := int64(0)
	for _, o := range others {
		sum += o.num[r]
	}
	return cmp.Compare(v.num[r], sum)
}

// startsWith rejects rows whose code does not start with the code it is under.
func (rd *reading) startsWith(seg *segment, base int, pair [2]string) {
	r := rd.run
	ic := r.index(pair[0])
	code, head := &seg.vecs[ic], &seg.vecs[r.index(pair[1])]
	for row := base; row < seg.rows(); row++ {
		if code.isNull(row) || head.isNull(row) || bytes.HasPrefix(code.text(row), head.text(row)) {
			continue
		}
		seg.mark[row] |= markRejected
		rd.b.reject(int64(seg.line[row]), pair[0], rd.header(ic), anlan.RuleCode, "a code that starts with that of "+pair[1])
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
