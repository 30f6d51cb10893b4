package site_test

import (
	"strings"
	"testing"
)

// TestOwner: departments that answer for indicators have their names in the reader's
// language.
func TestOwner(t *testing.T) {
	w := newSite(t)
	for lang, want := range map[string]string{"en": "<dd>Fire and Rescue</dd>", "zh": "<dd>市消防救援支队</dd>"} {
		if !strings.Contains(body(t, w.get("leader", "/indicator/GA01?lang="+lang)), want) {
			t.Errorf("in %s the page does not say %s", lang, want)
		}
	}
}
