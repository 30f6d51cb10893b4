package etl

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	bookRels  = `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	bookPlain = `<workbook><workbookPr/><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>`
	book1904  = `<workbook><workbookPr date1904="1"/><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>`
)

// rawBook writes a workbook of parts as they are given, "" for none.
func rawBook(t testing.TB, path, book, sheet, shared string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, p := range [][2]string{{"xl/workbook.xml", book}, {"xl/_rels/workbook.xml.rels", bookRels}, {"xl/worksheets/sheet1.xml", sheet}, {"xl/worksheets/sheet2.xml", sheet}, {"xl/sharedStrings.xml", shared}} {
		if p[1] == "" {
			continue
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: p[0]})
		if err == nil {
			_, err = io.WriteString(w, p[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// readTable gives every row of a file as "line:cell|cell", with the faults of
// a torn one behind !, and the error that reading ends with.
func readTable(path string, c *Contract) (rows, notes []string, err error) {
	t, err := openTable(path, c)
	if err != nil {
		return nil, nil, err
	}
	defer t.close()
	var b block
	for {
		if err := t.fill(&b); errors.Is(err, io.EOF) {
			return rows, t.remarks(), nil
		} else if err != nil {
			return rows, nil, err
		}
		for i := range b.rows() {
			var cells []string
			for k := range b.width(i) {
				cells = append(cells, string(b.cell(i, k)))
			}
			row := fmt.Sprintf("%d:%s", b.line[i], strings.Join(cells, "|"))
			if b.torn[i] {
				row += "!"
			}
			for _, f := range b.faults {
				if f.row == i {
					row += fmt.Sprintf("%d %s", f.cell, f.expected)
				}
			}
			rows = append(rows, row)
		}
	}
}

const sheetContract = `
apiVersion: v3.1.0
kind: DataContract
id: visit
name: 走访
version: 1.0.0
status: active
team: {name: 政法委}
slaProperties:
  - {property: frequency, value: daily}
customProperties:
  - {property: english, value: {name: Visits, owner: none, grain: visit}}
schema:
  - name: visit
    dataGranularityDescription: 行
    properties:
      - {name: id, businessName: 编号, logicalType: string, required: true, primaryKey: true}
      - {name: org, businessName: 单位, logicalType: string}
      - {name: day, businessName: 日期, logicalType: date}
      - {name: n, businessName: 人数, logicalType: integer}
