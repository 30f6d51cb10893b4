package etl

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// states gives the rejected rows of a batch as "row:state row:state".
func (c *city) states(b anlan.Batch) string {
	c.Helper()
	b = c.batch(b.Source)
	rows, err := c.lake.RejectedRows(context.Background(), b)
	if err != nil {
		c.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		s := fmt.Sprintf("%d:%s", r.Row, r.State)
		if r.State == anlan.RejectOpen {
			s += ":" + r.Faults[0].Rule
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// sent reads the open rejected rows of batches.
func (c *city) sheets(dataset string, batches ...anlan.Batch) []RejectedSheet {
	c.Helper()
	k, err := Builtin(dataset)
	if err != nil {
		c.Fatal(err)
	}
	sheets, gone, err := ReadRejected(context.Background(), c.lake, k, batches, nil, false, c.options())
	if err != nil || len(gone) > 0 {
		c.Fatal(err, gone)
	}
	return sheets
}

func (c *city) options() Options {
	return Options{Landing: c.zone, Levels: cityLevels, Now: night, Loc: night.Location()}
}

// mended writes the one sheet of rejected rows as a mended file in which set
// has changed cells: by row, header and text.
func (c *city) mended(name string, sheets []RejectedSheet, set map[int64]row) string {
	c.Helper()
	if len(sheets) != 1 {
		c.Fatalf("%d sheets", len(sheets))
	}
	s := sheets[0]
	for i, r := range s.Rows {
		for k, h := range s.Header {
			if text, ok := set[r.Row][h]; ok {
				s.Rows[i].Cells[k] = text
			}
		}
	}
	var b bytes.Buffer
	if err := s.WriteCSV(&b); err != nil {
		c.Fatal(err)
	}
	return c.file(name, b.String())
}

func dirtyDisputes() string {
	bad := func(n int, header, cell string) row { r := dispute(n, "01", 10); r[header] = cell; return r }
	return disputeFile(dispute(1, "01", 10), bad(2, "来源渠道", "ZZ"), bad(3, "登记时间", "2026-02-30"), bad(4, "发生地区划", "629909"), dispute(5, "01", 10))
}

func TestMend(t *testing.T) {
	clean := newCity(t).areas()
	clean.must("dispute_case", clean.file("dispute_2026-11-01.csv", disputeFile(dispute(1, "01", 10), dispute(2, "01", 10), dispute(3, "01", 10), dispute(4, "01", 10), dispute(5, "01", 10))))

	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", gb18030(t, dirtyDisputes())))[0]
	if got := c.states(b); got != "3:open:code_list 4:open:type 5:open:area" {
		t.Fatal(got)
	}
	sheets := c.sheets("dispute_case", b)
	if h := strings.Join(sheets[0].Header, ","); strings.Contains(h, "姓名") || strings.Contains(h, "电话") || !strings.HasPrefix(h, "纠纷编号,发生地区划,") {
		t.Errorf("header %s", h)
	}
	// One row is mended, one still wrong, in another way, one left as it was.
	part := c.mended("back.csv", sheets, map[int64]row{3: {"来源渠道": "01"}, 4: {"登记时间": ""}})
	m := c.must("dispute_case", part)[0]
	if m.Received != 3 || m.Landed != 1 || m.Rejected != 2 || m.DataDate != "2026-11-01" || len(m.Mends) != 1 || m.Mends[0] != b.ID {
		t.Errorf("mended: %+v", m)
	}
	if m.Note != "mends 1 row of dispute_2026-11-01.csv ("+b.ID+")" {
		t.Error(m.Note)
	}
	if got := c.states(b); got != "3:mended 4:open:required 5:open:area" {
		t.Error(got)
	}
	if now := c.batch(b.Source); now.Landed != 2 || now.Rejected != 3 {
		t.Errorf("the first batch is now %+v", now)
	}
	if again := c.must("dispute_case", part); len(again) != 0 {
		t.Errorf("the same file landed twice: %+v", again)
	}

	// What is sent next comes as it was last sent; here the department answers
	// rows that are not open any more, or never were, and one row twice.
	sheets = c.sheets("dispute_case", b)
	if len(sheets[0].Rows) != 2 || sheets[0].Rows[0].From != m.ID {
		t.Fatalf("%+v", sheets)
	}
	path := c.mended("back2.csv", sheets, map[int64]row{4: {"登记时间": "2026-11-01 09:00:00"}, 5: {"发生地区划": "629902001001"}})
	rows := readCSV(t, path)
	edit := func(batch, n string) []string {
		r := append([]string{}, rows[1]...)
		r[0], r[1] = batch, n
		return r
	}
	rows = append(rows, edit(b.ID, "3"), edit(b.ID, "2"), edit("0000000000000000", "3"), edit(b.ID, "5"), edit(m.ID, "3"), edit("", ""))
	m2 := c.must("dispute_case", c.file("back2.csv", writeCSV(rows)))[0]
	if m2.Received != 8 || m2.Landed != 2 || m2.Rejected != 6 {
		t.Errorf("mended: %+v", m2)
	}
	if got := c.rejects(m2); got != "4::mend 5::mend 6::mend 7::mend 8::mend 9::mend" {
		t.Error(got)
	}
	if got := c.states(b); got != "3:mended 4:mended 5:mended" {
		t.Error(got)
	}
	c.verified()
	cols := "case_id, area_code, register_time, channel, status, updated_at, _row_hash"
	q := "SELECT " + cols + " FROM dispute_case ORDER BY case_id"
	if a, b := clean.query(q), c.query(q); a != b {
		t.Errorf("clean  %s\nmended %s", a, b)
	}
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(readText(t, path), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func writeCSV(rows [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // to memory
	return b.String()
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReland lands what an area that came later, or a corrected contract, makes
// good.
func TestReland(t *testing.T) {
	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", gb18030(t, dirtyDisputes())))[0]
	k, err := Builtin("dispute_case")
	if err != nil {
		t.Fatal(err)
	}
	reland := func(k *Contract, id string) ([]anlan.Batch, error) {
		return Reland(context.Background(), c.lake, k, id, c.options())
	}
	if got, err := reland(k, b.ID); err != nil || len(got) != 0 {
		t.Errorf("nothing has changed: %+v, %v", got, err)
	}
	c.must("area", c.file("area_2026-11-01.csv", areaHeader+"629909,新区,2,11,6299,,,,103.8,36.0,,2026-11-01,,\n"))
	got, err := reland(k, b.ID)
	if err != nil || len(got) != 1 || got[0].Received != 1 || got[0].Landed != 1 || got[0].Source != "reland_1_dispute_2026-11-01.csv" {
		t.Fatalf("%+v, %v", got, err)
	}
	if s := c.states(b); s != "3:open:code_list 4:open:type 5:mended" {
		t.Error(s)
	}
	if got, err := reland(k, b.ID); err != nil || len(got) != 0 {
		t.Errorf("again: %+v, %v", got, err)
	}
	if left, err := os.ReadDir(filepath.Join(c.zone, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}

	// A held batch lands as a whole, under the name it was sent by.
	file := c.file("dispute_2026-11-04.csv", disputeFile(row{"纠纷编号": "6299022026110100077"}, row{"责任单位": "13812345678"}))
	held, err := c.land("dispute_case", file)
	if anlan.KindOf(err) != anlan.Held {
		t.Fatal(err)
	}
	if _, err := reland(k, held[0].ID); anlan.KindOf(err) != anlan.Held {
		t.Errorf("still held: %v", err)
	}
	open := *k
	open.Properties = append([]Property{}, k.Properties...)
	open.property("dept_code").unguard = true
	got, err = reland(&open, held[0].ID)
	if err != nil || len(got) != 1 || got[0].ID != held[0].ID || got[0].Source != "dispute_2026-11-04.csv" || got[0].Status != anlan.BatchLanded {
		t.Errorf("%+v, %v", got, err)
	}
	c.verified()
}

// TestMendPerson sends a mended line that names a person where the lake would
// keep it: the file is held as a whole, and what it answers stays open.
func TestMendPerson(t *testing.T) {
	c := newCity(t).areas()
	b := c.must("dispute_case", c.file("dispute_2026-11-01.csv", dirtyDisputes()))[0]
	back := c.mended("back.csv", c.sheets("dispute_case", b), map[int64]row{3: {"来源渠道": "01", "责任单位": "13812345678"}, 4: {"登记时间": "2026-11-01 09:00:00"}})
	held, err := c.land("dispute_case", back)
	if anlan.KindOf(err) != anlan.Held || held[0].Status != anlan.BatchHeld || strings.Contains(err.Error(), "13812345678") {
		t.Errorf("%v %+v", err, held)
	}
	if got := c.states(b); got != "3:open:code_list 4:open:type 5:open:area" {
		t.Error(got)
	}
	c.verified()
}

// TestMendForms takes back rows of files whose form the contract names, of
// sheets with a header of two rows and serial dates, and of JSON lines.
func TestMendForms(t *testing.T) {
	c := newCity(t).areas()
	k, err := Builtin("area_profile")
	if err != nil {
		t.Fatal(err)
	}
	own := *k
	own.Source.HeaderRows, own.Source.Sheet = 2, "Sheet1"
	b, err := c.landBy(&own, c.book("area_profile_2026-10-31.xlsx", [][]any{
		{"区划代码", "统计月份", "人口", nil},
		{nil, nil, "常住人口（万人）", "户籍人口"},
		{"629902", 46296, "十二", 100000}}, nil))
	if err != nil {
		t.Fatal(err)
	}
	sheets, _, err := ReadRejected(context.Background(), c.lake, &own, b, nil, false, c.options())
	if err != nil || len(sheets) != 1 || strings.Join(sheets[0].Header, "|") != "区划代码|统计月份|常住人口（万人）|户籍人口" || strings.Join(sheets[0].Rows[0].Cells, "|") != "629902|2026-10-01|十二|100000" {
		t.Fatalf("%+v, %v", sheets, err)
	}
	if b, err = c.landBy(&own, c.mended("profile_back.csv", sheets, map[int64]row{3: {"常住人口（万人）": "12"}})); err != nil || b[0].Landed != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	if got := c.query("SELECT area_code, stat_month::VARCHAR, resident_pop, registered_pop FROM area_profile"); got != "629902|2026-10-01|120000|100000" {
		t.Error(got)
	}

	forced := *smallContract(t, "")
	forced.Source.Encoding, forced.Source.Delimiter = "gb18030", "|"
	b, err = c.landBy(&forced, c.file("small.csv", gb18030(t, "编号|金额|姓名\nK1|两万|张三\nK2|3|李四\n")))
	if err != nil {
		t.Fatal(err)
	}
	sheets, _, err = ReadRejected(context.Background(), c.lake, &forced, b, nil, true, c.options())
	if err != nil || strings.Join(sheets[0].Rows[0].Cells, "|") != "K1|两万|张三" {
		t.Fatalf("%+v, %v", sheets, err)
	}
	if b, err = c.landBy(&forced, c.mended("small_back.csv", sheets, map[int64]row{2: {"金额": "20000"}})); err != nil || b[0].Landed != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	if got := c.query("SELECT id, amount FROM small ORDER BY 1"); got != "K1|20000 K2|3" {
		t.Error(got)
	}

	keyed := *smallContract(t, "") // its key is the row of the file
	keyed.ID, keyed.Properties = "keyed", append([]Property{}, keyed.Properties...)
	keyed.Properties[0].RowKey = true
	b, err = c.landBy(&keyed, c.file("keyed.csv", "金额,姓名\n1,张三\nx,李四\n3,王五\n"))
	if err != nil {
		t.Fatal(err)
	}
	sheets, _, err = ReadRejected(context.Background(), c.lake, &keyed, b, nil, false, c.options())
	if err != nil {
		t.Fatal(err)
	}
	if b, err = c.landBy(&keyed, c.mended("keyed_back.csv", sheets, map[int64]row{3: {"金额": "2"}})); err != nil || b[0].Landed != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	if got := c.query("SELECT id, amount FROM keyed ORDER BY 1"); got != "keyed.csv#2|1 keyed.csv#3|2 keyed.csv#4|3" {
		t.Error(got)
	}

	j := c.must("dispute_case", c.file("dispute_2026-11-05.jsonl", disputeObject(row{"纠纷编号": "6299022026110100021", "来源渠道": "ZZ"})+"\n"+disputeObject(row{"纠纷编号": "6299022026110100022"})[:35]+"\n"))[0]
	if got := c.states(j); got != "1:open:code_list 2:open:fields" {
		t.Fatal(got)
	}
	m := c.must("dispute_case", c.mended("json_back.csv", c.sheets("dispute_case", j), map[int64]row{1: {"来源渠道": "01"}}))[0]
	if m.Landed != 1 || !strings.HasPrefix(c.states(j), "1:mended 2:open:") {
		t.Errorf("%+v %s", m, c.states(j))
	}
	c.verified()
}
