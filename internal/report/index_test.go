package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// TestIndexInTime holds what the report says of the running month and of
// revised totals; a category, a township and another kind of period are no
// matter for the city's leaders.
func TestIndexInTime(t *testing.T) {
	p := func(v float64) *float64 { return &v }
	revised := func(area string, level anlan.Level, period, category string, first, now float64) anlan.Revision {
		r := anlan.Revision{Area: area, Level: level, Period: period, Category: category, First: p(first), FirstEdition: "2026-11-01-r1", FirstDay: "2026-11-01", Now: p(now)}
		r.Compare(1)
		return r
	}
	n := anlan.Nowcast{Area: "6299", Level: anlan.City, Period: "2026-11", Day: "2026-11-20", SoFar: p(82.31), Expected: p(81.9), Lower80: p(80.94), Upper80: p(82.8), Months: 9}
	ed := func(n anlan.Nowcast, list ...anlan.Revision) *edition.Edition {
		return build(t, func(_ *anlan.Edition, tables *edition.Tables) {
			tables.Nowcasts, tables.Revisions = []anlan.Nowcast{n}, list
		})
	}
	all := ed(n, revised("629902", anlan.County, "2026-10", "", 75, 71.25), revised("6299", anlan.City, "2026-10", "", 80, 80.5),
		revised("629902", anlan.County, "2026-09", "GA", 75, 60), revised("629902001", anlan.Township, "2026-10", "", 75, 60), revised("6299", anlan.City, "2026-Q3", "", 80, 70))
	few := n
	few.Expected, few.Months, few.Reason = nil, 3, anlan.NowcastFewMonths
	for _, c := range []struct {
		ed   *edition.Edition
		lang string
		want []string
		not  string
	}{
		{all, "zh", []string{"2026-11平安指数截至当日为82.31，月末预计81.90（80%区间80.9至82.8）。", "已发布的往期总分有1个修订：临河区 2026-10 首次发布75.00（2026-11-01），现71.25。", "index_nowcast @", "index_revision @"}, "2026-Q3"},
		{all, "en", []string{"The index of 2026-11 stands at 82.31 and is expected to close at 81.90 (80% interval 80.9 to 82.8).", "Linhe 2026-10 was 75.00 (2026-11-01), is 71.25."}, "60.00"},
		{ed(few), "zh", []string{"可比往月3个，不足8个，不作月末预计。"}, "修订"},
		{build(t, nil), "en", nil, "The index of"},
	} {
		var b bytes.Buffer
		if err := Daily(&b, c.ed, Options{Lang: c.lang}); err != nil {
			t.Fatal(err)
		}
		for _, text := range c.want {
			if !strings.Contains(b.String(), text) {
				t.Errorf("%s: the report does not say %q", c.lang, text)
			}
		}
		if strings.Contains(b.String(), c.not) {
			t.Errorf("%s: the report says %q", c.lang, c.not)
		}
	}
}
