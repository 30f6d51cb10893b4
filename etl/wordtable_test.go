package etl

import (
	"fmt"
	"strings"
	"testing"
)

// ofThings gives a contract with the columns given.
func ofThings(t *testing.T, columns string) *Contract {
	t.Helper()
	head, _, _ := strings.Cut(small, "      - {name: id,")
	k, err := LoadContract("things.yaml", strings.NewReader(strings.ReplaceAll(head, "small", "things")+columns))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A column reads the same whether its cells repeat one another or not: those
// that do are looked at once, and a fault in one is told of each row.
func TestWordsAreTheCells(t *testing.T) {
	c := newCity(t)
	k := ofThings(t, `      - {name: no, businessName: 编号, logicalType: string, required: true, primaryKey: true}
      - {name: day, businessName: 日期, logicalType: date, required: true}
      - {name: code, businessName: 代码, logicalType: string, required: true, quality: [{metric: invalidValues, arguments: {validValues: ["01", "02"]}, mustBe: 0}]}
      - {name: office, businessName: 单位, logicalType: string}
      - {name: note, businessName: 备注, logicalType: string}
      - {name: done, businessName: 办结, logicalType: boolean}
`)
	var b strings.Builder
	b.WriteString("编号,日期,代码,单位,备注,办结\n")
	var bad, want int
	var offices [7]int
	for i := range 20_000 {
		code := []string{"01", "０２", " 02 ", "03", ""}[i%5]
		if i%5 >= 3 {
			bad++
		} else {
			want++
			offices[i%7]++
		}
		office := fmt.Sprintf("第%d局", i%7)
		if i%7 == 6 {
			office = []string{"", "无", "　", "NULL"}[i/7%4]
		}
		note := fmt.Sprintf("说明%d", i) // all differ
		if i > 15_000 {
			note = "同上"
		}
		fmt.Fprintf(&b, "N%05d,2026-10-%02d,%s,%s,%s,%s\n", i, 1+i%3, code, office, note, []string{"是", "否", "1", "０"}[i%4])
	}
	got, err := c.landBy(k, c.file("things_2026-10-03.csv", b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if int(got[0].Landed) != want || int(got[0].Rejected) != bad {
		t.Fatalf("%d landed, %d rejected; want %d, %d", got[0].Landed, got[0].Rejected, want, bad)
	}
	for i, n := range offices[:6] {
		if have := c.query(fmt.Sprintf("SELECT count(*) FROM things WHERE office = '第%d局'", i)); have != fmt.Sprint(n) {
			t.Errorf("office %d: %s rows, want %d", i, have, n)
		}
	}
	for question, want := range map[string]string{
		"SELECT count(*) FROM things WHERE office IS NULL":                                                  fmt.Sprint(offices[6]),
		"SELECT string_agg(DISTINCT code, ' ' ORDER BY code) FROM things":                                   "01 02",
		"SELECT count(*) FROM things WHERE note = '说明' || CAST(CAST(substr(no, 2) AS INTEGER) AS VARCHAR)":  "9001",
		"SELECT count(*) FROM things WHERE done = (CAST(substr(no, 2) AS INTEGER) % 4 IN (0, 2))":           fmt.Sprint(want),
		"SELECT count(*) FROM things WHERE day <> DATE '2026-10-01' + (CAST(substr(no, 2) AS INTEGER) % 3)": "0",
		"SELECT count(DISTINCT _row_hash) > 11990 FROM things":                                              "true",
		"SELECT count(*) FROM things WHERE (office = '第1局') <> (CAST(substr(no, 2) AS INTEGER) % 7 = 1)":    "0",
	} {
		if got := c.query(question); got != want {
			t.Errorf("%s: %s, want %s", question, got, want)
		}
	}
}

// A person's number is told of each row that has it, also where cells repeat.
func TestWordsHidePersonsNowhere(t *testing.T) {
	c := newCity(t)
	k := ofThings(t, `      - {name: no, businessName: 编号, logicalType: string, required: true, primaryKey: true}
      - {name: office, businessName: 单位, logicalType: string}
`)
	text := "编号,单位\n"
	for i := range 50 {
		text += fmt.Sprintf("N%d,%s\n", i, []string{"第一局", "电话13812345678"}[i%2])
	}
	_, err := c.landBy(k, c.file("things_2026-10-03.csv", text))
	if err == nil || !strings.Contains(err.Error(), "25 cells") {
		t.Errorf("got %v, want 25 cells named", err)
	}
}
