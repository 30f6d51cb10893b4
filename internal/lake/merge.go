package lake

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Merge says which staged rows enter which table, and by what they replace
// others.
type Merge struct {
	Table   string
	Staged  []string // Parquet files with all columns of the table, in order of arrival
	Key     []string // columns; NULL equals NULL
	Version string   // column that grows with every new version of a row, or ""
}

// MergeResult accounts for every staged row: Inserted + Replaced + Stale is
// their number.
type MergeResult struct {
	Inserted  int64 // rows of keys the lake did not hold
	Replaced  int64 // rows of keys it held, and rows followed by a newer staged row
	Stale     int64 // rows that arrived after a newer version, and were left out
	StaleRows []StaleRow
}

// StaleRow names a row by its columns _batch_id and _source_row, as far as the
// table has them.
type StaleRow struct {
	BatchID   string
	SourceRow int64
}

// Merge puts staged rows into a table, as if they arrived one after another:
// file by file, row by row. A row replaces the row of its key wherever that
// lies, in another partition too, unless the one there has a greater Version;
// equal versions are replaced, and NULL is less than any version. Only the
// partitions that lose or gain rows are written anew.
func (t *Tx) Merge(ctx context.Context, m Merge) (MergeResult, error) {
	st, err := t.table(m.Table)
	if err != nil {
		return MergeResult{}, err
	}
	for _, c := range append(slices.Clone(m.Key), m.Version) {
		if c != "" && st.column(c) == nil || len(m.Key) == 0 {
			return MergeResult{}, anlan.Errorf(anlan.Invalid, "merge into %s: key %v and version %q must name columns", m.Table, m.Key, m.Version)
		}
	}
	if len(m.Staged) == 0 {
		return MergeResult{}, nil
	}
	e, err := t.engine(ctx)
	if err != nil {
		return MergeResult{}, err
	}
	t.serial++
	st.key = m.Key
	g := &merging{t: t, e: e, st: st, m: m, pre: fmt.Sprintf("_m%d_", t.serial)}
	res, err := g.run(ctx)
	if err != nil {
		return MergeResult{}, t.failed(fmt.Errorf("merge into %s: %w", m.Table, err))
	}
	return res, nil
}

// merging is one merge under way. Its relations in the engine:
//
//	staged     the staged rows with _lake_ord (file) and _lake_rn (row of the file)
//	old        key, version and partition of the lake's rows with staged keys
//	arrivals   all comers to keys that more than one row wants; _lake_ord -1: the lake
//	lost       staged rows that are not written
//	gone       keys whose row in the lake is replaced
type merging struct {
	t   *Tx
	e   *engine
	st  *tableState
	m   Merge
	pre string
}

func (g *merging) rel(name string) string { return ident(g.pre + name) }

func (g *merging) run(ctx context.Context) (res MergeResult, err error) {
	e := g.e
	defer func() {
		for _, drop := range []string{"TABLE IF EXISTS " + g.rel("old"), "TABLE IF EXISTS " + g.rel("arrivals"),
			"TABLE IF EXISTS " + g.rel("lost"), "TABLE IF EXISTS " + g.rel("gone"), "VIEW IF EXISTS " + g.rel("staged")} {
			_ = e.exec(context.WithoutCancel(ctx), "DROP "+drop)
		}
	}()
	err = e.exec(ctx, "CREATE VIEW "+g.rel("staged")+" AS SELECT "+g.st.casts()+", file_index AS _lake_ord, file_row_number AS _lake_rn FROM "+stagedFiles(g.m.Staged))
	if err != nil {
		return res, fmt.Errorf("read staged files: %w", err)
	}
	var total int64
	if err := e.db.QueryRowContext(ctx, "SELECT count(*) FROM "+g.rel("staged")).Scan(&total); err != nil || total == 0 {
		return res, err
	}
	if err := g.findOld(ctx); err != nil {
		return res, fmt.Errorf("find rows to replace: %w", err)
	}
	if err := g.settleArrivals(ctx); err != nil {
		return res, fmt.Errorf("order versions: %w", err)
	}
	if res, err = g.account(ctx, total); err != nil {
		return res, err
	}
	if res.Inserted+res.Replaced == 0 {
		return res, nil
	}
	parts, err := g.parts(ctx)
	if err != nil {
		return res, err
	}
	if err := g.t.writeParts(ctx, e, g.st, parts, g.st.order(g.m.Key)); err != nil {
		return res, err
	}
	g.st.inlined = nil // they were written with the rest
	return res, nil
}

