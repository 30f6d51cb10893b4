package etl

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// Another city, by contract alone: New York's casework.
func TestAnotherCity(t *testing.T) {
	const path = "../examples/nyc/contracts/casework.yaml"
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	k, err := LoadContract(path, f)
	if err != nil {
		t.Fatal(err)
	}
	c := newCity(t)
	file := c.file("casework.csv", `"unique_key","opendate","closedate","complaint_type","descriptor","borough","council_dist","community_board"
"NYCC34519748",2025-01-09,,"Governmental Operations","Voting Information","Brooklyn","NYCC34","05 Brooklyn"
"NYCC34519746",2025-01-09,2025-01-09,"Utilities","Con Edison","Brooklyn","NYCC34","4 Brooklyn"
"NYCC34519742",2025-01-08,2025-01-08,"Housing and Buildings","Heat/Hot Water","Queens","NYCC33","82 Queens"
"NYCC34519741",2025-01-06,2025-01-08,"Housing and Buildings","Heat, Water","","NYCC34",""
"NYCC34519741",2025-01-06,2025-01-08,"Housing and Buildings","Heat, Water","Staten Island","NYCC34","0225656"
"NYCC34519740",2025-01-06,2025-01-05,"","","Bronx","NYCC34","12 Bronx"
`)
	b, err := Land(context.Background(), c.lake, []Source{{Dataset: "casework", Contract: k, Files: []string{file}}}, Options{Landing: c.zone, Levels: anlan.Levels{1, 2, 4}, Now: night})
	if err != nil {
		t.Fatal(err)
	}
	if x := b[0]; x.Received != 6 || x.Landed != 5 || x.NotLocated != 2 || x.Flagged != 1 || c.rejects(x) != "5:case_id:duplicate_key" {
		t.Errorf("%+v %s", x, c.rejects(x))
	}
	if got, want := c.query("SELECT case_id[9:], area_code, status, coalesce(complaint_type, '?') FROM casework ORDER BY 1"),
		"9740|1212|closed|? 9741|15|closed|Housing and Buildings 9742|14|closed|Housing and Buildings 9746|1304|closed|Utilities 9748|1305|open|Governmental Operations"; got != want {
		t.Errorf("rows\n%s, want\n%s", got, want)
	}
}

func TestAreaMapCoversTheCity(t *testing.T) {
	boards, err := readMapFile("../examples/nyc/contracts/areas.csv", "community_board")
	if err != nil {
		t.Fatal(err)
	}
	districts := map[string]bool{}
	for _, code := range boards {
		districts[code] = true
	}
	if len(districts) != 59 || boards["05 Brooklyn"] != "1305" || boards["12 Manhattan"] != "1112" || boards["03 Staten Island"] != "1503" {
		t.Errorf("%d districts, %v", len(districts), boards)
	}
	boroughs, err := readMapFile("../examples/nyc/contracts/areas.csv", "borough")
	if err != nil || len(boroughs) != 5 || boroughs["Bronx"] != "12" {
		t.Errorf("%v %v", boroughs, err)
	}
}

func TestMapFileFaults(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"a,b,c\n": "source,value,code", "source,value,code\nx,1,2\nx,1,3\n": "twice", "source,value,code\ny,1,2\n": "no row", "source,value,code\nx,1\n": "wrong number",
	} {
		if err := os.WriteFile(dir+"/m.csv", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readMapFile(dir+"/m.csv", "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := readMapFile(dir+"/none.csv", "x"); err == nil {
		t.Error("a missing map file passes")
	}
}
