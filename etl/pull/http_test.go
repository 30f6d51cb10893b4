package pull_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/pull"
)

var pagings = map[string]func(*pull.HTTP){
	"page":         nil,
	"page, total":  func(h *pull.HTTP) { h.Paging.Total = "data.total" },
	"offset":       func(h *pull.HTTP) { h.Paging.By, h.Paging.Param = "offset", "offset" },
	"token":        func(h *pull.HTTP) { h.Paging.By, h.Paging.Param, h.Paging.Next = "token", "token", "data.token" },
	"link":         func(h *pull.HTTP) { h.Paging.By, h.Paging.Next = "link", "data.link" },
	"link, header": func(h *pull.HTTP) { h.Paging.By, h.Paging.Next = "link", "header" },
	"post":         func(h *pull.HTTP) { h.Method, h.Body = http.MethodPost, map[string]any{"kind": "all"} },
}

// TestEveryPaging pulls the same records in every way, of a source that breaks
// down in every way.
func TestEveryPaging(t *testing.T) {
	for name, change := range pagings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, 57)
			want, _ := newRun(t, s.source(change)).good()
			if len(want) != 57 {
				t.Fatalf("%d rows, not 57", len(want))
			}
			for n, f := range []func(http.ResponseWriter){status(500), cutOff, status(429, "Retry-After", "0"), slow, half, status(503), busy} {
				s.faults[len(s.asked)+1+2*n] = f
			}
			got, a := newRun(t, s.source(change)).good()
			if !slices.Equal(got, want) || a.Rows != 57 || a.Result != pull.Pulled {
				t.Errorf("with faults: %d rows, %+v", len(got), a)
			}
		})
	}
}

// TestDroppedKeys writes what came, but for what the contract drops.
func TestDroppedKeys(t *testing.T) {
	s := newShop(t, 1)
	got, _ := newRun(t, s.source(nil)).good()
	want := `{"more":{"a":1},"updated":"2026-11-01 08:00:00","工单编号":"T00000","金额":0.10}`
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestRetryAfter waits as long as the source asks, and not at all where it
// asks too much.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	s := newShop(t, 5)
	s.faults[1] = status(429, "Retry-After", "1")
	began := time.Now()
	newRun(t, s.source(nil)).good()
	if d := time.Since(began); d < time.Second {
		t.Errorf("waited %s", d)
	}
	s.faults[len(s.asked)+1] = status(503, "Retry-After", "3600")
	_, _, err := newRun(t, s.source(nil)).pull()
	if failure(t, err); !strings.Contains(err.Error(), "asks to wait 1h0m0s") {
		t.Error(err)
	}
}

// TestWatermark takes what is new, and of equal times all; what is quiet makes
// no file.
func TestWatermark(t *testing.T) {
	s := newShop(t, 40)
	r := newRun(t, s.source(func(h *pull.HTTP) {
		h.Watermark = &pull.Watermark{Field: "updated", Param: "since", Overlap: "10m"}
	}))
	if lines, _ := r.good(); len(lines) != 40 || strings.Contains(s.asked[0], "since") {
		t.Fatalf("first: %d rows, asked %s", len(lines), s.asked[0])
	}
	n := len(s.asked)
	if lines, a := r.good(); len(lines) != 0 || a.Result != pull.Checked || a.File != "" {
		t.Errorf("quiet: %d rows, %+v", len(lines), a)
	}
	if !strings.Contains(s.asked[n], "since=2026-11-01+07%3A50%3A13") {
		t.Errorf("asked %s", s.asked[n])
	}
	last := s.records[39]["updated"].(string)
	at, _ := time.ParseInLocation(time.DateTime, last, beijing)
	for i, when := range []time.Time{at, at.Add(-9 * time.Minute), at.Add(time.Hour)} { // equal, committed late, new
		s.records = append(s.records, ticket(100+i, when))
	}
	s.records = append(s.records, ticket(200, time.Date(2099, 1, 1, 0, 0, 0, 0, beijing))) // a slip of the pen
	if lines, _ := r.good(); len(lines) != 4 {
		t.Errorf("new: %d rows, not 4", len(lines))
	}
	s.records = append(s.records, ticket(300, r.o.Now.Add(-30*time.Minute)))
	if lines, _ := r.good(); len(lines) != 1 || !strings.Contains(lines[0], "T00300") {
		t.Errorf("after a date in the future: %v", lines)
	}
}

