package etl

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/anlan-lake/anlan/internal/lake"
)

// crashVariable makes the test binary reland what a folder holds and die behind
// a step: the folder, the number of the step.
const crashVariable = "ANLAN_ETL_CRASH"

// TestMain runs a task where the variable gives one.
func TestMain(m *testing.M) {
	if task := os.Getenv(crashVariable); task != "" {
		os.Exit(crashTask(task))
	}
	os.Exit(m.Run())
}

func crashTask(task string) int {
	dir, at, _ := strings.Cut(task, "\n")
	n, err := strconv.Atoi(at)
	if err == nil {
		err = relandAll(dir, func(what string) {
			if n--; n == 0 {
				fmt.Println(what)
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				time.Sleep(time.Minute)
			}
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// relandAll lands the mended file of a folder, and then tries its first batch
// again by the contract as it is, as two commands would.
func relandAll(dir string, step func(string)) error {
	ctx := context.Background()
	l, err := lake.Open(ctx, filepath.Join(dir, "lake"), lake.Options{Now: func() time.Time { return night }, Threads: 1, Author: "test"})
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	k, err := Builtin("dispute_case")
	if err != nil {
		return err
	}
	o := Options{Landing: filepath.Join(dir, "landing"), Levels: cityLevels, Now: night, Loc: night.Location(), step: step}
	if _, err := Land(ctx, l, []Source{{Dataset: k.ID, Contract: k, Files: []string{filepath.Join(dir, "inbox", "back.csv")}}}, o); err != nil {
		return err
	}
	first, err := os.ReadFile(filepath.Join(dir, "batch"))
	if err != nil {
		return err
	}
	_, err = Reland(ctx, l, k, string(first), o)
	return err
}

// TestMendKilled kills a run behind each of its steps, without warning. The
// lake opens and is sound, and the run made again ends as an undisturbed one.
func TestMendKilled(t *testing.T) {
	t.Parallel()
	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", dirtyDisputes()))[0]
	sheets := c.sheets("dispute_case", b)
	sheets[0].Rows = sheets[0].Rows[:2] // row 5 is left to the area that comes next
	c.mended("back.csv", sheets, map[int64]row{3: {"来源渠道": "01"}, 4: {"登记时间": ""}})
	c.must("area", c.file("area_2026-11-01.csv", areaHeader+"629909,新区,2,11,6299,,,,103.8,36.0,,2026-11-01,,\n"))
	from := filepath.Dir(c.zone)
	if err := os.WriteFile(filepath.Join(from, "batch"), []byte(b.ID), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.lake.Close(); err != nil {
		t.Fatal(err)
	}
	calm := copyCity(t, from)
	if err := relandAll(filepath.Dir(calm.zone), nil); err != nil {
		t.Fatal(err)
	}
	want := calm.disputes() + calm.states(b)
	if !strings.Contains(want, "3:mended 4:open:required 5:mended") {
		t.Fatal(want)
	}
	var steps []string
	for n := 1; ; n++ {
		rough := copyCity(t, from)
		dir := filepath.Dir(rough.zone)
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		run := exec.Command(self)
		run.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%d", crashVariable, dir, n))
		said, err := run.Output()
		if err == nil {
			break
		}
		steps = append(steps, strings.TrimSpace(string(said)))
		rough.verified()
		if err := relandAll(dir, nil); err != nil {
			t.Errorf("after %v, again: %v", steps, err)
		}
		rough.verified()
		if got := rough.disputes() + rough.states(b); got != want {
			t.Errorf("killed behind %v:\n%s, want\n%s", steps, got, want)
		}
	}
	if got := strings.Join(steps, " "); got != "received read begun merged kept committed received read begun merged kept committed" {
		t.Errorf("killed behind %s", got)
	}
}

// copyCity opens a copy of a city's folder.
func copyCity(t *testing.T, from string) *city {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(context.Background(), filepath.Join(dir, "lake"), lake.Options{Now: func() time.Time { return night }, Threads: 1, Author: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return &city{t, l, filepath.Join(dir, "landing"), filepath.Join(dir, "inbox")}
}
