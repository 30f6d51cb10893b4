// Command measures times the build of a demo city's figures: all of them made
// anew, one more night without and with a day's news, and the same night on a
// lake of a few months; beside them stands what reading the facts takes at the
// least, one hand-written scan of each table.
//
//	go build -o bin/anlan ./cmd/anlan && go run ./bench/measures -scale 0.1
//
// The lakes are made in -dir, where it is given, and used again when they are
// there, whole: a city that a stopped run left half made is made anew. What is
// timed runs on copies of them.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

//go:embed lower.sql
var lower string

func main() {
	var b bench
	var until string
	flag.StringVar(&b.anlan, "anlan", "bin/anlan", "the binary")
	flag.StringVar(&b.dir, "dir", "", "folder of the lakes, made where it is not there; empty for one that is removed")
	flag.Float64Var(&b.scale, "scale", 0.1, "of the city: 1 is four million people")
	flag.IntVar(&b.months, "months", 36, "of the large lake")
	flag.IntVar(&b.few, "few", 4, "months of the small lake; 0 for none")
	flag.IntVar(&b.nights, "nights", 5, "nights with news; their median counts")
	flag.IntVar(&b.runs, "runs", 1, "times that the large lake is timed, from the same state on")
	flag.Uint64Var(&b.seed, "seed", 1, "of the city")
	flag.StringVar(&until, "until", "2026-10-31", "last day of the city")
	flag.Parse()
	if err := b.run(context.Background(), until); err != nil {
		fmt.Fprintln(os.Stderr, "measures:", err)
		os.Exit(1)
	}
}

type bench struct {
	anlan, dir          string
	scale               float64
	months, few, nights int
	runs                int
	seed                uint64
	until               time.Time
}

func (b *bench) run(ctx context.Context, until string) (err error) {
	if b.until, err = time.Parse(anlan.DateFormat, until); err != nil {
		return fmt.Errorf("-until: %w", err)
	}
	if b.nights < 1 || b.runs < 1 {
		return fmt.Errorf("-nights %d, -runs %d: at least one is timed", b.nights, b.runs)
	}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "anlan-measures-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	large, err := b.city(b.months)
	if err != nil {
		return err
	}
	fmt.Printf("scale %g, %d months, %d cores, median of %d nights\n%-44s %8s %8s %8s\n", b.scale, b.months, runtime.GOMAXPROCS(0), b.nights, "", "wall s", "CPU s", "peak MB")
	var long []cost
	for n := range b.runs {
		if b.runs > 1 {
			fmt.Printf("run %d, from %s\n", n+1, time.Now().Format(time.TimeOnly))
		}
		if long, err = b.timed(ctx, large); err != nil {
			return err
		}
	}
	if b.few == 0 {
		return nil
	}
	small, err := b.city(b.few)
	if err != nil {
		return err
	}
	if _, err := b.time("build", "--lake", small, "--as-of", b.eve()); err != nil {
		return err
	}
	short, err := b.followed(small)
	if err != nil {
		return err
	}
	print(fmt.Sprintf("the same nights on a lake of %d months", b.few), median(short))
	ratios := make([]float64, len(long))
	for i := range long {
		ratios[i] = long[i].cpu / short[i].cpu
	}
	slices.Sort(ratios)
	fmt.Printf("%-44s %17.2f\n", "CPU on the one to CPU on the other, median", ratios[len(ratios)/2])
	return nil
}

// timed times what is done on a large lake, on a copy of it, and gives the nights.
func (b *bench) timed(ctx context.Context, prepared string) ([]cost, error) {
	large := prepared + "-run"
	if err := os.RemoveAll(large); err != nil {
		return nil, err
	}
	defer os.RemoveAll(large)
	if err := os.CopyFS(large, os.DirFS(prepared)); err != nil {
		return nil, err
	}
	syscall.Sync() // else the copy is written out beside what is timed
	eve := b.eve()
	kept, err := takeKept(large)
	if err != nil {
		return nil, err
	}
	if _, err := b.line("full rebuild", []string{"build", "--lake", large, "--as-of", eve}); err != nil {
		return nil, err
	}
	if err := giveKept(kept); err != nil {
		return nil, err
	}
	if err := scans(ctx, large); err != nil {
		return nil, err
	}
	if _, err := b.line("the same night again, without news", []string{"build", "--lake", large, "--as-of", eve}); err != nil {
		return nil, err
	}
	long, err := b.followed(large)
	if err != nil {
		return nil, err
	}
	for i, c := range long {
		print("  night of "+b.until.AddDate(0, 0, i+1-b.nights).Format(anlan.DateFormat), c)
	}
	print("one more night, a day's news", median(long))
	return long, nil
}

// eve is the day before the timed nights.
func (b *bench) eve() string { return b.until.AddDate(0, 0, -b.nights).Format(anlan.DateFormat) }

