package lake

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ReplaceAll makes the result of a query the whole content of a table, and
// gives its rows. The query has the table's columns, by name; it runs in the
// session. Partitions whose content stays the same keep their files.
func (t *Tx) ReplaceAll(ctx context.Context, table string, s *Session, query string) (rows int64, err error) {
	return t.replaceWith(ctx, table, s.e, "("+query+")")
}

// ReplaceRows makes the rows of staged Parquet files the whole content of a
// table. The files hold all its columns, by name.
func (t *Tx) ReplaceRows(ctx context.Context, table string, staged ...string) error {
	e, err := t.engine(ctx)
	if err != nil {
		return err
	}
	from := "(SELECT NULL WHERE false)"
	if len(staged) > 0 {
		from = stagedFiles(staged)
	} else if st, err := t.table(table); err == nil {
		from = "(" + st.empty("") + ")"
	}
	_, err = t.replaceWith(ctx, table, e, from)
	return err
}

func stagedFiles(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = text(p)
	}
	return "read_parquet([" + strings.Join(quoted, ", ") + "], hive_partitioning = false)"
}

func (t *Tx) replaceWith(ctx context.Context, table string, e *engine, from string) (int64, error) {
	st, err := t.table(table)
	if err != nil {
		return 0, err
	}
	parts, err := t.spool(ctx, e, st, "SELECT "+st.casts()+" FROM "+from)
	if err != nil {
		return 0, t.failed(fmt.Errorf("replace table %s: %w", table, err))
	}
	rest := slices.Clone(st.files)
	for i := range parts {
		rest = slices.DeleteFunc(rest, func(f fileState) bool {
			mine := f.partID == st.partID && same(f.values, parts[i].values)
			if mine {
				parts[i].old = append(parts[i].old, f)
			}
			return mine
		})
	}
	if len(rest) > 0 {
		parts = append(parts, part{query: st.empty(""), old: rest})
	}
	if err := t.writeParts(ctx, e, st, parts, st.order(nil)); err != nil {
		return 0, t.failed(fmt.Errorf("replace table %s: %w", table, err))
	}
	st.inlined = nil
	var rows int64
	for _, f := range st.files {
		rows += f.rows
	}
	return rows, nil
}

// order gives the columns by which rows are written: the table's sort, then
// the key; without a key all other columns, so that equal content is written
// in equal order.
func (t *tableState) order(key []string) []string {
	list := slices.Clone(t.sort)
	if key == nil {
		for _, c := range t.columns {
			key = append(key, c.Name)
		}
	}
	for _, k := range key {
		if !slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, k) }) {
			list = append(list, k)
		}
	}
	return list
}
