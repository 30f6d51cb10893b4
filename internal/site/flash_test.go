package site_test

import (
	"html"
	"regexp"
	"testing"
)

// TestFlashChange: the change of a rate is in points and says so, that of a
// count in percent.
func TestFlashChange(t *testing.T) {
	w := newSite(t)
	for lang, want := range map[string][2]string{"en": {`vs day before [+−±]\d+(\.\d)? points`, `vs day before [+−±]\d+(\.\d)?%`},
		"zh": {`较前日 [+−±]\d+(\.\d)?个百分点`, `较前日 [+−±]\d+(\.\d)?%`}} {
		text := html.UnescapeString(body(t, w.get("leader", "/?lang="+lang)))
		for _, form := range want {
			if !regexp.MustCompile(form).MatchString(text) {
				t.Errorf("in %s the page has no change like %s", lang, form)
			}
		}
		if m := regexp.MustCompile(`(vs day before|较前日) [+−±][\d.]+<`).FindString(text); m != "" {
			t.Errorf("in %s a change is without its unit: %s", lang, m)
		}
	}
}
