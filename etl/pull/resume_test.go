package pull_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/pull"
)

// TestResume goes on at the page that failed, and ends with the same bytes.
func TestResume(t *testing.T) {
	for name, change := range pagings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, 57)
			whole := newRun(t, s.source(change))
			whole.good()
			before := len(s.asked)
			for n := range 6 {
				s.faults[before+4+n] = status(502)
			}
			r := newRun(t, s.source(change))
			if _, a, err := r.pull(); err == nil || a.Result != pull.Failed || a.Rows != 30 {
				t.Fatalf("cut off: %+v, %v", a, err)
			} else if kind := failure(t, err); kind != anlan.Unavailable || !strings.Contains(err.Error(), "HTTP 502, after 6 tries") {
				t.Errorf("cut off: %v", err)
			}
			first := len(s.asked)
			lines, _ := r.good()
			if len(lines) != 57 || s.asked[first] != s.asked[3] {
				t.Errorf("%d rows, went on with %s, not %s", len(lines), s.asked[first], s.asked[3])
			}
			if !equalKeys(r.lake, whole.lake) {
				t.Error("the file is not the one of an undisturbed pull")
			}
		})
	}
}

func equalKeys(a, b map[string]pull.Known) bool {
	for k := range a {
		if _, ok := b[k]; !ok {
			return false
		}
	}
	return len(a) == len(b)
}

// TestLakeRestored reads a source again from its beginning where the lake does
// not know how far it was read.
func TestLakeRestored(t *testing.T) {
	s := newShop(t, 12)
	src := s.source(func(h *pull.HTTP) { h.Watermark = &pull.Watermark{Field: "updated", Param: "since"} })
	r := newRun(t, src)
	r.good()
	p, err := pull.Open(src, r.o)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, known := range []pull.Known{pull.Landed, pull.Absent} {
		if err := p.Recall(func(string) (pull.Known, error) { return known, nil }); err != nil {
			t.Fatal(err)
		}
		a, err := p.Pull(t.Context())
		if err != nil || a.Rows != map[pull.Known]int64{pull.Landed: 0, pull.Absent: 12}[known] {
			t.Errorf("known %d: %+v, %v", known, a, err)
		}
	}
}

// TestKilledBetweenSteps finds each state a kill can leave between a whole
// pull and the lake's knowing it, and lands every row once.
func TestKilledBetweenSteps(t *testing.T) {
	s := newShop(t, 20)
	src := s.source(func(h *pull.HTTP) { h.Watermark = &pull.Watermark{Field: "updated", Param: "since"} })
	r := newRun(t, src)
	dir := filepath.Join(r.o.Zone, "pulled", "tickets")
	open := func() *pull.Puller {
		p, err := pull.Open(src, r.o)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := open()
	if _, err := p.Pull(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := pull.Open(src, r.o); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("two at once: %v", err)
	}
	p.Close()
	files, _ := filepath.Glob(filepath.Join(dir, "tickets_*"))
	// The state was written, the file not yet named.
	if err := os.Rename(files[0], filepath.Join(dir, "work.jsonl.gz")); err != nil {
		t.Fatal(err)
	}
	p = open()
	if _, err := os.Stat(files[0]); err != nil {
		t.Fatal(err)
	}
	// It did not land; the next pull goes on behind it, and both are given in order.
	s.records = append(s.records, ticket(99, time.Date(2026, 11, 1, 9, 0, 0, 0, beijing)))
	if _, err := p.Pull(t.Context()); err != nil {
		t.Fatal(err)
	}
	both, _ := p.Files()
	if len(both) != 2 || both[0] != files[0] || len(readLines(t, both[1])) != 1 {
		t.Fatalf("waiting: %v", both)
	}
	// The lake knows the second only: the state must not move over the first.
	known := pull.Absent
	settle := func(p *pull.Puller) {
		n := 0
		if err := p.Settle(func(string) (pull.Known, error) {
			n++
			if n == 1 {
				return known, nil
			}
			return pull.Landed, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	settle(p)
	if both, _ = p.Files(); len(both) != 2 {
		t.Errorf("after the second: %v", both)
	}
	known = pull.Held
	settle(p)
	if both, _ = p.Files(); len(both) != 0 {
		t.Errorf("the first held: %v", both)
	}
	p.Close()
	// Somebody removes a file that waits: its rows are pulled again.
	s.records = append(s.records, ticket(100, time.Date(2026, 11, 1, 9, 1, 0, 0, beijing)))
	p = open()
	if _, err := p.Pull(t.Context()); err != nil {
		t.Fatal(err)
	}
	both, _ = p.Files()
	if err := os.Remove(both[0]); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if lines, _ := r.good(); !strings.Contains(fmt.Sprint(lines), "T00100") {
		t.Errorf("rows of a file removed: %v", lines)
	}
}
