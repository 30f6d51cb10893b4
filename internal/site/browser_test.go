//go:build browser

package site_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestServe serves the sample on $ANLAN_SITE_ADDR for half an hour, for a look
// at the pages: go test -tags browser -run TestServe ./internal/site
func TestServe(t *testing.T) {
	addr := os.Getenv("ANLAN_SITE_ADDR")
	if addr == "" {
		return // nobody wants to look
	}
	h := newSite(t)
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	h.open = true
	go http.Serve(l, h)
	time.Sleep(30 * time.Minute)
}

// TestBrowser opens the overview in Chromium and looks at what its scripts
// left of the page.
func TestBrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no chromium on the PATH: install Debian's chromium, or leave the tag browser out")
	}
	h := newSite(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	h.open = true
	go http.Serve(l, h)
	out, err := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(t.TempDir(), "profile"),
		"--virtual-time-budget=4000", "--dump-dom", "http://"+l.Addr().String()+"/").Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	dom := string(out)
	for _, want := range []string{`class="js"`, "平安一张图", "chart-map", `data-theme-switch=""`} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page as the browser has it lacks %q", want)
		}
	}
	if strings.Contains(dom, `data-theme-switch="" hidden`) {
		t.Error("the scripts did not run: the theme switch is hidden")
	}
}
