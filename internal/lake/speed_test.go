package lake_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan/internal/lake"
)

// TestSpeed prints what a big first load and a night on top of it cost. It
// runs only when ANLAN_SPEED is set: to the rows of the first load, or to 1 for
// a million.
func TestSpeed(t *testing.T) {
	if os.Getenv("ANLAN_SPEED") == "" {
		t.Skip("ANLAN_SPEED is not set")
	}
	l := mustLake(t, t.TempDir())
	const gen = `SELECT 'DC' || strftime(d, '%Y%m%d') || '-' || i AS case_id, '629902' || lpad(((i * 7919) % 100000)::VARCHAR, 6, '0') AS area_code,
		d::TIMESTAMP + INTERVAL (i % 86400) SECOND AS occurred_at, (i % 977)::DECIMAL(18,2) AS amount, (i % 13)::INT AS n, (i % 101)::DOUBLE AS x, i % 3 = 0 AS open,
		d::DATE AS day, d::TIMESTAMP + INTERVAL 2 DAY AS updated_at, 'b1' AS _batch_id, i::BIGINT AS _source_row `
	load := func(what string, sel ...string) {
		tx := begin(t, l)
		var files []string
		for _, s := range sel {
			files = append(files, stage(t, l, tx, "dispute_case", s))
		}
		start := time.Now()
		res, err := tx.Merge(t.Context(), lake.Merge{Table: "dispute_case", Staged: files, Key: []string{"case_id"}, Version: "updated_at"})
		if err != nil {
			t.Fatal(err)
		}
		merged := time.Since(start)
		commit(t, tx)
		t.Logf("%s: merge %v, commit %v, %+v", what, merged, time.Since(start)-merged, res.Inserted+res.Replaced)
	}
	rows := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("ANLAN_SPEED")); err == nil && n > 1 {
		rows = n
	}
	load(fmt.Sprintf("%d rows, 60 months", rows), gen+fmt.Sprintf("FROM (SELECT i, DATE '2021-12-01' + (i %% 1800)::INT AS d FROM range(%d) r(i))", rows))
	load("night of 2,000 in one month", gen+"FROM (SELECT i, DATE '2026-11-10' AS d FROM range(2000) r(i))")
	load("the same again, from 3 months", gen+"FROM (SELECT i, DATE '2026-11-10' - (i % 90)::INT AS d FROM range(2000) r(i))")
	load("night of 2,000 from 60 months", gen+"FROM (SELECT i, DATE '2021-12-01' + (i % 1800)::INT AS d FROM range(2000) r(i))")
	start := time.Now()
	t.Log(query(t, l, 3, "SELECT count(*), sum(n) FROM dispute_case"), time.Since(start))
}
