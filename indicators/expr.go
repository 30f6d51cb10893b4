package indicators

import (
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// token is one piece of an expression: a word (with its @ or :), a number, a
// quoted text or a sign. blank is white space, kept so that text can be put
// together again.
type token struct {
	text string
	word bool
}

func tokens(s string) []token {
	isWord := func(c byte) bool {
		return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
	}
	var out []token
	for i := 0; i < len(s); {
		j := i + 1
		switch c := s[i]; {
		case c == '\'':
			for j < len(s) && s[j] != '\'' {
				j++
			}
			j = min(j+1, len(s))
		case isWord(c) || (c == '@' || c == ':') && j < len(s) && isWord(s[j]):
			for j < len(s) && (isWord(s[j]) || s[j] == '.' && c >= '0' && c <= '9') {
				j++
			}
			out = append(out, token{s[i:j], c < '0' || c > '9'})
			i = j
			continue
		}
		out = append(out, token{text: s[i:j]})
		i = j
	}
	return out
}

// atom is one aggregate of an expression, such as sum(x) filter (where c).
type atom struct {
	fn   string // count, sum, min, max, avg or @median
	arg  string // between its brackets
	cond string // of its filter, "" for none

	// orNone says that the expression takes none for nothing: coalesce(sum(x), 0).
	orNone bool
}

var aggregates = []string{"count", "sum", "min", "max", "avg", "@median"}

// additive reports whether the atom over a union of rows is the sum of the
// atoms over its parts.
func (a atom) additive() bool {
	return a.fn == "sum" || a.fn == "count" && !a.isDistinct()
}

func (a atom) isDistinct() bool {
	return strings.HasPrefix(strings.ToLower(a.arg), "distinct ")
}

// distinct gives the column whose distinct values the atom counts, if it does.
func (a atom) distinct() (column string, ok bool) {
	if a.fn != "count" || !a.isDistinct() {
		return "", false
	}
	toks := tokens(strings.TrimSpace(a.arg[len("distinct "):]))
	if len(toks) != 1 || !toks[0].word {
		return "", false
	}
	return toks[0].text, true
}

// usesEnd reports whether the atom looks at the period's end.
func (a atom) usesEnd() bool {
	return slices.ContainsFunc(tokens(a.arg+" "+a.cond), func(t token) bool { return t.text == ":end" })
}

// sql writes the atom as it stood in its expression.
func (a atom) sql() string {
	if a.cond == "" {
		return a.fn + "(" + a.arg + ")"
	}
	return a.fn + "(" + a.arg + ") filter (where " + a.cond + ")"
}

// same says whether two atoms are one aggregate, whatever becomes of it.
func (a atom) same(b atom) bool { return a.fn == b.fn && a.arg == b.arg && a.cond == b.cond }

// formula is an expression taken apart: text between aggregates, and the
// aggregates. text has one piece more than atoms.
type formula struct {
	text  []string
	atoms []atom
}

// parseFormula finds the aggregates of an expression. One without an aggregate
// or with an open bracket is Invalid.
func parseFormula(expr string) (formula, error) {
	var f formula
	var text strings.Builder
	toks := tokens(expr)
	at := 0 // offset of the token in expr
	for i := 0; i < len(toks); {
		t := toks[i]
		fn := strings.ToLower(t.text)
		if !t.word || !slices.Contains(aggregates, fn) || i+1 >= len(toks) || toks[i+1].text != "(" {
			text.WriteString(t.text)
			at += len(t.text)
			i++
			continue
		}
		args, n, err := queries.Arguments(expr[at+len(t.text):])
		if err != nil {
			return f, err
		}
		end := at + len(t.text) + n
		cond, m := queries.Filter(expr[end:])
		end += m
		f.atoms = append(f.atoms, atom{fn: fn, arg: strings.TrimSpace(strings.Join(args, ",")), cond: cond})
		f.text = append(f.text, text.String())
		text.Reset()
		for at < end {
			at += len(toks[i].text)
			i++
		}
	}
	f.text = append(f.text, text.String())
	for i := range f.atoms {
		before, after := strings.ToLower(strings.TrimSpace(f.text[i])), strings.ReplaceAll(f.text[i+1], " ", "")
		f.atoms[i].orNone = strings.HasSuffix(before, "coalesce(") && strings.HasPrefix(after, ",0)")
	}
	if len(f.atoms) == 0 {
		return f, anlan.Errorf(anlan.Invalid, "expression %q has no aggregate", expr)
	}
	return f, nil
}

// with puts the formula together again with values in place of its atoms.
func (f formula) with(values []string) string {
	var b strings.Builder
	for i, v := range values {
		b.WriteString(f.text[i])
		b.WriteString(v)
	}
	b.WriteString(f.text[len(f.text)-1])
	return b.String()
}

var keywords = strings.Fields(`filter where and or not in is null between like case when then else end
	distinct true false as interval date timestamp`)

// columnsOf lists the columns an expression reads, each once, in order.
func columnsOf(expr string) []string {
	var out []string
	toks := slices.DeleteFunc(tokens(expr), func(t token) bool { return strings.TrimSpace(t.text) == "" })
	for i, t := range toks {
		before := func(n int) string {
			if i < n {
				return ""
			}
			return strings.ToLower(toks[i-n].text)
		}
		switch name := strings.ToLower(t.text); {
		case !t.word, name[0] == ':', name[0] == '@', slices.Contains(keywords, name), slices.Contains(out, name):
		case i+1 < len(toks) && toks[i+1].text == "(": // a function
		case before(2) == "interval", before(1) == "as": // a unit or a type
		default:
			out = append(out, name)
		}
	}
	return out
}
