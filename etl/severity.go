package etl

import (
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan"
)

// What becomes of a row that breaks a column's form or a rule across columns.
const (
	SeverityReject = "reject" // the row is rejected; the default of most
	SeverityFlag   = "flag"   // the row lands and carries a name; a cell that is wrong lands empty
	SeverityHold   = "hold"   // the row is rejected; where more than a share of the file's rows break it, the file is held
)

// Severity is how grave a break is.
type Severity struct {
	Do      string  // "" for the usual one
	Percent float64 // of SeverityHold: the share of rows that may break it
	Name    string  // what a flagged row carries, and what a held file is said to break

	bit uint16 // of flags
}

// String names the severity of a column.
func (s Severity) String() string {
	switch s.Do {
	case "":
		return SeverityReject
	case SeverityHold:
		return fmt.Sprintf("hold above %g%%", s.Percent)
	}
	return s.Do
}

// grave orders severities of a column: the graver, the more is refused.
func (s Severity) grave() float64 {
	switch s.Do {
	case SeverityFlag:
		return 0
	case SeverityHold:
		return 102 - s.Percent
	}
	return 1
}

// Graded is a rule across columns whose severity is not the usual one of its
// kind; one of the rules is given.
type Graded struct {
	Severity   Severity
	PartWhole  PartWhole
	StartsWith [2]string
	TimeOrder  [2]string
	Flag       Flag
}

// String gives the rule and its severity in one line.
func (g Graded) String() string {
	return fmt.Sprintf("%s %v %v %v %v (%s)", g.Severity.Name, g.PartWhole, g.StartsWith, g.TimeOrder, g.Flag, g.Severity)
}

// judge does with a row what the severity of what it breaks says.
func (p *parsed) judge(s *Severity, row int, column, header, rule, expected string) {
	switch s.Do {
	case SeverityFlag:
		p.seg.flags[row] |= s.bit
		return
	case SeverityHold:
		if p.broken == nil {
			p.broken = map[*Severity]int64{}
		}
		p.broken[s]++
	}
	p.reject(row, column, header, rule, expected)
}

// excess says by which rule a file is held, nil where its breaks are few
// enough.
func (b *batch) excess() error {
	var over []*Severity
	for s, n := range b.broken {
		if float64(n)*100 > s.Percent*float64(b.Received) {
			over = append(over, s)
		}
	}
	if over == nil {
		return nil
	}
	slices.SortFunc(over, func(x, y *Severity) int { return int(b.broken[y] - b.broken[x]) })
	s := over[0]
	return hold("%d of %d rows break %s, more than %g%%; the contract holds such a file", b.broken[s], b.Received, s.Name, s.Percent)
}

// graded checks the rules whose severity is not the usual one.
func (ps *blockParser) graded(p *parsed) {
	r, seg := ps.run, p.seg
	for i := range r.c.Rules.Graded {
		g := &r.c.Rules.Graded[i]
		switch {
		case g.PartWhole.Part != "":
			ps.partWhole(p, g.PartWhole, &g.Severity)
		case g.StartsWith != [2]string{}:
			ps.startsWith(p, g.StartsWith, &g.Severity)
		case g.TimeOrder != [2]string{}:
			later := r.index(g.TimeOrder[1])
			broken := r.outOfOrder(seg, g.TimeOrder)
			for row := range seg.rows() {
				if broken(row) {
					p.judge(&g.Severity, row, g.TimeOrder[1], ps.header(later), anlan.RuleRange, "no earlier than "+g.TimeOrder[0])
				}
			}
		default:
			at := r.index(g.Flag.Empty)
			holds := r.condition(seg, g.Flag)
			for row := range seg.rows() {
				if seg.vecs[at].isNull(row) && holds(row) {
					p.judge(&g.Severity, row, g.Flag.Empty, ps.header(at), anlan.RuleRequired, "a value")
				}
			}
		}
	}
}

// outOfOrder gives the test of a pair of times that stand in the wrong order.
func (r *run) outOfOrder(seg *segment, pair [2]string) func(row int) bool {
	a, b := &seg.vecs[r.index(pair[0])], &seg.vecs[r.index(pair[1])]
	dates := a.typ == typeDate || b.typ == typeDate
	return func(row int) bool {
		if a.null[row] || b.null[row] {
			return false
		}
		return dates && a.day(row) > b.day(row) || !dates && a.num[row]-b.num[row] > orderTolerance
	}
}
