package pull_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"

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
	open := func(db string) *sql.DB {
		driver, dsn := "pgx", fmt.Sprintf("host=%s user=anlan dbname=%s client_encoding=UTF8", s.Dir(), db)
		if engine == "mariadb" {
			driver, dsn = "mysql", fmt.Sprintf("root@unix(%s)/%s?multiStatements=true", filepath.Join(s.Dir(), "sock"), strings.TrimPrefix(db, "postgres"))
		}
		x, err := sql.Open(driver, dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { x.Close() })
		return x
	}
	root := open("postgres")
	var up error
	for range 100 { // the socket is there a moment before the server is
		if up = root.Ping(); up == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if up != nil {
		t.Fatal(up)
	}
	d := &database{t: t, engine: engine}
	if _, err := root.Exec("CREATE DATABASE " + name + " " + how); err != nil {
		t.Fatal(err)
	}
	d.DB = open(name)
	if engine == "postgres" {
		d.dsn = fmt.Sprintf("host=%s user=reader password=s3cret dbname=%s", s.Dir(), name)
		d.exec(`DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 's3cret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
			"GRANT USAGE ON SCHEMA public TO reader", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
	} else {
		d.dsn = fmt.Sprintf("reader:s3cret@unix(%s)/%s", filepath.Join(s.Dir(), "sock"), name)
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
