package night

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan/queries"
)

// clean makes the file have the tables that tonight wants, and no others, and
// tells the wanted what there is of theirs. next is the first number that no part
// has; sweep removes the rows of parts that are gone, and may go on beside what
// adds rows of others.
func (p *partials) clean(ctx context.Context) (next int, sweep func(context.Context) error, err error) {
	by, keys := map[string]*holding{}, map[string]map[string]bool{}
	for _, x := range p.all() {
		h := x.held()
		h.moved = nil
		by[h.name], keys[h.name] = h, map[string]bool{}
		for _, x := range h.parts {
			keys[h.name][x.Key] = true
		}
	}
	gone := map[string][]entry{} // by partial
	stands := map[string]bool{}  // partials: true where the table is of use
	err = each(ctx, p.b.session, "SELECT partial, signature, part, key, beyond FROM "+partialSchema+".entry ORDER BY part", func(r *sql.Rows) error {
		var name, signature, key string
		var part int
		var beyond int64
		if err := r.Scan(&name, &signature, &part, &key, &beyond); err != nil {
			return err
		}
		next = max(next, part+1)
		h := by[name]
		stands[name] = h != nil && h.signature == signature
		switch {
		case !stands[name]:
		case keys[name][key]:
			h.numbers[key] = part
		default:
			gone[name] = append(gone[name], entry{key, part, beyond})
		}
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	for _, x := range p.all() {
		if h := x.held(); h.base.RowWise && x.differ() {
			gone[h.name] = h.follow(p.b.session, gone[h.name])
		}
	}
	for _, h := range by {
		if !h.base.RowWise && len(h.lacks())+len(gone[h.name]) > 0 { // all or nothing
			stands[h.name], h.numbers = false, map[string]int{}
		}
	}
	numbers := map[string][]string{}
	for name, list := range gone {
		for _, e := range list {
			numbers[name] = append(numbers[name], strconv.Itoa(e.part))
		}
	}
	sweep, err = p.reshape(ctx, numbers, stands)
	return next, sweep, err
}

// reshape drops tables that are of no use and makes those that are missing.
// sweep removes the rows of parts that are gone.
func (p *partials) reshape(ctx context.Context, gone map[string][]string, stands map[string]bool) (sweep func(context.Context) error, err error) {
	var shape, rid, entries []string
	for name, good := range stands {
		if !good {
			shape = append(shape, "DROP TABLE IF EXISTS "+partialSchema+"."+name, "DROP TABLE IF EXISTS "+partialSchema+"."+versionTable+name, "DELETE FROM "+partialSchema+".entry WHERE partial = "+queries.Quote(name))
		}
	}
	for _, x := range p.all() {
		h := x.held()
		tables, err := x.tables()
		if err != nil {
			return nil, err
		}
		list := strings.Join(gone[h.name], ", ")
		for _, t := range tables {
			switch {
			case !stands[h.name]:
				made := "CREATE TABLE " + t.name + " AS " + t.rows
				if len(t.fits) > 0 {
					if made, err = p.create(ctx, t); err != nil {
						return nil, err
					}
				}
				shape = append(shape, "DROP TABLE IF EXISTS "+t.name, made)
			case list != "":
				rid = append(rid, "DELETE FROM "+t.name+" WHERE "+partNumber+" IN ("+list+")")
			}
		}
		if stands[h.name] {
			for _, number := range gone[h.name] {
				entries = append(entries, "("+queries.Quote(h.name)+", "+number+")")
			}
		}
	}
	if len(entries) > 0 {
		rid = append(rid, "DELETE FROM "+partialSchema+".entry WHERE (partial, part) IN ("+strings.Join(entries, ", ")+")")
	}
	run := func(ctx context.Context, sql []string) error {
		if len(sql) == 0 {
			return nil
		}
		return p.b.session.Atomic(ctx, strings.Join(sql, "; "))
	}
	return func(ctx context.Context) error { return run(ctx, rid) }, run(ctx, shape)
}

// create gives the statement that makes a table of the file. Engines sum into 128
// bits, and take a hundred times as long to read these, as they pack them in a file,
// as what 64 bits have room for. A sum that does not fit after all fails to be written,
// and the plans read the facts.
func (p *partials) create(ctx context.Context, t keptTable) (string, error) {
	var columns []string
	err := each(ctx, p.b.session, "SELECT column_name, column_type FROM (DESCRIBE "+t.rows+")", func(r *sql.Rows) error {
		var name, typ string
		if err := r.Scan(&name, &typ); err != nil {
			return err
		}
		columns = append(columns, `"`+name+`" `+narrow(typ, slices.Contains(t.fits, name)))
		return nil
	})
	return "CREATE TABLE " + t.name + " (" + strings.Join(columns, ", ") + ")", err
}

// narrow gives how a column of a type is kept: a sum that fits in 64 bits, but for one
// of products, whose decimals alone take most of them.
func narrow(typ string, fits bool) string {
	var scale int
	_, err := fmt.Sscanf(typ, "DECIMAL(38,%d)", &scale)
	switch {
	case typ == "HUGEINT" && fits:
		return "BIGINT"
	case err == nil && fits && scale <= 6:
		return fmt.Sprintf("DECIMAL(18,%d)", scale)
	case typ == "HUGEINT" || err == nil:
		return typ + " USING COMPRESSION rle"
	}
	return typ
}
