package indicators

import (
	"fmt"
	"testing"

	"github.com/anlan-lake/anlan"
)

func ptr(v float64) *float64 { return &v }

// pastMonths gives past months whose figures moved by the given points.
func pastMonths(coverage float64, moves ...float64) []anlan.PastMonth {
	var out []anlan.PastMonth
	for i, m := range moves {
		out = append(out, anlan.PastMonth{Period: fmt.Sprint(i), SoFar: ptr(80), Closed: ptr(80 + m), Move: ptr(m), Coverage: coverage, ClosedCoverage: coverage})
	}
	return out
}

func TestNowcast(t *testing.T) {
	f := &Framework{Comparable: 0.5, Veto: VetoRules{Cap: 59.9}}
	now := anlan.IndexRow{Area: "6299", Period: "2026-11", Score: ptr(80), Uncapped: ptr(80), Coverage: 0.9}
	eight := pastMonths(0.9, -3, -2, -1, -1, 0, 1, 1, 2)

	got := f.Nowcast(now, "2026-11-20", eight)
	if got.Reason != "" || got.Months != 8 || *got.Move != -0.5 || *got.Expected != 79.5 {
		t.Errorf("expected figure: %+v", got)
	}
	// Nine values, one of them unknown: the eighth of the distances bounds 80%.
	if *got.Lower80 != 76 || *got.Upper80 != 83 {
		t.Errorf("80%%: %g to %g", *got.Lower80, *got.Upper80)
	}
	if got.Lower95 != nil || got.Upper95 != nil {
		t.Error("eight months give no 95% interval")
	}

	// Months whose weight was covered otherwise say nothing of this one.
	mixed := append(pastMonths(0.9, -3, -2, -1, -1, 0, 1, 1), pastMonths(0.4, 40)...)
	mixed[0].ClosedCoverage = 0.94
	got = f.Nowcast(now, "2026-11-20", mixed)
	if got.Reason != anlan.NowcastFewMonths || got.Months != 7 || got.Expected != nil || mixed[7].Used || !mixed[0].Used {
		t.Errorf("few comparable months: %+v", got)
	}

	if got = f.Nowcast(anlan.IndexRow{Coverage: 0.9}, "2026-11-20", eight); got.Reason != anlan.NowcastNoFigure || got.Expected != nil {
		t.Errorf("no figure so far: %+v", got)
	}

	// A cap holds for what is expected too; nothing leaves 0 to 100.
	got = f.Nowcast(anlan.IndexRow{Score: ptr(59.9), Uncapped: ptr(80), Coverage: 0.9}, "2026-11-20", eight)
	if *got.Expected != 59.9 || *got.Upper80 != 59.9 {
		t.Errorf("capped: %+v", got)
	}
	got = f.Nowcast(anlan.IndexRow{Score: ptr(99), Uncapped: ptr(99), Coverage: 0.9}, "2026-11-20", eight)
	if *got.Upper80 != 100 {
		t.Errorf("upper end of 80%%: %g", *got.Upper80)
	}
	// Deep in a veto's cap what lies below it still shows.
	got = f.Nowcast(anlan.IndexRow{Score: ptr(59.9), Uncapped: ptr(61), Coverage: 0.9}, "2026-11-20", eight)
	if *got.Lower80 >= 59.9 {
		t.Errorf("lower end under a cap: %g", *got.Lower80)
	}
}
