package site_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

var pages = []string{"/", "/?area=629902&layer=MD", "/?level=county", "/area/6299", "/area/629902", "/area/629902001", "/area/629902001001", "/tree", "/tree?area=629902001",
	"/indicator/MD01", "/indicator/SZ06?area=629922", "/warnings", "/warnings?grade=red", "/warning/farrington_flexible.dispute_type.629902001.04.2026-W46",
	"/assessment", "/assessment?area=629902", "/data", "/method", "/about", "/search?q=MD", "/?period=2026-11"}

func TestPages(t *testing.T) {
	w := newSite(t)
	for _, lang := range []string{"zh", "en"} {
		for _, path := range pages {
			t.Run(lang+path, func(t *testing.T) {
				r := w.get("leader", path, "Cookie", "lang="+lang)
				text := body(t, r)
				if r.StatusCode != 200 {
					t.Fatalf("status %d", r.StatusCode)
				}
				wellFormed(t, text)
				for _, bad := range []string{"⟨", "NaN", "%!", "<no value>", "style=", "onclick", "http://", "https://"} {
					if i := strings.Index(strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, ""), bad); i >= 0 {
						t.Errorf("the page holds %q", bad)
					}
				}
				if want := map[string]string{"zh": `lang="zh-CN"`, "en": `lang="en"`}[lang]; !strings.Contains(text, want) {
					t.Errorf("the page is not in %s", lang)
				}
				if path == "/?period=2026-11" && !strings.Contains(text, map[string]string{"zh": "暂计", "en": "Provisional"}[lang]) {
					t.Error("the running month is not marked as provisional")
				}
			})
		}
	}
}

// wellFormed reads the page as a tree: every element that is opened is closed,
// in order, and ids are unique.
func wellFormed(t *testing.T, text string) {
	t.Helper()
	ids := map[string]bool{}
	loose := regexp.MustCompile(` (hidden|required|autofocus|selected|download|open|defer|data-auto|data-sort|data-theme-switch)([ >])`)
	text = strings.Replace(text, "<!doctype html>", "", 1)
	for loose.MatchString(text) {
		text = loose.ReplaceAllString(text, ` $1=""$2`)
	}
	text = regexp.MustCompile(`<(meta|link|input|br)\b([^>]*)>`).ReplaceAllString(text, "<$1$2/>")
	d := xml.NewDecoder(strings.NewReader(text))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("id %q twice", a.Value)
				} else if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
		}
	}
}

