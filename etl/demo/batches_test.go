package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/anlan-lake/anlan"
)

// testBatches looks at every file that truth/batches.csv names. That all of
// them together lead to the city's rows is testReplay's.
func testBatches(t *testing.T, c *City, f received) {
	read := func(dataset, name string) []byte {
		text, err := os.ReadFile(filepath.Join(c.Options.Dir, "inbox", dataset, name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	kinds := map[string]int{}
	for _, b := range c.Batches {
		kinds[b.Kind]++
		i := slices.IndexFunc(f[b.Dataset], func(s sent) bool { return s.name == b.File })
		refused := 0
		for _, what := range rejectedRows(t, c, b.Dataset)[b.File] {
			if refused++; b.Kind == "late" && b.Dataset == "dispute_case" && what[1] == anlan.RuleStale {
				kinds["overtaken"]++
			}
		}
		if i >= 0 && b.Kind != "duplicate" && (len(f[b.Dataset][i].rows) != b.Received || b.Received != b.Landed+refused) {
			t.Errorf("%s: %d rows, %d refused, want %d and %d landed", b.File, len(f[b.Dataset][i].rows), refused, b.Received, b.Landed)
		}
		switch b.Kind {
		case "duplicate":
			if !bytes.Equal(read(b.Dataset, b.File), read(b.Dataset, b.Of)) {
				t.Errorf("%s is not %s", b.File, b.Of)
			}
		case "late":
			if _, err := os.Stat(filepath.Join(c.Options.Dir, "inbox", b.Dataset, b.File[:len(b.Dataset)+11]+".csv")); err == nil {
				t.Errorf("%s came in time too", b.File)
			}
		case "corrected":
			wrong := f[b.Dataset][slices.IndexFunc(f[b.Dataset], func(s sent) bool { return s.name == b.Of })]
			for _, row := range f[b.Dataset][i].rows {
				if !slices.ContainsFunc(wrong.rows, func(x []string) bool { return sameKey(b.Dataset, x, row) && !slices.Equal(x, row) }) {
					t.Errorf("%s: %q corrects nothing of %s", b.File, row[0], b.Of)
				}
			}
		case "notice":
			text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(read(b.Dataset, b.File))
			if err != nil || !bytes.HasPrefix(text, []byte("文件名,原因\r\n"+b.Of+",")) {
				t.Errorf("%s: %q, %v", b.File, text, err)
			}
		case "withdrawn":
			read(b.Dataset, b.File)
		}
	}
	for _, kind := range []string{"duplicate", "late", "wrong", "corrected", "withdrawn", "notice"} {
		if kinds[kind] < 2 {
			t.Errorf("%d files of kind %s", kinds[kind], kind)
		}
	}
}

// TestCalm makes the city without mishaps: the same rows, in one file a night.
func TestCalm(t *testing.T) {
	o := small(t.TempDir())
	o.History, o.Months, o.Nights, o.Calm = 3, 2, 10, true
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range c.jobs() {
		if slices.ContainsFunc([]string{"_sent_", "_again_", "_corrected_", "_supplement_", "withdraw_"}, func(s string) bool { return bytes.Contains([]byte(j.name), []byte(s)) }) {
			t.Errorf("file %s in a calm city", j.name)
		}
	}
	if len(c.Batches) > 0 {
		t.Errorf("%d batches in a calm city", len(c.Batches))
	}
}
