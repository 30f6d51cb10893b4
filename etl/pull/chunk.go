package pull

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/anlan-lake/anlan"
)

// place is how far a table was read: phase 0 are the rows without watermark
// or key, phase 1 those in order from At, the watermark and key of the last.
type place struct {
	Phase int      `json:"phase"`
	At    []string `json:"at,omitempty"`
	Done  bool     `json:"done,omitempty"`
}

// maxLoose is how many rows without watermark or key are taken.
const maxLoose = 100_000

// query gives the statement of the next piece. since, if not "", is the least
// watermark.
func (p *plan) query(at place, since string, limit int) (text string, args []any) {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, c := range p.cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.read(c))
	}
	b.WriteString(" FROM " + p.from + " WHERE ")
	next := func(k int, v string) string { // of the k-th of the order
		arg, cast := p.compare(p.cols[p.order[k]], v)
		args = append(args, arg)
		return fmt.Sprintf(cast, p.arg(len(args)))
	}
	var keys []string
	for _, i := range p.order {
		keys = append(keys, p.column(p.cols[i].name))
	}
	if at.Phase == 0 {
		b.WriteString(p.loose(" OR ", " IS NULL"))
		limit = maxLoose + 1
	} else {
		b.WriteString("1 = 1")
		if l := p.loose(" AND ", " IS NOT NULL"); l != "" {
			b.WriteString(" AND " + l)
		}
		if len(at.At) == 0 && since != "" {
			b.WriteString(" AND " + keys[0] + " >= " + next(0, since))
		}
		if len(at.At) > 0 {
			// The last row itself once more: others may have its watermark and key.
			b.WriteString(" AND " + p.behind(keys, at.At, next))
		}
	}
	b.WriteString(" ORDER BY " + strings.Join(keys, ", ") + " LIMIT " + strconv.Itoa(limit))
	return b.String(), args
}

// behind gives the condition of the rows at and behind a place. PostgreSQL finds
// them by a comparison of rows in its index, MySQL by its parts.
func (p *plan) behind(keys, at []string, next func(int, string) string) string {
	if p.postgres {
		var args []string
		for k, v := range at {
			args = append(args, next(k, v))
		}
		return "(" + strings.Join(keys, ", ") + ") >= (" + strings.Join(args, ", ") + ")"
	}
	var b strings.Builder
	b.WriteString(keys[0] + " >= " + next(0, at[0]) + " AND (")
	for n := range keys {
		if n > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString("(")
		for k := range n {
			b.WriteString(keys[k] + " = " + next(k, at[k]) + " AND ")
		}
		sign := " > "
		if n == len(keys)-1 {
			sign = " >= "
		}
		b.WriteString(keys[n] + sign + next(n, at[n]) + ")")
	}
	b.WriteString(")")
	return b.String()
}

// loose gives a condition over the columns of the order that may be null.
func (p *plan) loose(join, test string) string {
	var out []string
	for _, i := range p.order {
		if p.cols[i].null {
			out = append(out, p.column(p.cols[i].name)+test)
		}
	}
	return strings.Join(out, join)
}

// piece reads one piece into the spool and gives the place behind it.
func (p *plan) piece(ctx context.Context, tx *sql.Tx, sp *spool, at place, since string, limit int, loc *time.Location) (place, error) {
	query, args := p.query(at, since, limit)
	st, err := tx.PrepareContext(ctx, query) // MySQL writes a float in full to a prepared statement alone
	if err != nil {
		return at, err
	}
	defer st.Close()
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return at, err
	}
	defer rows.Close()
	cells := make([]sql.RawBytes, len(p.cols))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	last := make([][]byte, len(p.order))
	n, fresh := 0, 0
	var text []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return at, err
		}
		n++
		text = p.line(text[:0], cells, loc)
		var mark int64
		has := false
		if p.mark {
			c := cells[p.order[0]]
			mark, has = p.markOf(string(c), c != nil, loc)
		}
		isNew, _, err := sp.row(text, mark, has)
		if err != nil {
			return at, &diskFault{err}
		}
		if isNew {
			fresh++
		}
		for k, i := range p.order {
			last[k] = append(last[k][:0], cells[i]...)
		}
	}
	if err := rows.Err(); err != nil {
		return at, err
	}
	if at.Phase == 0 {
		if n > maxLoose {
			return at, anlan.Errorf(anlan.Invalid, "more than %d rows have no watermark or no key", maxLoose).WithNext("choose columns that are filled")
		}
		return place{Phase: 1}, nil
	}
	if n < limit {
		return place{Phase: 1, Done: true}, nil
	}
	next := place{Phase: 1}
	stuck := len(at.At) > 0
	for k := range last {
		next.At = append(next.At, string(last[k]))
		stuck = stuck && next.At[k] == at.At[k]
	}
	if stuck {
		return at, anlan.Errorf(anlan.Invalid, "%d rows and more have one and the same key %s", limit, strings.Join(next.At, ", ")).
			WithNext("name columns under key that tell rows apart")
	}
	return next, nil
}

// diskFault is an error of this machine amid a query.
type diskFault struct{ error }

func (d *diskFault) Unwrap() error { return d.error }

// markOf reads a watermark from the text of its column.
func (p *plan) markOf(text string, has bool, loc *time.Location) (int64, bool) {
	if !has {
		return 0, false
	}
	if p.cols[p.order[0]].class == "instant" && !p.postgres {
		loc = time.UTC
	}
	return parseMark(p.form, text, loc)
}

// bound writes a watermark as its column compares it.
func (p *plan) bound(mark int64, loc *time.Location) string {
	t := time.UnixMicro(mark)
	switch p.cols[p.order[0]].class {
	case "instant":
		if p.postgres {
			return t.UTC().Format("2006-01-02 15:04:05.999999Z07:00")
		}
		return t.UTC().Format("2006-01-02 15:04:05.999999")
	case "clock":
		return t.In(loc).Format("2006-01-02 15:04:05.999999")
	}
	return formatMark(p.form, mark, loc)
}

// line writes a row as a line of JSON: text as text, null as null.
func (p *plan) line(out []byte, cells []sql.RawBytes, loc *time.Location) []byte {
	out = append(out, '{')
	first := true
	for i, c := range p.cols {
		if c.as == "" {
			continue
		}
		if !first {
			out = append(out, ',')
		}
		first = false
		out = appendText(out, c.as)
		out = append(out, ':')
		if cells[i] == nil {
			out = append(out, "null"...)
			continue
		}
		out = appendText(out, p.value(c, cells[i], loc))
	}
	return append(out, "}\n"...)
}

// value gives a cell as landing reads it.
func (p *plan) value(c dbColumn, b []byte, loc *time.Location) string {
	switch c.class {
	case "bits":
		var n uint64
		for _, x := range b {
			n = n<<8 | uint64(x)
		}
		return strconv.FormatUint(n, 10)
	case "instant":
		layout := "2006-01-02 15:04:05"
		if p.postgres {
			layout = "2006-01-02 15:04:05Z07"
		}
		if t, err := time.Parse(layout, string(b)); err == nil {
			return t.In(loc).Format("2006-01-02 15:04:05.999999")
		}
	}
	return string(b)
}

// appendText appends a JSON string.
func appendText(out []byte, s string) []byte {
	if !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError || r == 0x2028 || r == 0x2029
	}) {
		return append(append(append(out, '"'), s...), '"')
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can be written
	return append(out, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})...)
}
