package site_test

import (
	"html"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// ahead forecasts three kinds of a county, one of them for the longest window
// alone, and the kind that a township has a warning of.
func (s *sample) ahead() {
	add := func(series, kind, area string, level anlan.Level, days int, mean float64, outbreak *float64) {
		last := map[int]string{7: "2026-11-27", 14: "2026-12-04", 30: "2026-12-20"}[days]
		s.Forecasts = append(s.Forecasts, anlan.Forecast{Series: series, Kind: kind, Area: area, Level: level, Days: days, First: "2026-11-21", Last: last, Units: 1,
			Mean: num(mean), Lower95: num(mean - 6), Lower80: num(mean - 4), Median: num(mean - 1), Upper80: num(mean + 5), Upper95: num(mean + 9), Outbreak: outbreak})
	}
	for i, days := range []int{7, 14, 30} {
		add("dispute_type", anlan.KindAll, "629902", anlan.County, days, float64(20*(i+1)), nil)
		add("dispute_type", "04", "629902", anlan.County, days, float64(12*(i+1)), num(0.07))
		add("hotline_domain", "03", "629903004", anlan.Township, days, float64(11*(i+1)), num(0.13))
	}
	add("dispute_type", "02", "629902", anlan.County, 30, 14, num(0.04))
}

// TestAheadIsShown: forecasts stand on the area's page, most cases first, with a
// chart that has a bar for each kind; on a warning's page its own; nowhere that
// has none.
func TestAheadIsShown(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string][]string{
		"/area/629902":         {"今后预测", "全部类别 20 (16–25) 40 (36–45) 60 (56–65) — — — 物业 12 (8–17) 24 (20–29) 36 (32–41) 7% 7% 7% 邻里 — — 14 (10–19) — — 4%"},
		"/area/629902?lang=en": {"Forecast of the days ahead", "Outbreak in 30 days", "All kinds 20 (16–25)", "no all-clear"},
		"/warning/farrington_flexible.hotline_domain.629903004.03.2026-W46?lang=en": {"Next 14 days 22 (18–27), chance of an outbreak 13%"},
	} {
		page := body(t, w.get("leader", path))
		text := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
		for _, x := range want {
			if !strings.Contains(text, x) {
				t.Errorf("%s does not show %q", path, x)
			}
		}
		if strings.HasPrefix(path, "/area") && strings.Count(page, `class="up"`) < 2 {
			t.Errorf("%s: no chart of forecasts", path)
		}
	}
	if page := body(t, w.get("leader", "/area/629921")); strings.Contains(page, "今后预测") {
		t.Error("an area without forecasts shows some")
	}
	if page := body(t, w.get("handler", "/area/629902")); strings.Contains(page, "今后预测") {
		t.Error("a township's handler sees the county's forecasts")
	}
}
