package etl

import (
	finder "github.com/anlan-lake/anlan/internal/person"
)

// guardReviewed is the word by which a contract says that somebody has looked.
const guardReviewed = "reviewed"

// checkGuard says that a number column is scanned, and refuses a kept column
// whose header says that it is about a person. Codes of a list cannot be.
func (p *Property) checkGuard(say func(part, format string, args ...any)) {
	p.numGuard = p.guardsNumber()
	if !p.kept() || p.Guard == guardReviewed || p.codes != nil || p.typ == typeBool {
		return
	}
	for _, h := range append([]string{p.Name}, p.Header...) {
		if w := finder.Header(h); w != "" {
			say(".businessName", "the header %s sounds like a person's (%s): set treatment to drop or landing_only or, where it holds no person, guard to %s", h, w, guardReviewed)
			return
		}
	}
}
