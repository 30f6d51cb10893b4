package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// drop is a city with one data set, into whose inbox tests put real files.
type drop struct {
	*testing.T
	dir, inbox, lake string
	chinese          bool
}

const visitContract = `apiVersion: v3.1.0
kind: DataContract
id: visit
name: 走访台账
version: 1.0.0
status: active
team: {name: 政法委}
slaProperties:
  - {property: frequency, value: daily}
customProperties:
  - {property: english, value: {name: Visits, owner: PLAC, grain: one visit}}
  - {property: eventTime, value: visit_date}
  - {property: source, value: {SOURCE}}
schema:
  - name: visit
    dataGranularityDescription: 一次走访
    properties:
      - {name: visit_no, businessName: 走访编号, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: visit_date, businessName: 走访日期, logicalType: date, required: true}
      - {name: org, businessName: 单位, logicalType: string, required: true}
      - {name: persons, businessName: 人数, logicalType: integer}
      - {name: cost, businessName: 费用, logicalType: number, physicalType: "decimal(18,2)", customProperties: [{property: unit, value: 元}]}
`

const visitHeader = "走访编号,走访日期,单位,人数,费用\n"

// newDrop makes the city; source is the contract's source form, files the
// pattern of its inbox.
func newDrop(t *testing.T, source, files string) *drop {
	t.Helper()
	dir := t.TempDir()
	d := &drop{T: t, dir: dir, inbox: filepath.Join(dir, "inbox"), lake: filepath.Join(dir, "lake")}
	d.write("visit.yaml", strings.Replace(visitContract, "SOURCE", source, 1))
	d.write("lake/anlan.yaml", "city: {code: \"6299\", name: 安澜市}\nlanding: ../landing\nsources:\n  - {dataset: visit, contract: ../visit.yaml, files: \"../inbox/"+files+"\"}\n")
	if out, code := d.anlan("init"); code != 0 {
		t.Fatal(out)
	}
	return d
}

func (d *drop) write(name, text string) {
	d.Helper()
	path := filepath.Join(d.dir, name)
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		d.Fatal(err)
	}
}

func (d *drop) anlan(args ...string) (out string, code int) {
	var buf bytes.Buffer
	e := env{stdout: &buf, stderr: &buf, stdin: strings.NewReader(""), getenv: func(string) string { return "" }, chinese: d.chinese,
		now: func() time.Time { return time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC) }}
	code = run(e, append(args, "--lake", d.lake))
	return buf.String(), code
}

// lands runs "anlan land", which must end with code and say each of want.
func (d *drop) lands(code int, want ...string) {
	d.Helper()
	out, got := d.anlan("land")
	if got != code {
		d.Errorf("exit %d, want %d\n%s", got, code, out)
	}
	for _, w := range want {
		if !strings.Contains(out, w) {
			d.Errorf("it does not say %q:\n%s", w, out)
		}
	}
}

func (d *drop) rows(query, want string) {
	d.Helper()
	out, _ := d.anlan("sql", "--format", "csv", "-c", query)
	if _, got, _ := strings.Cut(strings.TrimSpace(out), "\n"); got != want {
		d.Errorf("%s gives\n%s\nwant\n%s", query, got, want)
	}
}

