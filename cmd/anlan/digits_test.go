package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/report"
	"github.com/anlan-lake/anlan/internal/site"
)

// valueRow is one row of the view indicator_value.
type valueRow struct {
	Indicator  string   `json:"indicator_id"`
	Area       string   `json:"area_code"`
	Period     string   `json:"period"`
	Num        *float64 `json:"num"`
	Den        *float64 `json:"den"`
	Value      *float64 `json:"value"`
	Score      *float64 `json:"score"`
	State      string   `json:"state"`
	Suppressed bool     `json:"suppressed"`
}

// TestSameDigitsEverywhere draws 200 figures of a demo city and asks for each
// by SQL, by 'anlan explain', on its page, in the page's export and in the
// report's annex: all show the same number, to the digits they show, or all
// withhold it.
func TestSameDigitsEverywhere(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	c := nycCity{t, filepath.Join(root, "lake"), new(time.Time)}
	*c.now = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
	c.anlan("demo", root, "--scale", "0.01", "--months", "2", "--history", "3", "--nights", "6", "--draws", "0", "--seed", "2", "--until", "2026-11-20")
	c.anlan("init")
	c.anlan("nightly", "--as-of", "2026-11-20")
	var rows []valueRow
	lines := json.NewDecoder(strings.NewReader(c.anlan("sql", "--format", "json", "-c", `select indicator_id, area_code, period, num, den, value, score, state, suppressed
		from indicator_value where area_level <= 4 order by indicator_id, area_code, period`)))
	for lines.More() {
		var x valueRow
		if err := lines.Decode(&x); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, x)
	}
	page, explain := newReader(t, c), newExplainer(t, c)
	annex := newAnnexes(t, c)
	draw := rand.New(rand.NewPCG(200, 2026))
	withheld, shown := 0, 0
	for range 200 {
		x := rows[draw.IntN(len(rows))]
		if x.Suppressed {
			withheld++
		} else if x.Value != nil {
			shown++
		}
		name := x.Indicator + " " + x.Area + " " + x.Period
		explain(name, x)
		onPage(t, page, name, x)
		inReport(t, annex, name, x)
	}
	if withheld < 20 || shown < 20 {
		t.Errorf("of 200 figures %d are withheld and %d shown: too few to prove anything", withheld, shown)
	}
}

// newExplainer opens the lake and its edition once; it holds what anlan explain
// prints against a row of the view.
func newExplainer(t *testing.T, c nycCity) func(name string, x valueRow) {
	t.Helper()
	var out bytes.Buffer
	e := env{stdout: &out, stderr: io.Discard, stdin: strings.NewReader(""), getenv: func(string) string { return "" }, now: func() time.Time { return *c.now }, lakeDir: c.lake}
	l, cfg, err := e.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	at, err := place(l, cfg.location(), "6299", "2026-11")
	if err != nil {
		t.Fatal(err)
	}
	return func(name string, x valueRow) {
		t.Helper()
		out.Reset()
		here := *at
		var ok bool
		if here.area, ok = at.ed.Area(x.Area); !ok {
			t.Errorf("%s: no such area in the edition", name)
			return
		}
		if here.period, err = anlan.ParsePeriod(x.Period, cfg.location()); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		got, err := e.explain(context.Background(), l, &here, x.Indicator)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		e.printExplanation(got)
		inExplanation(t, out.String(), name, x)
	}
}

// inExplanation holds an explanation against the view's row.
func inExplanation(t *testing.T, text, name string, x valueRow) {
	t.Helper()
	for label, v := range map[string]*float64{"numerator": x.Num, "denominator": x.Den, "value": x.Value, "score": x.Score} {
		m := regexp.MustCompile(`(?m)^` + label + ` +(\S+)`).FindStringSubmatch(text)
		if m == nil {
			if v != nil {
				t.Errorf("%s: explain has no %s, SQL has %v", name, label, *v)
			}
			continue
		}
		same(t, name+": explain, "+label, m[1], v, x.Suppressed, "withheld")
	}
}

// onPage holds the page of the indicator and its export against the view's row.
func onPage(t *testing.T, get func(string) string, name string, x valueRow) {
	t.Helper()
	at := "/indicator/" + x.Indicator + "?lang=en&area=" + x.Area + "&period=" + url.QueryEscape(x.Period)
	text := get(at)
	part := func(pattern string) string {
		if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
			return html.UnescapeString(m[1])
		}
		return ""
	}
	same(t, name+": page, value", part(`<p class="big">([^<]*)<`), x.Value, x.Suppressed, "Withheld")
	if x.Value != nil || x.Suppressed {
		same(t, name+": page, numerator", part(`Numerator <b>([^<]*)</b>`), x.Num, x.Suppressed, "")
		same(t, name+": page, denominator", part(`Denominator <b>([^<]*)</b>`), x.Den, x.Suppressed, "")
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(at+"&export=areas.csv"), "\ufeff"))).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Errorf("%s: export %v, %v", name, lines, err)
		return
	}
	cells := map[string]string{}
	for n, head := range lines[0] {
		cells[head] = lines[1][n] // the area itself stands first
	}
	same(t, name+": export, value", cells["Value"], x.Value, x.Suppressed, "Withheld")
	for head, v := range map[string]*float64{"Numerator": x.Num, "Denominator": x.Den, "Score": x.Score} {
		same(t, name+": export, "+head, cells[head], v, x.Suppressed, "—")
	}
}