// keyCols lists the key's columns, behind an alias if it is not "".
func (g *merging) keyCols(alias string) string {
	s := make([]string, len(g.m.Key))
	for i, k := range g.m.Key {
		s[i] = ident(k)
		if alias != "" {
			s[i] = alias + "." + ident(k)
		}
	}
	return strings.Join(s, ", ")
}

// sameKey is the join condition of two relations on the key.
func (g *merging) sameKey(a, b string) string {
	s := make([]string, len(g.m.Key))
	for i, k := range g.m.Key {
		s[i] = fmt.Sprintf("%s.%s IS NOT DISTINCT FROM %s.%s", a, ident(k), b, ident(k))
	}
	return strings.Join(s, " AND ")
}

// version gives the version column, or NULL for a merge without one.
func (g *merging) version() string {
	if g.m.Version == "" {
		return "NULL::BIGINT"
	}
	return ident(g.m.Version)
}

// loose are the table's files of another partitioning than today's.
func (g *merging) loose() (files []fileState) {
	for _, f := range g.st.files {
		if f.partID != g.st.partID {
			files = append(files, f)
		}
	}
	return files
}

// findOld makes the relation old. Files whose statistics rule the staged keys
// out are not read.
func (g *merging) findOld(ctx context.Context) error {
	files, err := g.candidates(ctx)
	if err != nil {
		return err
	}
	rows := g.st.scan(files, g.t.base.ID, "")
	if in := g.st.inlinedSelect(); in != "" {
		rows += "\nUNION ALL " + in
	}
	return g.e.exec(ctx, "CREATE TABLE "+g.rel("old")+" AS SELECT "+g.keyCols("o")+", "+g.version()+" AS _lake_version"+g.st.labelled()+
		" FROM ("+rows+") o SEMI JOIN (SELECT DISTINCT "+g.keyCols("")+" FROM "+g.rel("staged")+") s ON "+g.sameKey("o", "s"))
}

