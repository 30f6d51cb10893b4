package demo_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/etl/demo"
	"github.com/anlan-lake/anlan/internal/lake"
)

func TestScratchLand(t *testing.T) {
	dir := t.TempDir()
	until := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	c, err := demo.New(demo.Options{Dir: dir, Months: 3, History: 14, Nights: 35, Scale: 0.02, Seed: 3, Until: until})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Write(t.Context()); err != nil {
		t.Fatal(err)
	}
	lo := lake.Options{Now: func() time.Time { return until.Add(30 * time.Hour) }, Threads: 2, MemoryMB: 2000, Author: "t"}
	if err := lake.Init(t.Context(), filepath.Join(dir, "lake"), lo); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(t.Context(), filepath.Join(dir, "lake"), lo)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	land := func(asOf time.Time) {
		var sources []etl.Source
		for _, d := range []string{"area", "area_profile", "department", "dispute_case", "mediation_case", "petition_item", "hotline_ticket", "grid_event", "police_stat_day", "survey_response"} {
			k, err := etl.Builtin(d)
			if err != nil {
				t.Fatal(err)
			}
			files, err := etl.Match(dir, "inbox/"+d+"/*", asOf)
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, etl.Source{Dataset: d, Contract: k, Files: files})
		}
		t0 := time.Now()
		_, err = etl.Land(t.Context(), l, sources, etl.Options{Landing: filepath.Join(dir, "landing"), Levels: anlan.Levels{4, 6, 9, 12, 15}, Now: until.Add(30 * time.Hour), AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		t.Log("landed in", time.Since(t0))
	}
	land(until.AddDate(0, 0, -35))
	land(until.AddDate(0, 0, -20))
	land(until)
	batches, err := l.Batches(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, b := range batches {
		rs, err := l.Rejects(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rs {
			got[fmt.Sprint(b.Dataset, "|", r.File, "|", r.Row, "|", r.Column, "|", r.Rule)] = true
		}
	}
	f, _ := os.Open(filepath.Join(dir, "truth/rejected.csv"))
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows[1:] {
		k := r[0] + "|" + r[1] + "|" + r[2] + "|" + r[3] + "|" + r[4]
		if !got[k] {
			if n++; n < 30 {
				t.Error("not rejected:", k)
			}
		}
		delete(got, k)
	}
	n = 0
	for k := range got {
		if n++; n < 30 {
			t.Error("rejected but not planted:", k)
		}
	}
	s, err := l.Session(t.Context(), 0)
	if err != nil {
		head, _ := l.Head(t.Context())
		s, err = l.Session(t.Context(), head.ID)
		if err != nil {
			t.Fatal(err)
		}
	}
	defer s.Close()
	for d, want := range map[string]int{"area": len(c.Areas), "area_profile": len(c.Profiles), "department": len(c.Departments), "dispute_case": len(c.Disputes), "mediation_case": len(c.Mediations),
		"petition_item": len(c.Petitions), "hotline_ticket": len(c.Tickets), "grid_event": len(c.GridEvents), "police_stat_day": len(c.Police), "survey_response": len(c.Survey)} {
		r, err := s.Rows(t.Context(), "select count(*), coalesce(sum(case when _rule_flags is not null then 1 else 0 end),0)::bigint from "+d)
		if err != nil {
			t.Fatal(err)
		}
		r.Next()
		var n, fl int
		r.Scan(&n, &fl)
		r.Close()
		t.Log(d, strconv.Itoa(n), want, "flagged", fl)
		if n != want {
			t.Errorf("%s: %d rows, want %d", d, n, want)
		}
	}
}
