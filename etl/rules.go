package etl

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// orderTolerance is how far times may stand in the wrong order before it is a
// soft error: clocks differ.
const orderTolerance = int64(10 * time.Minute / time.Microsecond)

// rules checks the rules across columns.
func (ps *blockParser) rules(p *parsed) {
	r, seg := ps.run, p.seg
	for _, pair := range r.c.Rules.PartWhole {
		ps.partWhole(p, PartWhole{Part: pair[0], Whole: pair[1]}, &Severity{})
	}
	for _, w := range r.c.Rules.PartWholeWhen {
		ps.partWhole(p, w, &Severity{})
	}
	for _, pair := range r.c.Rules.StartsWith {
		ps.startsWith(p, pair, &Severity{})
	}
	for _, pair := range r.c.Rules.TimeOrder {
		broken := r.outOfOrder(seg, pair)
		for row := range seg.rows() {
			if broken(row) {
				seg.flags[row] |= 1
			}
		}
	}
	for i, f := range r.c.Rules.Flags {
		holds := r.condition(seg, f)
		empty := &seg.vecs[r.index(f.Empty)]
		for row := range seg.rows() {
			if empty.isNull(row) && holds(row) {
				seg.flags[row] |= 2 << i
			}
		}
	}
	ps.graded(p)
	if r.c.Area != nil && r.c.Area.Level != "" {
		ps.levels(p)
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

func (ps *blockParser) partWhole(p *parsed, w PartWhole, s *Severity) {
	r, seg := ps.run, p.seg
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
	for row := range seg.rows() {
		missing := func(v *vector) bool { return v.null[row] }
		if a.null[row] || slices.ContainsFunc(wholes, missing) {
			continue
		}
		if when != nil && (when.isNull(row) || !slices.Contains(w.In, when.word(row))) {
			continue
		}
		if a.compareSum(wholes, row) > 0 {
			p.judge(s, row, w.Part, ps.header(ia), anlan.RulePart, "no more than "+w.Whole)
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
func (ps *blockParser) startsWith(p *parsed, pair [2]string, s *Severity) {
	r, seg := ps.run, p.seg
	ic := r.index(pair[0])
	code, head := &seg.vecs[ic], &seg.vecs[r.index(pair[1])]
	for row := range seg.rows() {
		if code.isNull(row) || head.isNull(row) || bytes.HasPrefix(code.text(row), head.text(row)) {
			continue
		}
		p.judge(s, row, pair[0], ps.header(ic), anlan.RuleCode, "a code that starts with that of "+pair[1])
	}
}

// levels checks that the level an area is said to have is its code's.
func (ps *blockParser) levels(p *parsed) {
	r, seg := ps.run, p.seg
	il := r.index(r.c.Area.Level)
	code, level := &seg.vecs[r.index(r.c.Area.Column)], &seg.vecs[il]
	for row := range seg.rows() {
		l, ok := r.o.Levels.Of(string(code.text(row)))
		if said := level.text(row); ok && len(said) > 0 && string(said) != string(rune('0'+int(l))) {
			rule, expected := faultLevel.of(nil)
			p.reject(row, r.c.Area.Level, ps.header(il), rule, expected)
		}
	}
}

func (ps *blockParser) header(i int) string {
	if ps.cols[i] == nil {
		return ""
	}
	return ps.cols[i].header
}
