package site_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestSignIn(t *testing.T) {
	w := newSite(t)
	r := w.get("", "/area/629902?period=2026-09")
	if r.StatusCode != 303 || r.Header.Get("Location") != "/signin?next=%2Farea%2F629902%3Fperiod%3D2026-09" {
		t.Fatalf("without a session: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
	for _, lang := range []string{"zh", "en"} {
		wellFormed(t, body(t, w.get("", "/signin?lang="+lang)))
	}
	form := url.Values{"name": {"leader"}, "password": {password}, "next": {"/tree"}}
	r = w.post("", "/signin", form)
	if r.StatusCode != 303 || r.Header.Get("Location") != "/tree" || len(r.Cookies()) != 1 {
		t.Fatalf("sign-in: %d %s %v", r.StatusCode, r.Header.Get("Location"), r.Cookies())
	}
	if k := r.Cookies()[0]; !k.HttpOnly || k.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", k)
	}
	form.Set("next", "//evil.example/")
	if r = w.post("", "/signin", form); r.Header.Get("Location") != "/" {
		t.Errorf("an open redirect to %s", r.Header.Get("Location"))
	}
	w.pass(13 * time.Hour)
	if r := w.get("leader", "/"); r.StatusCode != 303 {
		t.Errorf("a session of yesterday: %d", r.StatusCode)
	}
}

func TestLockout(t *testing.T) {
	w := newSite(t)
	wrong := url.Values{"name": {"leader"}, "password": {"not the password"}}
	for i := range 5 {
		if r := w.post("", "/signin", wrong); r.StatusCode != 401 {
			t.Fatalf("try %d: %d", i+1, r.StatusCode)
		}
	}
	right := url.Values{"name": {"leader"}, "password": {password}}
	r := w.post("", "/signin", right)
	if r.StatusCode != 429 || r.Header.Get("Retry-After") == "" {
		t.Fatalf("after five failures the right password gives %d", r.StatusCode)
	}
	if r := w.post("", "/signin", url.Values{"name": {"linhe"}, "password": {password}}); r.StatusCode != 303 {
		t.Errorf("another name from there: %d", r.StatusCode)
	}
	w.pass(16 * time.Minute)
	if r := w.post("", "/signin", right); r.StatusCode != 303 {
		t.Errorf("after the wait: %d", r.StatusCode)
	}
	trail, err := w.ledger.Trail(context.Background(), 100)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, e := range trail {
		if e.Action == "sign-in refused" {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("the trail holds %d refusals, want 5", refused)
	}
}

var formField = regexp.MustCompile(`name="form" value="([0-9a-f]+)"`)

func TestForms(t *testing.T) {
	w := newSite(t)
	path := "/warning/farrington_flexible.dispute_type.629902001.04.2026-W46"
	if text := body(t, w.get("leader", path)); strings.Contains(text, "/acknowledge") {
		t.Error("a leader is offered to acknowledge")
	}
	token := formField.FindStringSubmatch(body(t, w.get("handler", path)))
	if token == nil {
		t.Fatal("no form")
	}
	good := url.Values{"form": {token[1]}, "note": {"已派调解员"}}
	for name, r := range map[string]*http.Response{
		"no token":            w.post("handler", path+"/acknowledge", url.Values{}),
		"another's token":     w.post("assessor", path+"/acknowledge", good),
		"another site's page": w.post("handler", path+"/acknowledge", good, "Sec-Fetch-Site", "cross-site"),
		"another origin":      w.post("handler", path+"/acknowledge", good, "Origin", "https://evil.example"),
		"a leader":            w.post("leader", path+"/acknowledge", good),
		"sign-out":            w.post("leader", "/signout", url.Values{}),
	} {
		if r.StatusCode != 403 {
			t.Errorf("%s: %d, want 403", name, r.StatusCode)
		}
	}
	if r := w.post("handler", path+"/acknowledge", good, "Sec-Fetch-Site", "same-origin"); r.StatusCode != 303 {
		t.Fatalf("acknowledge: %d", r.StatusCode)
	}
	if text := body(t, w.get("leader", path)); !strings.Contains(text, "已派调解员") || !strings.Contains(text, "已签收") {
		t.Error("the page does not show what became of the warning")
	}
	if r := w.post("handler", path+"/acknowledge", good); r.StatusCode != 409 {
		t.Errorf("twice: %d", r.StatusCode)
	}
	out := formField.FindStringSubmatch(body(t, w.get("leader", "/about")))
	if r := w.post("leader", "/signout", url.Values{"form": {out[1]}}); r.StatusCode != 303 {
		t.Errorf("sign-out: %d", r.StatusCode)
	}
	if r := w.get("leader", "/"); r.StatusCode != 303 {
		t.Errorf("after sign-out: %d", r.StatusCode)
	}
}
