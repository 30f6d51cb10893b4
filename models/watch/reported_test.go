package watch

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/delay"
)

// late leaves of the last week what a county has reported of it.
func late(series []models.Series, county string, share float64) {
	for _, s := range series {
		if s.Area[:6] == county {
			n := len(s.Counts) - 1
			s.Counts[n] = math.Round(share * s.Counts[n])
		}
	}
}

// TestHalfReportedWeek: a week that a county has half reported is no silence once
// its delay is known, and an outbreak in it is seen; the warning says how much is
// in, and what the week is expected to come to. Other counties are judged as ever.
func TestHalfReportedWeek(t *testing.T) {
	series := city(3)
	monday := series[0].Dates[len(series[0].Dates)-1]
	plant(series, "629902003", "06", 0, 26)
	late(series, "629902", 0.45)
	silences := func(r Result) (n int) {
		for _, w := range r.Warnings {
			if w.Rule == RuleSilence && w.Area[:6] == "629902" && w.Period == anlan.NewPeriod(anlan.Week, monday).String() {
				n++
			}
		}
		return n
	}
	blind := night(t, series, settings())
	set := settings()
	set.Reported = func(name, area string, of time.Time) delay.Share {
		if name == "dispute_type" && area[:6] == "629902" && of.Equal(monday) {
			return delay.Share{Mean: 0.45, SD: 0.08}
		}
		return delay.Complete
	}
	told := night(t, series, set)
	if silences(blind) == 0 || silences(told) > 0 {
		t.Errorf("silences of the half-reported week: %d without the delay, %d with it", silences(blind), silences(told))
	}
	w := find(told, "629902003", "06")
	if w == nil {
		t.Fatal("the outbreak is not seen")
	}
	r, ok := codes(w)[ReasonPartial]
	if !ok || w.Reasons[0].Code != ReasonPartial {
		t.Fatalf("reasons %+v", w.Reasons)
	}
	if a := r.Args; a["observed"] != w.Observed || a["share"] != 45 || !(a["lower"] >= w.Observed && a["lower"] < a["complete"] && a["complete"] < a["upper"]) || a["complete"] < 1.5*w.Observed {
		t.Errorf("%+v of %v", a, w.Observed)
	}
	if b := find(blind, "629902003", "06"); b != nil && !(b.Chance < w.Chance) {
		t.Errorf("chance %v without the delay, %v with it", b.Chance, w.Chance)
	}
	for i, j := range blind.Judged {
		if k := told.Judged[i]; j.Area[:6] != "629902" && !reflect.DeepEqual(j.Latest.Judged, k.Latest.Judged) {
			t.Errorf("%s of %s, which is all reported, is judged otherwise", j.Kind, j.Area)
		}
	}
}
