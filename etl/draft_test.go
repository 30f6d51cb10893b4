package etl

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/anlan-lake/anlan"
)

// checkDrafts drafts a contract from the largest file of each data set of the
// demo city: each loads, keeps no column that the house's own contract drops,
// and finds types and keys again.
func checkDrafts(t *testing.T, dir string, until time.Time) {
	t.Helper()
	columns, types, keys := 0, 0, 0
	for _, name := range BuiltinNames() {
		files, err := Match(filepath.Join(dir, "inbox", name), "*_{date}*", until)
		if err != nil || len(files) == 0 {
			t.Fatal(name, files, err)
		}
		size := func(f string) int64 {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			return info.Size()
		}
		file := slices.MaxFunc(files, func(a, b string) int { return cmp.Compare(size(a), size(b)) })
		got, _ := draft(t, file, name)
		want, err := Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range want.Properties {
			g := got.any(p.Name)
			switch {
			case g == nil: // sent under another header
			case !p.kept() && g.kept():
				t.Errorf("%s keeps %s (%s), which is about persons", file, p.Name, p.Header[0])
			case p.kept() && !g.kept():
				t.Errorf("%s drops %s (%s)", file, p.Name, p.Header[0])
			case p.kept():
				if columns++; g.typ == p.typ {
					types++
				}
			}
		}
		if slices.Equal(slices.Sorted(slices.Values(want.Key)), slices.Sorted(slices.Values(got.Key))) {
			keys++
		}
	}
	if types*20 < columns*19 || keys < 25 {
		t.Errorf("%d of %d types, %d of 35 keys: too few", types, columns, keys)
	}
}

// draft gives the contract drafted from a file, and what it could not know.
func draft(t *testing.T, file, dataset string) (*Contract, *Draft) {
	t.Helper()
	d, err := DraftContract(file, DraftOptions{Dataset: dataset})
	if err != nil {
		t.Fatal(err)
	}
	k, err := LoadContract("draft.yaml", bytes.NewReader(d.Text))
	if err != nil {
		t.Fatalf("%v\n%s", err, d.Text)
	}
	return k, d
}

// visits is a table as a department keeps one, of a hundred rows.
func visits(cell func(row int, cells ...string)) {
	cell(0, "走访编号", "走访日期", "事项类别", "帮扶金额（万元）", "是否回访", "包联", "联系电话", "备注", "楼栋")
	for i := 1; i <= 100; i++ {
		kind := []string{"低保", "残疾", "其他"}[i%3]
		who := string([]rune("王李张刘陈杨黄赵")[i%8]) + string([]rune("伟芳娜敏静丽强磊军洋")[i%10])
		cell(i, fmt.Sprintf("ZF%06d", i), fmt.Sprintf("2026-10-%02d", 1+i%28), kind, fmt.Sprintf("%d.%02d", i, i%100),
			[]string{"是", "否"}[i%2], who, "13800138000", "说了很多话，家里有三口人，希望尽快解决低保问题", fmt.Sprint(i%20))
	}
}

func checkVisits(t *testing.T, file string) {
	t.Helper()
	k, d := draft(t, file, "visit")
	var got []string
	for _, p := range k.Properties {
		got = append(got, fmt.Sprintf("%s %s %s %s %v %s", p.Name, p.Header[0], p.Type, p.Unit, p.Required, p.Treatment))
	}
	want := []string{
		"col_1 走访编号 varchar  true ", "col_2 走访日期 date  true ", "col_3 事项类别 varchar  true ", "col_4 帮扶金额 decimal(18,2) 元 true ",
		"col_5 是否回访 boolean  true ", "col_6 包联 varchar  false drop", "col_7 联系电话 varchar  false drop", "col_8 备注 varchar  false drop", "col_9 楼栋 int32  true ",
	}
	for i := range want { // a built-in contract may have the name of a column
		if i >= len(got) || strings.SplitN(got[i], " ", 2)[1] != strings.SplitN(want[i], " ", 2)[1] {
			t.Errorf("%s: columns\n%s\nwant\n%s", file, strings.Join(got, "\n"), strings.Join(want, "\n"))
			break
		}
	}
	if !slices.Equal(k.Key, []string{k.Properties[0].Name}) || k.EventTime != k.Properties[1].Name || k.Properties[0].Pattern != `ZF\d{6}` {
		t.Errorf("%s: key %v of form %s, event %s", file, k.Key, k.Properties[0].Pattern, k.EventTime)
	}
	if v := k.Properties[2].Values; !slices.Equal(v, []string{"低保", "其他", "残疾"}) {
		t.Errorf("%s: values %v", file, v)
	}
	for _, word := range []string{"owner", "rhythm", "key", "area", "联系电话"} {
		if word == "联系电话" {
			word = k.Properties[6].Name + ": dropped"
		}
		if !slices.ContainsFunc(d.Unknown, func(u string) bool { return strings.HasPrefix(u, word) }) || !bytes.Contains(d.Text, []byte("# TODO "+word)) {
			t.Errorf("%s: nothing is asked about %s: %q", file, word, d.Unknown)
		}
	}
	if bytes.Contains(d.Text, []byte("王伟")) || bytes.Contains(d.Text, []byte("13800138000")) {
		t.Errorf("%s: the draft names a person:\n%s", file, d.Text)
	}
}

