package main

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// openData is where the whole files of the examples lie, if they are there;
// the repository has samples of them.
func openData() string { return cmp.Or(os.Getenv("ANLAN_DATA"), "../../../shared/data") }

// example is a data set of an example, and how its file is counted once more.
type example struct {
	dir, dataset string
	whole        string   // file under openData
	samples      []string // files of the example, where the whole one is not there
	key          []string // empty: every row counts
	place, areas string   // column, and map file
	none         string   // area of a row whose place the map lacks
	day          string   // column whose days before 1900 do not exist
}

// Files that nobody here wrote land by drafted contracts: every row is landed
// or rejected, and the rows of each area are those that plain Go counts.
func TestExamples(t *testing.T) {
	bls := []string{"bls_work_stoppages_2020.json", "bls_work_stoppages_2021.json", "bls_work_stoppages_2022.json", "bls_work_stoppages_2023.json"}
	cities, whole := map[string]nycCity{}, t
	for _, x := range []example{
		{"chicago", "food_inspection", "chicago/food_inspections_2010_2014.csv.gz", []string{"food_inspections_sample.csv.gz"}, []string{"inspection_id"}, "ward", "areas.csv", "1", "inspection_date"},
		{"chicago", "sanitation_complaint", "chicago/chicago_311_sanitation_complaints.csv.gz", []string{"sanitation_complaints_sample.csv.gz"}, []string{"service_request_number"}, "community_area", "areas.csv", "1", "creation_date"},
		{"cleveland", "street_event", "uk/police_cleveland_2018-10_2019-02.csv.gz", []string{"street_events_sample.csv.gz"}, nil, "LSOA code", "areas.csv", "1", "Month"},
		{"disputes", "fmcs_stoppage", "disputes/fmcs_work_stoppages_1984_2020.csv.gz", []string{"fmcs_work_stoppages_sample.csv.gz"}, []string{"Case Number", "Start Date"}, "City, State", "cities.csv", "1002", "Start Date"},
		{"disputes", "bls_stoppage", "", bls, []string{"Employers involved", "Work stoppage beginning date"}, "States", "areas.csv", "1002", "Work stoppage beginning date"},
		{"disputes", "protest", "disputes/mass_mobilization_1990_2020.csv.gz", nil, []string{"id"}, "country", "areas.csv", "1", "start_date"},
	} {
		t.Run(x.dataset, func(t *testing.T) {
			c, ok := cities[x.dir]
			if !ok {
				c = newExample(whole, x.dir) // outlives the subtest
				cities[x.dir] = c
			}
			c.t = t
			c.example(t, x)
		})
	}
}

func newExample(t *testing.T, dir string) nycCity {
	t.Helper()
	root := t.TempDir()
	folder := filepath.Join(root, "examples", dir)
	if err := os.CopyFS(folder, os.DirFS("../../examples/"+dir)); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)
	c := nycCity{t, filepath.Join(root, "lake"), &now}
	c.anlan("init", "--config", filepath.Join(folder, "anlan.yaml"))
	return c
}

func (c nycCity) example(t *testing.T, x example) {
	var files []string
	whole := filepath.Join(openData(), x.whole)
	if _, err := os.Stat(whole); x.whole != "" && err == nil {
		files = []string{whole}
	}
	for _, s := range x.samples {
		if x.whole == "" || files == nil {
			files = append(files, filepath.Join("../../examples", x.dir, "data", s))
		}
	}
	if files == nil {
		t.Skip("its file may not be kept here; set ANLAN_DATA to the folder of open data")
	}
	var rows []map[string]string
	want := strings.Builder{}
	seen := map[string]int{} // key to the file whose row stands
	places := readPlaces(t, filepath.Join("../../examples", x.dir, "contracts", x.areas), x.place)
	standing := map[string]string{} // key to area
	for n, f := range files {
		list := readTable(t, f)
		landed := 0
		for i, r := range list {
			if r[x.day] < "1900" {
				continue
			}
			key := fmt.Sprint(n, "#", i)
			if x.key != nil {
				key = ""
				for _, k := range x.key {
					key += strings.TrimSpace(r[k]) + "|"
				}
			}
			if last, again := seen[key]; !again || last != n {
				landed++ // within a file the last row of a key counts, between files the later one
			}
			seen[key] = n
			standing[key] = cmp.Or(places[strings.TrimSpace(r[x.place])], x.none)
		}
		rows = append(rows, list...)
		fmt.Fprintf(&want, "landed %s %s: %d received = %d landed + %d rejected\n", x.dataset, filepath.Base(f), len(list), landed, len(list)-landed)
	}
	got := c.anlan(append([]string{"land", "--dataset", x.dataset}, files...)...)
	for line := range strings.Lines(want.String()) {
		if !strings.Contains(got, line) {
			t.Errorf("landing says\n%s, want %s", got, line)
		}
	}
	counts := map[string]int{}
	for _, area := range standing {
		counts[area]++
	}
	want.Reset()
	for _, area := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&want, "%s,%d\n", area, counts[area])
	}
	out := c.anlan("sql", "--format", "csv", "-c", "select area_code, count(*) as n from "+x.dataset+" group by area_code order by area_code")
	if _, body, _ := strings.Cut(out, "\n"); body != want.String() {
		t.Errorf("%d rows of %d areas, counted in the lake as\n%s, in the file as\n%s", len(rows), len(counts), body, want.String())
	}
}

func readPlaces(t *testing.T, file, column string) map[string]string {
	t.Helper()
	codes := map[string]string{}
	for _, r := range readTable(t, file) {
		if r["source"] == column {
			codes[r["value"]] = r["code"]
		}
	}
	return codes
}

// readTable reads a CSV file, packed or not, or an array of JSON objects.
func readTable(t *testing.T, file string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if strings.HasSuffix(file, ".json") {
		var list []map[string]any
		if err := json.NewDecoder(f).Decode(&list); err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			r := map[string]string{}
			for k, v := range o {
				if v != nil {
					r[k] = fmt.Sprint(v)
				}
			}
			rows = append(rows, r)
		}
		return rows
	}
	r := csv.NewReader(f)
	if strings.HasSuffix(file, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		r = csv.NewReader(z)
	}
	list, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range list[1:] {
		row := map[string]string{}
		for i, name := range list[0] {
			row[name] = rec[i]
		}
		rows = append(rows, row)
	}
	return rows
}
