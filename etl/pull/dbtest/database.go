package dbtest

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver database/sql knows as mysql
	_ "github.com/jackc/pgx/v5/stdlib" // and as pgx
)

// DSN names a database of the server for an account. The owner is anlan in
// PostgreSQL and root in MariaDB, without a password.
func (s *Server) DSN(account, password, database string) string {
	if s.postgres {
		return fmt.Sprintf("host=%s user=%s password='%s' dbname=%s client_encoding=UTF8", s.dir, account, password, database)
	}
	if password != "" {
		account += ":" + password
	}
	return fmt.Sprintf("%s@unix(%s)/%s", account, filepath.Join(s.dir, "sock"), database)
}

// Dir is the folder of the server's socket.
func (s *Server) Dir() string { return s.dir }

// Owner is the dsn of the owner.
func (s *Server) Owner(database string) string {
	if s.postgres {
		return s.DSN("anlan", "", database)
	}
	return s.DSN("root", "", database)
}

// Create makes a database and opens it as its owner, for as long as the test
// runs. how is said behind CREATE DATABASE.
func (s *Server) Create(t testing.TB, name, how string) *sql.DB {
	t.Helper()
	root := s.open(t, map[bool]string{true: "postgres"}[s.postgres])
	if _, err := root.Exec("CREATE DATABASE " + name + " " + how); err != nil {
		t.Fatal(err)
	}
	return s.open(t, name)
}

func (s *Server) open(t testing.TB, database string) *sql.DB {
	t.Helper()
	driver, dsn := "mysql", s.Owner(database)+"?multiStatements=true"
	if s.postgres {
		driver, dsn = "pgx", s.Owner(database)
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for range 200 { // the socket is there a moment before the server is
		if err = db.Ping(); err == nil {
			return db
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal(err)
	return nil
}
