package etl

import (
	"fmt"
	"slices"
	"strings"
)

// checkRules checks that the rules across columns name columns they can be
// held against.
func (c *Contract) checkRules() error {
	for _, pair := range c.Rules.PartWhole {
		if err := c.checkPart(PartWhole{Part: pair[0], Whole: pair[1]}); err != nil {
			return fmt.Errorf("rules.partWhole %v: %w", pair, err)
		}
	}
	for _, w := range c.Rules.PartWholeWhen {
		if err := c.checkPart(w); err != nil {
			return fmt.Errorf("rules.partWholeWhen %v: %w", w, err)
		}
		if p := c.property(w.When); p == nil || !p.isWord() || len(w.In) == 0 {
			return fmt.Errorf("rules.partWholeWhen %v: want when (a kept varchar or boolean) and in", w)
		}
	}
	for _, pair := range c.Rules.StartsWith {
		a, b := c.property(pair[0]), c.property(pair[1])
		if a == nil || b == nil || a.typ != typeText || b.typ != typeText {
			return fmt.Errorf("rules.startsWith %v: want two kept varchar columns", pair)
		}
	}
	for _, pair := range c.Rules.TimeOrder {
		a, b := c.property(pair[0]), c.property(pair[1])
		if a == nil || b == nil || !a.typ.isTime() || !b.typ.isTime() {
			return fmt.Errorf("rules.timeOrder %v: want two kept date or timestamp columns", pair)
		}
	}
	if len(c.Rules.Flags) > 15 {
		return fmt.Errorf("rules.flags: %d, want 15 at most", len(c.Rules.Flags))
	}
	for _, f := range c.Rules.Flags {
		if err := c.checkFlag(f); err != nil {
			return fmt.Errorf("rules.flags %q: %w", f.Name, err)
		}
	}
	return nil
}

func (c *Contract) checkPart(w PartWhole) error {
	part := c.property(w.Part)
	for _, name := range w.wholes() {
		if whole := c.property(name); part == nil || whole == nil || part.typ != whole.typ || !part.typ.isNumber() {
			return fmt.Errorf("want kept number columns of one type")
		}
	}
	return nil
}

// wholes gives the columns whose sum is the whole.
func (w PartWhole) wholes() []string {
	names := strings.Split(w.Whole, "+")
	for i, n := range names {
		names[i] = strings.TrimSpace(n)
	}
	return names
}

func (c *Contract) checkFlag(f Flag) error {
	if !identifier.MatchString(f.Name) || c.property(f.Empty) == nil {
		return fmt.Errorf("want a name and empty (a kept column)")
	}
	if f.Less != [2]string{} {
		a, b := c.property(f.Less[0]), c.property(f.Less[1])
		if a == nil || b == nil || a.typ != b.typ || !a.typ.isNumber() || f.When != "" || len(f.In) > 0 {
			return fmt.Errorf("want less (two kept number columns of one type) without when and in")
		}
		return nil
	}
	if p := c.property(f.When); p == nil || len(f.In) > 0 && !p.isWord() {
		return fmt.Errorf("want when (a kept column; with in a varchar or boolean)")
	}
	return nil
}

// isWord reports whether values of the column can be named in a rule.
func (p *Property) isWord() bool { return slices.Contains([]colType{typeText, typeBool}, p.typ) }
