package lake

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

var tableName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// Ensure makes the table, or adds the columns it lacks, at its end. Columns the
// lake has and want has not stay. The error is Invalid for a type that has
// changed or is not known, for another partition, and for a name that is not
// lower-case letters, digits and underscores.
func (t *Tx) Ensure(ctx context.Context, want Table) error {
	if err := t.ensure(ctx, want); err != nil {
		return t.failed(err)
	}
	return nil
}

func (t *Tx) ensure(ctx context.Context, want Table) error {
	if err := want.validate(); err != nil {
		return err
	}
	st := find(t.tables, want.Name)
	if st == nil {
		st = &tableState{id: t.nextCatalog, name: want.Name, dir: filepath.Join(t.l.dir, "data", "main", want.Name)}
		t.nextCatalog++
		if len(want.Partition) > 0 {
			st.partID = t.nextCatalog
			t.nextCatalog++
		}
		t.tables = append(t.tables, st)
	} else if _, err := t.table(want.Name); err != nil {
		return err
	}
	if err := t.addColumns(ctx, st, want); err != nil {
		return err
	}
	if t.before[st.id] == nil && len(st.partition) == 0 {
		for _, p := range want.Partition {
			st.partition = append(st.partition, partitionState{PartitionKey: p, columnID: st.column(p.Column).id})
		}
	}
	if have := st.shape().Partition; !slices.Equal(have, want.Partition) {
		return anlan.Errorf(anlan.Invalid, "table %s is partitioned by %v, not by %v", want.Name, have, want.Partition)
	}
	st.sort = slices.Clone(want.Sort)
	if want.Comment != "" {
		st.comment = want.Comment
	}
	return nil
}

func (t *Tx) addColumns(ctx context.Context, st *tableState, want Table) error {
	next := int64(1)
	for _, c := range st.columns {
		next = max(next, c.id+1)
	}
	if t.before[st.id] != nil {
		// Ids of dropped columns and of nested ones are taken for good.
		var used int64
		err := t.l.db.QueryRowContext(ctx, "SELECT coalesce(max(column_id), 0) FROM ducklake_column WHERE table_id = ?", st.id).Scan(&used)
		if err != nil {
			return fmt.Errorf("ensure table %s: %w", want.Name, err)
		}
		next = max(next, used+1)
	}
	st.columns = slices.Clone(st.columns)
	for _, c := range want.Columns {
		have := st.column(c.Name)
		if have == nil {
			if len(st.files)+len(st.inlined) > 0 {
				c.NotNull = false // the rows there are have no value
			}
			st.columns = append(st.columns, columnState{Column: c, id: next})
			next++
			continue
		}
		if have.Type != c.Type {
			return anlan.Errorf(anlan.Invalid, "column %s.%s is %s in the lake, not %s", want.Name, c.Name, have.Type, c.Type)
		}
		if c.Comment != "" {
			have.Comment = c.Comment
		}
	}
	return nil
}

// column finds a column by name; DuckDB does not tell a from A.
func (t *tableState) column(name string) *columnState {
	for i := range t.columns {
		if strings.EqualFold(t.columns[i].Name, name) {
			return &t.columns[i]
		}
	}
	return nil
}

func (want Table) validate() error {
	if !tableName.MatchString(want.Name) {
		return anlan.Errorf(anlan.Invalid, "table name %q is not lower-case letters, digits and underscores", want.Name)
	}
	if len(want.Columns) == 0 {
		return anlan.Errorf(anlan.Invalid, "table %s has no columns", want.Name)
	}
	seen := map[string]bool{}
	for _, c := range want.Columns {
		low := strings.ToLower(c.Name)
		if c.Name == "" || seen[low] || strings.HasPrefix(low, "_ducklake_") || strings.HasPrefix(low, "_lake_") {
			return anlan.Errorf(anlan.Invalid, "table %s: column name %q is empty, there twice or reserved", want.Name, c.Name)
		}
		seen[low] = true
		if _, ok := duckType(c.Type); !ok {
			return anlan.Errorf(anlan.Invalid, "column %s.%s: type %q is not known", want.Name, c.Name, c.Type)
		}
	}
	for _, p := range want.Partition {
		if !seen[strings.ToLower(p.Column)] || !slices.Contains([]string{"identity", "year", "month", "day"}, p.Transform) {
			return anlan.Errorf(anlan.Invalid, "table %s: cannot partition by %s of column %q", want.Name, p.Transform, p.Column)
		}
	}
	for _, s := range want.Sort {
		if !seen[strings.ToLower(s)] {
			return anlan.Errorf(anlan.Invalid, "table %s: no column %q to sort by", want.Name, s)
		}
	}
	return nil
}
