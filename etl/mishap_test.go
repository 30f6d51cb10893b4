package etl

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

// Files that come twice, late, wrong and corrected, or that are withdrawn, end
// in the tables of a city that never had them; and each is the batch that
// truth/batches.csv says it is.
func TestMishaps(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and lands two cities")
	}
	sets := []string{"area", "department", "dispute_case", "mediation_case", "petition_item", "hotline_ticket", "police_stat_day", "consumer_case"}
	tables, calm := map[string]string{}, map[string]string{}
	for _, into := range []map[string]string{tables, calm} {
		o := demo.Options{Dir: t.TempDir(), Months: 2, History: 3, Nights: 10, Scale: 0.02, Seed: 5, Until: time.Date(2026, 11, 20, 0, 0, 0, 0, night.Location())}
		o.Calm = len(tables) > 0
		made, err := demo.New(o)
		if err == nil {
			err = made.Write(context.Background())
		}
		if err != nil {
			t.Fatal(err)
		}
		c := newCity(t)
		var sources []Source
		for _, ds := range sets {
			k, err := Builtin(ds)
			if err != nil {
				t.Fatal(err)
			}
			files, err := Match(filepath.Join(o.Dir, "inbox", ds), "*_{date}*", o.Until)
			if err != nil || len(files) == 0 {
				t.Fatal(ds, files, err)
			}
			sources = append(sources, Source{Dataset: ds, Contract: k, Files: files})
		}
		if _, err := Land(context.Background(), c.lake, sources, Options{Landing: c.zone, Levels: cityLevels, Now: night, Loc: night.Location()}); err != nil {
			t.Fatal(err)
		}
		for _, ds := range sets {
			rows := c.query("SELECT * EXCLUDE (_batch_id, _source_file, _source_row, _landed_at, _row_hash, _rule_flags) FROM " + ds + " ORDER BY ALL")
			into[ds] = fmt.Sprintf("%s rows, %x", c.query("SELECT count(*) FROM "+ds), sha256.Sum256([]byte(rows)))
		}
		if !o.Calm {
			holdBatches(t, c, filepath.Join(o.Dir, "truth", "batches.csv"))
		}
	}
	for _, ds := range sets {
		if tables[ds] != calm[ds] {
			t.Errorf("%s: %s, in a calm city %s", ds, tables[ds], calm[ds])
		}
	}
}

func holdBatches(t *testing.T, c *city, path string) {
	t.Helper()
	batches, err := c.lake.Batches(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]anlan.Batch{}
	for _, b := range batches {
		found[b.Source] = b
	}
	kinds := map[string]int{}
	for _, r := range readTruth(t, path) {
		file, kind := r[1], r[2]
		kinds[kind]++
		b, known := found[file]
		status := anlan.BatchLanded
		switch kind {
		case "duplicate":
			if known {
				t.Errorf("%s is a batch of its own: %+v", file, b)
			}
			continue
		case "withdrawn":
			status = anlan.BatchWithdrawn
		case "notice":
			if b.Status != anlan.BatchNotice {
				t.Errorf("%s: %+v", file, b)
			}
			continue
		}
		received, err := strconv.ParseInt(r[4], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		landed, err := strconv.ParseInt(r[5], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if b.Status != status || b.Received != received || kind != "withdrawn" && b.Landed != landed {
			t.Errorf("%s: %+v, want %s, %d received and %d landed", file, b, status, received, landed)
		}
	}
	for _, kind := range []string{"duplicate", "late", "wrong", "corrected", "withdrawn", "notice"} {
		if kinds[kind] == 0 {
			t.Errorf("no file of kind %s", kind)
		}
	}
}
