package lake

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Source gives what the rows of a table were made of, as SourceOf said when they
// were written; "" for a table that is not there, of which it was not said, or
// whose rows have been changed since.
func (t *Tx) Source(table string) string {
	if st := find(t.tables, table); st != nil {
		return st.source
	}
	return ""
}

// SourceOf says what the rows of a table were made of: a text that whoever makes
// them from the same would say again.
func (t *Tx) SourceOf(table, source string) error {
	st, err := t.table(table)
	if err != nil {
		return err
	}
	st.source = source
	return nil
}

// ReplaceAll makes the result of a query the whole content of a table, and
// gives its rows. The query has the table's columns, by name; it runs in the
// session. Partitions whose content stays the same keep their files.
func (t *Tx) ReplaceAll(ctx context.Context, table string, s *Session, query string) (rows int64, err error) {
	st, err := t.table(table)
	if err != nil {
		return 0, err
	}
	parts, err := t.spool(ctx, s.e, st, "SELECT "+st.casts()+" FROM ("+query+")")
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
	if err := t.writeParts(ctx, s.e, st, parts, st.order(nil)); err != nil {
		return 0, t.failed(fmt.Errorf("replace table %s: %w", table, err))
	}
	st.inlined = nil
	for _, f := range st.files {
		rows += f.rows
	}
	return rows, nil
}

func stagedFiles(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = text(p)
	}
	return "read_parquet([" + strings.Join(quoted, ", ") + "], hive_partitioning = false)"
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
