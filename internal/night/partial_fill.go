package night

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan/queries"
)

// filling is what is done at once: relations of one fact that lack the same parts,
// or, where moved, the same changes.
type filling struct {
	list  []summed
	moved bool
	first int // number of the first of the parts
}

func (f *filling) held() *holding { return f.list[0].held() }

func (f *filling) rows() (n int64) {
	if f.moved {
		for _, m := range f.held().moved {
			n += m.rows()
		}
		return n
	}
	for _, part := range f.held().lacks() {
		n += part.Rows()
	}
	return n
}

// fillings lists what there is to do.
func (p *partials) fillings() (out []*filling) {
	at := map[string]*filling{}
	put := func(x summed, moved bool, keys []string) {
		if len(keys) == 0 {
			return
		}
		id := fmt.Sprint(x.held().source, moved, keys)
		if at[id] == nil {
			at[id] = &filling{moved: moved}
			out = append(out, at[id])
		}
		at[id].list = append(at[id].list, x)
	}
	for _, x := range p.all() {
		var lacks, moved []string
		for _, part := range x.held().lacks() {
			lacks = append(lacks, part.Key)
		}
		for _, m := range x.held().moved {
			moved = append(moved, m.from+" "+m.key)
		}
		put(x, true, moved)
		put(x, false, lacks)
	}
	return out
}

// byFact puts fillings that read the same table behind each other: they show its
// parts by the same names.
func (p *partials) byFact(order []*filling) (out [][]*filling) {
	at := map[string]int{}
	for _, f := range order {
		table := f.held().base.Table
		if _, ok := at[table]; !ok {
			at[table], out = len(out), append(out, nil)
		}
		out[at[table]] = append(out[at[table]], f)
	}
	rows := func(list []*filling) (n int64) {
		for _, f := range list {
			n += f.rows()
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b []*filling) int { return cmp.Compare(rows(b), rows(a)) })
	return out
}

// fill sums the parts that some relations of one fact lack, or their changes, in
// one transaction.
func (p *partials) fill(ctx context.Context, f *filling) (err error) {
	one := f.held()
	var by []string
	source := one.source
	if one.base.RowWise {
		by = []string{partNumber}
		show := func(view string) error {
			return p.b.session.ShowParts(ctx, view, one.base.Table, one.lacks(), partNumber)
		}
		if f.moved {
			show = func(view string) error {
				return p.b.session.ShowChanges(ctx, view, one.base.Table, one.changes(), partNumber)
			}
		}
		if source, err = p.numbered(ctx, one.base, show); err != nil {
			return err
		}
	}
	source, drop, err := p.once(ctx, f, source, by)
	if err != nil {
		return err
	}
	defer func() {
		if e := drop(context.WithoutCancel(ctx)); err == nil {
			err = e
		}
	}()
	var sql []string
	for _, x := range f.list {
		var more []string
		if f.moved {
			more, err = x.change(source, x.held().places())
		} else {
			more, err = x.fill(source, f.first, by)
		}
		if err != nil {
			return err
		}
		sql = append(sql, more...)
	}
	return p.b.session.Atomic(ctx, strings.Join(append(sql, f.entries()...), "; "))
}

// entries are the statements that write down what the file holds then.
func (f *filling) entries() []string {
	var rows, old []string
	for _, x := range f.list {
		h := x.held()
		entry := func(number int, key string, beyond int64) {
			rows = append(rows, fmt.Sprintf("(%s, %s, %d, %s, %d)", queries.Quote(h.name), queries.Quote(h.signature), number, queries.Quote(key), beyond))
		}
		if f.moved {
			for _, m := range h.moved {
				old = append(old, fmt.Sprintf("(%s, %d)", queries.Quote(h.name), m.number))
				entry(m.number, m.key, m.beyond)
			}
			continue
		}
		for i, part := range h.lacks() {
			entry(f.first+i, part.Key, 0)
		}
	}
	var out []string
	if len(old) > 0 {
		out = append(out, "DELETE FROM "+partialSchema+".entry WHERE (partial, part) IN ("+strings.Join(old, ", ")+")")
	}
	return append(out, "INSERT INTO "+partialSchema+".entry VALUES "+strings.Join(rows, ", "))
}

func (w *wanted) tables() ([]keptTable, error) {
	text, err := w.SQL(queries.DuckDB)
	if err != nil {
		return nil, err
	}
	var fits []string
	for _, c := range w.Sums() {
		if !c.Marks {
			fits = append(fits, c.Name)
		}
	}
	return []keptTable{
		{w.table(), "SELECT CAST(0 AS INTEGER) AS " + partNumber + ", CAST(0 AS INTEGER) AS x_len, * FROM (" + text + ") LIMIT 0", fits},
		{w.versions(), w.hashed(w.table(), 0), nil},
	}, nil
}

func (w *wanted) reads() []string { return w.Reads() }

