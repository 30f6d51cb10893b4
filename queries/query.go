// Package queries holds the lake's SQL as files: staging renames and casts,
// facts bridge areas, marts are what reports and models read. Each file opens
// with a contract (grain, owner, depends, columns); Load checks the contracts,
// refuses cycles and gives the order to run in.
//
// The text keeps to what DuckDB, Trino and Spark can all run; what they spell
// differently goes through the @functions of dialect.go. The package holds no
// database handle.
package queries

import (
	"embed"
	"io/fs"
)

//go:embed staging/*.sql facts/*.sql marts/*.sql
var files embed.FS

// Builtin gives the SQL files of the house, in the folders staging, facts and
// marts. A city may bring a file system of its own with the same contract.
func Builtin() fs.FS { return files }

// Column is one column of a query's result, as its contract states it.
type Column struct {
	Name string `yaml:"name"`
	Type string `yaml:"type"`
	Zh   string `yaml:"zh"`
	En   string `yaml:"en"`
	// From names the columns ("table.column") that a column is made from, where
	// the select list does not say it: a level that comes of a join, whatever Go
	// code computes.
	From []string `yaml:"from"`
}

// Query is one SQL file: a contract and a SELECT statement.
type Query struct {
	Name  string `yaml:"name"`  // of the view or table it makes; the file's name without .sql
	Zh    string `yaml:"zh"`    // what a row set of it is, in Chinese
	En    string `yaml:"en"`    // the same in English
	Grain string `yaml:"grain"` // what one row stands for
	Owner string `yaml:"owner"` // who answers for it
	Kind  string `yaml:"kind"`  // of a mart: table (kept every night) or view (the default)
	// Keeps says of a stored mart that its rows, however long, are made of few:
	// they are left as they are while those of what it depends on are the same.
	Keeps   bool     `yaml:"keeps"`
	Readers string   `yaml:"readers"` // of a mart: analyst (nothing withheld is in it) or steward (the default)
	Depends []string `yaml:"depends"` // names of queries and landed tables it reads
	Columns []Column `yaml:"columns"` // of the result, in order
	Adds    []string `yaml:"adds"`    // of counts: names of the columns that add up; see Counts
	Layer   string   `yaml:"-"`       // its folder: staging, facts or marts
	Path    string   `yaml:"-"`       // inside its file system
	Body    string   `yaml:"-"`       // the statement, before rendering

	rows  string // of counts: the statement without the sums around it
	taken bool   // a landed table has its name
}

// The kinds of marts, and who reads them.
const (
	View    = "view"
	Table   = "table"
	Steward = "steward" // a row may stand for one case, or small counts stand as they are
	Analyst = "analyst" // figures of areas without what is withheld
)

// Stored reports whether the query's rows are kept in the lake every night.
func (q Query) Stored() bool { return q.Layer == "marts" && q.Kind == Table }

// Render gives the statement as one engine reads it. Every :parameter of the
// text must be in p: Invalid otherwise.
func (q Query) Render(d Dialect, p Params) (string, error) {
	sql, err := Render(q.Body, d, p)
	if err != nil {
		return "", fmtQuery(q.Path, err)
	}
	return sql, nil
}

// Dropped is a query that was left out, and why.
type Dropped struct {
	Name   string
	Reason string
}

// Set is what Load gives: queries in an order in which each comes after all
// it depends on, and those left out because their tables are not in the lake.
type Set struct {
	Queries []Query
	Dropped []Dropped
	tables  map[string][]string
}
