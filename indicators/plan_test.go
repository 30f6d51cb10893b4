package indicators

import (
	"database/sql"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// city is an in-memory database with the landed tables of a city.
type city struct {
	*testing.T
	db *sql.DB
}

func newCity(t *testing.T) city {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // temporary tables belong to a connection
	t.Cleanup(func() { db.Close() })
	return city{t, db}
}

func (c city) exec(sql string) {
	c.Helper()
	if _, err := c.db.Exec(sql); err != nil {
		c.Fatalf("%v\n%s", err, sql)
	}
}

func (c city) keep(name, sql string, table bool) {
	c.Helper()
	kind := "view"
	if table {
		kind = "table"
	}
	c.exec("create or replace temp " + kind + " " + name + " as " + sql)
}

// tables lists what is there, with columns.
func (c city) tables() map[string][]string {
	c.Helper()
	rows, err := c.db.Query("select table_name, column_name from information_schema.columns order by table_name, ordinal_position")
	if err != nil {
		c.Fatal(err)
	}
	defer rows.Close()
	all := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			c.Fatal(err)
		}
		all[table] = append(all[table], column)
	}
	return all
}

// build runs the house's queries over the landed tables.
func (c city) build(levels anlan.Levels, end time.Time) *queries.Set {
	c.Helper()
	set, err := queries.Load(queries.Builtin(), c.tables())
	if err != nil {
		c.Fatal(err)
	}
	for _, q := range set.Queries {
		text, err := q.Render(queries.DuckDB, queries.AreaParams(levels, end))
		if err != nil {
			c.Fatal(err)
		}
		c.keep(q.Name, text, q.Layer == "marts")
	}
	return set
}

// run runs a plan and gives its measures.
func (c city) run(p *Plan) []anlan.Measure {
	c.Helper()
	for _, s := range p.Statements {
		c.keep(s.Name, s.SQL, s.Temp)
	}
	rows, err := c.db.Query(p.Final)
	if err != nil {
		c.Fatalf("%v\n%s", err, p.Final)
	}
	defer rows.Close()
	var all []anlan.Measure
	for rows.Next() {
		var m anlan.Measure
		if err := rows.Scan(&m.Indicator, &m.Area, &m.Level, &m.Period, &m.Num, &m.Den, &m.N, &m.Effective, &m.Variance); err != nil {
			c.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

func day(s string) time.Time {
	t, err := time.Parse(anlan.DateFormat, s)
	if err != nil {
		panic(err)
	}
	return t
}

var china = anlan.Levels{4, 6, 9, 12, 15}
