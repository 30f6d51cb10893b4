package demo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// small is a city of few cases, with everything else as large as ever.
func small(dir string) Options {
	return Options{Dir: dir, Months: 3, History: 14, Nights: 35, Scale: 0.005, Seed: 7, Until: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
}

// writeSmall makes the small city and writes its files.
func writeSmall(t *testing.T, dir string) *City {
	t.Helper()
	c, err := New(small(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Write(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// hashes gives the SHA-256 of every file under dir.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCity makes one city and looks at it from all sides.
func TestCity(t *testing.T) {
	dir := t.TempDir()
	c := writeSmall(t, dir)
	t.Run("SameBytesTwice", func(t *testing.T) {
		again := t.TempDir()
		cores := 1
		if runtime.GOMAXPROCS(0) == 1 {
			cores = 2
		}
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		writeSmall(t, again)
		a, b := hashes(t, dir), hashes(t, again)
		if len(a) != len(b) {
			t.Fatalf("%d files, then %d", len(a), len(b))
		}
		for name, h := range a {
			if b[name] != h {
				t.Errorf("%s differs between two runs", name)
			}
		}
	})
	t.Run("Codes", func(t *testing.T) { testCodes(t, c) })
	t.Run("Keys", func(t *testing.T) { testKeys(t, c) })
	t.Run("Laws", func(t *testing.T) { testLaws(t, c) })
	t.Run("Links", func(t *testing.T) { testLinks(t, c) })
	t.Run("Registers", func(t *testing.T) { testRegisterKeys(t, c); testRegisterLinks(t, c); testRegisterLaws(t, c) })
	t.Run("Tiles", func(t *testing.T) { testTiles(t, c) })
	t.Run("Services", func(t *testing.T) { testServices(t, c); testReviews(t, c); testDaily(t, c) })
	t.Run("GridDays", func(t *testing.T) { testGridDays(t, c) })
	f := readFiles(t, c)
	t.Run("Replay", func(t *testing.T) { testReplay(t, c, f) })
	t.Run("Faults", func(t *testing.T) { testFaults(t, c, f) })
	t.Run("Sheets", func(t *testing.T) { testSheets(t, c) })
	t.Run("Persons", func(t *testing.T) { testPersons(t, f) })
	t.Run("Batches", func(t *testing.T) { testBatches(t, c, f) })
	t.Run("Outbreaks", func(t *testing.T) { testOutbreaks(t, c) })
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Until: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)}, {Until: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), Scale: -1},
		{Until: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), History: 1, Nights: 90}} {
		if _, err := New(o); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("New(%+v): %v, want Invalid", o, err)
		}
	}
}

func TestWriteStops(t *testing.T) {
	o := small(t.TempDir())
	o.History, o.Months = 2, 1
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Write(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Write under a cancelled context: %v", err)
	}
	c.Options.Dir = ""
	if err := c.Write(t.Context()); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("Write without a folder: %v, want Invalid", err)
	}
}

func TestCalendar(t *testing.T) {
	c := newCalendar()
	day := func(s string) Date { return parseDay(s) }
	for s, want := range map[string]bool{"20261001": false, "20261010": true, "20261008": true, "20261011": false, "20291001": false, "20260217": false} {
		if c.working(day(s)) != want {
			t.Errorf("working(%s) = %v", s, !want)
		}
	}
	if d := c.addWorking(day("20260930"), 1); d.String() != "2026-10-08" {
		t.Errorf("first working day after 2026-09-30 is %s", d)
	}
	if q := c.quiet(day("20260217"), 0.3); q != 0.3 {
		t.Errorf("quiet at the Spring Festival: %v", q)
	}
	for _, s := range []string{"20000102", "20000229", "20240229", "20260228", "20261231"} {
		d := day(s)
		if got := d.Time().Format("20060102"); got != s {
			t.Errorf("%s reads as %s", s, got)
		}
		if got := string(appendDate(nil, d, 0)); got != s {
			t.Errorf("%s is written as %s", s, got)
		}
		if got := (int(d.Time().Weekday()) + 6) % 7; got != d.weekday() {
			t.Errorf("%s: weekday %d, want %d", s, d.weekday(), got)
		}
	}
}

func TestRandom(t *testing.T) {
	r := newStream(1, "test")
	for _, mean := range []float64{0.2, 3, 80} {
		sum, squares := 0.0, 0.0
		const n = 20000
		for range n {
			x := float64(r.poisson(mean))
			sum, squares = sum+x, squares+x*x
		}
		m := sum / n
		if v := squares/n - m*m; m < 0.95*mean || m > 1.05*mean || v < 0.9*mean || v > 1.1*mean {
			t.Errorf("poisson(%v): mean %v, variance %v", mean, m, v)
		}
	}
	sum := 0.0
	for range 20000 {
		sum += r.gamma(0.7)
	}
	if m := sum / 20000; m < 0.96 || m > 1.04 {
		t.Errorf("gamma has mean %v, want 1", m)
	}
}
