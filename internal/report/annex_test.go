package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

func TestAnnex(t *testing.T) {
	ed := build(t, func(_ *anlan.Edition, tables *edition.Tables) {
		card := func(id, zh, en, unit, den string) edition.IndicatorCard {
			return edition.IndicatorCard{ID: id, Category: "A", NameZh: zh, NameEn: en, UnitZh: unit, UnitEn: unit, Denominator: den}
		}
		tables.Categories = []edition.CategoryCard{{Code: "A", NameZh: "矛盾纠纷", NameEn: "Disputes", Weight: 100}}
		tables.Indicators = []edition.IndicatorCard{card("MD01", "化解率", "Resolved", "%", "count(*)"), card("MD05", "响应率", "Answered", "%", "count(*)"),
			card("MD08", "万人纠纷数", hostile, "件/万人", "sum(pop)"), card("GA06", "命案", "Killings", "件", "")}
		f := func(v float64) *float64 { return &v }
		score := func(id string, s anlan.Score) {
			s.Measure.Indicator, s.Area, s.Level, s.Period = id, "629902", anlan.County, "2026-10"
			tables.Scores = append(tables.Scores, s)
		}
		score("MD01", anlan.Score{Measure: anlan.Measure{Num: f(1234), Den: f(1300)}, Value: f(94.923), Lower: f(93.6), Upper: f(96), Score: f(88.125), State: anlan.StateOK})
		score("MD05", anlan.Score{Measure: anlan.Measure{Num: f(3), Den: f(41)}, Value: f(7.3), Score: f(12), State: anlan.StateOK, Suppressed: true})
		score("MD08", anlan.Score{Measure: anlan.Measure{Num: f(0.5), Den: f(84000)}, Value: f(0.0595), State: anlan.StateInsufficient})
		score("GA06", anlan.Score{State: anlan.StateMissing})
		tables.Index = []anlan.IndexRow{{Area: "629902", Level: anlan.County, Period: "2026-10", Category: "A", Score: f(88.125), Coverage: 0.75}}
	})
	text := func(lang string) string {
		var b bytes.Buffer
		if err := Annex(&b, ed, Options{Lang: lang}, "629902", "2026-10"); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	en := text("en")
	for _, want := range []string{
		`<td class="">MD01</td><td class="">Resolved</td><td class="num ">1` + "\u00a0" + `234</td><td class="num ">1` + "\u00a0" + `300</td><td class="num ">94.9</td><td class="">%</td><td class="num ">93.6–96.0</td><td class="num ">88.12</td>`,
		`<td class="num ">—</td><td class="num ">—</td><td class="num ">withheld</td><td class="">%</td><td class="num ">—</td><td class="num ">—</td>`,
		`<td class="num ">0.50</td><td class="num ">84` + "\u00a0" + `000</td><td class="num ">0.059</td>`, `<td class="num ">no data</td>`,
		"Score of the category 88.12, 75% of its weight covered.", "Linhe: all indicators", "东&lt;script&gt;", "<span>October 2026</span>", "Table A1 October 2026",
	} {
		if !strings.Contains(en, want) {
			t.Errorf("the annex lacks %s", want)
		}
	}
	if zh := text("zh"); !strings.Contains(zh, "临河区指标总表") || !strings.Contains(zh, `<td class="num ">隐去</td>`) || strings.Contains(zh, "12.00") {
		t.Error("the Chinese annex does not withhold what is withheld")
	}
	for at, want := range map[[2]string]struct {
		kind anlan.Kind
		says string
	}{{"629999", "2026-10"}: {anlan.NotFound, "no area 629999"}, {"629902", "2026-01"}: {anlan.NotFound, "no figures of 629902 in 2026-01; it has 2026-10"},
		{"629902", "2026-W46"}: {anlan.NotFound, "no figures of 629902 in 2026-W46; it has none of that kind"}, {"629902", "soon"}: {anlan.Invalid, "is not a day (2026-10-15), week (2026-W42)"}} {
		err := Annex(&bytes.Buffer{}, ed, Options{Lang: "en"}, at[0], at[1])
		if anlan.KindOf(err) != want.kind || !strings.Contains(err.Error(), want.says) {
			t.Errorf("annex of %v: %v", at, err)
		}
	}
}