`

func sheetOfVisits(t testing.TB) *Contract {
	t.Helper()
	c, err := LoadContract("visit.yaml", strings.NewReader(sheetContract))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// inline writes cells: =x for a number, "" for none, else a text.
func inline(row int, cells ...string) string {
	s := fmt.Sprintf(`<row r="%d">`, row)
	for i, c := range cells {
		ref := fmt.Sprintf("%c%d", 'A'+i, row)
		switch {
		case strings.HasPrefix(c, "<"):
			s += strings.Replace(c, "<c", `<c r="`+ref+`"`, 1)
		case strings.HasPrefix(c, "="):
			s += `<c r="` + ref + `"><v>` + c[1:] + `</v></c>`
		case c != "":
			s += `<c r="` + ref + `" t="inlineStr"><is><t>` + c + `</t></is></c>`
		}
	}
	return s + "</row>"
}

func TestSheet(t *testing.T) {
	head := inline(2, "编号", "单位", "日期", "人数")
	sheet := func(rows string) string { return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>" }
	for _, c := range []struct{ name, book, sheet, shared, want, err string }{
		{"days of 1900", bookPlain, sheet(head + inline(3, "a", "甲", "=46327", "=1")), "", "3:a|甲|46327|1", ""},
		{"days of 1904", book1904, sheet(head + inline(3, "a", "甲", "=44865.5", "=1") + inline(4, "b", "甲", "2026-11-01", "=44865") + inline(5, "c", "甲", "=20261101")), "",
			"3:a|甲|46327.5|1 4:b|甲|2026-11-01|44865 5:c|甲|20261101", ""},
		{"what is not shown", bookPlain, sheet(head + inline(3, "a", "=0.30000000000000004", "", "=12.000000000000002")), "", "3:a|0.3||12", ""},
		{"a long number is no code", bookPlain, sheet(head + inline(3, "=629902001001001", "甲") + inline(4, "=6.2990220261101E+17", "甲")), "",
			"3:629902001001001|甲 4:6.2990220261101E+17|甲!0 the code as text: of a number a sheet keeps 15 digits", ""},
		{"errors and formulas", bookPlain, sheet(head + inline(3, "a", `<c t="e"><f>x</f><v>#N/A</v></c>`, "", "=1") + inline(4, "b", `<c t="str"><f>x</f><v></v></c>`, "", `<c><f>SUM(A1:A2)</f></c>`) +
			inline(5, "c", `<c t="str"><f>x</f><v>乙</v></c>`, "", `<c t="b"><v>1</v></c>`)), "",
			"3:a|#N/A||1!1 a value, not the error #N/A 4:b|||!3 a value: the formula was never worked out; open the workbook in Excel or WPS and save it 5:c|乙||1", ""},
		{"shared strings, readings and escapes", bookPlain, sheet(head + `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`),
			`<sst><si><r><t>安</t></r><r><t xml:space="preserve">澜 </t></r><rPh sb="0" eb="1"><t>an</t></rPh></si><si><t>x_x000A_y_x005F_</t></si></sst>`, "3:安澜 |x\ny_", ""},
		{"a text that is not there", bookPlain, sheet(head + `<row><c t="s"><v>7</v></c></row>`), "<sst><si><t>a</t></si></sst>", "", `row 3, cell 1: it names the text "7"`},
		{"totals between", bookPlain, sheet(inline(1, "走访台账") + head + inline(3, "合计", "", "", "=3") + inline(4, "a", "甲") + inline(5, "", "小 计：", "", "=1") + inline(6, "b", "乙") + inline(7, "乙街道小计", "", "", "=1") +
			inline(8, "总计") + inline(9, "注：本表含流动人口") + inline(10, "制表人：王", "联系电话：")), "", "4:a|甲 6:b|乙", ""},
		{"merged downward", bookPlain, "<worksheet><sheetData>" + head + inline(3, "a", "甲", "=46327", "=9") + inline(4, "b") + inline(5, "c", "", "", "=2") + inline(6, "d") + `</sheetData>
			<mergeCells><mergeCell ref="B3:B5"/><mergeCell ref="C3:C4"/><mergeCell ref="D3:D4"/><mergeCell ref="A1:D1"/></mergeCells></worksheet>`, "",
			"3:a|甲|46327|9 4:b|甲|46327 5:c|甲||2 6:d", ""},
		{"a sheet that breaks off", bookPlain, "<worksheet><sheetData>" + head + inline(3, "a", "甲") + `<row r="4"><c r="A4"`, "", "", "xl/worksheets/sheet1.xml"},
		{"no end of the rows", bookPlain, "<worksheet><sheetData>" + head + inline(3, "a", "甲"), "", "", "breaks off"},
		{"a character that XML has not", bookPlain, sheet(head + inline(3, "a\x0b", "甲") + inline(4, "b", "甲")), "", "", "illegal character"},
		{"rows out of order", bookPlain, sheet(head + inline(9, "a") + inline(3, "b")), "", "", `behind row 9: a row numbered "3"`},
		{"cells out of order", bookPlain, sheet(head + `<row r="3"><c r="B3"/><c r="A3"/></row>`), "", "", `a cell named "A3" behind cell 2`},
		{"no such part", strings.Replace(bookPlain, "r1", "r2", 1), sheet(head), "", "", ""},
		{"no sheet", "<workbook><sheets/></workbook>", sheet(head), "", "", "it has no worksheet"},
		{"hidden sheets alone", strings.Replace(bookPlain, "sheetId", `state="hidden" sheetId`, 1), sheet(head), "", "", "all sheets are hidden: 一; name the one meant"},
	} {
		path := filepath.Join(t.TempDir(), "x.xlsx")
		rawBook(t, path, c.book, c.sheet, c.shared)
		rows, _, err := readTable(path, sheetOfVisits(t))
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %s", c.name, err, c.err)
			}
			continue
		}
		if got := strings.Join(rows, " "); err != nil || got != c.want {
			t.Errorf("%s: %q, want %q, %v", c.name, got, c.want, err)
		}
	}
}

// A row that a sheet spoils is rejected by name; the others land.
func TestSheetFaultsAreRejects(t *testing.T) {
	c := newCity(t)
	k := sheetOfVisits(t)
	path := filepath.Join(c.in, "visit_2026-11-01.xlsx")
	rawBook(t, path, bookPlain, "<worksheet><sheetData>"+inline(1, "编号", "单位", "日期", "人数")+inline(2, "a", "甲", "", `<c t="e"><v>#REF!</v></c>`)+
		inline(3, "=6.2990220261101E+17", "甲")+inline(4, "b", "甲", "=46327", "=2")+"</sheetData></worksheet>", "")
	b, err := c.landBy(k, path)
	if err != nil || b[0].Received != 3 || b[0].Landed != 1 || c.rejects(b[0]) != "2:n:fields 3:id:fields" {
		t.Errorf("%v %+v %s", err, b, c.rejects(b[0]))
	}
	if got := c.query("SELECT id, day::VARCHAR, n FROM visit"); got != "b|2026-11-01|2" {
		t.Error(got)
	}
}
