package site_test

import (
	"html"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// moved takes the newest closed month of two counties apart, with numbers made
// up: what matters is that a page shows them all.
func (s *sample) moved() {
	add := func(area, against, category, id string, part anlan.Part, points float64) {
		s.Contributions = append(s.Contributions, anlan.Contribution{Area: area, Level: anlan.County, Period: "2026-10", Against: against,
			Category: category, Indicator: id, Part: part, Points: points})
	}
	for _, area := range []string{"629902", "629921"} {
		for _, against := range []string{anlan.AgainstPrevious, anlan.AgainstPeers, anlan.AgainstGoal} {
			add(area, against, "MD", "MD01", anlan.PartData, -2.5)
			add(area, against, "MD", "MD01", anlan.PartAdequacy, 0.25)
			add(area, against, "SQ", "SQ09", anlan.PartData, 0.75)
			add(area, against, "SZ", "", anlan.PartCoverage, -0.5)
			add(area, against, "", "", anlan.PartWithheld, 0.3)
		}
	}
	s.Lifts = append(s.Lifts, anlan.Lift{Area: "629902", Level: anlan.County, Period: "2026-10", Colour: anlan.Green, Need: 1.5, Reach: 9, Feasible: true,
		Steps: []anlan.LiftStep{{Indicator: "MD01", Value: 81.5, Target: 86.25, Points: 1.5, Effort: 0.25, Cases: 1234}}},
		anlan.Lift{Area: "629921", Level: anlan.County, Period: "2026-10", Colour: anlan.Blue, Need: 12, Reach: 9.5})
	s.RankMoves = append(s.RankMoves, anlan.RankMove{Area: "629902", Level: anlan.County, Period: "2026-10", Peers: "district", Before: 2, Now: 4, Own: 1.5, Others: 0.5})
}

// The page says why a total moved, in the parts that the edition holds, and
// what it is held against is the reader's choice.
func TestMovedIsShown(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string][]string{
		"/area/629902": {"升降原因", "差 −1.70", "拉低最多：", "MD01 矛盾纠纷化解率 −2.25 −2.50 +0.25", "指标有无变化 −0.50", "不公开（合计） +0.30",
			"位次由第2变为第4：自身变化 +1.5，他人变化 +0.5", "提升到“优”的最小变化", "MD01 矛盾纠纷化解率 81.5% 86.2% 1,234 25% +1.50"},
		"/area/629902?against=goal&lang=en": {"Why it moved", "against the goal of 100", "a difference of −1.70", "Withheld, together +0.30"},
		"/area/629902?period=2026-09":       {"只对当月和最近一个已结束的月份作分解"},
		"/area/629921?against=peers":        {"比较对象“同类其他区划均值”", "距“良”尚差 12.00 分。不可行", "最多也只能得 9.50 分"},
	} {
		page := body(t, w.get("leader", path))
		text := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
		for _, x := range want {
			if !strings.Contains(text, x) {
				t.Errorf("%s does not show %q", path, x)
			}
		}
		if chart := strings.Contains(page, "chart-waterfall"); chart == strings.Contains(path, "2026-09") {
			t.Errorf("%s has a waterfall: %v", path, chart)
		}
	}
	// Of two others a mean gives each away to who knows one: not for a county's own reader.
	if page := body(t, w.get("linhe", "/area/629902")); !strings.Contains(page, "against=peers") {
		t.Error("a county's reader cannot hold it against four others")
	}
	if page := body(t, w.get("yongji", "/area/629921?against=peers")); strings.Contains(page, "同类其他区划均值") {
		t.Error("a county's reader sees the mean of two others")
	}
}
