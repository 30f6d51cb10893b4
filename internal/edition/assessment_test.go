package edition_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// assessed adds what the pages "assessment" and "data" show.
func assessed() edition.Tables {
	t := tables(79)
	late := int64(3)
	t.Vetoes = []anlan.Veto{{Key: "QZ01.629902.2026-Q3", Indicator: "QZ01", Area: "629902", Level: anlan.County, Period: "2026-08", Day: "2026-08-31", Value: 80,
		Upper95: num(82.4), Rule: "U95 < 85", State: anlan.VetoConfirmed, FactDay: "2026-09-02", Document: "平安办〔2026〕7号", Until: "2027-09-01"}}
	t.Rates = []anlan.Rate{{ID: "resolved", Area: "629902", Level: anlan.County, Period: "2026-10", Num: num(90), Den: num(100), Value: num(90), Scored: true},
		{ID: "suits", Area: "629902", Level: anlan.County, Period: "2026-10", Num: num(3), Den: num(100), Value: num(300), Suppressed: true}}
	t.Stars = []anlan.Star{{Area: "629902", Level: anlan.County, Quarter: "2026-Q2", Coverage: 0.5, Before: 3},
		{Area: "629902001", Level: anlan.Township, Quarter: "2026-Q3", Points: num(88.5), Coverage: 1, Ruled: 4, Before: 2, Proposed: 3, Reported: 4, Fallen: true}}
	t.Awards = []anlan.Award{{Quarter: "2026-Q3", Award: anlan.AwardSeahorse, Reason: anlan.AwardLast, Area: "629903", Level: anlan.County, Peers: "district", Score: 60, Before: 61, Place: 1, Of: 5, Coverage: 0.8},
		{Quarter: "2026-Q3", Award: anlan.AwardSteed, Reason: anlan.AwardBest, Area: "629902", Level: anlan.County, Peers: "district", Score: 90, Before: 88, Place: 1, Of: 5, Coverage: 0.8}}
	t.Quality = []anlan.BatchQuality{{Batch: "b1", Dataset: "dispute_case", Source: "d.csv", DataDate: "2026-11-16", ReceivedAt: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC), DaysLate: &late,
		Status: anlan.BatchLanded, Received: 10, Landed: 9, Rejected: 1, NotLocated: 2}, {Batch: "b2", Dataset: "area", Status: anlan.BatchHeld, Received: 4, Rejected: 4}}
	t.Rejects = []anlan.RejectCount{{Batch: "b1", Rule: anlan.RuleType, Rows: 1}}
	t.Reconciliations = []anlan.Reconciliation{{Pair: "police_dispute", Period: "2026-10", Left: 0, Right: 4}, {Pair: "hotline_dispute", Period: "2026-10", Left: 100, Right: 98, Difference: num(2), Over: true}}
	t.Restatements = []anlan.Restatement{{Night: "2026-11-18", Dataset: "dispute_case", Batches: "b1", Indicator: "MD01", Area: "629902", Level: anlan.County, Period: "2026-10", Before: num(1.5), EditionBefore: "x", EditionAfter: "y"},
		{Night: "2026-11-19", Dataset: "dispute_case", Batches: "b2 b3", Indicator: "MD01", Area: "6299", Level: anlan.City, Period: "2026-10", Before: num(2), After: num(3), ScoreBefore: num(70), ScoreAfter: num(69)}}
	return t
}

func TestAssessmentRoundTrip(t *testing.T) {
	dir := t.TempDir()
	want := assessed()
	e, err := edition.Write(dir, meta("2026-11-20-r1"), want)
	if err != nil {
		t.Fatal(err)
	}
	if err := edition.Verify(dir, e.ID); err != nil {
		t.Fatal(err)
	}
	got, err := edition.Open(dir, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Vetoes(), want.Vetoes) {
		t.Errorf("vetoes %+v", got.Vetoes())
	}
	rates := got.Rates("629902", "2026-10")
	if len(rates) != 2 || !reflect.DeepEqual(rates[0], want.Rates[0]) {
		t.Errorf("rates %+v", rates)
	}
	if r := rates[1]; r.Num != nil || r.Den != nil || r.Value != nil || !r.Suppressed {
		t.Errorf("a withheld rate came out as %+v", r)
	}
	if s := got.Stars(); len(s) != 2 || !reflect.DeepEqual(s[0], want.Stars[1]) || !reflect.DeepEqual(s[1], want.Stars[0]) {
		t.Errorf("stars, newest quarter first: %+v", s)
	}
	if a := got.Awards(); len(a) != 2 || a[0] != want.Awards[1] || a[1] != want.Awards[0] {
		t.Errorf("awards, steeds first: %+v", a)
	}
	if q := got.Quality(); len(q) != 2 || !reflect.DeepEqual(q[1], want.Quality[0]) || q[0].DaysLate != nil {
		t.Errorf("quality %+v", q)
	}
	if !reflect.DeepEqual(got.Rejects("b1"), want.Rejects) || len(got.Rejects("b2")) != 0 {
		t.Errorf("rejects %+v", got.Rejects("b1"))
	}
	if r := got.Restatements(); len(r) != 2 || !reflect.DeepEqual(r[0], want.Restatements[1]) || !reflect.DeepEqual(r[1], want.Restatements[0]) {
		t.Errorf("restatements, newest first: %+v", r)
	}
	if r := got.Reconciliations(); len(r) != 2 || !reflect.DeepEqual(r[0], want.Reconciliations[1]) || r[1].Difference != nil {
		t.Errorf("reconciliations %+v", r)
	}
}

// An edition of before these tables opens, and has nothing in them.
func TestOldEditionOpens(t *testing.T) {
	dir := t.TempDir()
	e, err := edition.Write(dir, meta("old"), assessed())
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, e.ID)
	for _, name := range []string{"veto_fact", "three_rates", "centre_star", "award_proposal", "batch_quality", "batch_reject_rule", "reconciliation", "restatement"} {
		for _, path := range []string{name, name + ".parquet"} {
			if err := os.RemoveAll(filepath.Join(root, path)); err != nil {
				t.Fatal(err)
			}
		}
		for file := range e.Hashes {
			if strings.HasPrefix(file, name+"/") || file == name+".parquet" {
				delete(e.Hashes, file)
			}
		}
		delete(e.Rows, name)
	}
	text, err := json.Marshal(e)
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "edition.json"), text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := edition.Verify(dir, e.ID); err != nil {
		t.Fatal(err)
	}
	got, err := edition.Open(dir, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Areas()) != 4 || got.Vetoes() != nil || got.Stars() != nil || got.Quality() != nil || len(got.Rates("629902", "2026-10")) != 0 {
		t.Errorf("the old edition came back with %d areas, stars %+v", len(got.Areas()), got.Stars())
	}
}
