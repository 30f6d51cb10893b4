package etl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file of more rows than a bin holds: the first are written before a row at
// the end turns out to be newer than one at the beginning.
func TestBinsWrittenEarly(t *testing.T) {
	c := newCity(t).areas()
	k, err := LoadContract("bench.yaml", strings.NewReader(benchContract))
	if err != nil {
		t.Fatal(err)
	}
	const rows = binRows + 5000
	text := benchFile(rows)
	for i := 2; i < 10; i++ { // only two townships exist
		text = bytes.ReplaceAll(text, fmt.Appendf(nil, ",629902%03d,", i), []byte(",629902002,"))
	}
	lines := bytes.SplitAfterN(text, []byte("\n"), 4)
	again := bytes.Replace(lines[2], []byte(",01,"), []byte(",09,"), 1)
	if bytes.Equal(again, lines[2]) {
		again = bytes.Replace(lines[2], []byte(",02,"), []byte(",09,"), 1)
	}
	file := c.file("bench_2026-01-01.csv", string(text)+string(again))
	b, err := c.landBy(k, file)
	if err != nil {
		t.Fatal(err)
	}
	if b[0].Received != rows+1 || b[0].Landed != rows || c.rejects(b[0]) != "3:id:duplicate_key" {
		t.Errorf("%+v: %s", b[0], c.rejects(b[0]))
	}
	if got, want := c.query("SELECT count(*), count(DISTINCT id), count(DISTINCT _source_row), min(_source_row), max(_source_row), count_if(channel = '09' AND _source_row > 262144 + 5000) FROM bench"),
		fmt.Sprintf("%d|%d|%d|2|%d|1", rows, rows, rows, rows+2); got != want {
		t.Errorf("lake holds %s, want %s", got, want)
	}
	left, err := os.ReadDir(filepath.Join(c.zone, zoneTmp))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Several files that do not fit the memory at once are written in parts, while
// they are read: no row is lost or there twice.
func TestRowsBeyondTheMemory(t *testing.T) {
	c := newCity(t).areas()
	k, err := LoadContract("bench.yaml", strings.NewReader(benchContract))
	if err != nil {
		t.Fatal(err)
	}
	const rows = 30_000
	text := benchFile(6 * rows)
	for i := 2; i < 10; i++ {
		text = bytes.ReplaceAll(text, fmt.Appendf(nil, ",629902%03d,", i), []byte(",629902002,"))
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	var files []string
	for i := range 6 {
		part := append(bytes.Clone(lines[0]), bytes.Join(lines[1+i*rows:1+(i+1)*rows], nil)...)
		files = append(files, c.file(fmt.Sprintf("bench_2026-01-0%d.csv", i+1), string(part)))
	}
	_, err = Land(t.Context(), c.lake, []Source{{Dataset: k.ID, Contract: k, Files: files}},
		Options{Landing: c.zone, Levels: cityLevels, Now: night, Loc: night.Location(), budget: 1 << 17})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.query("SELECT count(*), count(DISTINCT id), count(DISTINCT _source_file || _source_row) FROM bench"),
		fmt.Sprintf("%d|%d|%d", 6*rows, 6*rows, 6*rows); got != want {
		t.Errorf("lake holds %s, want %s", got, want)
	}
}
