package lake

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"

	"github.com/anlan-lake/anlan"
)

// Session is an in-memory database with one view per table of the lake, as
// the tables stood at one snapshot. What is made in it ends with it; the lake
// is never changed through it. Several goroutines may use it.
type Session struct {
	e        *engine
	snapshot int64
	tables   []*tableState
	dir      string // of the lake

	making sync.Mutex
	kinds  map[string]string // VIEW or TABLE, by name of what the session holds
}

// Session opens a session at a snapshot; the error is NotFound where there is
// no such snapshot. A table that this package cannot read (a nested type, an
// encrypted file) is a view that fails with the reason when it is used.
func (l *Lake) Session(ctx context.Context, snapshot int64) (*Session, error) {
	states, err := l.at(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	e, err := l.openEngine(ctx)
	if err != nil {
		return nil, err
	}
	kinds := map[string]string{}
	for _, t := range states {
		kinds[t.name] = "VIEW"
		body := ""
		if t.unread != "" {
			body = "SELECT error(" + text("table "+t.name+" cannot be read: "+t.unread) + ") AS unreadable"
		} else {
			body = t.all(snapshot)
		}
		if err := e.exec(ctx, "CREATE VIEW "+ident(t.name)+" AS "+body); err != nil {
			e.close()
			return nil, fmt.Errorf("open table %s at snapshot %d: %w", t.name, snapshot, err)
		}
	}
	return &Session{e: e, snapshot: snapshot, tables: states, dir: l.dir, kinds: kinds}, nil
}

// Snapshot gives the snapshot the session reads.
func (s *Session) Snapshot() int64 { return s.snapshot }

// Close ends the session and frees its memory.
func (s *Session) Close() error { return s.e.close() }

// Exec runs statements that return no rows.
func (s *Session) Exec(ctx context.Context, query string, args ...any) error {
	return s.e.exec(ctx, query, args...)
}

// Rows runs a query; the caller closes the rows.
func (s *Session) Rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.e.db.QueryContext(ctx, query, args...)
}

// View makes, or replaces, a view or table of the session by a view.
func (s *Session) View(ctx context.Context, name, query string) error {
	return s.replace(ctx, "VIEW", name, "CREATE VIEW "+ident(name)+" AS "+query)
}

// Materialise runs a query and keeps its result as a table of the session,
// which replaces a view or table of that name; the query may read the old one.
func (s *Session) Materialise(ctx context.Context, name, query string) error {
	s.making.Lock()
	view := s.kinds[name] == "VIEW"
	s.making.Unlock()
	if !view {
		if err := s.e.exec(ctx, "CREATE OR REPLACE TABLE "+ident(name)+" AS "+query); err != nil {
			return fmt.Errorf("make table %s: %w", name, err)
		}
		s.making.Lock()
		s.kinds[name] = "TABLE"
		s.making.Unlock()
		return nil
	}
	tmp := ident("_making " + name)
	if err := s.e.exec(ctx, "CREATE OR REPLACE TABLE "+tmp+" AS "+query); err != nil {
		return fmt.Errorf("make table %s: %w", name, err)
	}
	return s.replace(ctx, "TABLE", name, "ALTER TABLE "+tmp+" RENAME TO "+ident(name))
}

// replace puts what create makes, a VIEW or a TABLE, in place of what had its
// name, which nobody else replaces meanwhile. What there is it remembers: to ask
// the engine takes longer than to make a view.
func (s *Session) replace(ctx context.Context, kind, name, create string) error {
	s.making.Lock()
	old, ok := s.kinds[name]
	s.making.Unlock()
	if ok {
		create = "DROP " + old + " " + ident(name) + "; " + create
	}
	if err := s.Atomic(ctx, create); err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	s.making.Lock()
	s.kinds[name] = kind
	s.making.Unlock()
	return nil
}

// Atomic runs statements in one transaction: all of them hold, or none.
func (s *Session) Atomic(ctx context.Context, statements string) error {
	conn, err := s.e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN; "+statements+"; COMMIT"); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	return nil
}

// Arrow runs a query and gives its result as Arrow batches. The caller
// releases the reader, which frees the connection it holds.
func (s *Session) Arrow(ctx context.Context, query string, args ...any) (array.RecordReader, error) {
	conn, err := s.e.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	var reader array.RecordReader
	err = conn.Raw(func(dc any) error {
		c, ok := dc.(*duckdb.Conn)
		if !ok {
			return anlan.Errorf(anlan.Internal, "the SQL engine's connection is a %T", dc)
		}
		a, err := duckdb.NewArrowFromConn(c)
		if err != nil {
			return err
		}
		reader, err = a.QueryContext(ctx, query, args...)
		return err
	})
	if err != nil {
		conn.Close()
		return nil, err
	}
	r := &arrowReader{RecordReader: reader, conn: conn}
	r.refs.Store(1)
	return r, nil
}

// arrowReader gives its connection back when the last reference is released.
type arrowReader struct {
	array.RecordReader
	conn *sql.Conn
	refs atomic.Int64
}

func (r *arrowReader) Retain() { r.refs.Add(1) }

func (r *arrowReader) Release() {
	if r.refs.Add(-1) == 0 {
		r.RecordReader.Release()
		r.conn.Close()
	}
}
