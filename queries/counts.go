package queries

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Counts reports whether the query's rows add up: its contract names columns
// under adds, its statement gives rows one by one from the first relation it
// depends on (in one select, or several put together by union all), and its
// result has one row for each set of the other columns, with the sums of those
// that add up, but where all sums are none. The counts of a fact in two parts are the sums of the counts of
// either, so that they can be kept by part (KeptSQL, SumSQL).
func (q Query) Counts() bool { return len(q.Adds) > 0 }

func (q Query) checkAdds() error {
	if !q.Counts() {
		return nil
	}
	if q.Layer != "facts" {
		return anlan.Errorf(anlan.Invalid, "adds: counts are facts, and this is one of %s", q.Layer)
	}
	for _, name := range q.Adds {
		if !slices.ContainsFunc(q.Columns, func(c Column) bool { return c.Name == name }) {
			return anlan.Errorf(anlan.Invalid, "adds: column %q is none of its columns", name)
		}
	}
	if len(q.Adds) == len(q.Columns) {
		return anlan.Errorf(anlan.Invalid, "adds: no column is left to tell the sums apart")
	}
	for _, body := range unionAll(q.Body) {
		one := q
		if one.Body = body; !rowWise(one) {
			return anlan.Errorf(anlan.Invalid, "adds: its statement is not surely one that gives rows one by one from %s", q.Depends[0])
		}
	}
	return nil
}

// unionAll parts a statement at each union all that stands outside brackets.
func unionAll(body string) (out []string) {
	depth, begin := 0, 0
	for i := 0; i < len(body); {
		n := skip(body[i:])
		if n == 0 {
			w := word(body[i:])
			n = max(len(w), 1)
			switch {
			case body[i] == '(':
				depth++
			case body[i] == ')':
				depth--
			case depth == 0 && strings.EqualFold(w, "union"):
				after := strings.TrimLeft(body[i+n:], " \t\n")
				if len(after) < 4 || !strings.EqualFold(after[:3], "all") || word(after) != after[:3] {
					break // it makes rows one, and rowWise refuses it
				}
				out = append(out, body[begin:i])
				begin = len(body) - len(after) + 3
				n = begin - i
			}
		}
		i += n
	}
	return append(out, body[begin:])
}

// added puts the sums around the statement of counts.
func (q Query) added() Query {
	if !q.Counts() {
		return q
	}
	q.rows = q.Body
	q.Body = "with added as (\n" + q.rows + "\n)\n" + q.summed("added")
	return q
}

// summed is the statement that sums rows of a relation up. What adds up to nothing
// has no row: it may be what came and went again.
func (q Query) summed(from string) string {
	columns, keys, some := make([]string, len(q.Columns)), []string{}, make([]string, len(q.Adds))
	for i, c := range q.Columns {
		columns[i] = "  " + c.Name
		if slices.Contains(q.Adds, c.Name) {
			columns[i] = fmt.Sprintf("  cast(sum(%[1]s) as %[2]s) as %[1]s", c.Name, c.Type)
		} else {
			keys = append(keys, c.Name)
		}
	}
	for i, name := range q.Adds {
		some[i] = "sum(" + name + ") <> 0"
	}
	return "select\n" + strings.Join(columns, ",\n") + "\nfrom " + from + "\ngroup by " + strings.Join(keys, ", ") + "\nhaving " + strings.Join(some, " or ")
}

// KeptSQL is the statement that makes the counts of some parts, the first column
// being one that the fact has to have and that tells the parts apart. The rows
// are read from a relation that stands in for the fact, with the columns of Reads.
func (q Query) KeptSQL(d Dialect, p Params, part, from string) (string, error) {
	by := q
	by.Columns = append([]Column{{Name: part}}, q.Columns...)
	rows := Query{Body: q.rows}.Carry(part).From(q.Depends[0], from)
	return Query{Path: q.Path, Body: "with added as (\n" + rows.Body + "\n)\n" + by.summed("added")}.Render(d, p)
}

// Reads gives those of a fact's columns that the counts are made from.
func (q Query) Reads(columns []string) (out []string) {
	words(q.rows, func(w string) string {
		if slices.Contains(columns, w) && !slices.Contains(out, w) {
			out = append(out, w)
		}
		return w
	})
	return out
}

// words goes through the words of a statement, but for those in comments and
// quotes, and puts others in their place.
func words(sql string, put func(word string) string) string {
	var out strings.Builder
	for i := 0; i < len(sql); {
		n := skip(sql[i:])
		if n > 0 {
			out.WriteString(sql[i : i+n])
		} else if w := word(sql[i:]); w != "" {
			out.WriteString(put(w))
			n = len(w)
		} else {
			out.WriteByte(sql[i])
			n = 1
		}
		i += n
	}
	return out.String()
}

// SumSQL is the statement that gives the query's result from counts that KeptSQL
// made, of any parts.
func (q Query) SumSQL(from string) string { return q.summed(from) }
