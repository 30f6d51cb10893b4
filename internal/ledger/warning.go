package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/anlan-lake/anlan"
)

// States of a warning.
const (
	WarningOpen         = "open"
	WarningAcknowledged = "acknowledged"
)

// WarningState is what became of one warning.
type WarningState struct {
	ID             string
	State          string
	Opened         time.Time
	Edition        string // the first that held it
	Acknowledged   time.Time
	AcknowledgedBy string
	Note           string
}

// OpenWarnings notes the warnings of the edition of a night as open; those known
// already stay as they are, but a phase or grade that has changed goes into
// their life. It gives the number of new ones.
func (l *Ledger) OpenWarnings(ctx context.Context, list []anlan.Warning, edition, asOf string, now time.Time) (added int64, err error) {
	err = l.write(ctx, "open warnings of edition "+edition, func(tx *sql.Tx) error {
		for _, w := range list {
			res, err := tx.ExecContext(ctx, `INSERT INTO warning_state (warning_id, state, opened, edition, rule, series, kind, area, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (warning_id) DO NOTHING`, w.ID, WarningOpen, stamp(now), edition, w.Rule, w.Series, w.Kind, w.Area, w.Since)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			added += n
			if err := live(ctx, tx, w, asOf); err != nil {
				return err
			}
		}
		return nil
	})
	return added, err
}

// live notes the phase and grade of a warning where they are not those of the
// night before; a night made again replaces what it said.
func live(ctx context.Context, tx *sql.Tx, w anlan.Warning, asOf string) error {
	var phase, grade string
	err := tx.QueryRowContext(ctx, `SELECT phase, grade FROM warning_life WHERE warning_id = ? AND as_of < ? ORDER BY as_of DESC LIMIT 1`, w.ID, asOf).Scan(&phase, &grade)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if phase == string(w.Phase) && grade == string(w.Grade) {
		_, err = tx.ExecContext(ctx, `DELETE FROM warning_life WHERE warning_id = ? AND as_of = ?`, w.ID, asOf)
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO warning_life (warning_id, as_of, phase, grade) VALUES (?, ?, ?, ?)
		ON CONFLICT (warning_id, as_of) DO UPDATE SET phase = excluded.phase, grade = excluded.grade`, w.ID, asOf, string(w.Phase), string(w.Grade))
	return err
}

// WarningStep is a night in the life of a warning.
type WarningStep struct {
	AsOf  string // 2026-10-31
	Phase anlan.Phase
	Grade anlan.Grade
}

// WarningLife gives the nights in which a warning's phase or grade changed,
// oldest first.
func (l *Ledger) WarningLife(ctx context.Context, id string) ([]WarningStep, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT as_of, phase, grade FROM warning_life WHERE warning_id = ? ORDER BY as_of`, id)
	if err != nil {
		return nil, fmt.Errorf("read the life of warning %s: %w", id, err)
	}
	defer rows.Close()
	var list []WarningStep
	for rows.Next() {
		var s WarningStep
		if err := rows.Scan(&s.AsOf, &s.Phase, &s.Grade); err != nil {
			return nil, fmt.Errorf("read the life of warning %s: %w", id, err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Acknowledge notes that user has seen a warning. NotFound for one that was
// never opened, Conflict for one acknowledged before.
func (l *Ledger) Acknowledge(ctx context.Context, id, user, note string, now time.Time) error {
	return l.write(ctx, "acknowledge warning "+id, func(tx *sql.Tx) error {
		var state string
		err := tx.QueryRowContext(ctx, `SELECT state FROM warning_state WHERE warning_id = ?`, id).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return anlan.Errorf(anlan.NotFound, "no such warning")
		}
		if err != nil {
			return err
		}
		if state != WarningOpen {
			return anlan.Errorf(anlan.Conflict, "it is acknowledged already")
		}
		_, err = tx.ExecContext(ctx, `UPDATE warning_state SET state = ?, acknowledged = ?, acknowledged_by = ?, note = ?
			WHERE warning_id = ?`, WarningAcknowledged, stamp(now), user, note, id)
		return err
	})
}

// WarningStates gives the state of every warning known, by id.
func (l *Ledger) WarningStates(ctx context.Context) (map[string]WarningState, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT warning_id, state, opened, edition, acknowledged, acknowledged_by, note FROM warning_state`)
	if err != nil {
		return nil, fmt.Errorf("read warnings' states: %w", err)
	}
	defer rows.Close()
	states := map[string]WarningState{}
	for rows.Next() {
		var w WarningState
		var opened, acknowledged string
		if err := rows.Scan(&w.ID, &w.State, &opened, &w.Edition, &acknowledged, &w.AcknowledgedBy, &w.Note); err != nil {
			return nil, fmt.Errorf("read warnings' states: %w", err)
		}
		w.Opened, w.Acknowledged = parseStamp(opened), parseStamp(acknowledged)
		states[w.ID] = w
	}
	return states, rows.Err()
}
