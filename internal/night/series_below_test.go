package night

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/watch"
)

// TestSmallerAreasAreWatched: series of townships' disputes have the weeks and kinds
// of the counties', a week that nobody reported missing, and are no part of what
// clusters add up.
func TestSmallerAreasAreWatched(t *testing.T) {
	ctx := context.Background()
	dir, set := t.TempDir(), lake.Options{Now: time.Now, Author: "test"}
	if err := lake.Init(ctx, dir, set); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(ctx, dir, set)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	type week struct {
		Series   string `lake:"series"`
		Kind     string `lake:"kind"`
		Area     string `lake:"area_code"`
		Level    int32  `lake:"area_level"`
		Week     int32  `lake:"week_start"`
		Observed int64  `lake:"observed"`
	}
	type below struct {
		Series   string `lake:"series"`
		Kind     string `lake:"kind"`
		Area     string `lake:"area_code"`
		Week     int32  `lake:"week_start"`
		Observed int64  `lake:"observed"`
	}
	type place struct {
		Series string `lake:"series"`
		Area   string `lake:"area_code"`
	}
	monday := anlan.EpochDay(time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC))
	var weeks []week
	for _, k := range []int{0, 1, 3} { // nobody reported the third
		for _, kind := range []string{"01", "04"} {
			weeks = append(weeks, week{"dispute_type", kind, "629901", 2, int32(monday + 7*k), 9})
		}
	}
	tx, err := l.Begin(ctx, "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		writeTable(ctx, tx, lake.Table{Name: "series_week", Columns: columns("series varchar!", "kind varchar!", "area_code varchar!", "area_level int32!", "week_start date!", "observed int64!")}, weeks),
		writeTable(ctx, tx, lake.Table{Name: "series_week_below", Columns: columns("series varchar!", "kind varchar!", "area_code varchar!", "week_start date!", "observed int64!")}, []below{
			{"dispute_type", "04", "629901001", int32(monday - 7), 5}, {"dispute_type", "04", "629901001", int32(monday + 7), 2},
			{"dispute_type", "04", "629901777", int32(monday + 7), 3}, {"dispute_type", "04", "629901001", int32(monday + 28), 6}}),
		writeTable(ctx, tx, lake.Table{Name: "series_area", Columns: columns("series varchar!", "area_code varchar!")}, []place{
			{"dispute_type", "629901"}, {"dispute_type", "629901002"}, {"dispute_type", "629901001"}, {"dispute_type", "629901001001"}, {"hotline_domain", "629901003"}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	n := &Night{Lake: l, Levels: anlan.Levels{4, 6, 9, 12}, Detect: []Detect{{"dispute_type", "county"}, {"dispute_type", "township"}}}
	in, err := n.watched(ctx)
	got := in.series
	if err != nil || len(got) != 6 {
		t.Fatalf("%d series, %v", len(got), err)
	}
	for at, want := range []string{"629901 01", "629901 04", "629901001 01", "629901001 04", "629901002 01", "629901002 04"} {
		s := got[at]
		if s.Area+" "+s.Kind != want || len(s.Counts) != 4 || !slices.Equal(s.Missing, []bool{false, false, true, false}) || !s.Dates[3].Equal(s.Dates[0].AddDate(0, 0, 21)) {
			t.Errorf("series %d is %+v", at, s)
		}
	}
	if y := got[3].Counts; !slices.Equal(y, []float64{0, 2, 0, 0}) || got[3].Level != anlan.Township {
		t.Errorf("a township has %v", y)
	}
	var judged []watch.Judged
	for _, s := range got {
		judged = append(judged, watch.Judged{Series: models.Series{Name: s.Name, Kind: s.Kind, Area: s.Area, Level: s.Level}})
	}
	if left := in.published(judged); len(left) != 2 || left[1].Area != "629901" {
		t.Errorf("clusters add up %+v", left)
	}
	n.Detect = []Detect{{"hotline_domain", "village"}}
	if in, err := n.watched(ctx); err != nil || len(in.series) != 0 {
		t.Errorf("a level that has no counts gives %d series, %v", len(in.series), err)
	}
}
