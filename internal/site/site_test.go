package site_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/site"
)

const password = "calm waters 1"

// world is a site on the sample with an account for each kind of reader.
type world struct {
	http.Handler
	t      testing.TB
	dir    string
	store  *edition.Store
	ledger *ledger.Ledger
	mu     sync.Mutex
	now    time.Time
	open   bool // every request is the city leader's
	tokens map[string]string
}

var sampleDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "anlan-site")
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := sampleDir(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func bundle() fstest.MapFS {
	return fstest.MapFS{"app.js": {Data: []byte("//")}, "app.css": {Data: []byte("/**/")}, "icon.svg": {Data: []byte("<svg/>")}}
}

func newSite(t testing.TB) *world {
	t.Helper()
	dir, err := sampleDir()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: dir, now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)), tokens: map[string]string{}}
	if _, err := edition.CurrentID(dir); err != nil {
		if _, err := edition.Write(dir, sampleMeta("2026-11-20-r1"), sampleTables(t)); err != nil {
			t.Fatal(err)
		}
		if err := edition.Publish(dir, "2026-11-20-r1"); err != nil {
			t.Fatal(err)
		}
	}
	if w.store, err = edition.OpenStore(dir); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if w.ledger, err = ledger.Open(ctx, filepath.Join(t.TempDir(), "ledger.sqlite")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.ledger.Close() })
	for _, u := range []ledger.User{{Name: "leader", DisplayZh: "陈书记", DisplayEn: "Secretary Chen", Role: ledger.Leader, Area: "6299"},
		{Name: "linhe", DisplayZh: "临河区", DisplayEn: "Linhe district", Role: ledger.Leader, Area: "629902"},
		{Name: "yongji", DisplayZh: "永济川县", Role: ledger.Leader, Area: "629921"},
		{Name: "handler", DisplayZh: "城中街道处置员", Role: ledger.Handler, Area: "629902001"}, {Name: "assessor", DisplayZh: "研判员", Role: ledger.Assessor, Area: "6299"},
		{Name: "steward", DisplayZh: "数据管理员", DisplayEn: "Data steward", Role: ledger.Steward, Area: "6299"}} {
		if err := w.ledger.AddUser(ctx, u, password, w.now); err != nil {
			t.Fatal(err)
		}
		if w.tokens[u.Name], err = w.ledger.NewSession(ctx, u.Name, w.now, 12*time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	e, release, err := w.store.Current()
	if err != nil {
		t.Fatal(err)
	}
	warnings := e.Warnings("")
	release()
	if _, err := w.ledger.OpenWarnings(ctx, warnings, "2026-11-20-r1", "2026-11-20", w.now); err != nil {
		t.Fatal(err)
	}
	waiting := []ledger.Quarantined{{Batch: "b00", Dataset: "dispute_case", Source: "dispute_case_2026-11-08.csv", Owner: "市委政法委", OwnerEn: "Political and Legal Affairs Commission", Status: anlan.BatchLanded,
		Received: w.now.AddDate(0, 0, -12), Rows: 150, Landed: 148, Rejected: 2, Open: 2}, {Batch: "b01", Dataset: "hotline_ticket", Source: "hotline_ticket_2026-11-19.csv", Owner: "12345热线", Status: anlan.BatchLanded,
		Received: w.now.AddDate(0, 0, -1), Rows: 9, Landed: 6, Rejected: 3, Open: 1, Mended: 2}}
	if err := w.ledger.PutQuarantine(ctx, waiting, 1, "anlan", w.now); err != nil {
		t.Fatal(err)
	}
	o := site.Options{Store: w.store, Ledger: w.ledger, Now: w.clock, Assets: bundle(), Catalogue: sampleCatalogue}
	if _, err := os.Stat("assets/dist/app.js"); err == nil {
		o.Assets = nil
	}
	inner, err := site.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("anlan_session"); err != nil && w.open && r.URL.Path != "/signin" {
			r.AddCookie(&http.Cookie{Name: "anlan_session", Value: w.tokens["leader"]})
		}
		inner.ServeHTTP(rw, r)
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// get asks for a page as a user; head holds more headers in pairs.
func (w *world) get(user, path string, head ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	return w.do(r, user, head...)
}

func (w *world) post(user, path string, form url.Values, head ...string) *http.Response {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(r, user, head...)
}

func (w *world) do(r *http.Request, user string, head ...string) *http.Response {
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	if user != "" {
		r.AddCookie(&http.Cookie{Name: "anlan_session", Value: w.tokens[user]})
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec.Result()
}

func body(t testing.TB, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNew(t *testing.T) {
	w := newSite(t)
	if _, err := site.New(site.Options{}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("no options: %v", err)
	}
	_, err := site.New(site.Options{Store: w.store, Ledger: w.ledger, Now: w.clock, Assets: fstest.MapFS{}})
	if anlan.KindOf(err) != anlan.NotFound || !strings.Contains(err.Error(), "make web") {
		t.Errorf("no bundle: %v", err)
	}
}
