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

// OpenWarnings notes the warnings of an edition as open; those known already
// stay as they are. It gives the number of new ones.
func (l *Ledger) OpenWarnings(ctx context.Context, ids []string, edition string, now time.Time) (added int64, err error) {
	err = l.write(ctx, "open warnings of edition "+edition, func(tx *sql.Tx) error {
		for _, id := range ids {
			res, err := tx.ExecContext(ctx, `INSERT INTO warning_state (warning_id, state, opened, edition) VALUES (?, ?, ?, ?)
				ON CONFLICT (warning_id) DO NOTHING`, id, WarningOpen, stamp(now), edition)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
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
