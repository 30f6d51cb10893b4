package pull_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/pull"
)

var beijing = time.FixedZone("CST", 8*3600)

// shop is an API that pages its records in every way, and fails as it is told.
type shop struct {
	*httptest.Server
	mu      sync.Mutex
	records []map[string]any
	faults  map[int]func(http.ResponseWriter) // by number of the request, from 1
	change  map[int]func(*shop)               // before a request is answered
	asked   []string                          // what each request asked for
	auth    string                            // Authorization wanted, "" for none
	onePage bool                              // does not know its paging parameter
}

func newShop(t *testing.T, n int) *shop {
	s := &shop{faults: map[int]func(http.ResponseWriter){}, change: map[int]func(*shop){}}
	for i := range n {
		s.records = append(s.records, ticket(i, time.Date(2026, 11, 1, 8, 0, i/3, 0, beijing)))
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func ticket(i int, updated time.Time) map[string]any {
	return map[string]any{"工单编号": fmt.Sprintf("T%05d", i), "金额": json.Number(fmt.Sprintf("%d.10", i)), "来电人": "张三",
		"more": map[string]any{"a": 1}, "updated": updated.Format(time.DateTime)}
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	if r.Method == http.MethodPost {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, "no JSON", http.StatusBadRequest)
			return
		}
		for k, v := range body {
			q.Set(k, fmt.Sprint(v))
		}
	}
	s.asked = append(s.asked, q.Encode())
	n := len(s.asked)
	if f := s.change[n]; f != nil {
		f(s)
	}
	if f := s.faults[n]; f != nil {
		f(w)
		return
	}
	if s.auth != "" && r.Header.Get("Authorization") != s.auth {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	all := s.records
	if since := q.Get("since"); since != "" {
		all = slices.DeleteFunc(slices.Clone(all), func(m map[string]any) bool { return m["updated"].(string) < since })
	}
	size, from := 10, 0
	if v := q.Get("size"); v != "" {
		size, _ = strconv.Atoi(v)
	}
	switch {
	case s.onePage:
	case q.Has("page"):
		p, _ := strconv.Atoi(q.Get("page"))
		from = (p - 1) * size
	case q.Has("offset"):
		from, _ = strconv.Atoi(q.Get("offset"))
	case q.Has("token"):
		from, _ = strconv.Atoi(strings.TrimPrefix(q.Get("token"), "t"))
	}
	from = min(from, len(all))
	to := min(from+size, len(all))
	data := map[string]any{"list": all[from:to], "total": len(all)}
	if to < len(all) {
		data["token"] = fmt.Sprintf("t%d", to)
		data["link"] = fmt.Sprintf("?offset=%d&size=%d", to, size)
		w.Header().Set("Link", fmt.Sprintf(`</x>; rel="prev", <?offset=%d&size=%d>; rel="next"`, to, size))
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 0, "data": data})
}

// status answers with a status and, if given, a header.
func status(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		if len(header) == 2 {
			w.Header().Set(header[0], header[1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "张三 13800138000") // must reach no message
	}
}

// cutOff breaks the connection within the body, with its length announced.
func cutOff(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "5000")
	_, _ = io.WriteString(w, `{"code": 0, "data": {"list": [{"工单编号": "T0`)
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// half answers with JSON that ends too early, as a proxy may cut it.
func half(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"code": 0, "data": {"list": [{"a": 1},`) }

// busy is a good status with a bad word in it.
func busy(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"code": 500, "data": null}`) }

func slow(w http.ResponseWriter) { time.Sleep(150 * time.Millisecond) }

// source is the shop as settings say it.
func (s *shop) source(change func(*pull.HTTP)) pull.Source {
	h := &pull.HTTP{URL: s.URL + "/tickets", Records: "data.list", Expect: map[string]string{"code": "0"}, Timeout: 100 * time.Millisecond,
		Backoff: time.Millisecond, Paging: &pull.Paging{By: "page", Param: "page", Size: 10, SizeParam: "size"}}
	if change != nil {
		change(h)
	}
	return pull.Source{Name: "tickets", Dataset: "ticket", HTTP: h, Wanted: []string{"id", "amount"}, Fit: fit}
}

func fit(name string) pull.Fit {
	switch name {
	case "工单编号", "id":
		return pull.Fit{Column: "id", Use: pull.Wanted}
	case "金额", "amount":
		return pull.Fit{Column: "amount", Use: pull.Wanted}
	case "updated", "updated_at":
		return pull.Fit{Column: "updated_at", Use: pull.Wanted}
	case "来电人", "caller":
		return pull.Fit{Column: "caller", Use: pull.Dropped}
	}
	return pull.Fit{}
}

// run is one pull after the other, of one source.
type run struct {
	t    *testing.T
	s    pull.Source
	o    pull.Options
	lake map[string]pull.Known // what the lake knows, by hash
}

func newRun(t *testing.T, s pull.Source) *run {
	t.Helper()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, beijing)
	return &run{t, s, pull.Options{Zone: t.TempDir(), AsOf: day, Now: day.Add(30 * time.Hour), Loc: beijing,
		Getenv: func(k string) string { return map[string]string{"TOKEN": "s3cret"}[k] }}, map[string]pull.Known{}}
}

// pull pulls, lands and settles, and gives the rows that landed.
func (r *run) pull() (lines []string, a pull.Attempt, err error) {
	r.t.Helper()
	p, err := pull.Open(r.s, r.o)
	if err != nil {
		r.t.Fatal(err)
	}
	defer p.Close()
	a, err = p.Pull(context.Background())
	files, ferr := p.Files()
	if ferr != nil {
		r.t.Fatal(ferr)
	}
	for _, f := range files {
		lines = append(lines, readLines(r.t, f)...)
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			r.t.Errorf("%s has mode %v", f, info.Mode())
		}
	}
	if serr := p.Settle(func(hash string) (pull.Known, error) {
		r.lake[hash] = pull.Landed
		return pull.Landed, nil
	}); serr != nil {
		r.t.Fatal(serr)
	}
	r.o.Now = r.o.Now.Add(time.Hour)
	return lines, a, err
}

// good pulls and must not fail.
func (r *run) good() ([]string, pull.Attempt) {
	r.t.Helper()
	lines, a, err := r.pull()
	if err != nil {
		r.t.Fatal(err)
	}
	return lines, a
}

func readLines(t *testing.T, file string) (lines []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(z); s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines
}

// failure is the kind of the error of a source, which must name no secret and
// no row.
func failure(t *testing.T, err error) anlan.Kind {
	t.Helper()
	var f *pull.Failure
	if !errors.As(err, &f) {
		t.Fatalf("no failure of the source: %v", err)
	}
	for _, word := range []string{"s3cret", "张三", "13800138000"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("the message %q tells %s", err, word)
		}
	}
	return anlan.KindOf(f)
}
