package lake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Holding is a row of the lake whose key is among those asked for.
type Holding struct {
	Key     []any // string or int64, column by column: see Holdings
	Version int64 // microseconds, or the number; 0 where the merge has no version
}

// Holdings calls found for every row that a table holds of the keys in staged
// files, which need have no column but those. Texts are given as string, dates
// as days since 1970, timestamps as microseconds, decimals as hundredths, and
// other numbers as they are.
func (t *Tx) Holdings(ctx context.Context, m Merge, found func(Holding) error) error {
	st, err := t.table(m.Table)
	if err != nil {
		return err
	}
	if len(st.files)+len(st.inlined) == 0 || len(m.Staged) == 0 {
		return nil
	}
	e, err := t.engine(ctx)
	if err != nil {
		return err
	}
	t.serial++
	g := &merging{t: t, e: e, st: st, m: m, pre: fmt.Sprintf("_h%d_", t.serial)}
	if err := g.holdings(ctx, found); err != nil {
		return t.failed(fmt.Errorf("look for keys in %s: %w", m.Table, err))
	}
	return nil
}

func (g *merging) holdings(ctx context.Context, found func(Holding) error) error {
	defer func() {
		for _, drop := range []string{"TABLE IF EXISTS " + g.rel("old"), "VIEW IF EXISTS " + g.rel("staged")} {
			_ = g.e.exec(context.WithoutCancel(ctx), "DROP "+drop)
		}
	}()
	if err := g.e.exec(ctx, "CREATE VIEW "+g.rel("staged")+" AS SELECT "+g.keyCols("")+" FROM "+stagedFiles(g.m.Staged)); err != nil {
		return err
	}
	if err := g.findOld(ctx); err != nil {
		return err
	}
	cols := make([]string, len(g.m.Key)+1)
	for i, k := range g.m.Key {
		cols[i] = plainValue(ident(k), g.st.column(k).Type)
	}
	cols[len(g.m.Key)] = "0::BIGINT"
	if g.m.Version != "" {
		cols[len(g.m.Key)] = plainValue("_lake_version", g.st.column(g.m.Version).Type)
	}
	rows, err := g.e.db.QueryContext(ctx, "SELECT "+strings.Join(cols, ", ")+" FROM "+g.rel("old"))
	if err != nil {
		return err
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		h := Holding{Key: make([]any, len(g.m.Key))}
		into := make([]any, len(cols))
		for i := range h.Key {
			into[i] = &h.Key[i]
		}
		var version sql.NullInt64
		into[len(h.Key)] = &version
		if err := r.Scan(into...); err != nil {
			return struct{}{}, err
		}
		h.Version = version.Int64
		return struct{}{}, found(h)
	})
	return err
}

// plainValue gives the SQL of a value as text or as a whole number.
func plainValue(expr, typ string) string {
	switch {
	case typ == "varchar":
		return expr
	case typ == "date":
		return "CAST(" + expr + " - DATE '1970-01-01' AS BIGINT)"
	case typ == "timestamp":
		return "epoch_us(" + expr + ")"
	case strings.HasPrefix(typ, "decimal"):
		return "CAST(" + expr + " * 100 AS BIGINT)"
	}
	return "CAST(" + expr + " AS BIGINT)"
}

// Holds says whether a table holds any row.
func (t *Tx) Holds(table string) (bool, error) {
	st, err := t.table(table)
	if err != nil {
		return false, err
	}
	return len(st.files)+len(st.inlined) > 0, nil
}
