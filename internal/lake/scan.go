package lake

import (
	"fmt"
	"strconv"
	"strings"
)

// internalSnapshot is the column, and its field id, by which files shared by
// several snapshots say which rows belong to which.
const (
	internalSnapshot   = "_ducklake_internal_snapshot_id"
	internalSnapshotID = 2147483539
)

// scan gives the SELECT of a table's rows from some of its files: all columns
// in order, found by field id, so that older files yield NULL (or the initial
// default) where they lack a column. extra is put behind the columns ("" or
// ", expr AS name"). Inlined rows are not included.
func (t *tableState) scan(files []fileState, snap int64, extra string) string {
	var plain []string
	var parts []string
	for _, f := range files {
		if !f.partial && len(f.deletes)+len(f.partDels)+len(f.dead) == 0 {
			plain = append(plain, text(f.path))
			continue
		}
		parts = append(parts, "SELECT "+t.names()+extra+" FROM "+t.parquet([]string{text(f.path)}, f.partial)+" WHERE "+f.alive(snap))
	}
	if len(plain) > 0 {
		parts = append([]string{"SELECT " + t.names() + extra + " FROM " + t.parquet(plain, false)}, parts...)
	}
	if len(parts) == 0 {
		return t.empty(extra)
	}
	return strings.Join(parts, "\nUNION ALL ")
}

// alive is the condition that a row of one file has not been deleted.
func (f fileState) alive(snap int64) string {
	cond := []string{"true"}
	if f.partial {
		cond = append(cond, fmt.Sprintf("%s <= %d", internalSnapshot, snap))
	}
	const gone = "file_row_number NOT IN (SELECT pos FROM read_parquet(%s) WHERE pos IS NOT NULL%s)"
	for _, d := range f.deletes {
		cond = append(cond, fmt.Sprintf(gone, text(d), ""))
	}
	for _, d := range f.partDels {
		cond = append(cond, fmt.Sprintf(gone, text(d), fmt.Sprintf(" AND %s <= %d", internalSnapshot, snap)))
	}
	if len(f.dead) > 0 {
		pos := make([]string, len(f.dead))
		for i, p := range f.dead {
			pos[i] = strconv.FormatInt(p, 10)
		}
		cond = append(cond, "file_row_number NOT IN ("+strings.Join(pos, ", ")+")")
	}
	return strings.Join(cond, " AND ")
}

func (t *tableState) parquet(paths []string, partial bool) string {
	var s []string
	for _, c := range t.columns {
		typ, _ := duckType(c.Type)
		def := "NULL"
		if c.initial.Valid {
			def = text(c.initial.String)
		}
		s = append(s, fmt.Sprintf("%d: {name: %s, type: %s, default_value: %s::VARCHAR}", c.id, text(c.Name), text(typ), def))
	}
	if partial {
		s = append(s, fmt.Sprintf("%d: {name: %s, type: 'BIGINT', default_value: NULL::VARCHAR}", internalSnapshotID, text(internalSnapshot)))
	}
	return "read_parquet([" + strings.Join(paths, ", ") + "], hive_partitioning = false, schema = MAP {" + strings.Join(s, ", ") + "})"
}

// names lists the columns, quoted.
func (t *tableState) names() string {
	s := make([]string, len(t.columns))
	for i, c := range t.columns {
		s[i] = ident(c.Name)
	}
	return strings.Join(s, ", ")
}

// casts lists the columns, each cast to its type.
func (t *tableState) casts() string {
	s := make([]string, len(t.columns))
	for i, c := range t.columns {
		typ, _ := duckType(c.Type)
		s[i] = fmt.Sprintf("CAST(%[1]s AS %[2]s) AS %[1]s", ident(c.Name), typ)
	}
	return strings.Join(s, ", ")
}

// empty gives a SELECT without rows that has the columns' names and types.
func (t *tableState) empty(extra string) string {
	s := make([]string, len(t.columns))
	for i, c := range t.columns {
		typ, _ := duckType(c.Type)
		s[i] = fmt.Sprintf("CAST(NULL AS %s) AS %s", typ, ident(c.Name))
	}
	return "SELECT *" + extra + " FROM (SELECT " + strings.Join(s, ", ") + ") WHERE false"
}

// inlinedSelect gives the inlined rows as a SELECT of literals, "" where
// there are none.
func (t *tableState) inlinedSelect() string {
	var parts []string
	for _, in := range t.inlined {
		for _, row := range in.rows {
			s := make([]string, len(t.columns))
			for i, c := range t.columns {
				typ, _ := duckType(c.Type)
				cell, have := any(nil), false
				for j, id := range in.columns {
					if id == c.id {
						cell, have = row[j], true
					}
				}
				if !have && c.initial.Valid {
					cell = c.initial.String
				}
				s[i] = fmt.Sprintf("CAST(%s AS %s) AS %s", literal(cell), typ, ident(c.Name))
			}
			parts = append(parts, "SELECT "+strings.Join(s, ", "))
		}
	}
	return strings.Join(parts, "\nUNION ALL ")
}

func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return fmt.Sprintf("from_hex('%x')", v)
	default:
		return text(fmt.Sprint(v))
	}
}

// all gives the SELECT of the whole table at a snapshot.
func (t *tableState) all(snap int64) string {
	q := t.scan(t.files, snap, "")
	if in := t.inlinedSelect(); in != "" {
		q += "\nUNION ALL " + in
	}
	return q
}

// prefixed lists the columns behind an alias.
func (t *tableState) prefixed(alias string) string {
	s := make([]string, len(t.columns))
	for i, c := range t.columns {
		s[i] = alias + "." + ident(c.Name)
	}
	return strings.Join(s, ", ")
}
