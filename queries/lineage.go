package queries

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Source is a column that another column is made from. Column is "*" where the
// rows of the table are counted.
type Source struct {
	Table  string
	Column string
}

// Lineage gives, for every query of the set and every table that Go code
// computes, what each column is made from: the columns of the queries and
// tables that it depends on, in the order they are read. A column with no
// source is a constant. Under "*" stands what the rows of a query are rows of.
// What filters and joins read is not in it.
//
// A column name that the statement's relations do not have is Invalid, as is a
// statement that does not give the columns of its contract.
func (s *Set) Lineage() (map[string]map[string][]Source, error) {
	made, err := Computed()
	if err != nil {
		return nil, err
	}
	columns := s.Tables()
	for _, q := range made {
		columns[q.Name] = nil
		for _, c := range q.Columns {
			columns[q.Name] = append(columns[q.Name], c.Name)
		}
	}
	out := map[string]map[string][]Source{}
	for _, q := range made {
		out[q.Name] = map[string][]Source{}
		for _, c := range q.Columns {
			out[q.Name][c.Name] = c.declared()
		}
	}
	for _, q := range s.Queries {
		found, err := q.lineage(columns)
		if err != nil {
			return nil, fmtQuery(q.Path, err)
		}
		out[q.Name] = found
	}
	return out, nil
}

// lineage resolves one query over the columns of what it depends on.
func (q Query) lineage(columns map[string][]string) (map[string][]Source, error) {
	known := map[string]relation{}
	for _, d := range q.Depends {
		r := relation{rows: []Source{{d, "*"}}, open: columns[d] == nil}
		if r.open {
			r.of = d
		}
		for _, c := range columns[d] {
			r.add(c, []Source{{d, c}})
		}
		known[d] = r
	}
	p := &reader{toks: tokenise(q.Body)}
	r, err := p.statement(known)
	if err != nil {
		return nil, err
	}
	out := map[string][]Source{"*": r.rows}
	for i, c := range q.Columns {
		if i >= len(r.names) || r.names[i] != c.Name {
			return nil, anlan.Errorf(anlan.Invalid, "the statement gives the columns %s, and its contract %q at place %d", strings.Join(r.names, ", "), c.Name, i+1)
		}
		out[c.Name] = merge(r.sources[i], c.declared())
	}
	return out, nil
}

// declared are the sources that the contract names.
func (c Column) declared() []Source {
	var out []Source
	for _, f := range c.From {
		table, column, _ := strings.Cut(f, ".")
		out = append(out, Source{table, column})
	}
	return out
}

// relation is what a FROM clause can name: columns and what each is made from.
type relation struct {
	names   []string
	sources [][]Source
	rows    []Source // what its rows are rows of
	open    bool     // a landed table whose columns are not given: it has any
	of      string   // its name, where open
}

func (r *relation) add(name string, from []Source) {
	r.names, r.sources = append(r.names, name), append(r.sources, from)
}

func (r relation) find(name string) ([]Source, bool) {
	if i := slices.Index(r.names, name); i >= 0 {
		return r.sources[i], true
	}
	return []Source{{r.of, name}}, r.open
}

// merge adds what b has and a has not.
func merge(a, b []Source) []Source {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a[:len(a):len(a)], s)
		}
	}
	return a
}
