package etl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

func TestMarkerOf(t *testing.T) {
	for _, c := range []struct{ ready, file, want string }{
		{"{file}.ok", "/in/x_2026-11-01.csv", "/in/x_2026-11-01.csv.ok"},
		{"{name}.done", "/in/x_2026-11-01.csv.gz", "/in/x_2026-11-01.done"},
		{"{name}.done", "/in/X.CSV", "/in/X.done"},
		{"{date}.flag", "/in/x_2026-11-01.csv", "/in/2026-11-01.flag"},
		{"_SUCCESS", "/in/2026-11-01/part-0.csv", "/in/2026-11-01/_SUCCESS"},
		{"ok/{file}", "/in/x.csv", "/in/ok/x.csv"},
	} {
		if got := markerOf(c.ready, c.file); got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.ready, c.file, got, c.want)
		}
	}
	for _, bad := range []string{"/x.ok", "{day}.ok", "*.ok", "../{file}.ok", "{file}", "done/"} {
		if err := (Drop{Ready: bad}).Check(); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("ready %q: %v", bad, err)
		}
	}
}

func TestParseMarker(t *testing.T) {
	const md5, sha = "d41d8cd98f00b204e9800998ecf8427e", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	for _, c := range []struct{ text, want string }{
		{"", "-1 map[] false"},
		{"OK\n2026-11-20 08:00 20261120\n", "-1 map[] false"},
		{md5, "-1 map[MD5:" + md5 + "] false"},
		{strings.ToUpper(sha) + "\r\n", "-1 map[SHA-256:" + sha + "] false"},
		{md5 + "  other.csv\n" + sha + " *dir/x.csv\n", "-1 map[SHA-256:" + sha + "] false"},
		{md5 + "  other.csv\n", "-1 map[] true"},
		{"SHA256 (x.csv) = " + sha, "-1 map[SHA-256:" + sha + "] false"},
		{"120 x.csv\n", "120 map[] false"},
		{"size=120\nmd5: " + md5, "120 map[MD5:" + md5 + "] false"},
		{`{"rows": 7, "size": "120", "sha256": "` + sha + `"}`, "120 map[SHA-256:" + sha + "] false"},
		{"\uFEFF文件大小：120", "120 map[] false"},
		{"resize=7", "-1 map[] false"},
	} {
		m := parseMarker(c.text, "x.csv")
		if got := fmt.Sprint(m.size, m.sums, m.others); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestTake(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	file := func(name, text string, age time.Duration) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var files []string
	for name, age := range map[string]time.Duration{"a.csv": time.Hour, "b.csv": time.Minute, "c.csv": -time.Minute, "d.csv": time.Hour, "e.csv": time.Hour} {
		files = append(files, file(name, "x", age))
	}
	for _, name := range []string{"a", "b", "c"} {
		files = append(files, file(name+".csv.ok", "done", time.Hour))
	}
	files = append(files, file("e.csv.ok", strings.Repeat("0", 64)+"  z.csv", time.Hour), file("a.csv.sha256", "", time.Hour), filepath.Join(dir, "gone.csv"))
	for _, c := range []struct {
		drop    Drop
		ready   string
		waiting string
	}{
		{Drop{}, "a.csv b.csv c.csv d.csv e.csv a.csv.ok b.csv.ok c.csv.ok e.csv.ok gone.csv", ""},
		{Drop{Settle: 2 * time.Minute}, "a.csv d.csv e.csv a.csv.ok b.csv.ok c.csv.ok e.csv.ok", "b.csv: changed 1m0s ago, taken when it has been left alone for 2m0s; c.csv: its time of change lies in the future, taken 2m0s after it"},
		{Drop{Ready: "{file}.ok"}, "a.csv b.csv c.csv", "d.csv: its marker d.csv.ok is not there; e.csv: its marker e.csv.ok lists other files and not this one"},
	} {
		ready, waiting, err := c.drop.Take(files, now)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, f := range ready {
			got[filepath.Base(f)] = true
		}
		for _, f := range strings.Fields(c.ready) {
			if !got[f] {
				t.Errorf("%+v: %s is not taken", c.drop, f)
			}
			delete(got, f)
		}
		if len(got) > 0 {
			t.Errorf("%+v takes %v too", c.drop, got)
		}
		var why []string
		for _, w := range waiting {
			why = append(why, filepath.Base(w.File)+": "+w.Why)
		}
		for _, w := range why {
			if !strings.Contains(c.waiting, w) {
				t.Errorf("%+v waits for %s", c.drop, w)
			}
		}
		if want := len(strings.Split(c.waiting, ".csv: ")) - 1; len(why) != want {
			t.Errorf("%+v waits for %v, want %s", c.drop, why, c.waiting)
		}
	}
}
