package lake

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/anlan-lake/anlan"
)

// tableState is what the catalog says of one table at one snapshot.
type tableState struct {
	id        int64
	name      string
	dir       string // absolute
	comment   string
	source    string // what its rows were made of, as SourceOf gives it
	columns   []columnState
	partition []partitionState
	partID    int64 // of the partition spec; 0 for none
	sort      []string
	files     []fileState
	inlined   []inlinedRows
	unread    string   // why this package cannot read the table, "" when it can
	key       []string // of the change under way
}

type columnState struct {
	Column
	id      int64
	initial sql.NullString // value of the column in files older than it
}

type partitionState struct {
	PartitionKey
	columnID int64
}

// fileState is one data file with what has been deleted from it.
type fileState struct {
	id       int64
	path     string // absolute
	rows     int64
	bytes    int64
	partID   int64
	values   []sql.NullString // of the partition keys
	begin    int64
	partial  bool // rows of later snapshots may lie in it
	mapped   bool // without field ids: names are mapped
	deletes  []string
	partDels []string // delete files shared by several snapshots
	dead     []int64  // positions deleted in the catalog itself
	fresh    *written // set for a file of the running transaction
}

// at is the condition that a row of alias was visible at the snapshot; it
// takes the snapshot twice.
func at(alias string) string {
	return fmt.Sprintf(" %[1]s.begin_snapshot <= ? AND (%[1]s.end_snapshot IS NULL OR %[1]s.end_snapshot > ?) ", alias)
}

// load reads the tables of schema main at a snapshot, sorted by name.
func (l *Lake) load(ctx context.Context, q execer, snap int64) ([]*tableState, error) {
	rows, err := q.QueryContext(ctx, `SELECT t.table_id, t.table_name, t.path, t.path_is_relative, s.path, s.path_is_relative,
		coalesce((SELECT value FROM ducklake_tag g WHERE g.object_id = t.table_id AND g.key = 'comment' AND `+at("g")+`), ''),
		coalesce((SELECT value FROM ducklake_tag g WHERE g.object_id = t.table_id AND g.key = 'source' AND `+at("g")+`), '')
		FROM ducklake_table t JOIN ducklake_schema s USING (schema_id)
		WHERE s.schema_name = 'main' AND `+at("t")+` AND `+at("s")+` ORDER BY t.table_name`, slices.Repeat([]any{snap}, 8)...)
	if err != nil {
		return nil, fmt.Errorf("read tables: %w", err)
	}
	tables, err := collect(rows, func(r *sql.Rows) (*tableState, error) {
		t := &tableState{}
		var path, schema string
		var rel, schemaRel bool
		err := r.Scan(&t.id, &t.name, &path, &rel, &schema, &schemaRel, &t.comment, &t.source)
		if schemaRel {
			schema = filepath.Join(l.dir, "data", filepath.FromSlash(schema))
		}
		t.dir = resolve(schema, path, rel)
		return t, err
	})
	if err != nil {
		return nil, err
	}
	byID := map[int64]*tableState{}
	for _, t := range tables {
		byID[t.id] = t
	}
	for _, step := range []func(context.Context, execer, int64, map[int64]*tableState) error{
		loadColumns, loadPartitions, loadSorts, loadFiles, loadValues, loadDeletes, loadInlined,
	} {
		if err := step(ctx, q, snap, byID); err != nil {
			return nil, fmt.Errorf("read catalog at snapshot %d: %w", snap, err)
		}
	}
	return tables, nil
}

func resolve(base, path string, relative bool) string {
	if relative {
		return filepath.Join(base, filepath.FromSlash(path))
	}
	return filepath.Clean(path)
}

// each runs a query at a snapshot and calls scan for every row.
func each(ctx context.Context, q execer, query string, snap int64, n int, scan func(*sql.Rows) error) error {
	args := slices.Repeat([]any{snap}, n)
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) { return struct{}{}, scan(r) })
	return err
}

func loadColumns(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	return each(ctx, q, `SELECT c.table_id, c.column_id, c.column_name, c.column_type, c.initial_default, c.nulls_allowed, c.parent_column IS NOT NULL,
		coalesce((SELECT value FROM ducklake_column_tag g WHERE g.table_id = c.table_id AND g.column_id = c.column_id AND g.key = 'comment' AND `+at("g")+`), '')
		FROM ducklake_column c WHERE `+at("c")+` ORDER BY c.table_id, c.column_order`, snap, 4, func(r *sql.Rows) error {
		var id int64
		var c columnState
		var nulls, child bool
		if err := r.Scan(&id, &c.id, &c.Name, &c.Type, &c.initial, &nulls, &child, &c.Comment); err != nil {
			return err
		}
		t := byID[id]
		if t == nil || child {
			return nil
		}
		if _, ok := duckType(c.Type); !ok {
			t.unread = fmt.Sprintf("column %s is of type %s", c.Name, c.Type)
		}
		c.NotNull = !nulls
		t.columns = append(t.columns, c)
		return nil
	})
}

