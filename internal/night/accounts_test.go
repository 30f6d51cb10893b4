package night_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/internal/lake"
)

// refusal is one row that is not in the lake, and why.
type refusal struct {
	dataset, file string
	row           int64
	column, rule  string
}

// TestAccounts holds every batch to its count: received = landed + rejected,
// and the rows rejected are exactly those that were planted, each by its rule.
func TestAccounts(t *testing.T) {
	ctx := context.Background()
	l := finished(t).lake
	batches, err := l.Batches(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := map[refusal]int{}
	files := map[string]int{}
	kinds := oddFiles(t)
	var received, rejected int64
	for _, b := range batches {
		files[b.Dataset]++
		received, rejected = received+b.Received, rejected+b.Rejected
		switch kinds[b.Source] {
		case "withdrawn":
			if b.Status != anlan.BatchWithdrawn {
				t.Errorf("batch %s %s is %s, and not withdrawn", b.Dataset, b.Source, b.Status)
			}
			continue // what was landed of it is taken back
		case "notice":
			if b.Status != anlan.BatchNotice {
				t.Errorf("batch %s %s is %s, and no notice", b.Dataset, b.Source, b.Status)
			}
			continue
		}
		if b.Status != anlan.BatchLanded {
			t.Errorf("batch %s %s is %s: %s", b.Dataset, b.Source, b.Status, b.Note)
		}
		if b.Landed+b.Rejected != b.Received || b.Received == 0 && b.Size > 1000 && !strings.HasSuffix(b.Source, ".xlsx") {
			t.Errorf("batch %s %s: %d received, %d landed, %d rejected", b.Dataset, b.Source, b.Received, b.Landed, b.Rejected)
		}
		list, err := l.Rejects(ctx, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[int64]bool{}
		for _, r := range list {
			rows[r.Row] = true
			if r.BatchID != b.ID || r.File != b.Source || r.Expected == "" && r.Rule != anlan.RuleDuplicate && r.Rule != anlan.RuleStale {
				t.Errorf("reject %+v of batch %s %s", r, b.ID, b.Source)
			}
			got[refusal{b.Dataset, r.File, r.Row, r.Column, r.Rule}]++
		}
		if int64(len(rows)) != b.Rejected {
			t.Errorf("batch %s %s: %d rows rejected, %d rows named", b.Dataset, b.Source, b.Rejected, len(rows))
		}
	}
	holdFiles(t, files)
	holdRefusals(t, got, planted(t))
	t.Logf("%d batches, %d rows received, %d rejected", len(batches), received, rejected)
}

// holdFiles compares the batches with the files in the inbox.
func holdFiles(t *testing.T, batches map[string]int) {
	t.Helper()
	for _, d := range demo.Datasets() {
		contents := map[[33]byte]bool{} // the same bytes are one batch, but of a file without a row, which is one for its day
		eachFile(t, filepath.Join(sharedCity().dir, "inbox", d), func(path string) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var id [33]byte
			sum := sha256.Sum256(text)
			copy(id[:], sum[:])
			for bytes.Count(text, []byte("\n")) < 2 && strings.HasSuffix(path, ".csv") && contents[id] {
				id[32]++
			}
			contents[id] = true
		})
		if n := len(contents); n == 0 || batches[d] != n {
			t.Errorf("%s: %d files in the inbox, %d batches", d, n, batches[d])
		}
	}
}

func holdRefusals(t *testing.T, got, want map[refusal]int) {
	t.Helper()
	rules := map[string]int{}
	var missing, extra []refusal
	for r, n := range want {
		rules[r.rule] += n
		if got[r] != n {
			missing = append(missing, r)
		}
	}
	for r := range got {
		if want[r] == 0 {
			extra = append(extra, r)
		}
	}
	show := func(what string, list []refusal) {
		slices.SortFunc(list, func(a, b refusal) int {
			return cmp.Or(cmp.Compare(a.dataset, b.dataset), cmp.Compare(a.file, b.file), cmp.Compare(a.row, b.row))
		})
		for i, r := range list {
			if i == 15 {
				t.Errorf("… and %d more", len(list)-i)
				break
			}
			t.Errorf("%s: %+v", what, r)
		}
	}
	show("planted, but not rejected so", missing)
	show("rejected, but not planted so", extra)
	for _, rule := range []string{anlan.RuleFields, anlan.RuleRequired, anlan.RuleType, anlan.RuleCode, anlan.RuleRange,
		anlan.RuleArea, anlan.RulePart, anlan.RuleDuplicate, anlan.RuleStale} {
		if rules[rule] == 0 {
			t.Errorf("no row was planted against rule %s: nothing is proven of it", rule)
		}
	}
	t.Logf("planted: %v", rules)
}

// oddFiles reads from truth/batches.csv which files are not simply a night's
// news, and what they are.
func oddFiles(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedCity().dir, "truth", "batches.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatal(err, len(lines))
	}
	kinds := map[string]string{}
	for _, line := range lines[1:] {
		kinds[line[1]] = line[2]
	}
	return kinds
}

// planted reads truth/rejected.csv.
func planted(t *testing.T) map[refusal]int {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedCity().dir, "truth", "rejected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[refusal]int{}
	for _, line := range lines[1:] {
		row, err := strconv.ParseInt(line[2], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		out[refusal{line[0], line[1], row, line[3], line[4]}]++
	}
	return out
}

// TestLandedRowsAreTheCity counts the landed rows against the generator's.
func TestLandedRowsAreTheCity(t *testing.T) {
	s := session(t, finished(t).lake)
	d := sharedCity()
	text, err := os.ReadFile(filepath.Join(d.dir, "truth", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var summary demo.Summary
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	want := summary.Rows
	for table, n := range map[string]int{"dispute_case": len(d.city.Disputes), "hotline_ticket": len(d.city.Tickets()), "governance_center_quarter": len(d.city.Centers)} {
		if want[table] != n {
			t.Errorf("%s: %d rows in the files, %d in the city", table, want[table], n)
		}
	}
	if len(want) != len(demo.Datasets()) {
		t.Errorf("rows of %d data sets, want all %d", len(want), len(demo.Datasets()))
	}
	for table, n := range want {
		got := countRows(t, s, table)
		if got != n {
			t.Errorf("%s: %d rows in the lake, %d in the city", table, got, n)
		}
	}
}

func countRows(t *testing.T, s *lake.Session, table string) int {
	t.Helper()
	rows, err := s.Rows(context.Background(), "select count(*) from "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got := -1
	for rows.Next() {
		if err := rows.Scan(&got); err != nil {
			t.Fatal(err)
		}
	}
	return got
}
