package indicators

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan/queries"
)

// Partial is what is kept of a fact by area and day: aggregates that add up, so
// that any window of any plan is a sum of its rows, and so that the rows of a
// fact in two parts are those of the one part beside those of the other.
//
// Of what counts distinct values it keeps, by area, value and month, the days of
// the month that hold one, as bits: a value is in a window if any of its days is.
type Partial struct {
	Fact   string // names it: the data set and the time
	Source string // table or view of the fact
	Time   string // column whose day counts; a row without has no part
	Value  string // column whose distinct values are counted; "": what is kept adds up
	Len    int    // prefix length of the finest areas kept
	// Coarser are the lengths at which plans want it too, ascending.
	Coarser []int
	atoms   []atom
}

// Name is the relation that a plan reads whose finest areas have codes of a
// length: the partial's own, or one of Coarser.
func (p Partial) Name(length int) string {
	if p.Value != "" { // coarser areas are read off the finest
		return "ix_days_" + p.Fact
	}
	return fmt.Sprintf("ix_part_%s_%d", p.Fact, length)
}

// Months is the relation that a plan reads for whole months of what Name gives by
// day: its sums by area and month, x_day being the month's first; "" of distinct
// values, which are by month anyway.
func (p Partial) Months(length int) string {
	if p.Value != "" {
		return ""
	}
	return p.Name(length) + "_months"
}

// byMonth writes the statement that sums the rows by day to whole months.
func (p Partial) byMonth() string {
	columns := make([]string, len(p.atoms))
	for i, a := range p.atoms {
		columns[i] = "  sum(" + a.column() + ") as " + a.column()
	}
	return fmt.Sprintf(`select
  x_area,
  @month_start(x_day) as x_day,
%s
from %s
group by x_area, @month_start(x_day)`, strings.Join(columns, ",\n"), p.Name(p.Len))
}

// Lengths are those of the partial's own areas and of Coarser.
func (p Partial) Lengths() []int { return append(slices.Clone(p.Coarser), p.Len) }

// partial gives what a scan of a fact by day reads.
func (b *builder) partial(s *scan) Partial {
	return Partial{
		Fact: strings.TrimPrefix(strings.TrimPrefix(s.name, byDay), byDistinct), Source: b.source(s.dataset), Time: s.time, Value: s.value,
		Len: s.finest(b.in.Levels), atoms: slices.Clone(s.atoms),
	}.sorted()
}

// sorted puts the aggregates in an order that does not depend on the plan.
func (p Partial) sorted() Partial {
	slices.SortFunc(p.atoms, func(a, b atom) int { return strings.Compare(a.column(), b.column()) })
	atoms := p.atoms[:0:0]
	for _, a := range p.atoms {
		if n := len(atoms); n > 0 && atoms[n-1].same(a) {
			atoms[n-1].orNone = atoms[n-1].orNone && a.orNone
			continue
		}
		atoms = append(atoms, a)
	}
	p.atoms = atoms
	return p
}

// Columns names the partial's columns: x_area, x_day and one for each aggregate;
// of distinct values x_value and the month's first day in place of x_day.
func (p Partial) Columns() []string {
	out := []string{"x_area", "x_day"}
	if p.Value != "" {
		out = []string{"x_area", "x_value", "x_month"}
	}
	for _, a := range p.atoms {
		out = append(out, a.column())
	}
	return out
}