func loadPartitions(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	return each(ctx, q, `SELECT i.table_id, i.partition_id, k.column_id, k.transform FROM ducklake_partition_info i
		JOIN ducklake_partition_column k USING (partition_id, table_id) WHERE `+at("i")+` ORDER BY i.table_id, k.partition_key_index`, snap, 2, func(r *sql.Rows) error {
		var id, part int64
		var p partitionState
		if err := r.Scan(&id, &part, &p.columnID, &p.Transform); err != nil {
			return err
		}
		if t := byID[id]; t != nil {
			for _, c := range t.columns {
				if c.id == p.columnID {
					p.Column = c.Name
				}
			}
			t.partID, t.partition = part, append(t.partition, p)
		}
		return nil
	})
}

func loadSorts(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	return each(ctx, q, `SELECT i.table_id, e.expression FROM ducklake_sort_info i
		JOIN ducklake_sort_expression e USING (sort_id, table_id) WHERE `+at("i")+` ORDER BY i.table_id, e.sort_key_index`, snap, 2, func(r *sql.Rows) error {
		var id int64
		var expr string
		if err := r.Scan(&id, &expr); err != nil {
			return err
		}
		if t := byID[id]; t != nil {
			for _, c := range t.columns {
				if expr == c.Name || expr == ident(c.Name) {
					t.sort = append(t.sort, c.Name)
				}
			}
		}
		return nil
	})
}

func loadFiles(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	return each(ctx, q, `SELECT f.table_id, f.data_file_id, f.path, f.path_is_relative, f.record_count, f.file_size_bytes, coalesce(f.partition_id, 0),
		f.begin_snapshot, coalesce(f.partial_max, -1), f.mapping_id IS NOT NULL, f.encryption_key IS NOT NULL, f.file_format
		FROM ducklake_data_file f WHERE `+at("f")+` ORDER BY f.table_id, f.data_file_id`, snap, 2, func(r *sql.Rows) error {
		var id, partialMax int64
		var f fileState
		var path, format string
		var rel, encrypted bool
		if err := r.Scan(&id, &f.id, &path, &rel, &f.rows, &f.bytes, &f.partID, &f.begin, &partialMax, &f.mapped, &encrypted, &format); err != nil {
			return err
		}
		t := byID[id]
		if t == nil {
			return nil
		}
		if encrypted || format != "parquet" || f.mapped {
			t.unread = fmt.Sprintf("data file %s is encrypted, of another format or without field ids", path)
		}
		f.partial = partialMax > snap
		f.path = resolve(t.dir, path, rel)
		t.files = append(t.files, f)
		return nil
	})
}

func loadValues(ctx context.Context, q execer, snap int64, byID map[int64]*tableState) error {
	return each(ctx, q, `SELECT v.table_id, v.data_file_id, v.partition_value FROM ducklake_file_partition_value v
		JOIN ducklake_data_file f USING (data_file_id) WHERE `+at("f")+` ORDER BY v.data_file_id, v.partition_key_index`, snap, 2, func(r *sql.Rows) error {
		var id, file int64
		var v sql.NullString
		if err := r.Scan(&id, &file, &v); err != nil {
			return err
		}
		if f := byID[id].file(file); f != nil {
			f.values = append(f.values, v)
		}
		return nil
	})
}

// file finds a file by its id; files are in order of id.
func (t *tableState) file(id int64) *fileState {
	if t == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(t.files, id, func(f fileState, id int64) int { return int(f.id - id) })
	if !ok {
		return nil
	}
	return &t.files[i]
}

// Tables gives the shape of every table at a snapshot, sorted by name.
func (l *Lake) Tables(ctx context.Context, snapshot int64) ([]Table, error) {
	states, err := l.at(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	list := make([]Table, 0, len(states))
	for _, t := range states {
		list = append(list, t.shape())
	}
	return list, nil
}

func (t *tableState) shape() Table {
	s := Table{Name: t.name, Comment: t.comment, Sort: t.sort}
	for _, c := range t.columns {
		s.Columns = append(s.Columns, c.Column)
	}
	for _, p := range t.partition {
		s.Partition = append(s.Partition, p.PartitionKey)
	}
	return s
}

// Files gives the data files of a table at a snapshot. The error is NotFound
// where the snapshot has no such table.
func (l *Lake) Files(ctx context.Context, snapshot int64, table string) ([]File, error) {
	states, err := l.at(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	t := find(states, table)
	if t == nil {
		return nil, anlan.Errorf(anlan.NotFound, "the lake has no table %s at snapshot %d", table, snapshot)
	}
	list := make([]File, 0, len(t.files))
	for _, f := range t.files {
		p := File{ID: f.id, Path: f.path, Rows: f.rows, Bytes: f.bytes}
		for _, v := range f.values {
			if !v.Valid {
				v.String = NullPartition
			}
			p.Partition = append(p.Partition, v.String)
		}
		list = append(list, p)
	}
	return list, nil
}

func find(states []*tableState, name string) *tableState {
	for _, t := range states {
		if t.name == name {
			return t
		}
	}
	return nil
}

// at reads the tables at a snapshot in one read transaction.
func (l *Lake) at(ctx context.Context, snapshot int64) ([]*tableState, error) {
	if _, err := l.SnapshotByID(ctx, snapshot); err != nil {
		return nil, err
	}
	tx, err := l.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read catalog: %w", err)
	}
	defer tx.Rollback()
	return l.load(ctx, tx, snapshot)
}
