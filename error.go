package anlan

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about an error. Anything that is not an
// *Error is Internal: a defect or a broken machine.
type Kind int

// The kinds, in the order of their exit codes.
const (
	Internal    Kind = iota + 1 // a defect, or a machine that failed: exit 1
	Invalid                     // the input or the command line is wrong: exit 2
	NotFound                    // no such lake, area, file or edition: exit 3
	Held                        // a batch or an edition is held back for a person: exit 4
	Conflict                    // somebody else is writing: exit 5
	Unavailable                 // disk full, source out of reach, interrupted: try again later: exit 6
)

// Error is an error that a person can act upon: what was being done and what
// is wrong (Msg), and what happens next or what to do (Next, may be empty).
type Error struct {
	Kind Kind
	Msg  string
	Next string
	Err  error // the cause, or nil
}

// Error gives the message, the cause and what happens next, in one line.
func (e *Error) Error() string {
	s := e.Msg
	if e.Err != nil {
		if s != "" {
			s += ": "
		}
		s += e.Err.Error()
	}
	if e.Next != "" {
		s += "; " + e.Next
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an *Error of the given kind; %w in the format keeps the cause
// within reach of errors.Is and errors.As.
func Errorf(kind Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	if errors.Unwrap(err) == nil {
		return &Error{Kind: kind, Msg: err.Error()}
	}
	return &Error{Kind: kind, Err: err}
}

// WithNext says what happens next, or what to do, and gives e back.
func (e *Error) WithNext(format string, args ...any) *Error {
	e.Next = fmt.Sprintf(format, args...)
	return e
}

// KindOf gives the kind of the first *Error in err's chain, Internal where
// there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// ExitCode gives the exit code of a command that ended with err: 0 for nil,
// otherwise the number of its kind.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	return int(KindOf(err))
}
