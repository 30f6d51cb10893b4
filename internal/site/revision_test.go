package site_test

import (
	"html"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// time gives the sample's closed months what was first published of them, and
// the running one what it is expected to close at.
func (s *sample) time() {
	for _, x := range s.Index {
		if x.Score == nil || x.Level > anlan.Township {
			continue
		}
		if x.Final {
			r := anlan.Revision{Area: x.Area, Level: x.Level, Period: x.Period, Category: x.Category, First: num(*x.Score), FirstEdition: "2026-11-01-r1", FirstDay: "2026-11-01",
				FirstMethod: "peace 1.0", FirstCoverage: x.Coverage, Now: x.Score, NowEdition: "2026-11-20-r1", NowDay: "2026-11-20", NowMethod: "peace 1.0", NowCoverage: x.Coverage}
			switch x.Period {
			case "2026-10":
				*r.First -= 1.25
			case "2026-09":
				r.FirstMethod = "peace 0.9"
			}
			r.Compare(1)
			s.Revisions = append(s.Revisions, r)
			continue
		}
		n := anlan.Nowcast{Area: x.Area, Level: x.Level, Period: x.Period, Category: x.Category, Day: "2026-11-20", SoFar: x.Score, Months: 20}
		switch {
		case x.Level > anlan.County:
			continue
		case x.Area == "629903":
			n.Months, n.Reason = 3, anlan.NowcastFewMonths
		default:
			n.Expected, n.Move = num(*x.Score-0.5), num(-0.5)
			n.Lower80, n.Upper80, n.Lower95, n.Upper95 = num(*x.Score-2), num(*x.Score+1), num(*x.Score-3), num(*x.Score+2)
		}
		s.Nowcasts = append(s.Nowcasts, n)
	}
}

// What was first published stands beside what is now, and the running month
// beside what it is expected to close at, on the pages of who may see the total.
func TestTimeIsShown(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string][]string{
		"/":                               {"2026年11月截至 2026-11-20 为", "月末预计", "80%区间", "95%区间", "首次发布", "其后变动 +1.25"},
		"/?period=2026-11":                {"月末预计"},
		"/area/629902":                    {"各期指数：首次发布与现值", "+1.25 已修订", "±0 方法由 peace 0.9 改为 peace 1.0", "暂计"},
		"/area/629903?lang=en":            {"nothing is expected of its close: 3 past months compare, 8 are needed", "+1.25 revised"},
		"/area/629902003":                 {"已修订"},
		"/area/629902?export=history.csv": {"首次发布", "1.25"},
	} {
		page := strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(body(t, w.get("leader", path)), " "))), " ")
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
	for _, path := range []string{"/?period=2026-09", "/area/629902003"} {
		if strings.Contains(body(t, w.get("leader", path)), "月末预计") {
			t.Errorf("%s speaks of a close that is not its own", path)
		}
	}
}