func (w *wanted) fill(source string, first int, by []string) ([]string, error) {
	from := w.Partial
	from.Source = source
	text, err := from.SQL(queries.DuckDB, by...)
	if err != nil {
		return nil, err
	}
	number := strconv.Itoa(first)
	if by != nil {
		number += " + " + partNumber
	}
	columns := strings.Join(w.Columns(), ", ")
	return []string{
		fmt.Sprintf("INSERT INTO %s WITH fine AS MATERIALIZED (SELECT %s AS %s, %s FROM (%s)) %s", w.table(), number, partNumber, columns, text, w.spread("fine")),
		"INSERT INTO " + w.versions() + " " + w.hashed(w.table(), first),
	}, nil
}

// spread gives the rows of the finest areas, and from them those of coarser areas,
// and of whole months of all, in one statement: most of them are small, and take an
// engine longer to plan than to run.
func (w *wanted) spread(fine string) string {
	columns := w.Columns()
	out := fmt.Sprintf("SELECT %s, %d AS x_len, %s FROM %s", partNumber, w.Len, strings.Join(columns, ", "), fine)
	var also []string
	for _, l := range w.Lengths() {
		if l != w.Len {
			also = append(also, fmt.Sprintf("(%d, %d, false)", l, l))
		}
		if w.Months(l) != "" {
			also = append(also, fmt.Sprintf("(%d, %d, true)", -l, l))
		}
	}
	if len(also) > 0 {
		sums := slices.Clone(columns[2:])
		for i, c := range sums {
			sums[i] = "sum(" + c + ")"
		}
		out += fmt.Sprintf(" UNION ALL SELECT %[1]s, k.x_len, substr(x_area, 1, k.n) AS area, CASE WHEN k.months THEN CAST(date_trunc('month', x_day) AS DATE) ELSE x_day END AS first, %[2]s FROM %[4]s CROSS JOIN (VALUES %[3]s) AS k(x_len, n, months) GROUP BY %[1]s, k.x_len, area, first",
			partNumber, strings.Join(sums, ", "), strings.Join(also, ", "), fine)
	}
	return out
}

// counted is a query of counts that the file holds.
type counted struct {
	holding
	query   queries.Query
	params  queries.Params
	columns []string // of the fact
}

func (c *counted) reads() []string { return c.query.Reads(c.columns) }

func (c *counted) tables() ([]keptTable, error) {
	text, err := c.query.Render(queries.DuckDB, c.params)
	if err != nil {
		return nil, err
	}
	return []keptTable{{c.table(), "SELECT CAST(0 AS INTEGER) AS " + partNumber + ", * FROM (" + text + ") LIMIT 0", nil}}, nil
}

func (c *counted) fill(source string, first int, _ []string) ([]string, error) {
	text, err := c.query.KeptSQL(queries.DuckDB, c.params, partNumber, source)
	if err != nil {
		return nil, err
	}
	return []string{fmt.Sprintf("INSERT INTO %s SELECT * REPLACE (%d + %s AS %s) FROM (%s)", c.table(), first, partNumber, partNumber, text)}, nil
}

// onceRows is the most rows of a fact that are held in memory to be summed
// several times.
const onceRows = 2 << 20

// once gives the relation that partials of one fact are summed from, which is source
// or has its rows. Where there are several of them and not too many rows, what they
// read is read once, and held until drop.
func (p *partials) once(ctx context.Context, f *filling, source string, by []string) (from string, drop func(context.Context) error, err error) {
	one := f.held()
	drop = func(context.Context) error { return nil }
	if len(f.list) == 1 || f.rows() > onceRows || !one.base.RowWise {
		return source, drop, nil
	}
	columns := slices.Clone(by)
	for _, x := range f.list {
		columns = append(columns, x.reads()...)
	}
	slices.Sort(columns)
	once := "x_once_" + one.base.Table
	if err := p.b.session.Exec(ctx, "CREATE TABLE "+once+" AS SELECT "+strings.Join(slices.Compact(columns), ", ")+" FROM "+source); err != nil {
		return "", drop, err
	}
	return once, func(ctx context.Context) error { return p.b.session.Exec(ctx, "DROP TABLE "+once) }, nil
}

// shown stands before the names of a fact and of what it is read off where these
// show some parts of the table.
const shown = "x_shown_"

// numbered makes views of a fact, and of what it is read off, over the rows of its
// table that show makes a view of, with the number they have there, and names that
// of the fact.
func (p *partials) numbered(ctx context.Context, base queries.Base, show func(view string) error) (fact string, err error) {
	below := base.Table
	if err := show(shown + below); err != nil {
		return "", err
	}
	for _, q := range slices.Backward(base.Queries) {
		sql, err := q.Carry(partNumber).From(below, shown+below).Render(queries.DuckDB, params(p.b.Levels, p.b.asOf))
		if err != nil {
			return "", err
		}
		below = q.Name
		if err := p.b.session.View(ctx, shown+below, sql); err != nil {
			return "", err
		}
	}
	return shown + below, nil
}
