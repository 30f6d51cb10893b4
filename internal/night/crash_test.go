package night_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/internal/edition"
)

// taskVariable makes the test binary run one task and end: words, set apart by
// a new line.
const taskVariable = "ANLAN_NIGHT_TASK"

// killsVariable sets how often the crash test kills.
const killsVariable = "ANLAN_KILLS"

// runTask runs "nights", the files' folder, the lake's, the first and the last
// day, and optionally the largest file that may be written. Its exit code is
// that of the error, as the command's is.
func runTask(task string) int {
	words := strings.Split(task, "\n")
	if len(words) < 5 || words[0] != "nights" {
		fmt.Fprintf(os.Stderr, "no such task: %q\n", task)
		return 2
	}
	if len(words) > 5 {
		if err := limitFiles(words[5]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	n, stop, err := openNight(words[1], words[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return anlan.ExitCode(err)
	}
	defer stop()
	n.Progress = func(_, _ int, what string) { fmt.Println(what) }
	for asOf := day(words[3]); !asOf.After(day(words[4])); asOf = asOf.AddDate(0, 0, 1) {
		// A night that is finished is no error when its run was killed late.
		if _, err := n.Run(context.Background(), asOf); err != nil && !finishedBefore(err) {
			fmt.Fprintln(os.Stderr, err)
			return anlan.ExitCode(err)
		}
	}
	return 0
}

func finishedBefore(err error) bool {
	return anlan.KindOf(err) == anlan.Conflict && strings.Contains(err.Error(), "already finished")
}

// task gives a process that runs a task.
func task(t *testing.T, words ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), taskVariable+"="+strings.Join(words, "\n"))
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c
}

// TestCrash kills a run at random moments, without warning, and starts it
// again until it ends. The lake is then the same as one that nobody disturbed,
// and at every moment readers could open the edition that was published.
func TestCrash(t *testing.T) {
	t.Parallel()
	d := shortCity()
	first, last := d.until.AddDate(0, 0, -2).Format(anlan.DateFormat), d.until.Format(anlan.DateFormat)
	calm := t.TempDir()
	steps, done := runUntil(t, -1, 0, "nights", d.dir, calm, first, last)
	if !done {
		t.Fatal("an undisturbed run did not end")
	}

	kills := 8
	if s := os.Getenv(killsVariable); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("%s=%q is not a number", killsVariable, s)
		}
		kills = n
	}
	r := rand.New(rand.NewPCG(1, 2026))
	for killed, round := 0, 0; killed < kills && round < kills; round++ {
		killed += killUntilDone(t, r, d, calm, steps, kills-killed)
	}
}

// killUntilDone makes the nights in a fresh lake, killing them at most so many
// times, and holds the end against the undisturbed lake. It gives the kills.
func killUntilDone(t *testing.T, r *rand.Rand, d demoCity, calm string, steps, most int) (killed int) {
	t.Helper()
	rough := t.TempDir()
	nights := []string{"nights", d.dir, rough, d.until.AddDate(0, 0, -2).Format(anlan.DateFormat), d.until.Format(anlan.DateFormat)}
	stopReading := make(chan struct{})
	reading := readEditions(filepath.Join(rough, "lake", "editions"), stopReading)
	for killed < most {
		// A moment is a number of steps and a little: what a run gets done
		// between two moments does not hang on how busy the machine is.
		after := 1 + r.IntN(max(40, steps/4))
		if _, done := runUntil(t, after, time.Duration(r.IntN(60))*time.Millisecond, nights...); done {
			break // nothing is left to be killed
		}
		killed++
	}
	if _, done := runUntil(t, -1, 0, nights...); !done {
		t.Fatalf("the run after %d kills did not end", killed)
	}
	close(stopReading)
	if got := <-reading; got.err != nil || got.opened == 0 {
		t.Errorf("a reader opened %d editions and then met %v", got.opened, got.err)
	} else {
		t.Logf("%d kills within %d steps; a reader opened the published edition %d times", killed, steps, got.opened)
	}
	holdEqual(t, d, calm, rough)
	return killed
}

// runUntil runs a task and kills it a moment after it began its n-th step, n
// below 0 for never. It gives the steps begun, and whether the task ended well.
func runUntil(t *testing.T, n int, moment time.Duration, words ...string) (steps int, done bool) {
	t.Helper()
	c := task(t, words...)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if steps++; steps == n {
			time.Sleep(moment)
			c.Process.Kill()
		}
	}
	switch err := c.Wait(); {
	case err == nil:
		return steps, true
	case exitCode(err) < 0:
		return steps, false
	default:
		t.Fatalf("a run ended with exit code %d: %s", exitCode(err), said.String())
		return steps, false
	}
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode() // -1 where a signal ended it
	}
	return 0
}

// holdEqual compares all tables of two lakes, and verifies the second.
func holdEqual(t *testing.T, d demoCity, calm, rough string) {
	t.Helper()
	a, stopA, err := openNight(d.dir, calm)
	if err != nil {
		t.Fatal(err)
	}
	defer stopA()
	b, stopB, err := openNight(d.dir, rough)
	if err != nil {
		t.Fatal(err)
	}
	defer stopB()
	for _, table := range append(marts, demo.Datasets()...) {
		if table == "warning" || table == "detection" { // the short history has none
			continue
		}
		compareTables(t, table, a.Lake, b.Lake)
	}
	if err := b.Lake.Verify(context.Background()); err != nil {
		t.Error(err)
	}
	list, err := edition.List(b.Editions())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if err := edition.Verify(b.Editions(), e.ID); err != nil {
			t.Error(err)
		}
	}
	results, err := b.Run(context.Background(), d.until)
	if err != nil || len(results) != 1 || results[0].Fresh {
		t.Errorf("the finished night run again gave %+v, %v", results, err)
	}
}

type readings struct {
	opened int
	err    error
}

// readEditions opens the published edition again and again until told to stop.
// From the first that is there on, there must always be one.
func readEditions(dir string, stop <-chan struct{}) <-chan readings {
	out := make(chan readings, 1)
	go func() {
		var got readings
		store, err := edition.OpenStore(dir)
		if err != nil {
			out <- readings{0, err}
			return
		}
		for {
			select {
			case <-stop:
				out <- got
				return
			default:
			}
			err := func() error {
				e, release, err := store.Current()
				if err != nil {
					return err
				}
				defer release()
				if len(e.Areas()) == 0 || len(e.Periods()) == 0 {
					return fmt.Errorf("edition %s is empty", e.Meta.ID)
				}
				got.opened++
				if store.Failed() != nil {
					return store.Failed()
				}
				// And as a process that starts now would.
				_, err = edition.OpenStore(dir)
				return err
			}()
			if err != nil && (got.opened > 0 || anlan.KindOf(err) != anlan.NotFound) {
				got.err = err
				out <- got
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	}()
	return out
}
