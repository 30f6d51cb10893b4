package queries

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// tokenise cuts a statement into words (with their @ or :), texts in quotes,
// numbers and single signs; words are lower case, comments left out.
func tokenise(sql string) []string {
	var out []string
	for i := 0; i < len(sql); {
		if n := skip(sql[i:]); n > 0 {
			if sql[i] == '\'' || sql[i] == '"' {
				out = append(out, sql[i:i+n])
			}
			i += n
			continue
		}
		c := sql[i]
		from := i
		switch {
		case c == '@' || c == ':' || letter(c):
			i++
			for i < len(sql) && (letter(sql[i]) || sql[i] >= '0' && sql[i] <= '9') {
				i++
			}
			out = append(out, strings.ToLower(sql[from:i]))
		case c >= '0' && c <= '9':
			for i < len(sql) && (letter(sql[i]) || sql[i] >= '0' && sql[i] <= '9' || sql[i] == '.') {
				i++
			}
			out = append(out, sql[from:i])
		case c == ' ' || c == '\n' || c == '\t':
			i++
		default:
			out = append(out, string(c))
			i++
		}
	}
	return out
}

// reader goes through the tokens of a statement.
type reader struct {
	toks []string
	at   int
}

func (p *reader) peek() string {
	if p.at < len(p.toks) {
		return p.toks[p.at]
	}
	return ""
}

func (p *reader) take(words ...string) bool {
	for i, w := range words {
		if p.at+i >= len(p.toks) || p.toks[p.at+i] != w {
			return false
		}
	}
	p.at += len(words)
	return true
}

func (p *reader) fault(want string) error {
	from := max(0, p.at-6)
	return anlan.Errorf(anlan.Invalid, "lineage: want %s after %q, got %q", want, strings.Join(p.toks[from:p.at], " "), p.peek())
}

// until takes tokens up to one of stop at the depth it starts from, or to the
// bracket that closes it.
func (p *reader) until(stop ...string) []string {
	from, depth := p.at, 0
	for ; p.at < len(p.toks); p.at++ {
		switch t := p.toks[p.at]; {
		case t == "(":
			depth++
		case t == ")":
			if depth--; depth < 0 {
				return p.toks[from:p.at]
			}
		case depth == 0 && slices.Contains(stop, t):
			return p.toks[from:p.at]
		}
	}
	return p.toks[from:p.at]
}

// statement reads "with … select … union all select …".
func (p *reader) statement(known map[string]relation) (relation, error) {
	scope := map[string]relation{}
	for name, r := range known {
		scope[name] = r
	}
	if p.take("with") {
		for {
			name := p.peek()
			p.at++
			if !p.take("as", "(") {
				return relation{}, p.fault("as (")
			}
			r, err := p.statement(scope)
			if err != nil {
				return relation{}, err
			}
			if !p.take(")") {
				return relation{}, p.fault(")")
			}
			scope[name] = r
			if !p.take(",") {
				break
			}
		}
	}
	all, err := p.selection(scope)
	if err != nil {
		return relation{}, err
	}
	for p.take("union") {
		p.take("all")
		next, err := p.selection(scope)
		if err != nil {
			return relation{}, err
		}
		if len(next.names) != len(all.names) {
			return relation{}, p.fault("as many columns in each part of a union")
		}
		for i := range all.sources {
			all.sources[i] = merge(all.sources[i], next.sources[i])
		}
		all.rows = merge(all.rows, next.rows)
	}
	return all, nil
}

// Words that end what stands before them.
var (
	clauses = []string{"where", "group", "having", "order", "limit", "union"}
	joins   = []string{"left", "right", "full", "outer", "inner", "cross", "join"}
)

// selection reads one "select … from … where …".
func (p *reader) selection(scope map[string]relation) (relation, error) {
	if !p.take("select") {
		return relation{}, p.fault("select")
	}
	p.take("distinct")
	items := split(p.until("from"))
	if !p.take("from") {
		return relation{}, p.fault("from")
	}
	var in tables
	for {
		if err := p.table(scope, &in); err != nil {
			return relation{}, err
		}
		more := false
		for slices.Contains(joins, p.peek()) || p.peek() == "," {
			p.at++
			more = true
		}
		if !more {
			break
		}
	}
	for slices.Contains(clauses[:len(clauses)-1], p.peek()) {
		p.at++
		p.until(clauses...)
	}
	return in.project(items)
}

// table reads one relation of a FROM clause with its alias and condition.
func (p *reader) table(scope map[string]relation, in *tables) error {
	var r relation
	name := p.peek()
	p.at++
	switch {
	case name != "(":
		known, ok := scope[name]
		if !ok {
			return anlan.Errorf(anlan.Invalid, "lineage: reads %s, on which the contract does not say it depends", name)
		}
		r = known
	case p.peek() == "values":
		p.until()
		p.at++
	default:
		var err error
		if r, err = p.statement(scope); err != nil {
			return err
		}
		p.at++
	}
	p.take("as")
	if t := p.peek(); t != "" && letter(t[0]) && !slices.Contains(clauses, t) && !slices.Contains(joins, t) && t != "on" {
		name = t
		p.at++
	}
	if p.take("(") { // names of the columns
		r = relation{}
		for _, c := range split(p.until()) {
			r.add(strings.Join(c, ""), nil)
		}
		p.at++
	}
	if p.take("on") {
		p.until(append(slices.Clone(joins), clauses...)...)
	}
	in.names, in.relations = append(in.names, name), append(in.relations, r)
	return nil
}

// split cuts tokens at their top commas.
func split(toks []string) [][]string {
	var out [][]string
	depth, from := 0, 0
	for i, t := range toks {
		switch {
		case t == "(":
			depth++
		case t == ")":
			depth--
		case t == "," && depth == 0:
			out, from = append(out, toks[from:i]), i+1
		}
	}
	return append(out, toks[from:])
}
