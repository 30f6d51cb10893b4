package report

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// Why the index moved: the city's total and that of the county that fell most,
// with the largest steps; what belongs to no indicator has a name of its own.
func TestMoved(t *testing.T) {
	score := func(v float64) *float64 { return &v }
	ed := build(t, func(_ *anlan.Edition, tables *edition.Tables) {
		tables.Indicators = append(tables.Indicators, edition.IndicatorCard{ID: "MD01", NameZh: "矛盾纠纷化解率", NameEn: "Disputes resolved"}, edition.IndicatorCard{ID: "SQ09", NameZh: "热线按期办结率", NameEn: "Tickets on time"})
		for area, change := range map[string]float64{"6299": -1, "629902": -3, "629903": 2} {
			tables.Index = append(tables.Index, anlan.IndexRow{Area: area, Period: "2026-10", Score: score(80), Uncapped: score(80), Final: true})
			add := func(id string, part anlan.Part, points float64) {
				tables.Contributions = append(tables.Contributions, anlan.Contribution{Area: area, Period: "2026-10", Against: anlan.AgainstPrevious, Indicator: id, Part: part, Points: points})
			}
			add("MD01", anlan.PartData, change-1)
			add("MD01", anlan.PartAdequacy, 0.25)
			add("SQ09", anlan.PartData, 1.25)
			add("", anlan.PartCoverage, -0.75)
			add("", anlan.PartWithheld, 0.25)
		}
	})
	for lang, want := range map[string][]string{
		"zh": {"二、 指数升降原因", "安澜市2026-10总分80.00，上月（按当时所见）81.00，差−1.00。拉低最多：矛盾纠纷化解率 −1.75、指标有无变化 −0.75。拉高最多：热线按期办结率 +1.25、不公开的指标（合计） +0.25。",
			"临河区2026-10总分80.00，上月（按当时所见）83.00，差−3.00。", "contribution.previous @ 2026-11-20-r1"},
		"en": {"Why the index moved", "Anlan City, 2026-10: total 80.00; the month before, as published then, 81.00; difference −1.00. Lowered most by Disputes resolved −1.75, figures that came or went −0.75."},
	} {
		html := render(t, ed, Options{Lang: lang, Day: asOf})
		text := strings.Join(strings.Fields(plainText(html)), " ")
		for _, x := range want {
			if !strings.Contains(text, x) {
				t.Errorf("%s: no %q in\n%s", lang, x, text[:min(len(text), 3000)])
			}
		}
		if strings.Contains(text, "difference +2") || strings.Contains(text, "差+2") {
			t.Errorf("%s: a county that rose is told of", lang)
		}
		wellFormed(t, html)
		footnotes(t, html)
	}
	if text := plainText(render(t, build(t, nil), Options{Day: asOf})); strings.Contains(text, "指数升降原因") {
		t.Error("a section on what the edition does not hold")
	}
}
