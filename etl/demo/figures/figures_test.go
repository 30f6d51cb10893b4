package figures

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// TestIndicators holds the list against the framework: all 133, none twice.
func TestIndicators(t *testing.T) {
	text, err := os.ReadFile("../../../indicators/frameworks/peace.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^  - id: ([A-Z]{2}\d\d)$`).FindAllStringSubmatch(string(text), -1) {
		want = append(want, m[1])
	}
	got := Indicators()
	slices.Sort(got)
	slices.Sort(want)
	if len(want) != 133 || !slices.Equal(got, want) {
		t.Errorf("computed are %v,\nthe framework has %v", got, want)
	}
}

// TestWholeBefore holds the ends of whole months and quarters.
func TestWholeBefore(t *testing.T) {
	for _, c := range []struct {
		y, m, d, step int
		wy, wm        int
	}{{2026, 11, 21, 1, 2026, 11}, {2026, 11, 1, 1, 2026, 11}, {2026, 11, 1, 3, 2026, 10}, {2026, 10, 1, 3, 2026, 10}, {2026, 9, 30, 3, 2026, 7}, {2026, 2, 1, 3, 2026, 1}} {
		if got, want := wholeBefore(midnight(c.y, c.m, c.d), c.step), midnight(c.wy, c.wm, 1); got != want {
			t.Errorf("%v: %d, want %d", c, got, want)
		}
	}
}
