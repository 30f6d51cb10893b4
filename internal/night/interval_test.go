package night

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/lake"
)

// sent makes the batch of a file: "day from–to received status", of which all
// but the day may be left out.
func sent(t *testing.T, dataset, name, first, last string, rows int64, status string) anlan.Batch {
	t.Helper()
	b := anlan.Batch{ID: dataset + name, Dataset: dataset, Source: name, Status: status, Received: rows, Landed: rows, ReceivedAt: at(t, "2026-11-20 08:00")}
	if status != anlan.BatchLanded {
		b.Landed = 0
	}
	if i := strings.Index(name, "_2"); i >= 0 {
		b.DataDate = name[i+1 : i+11]
		if len(name) >= i+22 { // a range
			b.DataDate = name[i+12 : i+22]
		}
	}
	if first != "" {
		b.FirstEvent, b.LastEvent = at(t, first+" 10:00"), at(t, last+" 10:00")
	}
	return b
}

func source(dataset, rhythm string) Source {
	return Source{Dataset: dataset, Contract: &etl.Contract{ID: dataset, Rhythm: rhythm, Volume: etl.Volume{Enabled: true, Deviations: 5, MinimumHistory: 6}}, Pattern: "in/" + dataset + "_{date}*"}
}

// states writes the states of a data set's intervals, those alike in a row as one.
func states(n *Night, list []anlan.Interval, dataset string) string {
	var out []string
	last := ""
	for _, x := range list {
		if x.Dataset != dataset {
			continue
		}
		if x.State != last {
			out = append(out, x.Period+" "+x.State)
		}
		last = x.State
	}
	return strings.Join(out, "; ")
}

func TestIntervals(t *testing.T) {
	n := &Night{Loc: time.UTC, Sources: []Source{source("d", "daily"), source("m", "monthly"), source("q", "quarterly"), source("c", "change"), source("never", "daily")}}
	ok := anlan.BatchLanded
	batches := []anlan.Batch{
		// A history by months, of which August is held; the days then come one by
		// one, all with rows of older cases.
		sent(t, "d", "d_2026-07-31.csv", "2026-07-03", "2026-07-30", 30, ok),
		sent(t, "d", "d_2026-08-31.csv", "", "", 30, anlan.BatchHeld),
		sent(t, "d", "d_2026-09-30.csv", "2026-09-07", "2026-09-30", 30, ok),
		sent(t, "m", "m_2026-09-05.csv", "2026-08-01", "2026-08-01", 8, ok),
		sent(t, "m", "m_2026-10-05.csv", "", "", 8, anlan.BatchHeld),
		sent(t, "m", "m_2026-11-05.csv", "2026-10-01", "2026-10-01", 8, ok),
		sent(t, "q", "q_2026-07-05.csv", "2026-04-01", "2026-04-01", 8, ok),
		sent(t, "c", "c_2026-07-05.csv", "2026-04-01", "2026-04-01", 8, ok),
	}
	for day := at(t, "2026-10-01 00:00"); day.Before(at(t, "2026-11-19 00:00")); day = day.AddDate(0, 0, 1) {
		name := "d_" + day.Format(anlan.DateFormat) + ".csv"
		switch day.Format("01-02") {
		case "10-10", "10-11", "10-12", "10-13": // never came: their days are in a file of a range
		case "10-20", "10-21": // never came at all
		case "10-25":
			batches = append(batches, sent(t, "d", name, "", "", 9, anlan.BatchHeld))
		case "10-27":
			batches = append(batches, sent(t, "d", name, "2026-07-05", "2026-10-27", 9, anlan.BatchWithdrawn))
		case "10-29": // a quiet day
			batches = append(batches, sent(t, "d", name, "", "", 0, ok))
		default:
			batches = append(batches, sent(t, "d", name, "2026-07-05", day.Format(anlan.DateFormat), 9, ok))
		}
	}
	batches = append(batches, sent(t, "d", "d_2026-10-10_2026-10-13.csv", "2026-07-05", "2026-10-13", 30, ok))
	list := n.intervals(batches, []lake.Night{{AsOf: "2026-11-19", Step: StepBuild, Finished: at(t, "2026-11-20 09:00")}}, at(t, "2026-11-20 06:00"))
	for dataset, want := range map[string]string{
		"d": "2026-07-03 checked; 2026-08-01 held; 2026-09-01 checked; 2026-10-20 missing; 2026-10-22 checked; 2026-10-25 held; 2026-10-26 checked; " +
			"2026-10-27 withdrawn; 2026-10-28 checked; 2026-11-19 late; 2026-11-20 expected",
		"m": "2026-08 checked; 2026-09 held; 2026-10 checked; 2026-11 expected", "q": "2026-Q2 checked; 2026-Q3 missing; 2026-Q4 expected", "c": "",
		"never": "2026-11-19 late; 2026-11-20 expected",
	} {
		got := states(n, list, dataset)
		if got != want {
			t.Errorf("%s: %s\nwant %s", dataset, got, want)
		}
	}
	// What the figures of the night take for not there.
	span := n.coverageOf(batches, at(t, "2026-11-19 00:00"))["d"]
	var gaps []string
	for _, g := range span.Gaps {
		gaps = append(gaps, g.From.Format(anlan.DateFormat)+" to "+g.Until.Format(anlan.DateFormat))
	}
	if got := strings.Join(gaps, ", "); got != "2026-08-01 to 2026-09-01, 2026-10-20 to 2026-10-22, 2026-10-25 to 2026-10-26, 2026-10-27 to 2026-10-28" {
		t.Errorf("gaps %s", got)
	}
	if span.Last.Format(anlan.DateFormat) != "2026-11-19" { // a day late, and waited for
		t.Errorf("reaches %v", span.Last)
	}
	if gaps := n.coverageOf(batches, at(t, "2026-11-19 00:00"))["m"].Gaps; len(gaps) != 1 || gaps[0].From.Format("2006-01") != "2026-09" {
		t.Errorf("gaps of the report %v", gaps)
	}
	var told []string
	for _, f := range n.checkIntervals(list, at(t, "2026-11-19 00:00")) {
		told = append(told, f.Rule+" "+f.Dataset+": "+f.Detail)
	}
	want := []string{"interval d: 4 not there, though later ones are: 2026-10-20 – 2026-10-21 (missing), 2026-10-25 (held), 2026-10-27 (withdrawn)",
		"interval m: 1 not there, though later ones are: 2026-09 (held)"}
	if fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("findings %q\nwant %q", told, want)
	}
}

