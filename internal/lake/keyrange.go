package lake

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"github.com/anlan-lake/anlan/internal/colfile"
)

// keyRanges gives, for the key columns of a file that the engine wrote, the
// bounds of each kind of value, as colfile.Stats.Kinds has them; none of a
// column whose values are of one kind.
func keyRanges(ctx context.Context, e *engine, st *tableState, w *written, path string) (map[int64][]colfile.Range, error) {
	found := map[int64][]colfile.Range{}
	for _, k := range st.key {
		c := st.column(k)
		s := w.stats[c.id]
		if c.Type != "varchar" || !s.bounded || bytes.Equal(colfile.Letters([]byte(s.min)), colfile.Letters([]byte(s.max))) {
			continue
		}
		rows, err := e.db.QueryContext(ctx, fmt.Sprintf("SELECT min(%[1]s), max(%[1]s) FROM read_parquet(%[2]s) WHERE %[1]s IS NOT NULL GROUP BY regexp_extract(%[1]s, '^[A-Za-z]*') ORDER BY 1 LIMIT %[3]d",
			ident(k), text(path), colfile.MaxKinds+1))
		if err != nil {
			return nil, err
		}
		list, err := collect(rows, func(r *sql.Rows) (x colfile.Range, err error) { return x, r.Scan(&x.Min, &x.Max) })
		if err != nil {
			return nil, err
		}
		if len(list) <= colfile.MaxKinds {
			found[c.id] = list
		}
	}
	return found, nil
}

// ranges gives the bounds of the kinds of a key column's values, by file.
func (g *merging) ranges(ctx context.Context, column int64) (map[int64][]colfile.Range, error) {
	found := map[int64][]colfile.Range{}
	rows, err := g.t.l.db.QueryContext(ctx, `SELECT r.data_file_id, r.low, r.high FROM anlan_key_range r
		JOIN ducklake_data_file f ON f.data_file_id = r.data_file_id WHERE f.table_id = ? AND f.end_snapshot IS NULL AND r.column_id = ?`, g.st.id, column)
	if err != nil {
		return nil, fmt.Errorf("read statistics: %w", err)
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		var id int64
		var x colfile.Range
		err := r.Scan(&id, &x.Min, &x.Max)
		found[id] = append(found[id], x)
		return struct{}{}, err
	})
	for _, f := range g.st.files {
		if f.fresh != nil && len(f.fresh.ranges[column]) > 0 {
			found[f.id] = f.fresh.ranges[column]
		}
	}
	return found, err
}
