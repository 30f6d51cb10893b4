package main

import (
	"bytes"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/audit"
	"github.com/anlan-lake/anlan/internal/auditpage"
	"github.com/anlan-lake/anlan/internal/edition"
)

// The audit of an edition is made of published values alone: a withheld one is
// missing in it, a month that still runs is left out, and where nothing is
// withheld its totals are the published ones.
func TestAuditOfEdition(t *testing.T) {
	lake := t.TempDir()
	ptr := func(v float64) *float64 { return &v }
	withheld, tables := 41.371, edition.Tables{
		Areas:      []anlan.Area{{Code: "6299", Name: "安澜市", Level: anlan.City}},
		Categories: []edition.CategoryCard{{Code: "A", NameZh: "甲", Weight: 60}, {Code: "B", NameZh: "乙", Weight: 40}},
		Indicators: []edition.IndicatorCard{
			{ID: "A1", Category: "A", Direction: anlan.Positive, GoalWorst: 0, GoalBest: 50},
			{ID: "A2", Category: "A", Direction: anlan.Negative, GoalWorst: 20, GoalBest: 10},
			{ID: "B1", Category: "B", Direction: anlan.Positive, GoalWorst: 0, GoalBest: 100}},
	}
	for k, code := range []string{"629901", "629902", "629903", "629904"} {
		tables.Areas = append(tables.Areas, anlan.Area{Code: code, Name: "县" + code, Level: anlan.County, Parent: "6299"})
		for _, period := range []string{"2026-09", "2026-10", "2026-11"} {
			values := map[string]float64{"A1": 10 + 9*float64(k), "A2": 12 + 3*float64(k), "B1": 90 - 7*float64(k)}
			if k == 2 {
				values["A1"] = withheld
			}
			for _, id := range []string{"A1", "A2", "B1"} {
				v := values[id]
				s := anlan.Score{Measure: anlan.Measure{Indicator: id, Area: code, Level: anlan.County, Period: period}, State: anlan.StateOK, Adjusted: &v,
					Weight: map[string]float64{"A1": 20, "A2": 40, "B1": 40}[id], Suppressed: id == "A1" && k == 2}
				tables.Scores = append(tables.Scores, s)
			}
			// 20 of A1, of 50; 40 of A2, 0 at 20 and 100 at 10; 40 of B1.
			total := 20*min(values["A1"]/50, 1) + 40*min(max((20-values["A2"])/10, 0), 1) + 40*values["B1"]/100
			tables.Index = append(tables.Index, anlan.IndexRow{Area: code, Level: anlan.County, Period: period, Score: ptr(total), Uncapped: ptr(total), Final: period != "2026-11"})
		}
	}
	dir := filepath.Join(lake, "editions")
	meta := anlan.Edition{ID: "2026-11-20-r1", AsOf: "2026-11-20", City: "6299", NameZh: "安澜市", Framework: "peace 1", IndexZh: "平安指数", Period: "2026-11", Closed: "2026-10", Levels: anlan.Levels{4, 6, 9, 12, 15}}
	if _, err := edition.Write(dir, meta, tables); err != nil {
		t.Fatal(err)
	}
	if err := edition.Publish(dir, meta.ID); err != nil {
		t.Fatal(err)
	}
	e := &env{lakeDir: lake, now: time.Now, getenv: func(string) string { return "" }}
	x, err := e.publishedIndex("county", 12)
	if err != nil {
		t.Fatal(err)
	}
	a, err := audit.Run(x.index, x.frame, nil, audit.Options{Seed: 1, Runs: 8})
	if err != nil {
		t.Fatal(err)
	}
	if a.Periods != 2 || a.Period != 202610 || len(a.Units) != 4 {
		t.Errorf("%d periods to %v of %v", a.Periods, a.Period, a.Units)
	}
	for i, v := range x.frame.Column("A1") {
		if (x.frame.Unit[i] == "629903") != math.IsNaN(v) {
			t.Errorf("A1 of %s is %v", x.frame.Unit[i], v)
		}
	}
	ed, err := edition.Open(dir, meta.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range a.Units {
		row, _ := ed.Index(code, "2026-10", "")
		if apart := math.Abs(*row.Score - a.Scores[i]); (apart > 1e-9) != (code == "629903") {
			t.Errorf("%s: published %v, audited %v", code, *row.Score, a.Scores[i])
		}
	}
	var b bytes.Buffer
	page := auditpage.Options{Lang: "zh", Units: x.units("zh"), Notes: x.notes(a, "zh")}
	if err := auditpage.Write(&b, a, page); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "41.37") {
		t.Error("the page shows what is withheld")
	}
	if !strings.Contains(b.String(), "24 个值中隐去 2 个") {
		t.Errorf("notes: %v", page.Notes)
	}
	if _, err := e.publishedIndex("village", 12); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("village: %v", err)
	}
}
