package lake

import (
	"fmt"
	"strings"
)

// Column is one column of a table. Type is spelled as DuckLake spells it:
// varchar, int32, int64, float64, boolean, date, timestamp, decimal(18,2).
type Column struct {
	Name    string
	Type    string
	Comment string
	NotNull bool
}

// PartitionKey is one key of a table's partition: a transform of a column.
// Transform is identity, year, month or day.
type PartitionKey struct {
	Column    string
	Transform string
}

// Table is the shape of a table. Rows of one partition lie in one file, sorted
// by Sort; a table without partition keys is one partition.
type Table struct {
	Name      string
	Comment   string
	Columns   []Column
	Partition []PartitionKey
	Sort      []string
}

// File is one data file of a table at a snapshot.
type File struct {
	ID        int64
	Path      string // absolute
	Rows      int64  // rows in the file, deleted ones included
	Bytes     int64
	Partition []string // values of the partition keys in order; NullPartition for NULL
}

// NullPartition stands for NULL among the values of a File's partition, and
// in the names of folders.
const NullPartition = "__none"

// plainTypes are the DuckLake types without parameters that this package
// reads and writes, with DuckDB's names for them.
var plainTypes = map[string]string{
	"boolean": "BOOLEAN", "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT",
	"uint8": "UTINYINT", "uint16": "USMALLINT", "uint32": "UINTEGER", "uint64": "UBIGINT",
	"float32": "FLOAT", "float64": "DOUBLE", "varchar": "VARCHAR", "blob": "BLOB", "uuid": "UUID",
	"date": "DATE", "time": "TIME", "timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMP WITH TIME ZONE", "json": "JSON",
}

// duckType gives DuckDB's name of a DuckLake type; ok is false for a type
// this package does not read (nested types, intervals, 128-bit integers).
func duckType(t string) (name string, ok bool) {
	if name, ok = plainTypes[t]; ok {
		return name, true
	}
	var p, s int
	if n, err := fmt.Sscanf(t, "decimal(%d,%d)", &p, &s); err == nil && n == 2 && p > 0 && p <= 38 && s >= 0 && s <= p {
		return fmt.Sprintf("DECIMAL(%d,%d)", p, s), true
	}
	return "", false
}

// ident quotes an SQL identifier, for DuckDB and SQLite alike.
func ident(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// text quotes an SQL string.
func text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
