package site_test

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// sampleCatalogue has one page in each language and a style sheet.
func sampleCatalogue(lang, page string) ([]byte, error) {
	if page == "index.html" && (lang == "zh" || lang == "en") || page == "style.css" && lang == "" {
		return []byte(lang + " " + page), nil
	}
	return nil, anlan.Errorf(anlan.NotFound, "no page %s", page)
}

// TestCatalogue serves the catalogue to readers who have signed in.
func TestCatalogue(t *testing.T) {
	w := newSite(t)
	if r := w.get("", "/catalogue/zh/index.html"); r.StatusCode != 303 || !strings.HasPrefix(r.Header.Get("Location"), "/signin?next=%2Fcatalogue") {
		t.Errorf("without a session: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
	if r := w.get("leader", "/catalogue"); r.StatusCode != 303 || r.Header.Get("Location") != "/catalogue/zh/index.html" {
		t.Errorf("/catalogue: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
	for path, want := range map[string]string{"/catalogue/zh/index.html": "zh index.html", "/catalogue/en/index.html": "en index.html", "/catalogue/style.css": " style.css"} {
		r := w.get("leader", path)
		if got := body(t, r); r.StatusCode != 200 || got != want {
			t.Errorf("%s: %d %q", path, r.StatusCode, got)
		}
		if kind := r.Header.Get("Content-Type"); strings.HasSuffix(path, ".css") != strings.HasPrefix(kind, "text/css") {
			t.Errorf("%s is sent as %s", path, kind)
		}
	}
	if r := w.get("leader", "/catalogue/zh/none.html"); r.StatusCode != 404 {
		t.Errorf("a page that is not there: %d", r.StatusCode)
	}
}
