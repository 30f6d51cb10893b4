package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestMade: a whole city is used again, a half-made one is cleared, one of
// another last day is refused and left alone.
func TestMade(t *testing.T) {
	until := time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC)
	dir := filepath.Join(t.TempDir(), "scale0.05-months4-seed1")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if there, err := made(dir, until); there || err != nil {
		t.Errorf("nothing there: %v, %v", there, err)
	}
	write("inbox/dispute_case/2026-10.csv", "half a fi")
	if there, err := made(dir, until); there || err != nil {
		t.Errorf("half a city: %v, %v", there, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("half a city is still there: %v", err)
	}
	write("lake/anlan.yaml", "city: {}")
	for _, last := range []string{"", "2026-10-31"} { // the first as cities stood before their last day was noted
		if last != "" {
			write(untilFile, last)
		}
		if there, err := made(dir, until); !there || err != nil {
			t.Errorf("a city until %q: %v, %v", last, there, err)
		}
	}
	if _, err := made(dir, until.AddDate(0, 0, 1)); err == nil {
		t.Error("a city of another last day is taken")
	}
	if _, err := os.Stat(filepath.Join(dir, "lake", "anlan.yaml")); err != nil {
		t.Errorf("what was refused was cleared: %v", err)
	}
}
