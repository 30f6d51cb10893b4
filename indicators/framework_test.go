package indicators

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/anlan-lake/anlan"
)

func TestPeace(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Categories) != 9 || len(f.Indicators) != 133 {
		t.Errorf("%d categories, %d indicators", len(f.Categories), len(f.Indicators))
	}
	var weights, vetoes, neutral []string
	checks := 0
	for _, c := range f.Categories {
		weights = append(weights, fmt.Sprint(c.Weight))
	}
	for _, i := range f.Indicators {
		if len(i.VetoRule) > 0 {
			vetoes = append(vetoes, i.ID)
		}
		if i.Direction == anlan.Neutral {
			neutral = append(neutral, i.ID)
		}
		if i.ReportRole == "under_reporting_check" {
			checks++
		}
		if i.Name.En == "" {
			t.Errorf("%s has no English name", i.ID)
		}
		if f.Owners[i.Owner] == "" {
			t.Errorf("%s: its owner %s has no English name", i.ID, i.Owner)
		}
	}
	for _, v := range f.Versions {
		if f.Owners[v.Author] == "" {
			t.Errorf("version %s: its author %s has no English name", v.Version, v.Author)
		}
	}
	if got := strings.Join(weights, "/"); got != "14/12/17/14/9/9/8/7/10" {
		t.Errorf("weights %s", got)
	}
	if got := strings.Join(vetoes, " "); got != "GA06 MD20 FX01 QZ01 QZ07" {
		t.Errorf("vetoes %s", got)
	}
	if got := strings.Join(neutral, " "); got != "SZ06 SZ10 MD08 MD14 SQ01 SQ16" {
		t.Errorf("neutral %s", got)
	}
	if checks != 9 {
		t.Errorf("%d checks on under-reporting, want 9", checks)
	}
}

