package lake_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan/internal/lake"
)

// TestCrash kills a writer, again and again, at moments drawn from a seed.
// After each kill the next writer can start at once, nothing that was
// reported as committed is lost, and what is there is whole: two tables that
// are always written together agree.
func TestCrash(t *testing.T) {
	if dir := os.Getenv("ANLAN_CRASH_LAKE"); dir != "" {
		writeForever(t, dir)
		return
	}
	if testing.Short() {
		t.Skip("short")
	}
	dir := t.TempDir()
	l := mustLake(t, dir)
	rnd := rand.New(rand.NewPCG(1, 2))
	var done int64
	for round := range 10 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestCrash$")
		cmd.Env = append(os.Environ(), "ANLAN_CRASH_LAKE="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := 120*time.Millisecond + time.Duration(rnd.IntN(400_000))*time.Microsecond
		if round == 0 {
			after = time.Minute // the first writer is let go as far as a commit, however busy the machine
		}
		kill := time.AfterFunc(after, func() { cmd.Process.Kill() })
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if round == 0 && done == 0 {
				kill.Reset(time.Duration(rnd.IntN(200_000)) * time.Microsecond)
			}
			if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
				done = n
			} else {
				t.Errorf("writer: %s", lines.Text())
			}
		}
		cmd.Wait()
		kill.Stop()
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if head.ID < done {
			t.Fatalf("round %d: snapshot %d was committed, the newest is %d", round, done, head.ID)
		}
		if err := l.Verify(t.Context()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if head.ID > 0 {
			want(t, fmt.Sprintf("round %d", round), query(t, l, head.ID, "SELECT (SELECT count(*) FROM one) = (SELECT sum(n) FROM two)"), "true")
		}
	}
	if done == 0 {
		t.Error("no writer got as far as a commit")
	}
	t.Logf("%d commits in 10 rounds", done)
	// What the killed ones left are files nobody reads; one gc removes them.
	if _, err := l.GC(t.Context(), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	head, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, table := range []string{"one", "two"} {
		list, err := l.Files(t.Context(), head.ID, table)
		if err != nil {
			t.Fatal(err)
		}
		files += len(list)
	}
	if p := parquets(t, dir); len(p) != files {
		t.Errorf("%d files after gc, %d in use", len(p), files)
	}
}

// writeForever adds a row to table one and counts it in table two, in one
// snapshot, and prints the snapshot once it is committed.
func writeForever(t *testing.T, dir string) {
	l := mustLake(t, dir)
	for {
		tx, err := l.Begin(t.Context(), "crash")
		if err != nil {
			t.Fatal(err)
		}
		n := int(tx.Base().ID)
		one := lake.Table{Name: "one", Columns: []lake.Column{{Name: "k", Type: "int64"}, {Name: "n", Type: "int64"}},
			Partition: []lake.PartitionKey{{Column: "n", Transform: "identity"}}}
		two := one
		two.Name, two.Partition = "two", nil
		for _, w := range []lake.Table{one, two} {
			if err := tx.Ensure(t.Context(), w); err != nil {
				t.Fatal(err)
			}
			k := n
			count := n % 5
			if w.Name == "two" {
				k, count = 0, n+1
			}
			path := stage(t, l, tx, w.Name, fmt.Sprintf("SELECT %d::BIGINT AS k, %d::BIGINT AS n", k, count))
			if _, err := tx.Merge(t.Context(), lake.Merge{Table: w.Name, Staged: []string{path}, Key: []string{"k"}}); err != nil {
				t.Fatal(err)
			}
		}
		s, err := tx.Commit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(s.ID)
	}
}
