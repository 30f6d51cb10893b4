package indicators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// The five ways to scan a fact, and the prefix of the statement that results.
const (
	byDay      = "ix_sum_"      // aggregates that add up over days and areas
	byEnd      = "ix_end_"      // that add up over areas, and look at the period's end
	byDistinct = "ix_distinct_" // counts of distinct values of a column
	byLevel    = "ix_level_"    // others that do not add up
	byLatest   = "ix_latest_"   // newest row of the area itself
)

// scan gathers what all indicators want of one fact in one way, by one time.
type scan struct {
	name    string
	kind    string
	dataset string
	time    string // column that falls in the window, or Stock or Latest
	value   string // column whose distinct values are counted
	atoms   []atom
	windows []string
	periods []string                 // that are wanted; nil: all
	levels  map[string][]anlan.Level // window → levels that use it
}

type builder struct {
	f     *Framework
	in    CompileInput
	order []*scan
	by    map[string]*scan

	covered map[stretchOf]bool // by stretches
}

func newBuilder(f *Framework, in CompileInput) *builder {
	return &builder{f: f, in: in, by: map[string]*scan{}, covered: map[stretchOf]bool{}}
}

// side registers the aggregates of a term.
func (b *builder) side(t Term, k *claim) (side, error) {
	f, err := parseFormula(t.Expr)
	if err != nil {
		return side{}, err
	}
	s := side{Term: t, formula: f}
	for _, a := range f.atoms {
		kind, value := byDay, ""
		switch column, distinct := a.distinct(); {
		case t.Time == Latest:
			kind = byLatest
		case distinct && t.Time != Stock && !a.usesEnd():
			kind, value = byDistinct, column
		case !a.additive():
			kind = byLevel
		case t.Time == Stock || a.usesEnd():
			kind = byEnd
		}
		sc := b.scan(kind, t, value)
		s.refs = append(s.refs, ref{scan: sc.name, column: sc.add(a), zero: a.fn == "count" && kind != byLatest})
		for _, l := range k.levels {
			sc.use(k.WindowAt(l), l)
		}
	}
	return s, nil
}

// scan gives the scan of a fact in one way. Each time is scanned apart: of
// narrow columns that is cheaper than one pass over a copy of every row for
// every time, and a join on one range is what engines do fast.
func (b *builder) scan(kind string, t Term, value string) *scan {
	name := kind + t.Table
	if t.Time != Stock && t.Time != Latest {
		name += "_" + t.Time
	}
	if value != "" {
		name += "_" + value
	}
	if sc := b.by[name]; sc != nil {
		return sc
	}
	sc := &scan{name: name, kind: kind, dataset: t.Table, time: t.Time, value: value, levels: map[string][]anlan.Level{}}
	b.by[name] = sc
	b.order = append(b.order, sc)
	return sc
}

// add gives the column of an aggregate, a new one unless it is there.
func (s *scan) add(a atom) string {
	at := slices.IndexFunc(s.atoms, a.same)
	if at < 0 {
		at, s.atoms = len(s.atoms), append(s.atoms, a)
	}
	s.atoms[at].orNone = s.atoms[at].orNone && a.orNone
	return fmt.Sprintf("a%d", at+1)
}

// wants says whether the scan is asked for a period.
func (s *scan) wants(period string) bool {
	return s.periods == nil || slices.Contains(s.periods, period)
}

func (s *scan) use(window string, l anlan.Level) {
	if !slices.Contains(s.windows, window) {
		s.windows = append(s.windows, window)
	}
	if !slices.Contains(s.levels[window], l) {
		s.levels[window] = append(s.levels[window], l)
	}
}

// finest is the prefix length of the lowest level the scan serves.
func (s *scan) finest(ls anlan.Levels) int {
	n := 0
	for _, levels := range s.levels {
		for _, l := range levels {
			n = max(n, ls.Len(l))
		}
	}
	return n
}

// lengths lists the prefix lengths of all levels the scan serves.
func (s *scan) lengths(ls anlan.Levels) []string {
	var out []string
	for _, levels := range s.levels {
		for _, l := range levels {
			out = append(out, fmt.Sprint(ls.Len(l)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// columns lists the aggregates over the rows of the fact.
func (s *scan) columns(indent string) string {
	return s.each(indent, func(_ int, a atom) string { return strings.ReplaceAll(a.sql(), ":end", "x_end") })
}

// sums lists the aggregates summed once more.
func (s *scan) sums(indent string) string {
	return s.each(indent, func(n int, _ atom) string { return fmt.Sprintf("sum(a%d)", n) })
}

// present counts the values that have rows.
func (s *scan) present(indent string) string {
	return s.each(indent, func(n int, _ atom) string { return fmt.Sprintf("count(x_value) filter (where a%d > 0)", n) })
}

// each lists a column for every aggregate, counted from 1.
func (s *scan) each(indent string, column func(n int, a atom) string) string {
	lines := make([]string, len(s.atoms))
	for i, a := range s.atoms {
		lines[i] = fmt.Sprintf("%s%s as a%d", indent, column(i+1, a), i+1)
	}
	return strings.Join(lines, ",\n")
}

// levelRows writes (level, prefix length, window) for every use of the scan.
func (s *scan) levelRows(ls anlan.Levels) string {
	var rows []string
	for _, w := range s.windows {
		for _, l := range s.levels[w] {
			rows = append(rows, fmt.Sprintf("(%d, %d, '%s')", l, ls.Len(l), w))
		}
	}
	return strings.Join(rows, ", ")
}
