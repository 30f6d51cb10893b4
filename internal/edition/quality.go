package edition

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/anlan-lake/anlan"
)

type qualityRow struct {
	Batch      string `parquet:"batch_id"`
	Dataset    string `parquet:"dataset,dict"`
	Source     string `parquet:"source"`
	DataDate   string `parquet:"data_date"`
	ReceivedAt string `parquet:"received_at"`
	DaysLate   *int64 `parquet:"days_late,optional"`
	Status     string `parquet:"status,dict"`
	Received   int64  `parquet:"received"`
	Landed     int64  `parquet:"landed"`
	Rejected   int64  `parquet:"rejected"`
	Flagged    int64  `parquet:"flagged"`
	NotLocated int64  `parquet:"not_located"`
}

type rejectRow struct {
	Batch string `parquet:"batch_id"`
	Rule  string `parquet:"rule,dict"`
	Rows  int64  `parquet:"rows"`
}

type reconciliationRow struct {
	Pair       string   `parquet:"pair,dict"`
	Period     string   `parquet:"period,dict"`
	Left       int64    `parquet:"left_count"`
	Right      int64    `parquet:"right_count"`
	Difference *float64 `parquet:"difference,optional"`
	Over       bool     `parquet:"is_over"`
}

func fromQuality(q anlan.BatchQuality) (qualityRow, error) {
	return qualityRow{q.Batch, q.Dataset, q.Source, q.DataDate, instant(q.ReceivedAt), q.DaysLate, q.Status, q.Received, q.Landed, q.Rejected, q.Flagged, q.NotLocated}, nil
}

func (r qualityRow) quality() (anlan.BatchQuality, error) {
	at, err := parseInstant(r.ReceivedAt)
	return anlan.BatchQuality{Batch: r.Batch, Dataset: r.Dataset, Source: r.Source, DataDate: r.DataDate, ReceivedAt: at, DaysLate: r.DaysLate,
		Status: r.Status, Received: r.Received, Landed: r.Landed, Rejected: r.Rejected, Flagged: r.Flagged, NotLocated: r.NotLocated}, err
}

func fromReject(c anlan.RejectCount) (rejectRow, error) { return rejectRow(c), nil }

func fromReconciliation(x anlan.Reconciliation) (reconciliationRow, error) {
	return reconciliationRow(x), nil
}

// writeQuality writes what the operators' page shows beside the batches.
func writeQuality(w *writer, t Tables) error {
	return firstError(
		func() error {
			return single(w, "batch_quality", t.Quality, fromQuality, func(a, b qualityRow) int {
				return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(a.Batch, b.Batch))
			})
		},
		func() error {
			return single(w, "batch_reject_rule", t.Rejects, fromReject, func(a, b rejectRow) int {
				return cmp.Or(strings.Compare(a.Batch, b.Batch), strings.Compare(a.Rule, b.Rule))
			})
		},
		func() error {
			return single(w, "reconciliation", t.Reconciliations, fromReconciliation, func(a, b reconciliationRow) int {
				return cmp.Or(strings.Compare(a.Pair, b.Pair), strings.Compare(b.Period, a.Period))
			})
		},
		func() error { return single(w, "finding", t.Findings, fromFinding, nil) },
		func() error { return writeRestatements(w, t) },
		func() error {
			return single(w, "data_interval", t.Intervals, fromInterval, func(a, b intervalRow) int {
				return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(a.Source, b.Source), strings.Compare(a.Period, b.Period))
			})
		},
	)
}

// readQuality reads the same; older editions have none of it.
func (e *Edition) readQuality(root string) error {
	return firstError(
		func() error { return e.readRestatements(root) },
		func() error {
			return eachIfThere(filepath.Join(root, "batch_quality.parquet"), func(r qualityRow) error {
				q, err := r.quality()
				e.quality = append(e.quality, q)
				return err
			})
		},
		func() error {
			return eachIfThere(filepath.Join(root, "batch_reject_rule.parquet"), func(r rejectRow) error {
				e.rejects[r.Batch] = append(e.rejects[r.Batch], anlan.RejectCount(r))
				return nil
			})
		},
		func() error {
			return eachIfThere(filepath.Join(root, "reconciliation.parquet"), func(r reconciliationRow) error {
				e.reconciliations = append(e.reconciliations, anlan.Reconciliation(r))
				return nil
			})
		},
		func() error {
			return eachIfThere(filepath.Join(root, "finding.parquet"), func(r findingRow) error {
				e.findings = append(e.findings, anlan.Finding(r))
				return nil
			})
		},
		func() error {
			return eachIfThere(filepath.Join(root, "data_interval.parquet"), func(r intervalRow) error {
				x, err := r.interval()
				e.intervals = append(e.intervals, x)
				return err
			})
		},
	)
}

// eachIfThere is each for a table that editions have only since a later version.
func eachIfThere[R any](path string, use func(R) error) error {
	if err := each(path, use); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Quality gives how the received files came, by data set.
func (e *Edition) Quality() []anlan.BatchQuality { return e.quality }

// Rejects gives the rows rejected of a batch by rule.
func (e *Edition) Rejects(batch string) []anlan.RejectCount { return e.rejects[batch] }

// Reconciliations gives what two departments report of the same cases, by
// pair, newest first.
func (e *Edition) Reconciliations() []anlan.Reconciliation { return e.reconciliations }