// TestDefinitionsInBothLanguages: whoever reads English is told what an indicator counts,
// over what, in English, and whoever reads Chinese in Chinese; no two are told the same.
func TestDefinitionsInBothLanguages(t *testing.T) {
	for _, name := range BuiltinNames() {
		f, err := Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]string{}
		for _, i := range f.Indicators {
			zh, en := i.Definition.Zh, i.Definition.En
			if !strings.ContainsFunc(zh, isHan) || en == "" || strings.ContainsFunc(en, isHan) {
				t.Errorf("%s %s: its definition is %q in Chinese and %q in English", name, i.ID, zh, en)
			}
			if name == "peace" && i.Denominator != nil && !strings.Contains(en, " over ") {
				t.Errorf("%s %s: its definition does not say what is counted over what: %q", name, i.ID, en)
			}
			if zh, en := i.GamingRiskZh, i.GamingRisk; (zh == "") != (en == "") || zh != "" && !strings.ContainsFunc(zh, isHan) || strings.ContainsFunc(en, isHan) {
				t.Errorf("%s %s: how it could be gamed is %q in Chinese and %q in English", name, i.ID, zh, en)
			}
			if other, taken := said[en]; taken {
				t.Errorf("%s %s is defined as %s is: %q", name, i.ID, other, en)
			}
			said[en] = i.ID
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func TestBuiltinUnknown(t *testing.T) {
	if _, err := Builtin("war"); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"coverage: 0.7", "coverag: 0.7", "unknown key"},
		{"coverage: 0.7", "coverage: 0.7\ncoverage: 0.8", "already defined"},
		{"coverage: 0.7", "coverage: 70", "not a share"},
		{"coverage: 0.7", "coverage: 0.7\nowners: {公安局: Police}", "owns no indicator and decided on no version"},
		{"factor: 2}", "factor: 2, method: bayes}", "not one of fixed"},
		{"factor: 2}", "factor: 2, method: beta_binomial, fit: guess}", "maximum_likelihood"},
		{"factor: 2}", "factor: -2}", "negative"},
		{"coverage: 0.7", "coverage: 0.7\nleast_difference: -1", "negative"},
		{"coverage: 0.7", "coverage: 0.7\nsamples: {t: {weight: \"a b\"}}", "samples"},
		{"scale: 1, unit: 天", "scale: 1, model: guess, unit: 天", "not one of proportion"},
		{"scale: 1, unit: 天", "scale: 1, model: ratio, unit: 天", "sum over a sum"},
		{"scale: 1, unit: 天", "scale: 1, model: rate, unit: 天", "does not go with"},
		{"scale: 1, unit: 天", "scale: 1, design_effect: -1, unit: 天", "design_effect"},
		{"coverage: 0.7", "coverage: 0.7\nadequacy: [{id: rho, name: {zh: 充分}, window: P3M, years: 3, requests: [{table: t, expr: count(*), time: day}], problem: {table: t, expr: count(*), time: day}, answers: {table: t, expr: count(*), time: day}, population: {table: p, expr: sum(pop), time: \"@latest\"}}]", "twelve months"},
		{"coverage: 0.7", "coverage: 0.7\nadequacy: [{id: rho, name: {zh: 充分}, window: P12M, years: 0, requests: [{table: t, expr: count(*), time: day}], problem: {table: t, expr: count(*), time: day}, answers: {table: t, expr: count(*), time: day}, population: {table: p, expr: sum(pop), time: \"@latest\"}}]", "1 to 10 years"},
		{"weight: 60}", "weight: 59}", "add up to"},
		{"weight: 20, goal", "weight: 21, goal", "add up to"},
		{"id: A2", "id: A1", "twice"},
		{"category: B", "category: C", "no category"},
		{"{worst: 50, best: 100}", "{worst: 50, best: 50}", "must differ"},
		{"{worst: 50, best: 100}", "{worst: 100, best: 50}", "run against"},
		{"goal: {worst: 50, best: 100}, ", "", "goalposts are required"},
		{`direction: "+"`, `direction: up`, "not +, - or 0"},
		{"levels: [city, county, township], window: P1M", "levels: [city, parish], window: P1M", "parish"},
		{"window_township: P3M", "window_township: 3M", "not like P3M"},
		{"window: P12M, window_township: P12M, weight: 0", "window: P12M, window_township: P12M, weight: 1", "weight 0"},
		{"scale: 1,", "scale: 0,", "scale 0"},
		{"min: 85", "min: 70", "best first"},
		{"{colour: red, min: 0}", "{colour: red, min: 10}", "down to 0"},
		{"colour: red", "colour: black", "black"},
		{"count(*) filter (where ok)", "ok", "no aggregate"},
		{"count(*) filter (where ok)", "count(*) filter (where @sometimes(ok))", "@sometimes"},
		{"count(*) filter (where ok)", "count(*) filter (where party_name = 'x')", "about a person"},
		{"count(*) filter (where ok)", "count(distinct id_no)", "about a person"},
		{"count(*) filter (where ok)", "count(*); drop table t", "one expression"},
		{"table: t,", "table: \"t u\",", "names of a data set"},
		{"window: P1M, window_township: P3M, weight: 40", "window: P0D, window_township: P3M, weight: 40", "no days"},
		{"id: A1", "id: A'1", "letters and digits"},
		{"expr: sum(pop)", "expr: max(pop)", "only sums"},
		{"at_least: 1", "at_least: 0", "veto rule"},
		{"{id: county, name", "{id: district, name", "peer group"},
		{"name: {zh: 甲一}", "name: {en: A1}", "required"},
	} {
		text := strings.Replace(tiny, c.from, c.to, 1)
		if text == tiny {
			t.Errorf("%q is not in the framework", c.from)
		}
		_, err := Load("test.yaml", strings.NewReader(text))
		if anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: want Invalid with %q, got %v", c.to, c.from, c.want, err)
		}
	}
}

func TestFormula(t *testing.T) {
	f, err := parseFormula("least(sum(num) filter (where item = 'count(*)'), count( distinct a )) - @median(@minutes_between(a, b) / 1440e0) filter (where x in (1, 2)) + coalesce(sum(d), 0) + coalesce(sum(e), 1)")
	if err != nil {
		t.Fatal(err)
	}
	want := []atom{{"sum", "num", "item = 'count(*)'", false}, {"count", "distinct a", "", false}, {"@median", "@minutes_between(a, b) / 1440e0", "x in (1, 2)", false},
		{"sum", "d", "", true}, {"sum", "e", "", false}}
	if fmt.Sprint(f.atoms) != fmt.Sprint(want) {
		t.Errorf("atoms %+v", f.atoms)
	}
	if got := f.with([]string{"A", "B", "C", "D", "E"}); got != "least(A, B) - C + coalesce(D, 0) + coalesce(E, 1)" {
		t.Errorf("put together: %q", got)
	}
	if !f.atoms[0].additive() || f.atoms[1].additive() || f.atoms[2].additive() {
		t.Error("sums add up; distinct counts and medians do not")
	}
	got := columnsOf("count(*) filter (where a_b >= :end - interval '30' day and not coalesce(c, false) and cast(d as date) is not null and e not in ('x', 'y') and day between 1 and 2e0)")
	if fmt.Sprint(got) != "[a_b c d e day]" {
		t.Errorf("columns %v", got)
	}
}
