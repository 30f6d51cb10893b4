package lake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// candidates gives the files that may hold a staged key, by the bounds of the
// key's columns in each file. Keys that carry a date make this sharp.
func (g *merging) candidates(ctx context.Context) ([]fileState, error) {
	if len(g.st.files) == 0 {
		return nil, nil
	}
	conds := make([]string, len(g.st.files))
	for _, k := range g.m.Key {
		c := g.st.column(k)
		bounds, err := g.bounds(ctx, c.id)
		if err != nil {
			return nil, err
		}
		ranges, err := g.ranges(ctx, c.id)
		if err != nil {
			return nil, err
		}
		typ, _ := duckType(c.Type)
		for i, f := range g.st.files {
			b, ok := bounds[f.id]
			if _, sure := compareAs(c.Type, b.min, b.max); !ok || !sure {
				continue
			}
			if kinds := ranges[f.id]; len(kinds) > 0 {
				conds[i] += " AND (" + ident(k) + " IS NULL"
				for _, r := range kinds {
					conds[i] += " OR " + ident(k) + " BETWEEN " + text(r.Min) + " AND " + text(r.Max)
				}
				conds[i] += ")"
				continue
			}
			conds[i] += fmt.Sprintf(" AND (%[1]s IS NULL OR %[1]s BETWEEN CAST(%[2]s AS %[4]s) AND CAST(%[3]s AS %[4]s))", ident(k), text(b.min), text(b.max), typ)
		}
	}
	exprs := make([]string, len(conds))
	hits := make([]bool, len(conds))
	into := make([]any, len(conds))
	for i, c := range conds {
		exprs[i] = "coalesce(bool_or(true" + c + "), false)"
		into[i] = &hits[i]
	}
	err := g.e.db.QueryRowContext(ctx, "SELECT "+strings.Join(exprs, ", ")+" FROM (SELECT DISTINCT "+g.keyCols("")+" FROM "+g.rel("staged")+")").Scan(into...)
	if err != nil {
		return nil, fmt.Errorf("choose files: %w", err)
	}
	var files []fileState
	for i, f := range g.st.files {
		if hits[i] {
			files = append(files, f)
		}
	}
	return files, nil
}

// bounds gives a column's bounds by file, where they are known.
func (g *merging) bounds(ctx context.Context, column int64) (map[int64]columnStats, error) {
	found := map[int64]columnStats{}
	rows, err := g.t.l.db.QueryContext(ctx, `SELECT data_file_id, min_value, max_value FROM ducklake_file_column_stats
		WHERE table_id = ? AND column_id = ? AND min_value IS NOT NULL AND max_value IS NOT NULL AND null_count = 0`, g.st.id, column)
	if err != nil {
		return nil, fmt.Errorf("read statistics: %w", err)
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		var id int64
		var s columnStats
		err := r.Scan(&id, &s.min, &s.max)
		found[id] = s
		return struct{}{}, err
	})
	for _, f := range g.st.files {
		if f.fresh != nil {
			if s := f.fresh.stats[column]; s.bounded && s.nulls == 0 {
				found[f.id] = s
			}
		}
	}
	return found, err
}

// nullText gives a text, or nil where it is not known.
func nullText(s string, known bool) any {
	if !known {
		return nil
	}
	return s
}
