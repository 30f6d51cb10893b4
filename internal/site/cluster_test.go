package site_test

import (
	"strings"
	"testing"
)

// TestClusters: the warnings' page shows what may be shown of clusters, on a map
// too, and each reader those of which every area is theirs.
func TestClusters(t *testing.T) {
	w := newSite(t)
	page := body(t, w.get("leader", "/warnings?lang=en"))
	for _, want := range []string{"Utilities and heating and Property", "2026-W45–2026-W46", "<b>83</b>", "once in 500 weeks", "Withheld", `data-code="629902001"`, `class="area s6"`, `class="area s3"`, `id="clusters-county`, `id="clusters-township`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if page := body(t, w.get("linhe", "/warnings?lang=en")); strings.Contains(page, "once in 500 weeks") || !strings.Contains(page, "2026-W41") {
		t.Error("a county's reader sees a cluster that lies in another county too, or not their own")
	}
}
