// Package triage says which open dispute cases will need help first: how likely
// a case is not to be resolved in time, to come back, or to escalate, and what
// in the case says so.
//
// It knows cases and areas, never persons. A feature list names the columns it
// may read, each with the codes or classes it may take; a list that names a
// column about a person does not load. A moment counts only once it has passed:
// what a case shows at the end of a day is what its register could show then.
//
// A model is learnt from the cases that were open at the end of past weeks
// (landmarks), judged on later weeks it has not seen, and refuses to score where
// it is not better there than the share of cases that end so anyway.
package triage

import (
	"time"

	"github.com/anlan-lake/anlan"
)

func bad(format string, args ...any) *anlan.Error {
	return anlan.Errorf(anlan.Invalid, "triage: "+format, args...)
}

const day = 24 * time.Hour

// daysBetween counts the days from one moment to another, with fractions.
func daysBetween(from, to time.Time) float64 { return to.Sub(from).Hours() / 24 }
