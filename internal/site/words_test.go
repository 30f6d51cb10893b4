package site_test

import (
	"html"
	"strings"
	"testing"
)

// What pages say of figures that are withheld, or not made at all, makes sense.
func TestWhatIsNotShown(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string]struct{ has, not []string }{
		"/area/629902001?lang=en":         {[]string{"81.2% Withheld"}, []string{"Withheld%", "Withheld %"}},
		"/area/629902001001?lang=en":      {[]string{"Figures", "81.2% Withheld", "and no index"}, []string{"Too little data", "What costs the most points", "Withheld%"}},
		"/area/629902001001?lang=zh":      {[]string{"不编制指数"}, []string{"数据不足", "短板清单"}},
		"/tree?area=629902001001&lang=zh": {[]string{"不编制指数"}, []string{"上期"}},
		"/area/629902?lang=en":            {[]string{"Large fires <5"}, []string{"<5–<5"}},
		"/indicator/QZ01?lang=en":         {[]string{"Counties the 95% interval's upper end < 85"}, []string{"U95"}},
		"/warnings?lang=en":               {[]string{"Townships: dark where a cluster goes on, paler where it has faded."}, nil},
	} {
		page := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(body(t, w.get("leader", path)), " "))), " ")
		for _, text := range want.has {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
		for _, text := range want.not {
			if strings.Contains(page, text) {
				t.Errorf("%s shows %q", path, text)
			}
		}
	}
	if r := w.get("", "/favicon.ico"); r.StatusCode != 302 || !strings.HasPrefix(r.Header.Get("Location"), "/assets/icon") {
		t.Errorf("the icon of pages that name none: %d, %s", r.StatusCode, r.Header.Get("Location"))
	}
}

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
