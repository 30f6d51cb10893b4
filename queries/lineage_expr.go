package queries

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// tables are the relations of one FROM clause under their aliases.
type tables struct {
	names     []string
	relations []relation
}

// rows are those of the first table: the rest is joined to it.
func (in tables) rows() []Source {
	for _, r := range in.relations {
		if len(r.rows) > 0 {
			return r.rows
		}
	}
	return nil
}

// project gives the relation that a list of select items makes.
func (in tables) project(items [][]string) (relation, error) {
	out := relation{rows: in.rows()}
	for _, item := range items {
		if n := len(item); n > 0 && item[n-1] == "*" && (n == 1 || n == 3 && item[1] == ".") {
			for i, r := range in.relations {
				if n == 1 || in.names[i] == item[0] {
					if r.open {
						out.open, out.of = true, r.of
					}
					out.names, out.sources = append(out.names, r.names...), append(out.sources, r.sources...)
				}
			}
			continue
		}
		name, expr := "", item
		switch n := len(item); {
		case n > 2 && item[n-2] == "as":
			name, expr = item[n-1], item[:n-2]
		case n > 0:
			name = item[n-1] // a column under its own name; no name in later parts of a union
		}
		from, err := in.sources(expr)
		if err != nil {
			return out, err
		}
		out.add(name, from)
	}
	return out, nil
}

// notColumns are words of expressions that are no columns.
var notColumns = strings.Fields(`as case when then else end and or not in is null between like distinct true false
	filter where over partition by order rows range unbounded preceding following current row asc desc interval date timestamp`)

// sources gives the columns that an expression reads, each once, in order.
func (in tables) sources(expr []string) ([]Source, error) {
	var out []Source
	at := func(i int) string {
		if i < 0 || i >= len(expr) {
			return ""
		}
		return expr[i]
	}
	for i := 0; i < len(expr); i++ {
		t := expr[i]
		switch {
		case t == "*" && at(i-1) == "(" && at(i+1) == ")", t == "1" && len(expr) == 1: // count(*), a 1 to be summed
			out = merge(out, in.rows())
		case !letter(t[0]), at(i+1) == "(" && t != "in":
		case at(i-1) == "as", at(i-2) == "interval": // a type, a unit
		case slices.Contains(notColumns, t) && at(i+1) != "." && at(i-1) != ".":
		case t == "select":
			return nil, anlan.Errorf(anlan.Invalid, "lineage: a query within the expression %q", strings.Join(expr, " "))
		case at(i+1) == ".":
			n := slices.Index(in.names, t)
			if n < 0 {
				return nil, anlan.Errorf(anlan.Invalid, "lineage: %s.%s: no table has that alias", t, at(i+2))
			}
			from, ok := in.relations[n].find(at(i + 2))
			if !ok {
				return nil, anlan.Errorf(anlan.Invalid, "lineage: %s has no column %s", t, at(i+2))
			}
			out = merge(out, from)
			i += 2
		default:
			found := false
			for _, r := range in.relations {
				if from, ok := r.find(t); ok {
					out, found = merge(out, from), true
					break
				}
			}
			if !found {
				return nil, anlan.Errorf(anlan.Invalid, "lineage: no table has the column %s, in %q", t, strings.Join(expr, " "))
			}
		}
	}
	return out, nil
}