// The same table in a department's CSV, its workbook and an interface's page.
func TestDraftForms(t *testing.T) {
	dir := t.TempDir()
	var csv, json bytes.Buffer
	book := excelize.NewFile()
	for i, title := range []string{"十月走访台账", ""} {
		if err := book.SetCellValue("Sheet1", fmt.Sprintf("A%d", i+1), title); err != nil {
			t.Fatal(err)
		}
	}
	var heads []string
	json.WriteString(`{"page": 1, "total": 100, "data": [`)
	visits(func(row int, cells ...string) {
		csv.WriteString(strings.Join(cells, "|") + "\r\n")
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row+3), &cells); err != nil {
			t.Fatal(err)
		}
		if row == 0 {
			heads = cells
			return
		}
		if row > 1 {
			json.WriteString(",")
		}
		for i, c := range cells {
			fmt.Fprintf(&json, `%c"%s": %q`, "{,"[min(i, 1)], heads[i], c)
		}
		json.WriteString("}")
	})
	json.WriteString("]}")
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(csv.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := book.SetSheetRow("Sheet1", "A104", &[]string{"合计", "", "", "5050"}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "visits.csv"), gb, 0o600), os.WriteFile(filepath.Join(dir, "visits.json"), json.Bytes(), 0o600), book.SaveAs(filepath.Join(dir, "visits.xlsx"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"visits.csv", "visits.json", "visits.xlsx"} {
		checkVisits(t, filepath.Join(dir, name))
	}
}

func TestDraftRefusals(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string][2]string{
		"empty.csv":   {"", "empty"},
		"header.csv":  {"a,b\n", "no rows"},
		"numbers.csv": {"1,2\n3,4\n", "no header found"},
		"走访.csv":      {"a,b\n1,2\n", "--dataset"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := DraftContract(path, DraftOptions{}); anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: %v, want %q", name, err, c[1])
		}
	}
}

// Rows that no columns tell apart get a key of file and row, and land.
func TestDraftWithoutKey(t *testing.T) {
	c := newCity(t)
	file := c.file("events_2026-11-01.csv", "kind,month,street\n"+strings.Repeat("theft,2026-10,High Street\ntheft,2026-10,Low Street\n", 40))
	k, d := draft(t, file, "events")
	if !slices.Equal(k.Key, []string{"row_key"}) || !slices.ContainsFunc(d.Unknown, func(u string) bool { return strings.Contains(u, "counts twice") }) {
		t.Errorf("key %v, %q", k.Key, d.Unknown)
	}
	b, err := Land(context.Background(), c.lake, []Source{{Dataset: "events", Contract: k, Files: []string{file}}}, Options{Landing: c.zone, Levels: cityLevels, Now: night})
	if err != nil || b[0].Landed != 80 {
		t.Fatalf("%+v, %v", b, err)
	}
	if got := c.query("SELECT min(row_key), count(DISTINCT row_key) FROM events WHERE _source_row < 10"); got != "events_2026-11-01.csv#2|8" {
		t.Error(got)
	}
}
