package night

import (
	"fmt"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

func TestLateBatches(t *testing.T) {
	n := &Night{Loc: time.UTC, Sources: []Source{source("d", "daily"), source("m", "monthly"), source("new", "daily")}}
	ok := anlan.BatchLanded
	gone := sent(t, "d", "d_2026-11-05.csv", "2026-11-05", "2026-11-05", 9, ok)
	before := []anlan.Batch{gone, sent(t, "d", "d_2026-11-10.csv", "2026-11-10", "2026-11-10", 9, ok), sent(t, "d", "d_2026-11-08.csv", "", "", 9, anlan.BatchHeld),
		sent(t, "m", "m_2026-10-05.csv", "2026-09-01", "2026-09-01", 9, ok)}
	gone.Status = anlan.BatchWithdrawn
	now := []anlan.Batch{gone, before[1],
		sent(t, "d", "d_2026-11-08.csv", "2026-11-08", "2026-11-08", 9, ok),                // was held
		sent(t, "d", "d_2026-11-09.csv", "2026-11-09", "2026-11-09", 9, ok),                // late
		sent(t, "d", "d_2026-11-11.csv", "2026-11-02", "2026-11-11", 9, ok),                // tonight's
		sent(t, "d", "d_2026-11-11_corrected.csv", "2026-11-07", "2026-11-07", 9, ok),      // rows of days shown before, beside tonight's
		sent(t, "m", "m_2026-11-05.csv", "2026-10-01", "2026-10-01", 9, ok),                // due on the 8th
		sent(t, "m", "m_2026-11-06.csv", "2026-09-01", "2026-09-01", 9, ok),                // corrects September
		sent(t, "new", "new_2026-11-01.csv", "2026-11-01", "2026-11-01", 9, ok), before[3], // a source's first delivery
	}
	for i := range now {
		if now[i].Source == "d_2026-11-11_corrected.csv" {
			now[i].DataDate = "2026-11-11"
		}
	}
	got := fmt.Sprint(n.lateBatches(before, now, "2026-11-10"))
	if want := "map[d:[dd_2026-11-05.csv dd_2026-11-08.csv dd_2026-11-09.csv dd_2026-11-11_corrected.csv] m:[mm_2026-11-05.csv mm_2026-11-06.csv]]"; got != want {
		t.Errorf("late %s\nwant %s", got, want)
	}
	if late := n.lateBatches(now, now, "2026-11-11"); len(late) > 0 {
		t.Errorf("nothing new is late: %v", late)
	}
}

func TestRestatedFigures(t *testing.T) {
	n := &Night{Framework: &indicators.Framework{Indicators: []indicators.Indicator{
		{ID: "A", Numerator: indicators.Term{Table: "d"}}, {ID: "B", Numerator: indicators.Term{Table: "m"}, Denominator: &indicators.Term{Table: "d"}}, {ID: "C", Numerator: indicators.Term{Table: "other"}},
	}}}
	figure := func(indicator, area string, level anlan.Level, value float64, hidden bool) anlan.Score {
		x := anlan.Score{Value: &value, Score: &value, Suppressed: hidden}
		x.Indicator, x.Area, x.Level, x.Period = indicator, area, level, "2026-10"
		return x
	}
	was := []anlan.Score{figure("A", "62", anlan.City, 5, false), figure("A", "6201", anlan.County, 5, false), figure("A", "6202", anlan.County, 2, true), figure("B", "6203", anlan.County, 3, true), figure("B", "62", anlan.City, 9, false)}
	now := []anlan.Score{figure("A", "6201", anlan.County, 6, false), figure("A", "6202", anlan.County, 3, true), figure("B", "6203", anlan.County, 7, false), figure("B", "62", anlan.City, 9, false),
		figure("A", "62", anlan.City, 4, false), figure("C", "62", anlan.City, 4, false)}
	old := map[figureKey]anlan.Score{}
	for _, x := range was {
		old[figureKey{x.Indicator, x.Area, x.Period}] = x
	}
	show := func(v *float64) string {
		if v == nil {
			return "-"
		}
		return fmt.Sprint(*v)
	}
	var got string
	for _, r := range n.restated(old, now, map[string][]string{"d": {"b1", "b2"}}) {
		got += fmt.Sprintf("%s %s %s→%s %s %s; ", r.Indicator, r.Area, show(r.Before), show(r.After), r.Dataset, r.Batches)
	}
	// A small cell shows nothing on its side; what was hidden and stays so has no row.
	if want := "A 62 5→4 d b1 b2; A 6201 5→6 d b1 b2; B 6203 -→7 d b1 b2; "; got != want {
		t.Errorf("restated %s\nwant %s", got, want)
	}
}
