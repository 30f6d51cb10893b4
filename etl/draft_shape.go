package etl

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// cellShape is the form that all cells of a column have: runs of digits,
// capitals, small letters, or one other character.
type cellShape struct {
	runs []shapeRun
	none bool // the cells have no form in common
}

type shapeRun struct {
	kind     byte // 0 digit, A capital, a small letter, else the character itself
	low, top int
	text     []byte // what all cells have here, nil where they differ
}

// maxShapeRuns is how many runs a form may have: more is text.
const maxShapeRuns = 8

func shapeOf(cell []byte) *cellShape {
	s := &cellShape{}
	for i := 0; i < len(cell); {
		k := runKind(cell[i])
		if k == 0 || len(s.runs) == maxShapeRuns {
			return &cellShape{none: true}
		}
		j := i
		for j < len(cell) && runKind(cell[j]) == k {
			j++
		}
		s.runs = append(s.runs, shapeRun{k, j - i, j - i, bytes.Clone(cell[i:j])})
		i = j
	}
	return s
}

func runKind(c byte) byte {
	switch {
	case isDigit(c):
		return '0'
	case c >= 'A' && c <= 'Z':
		return 'A'
	case c >= 'a' && c <= 'z':
		return 'a'
	case bytes.IndexByte([]byte("-_/.:# "), c) >= 0:
		return c
	}
	return 0
}

// widen makes the form one that this cell has too.
func (s *cellShape) widen(cell []byte) {
	if s.none {
		return
	}
	o := shapeOf(cell)
	if o.none || len(o.runs) != len(s.runs) {
		s.none = true
		return
	}
	for i := range s.runs {
		a, b := &s.runs[i], &o.runs[i]
		if a.kind != b.kind {
			s.none = true
			return
		}
		a.low, a.top = min(a.low, b.low), max(a.top, b.top)
		if !bytes.Equal(a.text, b.text) {
			a.text = nil
		}
	}
}

// pattern gives the form as a regular expression, "" for none.
func (s *cellShape) pattern() string {
	if s == nil || s.none {
		return ""
	}
	var b strings.Builder
	free := false
	for _, r := range s.runs {
		if r.text != nil {
			b.WriteString(regexp.QuoteMeta(string(r.text)))
			continue
		}
		free = true
		b.WriteString(map[byte]string{'0': `\d`, 'A': `[A-Z]`, 'a': `[a-z]`}[r.kind])
		if b.Len() > 0 && r.kind != '0' && r.kind != 'A' && r.kind != 'a' {
			b.WriteString(regexp.QuoteMeta(string(r.kind)))
		}
		switch {
		case r.low == r.top && r.low == 1:
		case r.low == r.top:
			fmt.Fprintf(&b, "{%d}", r.low)
		default:
			fmt.Fprintf(&b, "{%d,%d}", r.low, r.top)
		}
	}
	if !free {
		return ""
	}
	return b.String()
}
