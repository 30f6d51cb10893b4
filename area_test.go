package anlan_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestLevels(t *testing.T) {
	china := anlan.Levels{4, 6, 9, 12, 15}
	if err := china.Validate(); err != nil {
		t.Fatal(err)
	}
	const grid = "629902001002003"
	wants := []string{"6299", "629902", "629902001", "629902001002", grid}
	code := grid
	for l := anlan.Grid; l >= anlan.City; l-- {
		if got, ok := china.Of(code); !ok || got != l {
			t.Errorf("Of(%s) = %v, %v; want %v", code, got, ok, l)
		}
		if got, ok := china.Prefix(grid, l); !ok || got != wants[l-1] {
			t.Errorf("Prefix(%s, %v) = %s, %v", grid, l, got, ok)
		}
		code = china.Parent(code)
	}
	if code != "" {
		t.Errorf("the city's parent is %q, want none", code)
	}
	if _, ok := china.Prefix("629902", anlan.Township); ok {
		t.Error("a county code is located at township level")
	}
	for _, bad := range []anlan.Levels{{}, {4, 4}, {6, 4}, {1, 2, 3, 4, 5, 6}} {
		if bad.Validate() == nil {
			t.Errorf("levels %v must be refused", bad)
		}
	}
	for l := anlan.City; l <= anlan.Grid; l++ {
		if back, err := anlan.ParseLevel(l.String()); err != nil || back != l {
			t.Errorf("ParseLevel(%s) = %v, %v", l, back, err)
		}
	}
}

func TestErrorKinds(t *testing.T) {
	err := anlan.Errorf(anlan.NotFound, "open lake: %w", fs.ErrNotExist).WithNext("run %s", "anlan init")
	if got, want := err.Error(), "open lake: file does not exist; run anlan init"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if anlan.ExitCode(err) != 3 || anlan.ExitCode(nil) != 0 || anlan.ExitCode(fs.ErrInvalid) != 1 {
		t.Error("exit codes are not those of the kinds")
	}
}
