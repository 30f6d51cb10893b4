package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// analysed is an edition with an index of two months and a week: two
// categories, five indicators, one of them withheld in the county.
func analysed(t *testing.T) *edition.Edition {
	t.Helper()
	f := func(v float64) *float64 { return &v }
	return build(t, func(_ *anlan.Edition, tables *edition.Tables) {
		tables.Categories = []edition.CategoryCard{{Code: "MD", NameZh: "矛盾纠纷调处", NameEn: "Dispute resolution", Weight: 60}, {Code: "QZ", NameZh: "群众评价", NameEn: "Public evaluation", Weight: 40}}
		tables.Labels = append(tables.Labels, edition.Label{List: "owner", Code: "政法委", Zh: "政法委", En: "Commission"}, edition.Label{List: "peers", Code: "district", Zh: "市辖区", En: "Districts"})
		card := func(id, category, zh, en string, weight float64) {
			tables.Indicators = append(tables.Indicators, edition.IndicatorCard{ID: id, Category: category, NameZh: zh, NameEn: en, UnitZh: "%", UnitEn: "%", Direction: anlan.Positive, GoalBest: 97, Weight: weight, Owner: "政法委"})
		}
		card("MD01", "MD", "化解率", "Resolved", 60)
		card("QZ01", "QZ", "安全感", "Sense of safety", 10)
		card("QZ02", "QZ", "满意度", "Satisfaction", 10)
		card("QZ05", "QZ", "反映意愿率", "Reported it", 10)
		card("QZ06", "QZ", "受劝阻比例", "Pressed", 10)
		score := func(area string, level anlan.Level, period, id string, value, points float64, change func(*anlan.Score)) {
			s := anlan.Score{Measure: anlan.Measure{Indicator: id, Area: area, Level: level, Period: period, Num: f(9), Den: f(10)}, Value: f(value), Score: f(points), Weight: 10, State: anlan.StateOK}
			if change != nil {
				change(&s)
			}
			tables.Scores = append(tables.Scores, s)
		}
		score("6299", anlan.City, "2026-09", "MD01", 80, 50, nil)
		score("6299", anlan.City, "2026-10", "MD01", 90, 75.5, func(s *anlan.Score) { s.Weight = 60 })
		score("6299", anlan.City, "2026-10", "QZ05", 66, 40, func(s *anlan.Score) { s.State, s.Score = anlan.StateInsufficient, nil })
		for i, area := range []string{"629902", "629903"} {
			low := float64(i) // the second is the less satisfied
			score(area, anlan.County, "2026-10", "QZ02", 95-low, 80, func(s *anlan.Score) { s.Lower, s.Upper = f(93-low), f(96-low) })
			score(area, anlan.County, "2026-10", "QZ01", 91, 80, func(s *anlan.Score) { s.Suppressed = i == 0 })
		}
		index := func(area string, level anlan.Level, period, category string, v float64, rank int, final bool) {
			tables.Index = append(tables.Index, anlan.IndexRow{Area: area, Level: level, Period: period, Category: category, Score: f(v), Coverage: 0.9, Colour: anlan.Blue, Final: final,
				Peers: map[anlan.Level]string{anlan.County: "district"}[level], Rank: rank, RankBest: rank, RankWorst: min(2, rank+1)})
		}
		index("6299", anlan.City, "2026-09", "", 77.25, 0, true)
		index("6299", anlan.City, "2026-10", "", 78.5, 0, true)
		index("6299", anlan.City, "2026-10", "MD", 75.5, 0, true)
		index("6299", anlan.City, "2026-10", "QZ", 83, 0, true)
		index("629902", anlan.County, "2026-10", "", 79, 1, true)
		index("629903", anlan.County, "2026-10", "", 70.125, 2, true)
		index("6299", anlan.City, "2026-W46", "", 81, 0, true)
		tables.Rates = []anlan.Rate{{ID: "suits", Area: "6299", Level: anlan.City, Period: "2026-10", Value: f(5.84)},
			{ID: "resolved", Area: "6299", Level: anlan.City, Period: "2026-10", Value: f(12), Scored: true, Suppressed: true}}
		tables.Vetoes = []anlan.Veto{{Key: "k1", Indicator: "QZ01", Area: "629902", Level: anlan.County, Period: "2026-10", Day: "2026-10-31", State: anlan.VetoConfirmed, FactDay: "2026-10-02", Document: "政法〔2026〕7号", Until: "2027-10-01"},
			{Key: "k2", Indicator: "QZ01", Area: "629903", Level: anlan.County, Period: "2025-08", Day: "2025-08-31", State: anlan.VetoConfirmed, FactDay: "2025-08-02", Document: "lapsed", Until: "2026-08-01"}}
		tables.Reconciliations = []anlan.Reconciliation{{Pair: "hotline", Period: "2026-10", Left: 100, Right: 98, Difference: f(2), Over: true}, {Pair: "hotline", Period: "2026-09", Left: 55, Right: 55, Difference: f(0)}}
	})
}

