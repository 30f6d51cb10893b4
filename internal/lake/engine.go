package lake

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/google/uuid"
)

// engine is one in-memory DuckDB and the folder it spills to.
type engine struct {
	db    *sql.DB
	conn  *duckdb.Connector
	spill string
}

// openEngine starts a DuckDB that fetches and loads no extension. Timestamps
// with a zone are taken as UTC wherever they are cast to ones without.
func (l *Lake) openEngine(ctx context.Context) (*engine, error) {
	spill := filepath.Join(l.dir, "tmp", "spill-"+uuid.NewString())
	v := url.Values{}
	v.Set("autoinstall_known_extensions", "false")
	v.Set("autoload_known_extensions", "false")
	v.Set("allow_community_extensions", "false")
	v.Set("temp_directory", spill)
	if l.o.Threads > 0 {
		v.Set("threads", strconv.Itoa(l.o.Threads))
	}
	if l.o.MemoryMB > 0 {
		v.Set("memory_limit", strconv.Itoa(l.o.MemoryMB)+"MB")
	}
	boot := func(e driver.ExecerContext) error {
		_, err := e.ExecContext(context.WithoutCancel(ctx), "SET TimeZone = 'UTC'", nil)
		return err
	}
	conn, err := duckdb.NewConnector("?"+v.Encode(), boot)
	if err != nil {
		return nil, fmt.Errorf("start the SQL engine: %w", err)
	}
	e := &engine{db: sql.OpenDB(conn), conn: conn, spill: spill}
	if err := e.db.PingContext(ctx); err != nil {
		e.close()
		return nil, fmt.Errorf("start the SQL engine: %w", err)
	}
	return e, nil
}

func (e *engine) close() error {
	err := e.db.Close()
	e.conn.Close()
	os.RemoveAll(e.spill)
	return err
}

func (e *engine) exec(ctx context.Context, query string, args ...any) error {
	_, err := e.db.ExecContext(ctx, query, args...)
	return err
}
