package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// begun and late are processor time: what a command works before it is asked to
// stop, and what it may work after that. Time on the clock says little on a busy
// machine.
const begun, late = time.Second, 3 * time.Second

// TestStopped asks long computations to end while they are at it. Each does so
// soon, says what it was at, and that it may be run again.
func TestStopped(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	crime, casework := filepath.Join(root, "examples/forecast/chicago_crime_daily.csv.gz"), filepath.Join(root, "examples/forecast/nyc_casework_weekly.csv.gz")
	benchmark := filepath.Join(root, "models/testdata/benchmark/series.csv.gz")
	places, counts, pairs := writeGrid(t, dir)
	cases, list := writeCounter(t, dir)
	for _, c := range []struct{ name, at, args string }{
		{"backtest", `evaluate was interrupted: pool: forecast, \d+ of 220 periods known`, "evaluate --forecast " + crime + " --last 120"},
		{"benchmark", "evaluate was interrupted: pooled_single: ", "evaluate --benchmark " + benchmark + " --methods pooled_single --draws 20"},
		{"demo", "evaluate was interrupted: ", "evaluate --demo 20 --until 2026-10-31"},
		{"clusters", "evaluate was interrupted: ", "evaluate --demo 20 --clusters --until 2026-10-31"},
		{"forecast", `forecast was interrupted: forecast, \d+ of 469 periods known`, "forecast " + casework},
		{"hhh4", `forecast was interrupted: period \d+ of 21 to 220`, "forecast " + crime + " --method hhh4 --evaluate 200"},
		{"detect", "detect was interrupted: judge 105 series", "detect " + casework + " --method pooled --from 2018-01-01"},
		{"scan", `scan was interrupted: scan, \d+ of 100000 simulations`, "scan " + places + " " + counts + " --set simulations=100000"},
		{"joint", `scan was interrupted: .*scan, \d+ of 100000 simulations`, "scan " + places + " " + counts + " --method joint --neighbours " + pairs + " --set simulations=100000"},
		{"triage", "train was interrupted: train late", "train " + cases + " --method triage --features " + list + " --model " + filepath.Join(dir, "model.json")},
	} {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}[:1+len(c.name)%2] { // both of every other one
			t.Run(c.name+" "+sig.String(), func(t *testing.T) { stopped(t, strings.Fields(c.args), sig, c.at) })
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "model.json")); err == nil {
		t.Error("training that was stopped has written a model")
	}
}

// stopped runs a command and asks it to end once it has worked for a while.
func stopped(t *testing.T, args []string, sig syscall.Signal, at string) {
	t.Helper()
	var out, errs bytes.Buffer
	c := exec.Command("anlan", args...)
	c.Env, c.Stdout, c.Stderr = append(os.Environ(), "LANG=C.UTF-8"), &out, &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	for worked(c.Process.Pid) < begun {
		select {
		case err := <-done:
			t.Fatalf("it ended by itself: %v\n%s%s", err, out.String(), errs.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
	before := worked(c.Process.Pid)
	if err := c.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := <-done; !errors.As(err, &exit) || exit.ExitCode() != 6 {
		t.Fatalf("%v, want exit code 6\n%s%s", err, out.String(), errs.String())
	}
	if after := c.ProcessState.UserTime() + c.ProcessState.SystemTime() - before; after > late {
		t.Errorf("it went on for %v of processor time", after)
	}
	if out.Len() > 0 {
		t.Errorf("half an answer: %.200s", out.String())
	}
	said := errs.String()
	want := "anlan: " + at + `.*: ` + sig.String() + ` signal received; run it again\n$`
	if ok, err := regexp.MatchString("(?m)^"+want, said); err != nil || !ok {
		t.Errorf("it says %q, not %q", said, want)
	}
}

// worked is the processor time of a running process, 0 once it is gone.
func worked(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	f := strings.Fields(rest) // from the state on, the third field
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * (time.Second / 100)
}

// writeGrid writes a square of places that touch, with calm counts of 60 days.
func writeGrid(t *testing.T, dir string) (places, counts, pairs string) {
	t.Helper()
	const side, days = 15, 60
	r := rand.New(rand.NewPCG(1, 2))
	var p, c, near strings.Builder
	p.WriteString("location,x,y,population\n")
	c.WriteString("time,location,count,baseline\n")
	near.WriteString("location,neighbour\n")
	for i := range side * side {
		fmt.Fprintf(&p, "p%d,%d,%d,100\n", i, i%side, i/side)
		if i%side > 0 {
			fmt.Fprintf(&near, "p%d,p%d\n", i, i-1)
		}
		if i >= side {
			fmt.Fprintf(&near, "p%d,p%d\n", i, i-side)
		}
		for d := range days {
			fmt.Fprintf(&c, "%d,p%d,%d,4.5\n", d+1, i, r.IntN(10))
		}
	}
	places, counts, pairs = filepath.Join(dir, "places.csv"), filepath.Join(dir, "counts.csv"), filepath.Join(dir, "pairs.csv")
	for path, text := range map[string]string{places: p.String(), counts: c.String(), pairs: near.String()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return places, counts, pairs
}

// writeCounter writes cases of two years and a list of features to learn from.
func writeCounter(t *testing.T, dir string) (cases, list string) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("case_id,area_code,kind,channel,start_at,ended_at\n")
	begin := time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC)
	for i := range 60000 {
		start := begin.AddDate(0, 0, r.IntN(730))
		kind := r.IntN(8)
		fmt.Fprintf(&b, "c%d,6299020%02d,k%d,h%d,%s,%s\n", i, 1+r.IntN(40), kind, r.IntN(6), start.Format(time.DateOnly),
			start.AddDate(0, 0, 1+r.IntN(20+8*kind)).Format(time.DateOnly))
	}
	cases, list = filepath.Join(dir, "cases.csv"), filepath.Join(dir, "list.yaml")
	if err := os.WriteFile(cases, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	text := `version: 1
id: stopped
columns: {case: case_id, area: area_code, kind: kind, start: start_at, due_days: 30, ended: ended_at, resolved: ended_at}
outcomes: [{id: late, zh: 到期未化解, en: not resolved in time, is: unresolved}]
features:
  - {id: kind, zh: 类型, en: kind, is: code, column: kind, codes: [k0, k1, k2, k3, k4, k5, k6, k7], help_zh: 甲, help_en: a}
  - {id: channel, zh: 渠道, en: channel, is: code, column: channel, codes: [h0, h1, h2, h3, h4, h5], help_zh: 乙, help_en: b}
`
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return cases, list
}
