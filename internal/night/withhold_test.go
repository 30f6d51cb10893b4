package night

import (
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

func TestWithholdFlash(t *testing.T) {
	row := func(area string, level anlan.Level, figure string, v float64) edition.Flash {
		return edition.Flash{Area: area, Level: level, Day: "2026-10-31", Figure: figure, Value: v}
	}
	got := withholdFlash([]edition.Flash{
		row("6299", anlan.City, "disputes_new", 3),
		row("6299", anlan.City, "disputes_24h_response_rate", 66.7),
		row("629902", anlan.County, "disputes_new", 3),
		row("629902", anlan.County, "disputes_24h_response_rate", 66.7),
		row("629902", anlan.County, "disputes_closed", 0),
		row("629903", anlan.County, "disputes_new", 5),
		row("629903", anlan.County, "disputes_24h_response_rate", 80),
		row("629903", anlan.County, "tickets_on_time_rate", 100), // nothing received that day
	})
	want := []edition.Flash{
		row("6299", anlan.City, "disputes_new", 3),
		row("6299", anlan.City, "disputes_24h_response_rate", 66.7),
		row("629902", anlan.County, "disputes_new", 1),
		row("629902", anlan.County, "disputes_closed", 0),
		row("629903", anlan.County, "disputes_new", 5),
		row("629903", anlan.County, "disputes_24h_response_rate", 80),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}
