package night_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/night"
)

// sums are the tables whose figures rest on partial sums, and on counts.
var sums = []string{"measure", "adequacy", "series_week", "daily_flash", "reconciliation"}

// read are the data sets that the test's indicators, its adequacy and its counts
// rest on.
var read = []string{"area", "area_profile", "dispute_case", "petition_item", "survey_response", "grid_day", "hotline_ticket", "grid_event", "police_stat_day", "dispute_flow", "governance_center_quarter"}

// TestPartialSums lets a lake keep its partial sums over nights, with news of
// old cases and a change of boundaries, and holds every night's figures against
// those of a build that keeps none. Sums that are spoilt or deleted are made
// again, and are what was kept.
func TestPartialSums(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := shortCity()
	n, stop, err := openNight(d.dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	cache := filepath.Dir(night.PartialFile(n.Lake))
	// Sums by day, at the period's end, of distinct values; medians; surveys.
	n.Framework.Indicators = slices.DeleteFunc(n.Framework.Indicators, func(i indicators.Indicator) bool {
		return !slices.Contains([]string{"MD01", "MD03", "MD04", "MD07", "QZ01", "JC13", "SQ02", "SQ07"}, i.ID)
	})
	// And one of a city that has its indicator read counts.
	n.Framework.Indicators[0].Numerator, n.Framework.Indicators[0].Denominator = indicators.Term{Expr: "coalesce(sum(num) filter (where figure = 'disputes_closed'), 0)", Table: "day_dispute", Time: "day"}, nil
	n.Sources = slices.DeleteFunc(n.Sources, func(s night.Source) bool { return !slices.Contains(read, s.Dataset) })

	files, changes := inbox(t, d)
	if _, err := n.LandFiles(ctx, files, ""); err != nil {
		t.Fatal(err)
	}
	nights := []func() error{
		func() error { return nil },
		func() error { _, err := n.LandFiles(ctx, changes, ""); return err },
		func() error { _, err := n.Land(ctx, d.until, ""); return err },
	}
	build := func(what string) (out []string) {
		t.Helper()
		if _, err := n.Build(ctx, d.until); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, table := range sums {
			rows, sum := checksum(t, n.Lake, table)
			if rows == 0 {
				t.Fatalf("%s: %s is empty", what, table)
			}
			out = append(out, sum)
		}
		return out
	}
	var kept []string
	for i, news := range nights {
		if err := news(); err != nil {
			t.Fatal(err)
		}
		before := kept
		if kept = build("sums that were kept"); slices.Equal(kept, before) {
			t.Errorf("night %d: its news changed no figure", i)
		}
		if i == 0 {
			continue
		}
		// Where the folder cannot be made, nothing is kept.
		if err := os.Rename(cache, cache+".away"); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(cache, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if plain := build("no sums"); !slices.Equal(plain, kept) {
			t.Errorf("night %d: figures from sums that were kept are others than those from the facts", i)
		}
		os.Remove(cache)
		if err := os.Rename(cache+".away", cache); err != nil {
			t.Fatal(err)
		}
	}
	// Without the measures that were kept, the sums give them once more.
	for _, file := range keptFiles(t, cache) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if again := build("no measures kept"); !slices.Equal(again, kept) {
		t.Error("measures that were kept are others than those from the sums")
	}
	versions, moved := versionsOf(t, n)
	if moved == 0 {
		t.Error("no data file's sums were those of an older one, and changes")
	}
	entries := held(t, n)
	for _, harm := range []func([]byte) []byte{flipped, nil} {
		if harm == nil {
			os.RemoveAll(cache)
		} else {
			spoil(t, night.PartialFile(n.Lake), harm)
			for _, file := range keptFiles(t, cache) {
				spoil(t, file, harm)
			}
		}
		if again := build("spoilt sums"); !slices.Equal(again, kept) {
			t.Error("figures from sums that were spoilt or deleted are others")
		}
		// What was kept over nights holds what new sums hold, and nothing more.
		if again := held(t, n); again != entries {
			t.Errorf("the file holds\n%s\nand not\n%s", again, entries)
		}
		again, beside := versionsOf(t, n)
		if beside > 0 || len(again) < len(versions) {
			t.Errorf("of sums made anew %d have changes, and versions %d for %d", beside, len(again), len(versions))
		}
		for part, version := range versions {
			if again[part] != version {
				t.Errorf("%s has version %s, and not %s", part, again[part], version)
			}
		}
	}
}

// keptFiles lists the files of kept measures.
func keptFiles(t *testing.T, cache string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "measure*.kept"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files of kept measures: %v, %v", files, err)
	}
	return files
}

// inbox lists a city's files that came before its nights, without those that
// change boundaries, and these apart.
func inbox(t *testing.T, d demoCity) (files, changes []string) {
	t.Helper()
	first := ""
	for _, dataset := range read {
		eachFile(t, filepath.Join(d.dir, "inbox", dataset), func(path string) {
			name := filepath.Base(path)
			day := strings.TrimSuffix(name[strings.LastIndex(name, "_")+1:], filepath.Ext(name))
			switch {
			case dataset != "area":
				if strings.Contains(name, "history") || day < d.until.AddDate(0, 0, -7).Format(anlan.DateFormat) {
					files = append(files, path)
				}
			case first == "" || day == first: // sorted by county, the oldest first
				first = day
				files = append(files, path)
			default:
				changes = append(changes, path)
			}
		})
	}
	if len(changes) == 0 || len(files) < 15 {
		t.Fatalf("%d files of the past, %d with changes of boundaries", len(files), len(changes))
	}
	return files, changes
}

// askKept asks the file of partial sums, attached as kept, for texts.
func askKept(t *testing.T, n *night.Night, asks func(list func(query string) []string)) {
	t.Helper()
	ctx := context.Background()
	s := session(t, n.Lake)
	if err := s.Exec(ctx, "ATTACH '"+night.PartialFile(n.Lake)+"' AS kept (READ_ONLY)"); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Exec(ctx, "DETACH kept"); err != nil {
			t.Error(err)
		}
	}()
	asks(func(query string) (out []string) {
		rows, err := s.Rows(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			out = append(out, text)
		}
		return out
	})
}