func (d *drop) encoded(e encoding.Encoding, text string) string {
	d.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		d.Fatal(err)
	}
	return s
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEncodedAndPackedSources(t *testing.T) {
	d := newDrop(t, "encoding: auto", "*_{date}*")
	n := 0
	text := func() string {
		n++
		return visitHeader + fmt.Sprintf("V%02d,2026-11-01,临河区甲街道综治中心,%d,1.5\n", n, n)
	}
	utf16 := func(e unicode.Endianness, b unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, b) }
	for name, body := range map[string]string{
		"utf8":     text(),
		"utf8bom":  "\uFEFF" + text(),
		"gbk":      d.encoded(simplifiedchinese.GBK, text()),
		"gb18030":  d.encoded(simplifiedchinese.GB18030, strings.Replace(text(), "甲街道", "㙟𫭟村", 1)),
		"gbmark":   "\x84\x31\x95\x33" + d.encoded(simplifiedchinese.GB18030, text()),
		"gbbar":    d.encoded(simplifiedchinese.GBK, strings.ReplaceAll(strings.Replace(text(), "甲", "畖", 1), ",", "|")), // 畖 ends in the byte of a bar
		"utf16le":  d.encoded(utf16(unicode.LittleEndian, unicode.UseBOM), text()),
		"utf16be":  d.encoded(utf16(unicode.BigEndian, unicode.UseBOM), text()),
		"utf16leN": d.encoded(utf16(unicode.LittleEndian, unicode.IgnoreBOM), text()),
		"utf16beN": d.encoded(utf16(unicode.BigEndian, unicode.IgnoreBOM), text()),
	} {
		d.write("inbox/"+name+"_2026-11-01.csv", body)
	}
	d.write("inbox/gz_2026-11-01.csv.gz", packed(t, text()))
	d.write("inbox/gzgbk_2026-11-01.csv.gz", packed(t, d.encoded(simplifiedchinese.GBK, text())))
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	d.write("inbox/zst_2026-11-01.csv.zst", string(enc.EncodeAll([]byte(text()), nil)))
	d.write("inbox/json_2026-11-01.json.zst", string(enc.EncodeAll([]byte(`[{"走访编号":"V90","走访日期":"2026-11-01","单位":"甲","人数":1}]`), nil)))
	d.lands(0)
	d.rows("SELECT count(*) FROM visit WHERE org LIKE '临河区%街道综治中心' OR org = '甲' OR org = '临河区㙟𫭟村综治中心'", "14")

	// What breaks off is held, and says so; nothing of it lands.
	var long strings.Builder
	long.WriteString(visitHeader)
	for i := range 50_000 {
		fmt.Fprintf(&long, "L%05d,2026-11-01,临河区第%d网格,%d,%d.5\n", i, i*7919%1000, i%90, i)
	}
	whole := packed(t, long.String())
	d.write("inbox/cutgz_2026-11-02.csv.gz", whole[:len(whole)/2])
	whole = string(enc.EncodeAll([]byte(long.String()), nil))
	d.write("inbox/cutzst_2026-11-02.csv.zst", whole[:len(whole)/2])
	wide := d.encoded(utf16(unicode.LittleEndian, unicode.UseBOM), text())
	d.write("inbox/cut16_2026-11-02.csv", wide[:len(wide)-3])
	d.write("inbox/bomb_2026-11-02.csv.gz", packed(t, visitHeader+strings.Repeat(" ", 80<<20)))
	d.lands(4, "cutgz_2026-11-02.csv.gz is held", "the gzip data breaks off: the upload was cut short; send it again",
		"the zstd data breaks off", "the UTF-16 text breaks off within a character",
		"the gzip data: it unpacks to more than a table can be (500 times its packed size or 16 GiB)")
	d.rows("SELECT count(*) FROM visit", "14")
	// The whole upload lands under the same name.
	d.write("inbox/cutgz_2026-11-02.csv.gz", packed(t, long.String()))
	d.lands(4, "landed visit cutgz_2026-11-02.csv.gz: 50000 received = 50000 landed + 0 rejected")
}

func TestDeclaredForms(t *testing.T) {
	for _, c := range []struct{ source, body, want string }{
		{"encoding: gbk", "gbk", "landed visit x_2026-11-01.csv: 1 received = 1 landed"},
		{"encoding: utf-8", "gbk", "the contract says source.encoding utf-8, but the text looks like gb18030; leave the encoding out of the contract, or correct it"},
		{"encoding: gb18030", "utf8", "the contract says source.encoding gb18030, but the text looks like utf-8"},
		{"encoding: utf-16le", "utf8", "the contract says source.encoding utf-16le, but the text looks like utf-8"},
		{`delimiter: "\x01"`, "\x01", "landed visit x_2026-11-01.csv: 1 received = 1 landed"},
		{`delimiter: "^|^"`, "^|^", "landed visit x_2026-11-01.csv: 1 received = 1 landed"},
		{`delimiter: "，"`, "，", "landed visit x_2026-11-01.csv: 1 received = 1 landed"},
		{`delimiter: "||"`, ",", "read as utf-8 with cells apart by \"||\"; name source.encoding or source.delimiter in the contract if that is wrong"},
	} {
		d := newDrop(t, c.source, "*_{date}*")
		body := visitHeader + "V1,2026-11-01,临河区甲街道综治中心,1,1.5\n"
		switch c.body {
		case "gbk":
			body = d.encoded(simplifiedchinese.GBK, body)
		case "utf8":
		default:
			body = strings.ReplaceAll(body, ",", c.body)
		}
		d.write("inbox/x_2026-11-01.csv", body)
		code := 4
		if strings.HasPrefix(c.want, "landed") {
			code = 0
		}
		d.lands(code, c.want)
	}
}

// archive packs files, in order, as a Chinese Windows does: names in GBK.
func (d *drop) archive(name string, files ...[2]string) {
	d.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: d.encoded(simplifiedchinese.GBK, f[0]), NonUTF8: true, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			d.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		d.Fatal(err)
	}
	d.write("inbox/"+name, b.String())
}

