package catalogue

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/queries"
)

var update = flag.Bool("update", false, "write the golden files anew")

// house is the catalogue of all that is built in.
func house(t *testing.T) *Catalogue {
	t.Helper()
	var in Input
	tables := map[string][]string{}
	for _, name := range etl.BuiltinNames() {
		k, err := etl.Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		in.Contracts = append(in.Contracts, k)
		for _, p := range k.Kept() {
			tables[name] = append(tables[name], p.Name)
		}
	}
	made, err := queries.Computed()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range made {
		tables[q.Name] = nil
	}
	if in.Set, err = queries.Load(queries.Builtin(), tables); err != nil {
		t.Fatal(err)
	}
	if in.Framework, err = indicators.Builtin("peace"); err != nil {
		t.Fatal(err)
	}
	c, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Everything has a page, in both languages, and every link leads somewhere.
func TestEveryLinkResolves(t *testing.T) {
	c := house(t)
	want := []string{"index.html", "dataset-dispute_case.html", "table-fct_dispute.html", "table-dispute_month.html", "table-score.html", "indicator-MD01.html", "category-MD.html", "list-CL_CHANNEL.html", "page-overview.html"}
	for _, k := range c.Contracts {
		want = append(want, "dataset-"+k.ID+".html")
	}
	for _, q := range c.Set.Queries {
		want = append(want, "table-"+q.Name+".html")
	}
	for _, i := range c.Framework.Indicators {
		want = append(want, "indicator-"+i.ID+".html")
	}
	ids := map[string][]string{}
	text := map[string]string{}
	anchor := regexp.MustCompile(` id="([^"]+)"`)
	for _, lang := range Languages() {
		for _, page := range c.Pages() {
			b, err := c.Render(page, lang, "")
			if err != nil {
				t.Fatalf("%s in %s: %v", page, lang, err)
			}
			text[lang+page] = string(b)
			for _, m := range anchor.FindAllStringSubmatch(string(b), -1) {
				ids[page] = append(ids[page], m[1])
			}
		}
	}
	for _, w := range want {
		if !slices.Contains(c.Pages(), w) {
			t.Errorf("there is no page %s", w)
		}
	}
	href := regexp.MustCompile(`href="([^"]*)"`)
	for page, body := range text {
		for _, m := range href.FindAllStringSubmatch(body, -1) {
			if m[1] == "../style.css" {
				continue
			}
			to, place, _ := strings.Cut(m[1], "#")
			if !slices.Contains(c.Pages(), to) {
				t.Errorf("%s links to %q, which is no page", page, m[1])
			} else if place != "" && !slices.Contains(ids[to], place) {
				t.Errorf("%s links to %q: no such place", page, m[1])
			}
		}
	}
}

// Units are in the page's language.
func TestUnitsAreTranslated(t *testing.T) {
	c := house(t)
	for _, page := range []string{"index.html", "indicator-MD08.html"} {
		for lang, want := range map[string]string{"en": "per 10,000 residents", "zh": "件/万人"} {
			b, err := c.Render(page, lang, "")
			if err != nil {
				t.Fatal(err)
			}
			if text := string(b); !strings.Contains(text, want) || lang == "en" && strings.Contains(text, "件/万人") {
				t.Errorf("%s in %s does not give the unit in its language, %q", page, lang, want)
			}
		}
	}
}

// Every column a contract keeps reaches staging; those it drops reach nothing,
// and are shown as dropped.
func TestContractsReachStaging(t *testing.T) {
	c := house(t)
	for _, k := range c.Contracts {
		page, err := c.Render(file("dataset", k.ID), "en", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range k.Properties {
			s := queries.Source{Table: k.ID, Column: p.Name}
			kept := p.Treatment == "" || p.Treatment == "keep"
			if reaches := slices.Contains(c.down[s], queries.Source{Table: "stg_" + k.ID, Column: p.Name}); reaches != kept {
				t.Errorf("%s.%s (%s): reaches staging %v", k.ID, p.Name, p.Treatment, reaches)
			}
			if !strings.Contains(string(page), `id="c-`+p.Name+`"`) {
				t.Errorf("%s.%s is not on its page", k.ID, p.Name)
			}
		}
	}
}

// What an indicator reads comes from data sets, and goes to pages.
func TestIndicatorsAreRooted(t *testing.T) {
	c := house(t)
	for _, i := range c.Framework.Indicators {
		if len(c.reads[i.ID]) == 0 {
			t.Errorf("%s reads no column", i.ID)
		}
		for _, s := range c.reads[i.ID] {
			if len(c.origins(s)) == 0 {
				t.Errorf("%s reads %s.%s, which comes from no data set", i.ID, s.Table, s.Column)
			}
		}
	}
	read, tables := c.uses(queries.Source{Table: "dispute_case", Column: "close_time"})
	if !slices.Contains(read, "MD01") || !slices.Contains(tables, "dispute_month") {
		t.Errorf("close_time is read by %v and reaches %v", read, tables)
	}
	if got := c.shown(queries.Source{Table: "dispute_case", Column: "dispute_type"}); !slices.Contains(got, "warnings") {
		t.Errorf("the type of a dispute is shown on %v", got)
	}
}

// Whatever the nights compute for readers is on a page that readers open, or
// feeds a table that is; the lists of names come with every page.
func TestComputedTablesAreShown(t *testing.T) {
	c := house(t)
	made, err := queries.Computed()
	if err != nil {
		t.Fatal(err)
	}
	feeds := map[string]bool{}
	for _, q := range made {
		for _, d := range q.Depends {
			feeds[d] = feeds[d] || len(c.shownBy[q.Name]) > 0
		}
	}
	for _, q := range made {
		if len(c.shownBy[q.Name]) == 0 && !feeds[q.Name] && !strings.HasPrefix(q.Name, "ref_") {
			t.Errorf("%s is on no page", q.Name)
		}
	}
	for _, p := range pages {
		for _, name := range p.tables {
			if c.tables[name].Name == "" {
				t.Errorf("page %s shows %s, which is no table", p.id, name)
			}
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	c := house(t)
	for page, kind := range map[string]anlan.Kind{"table-nosuch.html": anlan.NotFound, "../go.mod": anlan.NotFound} {
		if _, err := c.Render(page, "zh", ""); anlan.KindOf(err) != kind {
			t.Errorf("%s: %v", page, err)
		}
	}
	if _, err := c.Render("index.html", "fr", ""); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a language that is not there: %v", err)
	}
}

// One page, byte by byte.
func TestGolden(t *testing.T) {
	got, err := house(t).Render("table-stg_traffic_accident_day.html", "zh", "../en/table-stg_traffic_accident_day.html")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("testdata", "table-stg_traffic_accident_day.zh.html")
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s has changed; -update writes it anew", name)
	}
}
