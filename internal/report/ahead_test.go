package report

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

func num(v float64) *float64 { return &v }

// ahead is a forecast of hotline tickets from the day after the sample's.
func ahead(area string, level anlan.Level, kind string, days int, mean, low, high float64, outbreak *float64) anlan.Forecast {
	return anlan.Forecast{Series: "hotline_domain", Kind: kind, Area: area, Level: level, Days: days, First: "2026-11-21", Last: map[int]string{7: "2026-11-27", 30: "2026-12-20"}[days],
		Mean: num(mean), Lower80: num(low), Upper80: num(high), Lower95: num(low), Upper95: num(high), Median: num(mean), Outbreak: outbreak}
}

// TestClustersAndForecasts: the summary names clusters that go on, with what is
// withheld of them withheld, and what is expected of the days ahead; without any
// it says so.
func TestClustersAndForecasts(t *testing.T) {
	ed := build(t, func(_ *anlan.Edition, x *edition.Tables) {
		x.Labels = append(x.Labels, edition.Label{List: "series", Code: "hotline_domain", Zh: "12345诉求", En: "12345 requests"}, edition.Label{List: "hotline_domain", Code: "03", Zh: "供水", En: "Water"})
		kinds := []anlan.SeriesKind{{Series: "hotline_domain", Kind: "07"}, {Series: "hotline_domain", Kind: "03"}}
		x.Clusters = []anlan.Cluster{
			{ID: "c1", Level: anlan.County, Areas: []string{"629902", "629903"}, Kinds: kinds, Since: "2026-W45", From: "2026-W45", Period: "2026-W46", Phase: anlan.PhaseGrown, Observed: 44, Expected: 20.2, P: 0.0125},
			{ID: "c2", Level: anlan.Township, Areas: []string{"629902001"}, Kinds: kinds, From: "2026-W46", Period: "2026-W46", Phase: anlan.PhaseOpened, Observed: anlan.Withheld, Expected: 2.5},
			{ID: "c3", Level: anlan.County, Areas: []string{"629902"}, Kinds: kinds[:1], From: "2026-W40", Period: "2026-W40", Phase: anlan.PhaseFaded, Observed: 777, Expected: 20, P: 0.01},
		}
		x.Forecasts = []anlan.Forecast{ahead("6299", anlan.City, anlan.KindAll, 7, 160, 140, 180, nil), ahead("6299", anlan.City, "07", 7, 46, 38, 55, nil), ahead("6299", anlan.City, "07", 30, 210, 180, 230, nil),
			ahead("6299", anlan.City, "03", 7, 61, 50, 70, nil), ahead("629902001", anlan.Township, "07", 7, 9, 5, 14, num(0.23)), ahead("629902", anlan.County, "07", 7, 12, 7, 18, num(0.02))}
	})
	for lang, want := range map[string][]string{
		"zh": {"相邻地区聚集正在持续的2处", "供暖、供水", "在扩大", "2026-W45–2026-W46", "约每80周一次", "今后7日（2026-11-21至2026-11-27）预计：12345诉求 160（140–180）", "210（180–230）", "23%", "临河区 城中街道"},
		"en": {"Clusters of neighbouring areas that go on: 2.", "Heating, Water", "growing", "once in 80 weeks", "Expected in the 7 days from 2026-11-21 to 2026-11-27: 12345 requests 160 (140–180)", "210 (180–230)", "23%"},
	} {
		html := render(t, ed, Options{Lang: lang, Day: asOf})
		text := plainText(html)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q", lang, w)
			}
		}
		for _, bad := range []string{"777", "7–18", "NaN"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: %q is in it", lang, bad)
			}
		}
		if more, less := strings.Index(text, "50–70"), strings.Index(text, "38–55"); more < 0 || less < more {
			t.Errorf("%s: kinds are not in the order of what is expected", lang)
		}
		wellFormed(t, html)
		footnotes(t, html)
	}
	plain := build(t, nil)
	for lang, want := range map[string][]string{"zh": {"没有正在持续的聚集", "发布版无预测"}, "en": {"No cluster of neighbouring areas goes on", "which has no forecasts"}} {
		for _, w := range want {
			if !strings.Contains(plainText(render(t, plain, Options{Lang: lang, Day: asOf})), w) {
				t.Errorf("%s, without any: no %q", lang, w)
			}
		}
	}
}
