// Package etl lands what departments send: it reads CSV, XLSX and JSON files
// by contract, maps their headers and codes, drops what is about persons,
// validates every cell, and stages the good rows for the lake.
//
// A contract (contracts/*.yaml, or a city's own file) says what one data set
// looks like; nothing about a data set is written in Go. A received file is a
// batch: its rows either land or are rejected, each with file, line, column
// and rule, and the received file itself is kept in the landing zone, outside
// the lake. A file that cannot be read, or that holds a person's number in a
// column that is kept, is held whole and says why; the other files go on.
//
// Reading is column by column over blocks of rows: the tokeniser hands out
// byte ranges, each column parses its cells into one typed vector, and vectors
// are written to Parquet without a row ever being assembled.
package etl
