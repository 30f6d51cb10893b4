package etl

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// received are the names that fuzzed bytes come under.
var received = []string{"x.csv", "x.tsv", "x.csv.gz", "x.csv.zst", "x.json", "x.jsonl.gz", "x.xlsx", "x.xls", "x.zip"}

// FuzzOpen reads any bytes under any name: every outcome is rows or an error,
// and rows come in order.
func FuzzOpen(f *testing.F) {
	const text = "编号,单位,日期,人数\na,甲,2026-11-01,1\n"
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	_, err := w.Write([]byte(text))
	enc, zerr := zstd.NewWriter(nil)
	if err = errors.Join(err, w.Close(), zerr); err != nil {
		f.Fatal(err)
	}
	book := filepath.Join(f.TempDir(), "seed.xlsx")
	rawBook(f, book, bookPlain, "<worksheet><sheetData>"+inline(1, "编号", "单位")+inline(2, "a", "甲")+"</sheetData></worksheet>", "<sst/>")
	xlsx, err := os.ReadFile(book)
	if err != nil {
		f.Fatal(err)
	}
	ole := make([]byte, 1024)
	copy(ole, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	copy(ole[512+128:], "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00")
	for i, s := range [][]byte{[]byte(text), []byte(gb18030(f, text)), gz.Bytes(), enc.EncodeAll([]byte(text), nil), []byte(`[{"编号":"a"}]`), xlsx, ole, []byte("<html>"), []byte("\xff\xfea\x00"), {}} {
		f.Add(s, uint8(i))
		f.Add(s, uint8(8))
	}
	dir := f.TempDir()
	c := sheetOfVisits(f)
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		path := filepath.Join(dir, received[int(kind)%len(received)])
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		rows, _, err := readTable(path, c)
		if err != nil && err.Error() == "" {
			t.Error("an error that says nothing")
		}
		inOrder(t, rows)
		a, err := openArchive(path, "")
		if err != nil {
			return
		}
		defer a.Close()
		for _, m := range a.members {
			if strings.ContainsAny(m.name, "/\\") || !utf8.ValidString(m.name) || strings.HasPrefix(m.name, "..") && len(m.name) == 2 {
				t.Errorf("a member named %q", m.name)
			}
			if in, err := m.open(); err == nil {
				_, _ = io.Copy(io.Discard, io.LimitReader(in, 1<<20)) // any error will do
				in.Close()
			}
		}
	})
}

func inOrder(t *testing.T, rows []string) {
	t.Helper()
	last := 0
	for _, r := range rows {
		var line int
		if _, err := fmt.Sscanf(r, "%d:", &line); err != nil || line <= last {
			t.Fatalf("row %q behind %d, %v", r, last, err)
		}
		last = line
	}
}

// FuzzWorkbook reads any XML as the parts of a workbook.
func FuzzWorkbook(f *testing.F) {
	head := "<worksheet><sheetData>" + inline(1, "编号", "单位", "日期", "人数")
	for _, s := range []string{
		inline(2, "a", "甲", "=46327", "=1") + "</sheetData><mergeCells><mergeCell ref=\"A2:A9\"/></mergeCells></worksheet>",
		`<row><c t="s"><v>0</v></c><c t="e"><v>#N/A</v></c><c><f>x</f></c></row></sheetData></worksheet>`,
		`<row r="1048576"><c r="XFD1048576"><v>1e300</v></c></row></sheetData></worksheet>`, `<row><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row>`,
		`<!-- --><![CDATA[x]]><row r="2"/></sheetData></worksheet>`, "<?xml version=\"1.0\" encoding=\"x\"?>",
	} {
		f.Add(head+s, "<sst><si><t>a_x000D_</t></si></sst>", true)
		f.Add(head+s, "", false)
	}
	path := filepath.Join(f.TempDir(), "x.xlsx")
	c := sheetOfVisits(f)
	f.Fuzz(func(t *testing.T, sheet, shared string, old bool) {
		book := bookPlain
		if old {
			book = book1904
		}
		rawBook(t, path, book, sheet, shared)
		rows, _, err := readTable(path, c)
		if err != nil && err.Error() == "" {
			t.Error("an error that says nothing")
		}
		inOrder(t, rows)
	})
}

// FuzzHeader finds a header in any rows. What it finds is what the contract
// calls so.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{"编号|涉及金额（万元）", "题名\n编号|金额", "编号||人口\n|金额|常住人口（万人）", "编号|编号", "*　编 号|立案(受案)数（起）", "(|)|（）"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	c := smallContract(f, "")
	f.Fuzz(func(t *testing.T, text string, sheet bool) {
		var rows [][]string
		for line := range strings.SplitSeq(text, "\n") {
			if rows = append(rows, strings.Split(line, "|")); len(rows) == headerSearch {
				break
			}
		}
		h, err := c.findHeader(rows, sheet)
		if err != nil {
			return
		}
		if h.row < 0 || h.row+h.rows > len(rows) || h.rows < 1 || h.rows > 2 {
			t.Fatalf("header at row %d, %d rows, of %d", h.row, h.rows, len(rows))
		}
		taken := map[int]bool{}
		for k, at := range h.column {
			p := &c.Properties[k]
			switch {
			case at < 0 && p.Required && p.kept():
				t.Errorf("column %s is missing", p.Name)
			case at >= len(h.names):
				t.Errorf("column %s in cell %d of %d", p.Name, at, len(h.names))
			case at >= 0 && taken[at]:
				t.Errorf("cell %d is two columns", at)
			case at >= 0:
				taken[at] = true
			}
		}
	})
}

