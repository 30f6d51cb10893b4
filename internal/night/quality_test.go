package night

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04", s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestQuality(t *testing.T) {
	n := &Night{Loc: time.UTC}
	for id, rhythm := range map[string]string{"d": "daily", "m": "monthly", "w": "wave", "q": "quarterly", "c": "change"} {
		n.Sources = append(n.Sources, Source{Dataset: id, Contract: &etl.Contract{ID: id, Rhythm: rhythm}})
	}
	start := at(t, "2026-01-01 00:00")
	for _, c := range []struct {
		dataset, day, last, received string
		reports, late                string
	}{
		{"d", "2026-11-20", "", "2026-11-21 05:59", "2026-11-20", "0"},
		{"d", "2026-11-20", "", "2026-11-21 06:00", "2026-11-20", "0"},
		{"d", "2026-11-20", "", "2026-11-21 06:01", "2026-11-20", "1"},
		{"d", "2026-11-20", "", "2026-11-23 05:00", "2026-11-20", "2"},
		{"d", "", "2026-11-18", "2026-11-21 05:00", "2026-11-18", "2"},
		{"m", "2026-11-08", "2026-10-01", "2026-11-08 23:00", "2026-10-31", "0"},
		{"m", "2026-11-08", "2026-10-01", "2026-11-10 01:00", "2026-10-31", "2"},
		{"w", "2026-11-01", "2026-10-27", "2026-11-09 12:00", "2026-10-31", "1"},
		{"q", "2026-10-11", "2026-07-01", "2026-10-10 12:00", "2026-09-30", "0"},
		{"q", "2026-10-11", "2026-07-01", "2026-10-14 12:00", "2026-09-30", "4"},
		{"c", "2026-11-20", "2026-11-20", "2026-12-20 12:00", "", "none"},
		{"d", "", "", "2026-11-21 05:00", "", "none"}, // it does not say what it is for
	} {
		b := anlan.Batch{ID: "b", Dataset: c.dataset, DataDate: c.day, ReceivedAt: at(t, c.received)}
		if c.last != "" {
			b.LastEvent = at(t, c.last+" 00:00")
		}
		got := n.quality([]anlan.Batch{{ID: "first", Dataset: c.dataset, DataDate: "2025-06-01", ReceivedAt: start}, b})
		if got[0].DaysLate != nil {
			t.Errorf("%s: the first delivery is judged: %d", c.dataset, *got[0].DaysLate)
		}
		late := "none"
		if got[1].DaysLate != nil {
			late = fmt.Sprint(*got[1].DaysLate)
		}
		if got[1].DataDate != c.reports || late != c.late {
			t.Errorf("%s for %q received %s: reports for %s, %s days late; want %s, %s", c.dataset, c.day, c.received, got[1].DataDate, late, c.reports, c.late)
		}
	}
}

func TestDifference(t *testing.T) {
	for _, c := range []struct {
		left, right int64
		want        float64
	}{{100, 99, 1}, {99, 100, -1}, {0, 4, -100}, {7, 7, 0}} {
		if got := difference(c.left, c.right); got == nil || *got != c.want {
			t.Errorf("%d against %d: %v", c.left, c.right, got)
		}
	}
	if difference(0, 0) != nil {
		t.Error("nothing on both sides is no difference of 0%")
	}
}

func TestCheckPairs(t *testing.T) {
	rec := func(pair, period string, left, right int64) anlan.Reconciliation {
		d := difference(left, right)
		return anlan.Reconciliation{Pair: pair, Period: period, Left: left, Right: right, Difference: d, Over: d != nil && (*d > 1 || *d < -1)}
	}
	got := checkPairs([]anlan.Reconciliation{
		rec("hotline", "2026-10", 1000, 990), rec("hotline", "2026-09", 100, 1), // only the newest counts
		rec("police", "2026-10", 100, 98), rec("court", "2026-10", 5, 5), rec("petition", "2026-10", 0, 0),
	})
	if len(got) != 2 || got[0].Level != LevelNote || got[1].Level != LevelWarn || !strings.Contains(got[1].Detail, "police 2026-10: 100 against 98, +2.0%, over") || !strings.HasPrefix(got[1].Zh, "警调 2026-10：100 对 98，相差 +2.0%，超过") {
		t.Errorf("findings %+v", got)
	}
}

func TestCovered(t *testing.T) {
	month := anlan.NewPeriod(anlan.Month, at(t, "2026-10-05 00:00"))
	span := func(first, last string) indicators.Span {
		return indicators.Span{First: at(t, first+" 00:00"), Last: at(t, last+" 00:00")}
	}
	for _, c := range []struct {
		a, b indicators.Span
		want bool
	}{
		{span("2026-01-01", "2026-11-20"), span("2026-10-01", "2026-10-31"), true},
		{span("2026-01-01", "2026-11-20"), span("2026-10-02", "2026-10-31"), false},
		{span("2026-01-01", "2026-10-30"), span("2026-10-01", "2026-10-31"), false},
	} {
		if got := covered(month, []string{"a", "b"}, map[string]indicators.Span{"a": c.a, "b": c.b}); got != c.want {
			t.Errorf("%v and %v: covered is %v", c.a, c.b, got)
		}
	}
	if covered(month, []string{"a"}, nil) {
		t.Error("a data set that never came covers a month")
	}
}

// Events make facts where their area's count reaches the rule, or the city's.
func TestMeet(t *testing.T) {
	f, err := indicators.Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	b := &build{Night: &Night{Levels: anlan.Levels{4, 6, 9, 12, 15}, Framework: f}}
	i, _ := f.Indicator("QZ07")
	i.VetoRule = []indicators.VetoRule{{Level: "county", AtLeast: 2}, {Level: "city", AtLeast: 4}}
	keys := func(events ...event) string {
		var out []string
		for _, v := range b.meet(i, events) {
			out = append(out, fmt.Sprintf("%s %g %s", v.Key, v.Value, v.Day))
		}
		return strings.Join(out, "; ")
	}
	one := event{"D1", "629902001", "2026-05-02", 1}
	if got := keys(one); got != "" {
		t.Errorf("one where two are needed: %s", got)
	}
	want := "QZ07.629902.D1 2 2026-05-02; QZ07.629902.D2 2 2026-06-02"
	if got := keys(one, event{"D2", "629902", "2026-06-02", 1}, event{"D3", "629903", "2026-06-02", 1}); got != want {
		t.Errorf("two in one county: %s, want %s", got, want)
	}
	// A row that counts two is two facts, and four in the city make facts of all.
	want = "QZ07.629902.D1 1 2026-05-02; QZ07.629903.J_08.1 2 2026-07-01; QZ07.629903.J_08.2 2 2026-07-01; QZ07.6299.D4 4 2026-08-01"
	if got := keys(one, event{"J 08", "629903", "2026-07-01", 2}, event{"D4", "6299", "2026-08-01", 1}); got != want {
		t.Errorf("four in the city: %s\nwant %s", got, want)
	}
}
