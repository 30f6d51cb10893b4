package lake

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Withdrawal says which batches leave a table.
type Withdrawal struct {
	Table   string // and the data set of the batches
	Key     []string
	Version string
	Batches []string // ids of batches that have landed
	// Replay stages, as Merge takes them, the rows that these batches brought:
	// they arrived in one commit with a batch that leaves, or lost against one
	// (stale), so that no snapshot need hold what may come back of them.
	Replay func(ctx context.Context, batches []string) (staged []string, err error)
}

// WithdrawResult accounts for a withdrawal.
type WithdrawResult struct {
	Removed  int64      // rows of the batches that left
	Restored int64      // rows that came back in their place
	Replayed []StaleRow // those of them that Replay staged
}

// Withdraw takes the rows of batches out of a table and brings back, for each
// key, the row that would stand there had they never come: of the rows that
// other batches brought, the one of the greatest version, and among equals the
// last. A row that another batch has replaced meanwhile has left already. The
// error is NotFound where the lake no longer holds the state before a batch.
func (t *Tx) Withdraw(ctx context.Context, w Withdrawal) (WithdrawResult, error) {
	st, err := t.table(w.Table)
	if err != nil {
		return WithdrawResult{}, err
	}
	for _, c := range append(slices.Clone(w.Key), w.Version, "_batch_id", "_source_row") {
		if c != "" && st.column(c) == nil || len(w.Key) == 0 {
			return WithdrawResult{}, anlan.Errorf(anlan.Invalid, "withdraw from %s: key %v and version %q must name columns", w.Table, w.Key, w.Version)
		}
	}
	e, err := t.engine(ctx)
	if err != nil {
		return WithdrawResult{}, err
	}
	t.serial++
	g := &withdrawing{merging{t: t, e: e, st: st, m: Merge{Table: w.Table, Key: w.Key, Version: w.Version}, pre: fmt.Sprintf("_w%d_", t.serial)}, w, map[int64]bool{}}
	res, err := g.run(ctx)
	if err != nil {
		return WithdrawResult{}, t.failed(fmt.Errorf("withdraw from %s: %w", w.Table, err))
	}
	return res, nil
}

// withdrawing is one withdrawal under way. It shares the last step with a
// merge, for which it makes these relations:
//
//	gone       keys whose row in the lake leaves
//	staged     the rows that come back
//	lost       none
//
// and for itself:
//
//	arrivals   batches of the data set in order of arrival (n), with the snapshot
//	           each came with (snap), and whether it is withdrawn (leaves)
//	rest       keys still to be looked for before snapshot snap
//	comers     rows that may come back
type withdrawing struct {
	merging
	w       Withdrawal
	commits map[int64]bool // snapshots that batches which leave came with, as far as met
}

// arrival is a batch that has landed.
type arrival struct {
	id     string
	snap   int64
	leaves bool
	stale  bool // some of its rows were
}

func (g *withdrawing) run(ctx context.Context) (res WithdrawResult, err error) {
	defer func() {
		for _, name := range []string{"gone", "staged", "lost", "arrivals", "rest", "comers"} {
			_ = g.e.exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS "+g.rel(name))
		}
	}()
	list, err := g.arrivals(ctx)
	if err != nil {
		return res, err
	}
	if err := g.leaving(ctx, list); err != nil {
		return res, err
	}
	if err := g.e.db.QueryRowContext(ctx, "SELECT count(*) FROM "+g.rel("gone")).Scan(&res.Removed); err != nil || res.Removed == 0 {
		return res, err
	}
	for more := true; more; {
		if more, err = g.lookBack(ctx); err != nil {
			return res, err
		}
	}
	if err := g.replay(ctx, list); err != nil {
		return res, fmt.Errorf("rows that arrived beside: %w", err)
	}
	if err := g.settle(ctx, &res); err != nil {
		return res, err
	}
	parts, err := g.parts(ctx)
	if err != nil {
		return res, err
	}
	if err := g.t.writeParts(ctx, g.e, g.st, parts, g.st.order(g.m.Key)); err != nil {
		return res, err
	}
	g.st.inlined = nil // they were written with the rest
	return res, nil
}