// settleArrivals makes arrivals, lost and gone.
func (g *merging) settleArrivals(ctx context.Context) error {
	cell := func(name, absent string) string {
		if g.st.column(name) == nil {
			return absent
		}
		return ident(name)
	}
	batch, row := cell("_batch_id", "NULL::VARCHAR"), cell("_source_row", "NULL::BIGINT")
	staged, old, arrivals := g.rel("staged"), g.rel("old"), g.rel("arrivals")
	// A key is contested when its hash is there twice; a hash that only looks
	// alike makes the list longer, not wrong.
	contested := "(SELECT hash(" + g.keyCols("") + ") AS h FROM " + staged + " GROUP BY h HAVING count(*) > 1 UNION SELECT hash(" + g.keyCols("") + ") FROM " + old + ")"
	steps := []string{
		"CREATE TABLE " + arrivals + " AS SELECT " + g.keyCols("") + ", " + g.version() + " AS _lake_version, CAST(_lake_ord AS BIGINT) AS _lake_ord, _lake_rn, " +
			"CAST(" + batch + " AS VARCHAR) AS _lake_batch, CAST(" + row + " AS BIGINT) AS _lake_row FROM " + staged +
			" s SEMI JOIN " + contested + " c ON hash(" + g.keyCols("s") + ") = c.h" +
			" UNION ALL SELECT " + g.keyCols("") + ", max(_lake_version), -1, 0, NULL, NULL FROM " + old + " GROUP BY " + g.keyCols(""),
		"CREATE TABLE " + g.rel("lost") + " AS SELECT _lake_ord, _lake_rn, _lake_batch, _lake_row, coalesce(_lake_version < _lake_best, _lake_best IS NOT NULL AND _lake_version IS NULL) AS _lake_stale FROM (" +
			"SELECT *, max(_lake_version) OVER (PARTITION BY " + g.keyCols("") + " ORDER BY _lake_ord, _lake_rn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _lake_best, " +
			"row_number() OVER (PARTITION BY " + g.keyCols("") + " ORDER BY _lake_version DESC NULLS LAST, _lake_ord DESC, _lake_row DESC NULLS LAST, _lake_rn DESC) AS _lake_place FROM " + arrivals +
			") WHERE _lake_ord >= 0 AND _lake_place > 1",
		"CREATE TABLE " + g.rel("gone") + " AS SELECT * FROM " + old + " o SEMI JOIN (SELECT " + g.keyCols("a") + " FROM " + arrivals + " a ANTI JOIN " +
			g.rel("lost") + " l ON a._lake_ord = l._lake_ord AND a._lake_rn = l._lake_rn WHERE a._lake_ord >= 0) w ON " + g.sameKey("o", "w"),
	}
	for _, s := range steps {
		if err := g.e.exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// account counts what becomes of the staged rows and lists the stale ones.
func (g *merging) account(ctx context.Context, total int64) (res MergeResult, err error) {
	var lost, held int64
	err = g.e.db.QueryRowContext(ctx, "SELECT count(*), coalesce(count_if(_lake_stale), 0), (SELECT count(*) FROM (SELECT DISTINCT "+g.keyCols("")+" FROM "+g.rel("gone")+")) FROM "+
		g.rel("lost")).Scan(&lost, &res.Stale, &held)
	if err != nil {
		return res, fmt.Errorf("count: %w", err)
	}
	res.Inserted = total - lost - held
	res.Replaced = total - res.Inserted - res.Stale
	rows, err := g.e.db.QueryContext(ctx, "SELECT coalesce(_lake_batch, ''), coalesce(_lake_row, 0) FROM "+g.rel("lost")+" WHERE _lake_stale ORDER BY _lake_ord, _lake_rn")
	if err != nil {
		return res, fmt.Errorf("list stale rows: %w", err)
	}
	res.StaleRows, err = collect(rows, func(r *sql.Rows) (s StaleRow, err error) { return s, r.Scan(&s.BatchID, &s.SourceRow) })
	return res, err
}

// parts gives the partitions to write: the new rows split by partition, each
// with what stays of the files there, and partitions that only lose rows.
func (g *merging) parts(ctx context.Context) ([]part, error) {
	rows := "SELECT " + g.st.prefixed("s") + " FROM " + g.rel("staged") + " s ANTI JOIN " + g.rel("lost") + " l ON s._lake_ord = l._lake_ord AND s._lake_rn = l._lake_rn"
	loose := g.loose()
	more := g.st.inlinedSelect()
	if len(loose) > 0 {
		more = strings.TrimPrefix(more+"\nUNION ALL "+g.st.scan(loose, g.t.base.ID, ""), "\nUNION ALL ")
	}
	if more != "" {
		rows += "\nUNION ALL " + g.without(more)
	}
	parts, err := g.t.spool(ctx, g.e, g.st, rows)
	if err != nil {
		return nil, err
	}
	losing, err := g.losing(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range losing {
		if !slices.ContainsFunc(parts, func(p part) bool { return same(p.values, v) }) {
			parts = append(parts, part{values: v})
		}
	}
	for i := range parts {
		p := &parts[i]
		for _, f := range g.st.files {
			if f.partID == g.st.partID && same(f.values, p.values) {
				p.old = append(p.old, f)
			}
		}
		if len(p.old) == 0 {
			continue
		}
		stay := g.st.scan(p.old, g.t.base.ID, "")
		p.came = p.query
		if slices.ContainsFunc(losing, func(v []sql.NullString) bool { return same(v, p.values) }) {
			p.went = g.replaced(stay)
			stay = g.without(stay)
		}
		p.query = strings.TrimPrefix(p.query+"\nUNION ALL "+stay, "\nUNION ALL ")
	}
	if len(loose) > 0 {
		parts = append(parts, part{query: g.st.empty(""), old: loose})
	}
	return slices.DeleteFunc(parts, func(p part) bool { return p.query == "" }), nil
}

// without gives rows that are not replaced.
func (g *merging) without(rows string) string {
	return "SELECT " + g.st.prefixed("o") + " FROM (" + rows + ") o ANTI JOIN " + g.rel("gone") + " g ON " + g.sameKey("o", "g")
}

// replaced gives rows that are.
func (g *merging) replaced(rows string) string {
	return "SELECT " + g.st.prefixed("o") + " FROM (" + rows + ") o SEMI JOIN " + g.rel("gone") + " g ON " + g.sameKey("o", "g")
}

// losing lists the partitions that hold replaced rows.
func (g *merging) losing(ctx context.Context) ([][]sql.NullString, error) {
	n := len(g.st.partition)
	if n == 0 {
		var some bool
		err := g.e.db.QueryRowContext(ctx, "SELECT count(*) > 0 FROM "+g.rel("gone")).Scan(&some)
		if err != nil || !some {
			return nil, err
		}
		return [][]sql.NullString{nil}, nil
	}
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("_lake_p%d", i)
	}
	rows, err := g.e.db.QueryContext(ctx, "SELECT DISTINCT "+strings.Join(names, ", ")+" FROM "+g.rel("gone")+" ORDER BY ALL")
	if err != nil {
		return nil, fmt.Errorf("find partitions: %w", err)
	}
	return collect(rows, func(r *sql.Rows) ([]sql.NullString, error) {
		v := make([]sql.NullString, n)
		into := make([]any, n)
		for i := range v {
			into[i] = &v[i]
		}
		return v, r.Scan(into...)
	})
}
