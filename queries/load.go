package queries

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/anlan-lake/anlan"
)

const opening = "/* @anlan"

// Load reads every .sql file of fsys, one folder deep, checks the contracts
// and orders the queries so that each comes after what it depends on.
//
// tables are the landed tables at hand and their columns. A query whose tables
// are absent is dropped with the reason, and so is all that rests on it: a
// city without surveys has no survey facts. A staging query is dropped too when
// a column is absent that it does not mark @optional; with nil for its columns
// a table is taken to have them all. A name that is neither a query nor
// a table is no error for that reason; a cycle, a contract without a grain or
// with an undocumented column, and a name used twice are Invalid.
//
// own are the folders a city brings: a query in them replaces the one of the
// same name before.
func Load(fsys fs.FS, tables map[string][]string, own ...fs.FS) (*Set, error) {
	byName := map[string]Query{}
	for _, folder := range append([]fs.FS{fsys}, own...) {
		found, err := read(folder)
		if err != nil {
			return nil, err
		}
		for name, q := range found {
			_, landed := tables[name]
			switch {
			case !landed || q.Stored(): // a stored mart's table is its own of an earlier night
			case q.Layer == "marts":
				q.taken = true // a data set keeps its name
			default:
				return nil, anlan.Errorf(anlan.Invalid, "query %s has the name of a landed table", q.Path)
			}
			byName[name] = q
		}
	}
	return order(byName, tables)
}

// read parses the queries of one file system.
func read(fsys fs.FS) (map[string]Query, error) {
	paths, err := fs.Glob(fsys, "*/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list query files: %w", err)
	}
	byName := map[string]Query{}
	for _, p := range paths {
		text, err := fs.ReadFile(fsys, p)
		if err != nil {
			return nil, fmt.Errorf("read query %s: %w", p, err)
		}
		q, err := parse(p, string(text))
		if err != nil {
			return nil, fmtQuery(p, err)
		}
		if other, twice := byName[q.Name]; twice {
			return nil, anlan.Errorf(anlan.Invalid, "query %s is defined twice: %s and %s", q.Name, other.Path, q.Path)
		}
		byName[q.Name] = q
	}
	return byName, nil
}

func fmtQuery(path string, err error) error {
	return fmt.Errorf("query %s: %w", path, err)
}

// parse splits a file into contract and statement.
func parse(p, text string) (Query, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	rest, ok := strings.CutPrefix(text, opening)
	if !ok {
		return Query{}, anlan.Errorf(anlan.Invalid, "the file does not open with its contract %q", opening)
	}
	head, body, ok := strings.Cut(rest, "*/")
	if !ok {
		return Query{}, anlan.Errorf(anlan.Invalid, "the contract is not closed with */")
	}
	var q Query
	if err := yaml.NewDecoder(strings.NewReader(head), yaml.Strict(), yaml.DisallowUnknownField()).Decode(&q); err != nil {
		return Query{}, anlan.Errorf(anlan.Invalid, "contract: %w", err)
	}
	if path.Dir(p) == "marts" && q.Kind == "" {
		q.Kind = View
	}
	if q.Readers == "" {
		q.Readers = Steward
	}
	q.Path, q.Layer, q.Body = p, path.Dir(p), strings.TrimSpace(strings.TrimRight(strings.TrimSpace(body), ";"))
	if err := q.check(); err != nil {
		return Query{}, err
	}
	return q.added(), nil
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// check holds a contract against the rules every file keeps.
func (q Query) check() error {
	fault := func(format string, args ...any) error { return anlan.Errorf(anlan.Invalid, format, args...) }
	switch {
	case q.Name != strings.TrimSuffix(path.Base(q.Path), ".sql"):
		return fault("its contract names it %q: file and name must agree", q.Name)
	case !nameForm.MatchString(q.Name):
		return fault("name %q: only a-z, 0-9 and _ , a letter first", q.Name)
	case q.Zh == "" || q.En == "" || q.Grain == "" || q.Owner == "":
		return fault("its contract lacks zh, en, grain or owner")
	case q.Layer == "marts" && q.Kind != View && q.Kind != Table, q.Layer != "marts" && q.Kind != "":
		return fault("kind %q: a mart is a view or a table, and nothing else has a kind", q.Kind)
	case q.Keeps && !q.Stored():
		return fault("keeps: only a mart that is a table has rows to keep")
	case q.Keeps && slices.Contains(tokenise(q.Body), ":end"):
		return fault("keeps: its rows change with :end, whatever it depends on")
	case q.Readers != Steward && q.Readers != Analyst:
		return fault("readers %q: want steward or analyst", q.Readers)
	case len(q.Depends) == 0:
		return fault("its contract depends on nothing")
	case len(q.Columns) == 0:
		return fault("its contract lists no columns")
	case q.Body == "":
		return fault("it has a contract and no statement")
	}
	seen := map[string]bool{}
	for _, c := range q.Columns {
		if c.Type == "" || c.Zh == "" || c.En == "" {
			return fault("column %q is not documented: type, zh and en are required", c.Name)
		}
		if !nameForm.MatchString(c.Name) || seen[c.Name] {
			return fault("column name %q is not a name, or stands twice", c.Name)
		}
		seen[c.Name] = true
	}
	return q.checkAdds()
}

// order sorts by dependency, names breaking ties, and drops what has no roots.
func order(byName map[string]Query, tables map[string][]string) (*Set, error) {
	set := &Set{tables: tables}
	const (
		visiting = iota + 1
		kept
		dropped
	)
	state := map[string]int{}
	var trail []string
	var visit func(name string) error
	visit = func(name string) error {
		switch state[name] {
		case visiting:
			at := slices.Index(trail, name)
			return anlan.Errorf(anlan.Invalid, "queries depend on each other in a circle: %s", strings.Join(append(trail[at:], name), " → "))
		case kept, dropped:
			return nil
		}
		state[name] = visiting
		trail = append(trail, name)
		reason := ""
		if byName[name].taken {
			reason = "a landed table has its name"
		}
		for _, dep := range byName[name].Depends {
			if _, isQuery := byName[dep]; !isQuery {
				if _, ok := tables[dep]; !ok && reason == "" {
					reason = "no table " + dep
				}
				continue
			}
			if err := visit(dep); err != nil {
				return err
			}
			if state[dep] == dropped && reason == "" {
				reason = "rests on " + dep + ", which is left out"
			}
		}
		trail = trail[:len(trail)-1]
		q, missing := fit(byName[name], tables)
		if missing != "" && reason == "" {
			reason = "table " + q.Depends[0] + " has no column " + missing
		}
		if reason != "" {
			state[name] = dropped
			set.Dropped = append(set.Dropped, Dropped{Name: name, Reason: reason})
			return nil
		}
		state[name] = kept
		set.Queries = append(set.Queries, q)
		return nil
	}
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := visit(name); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// Tables gives the columns of the landed tables and of every query in the set.
func (s *Set) Tables() map[string][]string {
	all := map[string][]string{}
	for name, columns := range s.tables {
		all[name] = columns
	}
	for _, q := range s.Queries {
		columns := make([]string, len(q.Columns))
		for i, c := range q.Columns {
			columns[i] = c.Name
		}
		all[q.Name] = columns
	}
	return all
}

// Query gives the query of a name; ok is false where the set has none.
func (s *Set) Query(name string) (q Query, ok bool) {
	for _, q := range s.Queries {
		if q.Name == name {
			return q, true
		}
	}
	return Query{}, false
}