// city makes a city and its lake with all that came by a month before the timed
// nights, unless they are there, and gives the folder of a copy of the lake that
// has gone on: the nights of the same days of that month were built, as on a lake
// that is kept, and all has landed that came before the timed nights.
func (b *bench) city(months int) (string, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("scale%g-months%d-seed%d", b.scale, months, b.seed))
	l := filepath.Join(dir, "lake")
	there, err := made(dir, b.until)
	if err != nil {
		return "", err
	}
	if !there {
		if err := b.do("demo", dir, "--scale", fmt.Sprint(b.scale), "--months", fmt.Sprint(months), "--seed", fmt.Sprint(b.seed), "--draws", "0", "--until", b.until.Format(anlan.DateFormat)); err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, untilFile), []byte(b.until.Format(anlan.DateFormat)), 0o644); err != nil {
			return "", err
		}
	}
	if _, err := os.Stat(filepath.Join(l, "catalog.sqlite")); err != nil {
		if err := b.do("init", "--lake", l); err != nil {
			return "", err
		}
	}
	eve := b.until.AddDate(0, 0, -b.nights)
	before := anlan.NewPeriod(anlan.Month, anlan.NewPeriod(anlan.Month, eve).Start.AddDate(0, 0, -1))
	var nights []time.Time // of the month before
	for day := before.Start; day.Before(before.End); day = day.AddDate(0, 0, 1) {
		if day.Day() > eve.Day() && day.Day() <= b.until.Day() {
			nights = append(nights, day)
		}
	}
	from := eve
	if len(nights) > 0 {
		from = nights[0].AddDate(0, 0, -1)
	}
	if err := b.do("land", "--lake", l, "--as-of", from.Format(anlan.DateFormat)); err != nil {
		return "", err
	}
	run := l + "-timed"
	if err := os.RemoveAll(run); err != nil {
		return "", err
	}
	if err := os.CopyFS(run, os.DirFS(l)); err != nil {
		return "", err
	}
	for _, day := range nights {
		for _, step := range []string{"land", "build"} {
			if err := b.do(step, "--lake", run, "--as-of", day.Format(anlan.DateFormat)); err != nil {
				return "", err
			}
		}
	}
	return run, b.do("land", "--lake", run, "--as-of", eve.Format(anlan.DateFormat))
}

// untilFile stands beside a city and says which day is its last.
const untilFile = "until"

// made reports whether a city stands in dir, whole: its settings are written
// last. What a stopped run left there is cleared, so that the city can be made;
// a whole one of another last day is an error.
func made(dir string, until time.Time) (bool, error) {
	if _, err := os.Stat(filepath.Join(dir, "lake", "anlan.yaml")); err != nil {
		if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
			fmt.Fprintf(os.Stderr, "measures: the city in %s was not finished: cleared, and made anew\n", dir)
		}
		if err := os.RemoveAll(dir); err != nil {
			return false, fmt.Errorf("clear %s: %w", dir, err)
		}
		return false, nil
	}
	last, err := os.ReadFile(filepath.Join(dir, untilFile))
	if want := until.Format(anlan.DateFormat); err == nil && string(last) != want {
		return false, fmt.Errorf("the city in %s ends on %s, not on %s: name another -dir", dir, last, want)
	}
	return true, nil
}

// takeKept empties the folder of what a lake's builds keep, and gives what they
// keep for nights of one day of a month, which a build of another day does not
// make again.
func takeKept(l string) (map[string][]byte, error) {
	cache := filepath.Join(l, "cache")
	paths, err := filepath.Glob(filepath.Join(cache, "measure-*.kept"))
	if err != nil {
		return nil, err
	}
	kept := map[string][]byte{}
	for _, path := range paths {
		if kept[path], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	return kept, os.RemoveAll(cache)
}

// giveKept puts back what takeKept gave.
func giveKept(kept map[string][]byte) error {
	for path, text := range kept {
		if err := os.WriteFile(path, text, 0o640); err != nil {
			return err
		}
	}
	return nil
}

// followed lands and builds the nights with news.
func (b *bench) followed(l string) ([]cost, error) {
	var out []cost
	for back := b.nights - 1; back >= 0; back-- {
		day := b.until.AddDate(0, 0, -back).Format(anlan.DateFormat)
		if err := b.do("land", "--lake", l, "--as-of", day); err != nil {
			return nil, err
		}
		c, err := b.time("build", "--lake", l, "--as-of", day)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// cost is what one command took.
type cost struct {
	wall, cpu float64 // seconds
	peak      float64 // bytes of memory
}

func (b *bench) line(what string, args []string) (cost, error) {
	c, err := b.time(args...)
	if err == nil {
		print(what, c)
	}
	return c, err
}

func print(what string, c cost) {
	fmt.Printf("%-44s %8.2f %8.2f %8.0f\n", what, c.wall, c.cpu, c.peak/1e6)
}

// median gives the medians of each part of a cost.
func median(list []cost) cost {
	mid := func(part func(cost) float64) float64 {
		v := make([]float64, len(list))
		for i, c := range list {
			v[i] = part(c)
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return cost{mid(func(c cost) float64 { return c.wall }), mid(func(c cost) float64 { return c.cpu }), mid(func(c cost) float64 { return c.peak })}
}

// scans runs the hand-written scans over a lake in this process.
func scans(ctx context.Context, dir string) error {
	l, err := lake.Open(ctx, dir, lake.Options{Now: time.Now})
	if err != nil {
		return err
	}
	defer l.Close()
	head, err := l.Head(ctx)
	if err != nil {
		return err
	}
	s, err := l.Session(ctx, head.ID)
	if err != nil {
		return err
	}
	defer s.Close()
	began, before := time.Now(), used(syscall.RUSAGE_SELF)
	n := 0
	for _, q := range strings.Split(lower, ";") {
		if strings.TrimSpace(q) == "" {
			continue
		}
		r, err := s.Arrow(ctx, q)
		if err != nil {
			return fmt.Errorf("lower bound: %w", err)
		}
		for r.Next() {
		}
		err = r.Err()
		r.Release()
		if err != nil {
			return fmt.Errorf("lower bound: %w", err)
		}
		n++
	}
	c := used(syscall.RUSAGE_SELF)
	print(fmt.Sprintf("lower bound: %d scans, one a table", n), cost{time.Since(began).Seconds(), c.cpu - before.cpu, c.peak})
	return nil
}

func used(who int) cost {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		return cost{}
	}
	return cost{cpu: float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9, peak: float64(u.Maxrss) * 1024}
}