// FuzzEncoding writes a text in each encoding: it is read as it was, in steps
// of any length; and bytes that are no text are read to an end.
func FuzzEncoding(f *testing.F) {
	for _, s := range []string{"编号,单位\na,甲\n", "a,b\n", "㙟塆㵲䣕𫭟村", "\uFEFFx", "安", "\xff\xfea\x00", "联通"} {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, step uint8) {
		read := func(raw, declared string) (string, error) {
			in, charset, err := openText(&slow{[]byte(raw), int(step) + 1}, declared)
			if err != nil {
				return "", err
			}
			out, err := io.ReadAll(in)
			return newDecoder(charset).lenient(out), err
		}
		if _, err := read(text, "auto"); err != nil && !strings.Contains(err.Error(), "breaks off") {
			t.Errorf("%q: %v", text, err)
		}
		if !utf8.ValidString(text) || text == "" || strings.ContainsAny(text, "\x00\uFFFD\uFEFF") || strings.ContainsFunc(text, func(r rune) bool { return r >= 0xE000 && r < 0xF900 || r > 0xFFFF }) {
			return // private characters have several codes
		}
		for name, e := range map[string]encoding.Encoding{
			"utf-8": encoding.Nop, "gb18030": simplifiedchinese.GB18030,
			"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16be": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		} {
			raw, err := e.NewEncoder().String(text)
			if err != nil {
				continue
			}
			if back, err := e.NewDecoder().String(raw); err != nil || back != text {
				continue // the table has it one way only
			}
			got, err := read(raw, name)
			if err != nil && strings.Contains(err.Error(), "looks like") && !strings.HasPrefix(name, "utf-16") && name != sniff([]byte(raw)) {
				continue // declared, and refused: it may be either
			}
			if err != nil || got != text {
				t.Errorf("%s of %q: %q, %v", name, text, got, err)
			}
		}
	})
}

// FuzzDelimiter replaces a delimiter of several bytes as a whole text would be.
func FuzzDelimiter(f *testing.F) {
	f.Add([]byte("a||b|||c\n"), "||", uint8(1))
	f.Add([]byte("a^|^b^|"), "^|^", uint8(2))
	f.Add([]byte("编号，单位"), "，", uint8(0))
	f.Fuzz(func(t *testing.T, text []byte, delim string, step uint8) {
		if len(delim) < 2 || len(delim) > 8 || bytes.IndexByte(text, unitSeparator) >= 0 || checkDelimiter(delim) != nil {
			return
		}
		want := bytes.ReplaceAll(text, []byte(delim), []byte{unitSeparator})
		got, err := io.ReadAll(&narrow{&replacer{in: &slow{slices.Clone(text), int(step) + 1}, from: []byte(delim)}, int(step) + 1})
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: %q, want %q, %v", text, got, want, err)
		}
		c := sheetOfVisits(t)
		if d := c.guessDelimiter(text, "utf-8", ','); bytes.IndexByte(delimitersTried, d) < 0 {
			t.Errorf("delimiter %q", d)
		}
	})
}

// narrow reads with small buffers.
type narrow struct {
	in io.Reader
	n  int
}

func (r *narrow) Read(p []byte) (int, error) { return r.in.Read(p[:min(len(p), r.n)]) }

// FuzzMarker reads any marker. A line of sha256sum for the file is always
// understood, whatever stands around it.
func FuzzMarker(f *testing.F) {
	for _, s := range []string{"", "OK", "size=12", "12 x.csv", strings.Repeat("0", 64) + "  other.csv", `{"md5":"d41d8cd98f00b204e9800998ecf8427e"}`, "SHA256 (x.csv) = 00"} {
		f.Add(s)
	}
	sum := sha256.Sum256([]byte("x"))
	want := hex.EncodeToString(sum[:])
	f.Fuzz(func(t *testing.T, text string) {
		m := parseMarker(text, "x.csv")
		for name, s := range m.sums {
			if n := map[string]int{"SHA-256": 64, "MD5": 32}[name]; len(s) != n {
				t.Errorf("%s %q", name, s)
			}
		}
		if m.size < -1 {
			t.Errorf("size %d", m.size)
		}
		if m = parseMarker(text+"\n"+want+"  x.csv\n", "x.csv"); m.sums["SHA-256"] != want || m.others {
			t.Errorf("%+v", m)
		}
	})
}

// FuzzMemberName takes any name for one of an archive's: what comes out cannot
// leave a folder.
func FuzzMemberName(f *testing.F) {
	for _, s := range []string{"a/b.csv", "../../x", "/etc/x", "C:\\x\\y.csv", gb18030(f, "十一月/甲街道.csv"), "\xff", "..", "a/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := memberName(&zip.File{FileHeader: zip.FileHeader{Name: name}})
		if !utf8.ValidString(got) || strings.HasPrefix(got, "/") && got != "/" || slices.Contains(strings.Split(got, "/"), "..") {
			t.Errorf("%q becomes %q", name, got)
		}
		kept := keptName("0123456789abcdef", name)
		if len(kept) > 250 || strings.ContainsAny(kept, "/\x00") {
			t.Errorf("%q is kept as %q", name, kept)
		}
	})
}
