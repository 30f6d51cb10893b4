package lake

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	_ "github.com/mattn/go-sqlite3" // the catalog's driver

	"github.com/anlan-lake/anlan"
)

//go:embed catalog.sql
var catalogSQL string

const (
	catalogFile   = "catalog.sqlite"
	formatVersion = "1.0" // of DuckLake
	ownVersion    = "1"   // of the anlan_* tables
)

// Options are what a lake needs from outside.
type Options struct {
	Now      func() time.Time // the clock, for snapshots and the lease; required
	Threads  int              // of each engine; 0 for one per core
	MemoryMB int              // limit of each engine; 0 for DuckDB's own
	Author   string           // written into every snapshot

	// ChangeRows is how many rows a data file has at least for what a merge changes of
	// it to be written down; 0 for 32,768. Fewer are summed anew as soon.
	ChangeRows int64
}

// Lake is an open lake. It is safe for use by several goroutines.
type Lake struct {
	dir  string // absolute
	o    Options
	db   *sql.DB // the catalog
	host string  // who we are, among hosts that share the folder
}

// checkDir refuses folder names that the engine would take for patterns.
func checkDir(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("lake folder: %w", err)
	}
	if strings.ContainsAny(abs, "*?[") {
		return "", anlan.Errorf(anlan.Invalid, "a lake cannot be in a folder whose name has one of * ? [: %s", abs)
	}
	return abs, nil
}

// Init makes an empty lake in dir, which may exist. The error is Conflict
// where dir holds a lake already. The catalog is made beside and renamed, so
// that a killed Init leaves none.
func Init(ctx context.Context, dir string, o Options) error {
	if o.Now == nil {
		return anlan.Errorf(anlan.Invalid, "make lake %s: no clock given", dir)
	}
	dir, err := checkDir(dir)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, catalogFile)
	if _, err := os.Stat(path); err == nil {
		return anlan.Errorf(anlan.Conflict, "there is a lake in %s already", dir)
	}
	for _, d := range []string{"data", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return fmt.Errorf("make lake: %w", err)
		}
	}
	fresh := filepath.Join(dir, "tmp", uuid.NewString()+".sqlite")
	if err := writeCatalog(ctx, fresh, o); err != nil {
		return fmt.Errorf("make lake %s: %w", dir, err)
	}
	if err := syncPath(fresh); err != nil {
		return fmt.Errorf("make lake: %w", err)
	}
	// A link, unlike a rename, fails where somebody was faster.
	if err := os.Link(fresh, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return anlan.Errorf(anlan.Conflict, "there is a lake in %s already", dir)
		}
		return fmt.Errorf("make lake: %w", err)
	}
	if err := os.Remove(fresh); err != nil {
		return fmt.Errorf("make lake: %w", err)
	}
	return syncPath(dir)
}

// writeCatalog writes the catalog of an empty lake: schema main, snapshot 0.
func writeCatalog(ctx context.Context, path string, o Options) error {
	db, err := sql.Open("sqlite3", dsn(path, "DELETE"))
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, catalogSQL); err != nil {
		return fmt.Errorf("create tables: %w", err)
	}
	b := newBatch(ctx, tx)
	defer b.close()
	for _, kv := range [][2]string{
		{"version", formatVersion}, {"created_by", "Anlan"}, {"data_path", "data/"},
		{"encrypted", "false"}, {"data_inlining_row_limit", "0"},
	} {
		b.exec("INSERT INTO ducklake_metadata(key, value) VALUES (?, ?)", kv[0], kv[1])
	}
	b.exec("INSERT INTO anlan_meta VALUES ('version', ?)", ownVersion)
	b.exec("INSERT INTO anlan_lease VALUES ('writer', '', '', 0, 0)")
	b.exec("INSERT INTO ducklake_snapshot VALUES (0, ?, 0, 1, 0)", formatTime(o.Now()))
	b.exec(`INSERT INTO ducklake_snapshot_changes VALUES (0, 'created_schema:"main"', ?, NULL, NULL)`, null(o.Author))
	b.exec("INSERT INTO ducklake_schema VALUES (0, ?, 0, NULL, 'main', 'main/', 1)", uuid.NewString())
	if b.err != nil {
		return b.err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return db.Close()
}

// Open opens the lake in dir. The error is NotFound where there is none, and
// Invalid where its version is not one this package speaks.
func Open(ctx context.Context, dir string, o Options) (*Lake, error) {
	if o.Now == nil {
		return nil, anlan.Errorf(anlan.Invalid, "open lake %s: no clock given", dir)
	}
	abs, err := checkDir(dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(abs, catalogFile)
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, anlan.Errorf(anlan.NotFound, "there is no lake in %s", dir).WithNext("run anlan init, or name the lake with --lake")
		}
		return nil, fmt.Errorf("open lake: %w", err)
	}
	db, err := sql.Open("sqlite3", dsn(path, "WAL"))
	if err != nil {
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	var version, own string
	err = db.QueryRowContext(ctx, `SELECT (SELECT value FROM ducklake_metadata WHERE key = 'version' AND scope IS NULL),
		(SELECT value FROM anlan_meta WHERE key = 'version')`).Scan(&version, &own)
	if err == nil && (version != formatVersion || own != ownVersion) {
		err = anlan.Errorf(anlan.Invalid, "DuckLake version %s, own tables %s; this program speaks %s and %s", version, own, formatVersion, ownVersion)
	}
	if err == nil {
		err = addTables(ctx, db)
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open lake %s: read catalog: %w", dir, err)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return &Lake{dir: abs, o: o, db: db, host: host}, nil
}

// Close closes the catalog. Sessions and a Tx have to be closed before.
func (l *Lake) Close() error { return l.db.Close() }

// Dir gives the lake's folder, absolute.
func (l *Lake) Dir() string { return l.dir }

// dsn gives the data source name of a catalog. Commits are synced to disk
// before they return (synchronous=FULL); a busy catalog is waited for.
func dsn(path, journal string) string {
	u := url.URL{Scheme: "file", Path: path}
	if !filepath.IsAbs(path) {
		u = url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	}
	return u.String() + "?_journal_mode=" + journal + "&_synchronous=FULL&_busy_timeout=20000"
}

// execer is a catalog connection or transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// batchExec runs statements until the first error, which it keeps. Each
// statement is prepared once; close frees them.
type batchExec struct {
	ctx   context.Context
	db    execer
	stmts map[string]*sql.Stmt
	err   error
}

func newBatch(ctx context.Context, db execer) *batchExec {
	return &batchExec{ctx: ctx, db: db, stmts: map[string]*sql.Stmt{}}
}

func (b *batchExec) close() {
	for _, s := range b.stmts {
		s.Close()
	}
}

func (b *batchExec) exec(query string, args ...any) {
	if b.err != nil {
		return
	}
	stmt, err := b.stmts[query], error(nil)
	if stmt == nil {
		stmt, err = b.db.PrepareContext(b.ctx, query)
		if err == nil {
			b.stmts[query] = stmt
		}
	}
	if err == nil {
		_, err = stmt.ExecContext(b.ctx, args...)
	}
	if err != nil {
		b.err = fmt.Errorf("catalog: %w in %q", err, query)
	}
}

// null gives nil for the empty string.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}
