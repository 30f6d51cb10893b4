package etl

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestClean(t *testing.T) {
	utf := newDecoder("utf-8")
	for in, want := range map[string]string{
		"": "", " ": "", "\u3000": "", "-": "", "--": "", "—": "", "——": "", "/": "", "／": "", "无": "", " 无 ": "", "NULL": "", "null": "", "不详": "",
		" a ": "a", "\u3000安澜\u3000": "安澜", "\u00a0x": "x", "无锡路": "无锡路", "-1": "-1", "//": "//", "N": "N",
	} {
		got, err := clean([]byte(in), utf)
		if err != nil || string(got) != want {
			t.Errorf("clean(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	if _, err := clean([]byte{'a', 0xff}, utf); err == nil {
		t.Error("clean of a broken text gave no error")
	}
}

func TestParseNumber(t *testing.T) {
	var scratch []byte
	for _, c := range []struct {
		in     string
		want   float64
		suffix bool
	}{
		{"0", 0, false}, {"12", 12, false}, {"-3", -3, false}, {"+3", 3, false}, {"1,234", 1234, false}, {"1,234,567.50", 1234567.5, false},
		{"１２３", 123, false}, {"１，２３４．５", 1234.5, false}, {"12件", 12, true}, {"3人", 3, true}, {"1,200 元", 1200, true}, {"０．５", 0.5, false},
		{"1.2E+05", 120000, false}, {"6.29902E5", 629902, false}, {"0.30000000000000004", 0.30000000000000004, false}, {".5", 0.5, false}, {"5.", 5, false},
	} {
		n, suffix, ok := parseNumber([]byte(c.in), &scratch)
		if !ok || math.Abs(n.float(0)-c.want) > 1e-15 || suffix != c.suffix {
			t.Errorf("parseNumber(%q) = %v, %v, %v; want %v", c.in, n.float(0), suffix, ok, c.want)
		}
	}
	for _, in := range []string{"", "a", "1 2", "1,23", "12,34", ",123", "1234,567", "1.2.3", "1e", "1e99", "--1", "件", "12万", "12%", "0x1F", "１２a", "NaN", "Inf", "12345678901234567890", "1,234.5,6"} {
		if n, _, ok := parseNumber([]byte(in), &scratch); ok {
			t.Errorf("parseNumber(%q) = %v, want none", in, n)
		}
	}
}

func TestScaled(t *testing.T) {
	for _, c := range []struct {
		in    string
		shift int
		want  int64
		exact bool
		fits  bool
	}{
		{"1.5", 0, 2, false, true}, {"-1.5", 0, -2, false, true}, {"1.25", 2, 125, true, true}, {"12.345", 2, 1235, false, true}, {"3.5", 4, 35000, true, true},
		{"1.00", 0, 1, true, true}, {"922337203685477580", 2, 0, false, false}, {"0", 18, 0, true, true}, {"0.004", 2, 0, false, true}, {"0.30000000000000004", 2, 30, false, true},
	} {
		n, ok := parseDecimal([]byte(c.in))
		if !ok {
			t.Fatal(c.in)
		}
		v, exact, fits := n.scaled(c.shift)
		if v != c.want || exact != c.exact || fits != c.fits {
			t.Errorf("%s × 10^%d = %d, %v, %v; want %d, %v, %v", c.in, c.shift, v, exact, fits, c.want, c.exact, c.fits)
		}
	}
}

func TestParseTime(t *testing.T) {
	loc := time.FixedZone("CST", 8*3600)
	var scratch []byte
	for in, want := range map[string]string{
		"2020-10-16": "2020-10-16 00:00:00", "2020/10/16": "2020-10-16 00:00:00", "2020.10.16": "2020-10-16 00:00:00", "20201016": "2020-10-16 00:00:00",
		"2020年10月16日": "2020-10-16 00:00:00", "2020年1月6日": "2020-01-06 00:00:00", "2020-1-6": "2020-01-06 00:00:00", "2020/1/6 8:05": "2020-01-06 08:05:00",
		"2020-10-16 08:05:09": "2020-10-16 08:05:09", "2020-10-16T08:05:09": "2020-10-16 08:05:09", "2020-10-16 08:05": "2020-10-16 08:05:00",
		"2020-10-16  08:05": "2020-10-16 08:05:00", "2020-10-16 08:05:09.5": "2020-10-16 08:05:09.5", "20201016080509": "2020-10-16 08:05:09",
		"2020年10月16日 8时5分": "2020-10-16 08:05:00", "2020年10月16日8时5分9秒": "2020-10-16 08:05:09", "2020年10月16日8时": "2020-10-16 08:00:00", "2020年10月16日 08:05:09": "2020-10-16 08:05:09",
		"２０２０－１０－１６": "2020-10-16 00:00:00", "44120": "2020-10-16 00:00:00", "44120.5": "2020-10-16 12:00:00", "44120.336806": "2020-10-16 08:05:00",
		"2020-10-16T00:05:09Z": "2020-10-16 08:05:09", "2020-10-16T08:05:09+08:00": "2020-10-16 08:05:09", "2024-02-29": "2024-02-29 00:00:00", "2000-02-29": "2000-02-29 00:00:00",
	} {
		got, f := parseTime([]byte(in), loc, &scratch)
		if s := time.UnixMicro(got).UTC().Format("2006-01-02 15:04:05.999999"); f != faultNone || s != want {
			t.Errorf("parseTime(%q) = %s, %v; want %s", in, s, f, want)
		}
	}
	for in, want := range map[string]fault{
		"2026-02-30": faultDate, "2026-02-29": faultDate, "1900-02-29": faultDate, "2026-13-01": faultDate, "2026-00-10": faultDate, "2026-10-00": faultDate, "20260230": faultDate,
		"2026年2月30日": faultDate, "10月16日": faultNoYear, "10-16": faultNoYear, "10/16": faultNoYear, "１０月１６日": faultNoYear, "昨天": faultDate, "2026-10-16 25:00:00": faultDate,
		"2026-10-16 08:60": faultDate, "2026": faultDate, "12": faultDate, "123456789": faultDate, "0999-01-01": faultDate, "2026-10-16 08:05:09 x": faultDate, "2026/10-16": faultDate,
		"-44120": faultDate, "20261016250000": faultDate, "2026-10": faultDate,
	} {
		if got, f := parseTime([]byte(in), loc, &scratch); f != want {
			t.Errorf("parseTime(%q) = %v, fault %d; want fault %d", in, got, f, want)
		}
	}
}

func TestCivilIsTheCalendar(t *testing.T) {
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; day.Year() < 2200; day = day.AddDate(0, 0, 1) {
		y, m, d := day.Date()
		if n, ok := civil(y, int(m), d); !ok || n != day.Unix()/86400 {
			t.Fatalf("civil(%v) = %d, %v", day, n, ok)
		}
	}
}

func TestBoolAndMonth(t *testing.T) {
	var scratch []byte
	for in, want := range map[string]int64{"是": 1, "否": 0, "1": 1, "0": 0, "１": 1, "true": 1, "FALSE": 0, "Y": 1, "n": 0} {
		if v, f := boolCell([]byte(in), &scratch); v != want || f != faultNone {
			t.Errorf("bool %q = %d, %d", in, v, f)
		}
	}
	for _, in := range []string{"2", "对", "yes!", "是的", "T"} {
		if _, f := boolCell([]byte(in), &scratch); f != faultBool {
			t.Errorf("bool %q passed", in)
		}
	}
	for _, in := range []string{"2026-09", "2026/9", "202609", "2026年9月", "2026年09月", "2026.9"} {
		if v, f := parseMonth([]byte(in), &scratch); f != faultNone || time.UnixMicro(v).UTC().Format("2006-01-02") != "2026-09-01" {
			t.Errorf("month %q = %d, %d", in, v, f)
		}
	}
	for _, in := range []string{"2026-13", "2026", "9月", "202613", "2026-9月x"} {
		if _, f := parseMonth([]byte(in), &scratch); f == faultNone {
			t.Errorf("month %q passed", in)
		}
	}
}

func TestSignificant(t *testing.T) {
	for in, want := range map[string]string{
		"629900000000": "6299", "629902000000": "629902", "629902001000": "629902001", "629902001002": "629902001002", "629902001002003": "629902001002003",
		"629900": "6299", "629902": "629902", "62990200": "629902", "629902010": "629902010", "629902001002000": "629902001002", "6299": "6299", "62": "62",
	} {
		if got := string(significant(cityLevels, []byte(in))); got != want {
			t.Errorf("significant(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestUSCC(t *testing.T) {
	if !uscc([]byte("91350100M000100Y43")) { // the standard's own example
		t.Error("a right code is refused")
	}
	if uscc([]byte("91350100M000100Y44")) || uscc([]byte("91350100M000100I43")) || uscc(nil) {
		t.Error("a wrong code passes")
	}
}

// validID completes 17 digits with the check character of GB 11643.
func validID(first17 string) string {
	for _, c := range "0123456789X" {
		if id := first17 + string(c); person([]byte(id)) == "identity number" {
			return id
		}
	}
	panic("no check character for " + first17)
}

func TestPerson(t *testing.T) {
	id := validID("62990219900101123")
	var x string // one that ends in X
	for i := 100; x == "" || x[17] != 'X'; i++ {
		x = validID(fmt.Sprintf("62990219850315%03d", i))
	}
	for in, want := range map[string]string{
		id: "identity number", "身份证" + id + "。": "identity number", x: "identity number", x[:17] + "x": "identity number", id[:6] + " " + id[6:14] + " " + id[14:]: "identity number",
		"13812345678": "mobile phone number", "电话：13812345678，": "mobile phone number", "138 1234 5678": "mobile phone number", "138-1234-5678": "mobile phone number",
		"１３８１２３４５６７８": "mobile phone number", "+8613812345678": "mobile phone number", "a13812345678b": "mobile phone number", "11010519491231002X": "identity number",
		"x 1 y 13812345678": "mobile phone number",
	} {
		if got := person([]byte(in)); got != want {
			t.Errorf("person(%s) = %q, want %q", in, got, want)
		}
	}
	wrong := []byte(id)
	wrong[17] = '0' + (wrong[17]-'0'+1)%10
	if wrong[17] > '9' || id[17] == 'X' {
		wrong[17] = '5'
	}
	for _, in := range []string{
		"", "6299022026110100123", "629902202611010012", string(wrong), "12812345678", "138123456789", "1381234567", "GD20261101-00012", "2026110113812345678", "913501001234567890",
		"0931-1234567", "2026-11-01 12:30:00", "RT629902-2026-00012", id + "1", "138 1234 56789", "62990201213812345678",
	} {
		if got := person([]byte(in)); got != "" {
			t.Errorf("person(%s) = %q, want none", in, got)
		}
	}
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"1,234", "１２件", "2026-02-30", "2026年1月5日 8时", "44120.5", "138 1234 5678", "\xff\xfe", "6.29E+14", "---"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var scratch []byte
		for _, charset := range []string{"utf-8", "gb18030"} {
			b, err := clean(in, newDecoder(charset))
			if err != nil || b == nil {
				continue
			}
			parseNumber(b, &scratch)
			if v, f := parseTime(b, time.UTC, &scratch); f == faultNone {
				if y := time.UnixMicro(v).UTC().Year(); y < 1899 || y > 2200 {
					t.Errorf("%q is in the year %d", b, y)
				}
			}
			boolCell(b, &scratch)
			parseMonth(b, &scratch)
			significant(cityLevels, b)
			person(b)
			wholeNumber(b)
		}
	})
}

// A pattern of steps takes what its regular expression takes, and nothing else.
func TestStepsAreTheirPattern(t *testing.T) {
	for _, pattern := range []string{`\d{19}`, `GD\d{16}`, `[A-Z]{8}`, `[A-Z]{3}-\d{7}`, `GD\d{4}`, `[A-Z]{2}-\d{3}`, `\d`, `Q[0-9]X`, `6299\d{2}(\d{3})?`, `\d{4,15}`, `a|b`, ``} {
		re := regexp.MustCompile(`^(?:` + pattern + `)$`)
		m := compileMatcher(pattern, re)
		by, quick := m.(steps)
		strides := by.strides()
		if want := !strings.ContainsAny(pattern, "(|,") && pattern != ""; quick != want {
			t.Errorf("%s: steps %t, want %t", pattern, quick, want)
		}
		some := []string{"", "1", "12", "1234567890123456789", "GD1234", "GD123a", "gd1234", "GD12345", "AB-123", "AB-12x", "Q7X", "QaX", "629901", "629901001", "a", "b", "Ａ"}
		// Every byte that there is, at every place of a text that matches.
		for _, whole := range []string{"1234567890123456789", "GD2026103100000001", "ABCDEFGH", "ABC-1234567"} {
			if !quick || !re.MatchString(whole) {
				continue
			}
			if len(strides) == 0 || !fits(strides, []byte(whole)) {
				t.Errorf("%s: %q does not fit by eight", pattern, whole)
			}
			for i := range whole {
				for c := range 256 {
					some = append(some, whole[:i]+string([]byte{byte(c)})+whole[i+1:])
				}
			}
		}
		for _, s := range some {
			if got, want := m.Match([]byte(s)), re.MatchString(s); got != want {
				t.Errorf("%s of %q: %t, want %t", pattern, s, got, want)
			}
			if len(strides) > 0 && len(s) == len(by) && fits(strides, []byte(s)) && !re.MatchString(s) {
				t.Errorf("%s: %q fits by eight, and does not match", pattern, s)
			}
		}
	}
}
