package night_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/internal/lake"
)

// marts are the tables that a night computes from what has landed.
var marts = []string{"measure", "score", "index_score", "warning", "detection", "series_week", "series_week_below", "series_day", "series_area", "forecast", "forecast_below", "daily_flash", "three_rates", "centre_star", "reconciliation", "batch_reject_rule"}

// nightsVariable sets how many nights are run one after the other. After some
// forty, nights know of delays in reporting what one run cannot know.
const nightsVariable = "ANLAN_NIGHTS"

// TestNightsEqualOneRun runs nights one after the other, twelve or as many as
// the variable says, each on the files that had come by then, and holds the
// last against one run over all files at once: every figure of every mart is
// the same, and so is every landed row.
func TestNightsEqualOneRun(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := sharedCity()
	n, stop, err := openNight(d.dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	nights := 6
	if text := os.Getenv(nightsVariable); text != "" {
		if nights, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", nightsVariable, err)
		}
	}
	for night := nights - 1; night >= 0; night-- {
		asOf := d.until.AddDate(0, 0, -night)
		began := time.Now()
		results, err := n.Run(ctx, asOf)
		t.Logf("night of %s: %v", asOf.Format(anlan.DateFormat), time.Since(began).Round(time.Millisecond))
		if err != nil {
			t.Fatalf("night of %s: %v", asOf.Format(anlan.DateFormat), err)
		}
		if len(results) != 1 || !results[0].Fresh || results[0].AsOf != asOf.Format(anlan.DateFormat) {
			t.Fatalf("night of %s gave %d results, fresh: %v", asOf.Format(anlan.DateFormat), len(results), results)
		}
	}
	whole := finished(t)
	for _, table := range append(marts, demo.Datasets()...) {
		compareTables(t, table, n.Lake, whole.lake)
	}

	// The same night again: no snapshot, no edition.
	head, err := n.Lake.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	editions := folderNames(t, n.Editions())
	if len(editions) != nights {
		t.Errorf("%d nights left %d editions: %v", nights, len(editions), editions)
	}
	for range 2 {
		results, err := n.Run(ctx, d.until)
		if err != nil {
			t.Fatal(err)
		}
		if len(results) != 1 || results[0].Fresh || len(results[0].Batches) != 0 || results[0].Edition.ID != "" {
			t.Errorf("a finished night run again gave %+v", results)
		}
	}
	again, err := n.Lake.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if again != head {
		t.Errorf("a finished night run again added snapshots: %d, then %d", head.ID, again.ID)
	}
	if after := folderNames(t, n.Editions()); strings.Join(after, " ") != strings.Join(editions, " ") {
		t.Errorf("a finished night run again changed the editions: %v, then %v", editions, after)
	}
	if _, err := n.Run(ctx, d.until.AddDate(0, 0, -1)); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("a night before the last finished one gave %v, want a conflict", err)
	}
	if err := n.Lake.Verify(ctx); err != nil {
		t.Error(err)
	}
}

// compareTables holds a table of two lakes against each other, row for row and
// figure for figure.
func compareTables(t *testing.T, table string, a, b *lake.Lake) {
	t.Helper()
	if rows, sum := checksum(t, a, table); rows > 0 {
		if again, other := checksum(t, b, table); again == rows && other == sum {
			t.Logf("%s: %d rows", table, rows)
			return
		}
	}
	left, right := dump(t, a, table), dump(t, b, table)
	if len(left) != len(right) {
		t.Errorf("%s: %d rows and %d", table, len(left), len(right))
	}
	shown := 0
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			if shown++; shown <= 3 {
				t.Errorf("%s, row %d:\n%s\n%s", table, i+1, left[i], right[i])
			}
		}
	}
	if table != "warning" && len(right) == 0 {
		t.Errorf("%s is empty: nothing is proven by it", table)
	}
	t.Logf("%s: %d rows", table, len(right))
}

// checksum gives the number of rows of a table and the sum of their hashes,
// which does not depend on their order.
func checksum(t *testing.T, l *lake.Lake, table string) (rows int64, sum string) {
	t.Helper()
	s := session(t, l)
	defer s.Close()
	r, err := s.Rows(context.Background(), "select count(*), coalesce(cast(sum(cast(hash(line) as hugeint)) as varchar), '') from ("+lines(t, s, table)+")")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		if err := r.Scan(&rows, &sum); err != nil {
			t.Fatal(err)
		}
	}
	return rows, sum
}

// lines writes a query that gives every row of a table as one text, without
// the columns that trace a row to its file.
func lines(t *testing.T, s *lake.Session, table string) string {
	t.Helper()
	ctx := context.Background()
	columns, err := s.Rows(ctx, "select * from "+table+" limit 0")
	if err != nil {
		t.Fatal(err)
	}
	defer columns.Close()
	names, err := columns.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, name := range names {
		switch name {
		case "_batch_id", "_source_file", "_source_row", "_landed_at":
			continue
		}
		// A double as text is its shortest decimal: equal texts, equal bits.
		parts = append(parts, fmt.Sprintf("coalesce(cast(%q as varchar), 'NULL')", name))
	}
	return "select concat_ws(' | ', " + strings.Join(parts, ", ") + ") as line from " + table
}

// dump gives the lines of a table in order.
func dump(t *testing.T, l *lake.Lake, table string) []string {
	t.Helper()
	s := session(t, l)
	defer s.Close()
	rows, err := s.Rows(context.Background(), lines(t, s, table)+" order by 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// folderNames lists the folders in a folder.
func folderNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}
