package etl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

func TestMatch(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []string{"x_2026-11-02.csv", "x_2026-11-01.csv", "x_history_2026-10-31.csv", "x_2026-11-03.csv", "x_old.csv", "y_2026-11-01.csv", "w_2026-11-02_p002.json", "w_2026-11-02_p001.json", "w_2026-11-01_sent_2026-11-03.csv", "w_2026-11-01.jsonl.gz", "w_2026-11-02_p003.json.part", ".x_2026-11-01.csv.part"} {
		if err := os.WriteFile(filepath.Join(dir, n), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := func(pattern string, asOf time.Time) string {
		found, err := Match(dir, pattern, asOf)
		if err != nil {
			t.Fatal(err)
		}
		for i := range found {
			found[i] = filepath.Base(found[i])
		}
		return strings.Join(found, " ")
	}
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		pattern string
		asOf    time.Time
		want    string
	}{
		{"x_{date}.csv", day, "x_2026-11-01.csv x_2026-11-02.csv"},
		{"x_{date}.csv", time.Time{}, "x_2026-11-01.csv x_2026-11-02.csv x_2026-11-03.csv"},
		{"x*.csv", day, "x_old.csv x_history_2026-10-31.csv x_2026-11-01.csv x_2026-11-02.csv"},
		{"w_{date}*.*", day, "w_2026-11-01.jsonl.gz w_2026-11-02_p001.json w_2026-11-02_p002.json"},
		{"*_{date}*.*", day.AddDate(0, 0, 1), "x_history_2026-10-31.csv w_2026-11-01.jsonl.gz x_2026-11-01.csv y_2026-11-01.csv w_2026-11-02_p001.json w_2026-11-02_p002.json x_2026-11-02.csv w_2026-11-01_sent_2026-11-03.csv x_2026-11-03.csv"},
		{"z*.csv", day, ""},
	} {
		if got := names(c.pattern, c.asOf); got != c.want {
			t.Errorf("%s as of %v: %s, want %s", c.pattern, c.asOf, got, c.want)
		}
	}
	if _, err := Match(dir, "[", day); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("bad pattern: %v", err)
	}
}

func TestStandsFor(t *testing.T) {
	for name, want := range map[string]string{
		"x_2026-11-10.csv": "2026-11-10", "x_2026-11-01_2026-11-30.csv": "2026-11-30", "x_2026-11-10_sent_2026-11-13_p001.json": "2026-11-10",
		"x_sent_2026-11-13.csv": "2026-11-13", "x_2026-11-10_sent_again.csv": "2026-11-10", "x_2026-02-30.csv": "", "x.csv": "",
	} {
		if got := standsFor(name); got != want {
			t.Errorf("%s stands for %q, want %q", name, got, want)
		}
	}
}
