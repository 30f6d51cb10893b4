package etl

import (
	"fmt"
	"slices"
	"strings"
)

// ContractFault is one thing wrong with a contract, with its place in the file.
type ContractFault struct {
	Line, Column int
	Message      string
}

// ContractError is all that is wrong with a contract, in order of place.
type ContractError struct {
	File   string
	Faults []ContractFault
}

// Error gives one line for each fault: file:line:column: message.
func (e *ContractError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", e.File, f.Line, f.Column, f.Message)
	}
	return strings.Join(lines, "\n")
}

// spot is where a part of a contract stands.
type spot struct{ line, column int }

// contractReview gathers what is wrong with one contract. Parts are named by
// their path, schema[0].properties[3].name.
type contractReview struct {
	at     map[string]spot
	faults []ContractFault
}

// say notes a fault of the part at path, or of the nearest part around it that
// is written.
func (r *contractReview) say(path, format string, args ...any) {
	p, ok := r.at[path]
	for !ok && path != "" {
		path = path[:max(strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '['), 0)]
		p, ok = r.at[path]
	}
	r.sayAt(p, format, args...)
}

func (r *contractReview) sayAt(p spot, format string, args ...any) {
	r.faults = append(r.faults, ContractFault{p.line, p.column, fmt.Sprintf(format, args...)})
}

// err gives all faults in order of place, nil where there are none.
func (r *contractReview) err(name string) error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b ContractFault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return &ContractError{name, slices.Compact(r.faults)}
}
