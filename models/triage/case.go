package triage

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Table is a table of cases as text: one row a case, an empty cell where a value
// is missing. It may have more columns than the list reads.
type Table struct {
	Header []string
	Rows   [][]string
}

// Case is one case: moments are zero where they have not come.
type Case struct {
	ID, Area, AreaType, Kind             string
	start, accepted, due                 time.Time
	ended, resolved, left, traced        time.Time
	outcome                              []time.Time          // by outcome of the list, zero for Unresolved
	word                                 []string             // by feature, for Code, Class and Flag
	number                               []float64            // by feature, for Class; NaN where missing
	moment                               map[string]time.Time // by column, for Since and Times
	startAt, acceptedAt, endedAt, leftAt int64                // seconds, 0 for never
}

// Cases are cases read by a list.
type Cases struct {
	List *List
	All  []Case
}

// Read takes the list's columns from a table. Moments are days or times of day
// (2026-10-31, 2026-10-31 14:05:00) on the city's clock.
func (l *List) Read(t Table) (*Cases, error) {
	at := map[string]int{}
	for _, name := range l.Names() {
		i := slices.Index(t.Header, name)
		if i < 0 {
			return nil, bad("there is no column %s (the table has %s)", name, strings.Join(t.Header, ", "))
		}
		at[name] = i
	}
	moments := l.moments()
	out := &Cases{List: l, All: make([]Case, 0, len(t.Rows))}
	seen := map[string]bool{}
	for i, row := range t.Rows {
		if len(row) != len(t.Header) {
			return nil, bad("row %d has %d cells, the header %d", i+1, len(row), len(t.Header))
		}
		cell := func(name string) string {
			if name == "" {
				return ""
			}
			return strings.TrimSpace(row[at[name]])
		}
		when := map[string]time.Time{}
		for name := range moments {
			v, err := parseMoment(cell(name))
			if err != nil {
				return nil, bad("row %d, column %s: %w", i+1, name, err)
			}
			when[name] = v
		}
		c, err := l.oneCase(cell, when)
		if err != nil {
			return nil, bad("row %d: %w", i+1, err)
		}
		if seen[c.ID] {
			return nil, bad("row %d: the case %s is there twice", i+1, c.ID)
		}
		seen[c.ID] = true
		out.All = append(out.All, c)
	}
	if len(out.All) == 0 {
		return nil, bad("there is no case")
	}
	return out, nil
}

func (l *List) oneCase(cell func(string) string, when map[string]time.Time) (Case, error) {
	n := l.Columns
	c := Case{ID: cell(n.Case), Area: cell(n.Area), AreaType: cell(n.AreaType), Kind: head(cell(n.Kind), n.KindPrefix),
		start: when[n.Start], accepted: when[n.Accepted], due: when[n.Due], ended: when[n.Ended], resolved: when[n.Resolved], left: when[n.Left], traced: when[n.Traced],
		moment: when, word: make([]string, len(l.Features)), number: make([]float64, len(l.Features))}
	switch {
	case c.ID == "" || c.Area == "":
		return c, bad("it has no number or no area")
	case c.start.IsZero():
		return c, bad("case %s has no start (%s)", c.ID, n.Start)
	}
	if n.Accepted == "" {
		c.accepted = c.start
	}
	if c.due.IsZero() {
		c.due = c.start.Add(time.Duration(n.DueDays * float64(day)))
	}
	for _, o := range l.Outcomes {
		c.outcome = append(c.outcome, when[o.Time])
	}
	for j, f := range l.Features {
		c.number[j] = math.NaN()
		switch f.Is {
		case Code, Flag:
			c.word[j] = cell(f.Column)
		case Class:
			text := cell(f.Column)
			if text == "" || text == "NA" {
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) {
				return c, bad("case %s, column %s: %q is not a number", c.ID, f.Column, text)
			}
			c.number[j] = v
		}
	}
	c.index()
	return c, nil
}

// index keeps the moments that are compared most as numbers.
func (c *Case) index() {
	seconds := func(t time.Time) int64 {
		if t.IsZero() {
			return math.MaxInt64
		}
		return t.Unix()
	}
	c.startAt, c.acceptedAt, c.endedAt, c.leftAt = seconds(c.start), seconds(c.accepted), seconds(c.ended), seconds(c.left)
}

func head(s string, n int) string {
	if n > 0 && len(s) > n {
		return s[:n]
	}
	return s
}

// forms are how a moment may be written; what is after the second is cut off.
var forms = []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05Z", "2006-01-02"}

func parseMoment(text string) (time.Time, error) {
	if text == "" || text == "NA" {
		return time.Time{}, nil
	}
	if i := strings.IndexByte(text, '.'); i > 0 {
		text = text[:i]
	}
	for _, form := range forms {
		if len(form) != len(text) {
			continue
		}
		if t, err := time.Parse(form, text); err == nil && t.Year() >= 1900 {
			return t, nil
		}
	}
	return time.Time{}, bad("%q is not a day or a time such as 2026-10-31 14:05:00", text)
}

// endOf gives the moment at which a day is over: what lies before it is known.
func endOf(d time.Time) time.Time {
	y, m, dd := d.Date()
	return time.Date(y, m, dd+1, 0, 0, 0, 0, time.UTC)
}

// Known gives the cases as their register could show them at the end of a day:
// cases that began later are left out, moments that had not come are empty. A
// code or a number stands as the table has it.
func (s *Cases) Known(asOf time.Time) *Cases {
	end := endOf(asOf)
	hide := func(t time.Time) time.Time {
		if !t.Before(end) {
			return time.Time{}
		}
		return t
	}
	out := &Cases{List: s.List}
	for _, c := range s.All {
		if !c.start.Before(end) {
			continue
		}
		if c.accepted = hide(c.accepted); c.accepted.IsZero() {
			c.due = c.start.Add(time.Duration(s.List.Columns.DueDays * float64(day)))
		}
		c.ended, c.resolved, c.left, c.traced = hide(c.ended), hide(c.resolved), hide(c.left), hide(c.traced)
		c.outcome = slices.Clone(c.outcome)
		for i := range c.outcome {
			c.outcome[i] = hide(c.outcome[i])
		}
		when := make(map[string]time.Time, len(c.moment))
		for name, t := range c.moment {
			when[name] = hide(t)
		}
		c.moment = when
		c.index()
		out.All = append(out.All, c)
	}
	return out
}

// open says whether the case was open at a moment.
func (c *Case) open(at int64) bool { return c.startAt < at && c.endedAt >= at }

// Last gives the last day on which a case began.
func (s *Cases) Last() time.Time {
	var last time.Time
	for _, c := range s.All {
		if c.start.After(last) {
			last = c.start
		}
	}
	y, m, d := last.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
