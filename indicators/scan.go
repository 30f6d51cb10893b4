package indicators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// The four ways to scan a fact, and the prefix of the statement that results.
const (
	byDay    = "ix_sum_"    // aggregates that add up over days and areas
	byEnd    = "ix_end_"    // that add up over areas, and look at the period's end
	byLevel  = "ix_level_"  // that do not add up
	byLatest = "ix_latest_" // newest row of the area itself
)

// scan gathers what all indicators want of one fact in one way.
type scan struct {
	name    string
	kind    string
	dataset string
	times   []string // time columns; the k-th aggregate set looks at times[k-1]
	atoms   []scanAtom
	windows []string
	levels  map[string][]anlan.Level // window → levels that use it
}

type scanAtom struct {
	atom
	time int // index into times
}

type builder struct {
	f     *Framework
	in    CompileInput
	order []*scan
	by    map[string]*scan
}

func newBuilder(f *Framework, in CompileInput) *builder {
	return &builder{f: f, in: in, by: map[string]*scan{}}
}

// side registers the aggregates of a term.
func (b *builder) side(t Term, k *claim) (side, error) {
	f, err := parseFormula(t.Expr)
	if err != nil {
		return side{}, err
	}
	s := side{Term: t, formula: f}
	for _, a := range f.atoms {
		kind := byDay
		switch {
		case t.Time == Latest:
			kind = byLatest
		case !a.additive():
			kind = byLevel
		case t.Time == Stock || a.usesEnd():
			kind = byEnd
		}
		sc := b.scan(kind, t.Table, t.Time)
		s.refs = append(s.refs, ref{scan: sc.name, column: sc.add(a, t.Time), zero: a.fn == "count" && kind != byLatest})
		for _, l := range k.levels {
			sc.use(k.WindowAt(l), l)
		}
	}
	return s, nil
}

// scan gives the scan of a fact in one way. What looks at the end is scanned
// for each time apart: a join on one range is what engines do fast.
func (b *builder) scan(kind, dataset, time string) *scan {
	name := kind + dataset
	if kind == byEnd && time != Stock {
		name += "_" + time
	}
	if sc := b.by[name]; sc != nil {
		return sc
	}
	sc := &scan{name: name, kind: kind, dataset: dataset, levels: map[string][]anlan.Level{}}
	b.by[name] = sc
	b.order = append(b.order, sc)
	return sc
}

// add gives the column of an aggregate, a new one unless it is there.
func (s *scan) add(a atom, time string) string {
	t := slices.Index(s.times, time)
	if t < 0 {
		t, s.times = len(s.times), append(s.times, time)
	}
	want := scanAtom{a, t}
	at := slices.Index(s.atoms, want)
	if at < 0 {
		at, s.atoms = len(s.atoms), append(s.atoms, want)
	}
	return fmt.Sprintf("a%d", at+1)
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

// columns lists the aggregates; each with its own time looks only at the copy
// of the row that was made for that time.
func (s *scan) columns(indent string) string {
	lines := make([]string, len(s.atoms))
	for i, a := range s.atoms {
		also := ""
		if len(s.times) > 1 {
			also = fmt.Sprintf("x_k = %d", a.time+1)
		}
		lines[i] = fmt.Sprintf("%s%s as a%d", indent, strings.ReplaceAll(a.sql(also), ":end", "x_end"), i+1)
	}
	return strings.Join(lines, ",\n")
}

// sums lists the aggregates summed once more.
func (s *scan) sums(indent string) string {
	lines := make([]string, len(s.atoms))
	for i := range s.atoms {
		lines[i] = fmt.Sprintf("%ssum(a%d) as a%d", indent, i+1, i+1)
	}
	return strings.Join(lines, ",\n")
}

// windowList writes the scan's windows for "in (…)".
func (s *scan) windowList() string {
	return "'" + strings.Join(s.windows, "', '") + "'"
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
