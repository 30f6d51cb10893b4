package etl

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/anlan-lake/anlan/internal/pseudonym"
)

// Repeat makes a boolean say whether the same person came before with the same
// matter. Where the number is missing, or no keys are set, the value sent stays.
type Repeat struct {
	Of    string   `yaml:"of" need:"true" doc:"the landing_only column with the number of the person"`
	Days  int      `yaml:"days" need:"true" doc:"how far back, at most 365"`
	Same  []string `yaml:"same" doc:"columns that must agree; column:n for the first n characters; the area as far as both are known"`
	After string   `yaml:"after" doc:"a time or date column: days count from it in the earlier row, not from eventTime"`
}

// maxRepeatDays is what a key's year of overlap covers.
const maxRepeatDays = 365

// same is one column of Repeat.Same.
type same struct {
	column string
	chars  int // 0 for all
}

func (r *Repeat) sames() []same {
	out := make([]same, len(r.Same))
	for i, s := range r.Same {
		name, chars, cut := strings.Cut(s, ":")
		out[i].column = name
		if cut {
			if n, err := strconv.Atoi(chars); err == nil && n > 0 {
				out[i].chars = n
			} else {
				out[i].column = s // no column is called that
			}
		}
	}
	return out
}

// repeated gives the column that is derived so, nil where there is none.
func (c *Contract) repeated() *Property {
	for i := range c.Properties {
		if p := &c.Properties[i]; p.Repeat != nil && p.kept() {
			return p
		}
	}
	return nil
}

// checkRepeat says what is wrong with the rule of a derived boolean.
func (c *Contract) checkRepeat(p *Property) error {
	r := p.Repeat
	of := c.landingOnly(r.Of)
	switch {
	case p != c.repeated():
		return fmt.Errorf("a second one; want one in a contract")
	case p.typ != typeBool:
		return fmt.Errorf("it is for a boolean")
	case of == nil:
		return fmt.Errorf("of %q is not a landing_only column", r.Of)
	case r.Days < 1 || r.Days > maxRepeatDays:
		return fmt.Errorf("days %d is not 1 to %d", r.Days, maxRepeatDays)
	case c.EventTime == "":
		return fmt.Errorf("the contract has no eventTime to count from")
	}
	for _, s := range r.sames() {
		q := c.property(s.column)
		if q == nil || !q.inFile() || s.chars > 0 && q.typ != typeText || q.isArea && len(c.Area.From) > 0 {
			return fmt.Errorf("same %q is not a kept column of the file", s.column)
		}
	}
	if q := c.property(r.After); r.After != "" && (q == nil || !q.typ.isTime()) {
		return fmt.Errorf("after %q is not a kept date or timestamp", r.After)
	}
	return nil
}

// landingOnly gives a landing_only column of the file, nil where there is none
// of that name.
func (c *Contract) landingOnly(name string) *Property {
	for i := range c.Properties {
		if p := &c.Properties[i]; p.Name == name && p.Treatment == "landing_only" && len(p.Header) > 0 {
			return p
		}
	}
	return nil
}

// question puts the rule as the table of pseudonyms asks it.
func (c *Contract) question(r *Repeat) pseudonym.Question {
	q := pseudonym.Question{Dataset: c.ID, Within: time.Duration(r.Days) * 24 * time.Hour, Ended: r.After != ""}
	for _, s := range r.sames() {
		if c.Area != nil && s.column == c.Area.Column {
			if q.Place = s.chars; q.Place == 0 {
				q.Place = 64 // the whole code, however long
			}
		}
	}
	return q
}

// asksFor says that the number in a landing_only column is read.
func (c *Contract) asksFor(p *Property) bool {
	r := c.repeated()
	return r != nil && r.Repeat.Of == p.Name
}

// AsksWhoCame says that a column of the contract tells whether somebody came
// before: landing wants keys for it (Options.Keys).
func (c *Contract) AsksWhoCame() bool { return c.repeated() != nil }
