package auditpage

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/audit"
	"github.com/anlan-lake/anlan/indicators/composite"
)

const hostile = `<script>alert("1")</script>&'`

const index = `
id: small
name: {zh: 小指数, en: Small index}
structure:
  - {code: Total, name: {zh: 总分, en: Total}}
  - {code: A, parent: Total, name: {zh: 甲类, en: Group A}}
  - {code: B, parent: Total}
  - {code: A1, parent: A, name: {zh: "` + "HOSTILE" + `", en: "` + "HOSTILE" + `"}}
  - {code: A2, parent: A}
  - {code: A3, parent: A}
  - {code: B1, parent: B, direction: "-"}
  - {code: B2, parent: B}
steps:
  - {id: scored, op: normalise, params: {method: min_max, lower: 0, upper: 100}}
  - {id: total, op: aggregate, params: {method: arithmetic}}
`

func made(t *testing.T, units int) *audit.Audit {
	t.Helper()
	x, err := composite.ReadIndex([]byte(strings.ReplaceAll(index, "HOSTILE", strings.ReplaceAll(hostile, `"`, `\"`))))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	f := composite.NewFrame(nil, nil)
	f.Code, f.Col = strings.Fields("A1 A2 A3 B1 B2"), make([][]float64, 5)
	for u := range units {
		f.Unit = append(f.Unit, fmt.Sprint("u", u))
		for k := range f.Col {
			f.Col[k] = append(f.Col[k], rng.Float64())
		}
	}
	a, err := audit.Run(x, f, nil, audit.Options{Seed: 3, Runs: 8})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPage(t *testing.T) {
	for _, units := range []int{2, 12, 60, 220} {
		a := made(t, units)
		for lang, want := range map[string][]string{
			"zh": {"指数统计审计 · 小指数", "首先须知", "数据", "相关", "一致性", "权重与影响力", "其他构造方法", "不确定性与敏感性", "一切权重下的名次", "逐项剔除指标", "方法与来源", `lang="zh-CN"`},
			"en": {"Statistical audit · Small index", "What to know first", "Weight and influence", "Ranks under all weights", "Method and sources", `lang="en"`},
		} {
			page := write(t, a, lang)
			wellFormed(t, page)
			for _, w := range want {
				if !strings.Contains(page, w) {
					t.Errorf("%d units, %s: no %q", units, lang, w)
				}
			}
			for _, bad := range []string{"<script", "NaN", "Inf", "%!", "ZgotmplZ", "src=", "url("} {
				if strings.Contains(page, bad) {
					t.Errorf("%d units, %s: contains %q", units, lang, bad)
				}
			}
			if strings.Count(page, "http") != strings.Count(page, "http://www.w3.org/2000/svg") {
				t.Errorf("%d units, %s: something from outside", units, lang)
			}
			if again := write(t, made(t, units), lang); again != page {
				t.Errorf("%d units, %s: the same data and seed give another page", units, lang)
			}
		}
	}
	if page := write(t, made(t, 1300), "en"); !strings.Contains(page, "Drawn 1200/1300 units") {
		t.Error("of 1,300 units all are drawn, or it is not said")
	}
	var b bytes.Buffer
	if err := Write(&b, made(t, 12), Options{Lang: "fr"}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("fr: %v", err)
	}
}

func write(t *testing.T, a *audit.Audit, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, a, Options{Lang: lang, Units: map[string]string{"u1": hostile}, Notes: []string{"note " + hostile}}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every rule has words in both languages.
func TestSentences(t *testing.T) {
	a := made(t, 12)
	a.Findings = nil
	rules := []audit.Rule{audit.RuleAbsent, audit.RuleConstant, audit.RuleMissing, audit.RuleUnits, audit.RuleFew, audit.RuleOutlier, audit.RuleTreated,
		audit.RuleAtEnd, audit.RuleRedundant, audit.RuleReversed, audit.RuleMisplaced, audit.RuleDominant, audit.RuleSilent, audit.RuleAlpha,
		audit.RuleDimensions, audit.RuleWide, audit.RuleOutside, audit.RuleChoice, audit.RuleAlternative, audit.RuleRemoval, audit.RuleWeights, audit.RuleFirst}
	for _, r := range rules {
		items := make([]audit.Item, 11)
		for k := range items {
			items[k] = audit.Item{Code: "A1", Other: "B", Value: 0.5, Rows: 12}
		}
		a.Findings = append(a.Findings, audit.Finding{Rule: r, Severity: audit.Notable, Items: items, Value: 0.25, Of: 20})
	}
	texts := map[string]bool{}
	for _, lang := range []string{"zh", "en"} {
		list, err := Sentences(a, Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		for k, s := range list {
			if s.Text == string(rules[k]) || s.Meaning == "" || s.More != 3 || strings.Contains(s.Text, "%!") || texts[s.Text] {
				t.Errorf("%s %s: %+v", lang, rules[k], s)
			}
			texts[s.Text] = true
		}
	}
}

// wellFormed reads a page as the XML that this HTML nearly is.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			open = append(open, e.Name.Local)
		case xml.EndElement:
			if open[len(open)-1] != e.Name.Local {
				t.Fatalf("</%s> closes <%s>", e.Name.Local, open[len(open)-1])
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("left open: %v", open)
	}
}

// A small value is told from none.
func TestFigure(t *testing.T) {
	for v, want := range map[float64]string{0: "0.00", 0.0054: "0.0054", -0.0715: "-0.071", 0.86: "0.86", 97.994: "97.99", math.NaN(): "–", math.Inf(1): "–"} {
		if got := figure(v); got != want {
			t.Errorf("figure(%v) is %s, want %s", v, got, want)
		}
	}
}
