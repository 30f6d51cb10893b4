package etl

import (
	"slices"

	"github.com/anlan-lake/anlan/internal/document"
)

// maxFlags is how many names rows may carry, besides time_order.
const maxFlags = 15

// severity reads how grave a break of a column is.
func (q *docColumnRule) severity(name string, say func(format string, args ...any)) Severity {
	s := Severity{Do: q.Severity, Name: name}
	switch {
	case q.MustBe == nil && q.AtMost == nil || q.MustBe != nil && q.AtMost != nil:
		say("invalidValues wants mustBe: 0, or mustBeLessOrEqualTo with unit: percent and severity: hold")
	case q.MustBe != nil && *q.MustBe != 0:
		say("invalidValues wants mustBe: 0")
	case q.AtMost != nil && (q.Unit != "percent" || q.Severity != SeverityHold || *q.AtMost < 0 || *q.AtMost >= 100):
		say("mustBeLessOrEqualTo wants a share from 0 to 100, unit: percent and severity: hold")
	case q.AtMost != nil:
		s.Percent = *q.AtMost
	}
	if s.Do == SeverityFlag {
		s.Name += "_invalid"
	}
	return s
}

// grade gives a rule across columns its severity; usual is that of its kind.
// ok is false where it is the usual one.
func (q *docQuality) grade(usual, path string, r *document.Review) (s Severity, ok bool) {
	s = Severity{Do: q.Severity, Name: q.Name}
	if q.Rule.HoldAbove != nil {
		if s.Percent = *q.Rule.HoldAbove; s.Do != SeverityHold || s.Percent < 0 || s.Percent >= 100 {
			r.Say(path+".holdAbovePercent", "holdAbovePercent wants a share from 0 to 100 and severity: hold")
		}
	}
	if s.Do == "" || s.Do == usual {
		return s, false
	}
	if !identifier.MatchString(q.Name) {
		r.Say(path, "a rule with severity %s wants a name in lower case", s.Do)
	}
	return s, true
}

// settleFlags gives each name that rows may carry its bit.
func (c *Contract) settleFlags(r *document.Review) {
	for _, f := range c.Rules.Flags {
		c.flags = append(c.flags, f.Name)
	}
	take := func(s *Severity) {
		if s.Do != SeverityFlag {
			return
		}
		s.bit = 2 << len(c.flags)
		c.flags = append(c.flags, s.Name)
	}
	for i := range c.Properties {
		p := &c.Properties[i]
		if p.Severity.Do == SeverityFlag && (p.isKey || p.isArea || p.Name == c.EventTime || p.Name == c.Updated || !p.kept()) {
			r.Say(columnPath(i)+".quality", "column %s: a key, the area, eventTime, updated and what is not kept cannot be flagged: reject or hold", p.Name)
		}
		take(&p.Severity)
	}
	for i := range c.Rules.Graded {
		take(&c.Rules.Graded[i].Severity)
	}
	if len(c.flags) > maxFlags {
		r.Say("schema[0].quality", "%d flags, want %d at most", len(c.flags), maxFlags)
	}
	for i, name := range c.flags {
		if slices.Contains(c.flags[:i], name) || name == FlagTimeOrder {
			r.Say("schema[0].quality", "flag %s stands twice", name)
		}
	}
}