func TestArchiveSources(t *testing.T) {
	d := newDrop(t, `sheet: "*"`, "*_{date}*")
	row := func(n int) string { return visitHeader + fmt.Sprintf("V%d,2026-11-01,甲街道,1,1.5\n", n) }
	book := d.book(map[string][][]any{"走访": {{"走访编号", "走访日期", "单位"}, {"V9", "2026-11-01", "丙街道"}}})
	d.archive("月报_2026-11-01.zip", [2]string{"十一月/", ""}, [2]string{"十一月/甲街道.csv", d.encoded(simplifiedchinese.GBK, row(1))},
		[2]string{"十一月/乙街道.csv", row(2)}, [2]string{"十一月/丙街道.xlsx", book}, [2]string{"十一月/说明.docx", "x"}, [2]string{"__MACOSX/._x.csv", "x"},
		[2]string{"十一月/坏.csv", "a,b\n1,2\n"}, [2]string{"十一月/内.zip", "PK\x03\x04"}, [2]string{"十一月/空.csv", visitHeader})
	d.lands(4, "landed visit 月报_2026-11-01.zip!十一月_甲街道.csv: 1 received = 1 landed", "landed visit 月报_2026-11-01.zip!十一月_乙街道.csv: 1 received = 1 landed",
		"landed visit 月报_2026-11-01.zip!十一月_丙街道.xlsx!走访: 1 received = 1 landed", "held visit 月报_2026-11-01.zip!十一月_坏.csv",
		"held visit 月报_2026-11-01.zip!十一月_内.zip", "landed visit 月报_2026-11-01.zip!十一月_空.csv: 0 received")
	if out, _ := d.anlan("quarantine", "list"); !strings.Contains(out, "坏.csv") {
		t.Error(out)
	}
	// The same tables packed anew, or sent as they are, are the same batches.
	d.archive("again_2026-11-02.zip", [2]string{"x.csv", row(2)}, [2]string{"y.csv", row(3)})
	d.write("inbox/bare_2026-11-03.csv", row(3))
	d.lands(4, "landed visit again_2026-11-02.zip!y.csv: 1 received")
	d.rows("SELECT count(*) FROM visit", "4")
	// A table without rows, in the archive of another day, is that day's.
	d.archive("quiet_2026-11-04.zip", [2]string{"空.csv", visitHeader})
	d.lands(4, "landed visit quiet_2026-11-04.zip!空.csv: 0 received")
	// A notice takes back what an archive brought, all of it.
	d.write("inbox/withdraw_visit_2026-11-05.csv", "文件名,撤回原因\n月报_2026-11-01.zip,重复报送\n")
	d.lands(4, "notice visit withdraw_visit_2026-11-05.csv")
	d.rows("SELECT visit_no FROM visit", "V3")
}

func TestArchivesThatCannotBeTaken(t *testing.T) {
	d := newDrop(t, "encoding: auto", "*_{date}*.zip!*.csv")
	d.archive("good_2026-11-01.zip", [2]string{"x.csv", visitHeader + "V1,2026-11-01,甲街道,1,1.5\n"}, [2]string{"readme.txt", "no table"})
	good, err := os.ReadFile(filepath.Join(d.inbox, "good_2026-11-01.zip"))
	if err != nil {
		t.Fatal(err)
	}
	d.write("inbox/cut_2026-11-02.zip", string(good[:len(good)-10]))
	spoilt := bytes.Clone(good)
	spoilt[60] ^= 1
	d.write("inbox/spoilt_2026-11-02.zip", string(spoilt))
	locked := bytes.Clone(good)
	locked[6] |= 1
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	d.write("inbox/locked_2026-11-02.zip", string(locked))
	d.archive("letters_2026-11-02.zip", [2]string{"信.docx", "x"})
	d.archive("bomb_2026-11-02.zip", [2]string{"x.csv", visitHeader + strings.Repeat(" ", 80<<20)})
	d.lands(4, "landed visit good_2026-11-01.zip!x.csv: 1 received = 1 landed",
		"cut_2026-11-02.zip is held: the file breaks off before its directory: the upload was cut short",
		"spoilt_2026-11-02.zip is held: x.csv within it: the ZIP member data is damaged",
		"locked_2026-11-02.zip is held: x.csv within it is under a password; pack it without one and send that, or send the file itself",
		"letters_2026-11-02.zip is held: no table was found in the archive: it holds 信.docx",
		"bomb_2026-11-02.zip is held: x.csv within it: it unpacks to more than a table can be")
	d.rows("SELECT count(*) FROM visit", "1")
}