// arrivals lists the batches of the data set that have landed, in order.
func (g *withdrawing) arrivals(ctx context.Context) ([]arrival, error) {
	rows, err := g.t.l.db.QueryContext(ctx, `SELECT b.id, b.snapshot_id,
			(SELECT n.status FROM anlan_batch n WHERE n.id = b.id ORDER BY n.snapshot_id DESC LIMIT 1) = ?,
			EXISTS (SELECT 1 FROM anlan_reject j WHERE j.batch_id = b.id AND j.rule = ?)
		FROM anlan_batch b WHERE b.dataset = ? AND b.status = ?
			AND b.snapshot_id = (SELECT min(f.snapshot_id) FROM anlan_batch f WHERE f.id = b.id AND f.status = ?)
		ORDER BY b.snapshot_id, b.rowid`, anlan.BatchWithdrawn, anlan.RuleStale, g.w.Table, anlan.BatchLanded, anlan.BatchLanded)
	if err != nil {
		return nil, fmt.Errorf("read batches: %w", err)
	}
	list, err := collect(rows, func(r *sql.Rows) (a arrival, err error) { return a, r.Scan(&a.id, &a.snap, &a.leaves, &a.stale) })
	for i := range list {
		list[i].leaves = list[i].leaves || slices.Contains(g.w.Batches, list[i].id)
	}
	return list, err
}

// leaving makes arrivals, gone, rest and an empty comers.
func (g *withdrawing) leaving(ctx context.Context, list []arrival) error {
	values := []string{"(NULL, -1, -1, false)"}
	for n, a := range list {
		values = append(values, fmt.Sprintf("(%s, %d, %d, %t)", text(a.id), n, a.snap, a.leaves))
	}
	ids := make([]string, len(g.w.Batches))
	for i, id := range g.w.Batches {
		ids[i] = text(id)
	}
	for _, s := range []string{
		"CREATE TABLE " + g.rel("arrivals") + " AS SELECT * FROM (VALUES " + strings.Join(values, ", ") + ") v(id, n, snap, leaves)",
		"CREATE TABLE " + g.rel("gone") + " AS SELECT " + g.keyCols("o") + ", o._batch_id AS _lake_batch" + g.st.labelled() +
			" FROM (" + g.st.all(g.t.base.ID) + ") o WHERE o._batch_id IN (" + strings.Join(ids, ", ") + ")",
		"CREATE TABLE " + g.rel("rest") + " AS SELECT " + g.keyCols("o") + ", a.snap AS _lake_snap FROM " + g.rel("gone") + " o JOIN " +
			g.rel("arrivals") + " a ON a.id = o._lake_batch",
		"CREATE TABLE " + g.rel("comers") + " AS SELECT *, false AS _lake_replayed FROM (" + g.st.empty("") + ")",
	} {
		if err := g.e.exec(ctx, s); err != nil {
			return fmt.Errorf("find the rows that leave: %w", err)
		}
	}
	return nil
}

