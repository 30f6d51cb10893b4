package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

// nycNight is the example's night: the offices entered little after it.
const nycNight = "2023-12-31"

// nycCity runs the New York example in a folder of its own, as a user would.
type nycCity struct {
	t    *testing.T
	lake string
	now  *time.Time // of the last command; each begins a minute later
}

func newNYC(t *testing.T) nycCity {
	t.Helper()
	root := t.TempDir()
	example := filepath.Join(root, "examples", "nyc") // the landing zone lies two folders up
	if err := os.CopyFS(example, os.DirFS("../../examples/nyc")); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 1, 1, 3, 0, 0, 0, time.UTC)
	c := nycCity{t, filepath.Join(root, "lake"), &now}
	c.anlan("init", "--config", filepath.Join(example, "anlan.yaml"))
	return c
}

// anlan runs one command line and gives what it printed; it must succeed.
func (c nycCity) anlan(args ...string) string {
	c.t.Helper()
	var out, errs bytes.Buffer
	*c.now = c.now.Add(time.Minute)
	e := env{stdout: &out, stderr: &errs, stdin: strings.NewReader(""), getenv: func(string) string { return "" },
		now: func() time.Time { return *c.now }}
	if code := run(e, append(args, "--lake", c.lake)); code != 0 {
		c.t.Fatalf("anlan %s: exit %d\n%s%s", strings.Join(args, " "), code, out.String(), errs.String())
	}
	return out.String()
}

