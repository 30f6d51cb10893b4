package etl

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A text in order of time fills one month after another. The rest of each month
// must not wait until all is read: it would take the room of those that follow,
// and their files would be ever smaller.
func TestMonthsLeftBehindAreWritten(t *testing.T) {
	c := newCity(t).areas()
	text := strings.Replace(benchContract, "  - {property: area, value: {column: area_code, levels: [county, township, village, grid]}}\n", "", 1)
	k, err := LoadContract("bench.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	const rows, months = 800_000, 10
	file := c.file("bench_2030-01-01.csv", string(benchFileEvery(rows, months*30*24*time.Hour/rows)))
	o := c.options()
	o.budget = 10 << 20
	if _, err := Land(t.Context(), c.lake, []Source{{Dataset: "bench", Contract: k, Files: []string{file}}}, o); err != nil {
		t.Fatal(err)
	}
	if got := c.query("SELECT count(*), count(DISTINCT id) FROM bench"); got != fmt.Sprintf("%d|%[1]d", rows) {
		t.Errorf("%s rows", got)
	}
	head, err := c.lake.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files, err := c.lake.Files(t.Context(), head.ID, "bench")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) > 4*months {
		t.Errorf("%d files for %d months", len(files), months)
	}
}