// Reads lists the columns of the source that the partial's rows are made of.
func (p Partial) Reads() []string {
	out := []string{"area_code", p.Time}
	if p.Value != "" {
		out = append(out, p.Value)
	}
	for _, a := range p.atoms {
		out = append(out, columnsOf(a.sql())...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Sum is a column of a partial that adds up.
type Sum struct {
	Name   string
	Counts bool // none is as no row, as of a count
	Marks  bool // of fingerprints, which take 128 bits; others are figures
}

// Sums lists the columns that add up, the last of Columns. Days of distinct values are
// bits, and count likewise.
func (p Partial) Sums() []Sum {
	out := make([]Sum, len(p.atoms))
	for i, a := range p.atoms {
		out[i] = Sum{a.column(), p.Value != "" || a.fn == "count" || a.orNone, strings.HasPrefix(a.arg, "@fingerprint(")}
	}
	return out
}

// SQL is the statement that makes the partial's rows from its source. The
// columns in by, which the source has to have, stand before the others and part
// the rows once more.
func (p Partial) SQL(d queries.Dialect, by ...string) (string, error) {
	sql, err := queries.Render(p.text(by...), d, nil)
	if err != nil {
		return "", fmt.Errorf("partial sums of %s: %w", p.Fact, err)
	}
	return sql, nil
}

func (p Partial) text(by ...string) string {
	more := ""
	for _, column := range by {
		more += column + ", "
	}
	if p.Value != "" {
		return p.days(more)
	}
	columns := make([]string, len(p.atoms))
	for i, a := range p.atoms {
		columns[i] = "  " + a.sql() + " as " + a.column()
	}
	return fmt.Sprintf(`select
  %[5]sx_area,
  x_day,
%[1]s
from (
  select f.*, substr(f.area_code, 1, %[2]d) as x_area, @day(f.%[3]s) as x_day
  from %[4]s f
  where f.%[3]s is not null
) as dated
group by %[5]sx_area, x_day`, strings.Join(columns, ",\n"), p.Len, p.Time, p.Source, more)
}

// days writes the statement that keeps the days of distinct values.
func (p Partial) days(more string) string {
	columns := make([]string, len(p.atoms))
	for i, a := range p.atoms {
		bit := "x_bit"
		if a.cond != "" {
			bit = "case when " + a.cond + " then x_bit end"
		}
		columns[i] = "  coalesce(@bits_or(" + bit + "), 0) as " + a.column()
	}
	return fmt.Sprintf(`select
  %[6]sx_area,
  x_value,
  x_month,
%[1]s
from (
  select f.*, substr(f.area_code, 1, %[2]d) as x_area, %[5]s as x_value, @month_start(f.%[3]s) as x_month, @bit(cast(extract(day from f.%[3]s) as integer) - 1) as x_bit
  from %[4]s f
  where f.%[3]s is not null
    and %[5]s is not null
) as dated
group by %[6]sx_area, x_value, x_month`, strings.Join(columns, ",\n"), p.Len, p.Time, p.Source, p.Value, more)
}

// watch gives a partial, of the whole city by day, whose sums are others when
// values change that a scan takes medians and the like of; ok is false where the
// scan takes none, or looks at the period's end.
func (b *builder) watch(s *scan) (p Partial, ok bool) {
	if s.kind != byLevel || s.time == Stock || slices.ContainsFunc(s.atoms, func(a atom) bool { return a.usesEnd() || a.isDistinct() }) {
		return p, false
	}
	p = Partial{Fact: strings.TrimPrefix(s.name, "ix_"), Source: b.source(s.dataset), Time: s.time}
	for _, a := range s.atoms {
		p.atoms = append(p.atoms, a.fingerprint())
	}
	return p.sorted(), true
}

// fingerprint is a sum over the rows that an aggregate is of, by which they are
// told from others.
func (a atom) fingerprint() atom {
	return atom{fn: "sum", arg: "@fingerprint(area_code, " + a.arg + ")", cond: a.cond}
}

// Partials puts together what several drafts keep of the same facts: the finest
// areas of any, the aggregates of all. Sorted by fact; nil drafts have none.
func Partials(drafts ...*Draft) []Partial {
	by := map[string]Partial{}
	for _, d := range drafts {
		if d == nil {
			continue
		}
		for _, p := range slices.Concat(d.Partials, d.Watched) {
			if q, ok := by[p.Fact]; ok {
				if p.Value == "" {
					p.Coarser = append(p.Lengths(), q.Lengths()...)
				}
				p.Len, p.atoms = max(p.Len, q.Len), slices.Concat(p.atoms, q.atoms)
			}
			by[p.Fact] = p.sorted()
		}
	}
	out := make([]Partial, 0, len(by))
	for _, p := range by {
		slices.Sort(p.Coarser)
		p.Coarser = slices.Compact(p.Coarser)
		p.Coarser = slices.DeleteFunc(p.Coarser, func(l int) bool { return l == p.Len })
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Partial) int { return cmp.Compare(a.Fact, b.Fact) })
	return out
}

// column names the aggregate in a partial, alike in every plan.
func (a atom) column() string {
	sum := sha256.Sum256([]byte(a.sql()))
	return "a_" + hex.EncodeToString(sum[:6])
}
