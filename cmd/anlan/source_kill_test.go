package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/pull/dbtest"
	"github.com/anlan-lake/anlan/internal/lake"
)

// killer kills a process a while after the n-th thing that its sources hear of it.
type killer struct {
	mu     sync.Mutex
	p      *os.Process
	left   int
	after  time.Duration
	killed int
}

func (k *killer) heard() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.left--; k.left == 0 && k.p != nil {
		p := k.p
		time.AfterFunc(k.after, func() { _ = p.Kill() }) // it may have ended
	}
}

// run runs a command, to be killed after it was heard n times.
func (k *killer) run(t *testing.T, c *exec.Cmd, n int, after time.Duration) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	k.mu.Lock()
	k.p, k.left, k.after = c.Process, n, after
	k.mu.Unlock()
	if c.Wait() != nil {
		k.killed++
	}
}

// between passes a server's socket on at another, and says whenever the
// client speaks.
func between(t *testing.T, dir, server string, heard func()) {
	t.Helper()
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", filepath.Join(server, ".s.PGSQL.5432"))
			if err != nil {
				in.Close()
				return
			}
			go func() { defer in.Close(); _, _ = io.Copy(in, out) }() // either side may be gone
			go func() {
				defer out.Close()
				buf := make([]byte, 64<<10)
				for {
					n, err := in.Read(buf)
					if err != nil {
						return
					}
					heard()
					if _, err := out.Write(buf[:n]); err != nil {
						return
					}
				}
			}()
		}
	}()
}

// TestPullKilled kills the command while it pulls from an API and a table and
// lands; more rows come meanwhile. In the end each has landed once.
func TestPullKilled(t *testing.T) {
	rounds := 8
	if n, err := strconv.Atoi(os.Getenv("ANLAN_KILLS")); err == nil {
		rounds = n
	}
	api := newDeviceAPI(t, 0)
	pg, err := dbtest.Postgres()
	dbtest.Need(t, err)
	t.Cleanup(pg.Stop)
	db := pg.Create(t, "city", "")
	if _, err := db.Exec("CREATE TABLE shebei (设备 varchar(20) PRIMARY KEY, community_board varchar(30), 日期 date, 在线时长 numeric(10,2), 更新时间 timestamp NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("/tmp", "anlan-between") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	k := &killer{}
	between(t, dir, pg.Dir(), k.heard)
	api.on = func(int) bool { k.heard(); return true }
	root := pullCity(t, strings.Replace(apiSource, "URL", api.URL, 1)+`
  - {dataset: device_pg, contract: contracts/device_pg.yaml, table: {engine: postgres, dsn: {env: PG}, from: shebei, watermark: 更新时间, chunk: 3, retries: 0}}
`)
	settings := filepath.Join(root, "examples", "city", "anlan.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	text = []byte(strings.Replace(string(text), "  - {dataset: casework, contract: contracts/casework.yaml, files: data/casework.csv.gz}\n", "", 1))
	if err := os.WriteFile(settings, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(root, nil, "init", "--config", settings); code != 0 {
		t.Fatal(errs)
	}
	land := func() *exec.Cmd {
		c := exec.Command("anlan", "land", "--lake", filepath.Join(root, "lake"), "--as-of", "2023-12-31")
		c.Env = append(os.Environ(), "KEY=s3cret", "PG=host="+dir+" user=anlan dbname=city")
		return c
	}
	rng := rand.New(rand.NewPCG(4, 7))
	n := 0
	for range rounds {
		n = grow(t, db, api, n, 5+rng.IntN(20))
		k.run(t, land(), 1+rng.IntN(60), time.Duration(rng.IntN(2)*rng.IntN(120))*time.Millisecond)
	}
	k.mu.Lock()
	k.left = 0
	k.mu.Unlock()
	if out, err := land().CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if k.killed == 0 {
		t.Error("nothing was killed")
	}
	var tables []string
	for _, d := range []string{"device_api", "device_pg"} {
		_, out, errs := command(root, nil, "sql", "--format", "csv", "-c", "select device, area_code, day, online, updated_at from "+d+" order by 1")
		if strings.Count(out, "\n") != n+1 {
			t.Errorf("%s: %d rows, not %d %s", d, strings.Count(out, "\n")-1, n, errs)
		}
		tables = append(tables, out)
	}
	if tables[0] != tables[1] {
		t.Errorf("the API and the table have other rows:\n%s\n%s", tables[0], tables[1])
	}
	for d, got := range received(t, filepath.Join(root, "lake")) {
		if strings.HasPrefix(d, "device_") && got != n {
			t.Errorf("%s: %d rows received, not %d: some came twice", d, got, n)
		}
	}
	if code, out, errs := command(root, nil, "verify"); code != 0 {
		t.Errorf("%s%s", out, errs)
	}
	if left, _ := filepath.Glob(filepath.Join(root, "nyc-landing", "pulled", "*", "*.gz")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	t.Logf("killed %d times of %d, %d rows", k.killed, rounds, n)
}

// grow adds rows to both sources, up to n+more of them.
func grow(t *testing.T, db *sql.DB, api *deviceAPI, n, more int) int {
	t.Helper()
	for i := n; i < n+more; i++ {
		d := device(i)
		if _, err := db.Exec(fmt.Sprintf("INSERT INTO shebei VALUES ('%s', '%s', '%s', %d, '%s')", d["设备"], d["community_board"], d["日期"], d["在线时长"], d["更新时间"])); err != nil {
			t.Fatal(err)
		}
	}
	api.mu.Lock()
	defer api.mu.Unlock()
	api.n = n + more
	return n + more
}

// received adds up the rows of all batches of the lake, by data set.
func received(t *testing.T, dir string) map[string]int {
	t.Helper()
	l, err := lake.Open(context.Background(), dir, lake.Options{Now: time.Now, Author: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	batches, err := l.Batches(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, b := range batches {
		if b.Status != anlan.BatchLanded {
			t.Errorf("%s is %s: %s", b.Source, b.Status, b.Note)
		}
		out[b.Dataset] += int(b.Received)
	}
	return out
}
