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

// fill sums the parts that some partials of one fact lack, in one transaction.
// The numbers of the parts begin with first.
func (p *partials) fill(ctx context.Context, list []*wanted, first int) (err error) {
	lacks := list[0].lacks()
	base := list[0].base
	var by []string
	if base.RowWise {
		by = []string{partNumber}
		defer func() {
			if e := p.whole(context.WithoutCancel(ctx), base); err == nil {
				err = e
			}
		}()
		if err := p.numbered(ctx, base, lacks); err != nil {
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
	var sql []string
	for _, w := range list {
		from := w.Partial
		from.Source = source
		text, err := from.SQL(queries.DuckDB, by...)
		if err != nil {
			return err
		}
		number := strconv.Itoa(first)
		if base.RowWise {
			number += " + " + partNumber
		}
		sql = append(sql, fmt.Sprintf("INSERT INTO %s SELECT %s, %d, %s FROM (%s)", w.table(), number, w.Len, strings.Join(w.Columns(), ", "), text))
		sums := w.Columns()[2:]
		for i, c := range sums {
			sums[i] = "sum(" + c + ")"
		}
		for _, l := range w.Coarser {
			sql = append(sql, fmt.Sprintf("INSERT INTO %[1]s SELECT %[2]s, %[3]d, substr(x_area, 1, %[3]d), x_day, %[4]s FROM %[1]s WHERE x_len = %[5]d AND %[2]s >= %[6]d GROUP BY %[2]s, substr(x_area, 1, %[3]d), x_day",
				w.table(), partNumber, l, strings.Join(sums, ", "), w.Len, first))
		}
		if w.Months(w.Len) != "" {
			sql = append(sql, fmt.Sprintf("INSERT INTO %[1]s SELECT %[2]s, -x_len, x_area, date_trunc('month', x_day), %[3]s FROM %[1]s WHERE x_len > 0 AND %[2]s >= %[4]d GROUP BY %[2]s, x_len, x_area, date_trunc('month', x_day)",
				w.table(), partNumber, strings.Join(sums, ", "), first))
		}
		sql = append(sql, "INSERT INTO "+w.versions()+" "+w.hashed(first))
		rows := make([]string, len(lacks))
		for i, x := range lacks {
			rows[i] = fmt.Sprintf("(%s, %s, %d, %s)", queries.Quote(w.Fact), queries.Quote(w.signature), first+i, queries.Quote(x.Key))
		}
		sql = append(sql, "INSERT INTO "+partialSchema+".entry VALUES "+strings.Join(rows, ", "))
	}
	return p.b.session.Atomic(ctx, strings.Join(sql, "; "))
}

// onceRows is the most rows of a fact that are held in memory to be summed
// several times.
const onceRows = 2 << 20

// once gives the relation that partials of one fact are summed from. Where there
// are several of them and not too many rows, what they read is read once, and
// held until drop.
func (p *partials) once(ctx context.Context, list []*wanted, lacks []lake.Part, by []string) (source string, drop func(context.Context) error, err error) {
	source, drop = list[0].Source, func(context.Context) error { return nil }
	rows := int64(0)
	for _, x := range lacks {
		rows += x.Rows()
	}
	if len(list) == 1 || rows > onceRows || !list[0].base.RowWise {
		return source, drop, nil
	}
	columns := slices.Clone(by)
	for _, w := range list {
		columns = append(columns, w.Reads()...)
	}
	slices.Sort(columns)
	held := "x_once_" + list[0].base.Table
	if err := p.b.session.Exec(ctx, "CREATE TABLE "+held+" AS SELECT "+strings.Join(slices.Compact(columns), ", ")+" FROM "+source); err != nil {
		return "", drop, err
	}
	return held, func(ctx context.Context) error { return p.b.session.Exec(ctx, "DROP TABLE "+held) }, nil
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
