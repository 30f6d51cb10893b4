package pull

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/anlan-lake/anlan"
)

// engine is how the two kinds of server differ.
type engine struct {
	postgres bool
}

// open makes the handle of a server. It connects when it is first used.
func (e engine) open(dsn string) (*sql.DB, error) {
	if e.postgres {
		c, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "the dsn is not one of PostgreSQL").WithNext("it looks like postgres://user:password@host:5432/database")
		}
		c.RuntimeParams["application_name"] = "anlan"
		if c.ConnectTimeout == 0 {
			c.ConnectTimeout = 10 * time.Second
		}
		return stdlib.OpenDB(*c), nil
	}
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "the dsn is not one of MySQL").WithNext("it looks like user:password@tcp(host:3306)/database")
	}
	c.MultiStatements, c.AllowAllFiles, c.InterpolateParams, c.ParseTime = false, false, false, false
	if err := c.Apply(mysql.Charset("utf8mb4", "")); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "the dsn is not one of MySQL")
	}
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.ReadTimeout == 0 {
		c.ReadTimeout = 5 * time.Minute
	}
	c.Logger = &mysql.NopLogger{}
	conn, err := mysql.NewConnector(c)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "the dsn is not one of MySQL")
	}
	return sql.OpenDB(conn), nil
}

// begin starts the read-only transaction that sees one state of the database,
// with a bound on each statement and the clock at UTC.
func (e engine) begin(ctx context.Context, conn *sql.Conn, timeout time.Duration) (*sql.Tx, error) {
	ms := strconv.FormatInt(timeout.Milliseconds(), 10)
	if !e.postgres {
		var version string
		if err := conn.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
			return nil, err
		}
		bound := "SET SESSION max_execution_time = " + ms
		if strings.Contains(version, "MariaDB") {
			bound = "SET SESSION max_statement_time = " + strconv.FormatFloat(timeout.Seconds(), 'f', 3, 64)
		}
		for _, q := range []string{bound, "SET SESSION time_zone = '+00:00'", "SET SESSION sql_mode = ''"} {
			if _, err := conn.ExecContext(ctx, q); err != nil {
				return nil, err
			}
		}
	}
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	if e.postgres {
		for _, q := range []string{"SET LOCAL statement_timeout = " + ms, "SET LOCAL lock_timeout = " + ms, "SET LOCAL timezone = 'UTC'",
			"SET LOCAL datestyle = 'ISO, YMD'", "SET LOCAL client_encoding = 'UTF8'", "SET LOCAL bytea_output = 'hex'"} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				tx.Rollback()
				return nil, err
			}
		}
	}
	return tx, nil
}

func (e engine) quote(name string) string {
	if e.postgres {
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

// column names a column of the source, and not one of the answer that happens
// to be called so: PostgreSQL would order by its text.
func (e engine) column(name string) string { return "pulled." + e.quote(name) }

// arg is the n-th parameter of a statement, from 1.
func (e engine) arg(n int) string {
	if e.postgres {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// read is the expression that gives a column as text without loss.
func (e engine) read(col dbColumn) string {
	q := e.column(col.name)
	switch {
	case e.postgres && col.typ == "790": // money, written as the server's country does
		return q + "::numeric::text"
	case e.postgres:
		return q + "::text"
	}
	return q
}

// compare gives a value as the server compares it with a column, and the form
// of its parameter. MySQL compares a number with a text as floating point,
// which long numbers do not survive.
func (e engine) compare(col dbColumn, v string) (arg any, form string) {
	if e.postgres || col.class != "number" {
		return v, "%s"
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return n, "%s"
	}
	if n, err := strconv.ParseUint(v, 10, 64); err == nil {
		return n, "%s"
	}
	return v, "CAST(%s AS DECIMAL(65,30))"
}

// unordered says why a column cannot lead the reading: MySQL orders some types
// otherwise than it compares them. It is "" where it can.
func (e engine) unordered(typ string) string {
	switch typ {
	case "ENUM", "SET", "BIT", "JSON", "FLOAT":
		if !e.postgres {
			return "is of type " + strings.ToLower(typ) + ", which has no order to read by"
		}
	}
	return ""
}

// refused says why values of a type are not pulled, "" where they are.
func (e engine) refused(typ string) string {
	switch typ {
	case "BYTEA", "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "GEOMETRY":
		return "holds bytes, no text (" + strings.ToLower(typ) + ")"
	}
	return ""
}

// class is how the text of a column is read: an instant is turned to the
// city's clock, bits into a number.
func (e engine) class(typ string) string {
	switch typ {
	case "TIMESTAMPTZ":
		return "instant"
	case "TIMESTAMP":
		if !e.postgres {
			return "instant"
		}
		return "clock"
	case "DATETIME":
		return "clock"
	case "DATE":
		return "date"
	case "BIT":
		if !e.postgres {
			return "bits"
		}
	case "INT2", "INT4", "INT8", "NUMERIC", "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "DECIMAL", "YEAR":
		return "number"
	}
	if strings.HasPrefix(typ, "UNSIGNED ") {
		return "number"
	}
	return "text"
}

// transient says whether an error of a server may pass by itself.
func transient(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "53"), pg.Code == "40001", pg.Code == "40P01":
			return true
		}
		return false
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		switch my.Number {
		case 1040, 1053, 1158, 1159, 1160, 1161, 1205, 1213, 1927, 4031:
			return true
		}
		return false
	}
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "conn closed")
}

// told makes an error of a server one that a person can act upon. It keeps
// what the server says, which names tables and columns, and no password.
func told(what string, err error) error {
	var a *anlan.Error
	if errors.As(err, &a) {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		err = fmt.Errorf("%s (SQLSTATE %s)", pg.Message, pg.Code)
		if pg.Code == "57014" {
			return anlan.Errorf(anlan.Unavailable, "%s: %w", what, err).WithNext("an index on watermark and key helps; timeout: raises the bound")
		}
		return anlan.Errorf(anlan.Invalid, "%s: %w", what, err)
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		if my.Number == 3024 || my.Number == 1969 {
			return anlan.Errorf(anlan.Unavailable, "%s: %w", what, err).WithNext("an index on watermark and key helps; timeout: raises the bound")
		}
		return anlan.Errorf(anlan.Invalid, "%s: %w", what, err)
	}
	return anlan.Errorf(anlan.Unavailable, "%s: %w", what, err)
}
