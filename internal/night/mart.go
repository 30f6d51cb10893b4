package night

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// mart is a stored mart that is plain SQL, on its way into the lake.
type mart struct {
	query  queries.Query
	table  lake.Table
	source string // what its rows are made of; "" where that is not told
	made   bool   // its rows are in the session
}

// madeMart stands before the name of a table of the session with a mart's rows.
const madeMart = "made_"

// makeMarts works out the marts that are plain SQL, one after the other, while
// the caller goes on: they read facts alone, and the counts kept of them. One
// that keeps its rows is not worked out where those of the lake are made of the
// same. wait waits for them and gives the error of the one that failed.
func (b *build) makeMarts(ctx context.Context, tx *lake.Tx) (wait func() error) {
	done := make(chan error, 1)
	go func() { done <- b.martsOf(ctx, tx) }()
	return func() error { return <-done }
}

func (b *build) martsOf(ctx context.Context, tx *lake.Tx) error {
	b.marts = nil
	if err := b.showCounts(ctx); err != nil {
		return err
	}
	for _, q := range b.set.Queries {
		if q.Counts() && b.askedOften(q.Name) {
			if err := b.session.Materialise(ctx, q.Name, "SELECT * FROM "+q.Name); err != nil {
				return fmt.Errorf("counts %s: %w", q.Name, err)
			}
		}
	}
	k := known{held: map[string]bool{}, rows: map[string]string{}}
	for _, name := range keptAreas {
		k.held[name] = true
	}
	for _, q := range b.set.Queries {
		if !q.Stored() {
			continue
		}
		m, err := b.makeMart(ctx, tx, q, k)
		if err != nil {
			return fmt.Errorf("mart %s: %w", q.Name, err)
		}
		b.marts = append(b.marts, m)
	}
	return nil
}

// askedOften says whether several queries read a relation, so that it is worth
// keeping what it gives.
func (b *build) askedOften(name string) bool {
	n := 0
	for _, q := range b.set.Queries {
		if slices.Contains(q.Depends, name) {
			n++
		}
	}
	return n > 1
}

// known is what a build has found of the facts that its marts read: those that are
// tables of the session already, and what tells the rows of others.
type known struct {
	held map[string]bool
	rows map[string]string
}

func (b *build) makeMart(ctx context.Context, tx *lake.Tx, q queries.Query, k known) (m mart, err error) {
	m = mart{query: q, table: lake.Table{Name: q.Name, Comment: q.En + " · " + q.Zh, Sort: sortColumns(q)}}
	for _, c := range q.Columns {
		m.table.Columns = append(m.table.Columns, lake.Column{Name: c.Name, Type: lakeType(c.Type), Comment: c.En + " · " + c.Zh})
	}
	sql, err := q.Render(queries.DuckDB, params(b.Levels, b.asOf))
	if err != nil {
		return m, err
	}
	if q.Keeps {
		if m.source, err = b.sourceOf(ctx, m, sql, k); err != nil || tx.Source(q.Name) == m.source {
			return m, err
		}
		// It reads them several times, and others like it read the same.
		for _, name := range q.Depends {
			if x, ok := b.set.Query(name); !ok || x.Layer != "facts" || k.held[name] {
				continue
			}
			if err := b.session.Materialise(ctx, name, "SELECT * FROM "+name); err != nil {
				return m, err
			}
			k.held[name] = true
		}
	}
	m.made = true
	return m, b.session.Materialise(ctx, madeMart+q.Name, sql)
}

// sourceOf hashes what the rows of a mart are made of: its statement, the shape
// of its table, and the rows of what it depends on, in whatever order.
func (b *build) sourceOf(ctx context.Context, m mart, sql string, k known) (string, error) {
	version, err := b.text(ctx, "SELECT version()") // hashes of rows are an engine's own
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%+v\n", version, sql, m.table)
	for _, name := range m.query.Depends {
		if k.rows[name] == "" {
			if k.rows[name], err = b.rowsOf(ctx, name); err != nil {
				return "", err
			}
		}
		fmt.Fprintf(h, "%s %s\n", name, k.rows[name])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// storeMarts writes the marts that makeMarts made.
func (b *build) storeMarts(ctx context.Context, tx *lake.Tx) error {
	b.progress("marts")
	for _, m := range b.marts {
		if err := tx.Behind(func() error { return b.storeMart(ctx, tx, m) }); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) storeMart(ctx context.Context, tx *lake.Tx, m mart) error {
	if err := tx.Ensure(ctx, m.table); err != nil || !m.made {
		return err
	}
	if _, err := tx.ReplaceAll(ctx, m.table.Name, b.session, "SELECT * FROM "+madeMart+m.table.Name); err != nil {
		return fmt.Errorf("mart %s: %w", m.table.Name, err)
	}
	return tx.SourceOf(m.table.Name, m.source)
}
