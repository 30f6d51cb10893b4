// Command landing times `anlan land`, which validates every cell and writes a
// sorted, partitioned, catalogued table, against DuckDB's own copy of the same
// CSV file to Parquet, which validates nothing; each as a whole process, on the
// same machine, in turns.
//
//	go run ./bench/landing -rows 10000000 -runs 5
package main

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	_ "embed"

	_ "github.com/duckdb/duckdb-go/v2"
)

//go:embed contract.yaml
var contract []byte

func main() {
	if len(os.Args) == 4 && os.Args[1] == "duckdb" { // the peer's process
		if err := duckdb(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "landing:", err)
			os.Exit(1)
		}
		return
	}
	b := bench{}
	flag.IntVar(&b.rows, "rows", 10_000_000, "rows of the file")
	flag.IntVar(&b.runs, "runs", 5, "runs of each")
	flag.StringVar(&b.dir, "dir", filepath.Join(os.TempDir(), "anlan-bench-landing"), "folder for the files made (7 GB for 10 million rows)")
	flag.StringVar(&b.anlan, "anlan", "bin/anlan", "the command timed")
	flag.StringVar(&b.only, "only", "", "time one of duckdb, utf8, gb18030 alone")
	flag.Parse()
	if err := b.run(); err != nil {
		fmt.Fprintln(os.Stderr, "landing:", err)
		os.Exit(1)
	}
}

type bench struct {
	rows, runs       int
	dir, anlan, only string
}

// figure is what one process took.
type figure struct {
	wall, cpu time.Duration
	peak      int64 // bytes
	size      int64 // bytes of Parquet
}

func (b *bench) run() error {
	var err error
	if b.anlan, err = filepath.Abs(b.anlan); err != nil {
		return err
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	utf8, gb, err := makeFiles(b.dir, b.rows)
	if err != nil {
		return fmt.Errorf("make files: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ways := []struct {
		name, what string
		time       func() (figure, error)
	}{
		{"duckdb", "DuckDB COPY, no validation", func() (figure, error) {
			out := filepath.Join(b.dir, "duckdb.parquet")
			defer os.Remove(out)
			f, err := b.process(exec.Command(self, "duckdb", utf8, out))
			if err != nil {
				return f, err
			}
			info, err := os.Stat(out)
			if err == nil {
				f.size = info.Size()
			}
			return f, err
		}},
		{"utf8", "anlan land, UTF-8", func() (figure, error) { return b.land(utf8) }},
		{"gb18030", "anlan land, GB18030", func() (figure, error) { return b.land(gb) }},
	}
	took := map[string][]figure{}
	for i := range b.runs {
		for _, w := range ways { // in turns, so that a slow minute hits all alike
			if b.only != "" && b.only != w.name {
				continue
			}
			f, err := w.time()
			if err != nil {
				return fmt.Errorf("%s: %w", w.what, err)
			}
			took[w.name] = append(took[w.name], f)
			fmt.Fprintf(os.Stderr, "run %d  %-28s %v\n", i+1, w.what, f)
		}
	}
	info, err := os.Stat(utf8)
	if err != nil {
		return err
	}
	fmt.Printf("%d rows, %d columns, %.2f GB of CSV; median of %d\n", b.rows, strings.Count(columns, ",")+1, float64(info.Size())/1e9, b.runs)
	fmt.Printf("%-28s %8s %8s %9s %9s\n", "", "wall s", "CPU s", "peak MB", "Parquet MB")
	for _, w := range ways {
		if fs := took[w.name]; len(fs) > 0 {
			fmt.Printf("%-28s %v\n", w.what, median(fs))
		}
	}
	return nil
}

func (f figure) String() string {
	return fmt.Sprintf("%8.1f %8.1f %9.0f %9.1f", f.wall.Seconds(), f.cpu.Seconds(), float64(f.peak)/1e6, float64(f.size)/1e6)
}

// median gives the median of each figure by itself.
func median(list []figure) (m figure) {
	mid := func(of func(figure) int64) int64 {
		v := make([]int64, len(list))
		for i, f := range list {
			v[i] = of(f)
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	m.wall = time.Duration(mid(func(f figure) int64 { return int64(f.wall) }))
	m.cpu = time.Duration(mid(func(f figure) int64 { return int64(f.cpu) }))
	m.peak = mid(func(f figure) int64 { return f.peak })
	m.size = mid(func(f figure) int64 { return f.size })
	return m
}

// process runs a command to its end and takes its time and memory.
func (b *bench) process(c *exec.Cmd) (f figure, err error) {
	c.Stderr = os.Stderr
	start := time.Now()
	err = c.Run()
	f.wall = time.Since(start)
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.cpu = time.Duration(u.Utime.Nano() + u.Stime.Nano())
		f.peak = u.Maxrss << 10
	}
	return f, err
}

// land times the landing of one file in a fresh lake that knows the areas.
func (b *bench) land(file string) (f figure, err error) {
	city := filepath.Join(b.dir, "city")
	if err := os.RemoveAll(city); err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(city)) }()
	if err := b.makeCity(city, file); err != nil {
		return f, err
	}
	lake := filepath.Join(city, "lake")
	for _, args := range [][]string{{"init", "--config", filepath.Join(city, "anlan.yaml")}, {"land", "--dataset", "area", filepath.Join(city, "area.csv")}} {
		if out, err := exec.Command(b.anlan, append(args, "--lake", lake)...).CombinedOutput(); err != nil {
			return f, fmt.Errorf("%s: %w: %s", args[0], err, out)
		}
	}
	c := exec.Command(b.anlan, "land", "--dataset", "ticket", file, "--lake", lake)
	var out strings.Builder
	c.Stdout = &out
	if f, err = b.process(c); err != nil {
		return f, err
	}
	if want := fmt.Sprintf("%d received = %d landed + 0 rejected", b.rows, b.rows); !strings.Contains(out.String(), want) {
		return f, fmt.Errorf("want %q, got %s", want, out.String())
	}
	f.size, err = sizeOf(filepath.Join(lake, "data", "main", "ticket"))
	return f, err
}

func sizeOf(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}

// duckdb is the peer: the whole of what DuckDB does to turn the file into Parquet.
func duckdb(from, to string) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	_, err = db.Exec("COPY (FROM read_csv(" + quote(from) + ")) TO " + quote(to) + " (FORMAT parquet, COMPRESSION zstd)")
	return err
}
