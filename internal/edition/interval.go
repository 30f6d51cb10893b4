package edition

import (
	"errors"

	"github.com/anlan-lake/anlan"
)

type findingRow struct {
	Rule    string `parquet:"rule,dict"`
	Level   string `parquet:"level,dict"`
	Dataset string `parquet:"dataset,dict"`
	Detail  string `parquet:"detail"`
	Zh      string `parquet:"detail_zh"`
}

type intervalRow struct {
	Dataset  string   `parquet:"dataset,dict"`
	Source   string   `parquet:"source,dict"`
	Period   string   `parquet:"period,dict"`
	State    string   `parquet:"state,dict"`
	Due      string   `parquet:"due"`
	Arrived  string   `parquet:"arrived"`
	Changed  string   `parquet:"changed"`
	Files    int64    `parquet:"files"`
	Received *int64   `parquet:"received,optional"`
	Landed   *int64   `parquet:"landed,optional"`
	Rejected *int64   `parquet:"rejected,optional"`
	Volume   string   `parquet:"volume,dict"`
	Usual    *float64 `parquet:"usual,optional"`
	Low      *float64 `parquet:"low,optional"`
	High     *float64 `parquet:"high,optional"`
}

func fromFinding(f anlan.Finding) (findingRow, error) { return findingRow(f), nil }

func fromInterval(x anlan.Interval) (intervalRow, error) {
	return intervalRow{x.Dataset, x.Source, x.Period, x.State, instant(x.Due), instant(x.Arrived), instant(x.Changed), x.Files,
		x.Received, x.Landed, x.Rejected, x.Volume, x.Usual, x.Low, x.High}, nil
}

func (r intervalRow) interval() (anlan.Interval, error) {
	x := anlan.Interval{Dataset: r.Dataset, Source: r.Source, Period: r.Period, State: r.State, Files: r.Files,
		Received: r.Received, Landed: r.Landed, Rejected: r.Rejected, Volume: r.Volume, Usual: r.Usual, Low: r.Low, High: r.High}
	due, err1 := parseInstant(r.Due)
	arrived, err2 := parseInstant(r.Arrived)
	changed, err3 := parseInstant(r.Changed)
	x.Due, x.Arrived, x.Changed = due, arrived, changed
	return x, errors.Join(err1, err2, err3)
}

// Findings gives what the night's checks found, in their order.
func (e *Edition) Findings() []anlan.Finding { return e.findings }

// Intervals gives what was expected of every source in the last weeks, by data
// set, source and period, oldest first.
func (e *Edition) Intervals() []anlan.Interval { return e.intervals }
