package demo

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// rejectedRows reads truth/rejected.csv: file, line, then column and rule.
func rejectedRows(t *testing.T, c *City, dataset string) map[string]map[int][2]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Options.Dir, "truth", "rejected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[int][2]string{}
	for _, r := range rows[1:] {
		if r[0] != dataset {
			continue
		}
		if out[r[1]] == nil {
			out[r[1]] = map[int][2]string{}
		}
		n, err := strconv.Atoi(r[2])
		if err != nil {
			t.Fatal(err)
		}
		out[r[1]][n] = [2]string{r[3], r[4]}
	}
	return out
}
