// Package lake is a DuckLake 1.0 lake: an SQL catalog (catalog.sqlite) and
// immutable Parquet files (data/). It is the only package that holds the SQL
// engine, DuckDB.
//
// The engine's own ducklake extension is not linked into the Go driver, so the
// package speaks the specification itself, in plain SQL on the catalog; the
// reference implementation attaches the same folder (interop/ducklake.py):
//
//	ATTACH 'ducklake:sqlite:LAKE/catalog.sqlite' AS anlan
//	       (DATA_PATH 'LAKE/data/', OVERRIDE_DATA_PATH true, READ_ONLY);
//
// The data path is stored relative, so that a lake can be moved or copied; the
// reference implementation takes relative paths from its working folder, hence
// the override.
//
// Reading: a Session is an in-memory database with one view per table, as the
// tables stood at one snapshot. Writing: a Tx, of which there is one at a time
// (a lease with a fencing number), gathers changed files and commits them as
// one snapshot, in one SQLite transaction. Files are named by UUID, written to
// tmp/, fsynced, renamed, and never modified; what they replace stays readable
// at older snapshots until GC.
package lake
