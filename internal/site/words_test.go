package site_test

import (
	"html"
	"strings"
	"testing"
)

// The page on the method says how often the index of this edition comes out,
// and whoever decided on its versions is named in the reader's language alone.
func TestMethod(t *testing.T) {
	w := newSite(t)
	for lang, want := range map[string][2]string{
		"zh": {"指数按月编制。 市和区县另按周、季编制指数。", "2026-01-05 平安办 起步"},
		"en": {"It comes out by the month. For the city and its counties it comes out by the week and quarter as well.", "2026-01-05 Peace Office A start"},
	} {
		page := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(body(t, w.get("leader", "/method?lang="+lang)), " "))), " ")
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page does not say %q", lang, text)
			}
		}
	}
}
