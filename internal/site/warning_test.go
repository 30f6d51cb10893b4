package site_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestWarningWithoutCounts: where no count of a warning is published nothing is
// held against what is usual: on the warnings' page and in its export, on the
// area's page and on the warning's own.
func TestWarningWithoutCounts(t *testing.T) {
	w := newSite(t)
	one := "/warning/" + url.PathEscape("pooled:dispute_type:629921001:04:2026-W46")
	for lang, want := range map[string]map[string]string{
		"zh": {"/area/629921": "件数不公布<", one: ">件数不公布：或为小数，或据以可推知小数。<", "/warnings": "<b>隐去</b>"},
		"en": {"/area/629921": "Counts not published<", one: ">How many cases is not published: the count is small, or would tell a small one.<", "/warnings": "<b>Withheld</b>"},
	} {
		for path, says := range want {
			text := body(t, w.get("yongji", path+"?lang="+lang))
			if !strings.Contains(text, says) {
				t.Errorf("%s in %s does not say %q", path, lang, says)
			}
			for _, bad := range []string{"<b>0.0<", "常态 0.0", "sual 0.0"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s in %s says %q", path, lang, bad)
				}
			}
		}
	}
	if text := body(t, w.get("yongji", "/warnings?lang=en")); !strings.Contains(text, "<b>&lt;5</b>") || !strings.Contains(text, "<b>&lt;0.1</b>") {
		t.Error("a small count is not held against the little that is usual")
	}
	if text := body(t, w.get("yongji", "/warnings?lang=en&export=warnings.csv")); !strings.Contains(text, "Withheld,—,—,") {
		t.Errorf("the export says %s", text)
	}
}
