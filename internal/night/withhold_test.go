package night

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/watch"
)

func TestWithholdFlash(t *testing.T) {
	row := func(area string, level anlan.Level, figure string, v float64, cases ...float64) flashRow {
		f := flashRow{Flash: edition.Flash{Area: area, Level: level, Day: "2026-10-31", Figure: figure, Value: v}}
		if len(cases) > 0 {
			f.cases = &cases[0]
		}
		return f
	}
	got := withholdFlash([]flashRow{
		row("6299", anlan.City, "disputes_new", 3),
		row("6299", anlan.City, "disputes_24h_response_rate", 66.7, 3),
		row("629902", anlan.County, "disputes_new", 3),
		row("629902", anlan.County, "disputes_24h_response_rate", 66.7, 3),
		row("629902", anlan.County, "disputes_closed", 0),
		row("629903", anlan.County, "disputes_new", 5),
		row("629904", anlan.County, "disputes_new", 9),
		row("629903", anlan.County, "disputes_24h_response_rate", 80, 5),
		row("629903", anlan.County, "tickets_on_time_rate", 3, 100), // a rate of 3% is no small count
		row("629902", anlan.County, "petitions_received", 0),
		row("629903", anlan.County, "petitions_received", 4), // another guards it already
		row("629904", anlan.County, "petitions_received", 60),
		row("629904", anlan.County, "tickets_on_time_rate", 90, 100),
	}, hiddenCounts{{"petition_item: count(*) [receive_date]", "629904"}: true, {countsBehind["tickets_on_time_rate"][1], "629904"}: true})
	want := []edition.Flash{
		row("6299", anlan.City, "disputes_new", 3).Flash,
		row("6299", anlan.City, "disputes_24h_response_rate", 66.7).Flash,
		row("629902", anlan.County, "disputes_new", 1).Flash,
		row("629902", anlan.County, "disputes_closed", 0).Flash,
		row("629903", anlan.County, "disputes_new", anlan.Withheld).Flash, // the other two would tell that it is 3
		row("629904", anlan.County, "disputes_new", 9).Flash,
		row("629903", anlan.County, "disputes_24h_response_rate", 80).Flash,
		row("629903", anlan.County, "tickets_on_time_rate", 3).Flash,
		row("629902", anlan.County, "petitions_received", 0).Flash,
		row("629903", anlan.County, "petitions_received", 1).Flash,
		row("629904", anlan.County, "petitions_received", anlan.Withheld).Flash, // whose own month is withheld
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestWithholdSeries(t *testing.T) {
	var in []edition.SeriesPoint
	add := func(series, kind, area string, level anlan.Level, week string, n int64) {
		in = append(in, edition.SeriesPoint{Series: series, Kind: kind, Area: area, Level: level, Week: week, Observed: n})
	}
	shown := func(hidden hiddenCounts) map[string]int64 {
		out := map[string]int64{}
		for _, p := range withholdSeries(slices.Clone(in), hidden) {
			out[p.Kind+" "+p.Area+" "+p.Week[8:]] = p.Observed
		}
		return out
	}
	hold := func(got map[string]int64, want map[string]int64) {
		t.Helper()
		for k, v := range want {
			if n, there := got[k]; v != n || !there {
				t.Errorf("%s is %d, %v, want %d", k, n, there, v)
			}
		}
	}
	for _, week := range []string{"2026-10-05", "2026-10-12"} {
		for _, kind := range []string{"01", "02", "99"} {
			add("dispute_type", kind, "6299", anlan.City, week, 60)
		}
	}
	for _, x := range []struct {
		kind, area string
		n          int64
	}{{"01", "629901", 30}, {"02", "629901", 4}, {"99", "629901", 9}, {"01", "629902", 20}, {"02", "629902", 0}, {"99", "629902", 40}} {
		add("dispute_type", x.kind, x.area, anlan.County, "2026-10-05", x.n)
		add("dispute_type", x.kind, x.area, anlan.County, "2026-10-12", x.n+10)
		add("dispute_type", x.kind, x.area, anlan.County, "2024-10-07", x.n)
	}
	got := shown(nil)
	hold(got, map[string]int64{
		"02 629901 05": 1, "99 629901 05": anlan.Withheld, "01 629901 05": 30, "02 629902 05": 0, "99 629902 05": 40, // the last kind guards the small one
		"01 6299 05": 60, "02 6299 12": 60,
		"02 629901 07": 1, "99 629901 07": 9, // nothing that it adds up to is shown
	})
	if _, there := got["02 6299 05"]; there {
		t.Error("the city's sum over a withheld county is shown")
	}
	if _, there := got["99 6299 05"]; there {
		t.Error("the city's sum over a county that guards another kind is shown")
	}
	hold(shown(hiddenCounts{{countsBehind["dispute_type"][0], "629901"}: true}), map[string]int64{
		"01 629901 12": anlan.Withheld, "02 629901 05": anlan.Withheld, "01 629902 12": 30,
	})
	in = nil
	add("hotline_domain", "05", "6299", anlan.City, "2026-10-05", 90)
	for n, v := range []int64{40, 7, 2, 41} {
		add("hotline_domain", "05", "62990100"+string(rune('1'+n)), anlan.Township, "2026-10-05", v)
	}
	hold(shown(nil), map[string]int64{"05 6299 05": 90, "05 629901001 05": anlan.Withheld, "05 629901002 05": 7, "05 629901003 05": 1, "05 629901004 05": 41})
}

func TestWithholdWarnings(t *testing.T) {
	reason := func(code string, args map[string]float64) anlan.Reason { return anlan.Reason{Code: code, Args: args} }
	weeks := func(n float64) map[string]float64 { return map[string]float64{"weeks": n} }
	four := reason(models.ReasonFourWeeks, map[string]float64{"last": 40, "before": 30})
	all := []anlan.Reason{four, reason(models.ReasonRise, weeks(2)), reason(models.ReasonHighest, weeks(15)),
		reason(models.ReasonLastYear, map[string]float64{"observed": 9}), reason(models.ReasonTrend, map[string]float64{"percent": 2})}
	var series []edition.SeriesPoint
	week, err := anlan.ParsePeriod("2026-W42", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, area := range []string{"calm", "five", "last year", "guard", "past guard"} {
		for back := range 60 {
			v := int64(9)
			switch {
			case area == "five" && back == 5, area == "last year" && back == 52:
				v = 1
			case area == "guard" && back == 0, area == "past guard" && back == 10:
				v = anlan.Withheld
			}
			series = append(series, edition.SeriesPoint{Area: area, Level: anlan.County, Week: week.Start.AddDate(0, 0, -7*back).Format(anlan.DateFormat), Observed: v})
		}
	}
	var in []anlan.Warning
	for _, area := range []string{"calm", "five", "last year", "guard", "past guard"} {
		in = append(in, anlan.Warning{Area: area, Period: "2026-W42", Level: anlan.County, Observed: 12, P: 0.001, Exceed: 2, Reasons: slices.Clone(all)})
	}
	in = append(in,
		anlan.Warning{Area: "small", Period: "2026-W42", Level: anlan.County, Observed: 4, P: 0.001, Exceed: 2, Reasons: slices.Clone(all)},
		anlan.Warning{Area: "city", Period: "2026-W42", Level: anlan.City, Observed: 4, P: 0.001, Exceed: 2, Reasons: slices.Clone(all)})
	out := map[string]anlan.Warning{}
	for _, w := range newWeeks(series, series, in, nil).withholdWarnings(in) {
		out[w.Area] = w
	}
	for area, want := range map[string][]anlan.Reason{"calm": all, "five": all[1:], "last year": {all[0], all[1], all[2], all[4]}, "past guard": {all[0], all[1], all[3], all[4]},
		"guard": nil, "small": nil, "city": all} {
		if got := out[area].Reasons; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: reasons %v, want %v", area, got, want)
		}
	}
	for area, observed := range map[string]float64{"calm": 12, "guard": anlan.Withheld, "small": 1, "city": 4} {
		if w := out[area]; w.Observed != observed || (w.P == 0) != (observed < anlan.SmallCell && area != "city") || (w.Exceed == 0) != (w.P == 0) {
			t.Errorf("%s: %+v", area, w)
		}
	}
}

// TestWithholdWarningsOfSmallerAreas: of areas smaller than those whose counts are
// published a warning shows no figure, and another's reasons say only that it is there.
func TestWithholdWarningsOfSmallerAreas(t *testing.T) {
	points := []edition.SeriesPoint{{Series: "s", Kind: "01", Area: "629901", Level: anlan.County, Week: "2026-10-12", Observed: 60}}
	from := anlan.Reason{Code: watch.ReasonMostFrom, Args: map[string]float64{"share": 80}, Text: map[string]string{"area": "629901001"}}
	past := anlan.Reason{Code: watch.ReasonPast, Args: map[string]float64{"episodes": 2}}
	there := anlan.Reason{Code: watch.ReasonWarned, Text: map[string]string{"area": "629901001"}}
	in := []anlan.Warning{
		{Series: "s", Kind: "01", Area: "629901001", Level: anlan.Township, Period: "2026-W42", Since: "2026-W42", Observed: 40, Expected: 8, Lower: 2, Upper: 15,
			P: 0.001, Exceed: 2, Excess: 30, Chance: 0.9, Harm: 27, Dispersed: 1.2, Reasons: []anlan.Reason{past}},
		{Series: "s", Kind: anlan.KindAll, Area: "629901001", Level: anlan.Township, Period: "2026-W42", Since: "2026-W42", Observed: 0, P: 0.001, Excess: 9},
		{Series: "s", Kind: "01", Area: "629901", Level: anlan.County, Period: "2026-W42", Since: "2026-W42", Observed: 60, Expected: 12, P: 0.001, Excess: 30, Reasons: []anlan.Reason{from, past, there}}}
	out := newWeeks(points, points, in, nil).withholdWarnings(in)
	for _, w := range out[:2] {
		if w.Observed != anlan.Withheld || w.Expected != 0 || w.Lower != 0 || w.Upper != 0 || w.P != 0 || w.Exceed != 0 || w.Excess != 0 || w.Chance != 0 || w.Harm != 0 || w.Dispersed != 0 || w.Reasons != nil {
			t.Errorf("a township's warning shows %+v", w)
		}
	}
	if w := out[2]; w.Observed != 60 || w.Expected != 12 || w.Excess != 30 || !reflect.DeepEqual(w.Reasons, []anlan.Reason{past, there}) {
		t.Errorf("the county's shows %+v", w)
	}
}

// A warning on a county counts its townships together, and one on all kinds its
// kinds: what it says must not tell a township's small count.
func TestWithholdWarningsThatAddUp(t *testing.T) {
	var exact []edition.SeriesPoint
	add := func(kind, area string, n int64) {
		exact = append(exact, edition.SeriesPoint{Series: "s", Kind: kind, Area: area, Level: anlan.Township, Week: "2026-10-12", Observed: n})
	}
	for kind, of := range map[string][6]int64{"one small": {30, 2, 9, 7, 8, 9}, "several": {30, 2, 3, 1, 8, 9}, "beside": {30, 20, 20, 9, 3, 9}, "none": {9, 9, 0, 0, 9, 9}, "as many as can be": {30, 4, 9, 4, 9, 9}} {
		for n, v := range of {
			add(kind, [...]string{"629901001", "629901002", "629901003", "629901004", "629902001", "629902002"}[n], v)
		}
	}
	shown := slices.Clone(exact)
	for n := range shown {
		if smallCount(float64(shown[n].Observed)) {
			shown[n].Observed = 1
		}
	}
	for _, c := range []struct {
		kind, area string
		level      anlan.Level
		want       float64
	}{{"one small", "629901", anlan.County, anlan.Withheld}, {"several", "629901", anlan.County, 36}, {"beside", "629901", anlan.County, anlan.Withheld}, {"none", "629901", anlan.County, 36},
		{"as many as can be", "629901", anlan.County, anlan.Withheld}, // 8 is 4 and 4
		{anlan.KindAll, "629901003", anlan.Township, anlan.Withheld}, {anlan.KindAll, "629901001", anlan.Township, 36}, {anlan.KindAll, "629901", anlan.County, 36}} {
		in := []anlan.Warning{{Series: "s", Kind: c.kind, Area: c.area, Level: c.level, Period: "2026-W42", Since: "2026-W41", Observed: 36, Excess: 7}}
		w := newWeeks(exact, shown, in, nil).withholdWarnings(in)[0]
		if w.Observed != c.want || (w.Excess == 0) != (c.want == anlan.Withheld) {
			t.Errorf("%s of %s: %v and an excess of %v, want %v", c.kind, c.area, w.Observed, w.Excess, c.want)
		}
	}
}

// Of counts that add up to a figure that is shown, small ones are covered by others,
// and withheld themselves where "<5" of each would tell them.
func TestCover(t *testing.T) {
	const w = anlan.Withheld
	for _, c := range []struct{ counts, want []float64 }{
		{[]float64{60, 7}, []float64{60, 7}},
		{[]float64{4, 60}, []float64{1, w}},
		{[]float64{4, 60, 9}, []float64{1, w, 9}},
		{[]float64{2, 2}, []float64{1, 1}},
		{[]float64{4, 4}, []float64{w, w}},
		{[]float64{3, 4}, []float64{w, w}},
		{[]float64{4, 4, 60}, []float64{w, w, 60}},
		{[]float64{4, 0}, []float64{1, w}},
		{[]float64{4}, []float64{w}},
	} {
		got := slices.Clone(c.counts)
		cover(got, make([]bool, len(got)))
		if !slices.Equal(got, c.want) {
			t.Errorf("%v are shown as %v, want %v", c.counts, got, c.want)
		}
	}
}