// A file that comes after an edition showed its day restates it; one that was
// there before does not.
func TestRestatedInterval(t *testing.T) {
	n := &Night{Loc: time.UTC, Sources: []Source{source("d", "daily")}}
	a := sent(t, "d", "d_2026-11-10.csv", "2026-11-10", "2026-11-10", 9, anlan.BatchLanded)
	a.ReceivedAt = at(t, "2026-11-11 05:00")
	late := sent(t, "d", "d_2026-11-09.csv", "2026-11-09", "2026-11-09", 9, anlan.BatchLanded)
	late.ReceivedAt = at(t, "2026-11-12 05:00")
	nights := []lake.Night{
		{AsOf: "2026-11-10", Step: lake.NightDone, Finished: at(t, "2026-11-11 07:00")},
		{AsOf: "2026-11-11", Step: lake.NightDone, Finished: at(t, "2026-11-12 07:00")},
	}
	if got := states(n, n.intervals([]anlan.Batch{a, late}, nights, at(t, "2026-11-12 05:30")), "d"); got != "2026-11-09 restated; 2026-11-10 landed; 2026-11-11 expected" {
		t.Error(got)
	}
}

func TestVolumeGuard(t *testing.T) {
	n := &Night{Loc: time.UTC, Sources: []Source{source("d", "daily"), source("few", "daily")}}
	var batches []anlan.Batch
	rows := map[string]int64{"2026-11-16": 1430, "2026-11-17": 1900, "2026-11-18": 0, "2026-11-19": 1500}
	for i, day := 0, at(t, "2026-09-14 00:00"); day.Before(at(t, "2026-11-20 00:00")); i, day = i+1, day.AddDate(0, 0, 1) {
		text := day.Format(anlan.DateFormat)
		count, ok := rows[text]
		if !ok {
			count = 1400 + int64(i%9)*10
			if !weekday(day) {
				count /= 2
			}
		}
		batches = append(batches, sent(t, "d", "d_"+text+".csv", text, text, count, anlan.BatchLanded))
		batches = append(batches, sent(t, "few", "few_"+text+".csv", text, text, int64(i%3), anlan.BatchLanded))
	}
	asOf := at(t, "2026-11-19 00:00")
	list := n.intervals(batches, nil, DueNight(asOf))
	var marks []string
	for _, x := range list {
		if x.Volume != "" {
			marks = append(marks, x.Dataset+" "+x.Period+" "+x.Volume)
		}
	}
	if got := strings.Join(marks, "; "); got != "d 2026-11-17 high; d 2026-11-18 zero" {
		t.Errorf("marks %s", got)
	}
	findings := n.checkIntervals(list, asOf)
	if len(findings) != 2 || findings[0].Rule != "volume" || findings[1].Rule != "zero" || !strings.Contains(findings[1].Detail, "2026-11-18: no row at all, usual are 14") {
		t.Errorf("findings %+v", findings)
	}
	// The alarm is no calm day: the day is a gap once it is older than the grace.
	if span := n.coverageOf(batches, at(t, "2026-11-25 00:00"))["d"]; len(span.Gaps) != 1 || span.Gaps[0].From.Format(anlan.DateFormat) != "2026-11-18" {
		t.Errorf("gaps %v", span.Gaps)
	}
}