func analysisOf(t *testing.T, ed *edition.Edition, lang, period string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Analysis(&b, ed, Options{Lang: lang, Handled: map[string]string{"w1": "open"}}, period); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAnalysis holds the monthly report against figures worked out by hand.
func TestAnalysis(t *testing.T) {
	ed := analysed(t)
	for lang, wants := range map[string][]string{
		"zh": {"安澜市平安建设月度分析报告", "2026年10月", "全市平安指数78.50，较上期+1.25，等次“良”，权重覆盖率90%。", "得分最高的类别：群众评价 83.00；最低的类别：矛盾纠纷调处 75.50。",
			"期末有否决事实：临河区：安全感（政法〔2026〕7号）。", "矛盾纠纷调处：得分上升 化解率 +25.50。", "12345与纠纷登记", "群众满意度", "没有预警不等于没有问题"},
		"en": {"Anlan City: monthly analysis", "October 2026", "The city&#39;s index is 78.50, +1.25 against the period before, rated \"good\", with 90% of the weight covered.",
			"Best categories: Public evaluation 83.00; worst: Dispute resolution 75.50.", "Facts that veto at the end of the period: Linhe: Sense of safety (政法〔2026〕7号).",
			"Dispute resolution: up Resolved +25.50.", "Districts 1 1–2 Linhe 79.00", "Districts 2 2–2 东&lt;script&gt;alert(1)&lt;/script&gt;&amp;原 70.12", "Anlan City 5.8 no data withheld",
			"94.0 (92.0–95.0) 91.0 — — Linhe 95.0 (93.0–96.0) withheld", "Resolved 90.0 % 75.50 14.70 Commission", "Reported it 66.0 % 97 too few cases —", "Hotline and disputes 2026-10 100 98 +2.0%"},
	} {
		html := analysisOf(t, ed, lang, "2026-10")
		text := strings.Join(strings.Fields(plainText(html)), " ")
		for _, want := range wants {
			if !strings.Contains(strings.ReplaceAll(text, "&#34;", `"`), want) {
				t.Errorf("%s: the report does not say %q in\n%s", lang, want, text)
			}
		}
		if strings.Contains(text, "2026-09 55") || strings.Contains(text, "lapsed") || strings.Contains(html, "<script") || strings.Contains(html, "NaN") {
			t.Errorf("%s: the report has what is another month's, a script or no number", lang)
		}
		wellFormed(t, html)
		footnotes(t, html)
		if analysisOf(t, ed, lang, "2026-10") != html {
			t.Errorf("%s: the same edition gives another report", lang)
		}
	}
}

// TestAnalysisOfOtherPeriods: a week has the report that its figures allow and
// its own warnings; what the edition does not hold is an error.
func TestAnalysisOfOtherPeriods(t *testing.T) {
	ed := analysed(t)
	html := analysisOf(t, ed, "en", "2026-W46")
	footnotes(t, html)
	week := plainText(html)
	for _, want := range []string{"weekly assessment", "Week 46, 2026 (9 November – 15 November)", "81.00", "Warnings of the period&#39;s weeks: 3 (1 red, 2 orange, 0 yellow, 0 blue).", "Made for months only: why the index moved, the three rates."} {
		if !strings.Contains(week, want) {
			t.Errorf("the week's report does not say %q", want)
		}
	}
	if strings.Contains(week, "Civil suits") {
		t.Error("the week's report has the month's rates")
	}
	for period, kind := range map[string]anlan.Kind{"2026-08": anlan.NotFound, "2026-Q3": anlan.NotFound, "2026-11-20": anlan.Invalid, "soon": anlan.Invalid} {
		if err := Analysis(&bytes.Buffer{}, ed, Options{Lang: "en"}, period); anlan.KindOf(err) != kind {
			t.Errorf("report of %s: %v", period, err)
		}
	}
}