// newAnnexes gives the rows of the annex that 'anlan report indicators' writes
// of an area and period, by indicator: the cells of each.
func newAnnexes(t *testing.T, c nycCity) func(area, period string) map[string][]string {
	t.Helper()
	dir := filepath.Join(c.lake, "editions")
	id, err := edition.CurrentID(dir)
	if err != nil {
		t.Fatal(err)
	}
	ed, err := edition.Open(dir, id)
	if err != nil {
		t.Fatal(err)
	}
	row, column := regexp.MustCompile(`(?s)<tr>(<td.*?)</tr>`), regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
	if out := c.anlan("report", "indicators", "--lang", "en"); !strings.Contains(out, "Numerator") {
		t.Errorf("anlan report indicators writes %.200q", out)
	}
	return func(area, period string) map[string][]string {
		var b bytes.Buffer
		if err := report.Annex(&b, ed, report.Options{Lang: "en"}, area, period); err != nil {
			t.Fatal(err)
		}
		rows := map[string][]string{}
		for _, r := range row.FindAllStringSubmatch(b.String(), -1) {
			var cells []string
			for _, m := range column.FindAllStringSubmatch(r[1], -1) {
				cells = append(cells, strings.ReplaceAll(html.UnescapeString(m[1]), "\u00a0", ""))
			}
			rows[cells[0]] = cells
		}
		return rows
	}
}

// inReport holds the report's annex against the view's row.
func inReport(t *testing.T, annex func(area, period string) map[string][]string, name string, x valueRow) {
	t.Helper()
	cells := annex(x.Area, x.Period)[x.Indicator]
	if len(cells) != 8 {
		t.Errorf("%s: the report has %q", name, cells)
		return
	}
	same(t, name+": report, value", cells[4], x.Value, x.Suppressed, "withheld")
	for at, v := range map[int]*float64{2: x.Num, 3: x.Den, 7: x.Score} {
		same(t, fmt.Sprintf("%s: report, column %d", name, at), cells[at], v, x.Suppressed, "—")
	}
}

var number = regexp.MustCompile(`^-?[0-9][0-9,]*(\.[0-9]+)?(e[-+][0-9]+)?`)

// same holds a text against a number: the number to as many digits as the text
// has, the word for what is withheld, or no number where there is none.
func same(t *testing.T, what, text string, v *float64, withheld bool, word string) {
	t.Helper()
	got := strings.ReplaceAll(number.FindString(strings.ReplaceAll(text, "−", "-")), ",", "")
	switch {
	case withheld:
		if !strings.HasPrefix(text, word) || got != "" || v != nil {
			t.Errorf("%s is %q and %v in SQL, and should be withheld", what, text, v)
		}
		return
	case v == nil:
		if got != "" {
			t.Errorf("%s is %q, SQL has none", what, text)
		}
		return
	}
	_, fraction, _ := strings.Cut(got, ".")
	if got == strconv.FormatFloat(*v, 'f', len(fraction), 64) || got == fmt.Sprintf("%.10g", *v) || got == strconv.FormatFloat(*v, 'g', 2, 64) {
		return
	}
	if p, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(p-*v) > 0.5000001*math.Pow10(-len(fraction)) {
		t.Errorf("%s is %q, SQL has %v", what, text, *v)
	}
}

// newReader signs in as a leader of the city and gives what pages say.
func newReader(t *testing.T, c nycCity) func(path string) string {
	t.Helper()
	store, err := edition.OpenStore(filepath.Join(c.lake, "editions"))
	if err != nil {
		t.Fatal(err)
	}
	books, err := ledger.Open(context.Background(), filepath.Join(c.lake, "ledger.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { books.Close() })
	const password = "calm waters 2026"
	err = books.AddUser(context.Background(), ledger.User{Name: "leader", DisplayZh: "领导", DisplayEn: "Leader", Role: "leader", Area: "6299"}, password, *c.now)
	if err != nil {
		t.Fatal(err)
	}
	h, err := site.New(site.Options{Store: store, Ledger: books, Now: func() time.Time { return *c.now }, Location: time.UTC, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	in := httptest.NewRequest(http.MethodPost, "/signin", strings.NewReader(url.Values{"name": {"leader"}, "password": {password}}.Encode()))
	in.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	signed := httptest.NewRecorder()
	h.ServeHTTP(signed, in)
	return func(path string) string {
		r, w := httptest.NewRequest(http.MethodGet, path, nil), httptest.NewRecorder()
		for _, k := range signed.Result().Cookies() {
			r.AddCookie(k)
		}
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Body.String()
	}
}
