package etl

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

func TestSniff(t *testing.T) {
	const text = "纠纷编号,发生地区划\n1,安澜市临河区\n"
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) string {
		s, _, err := transform.String(unicode.UTF16(e, bom).NewEncoder(), text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct{ name, in, charset string }{
		{"utf-8", text, "utf-8"}, {"utf-8 with mark", "\uFEFF" + text, "utf-8"}, {"gb18030", gb18030(t, text), "gb18030"},
		{"utf-16le with mark", utf16(unicode.LittleEndian, unicode.UseBOM), "utf-8"}, {"utf-16be with mark", utf16(unicode.BigEndian, unicode.UseBOM), "utf-8"},
		{"utf-16le", utf16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-8"},
	} {
		in, charset, err := openText(strings.NewReader(c.in), "auto")
		if err != nil || charset != c.charset {
			t.Errorf("%s: charset %s, %v", c.name, charset, err)
			continue
		}
		out, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := newDecoder(charset).lenient(out); got != text {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	for in, want := range map[string]string{"": "utf-8", "abc": "utf-8", "a\xff\xffbc": "gb18030", text[:len(text)-2]: "utf-8", "安": "utf-8", "\xb0\xb2": "gb18030"} {
		if got := sniff([]byte(in)); got != want {
			t.Errorf("sniff(%q) = %s, want %s", in, got, want)
		}
	}
}

// Characters of place names that take four bytes in GB18030 survive.
func TestRareCharacters(t *testing.T) {
	const rare = "㙟塆㵲䣕𫭟村"
	in := gb18030(t, rare)
	out, err := newDecoder("gb18030").decode([]byte(in))
	if err != nil || string(out) != rare {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := newDecoder("gb18030").decode([]byte(in[:len(in)-1])); err == nil {
		t.Error("half a character passes")
	}
}

func TestForms(t *testing.T) {
	c := newCity(t).areas()
	row := func(day, org string) string {
		return disputeFile(map[string]string{"纠纷编号": "62990220261101000" + day, "承办调解组织": org})
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(row("01", "压缩"))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	wide, _, err := transform.String(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), row("02", "宽"))
	if err != nil {
		t.Fatal(err)
	}
	b := c.must("dispute_case",
		c.file("a_2026-11-01.csv.gz", packed.String()),
		c.file("b_2026-11-02.csv", wide),
		c.file("c_2026-11-03.csv", "\uFEFF"+strings.ReplaceAll(row("03", "标"), "\n", "\r\n")),
		c.file("d_2026-11-04.tsv", strings.ReplaceAll(row("04", "制"), ",", "\t")),
		c.file("e_2026-11-05.csv", gb18030(t, row("05", "䣕"))),
		c.file("f_2026-11-06.csv", strings.ReplaceAll(row("06", "分"), ",", ";")))
	for _, x := range b {
		if x.Landed != 1 {
			t.Errorf("%s: %+v %s", x.Source, x, c.rejects(x))
		}
	}
	if got, want := c.query("SELECT org_id FROM dispute_case ORDER BY case_id"), "压缩 宽 标 制 䣕 分"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	// A packed file that breaks off is held whole.
	if b, err := c.land("dispute_case", c.file("g_2026-11-07.csv.gz", packed.String()[:packed.Len()-12])); err == nil || len(b) != 1 || b[0].Landed != 0 {
		t.Errorf("%v %+v", err, b)
	}
	// A text that breaks off within a character loses its last row only.
	text := gb18030(t, row("08", "甲")+strings.SplitAfterN(row("09", "乙"), "\n", 2)[1])
	text = text[:strings.LastIndex(text, gb18030(t, "乙"))+1]
	b = c.must("dispute_case", c.file("h_2026-11-08.csv", text))
	if b[0].Landed != 1 || c.rejects(b[0]) != "3::fields" {
		t.Errorf("%+v %s", b[0], c.rejects(b[0]))
	}
}
