package etl

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// The files of two quiet days are the same bytes, and each is its own day's
// batch; the same day's file again is none, nor is one with rows.
func TestQuietDays(t *testing.T) {
	c := newCity(t).areas()
	c.file("labor_case_2026-11-09.csv", laborHeader)
	c.file("labor_case_2026-11-10.csv", laborHeader)
	c.file("labor_case_2026-11-10_p002.csv", laborHeader)
	row := laborHeader + "L1,629902001,01,01,否,2026-11-11,2026-12-10\n"
	c.file("labor_case_2026-11-11.csv", row)
	c.file("labor_case_2026-11-11_again_2026-11-12.csv", row)
	c.sent("labor_case", "2026-11-12")
	c.file("labor_case_2026-11-13.csv", laborHeader)
	c.file("labor_case_2026-11-14.csv", row)
	for range 2 {
		c.sent("labor_case", "2026-11-14")
	}
	batches, err := c.lake.Batches(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	seen := map[string]bool{}
	for _, b := range batches {
		if b.Dataset == "labor_case" {
			got += fmt.Sprintf("%s:%d ", b.DataDate[8:], b.Received)
			if seen[b.ID] {
				t.Errorf("%s has the id of another", b.Source)
			}
			seen[b.ID] = true
		}
	}
	if got != "09:0 10:0 11:1 13:0 " {
		t.Errorf("batches %s", got)
	}
	c.verified()
}

func TestGuard(t *testing.T) {
	v := Volume{Enabled: true, Deviations: 5, MinimumHistory: 6}
	for _, c := range []struct {
		counts    []int64
		low, high float64
		zero, ok  bool
	}{
		{[]int64{100, 102, 98, 101, 99}, 0, 0, false, false},
		{[]int64{100, 100, 100, 100, 100, 100}, 66.275, 133.725, true, true}, // never moved: the spread of chance
		{[]int64{100, 140, 60, 120, 80, 100, 1, 1}, 0, 240, true, true},
		{[]int64{100, 100, 100, 100, 100, 100, 100, 100, 9999, 9999, 9999}, 66.275, 133.725, true, true}, // eight are looked at
		{[]int64{0, 1, 0, 2, 0, 0}, 0, 0, false, true},
	} {
		g, ok := v.Guard(c.counts)
		if ok != c.ok || g.Low != c.low || g.High != c.high || g.Zero() != c.zero {
			t.Errorf("%v: %+v %t zero %t", c.counts, g, ok, g.Zero())
		}
	}
	if _, ok := (Volume{Deviations: 5}).Guard([]int64{1, 1, 1, 1, 1, 1}); ok {
		t.Error("a guard that is off judges")
	}
}

// A contract may have a file held whose rows are far from the weekday's usual,
// until a person lands it.
func TestVolumeHolds(t *testing.T) {
	c := newCity(t).areas()
	k, err := Builtin("labor_case")
	if err != nil {
		t.Fatal(err)
	}
	k.Volume.Hold = true
	land := func(o Options, files ...string) ([]anlan.Batch, error) {
		o.Landing, o.Levels, o.Now, o.Loc = c.zone, cityLevels, night, night.Location()
		return Land(context.Background(), c.lake, []Source{{Dataset: "labor_case", Contract: k, Files: files}}, o)
	}
	send := func(day time.Time, rows int) string {
		text := laborHeader
		for i := range rows {
			text += fmt.Sprintf("L%s%04d,629902001,01,01,否,%s,2026-12-31\n", day.Format("0102"), i, day.Format(anlan.DateFormat))
		}
		return c.file("labor_case_"+day.Format(anlan.DateFormat)+".csv", text)
	}
	first := time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)
	for week := range 6 {
		if _, err := land(Options{}, send(first.AddDate(0, 0, 7*week), 100+week)); err != nil {
			t.Fatal(err)
		}
	}
	bad := send(first.AddDate(0, 0, 42), 20)
	for range 2 {
		got, err := land(Options{}, bad)
		if anlan.KindOf(err) != anlan.Held || len(got) != 1 || got[0].Status != anlan.BatchHeld {
			t.Fatalf("%+v %v", got, err)
		}
		if want := "20 rows, where 68 to 137 are usual; if they are right, land it with --any-volume"; got[0].Note != want {
			t.Errorf("note %q", got[0].Note)
		}
	}
	if got, err := land(Options{AnyVolume: true}, bad); err != nil || got[0].Status != anlan.BatchLanded || got[0].Landed != 20 {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := land(Options{}, send(first.AddDate(0, 0, 43), 5)); err != nil || got[0].Status != anlan.BatchLanded { // Tuesdays have no history
		t.Errorf("%+v %v", got, err)
	}
}
