package indicators

import (
	"fmt"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// Counts reports whether a veto is a count of single events: its numerator is
// one plain count, or one sum of counts, and its rules are numbers of them.
func (i Indicator) Counts() bool {
	f, err := parseFormula(i.Numerator.Expr)
	if err != nil || len(f.atoms) != 1 || !f.atoms[0].additive() || f.atoms[0].usesEnd() || i.Denominator != nil || len(i.VetoRule) == 0 {
		return false
	}
	for _, r := range i.VetoRule {
		if r.AtLeast <= 0 {
			return false
		}
	}
	return i.Numerator.Time != Latest && i.Numerator.Time != Stock
}

// Events writes the statement that lists the rows a veto's count rests on,
// within [from, until): event_key (the key columns joined by a dash),
// area_code, day and num, how many the row counts. tables are those of
// CompileInput. ok is false where the indicator is no count of events, or its
// table or a column of the key is not there.
func (f *Framework) Events(i Indicator, key []string, from, until time.Time, tables map[string][]string, d queries.Dialect) (sql string, ok bool, err error) {
	rel := f.source(i.Numerator.Table, tables)
	columns, there := tables[rel]
	if !there || !i.Counts() || len(key) == 0 {
		return "", false, nil
	}
	has := map[string]bool{}
	for _, c := range columns {
		has[c] = true
	}
	parts := make([]string, len(key))
	for n, c := range key {
		if !has[c] {
			return "", false, nil
		}
		parts[n] = "@text(" + c + ")"
	}
	formula, err := parseFormula(i.Numerator.Expr)
	if err != nil {
		return "", false, err
	}
	a := formula.atoms[0]
	num, where := "1", i.Numerator.Time+" >= :from and "+i.Numerator.Time+" < :end"
	if a.fn == "sum" {
		num, where = a.arg, where+" and "+a.arg+" > 0"
	}
	if a.cond != "" {
		where += " and (" + a.cond + ")"
	}
	text := fmt.Sprintf("select concat_ws('-', %s) as event_key, area_code, @day(%s) as day, cast(%s as double) as num\nfrom %s\nwhere %s",
		strings.Join(parts, ", "), i.Numerator.Time, num, rel, where)
	sql, err = queries.Render(text, d, queries.Params{"from": zoneless(from), "end": zoneless(until)})
	if err != nil {
		return "", false, fmt.Errorf("events of %s: %w", i.ID, err)
	}
	return sql, true, nil
}

// Home gives the area that answers for an event: the lowest level of the
// veto's rules that the event is located at, the highest where it is located
// at none; ok is false for a code without a level.
func (i Indicator) Home(code string, levels anlan.Levels) (area string, level anlan.Level, ok bool) {
	for _, r := range i.VetoRule {
		l, err := anlan.ParseLevel(r.Level)
		if err != nil {
			continue
		}
		if p, there := levels.Prefix(code, l); there && l > level {
			area, level, ok = p, l, true
		}
	}
	return area, level, ok
}

// Words writes a veto's rule at a level, "n ≥ 1" or "U95 < 85", "" where it
// has none there.
func (i Indicator) Words(level anlan.Level) string {
	for _, r := range i.VetoRule {
		switch {
		case r.Level != level.String():
		case r.AtLeast > 0:
			return fmt.Sprintf("n ≥ %g", r.AtLeast)
		default:
			return fmt.Sprintf("U95 < %g", r.Upper95Below)
		}
	}
	return ""
}

// Until gives the last day on which a period may end and the fact still
// stands: the framework's months after the fact, or the day it was lifted.
func (f *Framework) Until(v VetoFact) string {
	days, err := v.days()
	if err != nil {
		return ""
	}
	until := days[0].AddDate(0, f.Veto.Months, -1)
	if !days[1].IsZero() && days[1].AddDate(0, 0, -1).Before(until) {
		until = days[1].AddDate(0, 0, -1)
	}
	return until.Format(anlan.DateFormat)
}
