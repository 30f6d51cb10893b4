package pull

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Table is a table, view or query of a PostgreSQL, MySQL or MariaDB server. It
// is read in one read-only transaction, in pieces that follow each other by
// watermark and key.
type Table struct {
	Name   string `yaml:"name"`   // of the source; the data set where empty
	Engine string `yaml:"engine"` // postgres, mysql or mariadb
	DSN    Secret `yaml:"dsn"`    // postgres://… or key=value; user:password@tcp(host:3306)/db
	From   string `yaml:"from"`   // table or view, with its schema: public.ticket
	Query  string `yaml:"query"`  // a SELECT in its place

	// Columns names the source's column of a contract's column, where neither
	// the contract's headers nor its names tell.
	Columns map[string]string `yaml:"columns"`
	Key     []string          `yaml:"key"`       // columns of the source that tell rows apart; those of the contract's key where empty
	Mark    string            `yaml:"watermark"` // column of the source that grows; empty: the whole table each time
	Format  string            `yaml:"format"`    // of a watermark kept as text: datetime (default), rfc3339, date
	Overlap string            `yaml:"overlap"`   // for rows committed late: 1h, or 1000 for a number

	Timeout time.Duration `yaml:"timeout"` // of one statement; 60s
	Retries *int          `yaml:"retries"` // after the connection broke; 5
	Backoff time.Duration `yaml:"backoff"` // first wait, doubled each time; 500ms
	Chunk   int           `yaml:"chunk"`   // rows a statement; 10,000
	Every   time.Duration `yaml:"every"`   // a good pull is enough for this long
}

func (t *Table) retries() int {
	if t.Retries != nil {
		return *t.Retries
	}
	return 5
}

func (t *Table) engine() string {
	if t.Engine == "mariadb" {
		return "mysql"
	}
	return t.Engine
}

func (t *Table) validate() error {
	bad := func(format string, args ...any) error { return anlan.Errorf(anlan.Invalid, "table: "+format, args...) }
	switch {
	case !slices.Contains([]string{"postgres", "mysql"}, t.engine()):
		return bad("engine %q is not postgres, mysql or mariadb", t.Engine)
	case (t.From == "") == (t.Query == ""):
		return bad("name one of from and query")
	case strings.Contains(t.Query, ";"):
		return bad("query is more than one statement, or ends in a semicolon")
	case t.Timeout < 0 || t.Backoff < 0 || t.Chunk < 0 || t.Every < 0 || t.retries() < 0:
		return bad("a number is below zero")
	case !slices.Contains([]string{"", formDatetime, formRFC3339, formDate}, t.Format):
		return bad("format %q is not datetime, rfc3339 or date", t.Format)
	}
	if err := t.DSN.validate(); err != nil {
		return bad("dsn: %w", err)
	}
	if _, err := parseOverlap(formDatetime, t.Overlap); err != nil && t.Overlap != "" {
		if _, err := parseOverlap(formNumber, t.Overlap); err != nil {
			return bad("overlap %q is neither a time such as 1h nor a count", t.Overlap)
		}
	}
	return nil
}

func (t *Table) chunk() int { return cmp.Or(t.Chunk, 10_000) }

func (t *Table) timeout() time.Duration { return cmp.Or(t.Timeout, time.Minute) }
