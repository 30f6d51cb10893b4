package pull

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// dbColumn is a column that is read.
type dbColumn struct {
	name  string // in the source
	as    string // key in the file; "" where it is read for the order alone
	typ   string // as the driver names it
	class string
	null  bool // may be null
}

// plan is what is read of a table.
type plan struct {
	engine
	from  string // as SQL has it
	cols  []dbColumn
	order []int // of cols: the watermark, if any, then the key
	mark  bool  // order begins with a watermark
	form  string
	extra []string // columns that the contract does not name
	left  []string // columns that the contract drops
}

// newPlan asks the server for the columns, and chooses: those that the
// contract wants, and what the order needs. Nothing else is fetched.
func newPlan(ctx context.Context, tx *sql.Tx, s *Source) (*plan, error) {
	t := s.Table
	p := &plan{engine: engine{t.engine() == "postgres"}}
	if p.from = "(" + t.Query + ") AS pulled"; t.From != "" {
		var parts []string
		for part := range strings.SplitSeq(t.From, ".") {
			parts = append(parts, p.quote(strings.Trim(part, "\"`")))
		}
		p.from = strings.Join(parts, ".") + " AS pulled"
	}
	has, err := p.columns(ctx, tx, "SELECT * FROM "+p.from+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	find := func(name string) *dbColumn {
		i := slices.IndexFunc(has, func(c dbColumn) bool { return c.name == name })
		if i < 0 {
			i = slices.IndexFunc(has, func(c dbColumn) bool { return strings.EqualFold(c.name, name) })
		}
		if i < 0 {
			return nil
		}
		return &has[i]
	}
	for want, name := range t.Columns {
		c := find(name)
		if c == nil {
			return nil, anlan.Errorf(anlan.Invalid, "the source has no column %s, which columns names for %s", name, want)
		}
		if !slices.Contains(s.Wanted, want) {
			return nil, anlan.Errorf(anlan.Invalid, "columns: the contract wants no column %s", want)
		}
		c.as = want
	}
	keyOf := map[string]string{}
	for i := range has {
		c := &has[i]
		if c.as != "" {
			keyOf[c.as] = c.name
			continue
		}
		fit := s.Fit(c.name)
		switch {
		case fit.Use == Dropped:
			p.left = append(p.left, c.name)
		case fit.Use == Unknown:
			p.extra = append(p.extra, c.name)
		case fit.Column == "" || t.Columns[fit.Column] == "":
			c.as = c.name
			if fit.Column != "" {
				keyOf[fit.Column] = c.name
			}
		}
	}
	keys := t.Key
	if len(keys) == 0 {
		for _, k := range s.Key {
			if keyOf[k] == "" {
				return nil, anlan.Errorf(anlan.Invalid, "the source has no column for %s of the key", k).
					WithNext("name the key's columns under key; it has %s", names(has))
			}
			keys = append(keys, keyOf[k])
		}
	}
	if t.Mark != "" {
		keys = append([]string{t.Mark}, keys...)
		p.mark = true
	}
	var order []string
	for _, k := range keys {
		c := find(k)
		if c == nil {
			return nil, anlan.Errorf(anlan.Invalid, "the source has no column %s", k).WithNext("it has %s", names(has))
		}
		if why := p.unordered(c.typ); why != "" {
			return nil, anlan.Errorf(anlan.Invalid, "column %s %s", c.name, why).WithNext("name others under key")
		}
		if !slices.Contains(order, c.name) {
			order = append(order, c.name)
		}
	}
	for _, c := range has {
		if c.as == "" && !slices.Contains(order, c.name) {
			continue
		}
		if why := p.refused(c.typ); why != "" {
			return nil, anlan.Errorf(anlan.Invalid, "column %s %s", c.name, why).WithNext("leave it out of the contract, or give it as text by a query")
		}
		c.class = p.class(c.typ)
		p.cols = append(p.cols, c)
	}
	for _, name := range order {
		p.order = append(p.order, slices.IndexFunc(p.cols, func(c dbColumn) bool { return c.name == name }))
	}
	if p.mark {
		if p.form, err = p.markForm(t); err != nil {
			return nil, err
		}
	}
	return p, p.nullable(ctx, tx, t)
}

func (p *plan) markForm(t *Table) (string, error) {
	c := p.cols[p.order[0]]
	switch c.class {
	case "instant":
		return formRFC3339, nil
	case "clock":
		return formDatetime, nil
	case "date", "number":
		return c.class, nil
	case "text":
		if t.Format != "" {
			return t.Format, nil
		}
	}
	return "", anlan.Errorf(anlan.Invalid, "watermark %s is of type %s, no time and no number", c.name, strings.ToLower(c.typ)).
		WithNext("if it is a time kept as text, say how it is written under format")
}

func names(cols []dbColumn) string {
	var out []string
	for _, c := range cols {
		out = append(out, c.name)
	}
	return strings.Join(out, ", ")
}

// columns describes what a statement gives, without a row of it.
func (p *plan) columns(ctx context.Context, tx *sql.Tx, query string) ([]dbColumn, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	var out []dbColumn
	for _, t := range types {
		out = append(out, dbColumn{name: t.Name(), typ: strings.ToUpper(t.DatabaseTypeName()), null: true})
	}
	return out, rows.Err()
}

// nullable learns which columns of a table have always a value.
func (p *plan) nullable(ctx context.Context, tx *sql.Tx, t *Table) error {
	if t.From == "" {
		return nil
	}
	schema, table, ok := strings.Cut(t.From, ".")
	in := "table_schema = " + p.arg(1)
	args := []any{strings.Trim(schema, "\"`"), strings.Trim(table, "\"`")}
	if !ok {
		in, args = "table_schema = current_schema() AND '' = "+p.arg(1), []any{"", strings.Trim(schema, "\"`")}
		if !p.postgres {
			in = "table_schema = database() AND '' = ?"
		}
	}
	rows, err := tx.QueryContext(ctx, "SELECT column_name FROM information_schema.columns WHERE is_nullable = 'NO' AND "+in+" AND table_name = "+p.arg(2), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		for i := range p.cols {
			if p.cols[i].name == name {
				p.cols[i].null = false
			}
		}
	}
	return rows.Err()
}