// TestReadAll leaves out what is known of a source that cannot be asked for
// what is new.
func TestReadAll(t *testing.T) {
	s := newShop(t, 40)
	s.records[0]["updated"] = "2026-10-01 08:00:00"
	r := newRun(t, s.source(func(h *pull.HTTP) { h.Watermark = &pull.Watermark{Field: "updated", Overlap: "5s"} }))
	r.good()
	if lines, a := r.good(); len(lines) != 0 || a.Result != pull.Checked {
		t.Errorf("quiet: %d rows, %+v", len(lines), a)
	}
	s.records = append(s.records, ticket(50, time.Date(2026, 11, 1, 9, 0, 0, 0, beijing)))
	if lines, _ := r.good(); len(lines) != 1 {
		t.Errorf("new: %v", lines)
	}
}

// TestByDay asks for each day on its own.
func TestByDay(t *testing.T) {
	s := newShop(t, 3)
	r := newRun(t, s.source(func(h *pull.HTTP) { h.Query = map[string]string{"day": "{date}", "fields": "{columns}"} }))
	_, a := r.good()
	if s.asked[0] != "day=2026-11-20&fields=id%2Camount&page=1&size=10" || !strings.HasPrefix(a.File, "tickets_2026-11-20_p1_") {
		t.Errorf("asked %s for %s", s.asked[0], a.File)
	}
	r.good()
	if len(r.lake) != 1 {
		t.Errorf("the same day twice is %d batches", len(r.lake))
	}
	// A pull is enough for a while, but not for another day.
	r.s.HTTP.Every = 24 * time.Hour
	for days, want := range []bool{false, true} {
		o := r.o
		o.AsOf = o.AsOf.AddDate(0, 0, days)
		p, err := pull.Open(r.s, o)
		if err != nil {
			t.Fatal(err)
		}
		if p.Due() != want {
			t.Errorf("%d days on: due is %v", days, !want)
		}
		p.Close()
	}
}

// TestWholeTable makes a batch of each state of a source without watermark,
// also of one that was there before.
func TestWholeTable(t *testing.T) {
	s := newShop(t, 12)
	r := newRun(t, s.source(nil))
	r.good()
	if _, a := r.good(); a.Result != pull.Checked {
		t.Errorf("the same: %+v", a)
	}
	was := s.records[3]["金额"]
	s.records[3]["金额"] = "9"
	if lines, _ := r.good(); len(lines) != 12 {
		t.Errorf("changed: %d rows", len(lines))
	}
	s.records[3]["金额"] = was
	if lines, _ := r.good(); len(lines) != 12 || len(r.lake) != 3 {
		t.Errorf("changed back: %d rows, %d batches", len(lines), len(r.lake))
	}
}

