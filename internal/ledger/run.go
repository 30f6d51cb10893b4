package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// States of runs and steps.
const (
	Running = "running" // runs only
	Done    = "done"
	Failed  = "failed"
	Stopped = "held" // a person has to look
)

// Run is one attempt at a night.
type Run struct {
	ID       string
	AsOf     string // 2026-11-20
	State    string
	Started  time.Time
	Finished time.Time // zero while it runs
	Detail   string
	Steps    []Step // in the order they ended; filled by Run and Runs
}

// Step is one finished step of a run.
type Step struct {
	Name     string
	State    string
	Started  time.Time
	Finished time.Time
	Rows     int64
	Detail   string
}

// StartRun notes that a run has begun. Conflict for an id used before.
func (l *Ledger) StartRun(ctx context.Context, id, asOf string, now time.Time) error {
	return l.write(ctx, "start run "+id, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM run WHERE run_id = ?`, id).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return anlan.Errorf(anlan.Conflict, "the run exists")
		}
		// A run of this night that still runs was killed, or is beside this one
		// and will say itself how it ended.
		_, err := tx.ExecContext(ctx, `UPDATE run SET state = ?, detail = 'ended without a word', finished = ? WHERE as_of = ? AND state = ?`, Failed, stamp(now), asOf, Running)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO run (run_id, as_of, state, started) VALUES (?, ?, ?, ?)`, id, asOf, Running, stamp(now))
		return err
	})
}

// StepDone notes the end of a step; the same step again replaces the note.
func (l *Ledger) StepDone(ctx context.Context, runID string, s Step) error {
	return l.write(ctx, "step "+s.Name+" of run "+runID, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO step (run_id, step, state, started, finished, row_count, detail)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, runID, s.Name, s.State, stamp(s.Started), stamp(s.Finished), s.Rows, s.Detail)
		return err
	})
}

// FinishRun notes how a run ended. NotFound for an unknown id.
func (l *Ledger) FinishRun(ctx context.Context, id, state, detail string, now time.Time) error {
	return l.write(ctx, "finish run "+id, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE run SET state = ?, detail = ?, finished = ? WHERE run_id = ?`, state, detail, stamp(now), id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, anlan.Errorf(anlan.NotFound, "no such run"))
		}
		return nil
	})
}

// Run gives one run with its steps. NotFound for an unknown id.
func (l *Ledger) Run(ctx context.Context, id string) (Run, error) {
	list, err := l.runs(ctx, `WHERE run_id = ?`, id)
	if err != nil {
		return Run{}, err
	}
	if len(list) == 0 {
		return Run{}, anlan.Errorf(anlan.NotFound, "no run %s in the ledger", id)
	}
	return list[0], nil
}

// Runs gives the last runs with their steps, newest first.
func (l *Ledger) Runs(ctx context.Context, limit int) ([]Run, error) {
	return l.runs(ctx, `ORDER BY started DESC, run_id DESC LIMIT ?`, limit)
}

func (l *Ledger) runs(ctx context.Context, where string, arg any) ([]Run, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT run_id, as_of, state, started, finished, detail FROM run `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	defer rows.Close()
	var list []Run
	for rows.Next() {
		var r Run
		var started, finished string
		if err := rows.Scan(&r.ID, &r.AsOf, &r.State, &started, &finished, &r.Detail); err != nil {
			return nil, fmt.Errorf("read runs: %w", err)
		}
		r.Started, r.Finished = parseStamp(started), parseStamp(finished)
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	for i := range list {
		if list[i].Steps, err = l.steps(ctx, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (l *Ledger) steps(ctx context.Context, runID string) ([]Step, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT step, state, started, finished, row_count, detail FROM step
		WHERE run_id = ? ORDER BY finished, rowid`, runID)
	if err != nil {
		return nil, fmt.Errorf("read steps of run %s: %w", runID, err)
	}
	defer rows.Close()
	var list []Step
	for rows.Next() {
		var s Step
		var started, finished string
		if err := rows.Scan(&s.Name, &s.State, &started, &finished, &s.Rows, &s.Detail); err != nil {
			return nil, fmt.Errorf("read steps of run %s: %w", runID, err)
		}
		s.Started, s.Finished = parseStamp(started), parseStamp(finished)
		list = append(list, s)
	}
	return list, rows.Err()
}
