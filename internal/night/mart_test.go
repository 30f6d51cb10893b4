package night_test

import (
	"context"
	"testing"

	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/night"
)

// The weekly series keep their file while no whole week's counts are others.
func TestSeriesStay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := shortCity()
	n, stop, err := openNight(d.dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	var kept []night.Source
	for _, s := range n.Sources {
		switch s.Dataset {
		case "area", "dispute_case", "hotline_ticket":
			kept = append(kept, s)
		}
	}
	n.Sources = kept
	file := func(day int) lake.File {
		t.Helper()
		asOf := d.until.AddDate(0, 0, day)
		if _, err := n.Land(ctx, asOf, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := n.Build(ctx, asOf); err != nil {
			t.Fatal(err)
		}
		head, err := n.Lake.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		files, err := n.Lake.Files(ctx, head.ID, "series_week")
		if err != nil || len(files) != 1 {
			t.Fatalf("files of the weekly series: %v, %v", files, err)
		}
		return files[0]
	}
	day := -int(d.until.Weekday()) - 5 // a Tuesday: the week before is whole
	first := file(day)
	again := file(day)
	if again.ID != first.ID {
		t.Error("the same night wrote the series anew")
	}
	next := file(day + 7)
	if next.ID == first.ID || next.Rows <= first.Rows {
		t.Errorf("a week later the series have %d rows, %d before", next.Rows, first.Rows)
	}
}