// TestPagesMove lets rows come and go while the pages are read: none may be lost.
func TestPagesMove(t *testing.T) {
	s := newShop(t, 40)
	total := func(h *pull.HTTP) { h.Paging.Total = "data.total" }
	gone := s.records[0]
	s.change[3] = func(s *shop) { s.records = s.records[1:] } // every later row moves up: T00020 slips through
	lines, _ := newRun(t, s.source(total)).good()
	if all := strings.Join(lines, "\n"); !strings.Contains(all, "T00020") || len(lines) != 40 {
		t.Errorf("a row went: %d rows of the 40 there were", len(lines))
	}
	s.records = append([]map[string]any{gone}, s.records...)
	s.change = map[int]func(*shop){len(s.asked) + 3: func(s *shop) { s.records = append([]map[string]any{ticket(500, time.Now())}, s.records...) }}
	if lines, _ := newRun(t, s.source(total)).good(); len(lines) != 41 {
		t.Errorf("a row came: %d rows, not 41", len(lines))
	}
	for n := range 200 { // it never rests
		s.change[len(s.asked)+n] = func(s *shop) { s.records = s.records[:len(s.records)-1+2*(n%2)] }
	}
	_, _, err := newRun(t, s.source(total)).pull()
	if failure(t, err); !strings.Contains(err.Error(), "changes while it is paged") {
		t.Error(err)
	}
}

// TestSamePage ends where every page is the first.
func TestSamePage(t *testing.T) {
	s := newShop(t, 40)
	s.onePage = true
	_, _, err := newRun(t, s.source(nil)).pull()
	if failure(t, err); !strings.Contains(err.Error(), "page after page is the same") || len(s.asked) > 3 {
		t.Errorf("%v, after %d requests", err, len(s.asked))
	}
}

// TestBounds stops at the bound, and goes on when it is raised.
func TestBounds(t *testing.T) {
	s := newShop(t, 57)
	src := s.source(func(h *pull.HTTP) { h.MaxPages, h.Rate = 2, 1000 })
	r := newRun(t, src)
	if _, _, err := r.pull(); err == nil || failure(t, err) != anlan.Unavailable || !strings.Contains(err.Error(), "max_pages") {
		t.Error(err)
	}
	src.HTTP.MaxPages = 0
	if lines, _ := r.good(); len(lines) != 57 || s.asked[2] != "page=3&size=10" {
		t.Errorf("%d rows, went on with %s", len(lines), s.asked[2])
	}
}

// TestSecrets keeps the secret out of messages, files and other servers.
func TestSecrets(t *testing.T) {
	s := newShop(t, 5)
	s.auth = "Bearer s3cret"
	env := func(h *pull.HTTP) { h.Auth = &pull.Auth{Secret: pull.Secret{Env: "TOKEN"}} }
	if lines, _ := newRun(t, s.source(env)).good(); len(lines) != 5 {
		t.Errorf("%d rows", len(lines))
	}
	file := filepath.Join(t.TempDir(), "token")
	write := func(mode os.FileMode) {
		if err := os.WriteFile(file, []byte("s3cret\n"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	byFile := func(h *pull.HTTP) { h.Auth = &pull.Auth{Secret: pull.Secret{File: file}} }
	write(0o600)
	r := newRun(t, s.source(byFile))
	r.good()
	write(0o640)
	_, _, err := newRun(t, s.source(byFile)).pull()
	if kind := failure(t, err); kind != anlan.Invalid || !strings.Contains(err.Error(), "chmod 600") {
		t.Error(err)
	}
	s.auth = "Bearer other"
	_, _, err = newRun(t, s.source(env)).pull()
	if failure(t, err); !strings.Contains(err.Error(), "HTTP 401") || !strings.Contains(err.Error(), "environment variable TOKEN") {
		t.Error(err)
	}
	// Another server is not told.
	other := newShop(t, 5)
	other.auth = "no"
	s.faults[len(s.asked)+1] = func(w http.ResponseWriter) {
		w.Header().Set("Location", other.URL)
		w.WriteHeader(http.StatusFound)
	}
	_, _, err = newRun(t, s.source(env)).pull()
	if failure(t, err); !strings.Contains(err.Error(), "points to another server") || len(other.asked) > 0 {
		t.Errorf("%v, and %d requests there", err, len(other.asked))
	}
	if err := filepath.WalkDir(r.o.Zone, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if b, _ := os.ReadFile(path); strings.Contains(string(b), "s3cret") {
				t.Errorf("%s holds the secret", path)
			}
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}
