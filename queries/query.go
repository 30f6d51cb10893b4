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
}

// Query is one SQL file: a contract and a SELECT statement.
type Query struct {
	Name    string   `yaml:"name"`    // of the view or table it makes; the file's name without .sql
	Zh      string   `yaml:"zh"`      // what a row set of it is, in Chinese
	En      string   `yaml:"en"`      // the same in English
	Grain   string   `yaml:"grain"`   // what one row stands for
	Owner   string   `yaml:"owner"`   // who answers for it
	Depends []string `yaml:"depends"` // names of queries and landed tables it reads
	Columns []Column `yaml:"columns"` // of the result, in order
	Layer   string   `yaml:"-"`       // its folder: staging, facts or marts
	Path    string   `yaml:"-"`       // inside its file system
	Body    string   `yaml:"-"`       // the statement, before rendering
}

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
