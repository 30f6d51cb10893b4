package night

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// fill sums the parts that some relations of one fact lack, in one transaction.
// The numbers of the parts begin with first.
func (p *partials) fill(ctx context.Context, list []summed, first int) (err error) {
	one := list[0].held()
	lacks := one.lacks()
	var by []string
	if one.base.RowWise {
		by = []string{partNumber}
		defer func() {
			if e := p.whole(context.WithoutCancel(ctx), one.base); err == nil {
				err = e
			}
		}()
		if err := p.numbered(ctx, one.base, lacks); err != nil {
			return err
		}
	}
	source, drop, err := p.once(ctx, list, lacks, by)
	if err != nil {
		return err
	}
	defer func() {
		if e := drop(context.WithoutCancel(ctx)); err == nil {
			err = e
		}
	}()
	var sql, entries []string
	for _, x := range list {
		fills, err := x.fill(source, first, by)
		if err != nil {
			return err
		}
		h := x.held()
		sql = append(sql, fills...)
		for i, x := range lacks {
			entries = append(entries, fmt.Sprintf("(%s, %s, %d, %s)", queries.Quote(h.name), queries.Quote(h.signature), first+i, queries.Quote(x.Key)))
		}
	}
	sql = append(sql, "INSERT INTO "+partialSchema+".entry VALUES "+strings.Join(entries, ", "))
	return p.b.session.Atomic(ctx, strings.Join(sql, "; "))
}

func (w *wanted) tables() (names, rows []string, err error) {
	text, err := w.SQL(queries.DuckDB)
	if err != nil {
		return nil, nil, err
	}
	return []string{w.table(), w.versions()}, []string{
		"SELECT CAST(0 AS INTEGER) AS " + partNumber + ", CAST(0 AS INTEGER) AS x_len, * FROM (" + text + ") LIMIT 0",
		w.hashed(0),
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
	insert := fmt.Sprintf("INSERT INTO %[1]s WITH fine AS MATERIALIZED (SELECT %[2]s AS %[3]s, %[4]s FROM (%[5]s)) SELECT %[3]s, %[6]d, %[4]s FROM fine", w.table(), number, partNumber, columns, text, w.Len)
	// Coarser areas, and whole months of all, in one statement: most of them are
	// small, and take an engine longer to plan than to run.
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
		sums := w.Columns()[2:]
		for i, c := range sums {
			sums[i] = "sum(" + c + ")"
		}
		insert += fmt.Sprintf(" UNION ALL SELECT %[1]s, k.x_len, substr(x_area, 1, k.n) AS area, CASE WHEN k.months THEN CAST(date_trunc('month', x_day) AS DATE) ELSE x_day END AS first, %[2]s FROM fine CROSS JOIN (VALUES %[3]s) AS k(x_len, n, months) GROUP BY %[1]s, k.x_len, area, first",
			partNumber, strings.Join(sums, ", "), strings.Join(also, ", "))
	}
	return []string{insert, "INSERT INTO " + w.versions() + " " + w.hashed(first)}, nil
}

// counted is a query of counts that the file holds.
type counted struct {
	holding
	query   queries.Query
	params  queries.Params
	columns []string // of the fact
}

func (c *counted) reads() []string { return c.query.Reads(c.columns) }

func (c *counted) tables() (names, rows []string, err error) {
	text, err := c.query.Render(queries.DuckDB, c.params)
	if err != nil {
		return nil, nil, err
	}
	return []string{c.table()}, []string{"SELECT CAST(0 AS INTEGER) AS " + partNumber + ", * FROM (" + text + ") LIMIT 0"}, nil
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

// once gives the relation that partials of one fact are summed from. Where there
// are several of them and not too many rows, what they read is read once, and
// held until drop.
func (p *partials) once(ctx context.Context, list []summed, lacks []lake.Part, by []string) (source string, drop func(context.Context) error, err error) {
	one := list[0].held()
	source, drop = one.source, func(context.Context) error { return nil }
	rows := int64(0)
	for _, x := range lacks {
		rows += x.Rows()
	}
	if len(list) == 1 || rows > onceRows || !one.base.RowWise {
		return source, drop, nil
	}
	columns := slices.Clone(by)
	for _, x := range list {
		columns = append(columns, x.reads()...)
	}
	slices.Sort(columns)
	once := "x_once_" + one.base.Table
	if err := p.b.session.Exec(ctx, "CREATE TABLE "+once+" AS SELECT "+strings.Join(slices.Compact(columns), ", ")+" FROM "+source); err != nil {
		return "", drop, err
	}
	return once, func(ctx context.Context) error { return p.b.session.Exec(ctx, "DROP TABLE "+once) }, nil
}

// numbered lets a fact show the rows of some parts of its table, with the
// number of the part.
func (p *partials) numbered(ctx context.Context, base queries.Base, parts []lake.Part) error {
	if err := p.b.session.Narrow(ctx, base.Table, parts, partNumber); err != nil {
		return err
	}
	for _, q := range slices.Backward(base.Queries) {
		if err := p.view(ctx, q.Carry(partNumber)); err != nil {
			return err
		}
	}
	return nil
}

// whole lets a fact show all its rows again.
func (p *partials) whole(ctx context.Context, base queries.Base) error {
	if err := p.b.session.Widen(ctx, base.Table); err != nil {
		return err
	}
	for _, q := range slices.Backward(base.Queries) {
		if err := p.view(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

func (p *partials) view(ctx context.Context, q queries.Query) error {
	sql, err := q.Render(queries.DuckDB, params(p.b.Levels, p.b.asOf))
	if err != nil {
		return err
	}
	return p.b.session.View(ctx, q.Name, sql)
}