func TestScope(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string]int{
		"/": 200, "/area/6299": 200, "/area/629902": 200, "/area/629902001": 200, "/tree?area=6299": 200, "/indicator/MD01?area=6299": 200,
		"/area/629903": 404, "/area/629903001": 404, "/tree?area=629903": 404, "/indicator/MD01?area=629903": 404, "/?area=629903": 404,
		"/warnings?area=629903": 404, "/warning/farrington_flexible.hotline_domain.629903004.03.2026-W46": 404, "/?area=629903&export=map.csv": 404,
	} {
		if r := w.get("linhe", path); r.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, r.StatusCode, want)
		}
	}
	// Nothing of another county is on any page of this one's leader.
	for _, path := range append([]string{"/area/6299?export=children.csv"}, pages...) {
		if strings.Contains(path, "629922") {
			continue
		}
		text := body(t, w.get("linhe", path))
		for _, k := range counties[1:] {
			if strings.Contains(text, k.code) || strings.Contains(text, k.name) {
				t.Errorf("%s shows %s", path, k.name)
			}
		}
	}
	if r := w.get("handler", "/area/629902002"); r.StatusCode != 404 {
		t.Errorf("a township's handler sees the next township: %d", r.StatusCode)
	}
	if r := w.get("handler", "/"); r.StatusCode != 200 {
		t.Errorf("a township's handler has no overview: %d", r.StatusCode)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// TestExportEqualsPage reads every exported table beside its page: each cell's
// text stands in the page's table, in that order.
func TestExportEqualsPage(t *testing.T) {
	w := newSite(t)
	for path, tables := range map[string][]string{"/": {"ranking", "weakest", "map"}, "/area/629902": {"children", "weakest", "moved", "lift", "ahead"}, "/indicator/MD01": {"areas", "series"},
		"/data": {"cutoffs", "batches", "quality", "open", "pairs", "rules"}, "/assessment": {"vetoes", "rates", "stars", "awards"}, "/tree?area=629903001": {"tree-MD"}} {
		page := html.UnescapeString(tags.ReplaceAllString(body(t, w.get("leader", path)), "\n"))
		for _, id := range tables {
			query := path + "?export="
			if strings.Contains(path, "?") {
				query = path + "&export="
			}
			r := w.get("leader", query+id+".csv")
			text := strings.TrimPrefix(body(t, r), "\ufeff")
			rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil || r.StatusCode != 200 || len(rows) < 2 {
				t.Fatalf("%s %s: %d, %d rows, %v", path, id, r.StatusCode, len(rows), err)
			}
			rest := page
			grouped := rows[0][0] == ""
			for _, row := range rows {
				for j, cell := range row {
					cell = strings.TrimPrefix(cell, "'")
					if grouped && j == 0 || cell == "" {
						continue
					}
					i := strings.Index(rest, cell)
					if minus, ok := strings.CutPrefix(cell, "-"); ok { // pages write a true minus
						if j := strings.Index(rest, "−"+minus); i < 0 || j >= 0 && j < i {
							i = j
						}
					}
					if i < 0 {
						t.Fatalf("%s: export %s has %q, which the page does not show there", path, id, cell)
					}
					rest = rest[i:]
				}
			}
			book, err := excelize.OpenReader(w.get("leader", query+id+".xlsx").Body)
			if err != nil {
				t.Fatal(err)
			}
			sheet, err := book.GetRows("Sheet1")
			if err != nil || len(sheet) != len(rows) {
				t.Errorf("%s: the workbook of %s has %d rows, the CSV %d, %v", path, id, len(sheet), len(rows), err)
			}
		}
	}
	trail, err := w.ledger.Trail(context.Background(), 100)
	if err != nil || len(trail) < 12 || trail[0].Action != "export" {
		t.Errorf("exports are not in the trail: %d entries, %v", len(trail), err)
	}
}

func TestCaching(t *testing.T) {
	w := newSite(t)
	r := w.get("leader", "/", "Accept-Encoding", "gzip")
	tag := r.Header.Get("ETag")
	if tag == "" || r.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", r.Header)
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !strings.Contains(string(text), "平安一张图") {
		t.Errorf("unzipped: %v", err)
	}
	if r := w.get("leader", "/", "If-None-Match", tag); r.StatusCode != 304 {
		t.Errorf("the same page again: %d", r.StatusCode)
	}
	if r := w.get("assessor", "/", "If-None-Match", tag); r.StatusCode != 200 {
		t.Errorf("another reader with that tag: %d", r.StatusCode)
	}
	if r := w.get("leader", "/?lang=en", "If-None-Match", tag); r.StatusCode != 200 {
		t.Errorf("another language with that tag: %d", r.StatusCode)
	}
	for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"} {
		if r.Header.Get(h) == "" {
			t.Errorf("no %s", h)
		}
	}
	if csp := r.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
		t.Errorf("policy %s", csp)
	}
	if got := w.get("linhe", "/"); got.Header.Get("ETag") == tag {
		t.Error("readers of different areas share a tag")
	}
}

var key = regexp.MustCompile(`\{\{-? ?(?:[^{}]*\()?t "([a-z._0-9-]+)"|c\.text\("([a-z._0-9+-]+)"[,)]|l\.text\("([a-z._]+)"`)

func TestTexts(t *testing.T) {
	texts := map[string]map[string]string{}
	for _, lang := range []string{"zh", "en"} {
		raw, err := os.ReadFile("texts/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		texts[lang] = m
	}
	verbs := regexp.MustCompile(`%[a-z]|\{[a-z]+\}`)
	for k, zh := range texts["zh"] {
		en, ok := texts["en"][k]
		if !ok || en == "" || zh == "" {
			t.Errorf("%s is not in both languages", k)
		}
		if a, b := verbs.FindAllString(zh, -1), verbs.FindAllString(en, -1); len(a) != len(b) {
			t.Errorf("%s takes %v in Chinese and %v in English", k, a, b)
		}
	}
	if len(texts["zh"]) != len(texts["en"]) {
		t.Errorf("%d Chinese and %d English texts", len(texts["zh"]), len(texts["en"]))
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, more...) {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(source), -1) {
			if k := m[1] + m[2] + m[3]; texts["zh"][k] == "" {
				t.Errorf("%s asks for %q, which has no text", f, k)
			}
		}
	}
}

// BenchmarkPages measures pages by 200 readers at once.
func BenchmarkPages(b *testing.B) {
	w := newSite(b)
	b.SetParallelism(100)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if r := w.get("leader", pages[i%len(pages)], "Accept-Encoding", "gzip"); r.StatusCode != 200 {
				b.Error(r.StatusCode)
			}
		}
	})
}
