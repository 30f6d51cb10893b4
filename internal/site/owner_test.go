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

// TestGaming: how an indicator could be gamed is said in the reader's language,
// in English where there is no Chinese, and marked as such.
func TestGaming(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string]string{"/indicator/GA01?lang=zh": `<span lang="zh-CN">小火不登</span>`, "/indicator/GA01?lang=en": `<span lang="en">Small fires left unrecorded`,
		"/indicator/GA02?lang=zh": `<span lang="en">Deaths after transfer to hospital`} {
		if !strings.Contains(body(t, w.get("leader", path)), want) {
			t.Errorf("%s does not say %s", path, want)
		}
	}
}