// held says what the file of partial sums holds: of each table a hash over its rows,
// summed up over parts and changes, but for those that are none; of the versions,
// which are those of parts and changes one by one, versionsOf. No table holds rows of
// a part that there is no entry for.
func held(t *testing.T, n *night.Night) string {
	t.Helper()
	var out []string
	askKept(t, n, func(list func(string) []string) {
		for _, table := range list("SELECT table_name FROM duckdb_tables() WHERE database_name = 'kept' ORDER BY 1") {
			if table == "entry" {
				out = append(out, list("SELECT 'entry ' || count(*) || ' ' || sum(hash(partial, signature, key)) FROM kept.entry")...)
				continue
			}
			partial, version := strings.CutPrefix(table, "version_")
			if left := list("SELECT DISTINCT x_part::VARCHAR FROM kept." + table + " WHERE x_part NOT IN (SELECT part FROM kept.entry WHERE partial = '" + partial + "')"); len(left) > 0 {
				t.Errorf("%s holds rows of parts %v, which are gone", table, left)
			}
			if version {
				continue
			}
			var keys, sums []string
			for _, column := range list("SELECT column_name FROM duckdb_columns() WHERE database_name = 'kept' AND table_name = '" + table + "' AND column_name <> 'x_part' ORDER BY column_index") {
				if strings.HasPrefix(column, "a_") || slices.Contains([]string{"num", "den", "cases", "steps"}, column) {
					sums = append(sums, "coalesce(sum("+column+"), 0)")
				} else {
					keys = append(keys, column)
				}
			}
			// Bits of days add up within a part, which distinct values have no changes of.
			out = append(out, list("SELECT '"+table+" ' || count(*) || ' ' || coalesce(sum(h), 0) FROM (SELECT hash("+strings.Join(slices.Concat(keys, sums), ", ")+") AS h FROM kept."+table+" GROUP BY "+strings.Join(keys, ", ")+" HAVING "+strings.Join(sums, " <> 0 OR ")+" <> 0)")...)
		}
	})
	if len(out) < 6 {
		t.Fatalf("the file of partial sums holds %d tables", len(out))
	}
	return strings.Join(out, "\n")
}

// versionsOf gives the versions of the parts that were summed whole, by partial and
// part, and how many parts have changes beside.
func versionsOf(t *testing.T, n *night.Night) (whole map[string]string, moved int) {
	t.Helper()
	whole = map[string]string{}
	askKept(t, n, func(list func(string) []string) {
		for _, table := range list("SELECT table_name FROM duckdb_tables() WHERE database_name = 'kept' AND table_name LIKE 'version_%'") {
			partial := strings.TrimPrefix(table, "version_")
			for _, row := range list("SELECT e.key || ' ' || count(*) || ' ' || sum(v.h) FROM (SELECT x_part, hash(*COLUMNS(* EXCLUDE (x_part))) AS h FROM kept." + table + ") AS v JOIN kept.entry e ON e.part = v.x_part AND e.partial = '" + partial + "' WHERE e.beyond = 0 GROUP BY e.key") {
				key, version, _ := strings.Cut(row, " ")
				whole[partial+" "+key] = version
			}
		}
		moved = len(list("SELECT key FROM kept.entry WHERE beyond > 0"))
	})
	return whole, moved
}

// spoil rewrites a file.
func spoil(t *testing.T, file string, harm func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, harm(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// flipped changes a few bits all over a file, but for its head.
func flipped(data []byte) []byte {
	for i := 1 << 14; i < len(data); i += 5000 {
		data[i] ^= 0x55
	}
	return data
}
