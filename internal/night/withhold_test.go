package night

import (
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
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
	})
	want := []edition.Flash{
		row("6299", anlan.City, "disputes_new", 3).Flash,
		row("6299", anlan.City, "disputes_24h_response_rate", 66.7).Flash,
		row("629902", anlan.County, "disputes_new", 1).Flash,
		row("629902", anlan.County, "disputes_closed", 0).Flash,
		row("629903", anlan.County, "disputes_new", anlan.Withheld).Flash, // the other two would tell that it is 3
		row("629904", anlan.County, "disputes_new", 9).Flash,
		row("629903", anlan.County, "disputes_24h_response_rate", 80).Flash,
		row("629903", anlan.County, "tickets_on_time_rate", 3).Flash,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestWithholdWarnings(t *testing.T) {
	reason := func(code string, args map[string]float64) anlan.Reason { return anlan.Reason{Code: code, Args: args} }
	got := withholdWarnings([]anlan.Warning{
		{ID: "large", Level: anlan.Township, Observed: 12, P: 0.001, Exceed: 2, Reasons: []anlan.Reason{
			reason("four_weeks", map[string]float64{"last": 15, "before": 3}), reason("same_week_last_year", map[string]float64{"observed": 2}),
			reason("same_week_last_year", map[string]float64{"observed": 0}), reason("trend", map[string]float64{"percent": 2})}},
		{ID: "small", Level: anlan.Township, Observed: 4, P: 0.001, Exceed: 2, Reasons: []anlan.Reason{reason("trend", nil)}},
		{ID: "city", Level: anlan.City, Observed: 4, P: 0.001, Exceed: 2, Reasons: []anlan.Reason{reason("trend", nil)}},
	})
	if n := len(got[0].Reasons); n != 2 || got[0].Observed != 12 {
		t.Errorf("of a large count %d reasons are left: %v", n, got[0])
	}
	if w := got[1]; w.Observed != 1 || w.P != 0 || w.Exceed != 0 || w.Reasons != nil {
		t.Errorf("a small count is not withheld: %v", w)
	}
	if w := got[2]; w.Observed != 4 || len(w.Reasons) != 1 {
		t.Errorf("the city's own count is withheld: %v", w)
	}
}
