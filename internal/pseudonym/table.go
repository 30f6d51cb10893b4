package pseudonym

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
	"syscall"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver database/sql knows as sqlite3

	"github.com/anlan-lake/anlan"
)

// Kept is how long a sighting is kept, counted from the day of its event.
const Kept = 400 * 24 * time.Hour

// file is the table's name in the landing zone.
const file = "pseudonyms.sqlite"

// patience is how long a process waits for another that is landing.
const patience = 30 * time.Second

//go:embed table.sql
var schema string

// Table is the sightings of a landing zone: which pseudonym came when, without
// who it is. It is open to one process at a time, and one goroutine. All that
// is done between Open or Commit and the next Commit stands or falls together.
type Table struct {
	db   *sql.DB
	conn *sql.Conn
	lock *os.File
}

// Exists says whether a landing zone has a table.
func Exists(zone string) bool {
	_, err := os.Stat(filepath.Join(zone, file))
	return err == nil
}

// Open opens the table of a landing zone, and makes it where there is none
// (mode 0600). It waits for another process that has it; Conflict where that
// takes too long.
func Open(ctx context.Context, zone string) (t *Table, err error) {
	t = &Table{}
	defer func() {
		if err != nil {
			_ = t.Close() // what failed is told
		}
	}()
	if t.lock, err = os.OpenFile(filepath.Join(zone, file+".lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return t, fmt.Errorf("open pseudonyms: %w", err)
	}
	if err := t.wait(ctx); err != nil {
		return t, err
	}
	path := filepath.Join(zone, file)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return t, fmt.Errorf("open pseudonyms: %w", err)
	}
	f.Close()
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "_journal_mode=DELETE&_synchronous=FULL&_secure_delete=on"}).String()
	if t.db, err = sql.Open("sqlite3", dsn); err != nil {
		return t, fmt.Errorf("open pseudonyms: %w", err)
	}
	if t.conn, err = t.db.Conn(ctx); err != nil {
		return t, fmt.Errorf("open pseudonyms: %w", err)
	}
	return t, t.exec(ctx, schema+"BEGIN IMMEDIATE")
}

func (t *Table) wait(ctx context.Context) error {
	for waited := time.Duration(0); ; waited += 50 * time.Millisecond {
		err := syscall.Flock(int(t.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("lock pseudonyms: %w", err)
		}
		if waited >= patience {
			return anlan.Errorf(anlan.Conflict, "another process is landing files with numbers of persons").WithNext("try again when it has ended")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Close forgets what was not committed and lets others in.
func (t *Table) Close() error {
	var errs []error
	if t.conn != nil {
		_, _ = t.conn.ExecContext(context.Background(), "ROLLBACK") // there may be nothing to roll back
		errs = append(errs, t.conn.Close())
	}
	if t.db != nil {
		errs = append(errs, t.db.Close())
	}
	if t.lock != nil {
		errs = append(errs, t.lock.Close())
	}
	return errors.Join(errs...)
}

// Commit makes what was done last.
func (t *Table) Commit(ctx context.Context) error { return t.exec(ctx, "COMMIT; BEGIN IMMEDIATE") }

func (t *Table) exec(ctx context.Context, q string, args ...any) error {
	if _, err := t.conn.ExecContext(ctx, q, args...); err != nil {
		return fmt.Errorf("pseudonyms: %w", err)
	}
	return nil
}

// Expire forgets the sightings of events before an instant, and those made
// with keys that are no more; where no keys are known, only the old ones.
func (t *Table) Expire(ctx context.Context, before time.Time, keys []Key) error {
	if err := t.exec(ctx, "DELETE FROM sighting WHERE at < ?", before.UnixMicro()); err != nil {
		return err
	}
	if len(keys) > 0 {
		ids := make([]any, len(keys))
		for i, k := range keys {
			ids[i] = k.ID
		}
		if err := t.exec(ctx, "DELETE FROM sighting WHERE key NOT IN ("+marks(len(keys))+")", ids...); err != nil {
			return err
		}
	}
	return t.exec(ctx, "DELETE FROM batch WHERE state = 'landed' AND n NOT IN (SELECT batch FROM sighting)")
}

// Sightings counts what the table holds.
func (t *Table) Sightings(ctx context.Context) (n int, err error) {
	if err := t.conn.QueryRowContext(ctx, "SELECT count(*) FROM sighting").Scan(&n); err != nil {
		return 0, fmt.Errorf("pseudonyms: %w", err)
	}
	return n, nil
}

// Forget forgets the sightings made with one key.
func (t *Table) Forget(ctx context.Context, key string) error {
	return t.exec(ctx, "DELETE FROM sighting WHERE key = ?", key)
}

func (t *Table) list(ctx context.Context, q string, args ...any) (out []string, err error) {
	rows, err := t.conn.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("pseudonyms: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("pseudonyms: %w", err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// marks gives n question marks for a list of values.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// errNoRows is no error where nothing need be there.
func errNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
