package night_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/night"
)

// TestMain runs the tests, or, started again by one of them with a task in the
// environment, that task in a process of its own.
func TestMain(m *testing.M) {
	if task := os.Getenv(taskVariable); task != "" {
		os.Exit(runTask(task))
	}
	var err error
	if scratch, err = os.MkdirTemp("", "anlan-night-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// scratch holds what several tests share: the city's files and one lake of them.
var scratch string

// demoCity is a demo city and the folder with its files.
type demoCity struct {
	city  *demo.City
	dir   string
	until time.Time
}

// day gives midnight of a day in the city's time zone.
func day(s string) time.Time {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation(anlan.DateFormat, s, loc)
	if err != nil {
		panic(err)
	}
	return t
}

// sharedCity is small, but its registers are long enough for warnings, and the
// last of its month still runs.
var sharedCity = sync.OnceValue(func() demoCity {
	return writeCity(filepath.Join(scratch, "city"), demo.Options{
		Months: 14, History: 39, Nights: 32, Scale: 0.02, Seed: 1, Until: day("2026-11-20"),
	})
})

// shortCity is the smallest that a whole night can be run on.
var shortCity = sync.OnceValue(func() demoCity {
	return writeCity(filepath.Join(scratch, "short"), demo.Options{
		Months: 2, History: 3, Nights: 6, Scale: 0.01, Seed: 2, Until: day("2026-11-20"),
	})
})

func writeCity(dir string, o demo.Options) demoCity {
	o.Dir = dir
	c, err := demo.New(o)
	if err == nil {
		err = c.Write(context.Background())
	}
	if err != nil {
		panic(fmt.Sprintf("make demo city: %v", err))
	}
	return demoCity{c, dir, o.Until}
}

// openNight opens, and first makes if need be, the lake at root/lake with its
// landing zone beside it, for the files of a demo city.
func openNight(cityDir, root string) (*night.Night, func(), error) {
	ctx := context.Background()
	dir := filepath.Join(root, "lake")
	o := lake.Options{Now: time.Now, Author: "test", Threads: 2, ChangeRows: 1}
	l, err := lake.Open(ctx, dir, o)
	if anlan.KindOf(err) == anlan.NotFound && err != nil {
		if err = lake.Init(ctx, dir, o); err == nil {
			l, err = lake.Open(ctx, dir, o)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	books, err := ledger.Open(ctx, filepath.Join(dir, "ledger.sqlite"))
	if err != nil {
		l.Close()
		return nil, nil, err
	}
	stop := func() { books.Close(); l.Close() }
	n := &night.Night{
		Lake: l, Ledger: books, Code: "6299", NameZh: "安澜市", NameEn: "Anlan City", Levels: chineseLevels, Loc: day("2026-01-01").Location(),
		Landing: filepath.Join(root, "landing"), Geo: filepath.Join(cityDir, "boundaries"), Software: "test", Now: time.Now,
		Detect: []night.Detect{{Series: "dispute_type", Level: "county"}, {Series: "dispute_type", Level: "township"}, {Series: "hotline_domain", Level: "township"}},
	}
	if n.Framework, err = indicators.Builtin("peace"); err != nil {
		stop()
		return nil, nil, err
	}
	for _, d := range demo.Datasets() {
		c, err := etl.Builtin(d)
		if err != nil {
			stop()
			return nil, nil, err
		}
		n.Sources = append(n.Sources, night.Source{Dataset: d, Contract: c, Root: cityDir, Pattern: "inbox/" + d + "/*_{date}*"})
	}
	return n, stop, nil
}

// built is a lake with its nights run.
type built struct {
	night *night.Night
	lake  *lake.Lake
	root  string
}

// runAll lands and builds all of a city's files at once, in a lake under root.
func runAll(t *testing.T, d demoCity, root string) built {
	t.Helper()
	n, stop, err := openNight(d.dir, root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	if _, err := n.Run(context.Background(), d.until); err != nil {
		t.Fatal(err)
	}
	return built{n, n.Lake, root}
}

// sharedLake is the shared city's lake, made by one run as of its last day. It
// is read only.
var sharedLake = sync.OnceValues(func() (string, error) {
	root := filepath.Join(scratch, "whole")
	d := sharedCity()
	n, stop, err := openNight(d.dir, root)
	if err != nil {
		return "", err
	}
	defer stop()
	_, err = n.Run(context.Background(), d.until)
	return root, err
})

// finished opens the shared lake.
func finished(t *testing.T) built {
	t.Helper()
	root, err := sharedLake()
	if err != nil {
		t.Fatalf("the one run over all files: %v", err)
	}
	n, stop, err := openNight(sharedCity().dir, root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return built{n, n.Lake, root}
}

// session opens a lake's newest snapshot.
func session(t *testing.T, l *lake.Lake) *lake.Session {
	t.Helper()
	ctx := context.Background()
	head, err := l.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Session(ctx, head.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// eachFile calls f with every file below dir.
func eachFile(t *testing.T, dir string, f func(path string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			f(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
