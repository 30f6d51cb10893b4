package indicators

import (
	"regexp"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// PeriodEnd is one period to measure: End is exclusive, at midnight. The
// running period rolls: its End is the as-of day + 1 and Final is false.
type PeriodEnd struct {
	Period string
	End    time.Time
	Final  bool
	// From is the period's first day where windows that are shorter than the
	// period reach back to it: a year's figure covers the year. Zero: every
	// window keeps its length.
	From time.Time
}

// CompileInput is what a framework is compiled against.
type CompileInput struct {
	// Tables and views that can be read, and their columns. dim_area has to be
	// among them; of a data set and the query that bridges it, either will do.
	Tables map[string][]string
	Levels anlan.Levels
	Ends   []PeriodEnd
	// Coverage by data set. A window that is not wholly covered has no figure;
	// a data set that is absent here covers nothing.
	Coverage map[string]Span
	Dialect  queries.Dialect
}

// Statement is one step of a plan: a SELECT to be kept under Name, as a
// temporary table where Temp is true, else as a temporary view.
type Statement struct {
	Name string
	SQL  string
	Temp bool
	// Chain numbers what reads each other: statements of one chain are run in
	// order, those of different ones in any order or at once, after chain 0.
	Chain int
}

// Skip is an indicator that cannot be computed from the tables at hand.
type Skip struct {
	Indicator string
	Reason    string
}

// Plan is SQL to be run in order (but see Statement.Chain), Final last. Final gives the measures, in no
// order: indicator_id, area_code, area_level, period, num, den, n, effective, variance.
type Plan struct {
	Statements []Statement
	Final      string
	Skipped    []Skip
	Used       []string  // ids of the indicators compiled, in the framework's order
	Stretches  []Stretch // where the windows of each data set lie
}

// Renamed gives the plan with a prefix before the names of its statements, but
// for those that keep says true of: the statements of two plans can then be run
// at once.
func (p *Plan) Renamed(prefix string, keep func(name string) bool) *Plan {
	names := map[string]bool{}
	for _, st := range p.Statements {
		names[st.Name] = !keep(st.Name)
	}
	rename := func(sql string) string {
		return identifier.ReplaceAllStringFunc(sql, func(word string) string {
			if names[word] {
				return prefix + word
			}
			return word
		})
	}
	out := *p
	out.Statements = slices.Clone(p.Statements)
	for i, st := range out.Statements {
		out.Statements[i].Name, out.Statements[i].SQL = rename(st.Name), rename(st.SQL)
	}
	out.Final = rename(p.Final)
	return &out
}

// identifier is what names of statements look like, which nothing else in a
// statement does.
var identifier = regexp.MustCompile(`\bix_[a-z0-9_]+\b`)
