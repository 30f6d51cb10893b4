package night

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/delay"
)

// lateRegister is a register of two counties as a night sees it: of each week's 40
// cases a county's first half is there at once, and the slow one's other half on
// the Wednesday after.
func lateRegister(monday, asOf time.Time, slow string) []models.Series {
	var out []models.Series
	for _, level := range []anlan.Level{anlan.County, anlan.Township} {
		for _, area := range []string{"629901", "629902"} {
			code := area
			if level == anlan.Township {
				code += "001"
			}
			s := models.Series{Name: "dispute_type", Kind: "01", Area: code, Level: level}
			for d := monday; !d.AddDate(0, 0, 6).After(asOf); d = d.AddDate(0, 0, 7) {
				count := 40.0
				if area == slow && asOf.Before(d.AddDate(0, 0, 9)) {
					count = 20
				}
				s.Counts, s.Dates = append(s.Counts, count), append(s.Dates, d)
			}
			out = append(out, s)
		}
	}
	return out
}

// lateNight runs what a night does about delays, and gives the shares it goes by.
func lateNight(t *testing.T, n *Night, series []models.Series, asOf time.Time) (func(string, string, time.Time) delay.Share, int64) {
	t.Helper()
	ctx := t.Context()
	record := recordOf(ctx, t, n)
	tx, err := n.Lake.Begin(ctx, "score")
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	share, err := n.reported(ctx, tx, record, series, asOf)
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.RecordNight(ctx, asOf.Format(anlan.DateFormat), StepScore); err != nil {
		t.Fatal(err)
	}
	snapshot, err := tx.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return share, snapshot.ID
}

func recordOf(ctx context.Context, t *testing.T, n *Night) []delay.Known {
	t.Helper()
	head, err := n.Lake.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if there, err := n.holds(ctx, head.ID, recordTable.Name); err != nil || !there {
		return nil
	}
	s, err := n.Lake.Session(ctx, head.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	record, err := readRecord(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// TestReportingRecord: a night learns from the nights before how much of a county's
// week is in, from nothing else; the same night again gives the same and writes
// nothing; a county that is never late is complete.
func TestReportingRecord(t *testing.T) {
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "lake")
	set := lake.Options{Now: func() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }, Author: "test"}
	if err := lake.Init(ctx, dir, set); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(ctx, dir, set)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	n := &Night{Lake: l, Levels: anlan.Levels{4, 6, 9}}
	monday := time.Date(2026, 5, 11, 0, 0, 0, 0, time.UTC)
	first := monday.AddDate(0, 0, 6+7*8) // eight weeks are there before the first night
	var share func(string, string, time.Time) delay.Share
	for d := range 7 * 10 {
		asOf := first.AddDate(0, 0, d)
		share, _ = lateNight(t, n, lateRegister(monday, asOf, "629902"), asOf)
		if d < 38 && share != nil {
			t.Fatalf("after %d nights shares are known", d+1)
		}
	}
	last := first.AddDate(0, 0, 69) // a Saturday
	if share != nil {
		t.Errorf("on a Saturday %v of the week before is in", share("dispute_type", "629902", last.AddDate(0, 0, -12)))
	}
	sunday := last.AddDate(0, 0, 1)
	series := lateRegister(monday, sunday, "629902")
	share, snapshot := lateNight(t, n, series, sunday)
	if share == nil {
		t.Fatal("ten weeks of late reports teach nothing")
	}
	week := sunday.AddDate(0, 0, -6)
	for area, want := range map[string]float64{"629902": 0.5, "629902001": 0.5, "629901": 1, "629901001": 1} {
		if got := share("dispute_type", area, week); got.Mean < want-0.06 || got.Mean > want+0.06 {
			t.Errorf("area %s: %v of the newest week is in, want about %v", area, got, want)
		}
		if got := share("dispute_type", area, week.AddDate(0, 0, -7)); got != delay.Complete {
			t.Errorf("area %s: %v of the week before is in", area, got)
		}
	}
	record := recordOf(ctx, t, n)
	again, same := lateNight(t, n, series, sunday)
	if same != snapshot || !reflect.DeepEqual(record, recordOf(ctx, t, n)) || again("dispute_type", "629902", week) != share("dispute_type", "629902", week) {
		t.Errorf("the night again: snapshot %d, was %d", same, snapshot)
	}
	// More has come, and the night is run again: it knows of that and not of less.
	series = lateRegister(monday, sunday, "")
	_, later := lateNight(t, n, series, sunday)
	if later == snapshot {
		t.Error("more came the same night, and nothing was noted")
	}
	for _, k := range recordOf(ctx, t, n) {
		if k.Night == anlan.EpochDay(sunday) && k.Count != 40 {
			t.Errorf("noted of tonight: %+v", k)
		}
	}
}
