package etl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// landingProcess lands the files of ANLAN_LAND_FILES one by one, each in a
// commit of its own, in the city of ANLAN_LAND_DIR. Who finds another process
// writing tries again.
func landingProcess(t *testing.T) {
	dir := os.Getenv("ANLAN_LAND_DIR")
	l, err := lake.Open(t.Context(), filepath.Join(dir, "lake"), lake.Options{Now: func() time.Time { return night }, Threads: 1, Author: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	k, err := LoadContract("bench.yaml", strings.NewReader(benchContract))
	if err != nil {
		t.Fatal(err)
	}
	// A budget so small that files are written while others are read.
	o := Options{Landing: filepath.Join(dir, "landing"), Levels: cityLevels, Now: night, Loc: night.Location(), budget: 1 << 16}
	for _, f := range strings.Split(os.Getenv("ANLAN_LAND_FILES"), "\n") {
		for {
			_, err := Land(t.Context(), l, []Source{{Dataset: k.ID, Contract: k, Files: []string{f}}}, o)
			if err == nil {
				break
			}
			if anlan.KindOf(err) != anlan.Conflict {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// crashCity is a city with files to land: more than a partition may have small
// ones of, so that some are put together, and rows of later files replace rows
// of earlier ones.
func crashCity(t *testing.T) (c *city, files []string) {
	c = newCity(t).areas()
	const rows = 1500
	lines := bytes.SplitAfter(benchFile(12*rows), []byte("\n"))
	for i := range 12 {
		part := append(bytes.Clone(lines[0]), bytes.Join(lines[1+i*rows:1+(i+1)*rows], nil)...)
		for n := 2; n < 10; n++ { // only two townships exist
			part = bytes.ReplaceAll(part, fmt.Appendf(nil, ",629902%03d,", n), []byte(",629902002,"))
		}
		if i%5 == 4 { // corrects some of the file before
			for _, line := range lines[1+(i-1)*rows : 1+(i-1)*rows+100] {
				line = bytes.Replace(line, []byte(",是,"), []byte(",否,"), 1)
				part = append(part, bytes.ReplaceAll(bytes.ReplaceAll(line, []byte(",629902009,"), []byte(",629902002,")), []byte(",629902008,"), []byte(",629902002,"))...)
			}
		}
		files = append(files, c.file(fmt.Sprintf("bench_2026-01-%02d.csv", i+1), string(part)))
	}
	return c, files
}

func (c *city) process(files ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestLandKilled$")
	cmd.Env = append(os.Environ(), "ANLAN_LAND_DIR="+filepath.Dir(c.zone), "ANLAN_LAND_FILES="+strings.Join(files, "\n"))
	return cmd
}

// rest lands what is still to land, and gives what the lake holds then.
func (c *city) rest(files []string) string {
	c.Helper()
	if out, err := c.process(files...).CombinedOutput(); err != nil {
		c.Fatalf("land the rest: %v\n%s", err, out)
	}
	if err := c.lake.Verify(context.Background()); err != nil {
		c.Fatal(err)
	}
	return c.query(`SELECT count(*), count(DISTINCT id), CAST(sum(hash(id, area_code, "at", "day", channel, kind, people, amount, weight, done, org, updated_at, _source_file, _source_row, _row_hash) % 1000000007) AS BIGINT) FROM bench`) +
		"; " + c.query("SELECT _source_file, count(*) FROM bench GROUP BY ALL ORDER BY ALL")
}

// TestLandKilled kills landing processes at moments drawn from a seed. What is
// left opens and verifies, and after a rerun it is what an undisturbed landing
// makes, with the same accounts.
func TestLandKilled(t *testing.T) {
	if os.Getenv("ANLAN_LAND_DIR") != "" {
		landingProcess(t)
		return
	}
	if testing.Short() {
		t.Skip("starts and kills landing processes")
	}
	rounds := 4
	if n, err := strconv.Atoi(os.Getenv("ANLAN_KILLS")); err == nil {
		rounds = n
	}
	calm, files := crashCity(t)
	start := time.Now()
	want := calm.rest(files)
	took := time.Since(start)
	head, err := calm.lake.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if list, err := calm.lake.Files(t.Context(), head.ID, "bench"); err != nil || len(list) > 9 {
		t.Errorf("%d files of one month after %d landings: small ones are not put together (%v)", len(list), len(files), err)
	}
	rnd := rand.New(rand.NewPCG(7, 9))
	killed := 0
	for round := range rounds {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			c, files := crashCity(t)
			cmd := c.process(files...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			kill := time.AfterFunc(took/8+time.Duration(rnd.Int64N(int64(took))), func() { _ = cmd.Process.Kill() })
			if err := cmd.Wait(); err != nil {
				killed++
			}
			kill.Stop()
			if err := c.lake.Verify(t.Context()); err != nil {
				t.Fatalf("after the kill: %v", err)
			}
			if got := c.rest(files); got != want {
				t.Errorf("after the rerun the lake holds %s, want %s", got, want)
			}
		})
	}
	t.Logf("%d of %d processes were killed", killed, rounds)
	if rounds >= 4 && killed == 0 {
		t.Error("no process was killed")
	}
}

// Two processes that land at once end as one that lands all: one writes at a
// time, and the other is told so.
func TestTwoProcessesLand(t *testing.T) {
	calm, files := crashCity(t)
	want := calm.rest(files)
	c, files := crashCity(t)
	var all sync.WaitGroup
	var out [2]bytes.Buffer
	errs := make([]error, 2)
	for i := range 2 {
		cmd := c.process(files[i*5 : 5+i*7]...)
		cmd.Stdout, cmd.Stderr = &out[i], &out[i]
		all.Go(func() { errs[i] = cmd.Run() })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatalf("%v\n%s%s", err, out[0].String(), out[1].String())
	}
	if got := c.rest(files); got != want {
		t.Errorf("the lake holds %s, want %s", got, want)
	}
}

// Any flipped byte of a data file is found.
func TestVerifyFindsAnyFlip(t *testing.T) {
	tries := 60
	if n, err := strconv.Atoi(os.Getenv("ANLAN_FLIPS")); err == nil {
		tries = n
	}
	c, files := crashCity(t)
	c.rest(files[:2])
	data, err := filepath.Glob(filepath.Join(filepath.Dir(c.zone), "lake", "data", "main", "bench", "*", "*", "*.parquet"))
	if err != nil || len(data) == 0 {
		t.Fatal(data, err)
	}
	rnd := rand.New(rand.NewPCG(3, 1))
	for range tries {
		path := data[rnd.IntN(len(data))]
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		size, err := f.Seek(0, io.SeekEnd)
		if err != nil {
			t.Fatal(err)
		}
		at, was := rnd.Int64N(size), make([]byte, 1)
		if _, err := f.ReadAt(was, at); err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte{was[0] ^ 1<<rnd.IntN(8)}, at); err != nil {
			t.Fatal(err)
		}
		if err := c.lake.Verify(t.Context()); err == nil {
			t.Errorf("byte %d of %s was flipped, and verify says nothing", at, filepath.Base(path))
		}
		if _, err := f.WriteAt(was, at); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.lake.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
