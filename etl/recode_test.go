package etl

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

const recodedColumn = "kind, businessName: 类型, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [\"01\", \"02\", \"99\"]}, mustBe: 0}], " +
	"customProperties: [{property: recode, value: {其他: \"99\"}}, {property: recodeFile, value: kinds.csv}]"

// Two senders use one word for different codes; each is read by its own rows.
func TestRecodeFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "kinds.csv"), []byte("source,value,code\n*,劳动*,02\ncourt_*,甲,01\nbureau_*,甲,02\nbureau_*,劳动一,01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := LoadContract(filepath.Join(dir, "small.yaml"), strings.NewReader(smallWith("column", recodedColumn)))
	if err != nil {
		t.Fatal(err)
	}
	c := newCity(t)
	files := []string{
		c.file("court_2026-11-01.csv", "编号,类型\nc1,甲\nc2,劳动一\nc3,01\nc4,其他\n"),
		c.file("bureau_2026-11-02.csv", "编号,类型\nb1,甲\nb2,劳动一\nb3,劳动二\n"),
		c.file("office_2026-11-03.csv", "编号,类型\no1,甲\no2,劳动一\n"),
	}
	b, err := Land(context.Background(), c.lake, []Source{{Dataset: "small", Contract: k, Files: files}}, Options{Landing: c.zone, Levels: anlan.Levels{1, 2, 4}, Now: night})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.query("SELECT id, kind FROM small ORDER BY 1"), "b1|02 b2|01 b3|02 c1|01 c2|02 c3|01 c4|99 o2|02"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := c.rejects(b[2]); got != "2:kind:code_list" {
		t.Errorf("the office has no word of its own: %s", got)
	}
}

func TestRecodeFileRefusals(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"a,b,c\n":                             "source,value,code",
		"source,value,code\n":                 "has no row",
		"source,value,code\n*,x,77\n":         `kinds.csv:2: "77" is no code`,
		"source,value,code\n*,x,01\n*,x,02\n": "twice",
		"source,value,code\n[,x,01\n":         "pattern of a file name",
		"source,value,code\n*,x\n":            "wrong number of fields",
	} {
		if err := os.WriteFile(filepath.Join(dir, "kinds.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadContract(filepath.Join(dir, "small.yaml"), strings.NewReader(smallWith("column", recodedColumn))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