// book makes a workbook of sheets.
func (d *drop) book(sheets map[string][][]any, shape ...func(*excelize.File) error) string {
	d.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			d.Fatal(err)
		}
		for i, r := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &r); err != nil {
				d.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		d.Fatal(err)
	}
	for _, s := range shape {
		if err := s(f); err != nil {
			d.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		d.Fatal(err)
	}
	return b.String()
}

func TestWorkbookSources(t *testing.T) {
	d := newDrop(t, `sheet: "*街道"`, "*_{date}*")
	head := []any{"走访编号", "走访日期", "单位", "人数", "费用（万元）"}
	d.write("inbox/visit_2026-11-01.xlsx", d.book(map[string][][]any{
		"说明":  {{"填报说明"}},
		"甲街道": {{"走访台账"}, head, {"V1", 46327, "甲", "１２", 0.1}, {"合计", nil, nil, 12, 0.1}},
		"乙街道": {head, {"V2", "2026年11月1日", "乙", 3, "1.25"}, {nil, nil, "小计", 3, 1.25}, {"V3", "2026/11/2", "乙", "三", 1}},
		"丙街道": {{"走访编号", "单位", "人数"}, {"V4", "丙", 1}},
		"丁街道": {{"本月无走访"}},
	}))
	d.chinese = true
	d.lands(4, "landed visit visit_2026-11-01.xlsx!甲街道：收到 1 = 落地 1 + 拒收 0", "landed visit visit_2026-11-01.xlsx!乙街道：收到 2 = 落地 1 + 拒收 1",
		"held visit visit_2026-11-01.xlsx!丙街道", "the header lacks 走访日期")
	d.chinese = false
	d.rows("SELECT visit_no, visit_date, persons, cost FROM visit ORDER BY 1", "V1,2026-11-01,12,1000\nV2,2026-11-01,3,12500")
	d.lands(4, "held visit visit_2026-11-01.xlsx!丙街道") // and nothing else again
	if out, _ := d.anlan("quarantine", "list"); !strings.Contains(out, "visit_2026-11-01.xlsx!乙街道") {
		t.Error(out)
	}
}

func TestWorkbooksThatAreNotRead(t *testing.T) {
	d := newDrop(t, "encoding: auto", "*_{date}*")
	book := d.book(map[string][][]any{"走访": {{"走访编号", "走访日期", "单位"}, {"V1", "2026-11-01", "丙街道"}}})
	d.write("inbox/named_2026-11-01.xls", book) // a workbook by its bytes
	d.write("inbox/cut_2026-11-02.xlsx", book[:len(book)*2/3])
	var locked bytes.Buffer
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err == nil {
		err = errors.Join(f.Write(&locked, excelize.Options{Password: "安澜"}), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	d.write("inbox/locked_2026-11-02.xlsx", locked.String())
	xls := oldBook("Workbook")
	d.write("inbox/old_2026-11-02.xls", xls)
	d.write("inbox/renamed_2026-11-02.csv", xls+" ")
	d.write("inbox/page_2026-11-02.xls", "\r\n<HTML><table><tr><td>走访编号</td></tr></table>")
	var ods bytes.Buffer
	z := zip.NewWriter(&ods)
	w, err := z.Create("mimetype")
	if err == nil {
		_, err = w.Write([]byte("application/vnd.oasis.opendocument.spreadsheet"))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	d.write("inbox/table_2026-11-02.ods", ods.String())
	d.lands(4, "landed visit named_2026-11-01.xls: 1 received = 1 landed",
		"cut_2026-11-02.xlsx is held: the file breaks off before its directory: the upload was cut short",
		"locked_2026-11-02.xlsx is held: the workbook is under a password; save it without one",
		"old_2026-11-02.xls is held: the old XLS format is not read; open it in Excel or WPS, save it as XLSX (or as CSV UTF-8) and send that",
		"renamed_2026-11-02.csv is held: the old XLS format is not read",
		"page_2026-11-02.xls is held: it is a web page under the name of a XLS file; open it in Excel or WPS",
		"table_2026-11-02.ods is held: the OpenDocument format (ODS) is not read; open it in LibreOffice, WPS or Excel")
	d.rows("SELECT count(*) FROM visit", "1")
}

// oldBook gives the beginning of an Excel 97 file: its header and the first
// sector of its directory, with one stream.
func oldBook(stream string) string {
	b := make([]byte, 1024)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	b[30], b[48] = 9, 0
	name := b[512+128:]
	for i, r := range stream {
		name[2*i] = byte(r)
	}
	name[64] = byte(2*len(stream) + 2)
	return string(b)
}