// lookBack looks for the keys whose row came with the last of the commits in
// rest at the snapshot before it. A row of a batch that has left as well sends
// its key further back. false: there was nothing to look for.
func (g *withdrawing) lookBack(ctx context.Context) (bool, error) {
	var snap sql.NullInt64
	if err := g.e.db.QueryRowContext(ctx, "SELECT max(_lake_snap) FROM "+g.rel("rest")).Scan(&snap); err != nil || !snap.Valid {
		return false, err
	}
	g.commits[snap.Int64] = true
	was, err := g.t.l.at(ctx, snap.Int64-1)
	if err != nil {
		return false, fmt.Errorf("the state before the batch: %w", err)
	}
	rows := g.st.empty("")
	if old := find(was, g.st.name); old != nil {
		then := *g.st // today's columns, the files of then
		then.files, then.inlined = old.files, old.inlined
		rows = then.all(snap.Int64 - 1)
	}
	mine := fmt.Sprintf("_lake_snap = %d", snap.Int64)
	seen := ident(fmt.Sprintf("%sseen%d", g.pre, snap.Int64))
	for _, s := range []string{
		"CREATE TABLE " + seen + " AS SELECT o.*, coalesce(a.leaves, false) AS _lake_leaves, a.snap AS _lake_snap FROM (SELECT * FROM (" + rows + ") r SEMI JOIN (SELECT * FROM " + g.rel("rest") +
			" WHERE " + mine + ") k ON " + g.sameKey("r", "k") + ") o LEFT JOIN " + g.rel("arrivals") + " a ON a.id = o._batch_id",
		"INSERT INTO " + g.rel("comers") + " SELECT " + g.st.names() + ", false FROM " + seen + " WHERE NOT _lake_leaves",
		"DELETE FROM " + g.rel("rest") + " WHERE " + mine,
		"INSERT INTO " + g.rel("rest") + " SELECT " + g.keyCols("") + ", _lake_snap FROM " + seen + " WHERE _lake_leaves",
		"DROP TABLE " + seen,
	} {
		if err := g.e.exec(ctx, s); err != nil {
			return false, fmt.Errorf("look back to snapshot %d: %w", snap.Int64-1, err)
		}
	}
	return true, nil
}

// replay adds to comers what no snapshot need hold.
func (g *withdrawing) replay(ctx context.Context, list []arrival) error {
	first := slices.Min(slices.Collect(maps.Keys(g.commits)))
	var ids []string
	for _, a := range list {
		if !a.leaves && (g.commits[a.snap] || a.stale && a.snap >= first) {
			ids = append(ids, a.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	staged, err := g.w.Replay(ctx, ids)
	if err != nil || len(staged) == 0 {
		return err
	}
	return g.e.exec(ctx, "INSERT INTO "+g.rel("comers")+" SELECT "+g.st.names()+", true FROM (SELECT "+g.st.casts()+" FROM "+stagedFiles(staged)+
		") o SEMI JOIN "+g.rel("gone")+" k ON "+g.sameKey("o", "k"))
}

// settle makes staged, one row a key, and an empty lost.
func (g *withdrawing) settle(ctx context.Context, res *WithdrawResult) error {
	for _, s := range []string{
		"CREATE TABLE " + g.rel("staged") + " AS SELECT " + g.st.names() + ", _lake_replayed, 0 AS _lake_ord, row_number() OVER () AS _lake_rn FROM (" +
			"SELECT o.*, row_number() OVER (PARTITION BY " + g.keyCols("o") + " ORDER BY " + g.order() + ") AS _lake_place FROM " +
			g.rel("comers") + " o LEFT JOIN " + g.rel("arrivals") + " a ON a.id = o._batch_id) WHERE _lake_place = 1",
		"CREATE TABLE " + g.rel("lost") + " AS SELECT _lake_ord, _lake_rn FROM " + g.rel("staged") + " WHERE false",
	} {
		if err := g.e.exec(ctx, s); err != nil {
			return fmt.Errorf("choose the rows that come back: %w", err)
		}
	}
	if err := g.e.db.QueryRowContext(ctx, "SELECT count(*) FROM "+g.rel("staged")).Scan(&res.Restored); err != nil {
		return fmt.Errorf("count: %w", err)
	}
	rows, err := g.e.db.QueryContext(ctx, "SELECT _batch_id, _source_row FROM "+g.rel("staged")+" WHERE _lake_replayed ORDER BY ALL")
	if err != nil {
		return fmt.Errorf("list the rows that come back: %w", err)
	}
	res.Replayed, err = collect(rows, func(r *sql.Rows) (s StaleRow, err error) { return s, r.Scan(&s.BatchID, &s.SourceRow) })
	return err
}

// order puts the row first that stands last: the greatest version, the latest
// batch, the last row.
func (g *withdrawing) order() string {
	last := "a.n DESC NULLS LAST, o._source_row DESC, o._lake_replayed"
	if g.m.Version == "" {
		return last
	}
	return "o." + ident(g.m.Version) + " DESC NULLS LAST, " + last
}
