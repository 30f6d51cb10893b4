package lake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// inlinedRows are rows that another DuckLake writer left in the catalog
// itself, as text by column; a nil cell is NULL.
type inlinedRows struct {
	table   string  // of the catalog
	columns []int64 // column ids
	rows    [][]any // string, []byte or nil
}

// loadDeletes reads what other DuckLake writers deleted: delete files and
// positions in the catalog.
func loadDeletes(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	err := each(ctx, q, `SELECT d.table_id, d.data_file_id, d.path, d.path_is_relative, d.format, coalesce(d.partial_max, -1), d.encryption_key IS NOT NULL
		FROM ducklake_delete_file d WHERE `+at("d"), snap, 2, func(r *sql.Rows) error {
		var id, file, partialMax int64
		var path, format string
		var rel, encrypted bool
		if err := r.Scan(&id, &file, &path, &rel, &format, &partialMax, &encrypted); err != nil {
			return err
		}
		t := byID[id]
		f := t.file(file)
		if f == nil {
			return nil
		}
		if format != "parquet" || encrypted {
			t.unread = fmt.Sprintf("delete file %s is encrypted or of format %s", path, format)
		}
		if partialMax > snap {
			f.partDels = append(f.partDels, resolve(t.dir, path, rel))
		} else {
			f.deletes = append(f.deletes, resolve(t.dir, path, rel))
		}
		return nil
	})
	if err != nil {
		return err
	}
	tables, err := tablesLike(ctx, q, "ducklake_inlined_delete_")
	if err != nil {
		return err
	}
	for id, t := range byID {
		name := fmt.Sprintf("ducklake_inlined_delete_%d", id)
		if !tables[name] {
			continue
		}
		err := each(ctx, q, "SELECT file_id, row_id FROM "+ident(name)+" WHERE begin_snapshot <= ? ORDER BY 1, 2", snap, 1, func(r *sql.Rows) error {
			var file, row int64
			if err := r.Scan(&file, &row); err != nil {
				return err
			}
			if f := t.file(file); f != nil {
				f.dead = append(f.dead, row)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func tablesLike(ctx context.Context, q execer, prefix string) (map[string]bool, error) {
	rows, err := q.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return nil, err
	}
	names, err := collect(rows, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
	found := map[string]bool{}
	for _, n := range names {
		if strings.HasPrefix(n, prefix) {
			found[n] = true
		}
	}
	return found, err
}

// loadInlined reads the rows that lie in the catalog. Each inlined table has
// the columns of one schema version, by the names they had then.
func loadInlined(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	type entry struct {
		id, begin int64
		name      string
	}
	rows, err := q.QueryContext(ctx, `SELECT i.table_id, i.table_name, coalesce((SELECT max(v.begin_snapshot) FROM ducklake_schema_versions v
		WHERE v.schema_version <= i.schema_version AND v.table_id = i.table_id), 0)
		FROM ducklake_inlined_data_tables i ORDER BY i.table_id, i.schema_version`)
	if err != nil {
		return err
	}
	list, err := collect(rows, func(r *sql.Rows) (e entry, err error) { return e, r.Scan(&e.id, &e.name, &e.begin) })
	if err != nil {
		return err
	}
	for _, e := range list {
		t := byID[e.id]
		if t == nil || e.begin > snap {
			continue
		}
		in, err := readInlined(ctx, q, snap, e.id, e.begin, e.name)
		if err != nil {
			return fmt.Errorf("inlined rows %s: %w", e.name, err)
		}
		if len(in.rows) > 0 {
			t.inlined = append(t.inlined, in)
		}
	}
	return nil
}

func readInlined(ctx context.Context, q execer, snap, id, begin int64, name string) (inlinedRows, error) {
	in := inlinedRows{table: name}
	var names []string
	rows, err := q.QueryContext(ctx, "SELECT c.column_id, c.column_name FROM ducklake_column c WHERE c.table_id = ? AND c.parent_column IS NULL AND "+
		at("c")+" ORDER BY c.column_order", id, begin, begin)
	if err != nil {
		return in, err
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		var c int64
		var n string
		err := r.Scan(&c, &n)
		in.columns = append(in.columns, c)
		// Everything but a blob is read as text: DuckDB casts it.
		names = append(names, fmt.Sprintf("CASE typeof(%[1]s) WHEN 'blob' THEN %[1]s ELSE CAST(%[1]s AS TEXT) END", ident(n)))
		return struct{}{}, err
	})
	if err != nil {
		return in, err
	}
	err = each(ctx, q, "SELECT "+strings.Join(names, ", ")+" FROM "+ident(name)+" i WHERE "+at("i")+" ORDER BY row_id", snap, 2, func(r *sql.Rows) error {
		row := make([]any, len(names))
		into := make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		in.rows = append(in.rows, row)
		return nil
	})
	return in, err
}
