// Package document reads YAML that people write into structs, strictly: a key
// the struct lacks, a key twice, a value of another kind and a word that is not
// allowed are faults, all of them told at once, each with its place. What a
// reader finds wrong later it says of a path, and the place is found again. The
// same structs give a JSON Schema for editors.
//
// Fields carry tags: yaml is the key; doc what an editor says of it; need marks
// what may not be left out; one lists the words that are allowed; pairs reads a
// struct from a list of {property, value}.
package document

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with a document, with its place in the file: 1-based,
// 0 where it stands nowhere.
type Fault struct {
	Line, Column int
	Message      string
}

// Error is all that is wrong with a document, in order of place.
type Error struct {
	File   string
	Faults []Fault
}

// Error gives one line for each fault: file:line:column: message.
func (e *Error) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", e.File, f.Line, f.Column, f.Message)
	}
	return strings.Join(lines, "\n")
}

// spot is where a part of a document stands.
type spot struct{ line, column int }

// Review gathers what is wrong with one document. Parts are named by their
// path, schema[0].properties[3].name.
type Review struct {
	at     map[string]spot
	faults []Fault
}

// Say notes a fault of the part at path, or of the nearest part around it that
// is written.
func (r *Review) Say(path, format string, args ...any) {
	p, ok := r.at[path]
	for !ok && path != "" {
		path = path[:max(strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '['), 0)]
		p, ok = r.at[path]
	}
	r.sayAt(p, format, args...)
}

func (r *Review) sayAt(p spot, format string, args ...any) {
	r.faults = append(r.faults, Fault{p.line, p.column, fmt.Sprintf(format, args...)})
}

// Err gives all faults in order of place as an *Error, nil where there are none.
func (r *Review) Err(name string) error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return &Error{name, slices.Compact(r.faults)}
}