func (c nycCity) edition() *edition.Edition {
	c.t.Helper()
	dir := filepath.Join(c.lake, "editions")
	id, err := edition.CurrentID(dir)
	if err != nil {
		c.t.Fatal(err)
	}
	ed, err := edition.Open(dir, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return ed
}

// TestNewYork lands and publishes a city that no line of Go knows, by the
// command line, and works its figures out once more from the CSV file alone.
func TestNewYork(t *testing.T) {
	c := newNYC(t)
	if out := c.anlan("nightly", "--as-of", nycNight); !strings.Contains(out, "edition "+nycNight+"-r1 published") {
		t.Errorf("the first night says %q", out)
	}
	truth := readNYC(t, "../../examples/nyc/data/casework.csv.gz")
	ed := c.edition()
	t.Run("accounts", func(t *testing.T) { c.accounts(t, ed, truth) })
	t.Run("boroughs", func(t *testing.T) { nycCounts(t, ed, truth) })
	t.Run("districts", func(t *testing.T) { nycDistricts(t, ed, truth) })
	t.Run("total", func(t *testing.T) { nycTotals(t, ed, truth) })
	t.Run("map", func(t *testing.T) { nycMaps(t, ed) })
	t.Run("again", func(t *testing.T) {
		if out := c.anlan("nightly", "--as-of", nycNight); !strings.Contains(out, "nothing new") {
			t.Errorf("the same night again says %q", out)
		}
		if now := c.edition(); now.Meta.ID != ed.Meta.ID {
			t.Errorf("the same night again published %s", now.Meta.ID)
		}
		if out := c.anlan("check", "--as-of", nycNight); strings.Contains(out, "error") {
			t.Errorf("check finds %s", out)
		}
	})
}

// accounts holds the batch against the file: every row landed or rejected, and
// the rejected ones exactly those that a later row of their key replaces.
func (c nycCity) accounts(t *testing.T, ed *edition.Edition, truth *nycTruth) {
	i := slices.IndexFunc(ed.Batches(), func(b anlan.Batch) bool { return b.Dataset == "casework" })
	if i < 0 {
		t.Fatal("no batch of casework in the edition")
	}
	b := ed.Batches()[i]
	lost := truth.count("1", func(c nycCase) bool { return len(c.area) < 4 })
	nycEqual(t, "received", float64(b.Received), 341299)
	nycEqual(t, "received, counted", float64(b.Received), float64(truth.received))
	nycEqual(t, "landed + rejected", float64(b.Landed+b.Rejected), float64(b.Received))
	nycEqual(t, "rejected", float64(b.Rejected), 105)
	nycEqual(t, "landed", float64(b.Landed), float64(len(truth.cases)))
	nycEqual(t, "not located", float64(b.NotLocated), lost)
	if share := lost / float64(b.Landed); share < 0.20 || share > 0.23 {
		t.Errorf("%.1f%% have no community district, the source says about 21%%", 100*share)
	}
	l, err := lake.Open(context.Background(), c.lake, lake.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	rejects, err := l.Rejects(context.Background(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	var lines []int64
	for _, r := range rejects {
		if r.Rule != anlan.RuleDuplicate {
			t.Errorf("line %d is rejected as %s", r.Row, r.Rule)
		}
		lines = append(lines, r.Row)
	}
	slices.Sort(lines)
	want := slices.Sorted(slices.Values(truth.rejected))
	if !slices.Equal(lines, want) {
		t.Errorf("rejected lines %v, want %v", lines, want)
	}
}

// nycCounts compares eight figures of the city and its boroughs, in each
// of the 13 months of the edition.
func nycCounts(t *testing.T, ed *edition.Edition, truth *nycTruth) {
	if n := len(ed.Periods()); n != 13 {
		t.Errorf("%d periods, want 13", n)
	}
	for _, month := range ed.Periods() {
		q, year, two := nycSpanOf(t, month, 3), nycSpanOf(t, month, 12), nycSpanOf(t, month, 24)
		for _, area := range []string{"1", "11", "12", "13", "14", "15"} {
			n := func(f func(nycCase) bool) float64 { return truth.count(area, f) }
			opened := n(func(c nycCase) bool { return q.holds(c.open) })
			median, closed := truth.median(area, q)
			nycFigure(t, ed, area, "NY01", month, median, 0, closed)
			due := func(s nycSpan, days int) (num, den float64) {
				last := s.until - days
				return n(func(c nycCase) bool { return s.holds(c.open) && c.open < last && c.within(days) }),
					n(func(c nycCase) bool { return s.holds(c.open) && c.open < last })
			}
			num, den := due(q, 30)
			nycFigure(t, ed, area, "NY02", month, num, den, den)
			num, den = due(two, 365)
			nycFigure(t, ed, area, "NY06", month, num, den, den)
			newYear := n(func(c nycCase) bool { return year.holds(c.open) })
			nycFigure(t, ed, area, "NY04", month, n(func(c nycCase) bool { return year.holds(c.open) && c.openAt(year) }), newYear, newYear)
			nycFigure(t, ed, area, "NY05", month, n(func(c nycCase) bool { return c.openAt(q) }), 0, 0)
			nycFigure(t, ed, area, "NY07", month, n(func(c nycCase) bool { return q.holds(c.open) && c.close == c.open }), opened, opened)
			nycFigure(t, ed, area, "NY09", month, opened, 0, 0)
			nycFigure(t, ed, area, "NY10", month, n(func(c nycCase) bool { return q.holds(c.open) && len(c.area) < 4 }), opened, opened)
		}
	}
}

// nycDistricts compares the community districts, small cells and the pull
// towards the borough included.
func nycDistricts(t *testing.T, ed *edition.Edition, truth *nycTruth) {
	const month = "2023-12"
	year := nycSpanOf(t, month, 12)
	last := year.until - 30
	due := func(c nycCase) bool { return year.holds(c.open) && c.open < last }
	inTime := func(c nycCase) bool { return due(c) && c.within(30) }
	hidden := 0
	for _, borough := range ed.Children("1") {
		var x, n float64
		for _, d := range ed.Children(borough.Code) {
			x, n = x+truth.count(d.Code, inTime), n+truth.count(d.Code, due)
		}
		for _, d := range ed.Children(borough.Code) {
			num, den := truth.count(d.Code, inTime), truth.count(d.Code, due)
			s, ok := ed.Score(d.Code, "NY02", month)
			switch {
			case !ok:
				t.Errorf("%s has no NY02", d.Code)
			case s.Suppressed:
				hidden++
				if s.Num != nil || s.Den != nil || s.Value != nil || s.Adjusted != nil || s.Score != nil {
					t.Errorf("%s is withheld and carries a figure", d.Code)
				}
			case num > 0 && num < 5 || den > 0 && den < 5:
				t.Errorf("%s: %v of %v is a small cell and is shown", d.Code, num, den)
			case den < 30:
				if s.State != anlan.StateInsufficient || s.Score != nil {
					t.Errorf("%s: %v cases and state %s", d.Code, den, s.State)
				}
			default:
				nycEqual(t, d.Code+" NY02", *s.Value, 100*num/den)
				nycEqual(t, d.Code+" NY02 adjusted", *s.Adjusted, 100*(num+60*x/n)/(den+60))
			}
		}
	}
	if hidden == 0 {
		t.Error("no district is withheld: the test sees no small cell")
	}
}

// nycTotals works the index of each borough out from the file.
func nycTotals(t *testing.T, ed *edition.Edition, truth *nycTruth) {
	const month = "2023-12"
	clamp := func(v, worst, best float64) float64 { return 100 * min(max((v-worst)/(best-worst), 0), 1) }
	q := nycSpanOf(t, month, 3)
	for _, area := range []string{"1", "11", "12", "13", "14", "15"} {
		value := func(id string) float64 {
			s, ok := ed.Score(area, id, month)
			if !ok || s.Value == nil {
				t.Fatalf("%s has no %s", area, id)
			}
			return *s.Value
		}
		median, _ := truth.median(area, q)
		total := 20*clamp(median, 190, 0) + 20*clamp(value("NY02"), 10, 85) + 10*clamp(value("NY03"), 5, 75) +
			18*clamp(value("NY04"), 90, 2) + 12*clamp(value("NY06"), 30, 97) + 10*clamp(value("NY07"), 5, 65) + 10*clamp(value("NY08"), 15, 0)
		row, ok := ed.Index(area, month, "")
		if !ok || row.Score == nil {
			t.Fatalf("%s has no total", area)
		}
		nycEqual(t, area+" total", *row.Score, total/100)
		nycEqual(t, area+" coverage", row.Coverage, 1)
	}
}

// nycMaps looks for a shape of every borough and community district.
func nycMaps(t *testing.T, ed *edition.Edition) {
	for name, level := range map[string]anlan.Level{"county.geojson": anlan.County, "township.geojson": anlan.Township} {
		var shapes struct {
			Features []struct {
				Properties struct{ Code string }
				Geometry   struct{ Type string }
			}
		}
		if err := json.Unmarshal(ed.Geo(name), &shapes); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		drawn := map[string]bool{}
		for _, f := range shapes.Features {
			drawn[f.Properties.Code] = f.Geometry.Type != ""
		}
		for _, a := range ed.Areas() {
			if a.Level == level && !drawn[a.Code] {
				t.Errorf("%s has no shape of %s %s", name, a.Code, a.Name)
			}
		}
	}
}

// nycFigure compares numerator, denominator and count of one published figure; 0
// for den or n says that it has none.
func nycFigure(t *testing.T, ed *edition.Edition, area, id, month string, num, den, n float64) {
	t.Helper()
	s, ok := ed.Score(area, id, month)
	if !ok {
		t.Errorf("%s %s %s is not in the edition", id, area, month)
		return
	}
	what := fmt.Sprintf("%s %s %s", id, area, month)
	for _, side := range []struct {
		name string
		got  *float64
		want float64
	}{{"numerator", s.Num, num}, {"denominator", s.Den, den}, {"cases", s.N, n}} {
		switch {
		case side.got == nil && side.want == 0 && side.name != "numerator":
		case side.got == nil:
			t.Errorf("%s: no %s, want %v", what, side.name, side.want)
		default:
			nycEqual(t, what+" "+side.name, *side.got, side.want)
		}
	}
}

func nycEqual(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
