package site_test

import (
	"html"
	"strings"
	"testing"
)

// TestOpenRejects shows what waits to be mended now, oldest in colour, in both
// languages; counts only.
func TestOpenRejects(t *testing.T) {
	w := newSite(t)
	for lang, want := range map[string]string{"en": "dispute_case Political and Legal Affairs Commission 1 2 12 d hotline_ticket 12345热线 1 1 1 d", "zh": "dispute_case 市委政法委 1 2 12天 hotline_ticket 12345热线 1 1 1天"} {
		page := body(t, w.get("leader", "/data?lang="+lang))
		_, rest, ok := strings.Cut(page, `data-table="open"`)
		if !ok {
			t.Fatalf("%s: no such table", lang)
		}
		table, _, _ := strings.Cut(rest, "</table>")
		text := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(table, " "))), " ")
		if !strings.HasSuffix(text, want) {
			t.Errorf("%s: %s", lang, text)
		}
		if strings.Contains(table, "2026-11-08.csv") {
			t.Errorf("%s: it names files", lang)
		}
	}
}
