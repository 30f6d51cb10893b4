package pull_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan/etl/pull"
	"github.com/anlan-lake/anlan/etl/pull/dbtest"
)

// The servers of this package's tests, started by the first that needs one.
var (
	postgresServer = sync.OnceValues(dbtest.Postgres)
	mariaServer    = sync.OnceValues(dbtest.MariaDB)
	started        []*dbtest.Server
	startedMu      sync.Mutex
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, s := range started {
		s.Stop()
	}
	os.Exit(code)
}

// database is a fresh database of one kind of server, with an account that may
// read alone.
type database struct {
	*sql.DB
	t      *testing.T
	engine string
	dsn    string // of the reader
}

// eachEngine runs a test on both kinds of server.
func eachEngine(t *testing.T, f func(t *testing.T, d *database)) {
	for _, engine := range []string{"postgres", "mariadb"} {
		t.Run(engine, func(t *testing.T) { f(t, newDatabase(t, engine, "")) })
	}
}

// newDatabase makes a database; how is said behind CREATE DATABASE.
func newDatabase(t *testing.T, engine, how string) *database {
	t.Helper()
	start := postgresServer
	if engine == "mariadb" {
		start = mariaServer
	}
	s, err := start()
	dbtest.Need(t, err)
	startedMu.Lock()
	if len(started) == 0 || started[0] != s && (len(started) < 2 || started[1] != s) {
		started = append(started, s)
	}
	startedMu.Unlock()
	name := strings.ToLower(strings.NewReplacer("/", "_", "#", "_").Replace(t.Name()))
	d := &database{DB: s.Create(t, name, how), t: t, engine: engine, dsn: s.DSN("reader", "s3cret", name)}
	if engine == "postgres" {
		d.exec(`DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 's3cret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
			"GRANT USAGE ON SCHEMA public TO reader", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
	} else {
		d.exec("CREATE USER IF NOT EXISTS reader IDENTIFIED BY 's3cret'", "GRANT SELECT ON "+name+".* TO reader")
	}
	return d
}

func (d *database) exec(list ...string) {
	d.t.Helper()
	for _, q := range list {
		if _, err := d.Exec(q); err != nil {
			d.t.Fatalf("%s: %v", q, err)
		}
	}
}

// run is pulls of a table of the database.
func (d *database) run(change func(*pull.Table)) *run {
	d.t.Helper()
	tb := &pull.Table{Engine: d.engine, DSN: pull.Secret{Env: "DSN"}, From: "ticket", Key: []string{"id"}, Mark: "updated_at", Chunk: 10, Backoff: time.Millisecond}
	if change != nil {
		change(tb)
	}
	s := pull.Source{Name: "tickets", Dataset: "ticket", Table: tb, Wanted: []string{"id", "amount", "updated_at"}, Key: []string{"id"}, Fit: fit}
	r := newRun(d.t, s)
	r.o.Getenv = func(string) string { return d.dsn }
	return r
}

// tickets makes the table of tickets, n of them, three a second.
func (d *database) tickets(n int) {
	d.t.Helper()
	when := "timestamptz"
	if d.engine == "mariadb" {
		when = "timestamp(6) NULL"
	}
	d.exec("CREATE TABLE ticket (id varchar(20) NOT NULL PRIMARY KEY, amount numeric(20,4), caller varchar(20) DEFAULT '张三', updated_at " + when + ", note text)")
	for i := range n {
		d.insert(i, time.Date(2026, 11, 1, 8, 0, i/3, 0, beijing))
	}
}

func (d *database) insert(i int, at time.Time) {
	d.t.Helper()
	d.exec(fmt.Sprintf("INSERT INTO ticket (id, amount, updated_at, note) VALUES ('T%05d', %d.10, %s, 'x')", i, i, d.literal(at)))
}

// literal writes an instant; MariaDB's clock is that of its session.
func (d *database) literal(at time.Time) string {
	if d.engine == "mariadb" {
		return "'" + at.In(time.FixedZone("", -5*3600)).Format("2006-01-02 15:04:05.000000") + "'"
	}
	return "'" + at.Format(time.RFC3339Nano) + "'"
}
