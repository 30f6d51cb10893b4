package queries

import (
	"slices"
	"strings"
)

// Base says what the rows of a relation are rows of.
type Base struct {
	// Table is the landed table at the bottom.
	Table string
	// Queries lead from the relation down to the table; none where it is the table.
	Queries []Query
	// Beside are the other relations that they read: areas that have ended.
	Beside []string
	// RowWise says that each row comes of one row of the table, and of what
	// stands beside: the relation over two parts of the table is its rows over
	// the one and its rows over the other.
	RowWise bool
}

// Base follows a relation down to its landed table: the first of what each
// query depends on.
func (s *Set) Base(name string) Base {
	b := Base{Table: name, RowWise: true}
	for {
		q, ok := s.Query(b.Table)
		if !ok {
			break
		}
		b.Queries, b.Table = append(b.Queries, q), q.Depends[0]
		b.RowWise = b.RowWise && rowWise(q)
		b.Beside = append(b.Beside, q.Depends[1:]...)
	}
	slices.Sort(b.Beside)
	b.Beside = slices.Compact(b.Beside)
	for _, side := range b.Beside {
		if slices.Contains(s.Landed(side), b.Table) {
			b.RowWise = false
		}
	}
	return b
}

// Landed gives the landed tables that a relation reads, in order.
func (s *Set) Landed(name string) []string {
	seen := map[string]bool{}
	var out []string
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		q, ok := s.Query(name)
		if !ok {
			out = append(out, name)
			return
		}
		for _, d := range q.Depends {
			visit(d)
		}
	}
	visit(name)
	slices.Sort(out)
	return out
}

// What a statement that goes row by row may hold: these words, and calls of
// these functions beside the @functions.
var (
	mixing   = []string{"group", "distinct", "union", "intersect", "except", "having", "limit", "offset", "fetch", "right", "full", "cross", "natural", "over", "window", "recursive", "lateral", "order"}
	rowCalls = []string{"substr", "length", "coalesce", "cast", "nullif", "lower", "upper", "trim", "greatest", "least", "abs", "round", "floor", "concat", "replace", "decimal", "varchar", "in", "and", "or", "not", "when", "then", "else", "as", "on", "where"}
)

// rowWise reads a statement and says whether it surely gives its rows one by
// one from the first relation it depends on. One that it is not sure of, like
// any with a subquery, is taken not to.
func rowWise(q Query) bool {
	toks := tokenise(q.Body)
	bases, seen := map[string]bool{q.Depends[0]: true}, map[string]bool{}
	reads := 0
	for i, t := range toks {
		next := func(n int) string {
			if i+n < len(toks) {
				return toks[i+n]
			}
			return ""
		}
		switch {
		case slices.Contains(mixing, t), t == "@median":
			return false
		case t == q.Depends[0] && next(1) != "." && (i == 0 || toks[i-1] != "from"): // a column of that name: From could not tell them apart
			return false
		case next(1) == "as" && next(2) == "(" && next(3) == "select": // a named step
			bases[t] = true
		case t == "from":
			if !bases[next(1)] || seen[next(1)] || slices.Contains([]string{next(2), next(3), next(4)}, ",") && next(2) != ")" {
				return false
			}
			seen[next(1)] = true
			reads++
		case t == "join":
			if !slices.Contains(q.Depends[1:], next(1)) {
				return false
			}
		case next(1) == "(" && (letter(t[0]) && !slices.Contains(rowCalls, t)):
			return false
		}
	}
	return reads > 0 && seen[q.Depends[0]]
}

// From lets a query that goes row by row read another relation in place of the one
// it is made from.
func (q Query) From(relation, other string) Query {
	q.Body = words(q.Body, func(w string) string {
		if w == relation {
			return other
		}
		return w
	})
	return q
}

// Carry lets a query that goes row by row give one column more, the last, that
// the relation it is made from has: a select list that takes all the columns
// has it already, any other is lengthened.
func (q Query) Carry(column string) Query {
	type list struct {
		depth int
		star  bool
	}
	var open []list // select lists that have not come to their from
	var out strings.Builder
	depth, last := 0, ""
	for i := 0; i < len(q.Body); {
		n := skip(q.Body[i:])
		if n == 0 {
			n = max(len(word(q.Body[i:])), 1)
		}
		text := q.Body[i : i+n]
		top := len(open) - 1
		switch strings.ToLower(text) {
		case "(":
			depth++
		case ")":
			depth--
		case "select":
			open = append(open, list{depth: depth})
		case "*":
			if top >= 0 && open[top].depth == depth && (last == "." || last == "," || strings.EqualFold(last, "select")) {
				open[top].star = true
			}
		case "from":
			if top >= 0 && open[top].depth == depth {
				if !open[top].star {
					out.WriteString(", " + column + " ")
				}
				open = open[:top]
			}
		}
		if strings.TrimSpace(text) != "" {
			last = text
		}
		out.WriteString(text)
		i += n
	}
	q.Body = out.String()
	return q
}
