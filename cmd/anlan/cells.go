package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/anlan-lake/anlan"
)

// readCells reads a CSV file in UTF-8, gzipped or not: its header and at least
// one row, each with as many cells as the header. Errors name the file and say
// what is expected of it.
func readCells(path string) (header []string, rows [][]string, err error) {
	text, err := readUnpacked(path)
	if err != nil {
		return nil, nil, anlan.Errorf(anlan.Invalid, "%w", err)
	}
	bad := func(format string, args ...any) *anlan.Error {
		return anlan.Errorf(anlan.Invalid, "%s: "+format, append([]any{path}, args...)...)
	}
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return nil, nil, bad("it is empty").WithNext("its first row names the columns")
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		return nil, nil, bad("it is a workbook or a ZIP file").WithNext("save the sheet as CSV in UTF-8")
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return nil, nil, bad("it is not text in UTF-8").WithNext("save it as CSV in UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1 // counted below, in words that say what is there
	all, err := r.ReadAll()
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return nil, nil, bad("the quotation marks of the row that begins in line %d do not match", fault.StartLine).
			WithNext("a cell with a comma or a quotation mark in it stands in quotation marks, and those in it are doubled")
	}
	if err != nil {
		return nil, nil, bad("%w", err)
	}
	header, rows = all[0], all[1:]
	if len(header) == 1 && strings.ContainsAny(header[0], ";\t|，；") {
		return nil, nil, bad("the header is a single cell, %q", header[0]).WithNext("separate cells by commas")
	}
	if len(rows) == 0 {
		return nil, nil, bad("there is no row under the header")
	}
	for i, row := range rows {
		if len(row) != len(header) {
			return nil, nil, bad("row %d has %d cells, the header %d", i+2, len(row), len(header))
		}
	}
	return header, rows, nil
}

// readUnpacked reads a text file, or a compressed one.
func readUnpacked(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if !strings.HasSuffix(strings.ToLower(path), ".gz") {
		return io.ReadAll(f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "unpack %s: %w", path, err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "unpack %s: %w", path, err)
	}
	return text, nil
}
